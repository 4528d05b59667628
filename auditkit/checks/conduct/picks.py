"""Which of the earlier rows of an asked one are counted when they must lie some days apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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


def first_at(
    group: NDArray[np.int64],
    value: NDArray[np.int64],
    of_group: NDArray[np.int64],
    limit: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Return the index of the first of each group whose value reaches a limit, else its end.

    ``group`` ascends, ``value`` never falls inside a group; where it does, what is returned of
    that group means nothing and that of the others holds.
    """
    if not len(value):
        return np.zeros(len(limit), dtype=np.int64)
    base = int(value.min())
    size = int(value.max()) - base + 2
    place = of_group * size + np.clip(limit - base, 0, size - 1)
    return np.searchsorted(group * size + value - base, place).astype(np.int64)


def jumps(
    group: NDArray[np.int64], day: NDArray[np.int64], apart_days: int
) -> list[NDArray[np.int64]]:
    """Return the index counted 1, 2, 4, 8 … after each, up to where all have left their group."""
    here = np.arange(len(day), dtype=np.int64)
    ahead = np.maximum(first_at(group, day, group, day + apart_days), here + 1)
    levels = [np.append(ahead, len(day))]
    padded = np.append(group, -1)
    while bool((padded[levels[-1][:-1]] == group).any()):
        levels.append(levels[-1][levels[-1]])
    return levels


def follow(
    levels: Sequence[NDArray[np.int64]], start: NDArray[np.int64], end: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the last index counted before ``end`` from each start on, and how many jumps away."""
    at, steps = start, np.zeros(len(start), dtype=np.int64)
    for level in range(len(levels) - 1, -1, -1):
        further = levels[level][at]
        goes = further < end
        at = np.where(goes, further, at)
        steps += goes.astype(np.int64) << level
    return at, steps


def nth_after(
    levels: Sequence[NDArray[np.int64]], start: NDArray[np.int64], nth: int
) -> NDArray[np.int64]:
    """Return the index counted ``nth`` after each start; beyond its group when there is none."""
    at = start
    for level in range(nth.bit_length()):
        if nth >> level & 1:
            at = levels[level][at] if level < len(levels) else np.full(len(at), len(levels[0]) - 1)
    return at
