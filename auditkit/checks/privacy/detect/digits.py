"""Finds numbers in a batch: identities, phones, cards and credit codes, in one numpy scan."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.detect.card import cards
from auditkit.checks.privacy.detect.code import codes_of_organisations
from auditkit.checks.privacy.detect.context import Surroundings, shifts
from auditkit.checks.privacy.detect.found import Found, together
from auditkit.checks.privacy.detect.identity import identities
from auditkit.checks.privacy.detect.phone import landlines, mobiles
from auditkit.checks.privacy.detect.runs import hard_runs, soft_runs
from auditkit.checks.privacy.detect.signs import DIGIT, LOOKALIKE, NUMERAL, signs_of
from auditkit.checks.privacy.fold import SEPARATOR
from auditkit.checks.privacy.interface import NO_CANDIDATES, Batch, Candidates

_KINDS: Final = (identities, mobiles, landlines, cards)
_LEAST_SCORE: Final = 0.1
_NUMBER: Final = 4


def numbers(batch: Batch) -> Candidates:
    """Return what may be a number that identifies somebody, scored with the words around it."""
    signs = signs_of(batch.codes)
    hard, soft = hard_runs(batch.codes, signs), soft_runs(batch.codes, signs)
    if not len(hard.place) and not len(soft.place):
        return NO_CANDIDATES
    bounds = np.flatnonzero(batch.codes == SEPARATOR)
    around = Surroundings(batch.codes, signs, bounds, _ends_of_numbers(signs))
    parts = [kind(around, hard) for kind in _KINDS] + [codes_of_organisations(around, hard)]
    if len(soft.place):
        parts += [_soft_only(kind(around, soft), signs) for kind in _KINDS]
    return _scored(around, together(parts))


def _ends_of_numbers(signs: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return where digits end of which at least four stand side by side."""
    steps = np.diff((signs == DIGIT).astype(np.int8), prepend=0)
    start, end = np.flatnonzero(steps == 1), np.flatnonzero(steps == -1)
    return end[end - start >= _NUMBER]


def _soft_only(numbers: Found, signs: NDArray[np.uint8]) -> Found:
    """Return the numbers that hold numerals or letters; the others are found without them."""
    counts = np.cumsum(np.append(0, (signs == NUMERAL) | (signs == LOOKALIKE)))
    return numbers.take(counts[numbers.end] > counts[numbers.start])


def _scored(around: Surroundings, numbers: Found) -> Candidates:
    shift = shifts(around, numbers.start, numbers.end, numbers.own)
    score = np.clip(numbers.score + shift, 0, 1)
    kept = (score >= _LEAST_SCORE) & ((shift > 0) | ~numbers.needs)
    return Candidates(
        numbers.start[kept], numbers.end[kept], numbers.kind[kept], score[kept].astype(np.float32)
    )
