"""How a text says a thing: asserted, denied, asked, planned, quoted or found by quality control."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.mentions import SPEAKERS, STANCES
from auditkit.checks.privacy.interface import Positions
from auditkit.checks.privacy.language.people import People, next_to
from auditkit.checks.privacy.language.reading import Reading, after, before
from auditkit.checks.privacy.language.voice import Voice, voice

ASSERTED: Final = STANCES.code("asserted")
NEGATED: Final = STANCES.code("negated")
ASKED: Final = STANCES.code("asked")
QUOTED: Final = STANCES.code("quoted")
REPORTED: Final = STANCES.code("reported")
PLANNED: Final = STANCES.code("planned")
PARTY: Final = SPEAKERS.code("party")
TOPIC_CLASSES: Final = (
    "topic.debt",
    "topic.overdue",
    "topic.product",
    "topic.lender",
    "topic.collection",
    "amount_label",
)
REACH: Final = 14
_FAR_LATIN: Final = 40
_CLOSE: Final = 4
_CLOSE_LATIN: Final = 14
_SOON: Final = 8
_SOON_LATIN: Final = 20


@dataclass(frozen=True, slots=True)
class Standing:
    """Stances of a reading: of its verbs one by one, and of any place by what governs it.

    ``verbs``: telling and saying words, which govern what stands in their clause; ``stance`` is
    theirs, per word.
    """

    reading: Reading
    voice: Voice
    relays: NDArray[np.bool_]
    verbs: NDArray[np.bool_]
    predicates: NDArray[np.bool_]
    stance: NDArray[np.int8]

    def at(self, start: Positions, reach: int = _CLOSE) -> NDArray[np.int8]:
        """Return the stance at places; a denial counts within ``reach`` characters before."""
        own = _stance(self.reading, self.voice, self.predicates, start, reach, self.relays)
        governor = _governor(self.reading, self.verbs, start)
        theirs = np.append(self.stance, ASSERTED)[governor]
        inherits = (own == ASSERTED) & np.isin(theirs, (NEGATED, ASKED, PLANNED))
        return np.where(inherits, theirs, own).astype(np.int8)


def standing(reading: Reading, who: People) -> Standing:
    """Return the stances of a reading."""
    heard = voice(reading, who)
    verbs = reading.is_a("telling", "saying", "relaying")
    predicates = verbs | reading.is_a("stating", "enquiring", "verb")
    stance = np.full(len(reading), ASSERTED, dtype=np.int8)
    places = np.flatnonzero(verbs | reading.is_a("learning"))
    here = reading.start[places]
    stance[places] = _stance(reading, heard, predicates, here, REACH, who.relays)
    _share(reading, verbs, stance)
    return Standing(reading, heard, who.relays, verbs, predicates, stance)


def by_speaker(
    stance: NDArray[np.int8], speakers: NDArray[np.int8], text: Positions
) -> NDArray[np.int8]:
    """Return stances in which all that the other party says himself is quoted."""
    theirs = (speakers[text] == PARTY) & (stance == ASSERTED)
    return np.where(theirs, QUOTED, stance).astype(np.int8)


def _stance(
    reading: Reading,
    heard: Voice,
    predicates: NDArray[np.bool_],
    start: Positions,
    reach: int,
    relays: NDArray[np.bool_],
) -> NDArray[np.int8]:
    index = np.searchsorted(reading.start, start)
    clause = reading.clause[start]
    first = np.searchsorted(reading.clauses, clause)
    governed = np.maximum(_last(predicates, index) + 1, first)
    planned = _planned(reading, predicates, start, index, first, relays if reach > _CLOSE else None)
    stance = np.full(len(start), ASSERTED, dtype=np.int8)
    stance[heard.quoted(reading, start)] = QUOTED
    stance[heard.reported(start)] = REPORTED
    stance[planned] = PLANNED
    stance[_denied(reading, start, index, governed, reach)] = NEGATED
    stance[_asked(reading, predicates, start, index, first)] = ASKED
    return stance


def _last(mask: NDArray[np.bool_], index: Positions) -> Positions:
    """Return the last word before each index that ``mask`` holds for, -1 for none."""
    found: Positions = before(np.append(mask, False))[index]
    return found


def _denied(
    reading: Reading, start: Positions, index: Positions, governed: Positions, reach: int
) -> NDArray[np.bool_]:
    """Return the places before which an odd number of denials stands, not too far."""
    denial = reading.is_a("negator")
    count = np.concatenate([[0], np.cumsum(denial)])
    odd = (count[index] - count[np.minimum(governed, index)]) % 2 == 1
    nearest = reading.last(index, "negator")
    gap = start - np.append(reading.end, 0)[nearest]
    latin = np.append(reading.codes, 0)[start] < 0x250
    denied: NDArray[np.bool_] = odd & (gap <= np.where(latin, _wider(reach), reach))
    return denied


def _wider(reach: int) -> int:
    return _FAR_LATIN if reach > _CLOSE else _CLOSE_LATIN


def _planned(
    reading: Reading,
    predicates: NDArray[np.bool_],
    start: Positions,
    index: Positions,
    first: Positions,
    relays: NDArray[np.bool_] | None,
) -> NDArray[np.bool_]:
    """Return the places that a condition, a plan or, if they are acts, a request comes before."""
    supposed = reading.last(index, "supposing")
    planned: NDArray[np.bool_] = (supposed >= 0) & (
        np.append(reading.sentences, -1)[supposed] == reading.sentence[start]
    )
    # 明日联系其母告知: reaching somebody is a step on the way and ends no plan
    stops = (predicates & ~reading.is_a("contacting")) | reading.is_a("done")
    since = np.maximum(_last(stops, index) + 1, first)
    planned |= reading.last(index, "intending") >= since
    follows = np.append(reading.is_a("toward", "negator", "soon", "marking", "contacting"), True)
    cues = [reading.last(index, "soon")]
    if relays is not None:
        # to ask that a thing be passed on tells it
        cues.append(
            np.where(np.append(relays, False)[index], -1, reading.last(index, "requesting"))
        )
    for cue in cues:
        latin = np.append(reading.codes, 0)[start] < 0x250
        room = np.where(latin, _SOON_LATIN, _SOON)
        # 将欠款告知 has 将 for 把
        # 将欠款告知 has 将 for 把: what is to come follows at once or is said to somebody
        soon = (cue + 1 >= index) | follows[np.minimum(cue + 1, len(reading))]
        far = start - np.append(reading.end, 0)[cue] > room
        planned |= soon & ~far & (cue >= since)
    return planned


def _asked(
    reading: Reading,
    predicates: NDArray[np.bool_],
    start: Positions,
    index: Positions,
    first: Positions,
) -> NDArray[np.bool_]:
    total = int(reading.clause[-1]) + 1 if len(reading.clause) else 0
    question = np.zeros(total, dtype=bool)
    marks = np.flatnonzero(reading.codes == ord("?"))
    question[reading.clause[marks[marks > 0] - 1]] = True
    question[reading.clauses[reading.is_a("question_end")]] = True
    presumed = reading.last(index, "presuming") >= first
    stops = predicates & ~reading.is_a("contacting", "presuming", "enquiring")
    since = np.maximum(_last(stops, index) + 1, first)
    asked = (question[reading.clause[start]]) | (
        reading.last(index, "asking", "enquiring") >= since
    )
    found: NDArray[np.bool_] = asked & ~presumed
    return found


def _governor(reading: Reading, verbs: NDArray[np.bool_], start: Positions) -> Positions:
    """Return the verb of telling under which a place stands in its clause, -1 for none."""
    index = np.searchsorted(reading.start, start)
    clause = reading.clause[start]
    clauses = np.append(reading.clauses, -1)
    earlier = _last(verbs, index)
    later = np.append(after(np.append(verbs, False)), -1)[np.maximum(index - 1, 0)]
    later = np.where(np.append(verbs, False)[index], index, later)
    before_it = (earlier >= 0) & (clauses[earlier] == clause)
    after_it = (later >= 0) & (clauses[later] == clause)
    return np.where(before_it, earlier, np.where(after_it, later, -1))


def _share(reading: Reading, verbs: NDArray[np.bool_], stance: NDArray[np.int8]) -> None:
    """Let a verb after ``and`` be said as the one before it: 未提及或透露."""
    place = np.flatnonzero(verbs & (np.arange(len(verbs)) >= 2))
    joins = reading.is_a("and")[place - 1] & verbs[place - 2]
    joins &= next_to(reading, place - 2, place - 1) & next_to(reading, place - 1, place)
    word = place[joins]
    stance[word] = np.where(stance[word] == ASSERTED, stance[word - 2], stance[word])
