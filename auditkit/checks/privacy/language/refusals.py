"""What somebody else asked after and was not told: 前台问是不是催债的，我否认."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.interface import Positions
from auditkit.checks.privacy.language.people import DEBTOR, PLACES, People
from auditkit.checks.privacy.language.reading import Reading, last_of, next_of
from auditkit.checks.privacy.language.stance import NEGATED
from auditkit.checks.privacy.language.statements import Found, found_of
from auditkit.checks.privacy.language.tellings import FIRST
from auditkit.checks.privacy.language.topics import Topics
from auditkit.core.vocabulary import NONE

_SOON: Final = 12
_SOON_LATIN: Final = 44
_LATIN: Final = 0x250


def refusals(reading: Reading, who: People, spoken: Topics) -> Found:
    """Return the topics that a third person asked after and that were refused: told, denied."""
    asks = np.flatnonzero(reading.is_a("enquiring"))
    ask = last_of(asks, spoken.word)
    here = (ask >= 0) & (reading.clauses[ask] == reading.clause[spoken.start])
    asker = _asker(reading, who, ask)
    refused = _refused(reading, spoken)
    kept = here & (asker != NONE) & refused
    kind = (FIRST + spoken.topic).astype(np.int16)[kept]
    start = reading.start[ask[kept]]
    stance = np.full(int(kept.sum()), NEGATED, dtype=np.int8)
    return found_of(start, spoken.end[kept], kind, stance, asker[kept])


def _asker(reading: Reading, who: People, ask: Positions) -> NDArray[np.int8]:
    """Return the role of who asks: before the verb in its clause, else spoken with; -1 else."""
    subject = last_of(who.persons, ask)
    inside = (subject >= 0) & (reading.clauses[subject] == reading.clauses[ask])
    reached, event = who.reached(reading, ask)
    same = (event >= 0) & (reading.text[event] == reading.text[ask])
    role = np.where(inside, who.role[subject], np.where(same, reached, NONE))
    third = (role != DEBTOR) & ~np.isin(role, PLACES)
    return np.where(third, role, NONE).astype(np.int8)


def _refused(reading: Reading, spoken: Topics) -> NDArray[np.bool_]:
    """Return after which topics the next clause of the sentence says that nothing was answered."""
    word = np.arange(len(reading))
    following = np.minimum(word + 1, len(reading) - 1)
    answers = reading.is_a("telling", "saying", "responding", "stating")
    denied = reading.is_a("negator") & answers[following]
    denied &= reading.clauses[following] == reading.clauses
    refusing = np.flatnonzero(reading.is_a("refusing") | denied)
    last = np.searchsorted(reading.start, spoken.end) - 1
    refusal = next_of(refusing, last)
    room = np.where(reading.codes[spoken.start] < _LATIN, _SOON_LATIN, _SOON)
    found: NDArray[np.bool_] = (refusal >= 0) & (reading.start[refusal] - spoken.end <= room)
    found &= reading.clauses[refusal] != reading.clause[spoken.start]
    found &= reading.sentences[refusal] == reading.sentence[spoken.start]
    return found
