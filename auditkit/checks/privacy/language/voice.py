"""Who is heard in a text: its writer, somebody he quotes, or quality control."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.fold import SEPARATOR
from auditkit.checks.privacy.interface import Positions
from auditkit.checks.privacy.language.people import LATIN, People, next_to
from auditkit.checks.privacy.language.reading import Reading, last_of, next_of
from auditkit.core.vocabulary import ROLES

TOPIC_CLASSES: Final = (
    "topic.debt",
    "topic.overdue",
    "topic.product",
    "topic.lender",
    "topic.collection",
    "amount_label",
)
_SOON: Final = 6
_SOON_LATIN: Final = 26
_CLOSES: Final = ")]】"
_OPENS: Final = "([【"
_MUTE: Final = tuple(map(ROLES.code, ("group", "public")))


@dataclass(frozen=True, slots=True)
class Voice:
    """What is not the writer's own.

    ``others``: per word, whether it is a verb whose subject is the other side. ``quotes``: the
    words from which on the clause tells what the other side says. ``addressed``: those said to
    somebody by the writer himself. ``entered``: per clause, whether it goes on quoting. From
    ``reviews`` up to ``until`` quality control writes.
    """

    others: NDArray[np.bool_]
    quotes: Positions
    addressed: Positions
    entered: NDArray[np.bool_]
    reviews: Positions
    until: Positions

    def quoted(self, reading: Reading, start: Positions, word: Positions) -> NDArray[np.bool_]:
        """Return which places, with the word there or next, tell what somebody else says."""
        itself = reading.start[word] == start
        opening = last_of(self.quotes, word + itself)
        clause = reading.clause[start]
        found: NDArray[np.bool_] = (reading.clauses[opening] == clause) | self.entered[clause]
        return found

    def reported(self, start: Positions) -> NDArray[np.bool_]:
        """Return which places quality control wrote."""
        if not len(self.reviews):
            return np.zeros(len(start), dtype=bool)
        last = np.searchsorted(self.reviews, start, side="right") - 1
        found: NDArray[np.bool_] = (last >= 0) & (start < self.until[last])
        return found


def voice(reading: Reading, who: People) -> Voice:
    """Return who is heard where."""
    others = np.zeros(len(reading), dtype=bool)
    others[others_say(reading, who, "saying", "stating", "telling")] = True
    others[_answers(reading, who)] = True
    stating = np.flatnonzero(reading.is_a("stating"))
    subject = np.maximum(stating - 1, 0)
    own = reading.is_a("collector")[subject] & next_to(reading, subject, stating)
    addressed = _addressed(reading, who)
    quotes = np.union1d(np.flatnonzero(others), stating[~own])
    quotes = np.setdiff1d(quotes, addressed[~others[addressed]])
    return Voice(others, quotes, addressed, entered(reading, quotes), *_reviews(reading))


def _addressed(reading: Reading, who: People) -> Positions:
    """Return the verbs such as 反映 and 沟通 before which stands to whom it is said: 跟HR反映."""
    verb = np.flatnonzero(reading.is_a("stating", "conversing"))
    listener = last_of(who.persons, verb)
    to = (listener >= 0) & who.toward[listener] & (verb == listener + 1)
    to &= next_to(reading, listener, verb)
    found: Positions = verb[to & ~_has_subject(reading, who, listener)]
    return found


def _has_subject(reading: Reading, who: People, listener: Positions) -> NDArray[np.bool_]:
    """Return before which listeners somebody else stands who speaks to them: 其妻跟其母."""
    toward = np.maximum(who.head[listener] - 1, 0)
    speaker = np.maximum(toward - 1, 0)
    aside = reading.is_a("adverb", "done")[speaker] & (speaker > 0)
    speaker = np.where(aside, speaker - 1, speaker)
    spoken = who.somebody[speaker] & ~reading.is_a("collector", "met", "owning")[speaker]
    spoken &= ~np.isin(who.role[speaker], _MUTE) & ~who.toward[speaker]
    spoken &= next_to(reading, speaker, toward) & reading.is_a("toward")[toward]
    found: NDArray[np.bool_] = spoken & ~met_before(reading, who, speaker)
    return found


def others_say(reading: Reading, who: People, *classes: str) -> Positions:
    """Return the verbs of some classes whose subject is the other side."""
    verb = np.flatnonzero(reading.is_a(*classes))
    done = reading.is_a("done")[verb - 1] & (verb > 1)
    between = done | (reading.is_a("adverb")[verb - 1] & (verb > 1))
    twice = between & reading.is_a("done")[verb - 2] & (verb > 2)
    subject = np.maximum(verb - np.where(twice, 3, np.where(between, 2, 1)), 0)
    person = who.somebody & ~np.isin(who.role, _MUTE) & ~reading.is_a("collector")
    direct = person[subject] & (subject < verb) & next_to(reading, subject, verb)
    direct &= ~who.toward[subject] & ~met_before(reading, who, subject)
    direct &= ~_passive(reading, verb)
    # 家属已告知欠款 tells the family, 家属已告知客户欠款 is what the family did
    fronted = done & reading.is_a("telling")[verb]
    direct &= ~fronted | _tells_somebody(reading, who, verb)
    return verb[direct]


def _answers(reading: Reading, who: People) -> Positions:
    """Return the verbs of saying with which a clause begins after one that says who answered."""
    said = np.flatnonzero(reading.is_a("saying"))
    begins = reading.clauses[said - 1] != reading.clauses[said]
    gap = reading.clause[reading.start[said] - 2] != reading.clauses[said]
    _, event = who.reached(reading, said)
    same = (event >= 0) & (reading.sentences[event] == reading.sentences[said])
    itself = reading.codes[reading.end[said]] == ord("是")
    found: Positions = said[begins & gap & same & ~itself & ~_is_own(reading, who, event, said)]
    return found


def _is_own(reading: Reading, who: People, event: Positions, said: Positions) -> NDArray[np.bool_]:
    """Return which sayings are the writer's: 致电其领导，说他欠款, but not 其领导接听，说….

    He called somebody, and the debt comes right after the verb.
    """
    called = np.maximum(who.head[event] - 1, 0)
    own = (event >= 0) & reading.is_a("contacting", "meeting")[called]
    own &= next_to(reading, called, who.head[event])
    own &= ~reading.is_a("answering")[np.minimum(event + 1, len(reading) - 1)]
    found: NDArray[np.bool_] = own & speaks_of_debt(reading, said)
    return found


def speaks_of_debt(reading: Reading, said: Positions) -> NDArray[np.bool_]:
    """Return after which verbs of saying a word of debt comes soon, and no other verb before it."""
    topic = next_of(np.flatnonzero(reading.is_a(*TOPIC_CLASSES)), said)
    gap = reading.start[topic] - reading.end[said]
    room = np.where(reading.codes[reading.start[said]] < LATIN, _SOON_LATIN, _SOON)
    soon = (topic > said) & (gap <= room) & (reading.clauses[topic] == reading.clauses[said])
    between = last_of(np.flatnonzero(reading.is_a("verb", "negator", "intending", "soon")), topic)
    found: NDArray[np.bool_] = soon & (between <= said)
    return found


def met_before(reading: Reading, who: People, subject: Positions) -> NDArray[np.bool_]:
    """Return which subjects are the object of a verb of contacting: 联系其母告知."""
    head = who.head[subject]
    verb = np.maximum(head - 1, 0)
    near = next_to(reading, verb, head) & (head > 0)
    addressed = near & reading.is_a("contacting", "relaying", "telling", "requesting")[verb]
    found: NDArray[np.bool_] = addressed | reading.is_a("met")[subject]
    return found


def _passive(reading: Reading, verb: Positions) -> NDArray[np.bool_]:
    earlier = np.maximum(verb - 1, 0)
    passive = reading.is_a("passive")
    found: NDArray[np.bool_] = passive[verb] | (passive[earlier] & next_to(reading, earlier, verb))
    return found


def _tells_somebody(reading: Reading, who: People, verb: Positions) -> NDArray[np.bool_]:
    following = next_of(who.persons, verb)
    found: NDArray[np.bool_] = (following >= 0) & next_to(reading, verb, following)
    return found


def entered(reading: Reading, quotes: Positions) -> NDArray[np.bool_]:
    """Return the clauses that go on telling what an earlier one of the sentence quotes."""
    clause = reading.clauses
    total = int(reading.clause[-1]) + 1
    opens, ends = np.zeros(total, dtype=bool), _first_clauses(reading, total)
    opens[clause[quotes]] = True
    resumes = np.zeros(total, dtype=bool)
    resumes[clause[reading.is_a("telling", "relaying", "contacting", "resuming")]] = True
    accused = np.zeros(total, dtype=bool)
    accused[clause[reading.is_a("accused")]] = True
    ends |= resumes & ~accused
    event = np.where(opens | ends, np.arange(total), 0)
    last = np.maximum.accumulate(event)
    state = opens[last]
    goes_on = np.zeros(total, dtype=bool)
    goes_on[1:] = state[:-1] & ~ends[1:]
    return goes_on


def _first_clauses(reading: Reading, total: int) -> NDArray[np.bool_]:
    """Return the clauses with which a sentence begins."""
    first = np.zeros(total, dtype=bool)
    moved = np.flatnonzero(np.diff(reading.sentence)) + 1
    first[reading.clause[moved]] = True
    first[0] = True
    return first


def _reviews(reading: Reading) -> tuple[Positions, Positions]:
    """Return where quality control begins to write and where it ends."""
    cue = reading.is_a("reviewing")
    start, end = reading.start[cue], reading.end[cue]
    resumed = np.flatnonzero(reading.is_a("resuming"))
    ends = np.flatnonzero(reading.codes == SEPARATOR)
    until = _next(ends, start, len(reading.codes))
    until = np.minimum(until, _next(reading.start[resumed], start, len(reading.codes)))
    opened = np.isin(reading.codes[start - 1], [ord(char) for char in _OPENS])
    closed = np.isin(reading.codes[end - 1], [ord(char) for char in _CLOSES])
    closers = np.flatnonzero(np.isin(reading.codes, [ord(char) for char in _CLOSES]))
    bracket = _next(closers, end, len(reading.codes))
    return start, np.where(opened & ~closed, np.minimum(until, bracket), until)


def _next(places: Positions, start: Positions, none: int) -> Positions:
    """Return the first of some places at or after each start."""
    found: Positions = np.append(places, none)[np.searchsorted(places, start)]
    return found
