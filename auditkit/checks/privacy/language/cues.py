"""What stands before a place and changes how it is said: denials, plans, questions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.interface import Positions
from auditkit.checks.privacy.language.people import LATIN
from auditkit.checks.privacy.language.reading import Reading, before

CLOSE: Final = 4
"""Characters between a denial and what it denies, when that is no verb."""
REACH: Final = 14
"""The same before a verb, whose adverbs and listeners stand between."""
_CLOSE_LATIN: Final = 14
_REACH_LATIN: Final = 40
_SOON: Final = 8
_SOON_LATIN: Final = 20


@dataclass(frozen=True, slots=True)
class Places:
    """Places in a batch: ``word`` is the word there or the first after it.

    ``first``: the first word of the clause, ``word`` itself where none stands before.
    """

    start: Positions
    word: Positions
    first: Positions
    latin: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Cues:
    """What the words of a reading change in what comes after them; arrays are per word.

    ``denials`` counts those before each word, ``nearest`` is the last of them. ``predicate``: the
    last verb before it, which takes them all; ``step``, ``matter``: the last that ends a plan, a
    question. ``question``: per clause.
    """

    reading: Reading
    begins: NDArray[np.int32]
    denials: NDArray[np.int32]
    nearest: NDArray[np.int32]
    predicate: NDArray[np.int32]
    step: NDArray[np.int32]
    matter: NDArray[np.int32]
    leads: NDArray[np.bool_]
    question: NDArray[np.bool_]

    def places(self, start: Positions, word: Positions | None = None) -> Places:
        """Return places with what is needed of each."""
        reading = self.reading
        word = np.searchsorted(reading.start, start) if word is None else word
        earlier = word - 1
        inside = reading.clauses[earlier] == reading.clause[start]
        first = np.where(inside, self.begins[earlier], word)
        return Places(start, word, first, reading.codes[start] < LATIN)

    def denied(self, at: Places, reach: int) -> NDArray[np.bool_]:
        """Return the places before which an odd number of denials stands, not too far."""
        since = np.maximum(self.predicate[at.word] + 1, at.first)
        odd = (self.denials[at.word] - self.denials[since]) % 2 == 1
        gap = at.start - self.reading.end[self.nearest[at.word]]
        latin = _REACH_LATIN if reach > CLOSE else _CLOSE_LATIN
        found: NDArray[np.bool_] = odd & (gap <= np.where(at.latin, latin, reach))
        return found

    def planned(self, at: Places, requested: NDArray[np.bool_] | None) -> NDArray[np.bool_]:
        """Return the places that a condition or a plan comes before.

        ``requested``: where a request counts as a plan; None for nowhere.
        """
        reading = self.reading
        supposed = reading.last(at.word, "supposing")
        planned: NDArray[np.bool_] = (supposed >= 0) & (
            reading.sentences[supposed] == reading.sentence[at.start]
        )
        since = np.maximum(self.step[at.word] + 1, at.first)
        planned |= reading.last(at.word, "intending") >= since
        cues = [reading.last(at.word, "soon")]
        if requested is not None:
            request = reading.last(at.word, "requesting")
            # 让熟人查 is no request but how it was done
            asks = requested & ~reading.is_a("letting")[request]
            cues.append(np.where(asks, request, -1))
        room = np.where(at.latin, _SOON_LATIN, _SOON)
        for cue in cues:
            # 将欠款告知 has 将 for 把: what is to come follows at once or is said to somebody
            soon = (cue + 1 >= at.word) | self.leads[cue + 1]
            planned |= soon & (cue >= since) & (at.start - reading.end[cue] <= room)
        return planned

    def asked(self, at: Places) -> NDArray[np.bool_]:
        """Return the places that are asked after; 知道他欠款吗 tells rather than asks."""
        reading = self.reading
        since = np.maximum(self.matter[at.word] + 1, at.first)
        asked = self.question[reading.clause[at.start]]
        asked |= reading.last(at.word, "asking", "enquiring") >= since
        found: NDArray[np.bool_] = asked & (reading.last(at.word, "presuming") < at.first)
        return found


def cues(
    reading: Reading,
    predicates: NDArray[np.bool_],
    denials: NDArray[np.bool_] | None = None,
    takers: NDArray[np.bool_] | None = None,
) -> Cues:
    """Return the cues of a reading; ``predicates`` are its verbs.

    ``denials``: what denies, if not all negators; ``takers``: what takes a denial before it upon
    itself, if not the verbs alone.
    """
    denials = reading.is_a("negator") if denials is None else denials
    # 打算换手机打, 明日联系其母告知: what is done on the way ends no plan
    sayings = predicates & ~reading.is_a("verb", "contacting")
    reaching = reading.is_a("contacting")
    asks = reading.is_a("presuming", "enquiring")
    begins = np.zeros(len(reading), dtype=np.int32)
    moved = np.flatnonzero(np.diff(reading.clauses)) + 1
    begins[moved] = moved
    counted = np.zeros(len(reading), dtype=np.int32)
    np.cumsum(denials[:-1], out=counted[1:])
    return Cues(
        reading,
        np.maximum.accumulate(begins),
        counted,
        before(denials),
        before(predicates if takers is None else takers),
        before(sayings | reading.is_a("done")),
        before(predicates & ~reaching & ~asks),
        reading.is_a("toward", "negator", "soon", "marking", "contacting"),
        _questions(reading),
    )


def _questions(reading: Reading) -> NDArray[np.bool_]:
    """Return the clauses that end in a question mark or hold 吗."""
    question = np.zeros(int(reading.clause[-1]) + 1, dtype=bool)
    marks = np.flatnonzero(reading.codes == ord("?"))
    question[reading.clause[marks[marks > 0] - 1]] = True
    question[reading.clauses[reading.is_a("question_end")]] = True
    return question
