"""Settles what overlaps: known names beat rules, rules beat recognizers."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.interface import Positions
from auditkit.checks.privacy.names.spans import Source, Spans

_SHIFT: Final = 40


def settled(found: Spans) -> Spans:
    """Return the spans that stay, in their order in the batch, no two overlapping.

    The better source wins; of known names the longest, then of all the surest, the longest, the
    first.
    """
    length = found.end - found.start
    by_length = np.where(found.source == Source.KNOWN, -length, 0)
    keys = (found.value, found.owner, found.start, -length, -found.score, by_length, found.source)
    rank = np.empty(len(found), dtype=np.int64)
    rank[np.lexsort(keys)] = np.arange(len(found))
    order = np.lexsort((rank, found.end, found.start))
    again = (np.diff(found.start[order]) == 0) & (np.diff(found.end[order]) == 0)
    order = order[np.concatenate([[True], ~again])[: len(order)]]
    kept = _kept(found.start[order], found.end[order], rank[order])
    return found.take(order[kept])


def _kept(start: Positions, end: Positions, rank: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which of the spans, by start, win; only groups that overlap are looked at singly."""
    kept = np.ones(len(start), dtype=bool)
    if not len(start):
        return kept
    reach = np.maximum.accumulate(end)
    begins = np.concatenate([[True], start[1:] >= reach[:-1]])
    first = np.flatnonzero(begins)
    last = np.append(first[1:], len(start))
    crowded = last - first > 1
    for low, high in zip(first[crowded].tolist(), last[crowded].tolist(), strict=True):
        kept[low:high] = False
        for number in _winners(start[low:high], end[low:high], rank[low:high]):
            kept[low + number] = True
    return kept


def _winners(start: Positions, end: Positions, rank: NDArray[np.int64]) -> list[int]:
    won: list[int] = []
    for number in np.argsort(rank).tolist():
        if all(end[number] <= start[other] or start[number] >= end[other] for other in won):
            won.append(number)
    return won


def agreed(found: Spans, others: Spans) -> NDArray[np.bool_]:
    """Return which spans are also, end to end, among the others."""
    agree: NDArray[np.bool_] = np.isin(
        found.start << _SHIFT | found.end, others.start << _SHIFT | others.end
    )
    return agree
