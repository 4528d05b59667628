"""Settles which of overlapping candidates are values."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.interface import Batch, Candidates, Detections, Positions

_ROUNDS: Final = 3


def joined(parts: list[Candidates]) -> Candidates:
    """Return the candidates of several detectors as one."""
    columns = {
        f.name: np.concatenate([getattr(part, f.name) for part in parts])
        for f in fields(Candidates)
    }
    return Candidates(**columns)


def take(candidates: Candidates, which: NDArray[np.bool_] | Positions) -> Candidates:
    """Return some of the candidates."""
    return replace(
        candidates, **{f.name: getattr(candidates, f.name)[which] for f in fields(Candidates)}
    )


def settled(candidates: Candidates) -> Candidates:
    """Return the candidates that stay, by place: no two overlap.

    The higher score stays, then the longer, then the earlier, then the kind that stands first.
    """
    left = take(candidates, candidates.end > candidates.start)
    left = take(left, np.argsort(left.start, kind="stable"))
    alone = _alone(left)
    kept, left = [take(left, alone)], take(left, ~alone)
    for _ in range(_ROUNDS):
        left = take(left, np.lexsort((left.end, left.start)))
        cluster = _clusters(left)
        best = _best(left, cluster)
        kept.append(take(left, best))
        start, end = left.start[best][cluster], left.end[best][cluster]
        left = take(left, (left.end <= start) | (left.start >= end))
    kept.append(take(left, _one_by_one(left)))
    chosen = joined(kept)
    return take(chosen, np.argsort(chosen.start, kind="stable"))


def _one_by_one(left: Candidates) -> Positions:
    """Return the candidates that stay of what long chains of overlaps leave over."""
    if not len(left.start):
        return left.start
    origin = int(left.start.min())
    taken = bytearray(int(left.end.max()) - origin)
    start, end = (left.start - origin).tolist(), (left.end - origin).tolist()
    kept = []
    for place in _ranked(left).tolist():
        if not any(taken[start[place] : end[place]]):
            taken[start[place] : end[place]] = b"\1" * (end[place] - start[place])
            kept.append(place)
    return np.array(kept, dtype=np.int64)


def _ranked(candidates: Candidates, cluster: NDArray[np.int64] | None = None) -> Positions:
    """Return the order in which candidates stay, by cluster when there are any."""
    length = candidates.end - candidates.start
    if cluster is None:
        cluster = np.zeros_like(length)
    return np.lexsort((candidates.kind, candidates.start, -length, -candidates.score, cluster))


def _clusters(candidates: Candidates) -> NDArray[np.int64]:
    """Return which candidates in order of their starts hang together by overlaps."""
    reach = np.maximum.accumulate(candidates.end)
    opens = np.ones(len(reach), dtype=np.int64)
    opens[1:] = candidates.start[1:] >= reach[:-1]
    return np.cumsum(opens) - 1


def _alone(candidates: Candidates) -> NDArray[np.bool_]:
    """Return which candidates in order of their starts overlap no other."""
    reach = np.maximum.accumulate(candidates.end)
    apart = np.ones(len(reach) + 1, dtype=bool)
    apart[1:-1] = candidates.start[1:] >= reach[:-1]
    alone: NDArray[np.bool_] = apart[:-1] & apart[1:]
    return alone


def _best(candidates: Candidates, cluster: NDArray[np.int64]) -> Positions:
    """Return the first candidate of each cluster by score, length, start and kind."""
    order = _ranked(candidates, cluster)
    ranked = cluster[order]
    first = np.ones(len(order), dtype=bool)
    first[1:] = ranked[1:] != ranked[:-1]
    best: Positions = order[first]
    return best


def detections(batch: Batch, candidates: Candidates, first_text: int = 0) -> Detections:
    """Return settled candidates as values of the texts, numbered from ``first_text``."""
    text, start, end = batch.locate(candidates.start, candidates.end)
    return Detections(text + first_text, start, end, candidates.kind, candidates.score)
