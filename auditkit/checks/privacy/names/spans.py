"""Candidates for names: spans of a batch with where they come from, before overlaps are settled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.interface import Positions


class Source(IntEnum):
    """Where a candidate comes from; the smaller number wins where two overlap."""

    KNOWN = 0
    ELSEWHERE = 1
    RULE = 2
    RECOGNIZER = 3
    TITLE = 4


@dataclass(frozen=True, slots=True)
class Spans:
    """Spans of ``Batch.plain`` that may be names; arrays of one length.

    ``value`` is the place of the name in a list that travels beside, -1 for the words themselves.
    """

    start: Positions
    end: Positions
    score: NDArray[np.float32]
    owner: NDArray[np.int8]
    value: Positions
    source: NDArray[np.int8]

    def __len__(self) -> int:
        """Return the number of spans."""
        return len(self.start)

    def take(self, which: NDArray[np.bool_] | Positions) -> Spans:
        """Return some of the spans, chosen by a mask or by positions."""
        return Spans(*(getattr(self, field.name)[which] for field in fields(self)))


def spans(
    start: Positions,
    end: Positions,
    score: float | NDArray[np.float32],
    source: Source,
    owner: int | NDArray[np.int8] = 0,
) -> Spans:
    """Return spans whose value is the words themselves."""
    size = len(start)
    return Spans(
        start.astype(np.int64),
        end.astype(np.int64),
        np.broadcast_to(np.asarray(score, dtype=np.float32), size).copy(),
        np.broadcast_to(np.asarray(owner, dtype=np.int8), size).copy(),
        np.full(size, -1, dtype=np.int64),
        np.full(size, source, dtype=np.int8),
    )


def together(pieces: Iterable[Spans]) -> Spans:
    """Return the spans of several pieces as one."""
    listed = [*pieces, NO_SPANS]
    names = [field.name for field in fields(Spans)]
    return Spans(*(np.concatenate([getattr(piece, name) for piece in listed]) for name in names))


NO_SPANS: Final = spans(np.empty(0, np.int64), np.empty(0, np.int64), 0.0, Source.RULE)
