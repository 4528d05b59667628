"""Runs of failed attempts on one debtor: dials in a row, days in a row."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.groups import Members


@dataclass(frozen=True, slots=True)
class Streaks:
    """Attempts by debtor in time order, cut into stretches.

    A stretch begins with a row that was connected or cannot be told (``breaks``), or with the
    first attempt. ``first`` is the index at which the stretch of each row begins.
    """

    members: Members
    day: NDArray[np.int64]
    breaks: NDArray[np.bool_]
    first: NDArray[np.int64]


def streaks(members: Members, day: NDArray[np.int64], breaks: NDArray[np.bool_]) -> Streaks:
    """Return attempts cut into stretches."""
    index = np.arange(len(day), dtype=np.int64)
    begins = breaks | (index == members.start)
    first = np.maximum.accumulate(np.where(begins, index, 0)) if len(day) else index
    return Streaks(members, day, breaks, first)


def dials_ready(runs: Streaks, last: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Return the index of the ``count``-th failed attempt in a row up to ``last``, else -1."""
    if not len(runs.day):
        return np.full(len(last), -1, dtype=np.int64)
    begin = runs.first[last] + runs.breaks[runs.first[last]]
    nth = begin + count - 1
    return np.where((last >= 0) & (nth <= last), nth, -1)


def days_ready(runs: Streaks, last: NDArray[np.int64], count: int) -> NDArray[np.bool_]:
    """Return whether the stretch up to ``last`` holds ``count`` failed local days in a row.

    The day of the row that broke the stretch before is no failed day, whatever came after it.
    """
    if not len(runs.day):
        return np.zeros(len(last), dtype=bool)
    stretch, day, index = _failed_days(runs)
    ready = np.full(len(runs.day), len(runs.day), dtype=np.int64)
    if len(index) >= count:
        end = np.arange(count - 1, len(index))
        begin = end - count + 1
        whole = (stretch[end] == stretch[begin]) & (day[end] - day[begin] == count - 1)
        # the last of the first attempts of these days; later days may come first when zones change
        seen = np.max([index[end - back] for back in range(count)], axis=0)
        np.minimum.at(ready, stretch[end[whole]], seen[whole])
    held: NDArray[np.bool_] = (last >= 0) & (ready[runs.first[last]] <= last)
    return held


def _failed_days(
    runs: Streaks,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return each failed day of each stretch once, in order, with its first attempt."""
    spoilt = runs.breaks[runs.first] & (runs.day == runs.day[runs.first])
    index = np.flatnonzero(~spoilt)
    order = np.lexsort((index, runs.day[index], runs.first[index]))
    index = index[order]
    stretch, day = runs.first[index], runs.day[index]
    new = np.ones(len(index), dtype=bool)
    new[1:] = (stretch[1:] != stretch[:-1]) | (day[1:] != day[:-1])
    return stretch[new], day[new], index[new]
