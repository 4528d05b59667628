"""Names with a middle dot: 阿卜杜拉·买买提, 克里斯汀·李."""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.interface import Batch, Positions
from auditkit.checks.privacy.names.form import DOTS, HAN
from auditkit.checks.privacy.names.lexicon import among, names, pair, table
from auditkit.checks.privacy.names.spans import NO_SPANS, Source, Spans, spans

SCORE: Final = 0.85
_LONGEST: Final = 8
_SHORTEST: Final = 2


def transliterated(batch: Batch) -> Spans:
    """Return the names with a middle dot, of as many parts as they have."""
    dots = np.flatnonzero(_dots()[batch.codes])
    if not len(dots):
        return NO_SPANS
    words, after = names(), np.append(batch.codes[1:], np.uint32(0))
    spelled = words.foreign[batch.codes] & HAN[batch.codes]
    spelled &= ~among(pair(batch.codes, after), words.follows)
    left, right = _reach(spelled, dots, -1), _reach(spelled, dots, 1)
    real = (left >= _SHORTEST) & (right >= _SHORTEST)
    start, end = dots[real] - left[real], dots[real] + 1 + right[real]
    begins = np.concatenate([[True], start[1:] >= end[:-1]])[: len(start)]
    first = np.flatnonzero(begins)
    last = np.append(first[1:], len(start))[: len(first)] - 1
    return spans(start[first], end[last], SCORE, Source.RULE)


@cache
def _dots() -> NDArray[np.bool_]:
    return table(DOTS)


def _reach(spelled: NDArray[np.bool_], dots: Positions, way: int) -> Positions:
    """Return how many characters of such names stand beside each dot."""
    reach = np.zeros(len(dots), dtype=np.int64)
    going = np.ones(len(dots), dtype=bool)
    for step in range(1, _LONGEST + 1):
        at = dots + way * step
        inside = (at >= 0) & (at < len(spelled))
        going &= inside
        going[going] = spelled[at[going]]
        reach += going
    return reach
