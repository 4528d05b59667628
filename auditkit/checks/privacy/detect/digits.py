"""Finds numbers in a batch: identities, phones, cards and credit codes, in one numpy scan."""

from __future__ import annotations

from typing import Final

import numpy as np

from auditkit.checks.privacy.detect.card import cards
from auditkit.checks.privacy.detect.code import credit_codes
from auditkit.checks.privacy.detect.context import Surroundings, shifts
from auditkit.checks.privacy.detect.edges import edged, hangs
from auditkit.checks.privacy.detect.found import Found, together
from auditkit.checks.privacy.detect.identity import identities
from auditkit.checks.privacy.detect.phone import landlines, mobiles
from auditkit.checks.privacy.detect.runs import Runs, runs_of
from auditkit.checks.privacy.detect.signs import is_soft, signs_of
from auditkit.checks.privacy.detect.windows import table_of
from auditkit.checks.privacy.fold import SEPARATOR
from auditkit.checks.privacy.interface import NO_CANDIDATES, Batch, Candidates

_LEAST_SCORE: Final = 0.1


def numbers(batch: Batch) -> Candidates:
    """Return what may be a number that identifies somebody, scored with the words around it."""
    signs = signs_of(batch.codes)
    runs = runs_of(batch.codes, signs)
    if not len(runs.start) and not len(runs.codes):
        return NO_CANDIDATES
    bounds = np.flatnonzero(batch.codes == SEPARATOR)
    around = Surroundings(batch.codes, signs, bounds)
    return _weighed(around, runs, together([_digits(around, runs), credit_codes(around, runs)]))


def _digits(around: Surroundings, runs: Runs) -> Found:
    table = table_of(runs, around.codes)
    kinds = (*identities(around, table), *mobiles(around, table), *landlines(around, table))
    found = together([*kinds, *cards(table)])
    if not len(found.head):
        return found
    found = _without_repeats(around, runs, found)
    return found.scored(edged(around, runs, found))


def _without_repeats(around: Surroundings, runs: Runs, numbers: Found) -> Found:
    """Return numbers less those of soft runs that hold digits only: hard runs have them too."""
    soft = np.flatnonzero(numbers.head >= runs.hard)
    if not len(soft):
        return numbers
    signs = around.signs[runs.place]
    counts = np.cumsum(np.append(0, is_soft(signs)))
    tail = numbers.tail[soft]
    holds = counts[runs.first[tail] + runs.size[tail]] > counts[runs.first[numbers.head[soft]]]
    kept = np.ones(len(numbers.head), dtype=bool)
    kept[soft] = holds
    return numbers.take(kept)


def _weighed(around: Surroundings, runs: Runs, numbers: Found) -> Candidates:
    if not len(numbers.head):
        return NO_CANDIDATES
    before = np.where(hangs(runs, numbers), 0, numbers.own).astype(np.uint8)
    shift = shifts(around, numbers.start, numbers.end, before, numbers.own)
    score = np.clip(np.round(numbers.score + shift, 3), 0, 1).astype(np.float32)
    kept = (score >= _LEAST_SCORE) & ((shift > 0) | ~numbers.needs)
    return Candidates(numbers.start[kept], numbers.end[kept], numbers.kind[kept], score[kept])
