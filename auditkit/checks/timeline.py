"""The order of activities in time, and the days and clocks they fall on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

DAY_S = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Timeline:
    """The rows of a frame by (instant, tie): ``order`` lists positions, ``rank`` is its inverse."""

    order: NDArray[np.int64]
    rank: NDArray[np.int64]
    sorted: bool

    def pick(self, mask: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Return the positions where ``mask`` holds, earliest first."""
        return np.flatnonzero(mask) if self.sorted else self.order[mask[self.order]]


def time_order(frame: pd.DataFrame) -> NDArray[np.int64]:
    """Return the positions of all rows, earliest first, ties by ``tie``."""
    return timeline(frame).order


def timeline(frame: pd.DataFrame) -> Timeline:
    """Return the order of the frame; cheap when the frame already stands in it."""
    instant = frame["epoch_ms"].to_numpy()
    tie = frame["tie"].to_numpy()
    here = np.arange(len(frame), dtype=np.int64)
    later = instant[1:] > instant[:-1]
    if bool((later | ((instant[1:] == instant[:-1]) & (tie[1:] >= tie[:-1]))).all()):
        return Timeline(here, here, sorted=True)
    order = np.lexsort((tie, instant)).astype(np.int64)
    rank = np.empty(len(frame), dtype=np.int64)
    rank[order] = here
    return Timeline(order, rank, sorted=False)


def days(frame: pd.DataFrame, column: str = "local_day") -> NDArray[np.int64]:
    """Return local days wide enough for arithmetic."""
    return frame[column].to_numpy().astype(np.int64)


def weekday(day: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the day of the week, Monday 0; day number 0 was a Thursday."""
    return (day + 3) % 7


def clock_seconds(text: str) -> int:
    """Return ``HH:MM`` or ``HH:MM:SS`` as seconds after midnight, -1 when it is not a clock.

    >>> clock_seconds("08:30"), clock_seconds("24:00"), clock_seconds("8 am")
    (30600, 86400, -1)
    """
    parts = text.strip().split(":")
    if len(parts) not in (2, 3) or not all(p.isascii() and p.isdigit() for p in parts):
        return -1
    hour, minute, second = (*map(int, parts), 0)[:3]
    total = (hour * 60 + minute) * 60 + second
    return total if minute < 60 and second < 60 and total <= DAY_S else -1


def within(
    second: NDArray[np.int64], start: NDArray[np.int64], end: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Return which clock seconds lie in ``[start, end)``; the range may pass midnight."""
    after, before = second >= start, second < end
    inside: NDArray[np.bool_] = np.where(start < end, after & before, after | before)
    return inside
