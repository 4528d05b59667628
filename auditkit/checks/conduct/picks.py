"""Which of the earlier rows of an asked one are counted when they must lie some days apart."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.groups import group_start


def runs(
    low: NDArray[np.int64], high: NDArray[np.int64], most: int
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Yield pairs (owner, index) for each owner and each index in its ``low:high``, in order.

    All pairs of an owner come together; about ``most`` pairs at a time bound the memory.
    """
    many = np.maximum(high - low, 0)
    part = np.cumsum(many) // max(most, 1)
    cut = np.flatnonzero(part[1:] != part[:-1]) + 1
    for owners in np.split(np.arange(len(many), dtype=np.int64), cut):
        length = many[owners]
        if length.any():
            owner = np.repeat(owners, length)
            begin = np.repeat(low[owners] - np.cumsum(length) + length, length)
            yield owner, begin + np.arange(len(owner), dtype=np.int64)


def spaced(owner: NDArray[np.int64], day: NDArray[np.int64], apart_days: int) -> NDArray[np.bool_]:
    """Return which rows are counted: each owner's first, then each ``apart_days`` after the last.

    ``owner`` ascends; the rows of one stand in order of time, though not always of local days.
    """
    picked = np.zeros(len(owner), dtype=bool)
    if apart_days == 0 and len(day):
        base = int(day.min())
        place = owner * (int(day.max()) - base + 1) + day - base
        picked[0] = True
        picked[1:] = place[1:] >= np.maximum.accumulate(place)[:-1]
        return picked
    left = np.arange(len(owner), dtype=np.int64)
    while len(left):
        first = left[group_start(owner[left])]
        picked[first] = True
        left = left[day[left] - day[first] >= apart_days]
    return picked
