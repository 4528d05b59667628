"""Who is heard in a text: its writer, somebody he quotes, or quality control."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.fold import SEPARATOR
from auditkit.checks.privacy.interface import Positions
from auditkit.checks.privacy.language.people import People, next_to
from auditkit.checks.privacy.language.reading import Reading, after, before
from auditkit.core.vocabulary import ROLES

_CLOSES: Final = ")]】"
_OPENS: Final = "([【"
_MUTE: Final = tuple(map(ROLES.code, ("group", "public")))


@dataclass(frozen=True, slots=True)
class Voice:
    """What is not the writer's own.

    Per word: ``others``: a verb whose subject is the other side; ``quotes``: from here on the
    clause tells what the other side says. Per clause: ``entered``: it goes on quoting. Per place
    of ``reviews``, up to ``until``: quality control writes.
    """

    others: NDArray[np.bool_]
    quotes: NDArray[np.bool_]
    entered: NDArray[np.bool_]
    reviews: Positions
    until: Positions

    def quoted(self, reading: Reading, start: Positions) -> NDArray[np.bool_]:
        """Return which places tell what somebody else says."""
        index = np.searchsorted(reading.start, start, side="right")
        opening = before(np.append(self.quotes, False))[index]
        clause = reading.clause[start]
        here = (opening >= 0) & (np.append(reading.clauses, -1)[opening] == clause)
        found: NDArray[np.bool_] = here | self.entered[clause]
        return found

    def reported(self, start: Positions) -> NDArray[np.bool_]:
        """Return which places quality control wrote."""
        last = np.searchsorted(self.reviews, start, side="right") - 1
        found: NDArray[np.bool_] = (last >= 0) & (start < np.append(self.until, -1)[last])
        return found


def voice(reading: Reading, who: People) -> Voice:
    """Return who is heard where."""
    others = _others(reading, who)
    stating = reading.is_a("stating")
    subject = np.maximum(np.arange(len(reading)) - 1, 0)
    by_collector = reading.is_a("collector")[subject] & next_to(
        reading, subject, np.arange(len(reading))
    )
    quotes = others | (stating & ~by_collector)
    entered = _entered(reading, quotes)
    return Voice(others, quotes, entered, *_reviews(reading))


def _others(reading: Reading, who: People) -> NDArray[np.bool_]:
    """Return the verbs of saying and telling whose subject is the other side."""
    place = np.arange(len(reading))
    said = reading.is_a("saying", "stating", "telling")
    speaker = who.somebody & ~np.isin(who.role, _MUTE) & ~reading.is_a("collector")
    subject = before(speaker)
    done = reading.is_a("done")
    direct = (subject >= 0) & ((subject == place - 1) | _only_between(done, subject, place))
    direct &= next_to(reading, subject, place) & said
    told_to = who.toward[subject] | _met_before(reading, who, subject)
    others = direct & ~told_to & ~_passive(reading, place)
    fronted = direct & done[np.maximum(place - 1, 0)] & reading.is_a("telling")
    found: NDArray[np.bool_] = others & ~(fronted & ~_tells_somebody(reading, who, place))
    return found


def _only_between(
    done: NDArray[np.bool_], subject: Positions, place: Positions
) -> NDArray[np.bool_]:
    between: NDArray[np.bool_] = (subject == place - 2) & done[np.maximum(place - 1, 0)]
    return between


def _met_before(reading: Reading, who: People, subject: Positions) -> NDArray[np.bool_]:
    """Return which subjects are the object of a verb of contacting: 联系其母告知."""
    head = who.head[subject]
    verb = np.maximum(head - 1, 0)
    near = next_to(reading, verb, head) & (head > 0)
    addressed = near & reading.is_a("contacting", "relaying", "telling")[verb]
    found: NDArray[np.bool_] = addressed | reading.is_a("met")[subject]
    return found


def _passive(reading: Reading, place: Positions) -> NDArray[np.bool_]:
    earlier = np.maximum(place - 1, 0)
    passive = reading.is_a("passive")
    found: NDArray[np.bool_] = passive | (passive[earlier] & next_to(reading, earlier, place))
    return found


def _tells_somebody(reading: Reading, who: People, place: Positions) -> NDArray[np.bool_]:
    following = after(who.somebody)
    found: NDArray[np.bool_] = (following >= 0) & next_to(reading, place, following)
    return found


def _entered(reading: Reading, quotes: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the clauses that go on telling what an earlier one of the sentence quotes."""
    clause = reading.clauses
    total = int(reading.clause[-1]) + 1 if len(reading.clause) else 0
    opens, ends = np.zeros(total, dtype=bool), _first_clauses(reading, total)
    opens[clause[quotes]] = True
    resumes = np.zeros(total, dtype=bool)
    resumes[clause[reading.is_a("telling", "relaying", "contacting", "resuming")]] = True
    accused = np.zeros(total, dtype=bool)
    accused[clause[reading.is_a("accused")]] = True
    ends |= resumes & ~accused
    event = np.where(opens | ends, np.arange(total), 0)
    last = np.maximum.accumulate(event)
    state = opens[last] if total else opens
    entered = np.zeros(total, dtype=bool)
    entered[1:] = state[:-1] & ~ends[1:]
    return entered


def _first_clauses(reading: Reading, total: int) -> NDArray[np.bool_]:
    """Return the clauses with which a sentence begins."""
    first = np.zeros(total, dtype=bool)
    moved = np.flatnonzero(np.diff(reading.sentence)) + 1
    first[reading.clause[moved]] = True
    if total:
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
    opened = np.isin(np.append(reading.codes, 0)[start - 1], [ord(char) for char in _OPENS])
    closed = np.isin(reading.codes[end - 1], [ord(char) for char in _CLOSES])
    closers = np.flatnonzero(np.isin(reading.codes, [ord(char) for char in _CLOSES]))
    bracket = _next(closers, end, len(reading.codes))
    return start, np.where(opened & ~closed, np.minimum(until, bracket), until)


def _next(places: Positions, start: Positions, none: int) -> Positions:
    """Return the first of some places at or after each start."""
    found: Positions = np.append(places, none)[np.searchsorted(places, start)]
    return found
