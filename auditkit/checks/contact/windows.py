"""Which members of a group are beyond a count in their window of local days."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.groups import Members
from auditkit.checks.tables import numbered
from auditkit.core.frame import NO_DAY


@dataclass(frozen=True, slots=True)
class Span:
    """A window: N consecutive local days, the whole record (null), or a calendar period."""

    days: int | None
    calendar: Literal["week", "month"] | None

    @property
    def rolling(self) -> int:
        """The days of a window that moves with the activity, 0 for a window that stands."""
        return 0 if self.calendar or self.days is None or self.days == 1 else self.days


@dataclass(frozen=True, slots=True)
class Counted:
    """Members beyond the count: index ``at``; ``order[lo:hi]`` are the members in the window."""

    at: NDArray[np.int64]
    lo: NDArray[np.int64]
    hi: NDArray[np.int64]
    incident: NDArray[np.int64]
    order: NDArray[np.int64]


def period_of(day: NDArray[np.int64], span: Span) -> NDArray[np.int64] | None:
    """Return the number of the standing window of each day; none where it moves or is all."""
    if span.calendar == "week":
        return (day + 3) // 7  # day number 0 was a Thursday
    if span.calendar == "month":
        return _dates(day).astype("datetime64[M]").astype(np.int64)
    return day if span.days == 1 else None


def span_days(
    day: NDArray[np.int64], span: Span
) -> tuple[NDArray[np.int64] | int, NDArray[np.int64] | int]:
    """Return the first and last local day of the window of each day."""
    if span.calendar == "week":
        first = (day + 3) // 7 * 7 - 3
        return first, first + 6
    if span.calendar == "month":
        month = _dates(day).astype("datetime64[M]")
        edges = [m.astype("datetime64[D]").astype(np.int64) for m in (month, month + 1)]
        return edges[0], edges[1] - 1
    if span.days is None:
        return NO_DAY, NO_DAY
    return day - span.days + 1, day


def count(
    members: Members,
    day: NDArray[np.int64],
    judged: NDArray[np.bool_],
    limit: int,
    span: Span,
) -> Counted:
    """Return the judged members that are beyond ``limit`` in their window.

    ``members`` must be split by ``period_of``. Incidents: one for each standing window; with a
    moving window, neighbours whose windows overlap share one.
    """
    index = np.arange(len(day), dtype=np.int64)
    if not span.rolling:
        at = np.flatnonzero(judged & (index - members.start >= limit))
        lo = members.start[at]
        return Counted(at, lo, at + 1, numbered(members.group[at]), index)
    even = _even(members, day)
    # in a group whose days never step back, only the limit-th predecessor matters
    before = np.maximum(index - limit, 0)
    over = (index - members.start >= limit) & (day - day[before] < span.rolling)
    at = np.flatnonzero(judged & over & even)
    lo = _first_in_window(members, day, at, span.rolling, even)
    uneven = _uneven(members, day, judged & ~even, limit, span.rolling)
    return _merged(members, index, (at, lo), uneven)


def _dates(day: NDArray[np.int64]) -> NDArray[np.datetime64]:
    return np.where(day == NO_DAY, 0, day).astype("datetime64[D]")


def _even(members: Members, day: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which members stand in a group whose local days never step back."""
    back = np.zeros(len(day), dtype=bool)
    back[1:] = (members.group[1:] == members.group[:-1]) & (day[1:] < day[:-1])
    uneven = np.unique(members.group[back])
    return ~np.isin(members.group, uneven) if len(uneven) else ~back


def _first_in_window(
    members: Members,
    day: NDArray[np.int64],
    at: NDArray[np.int64],
    width: int,
    even: NDArray[np.bool_],
) -> NDArray[np.int64]:
    """Return the index of the first member in the window of each hit, by bisection."""
    if not len(at):
        return at
    base = int(day.min()) - width
    size = int(day.max()) - base + 1
    lined = np.flatnonzero(even)
    place = members.group * size + (day - base)
    return lined[np.searchsorted(place[lined], place[at] - width + 1, side="left")]


def _uneven(
    members: Members, day: NDArray[np.int64], anchors: NDArray[np.bool_], limit: int, width: int
) -> list[tuple[int, NDArray[np.int64]]]:
    """Return hits with their windows in groups whose days step back, as zones change; rare."""
    found: list[tuple[int, NDArray[np.int64]]] = []
    for index in np.flatnonzero(anchors):
        earlier = np.arange(members.start[index], index + 1, dtype=np.int64)
        window = earlier[day[earlier] > day[index] - width]
        if len(window) > limit:
            found.append((int(index), window))
    return found


def _merged(
    members: Members,
    index: NDArray[np.int64],
    plain: tuple[NDArray[np.int64], NDArray[np.int64]],
    uneven: list[tuple[int, NDArray[np.int64]]],
) -> Counted:
    """Return both kinds of hits in one order; the windows of the second stand at its end."""
    at, lo = plain
    new = np.ones(len(at), dtype=bool)
    new[1:] = (members.group[at[1:]] != members.group[at[:-1]]) | (lo[1:] > at[:-1])
    incident = np.cumsum(new) - 1
    if not uneven:
        return Counted(at, lo, at + 1, incident, index)
    sizes = np.array([len(window) for _, window in uneven], dtype=np.int64)
    end = len(index) + np.cumsum(sizes)
    fresh = [True] + [
        members.group[a] != members.group[b] or not np.isin(w, v).any()
        for (a, v), (b, w) in pairwise(uneven)
    ]
    return Counted(
        np.append(at, [a for a, _ in uneven]).astype(np.int64),
        np.append(lo, end - sizes).astype(np.int64),
        np.append(at + 1, end).astype(np.int64),
        np.append(incident, int(new.sum()) + np.cumsum(fresh) - 1).astype(np.int64),
        np.concatenate([index, *(window for _, window in uneven)]).astype(np.int64),
    )
