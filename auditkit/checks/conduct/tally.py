"""Counts what stands before asked rows, far enough back and far enough apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.conduct.months import add_months
from auditkit.checks.conduct.picks import first_at, follow, jumps, nth_after, runs, spaced
from auditkit.checks.groups import group_start

if TYPE_CHECKING:
    from auditkit.checks.conduct.needs import Need

_PAIRS: Final = 2**21
"""How many pairs of an asked row and an earlier one are looked at together."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Members that may count, ascending; group, local day and doubt (code) are by member."""

    members: NDArray[np.int64]
    group: NDArray[np.int64]
    day: NDArray[np.int64]
    reason: NDArray[np.int8] | None = None

    def untold(self) -> NDArray[np.bool_]:
        """Return of which candidates it cannot be told whether they are meant."""
        if self.reason is None:
            return np.zeros(len(self.members), dtype=bool)
        untold: NDArray[np.bool_] = self.reason[self.members] != 0
        return untold


@dataclass(frozen=True, slots=True)
class Span:
    """By asked row: the members it may look at, ``since:end``, its group and its local day."""

    since: NDArray[np.int64]
    end: NDArray[np.int64]
    group: NDArray[np.int64]
    day: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Tally:
    """By asked row: how many were counted, and members (-1 where there is none).

    ``found`` is the last that was counted, ``completed`` the one with which the need was first
    met, ``untold`` the earliest in time of which it cannot be told whether it is meant.
    """

    count: NDArray[np.int64]
    found: NDArray[np.int64]
    completed: NDArray[np.int64]
    untold: NDArray[np.int64]


def tally(need: Need, candidates: Candidates, span: Span) -> Tally:
    """Return what the need finds of the candidates in the span of each asked row.

    Where local days never fall while time passes, what is counted follows by jumps from the first
    on; in groups in which they do (several zones) each asked row looks at every candidate.
    """
    none = np.full(len(span.day), -1, dtype=np.int64)
    found = Tally(np.zeros(len(none), dtype=np.int64), none, none.copy(), none.copy())
    served = candidates.members
    if not len(served) or not len(none):
        return found
    low, high = np.searchsorted(served, span.since), np.searchsorted(served, span.end)
    group, day = candidates.group[served], candidates.day[served]
    falls = group[1:][(day[1:] < day[:-1]) & (group[1:] == group[:-1])]
    uneven = np.isin(span.group, falls)
    _by_jumps(found, need, (low, np.where(uneven, low, high)), candidates, span)
    if uneven.any():
        _by_pairs(found, need, (low, np.where(uneven, high, low)), candidates, span)
    return found


def _by_jumps(
    found: Tally,
    need: Need,
    bounds: tuple[NDArray[np.int64], NDArray[np.int64]],
    candidates: Candidates,
    span: Span,
) -> None:
    served = candidates.members
    group, day = candidates.group[served], candidates.day[served]
    low, high = _in_days(need, bounds, (group, day), span)
    asked = np.flatnonzero(low < high)
    low, high = low[asked], high[asked]
    levels = jumps(group, day, need.apart_days)
    last, steps = follow(levels, low, high)
    whole = nth_after(levels, low, need.count - 1)
    if need.span_days:
        far = first_at(group, day, group[low], day[low] + need.span_days)
        whole = np.maximum(whole, levels[0][follow(levels, low, far)[0]])
    found.count[asked] = steps + 1
    found.found[asked] = served[last]
    met = whole < high
    found.completed[asked[met]] = served[whole[met]]
    index = np.where(candidates.untold(), np.arange(len(served)), len(served))
    untold = np.minimum.accumulate(index[::-1])[::-1][low]
    seen = untold < high
    found.untold[asked[seen]] = served[untold[seen]]


def _in_days(
    need: Need,
    bounds: tuple[NDArray[np.int64], NDArray[np.int64]],
    candidates: tuple[NDArray[np.int64], NDArray[np.int64]],
    span: Span,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the bounds narrowed to days as far back as the need wants."""
    low, high = bounds
    group, day = candidates
    if need.min_days is not None:
        high = np.minimum(high, first_at(group, day + need.min_days, span.group, span.day + 1))
    if need.max_days is not None:
        low = np.maximum(low, first_at(group, day + need.max_days, span.group, span.day))
    if need.over_months is not None:
        later = add_months(day, need.over_months)
        high = np.minimum(high, first_at(group, later, span.group, span.day))
    if need.within_months is not None:
        later = add_months(day, need.within_months)
        low = np.maximum(low, first_at(group, later, span.group, span.day))
    return low, high


def _by_pairs(
    found: Tally,
    need: Need,
    bounds: tuple[NDArray[np.int64], NDArray[np.int64]],
    candidates: Candidates,
    span: Span,
) -> None:
    served, untold = candidates.members, candidates.untold()
    day = candidates.day[served]
    for owner, place in runs(*bounds, _PAIRS):
        fits = _fits(need, day[place], span.day[owner])
        who, which = owner[fits], place[fits]
        doubted = np.flatnonzero(untold[which])[::-1]  # the first of an owner is written last
        found.untold[who[doubted]] = served[which[doubted]]
        picked = spaced(who, day[which], need.apart_days)
        who, which = who[picked], which[picked]
        found.count[:] += np.bincount(who, minlength=len(found.count))
        found.found[who] = served[which]  # the last of an owner is written last
        whole = _completing(who, day[which], need)
        found.completed[who[whole]] = served[which[whole]]


def _fits(need: Need, earlier: NDArray[np.int64], asked: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which pairs of local days lie as far apart as the need wants."""
    fits = np.ones(len(earlier), dtype=bool)
    if need.min_days is not None:
        fits &= asked - earlier >= need.min_days
    if need.max_days is not None:
        fits &= asked - earlier <= need.max_days
    if need.over_months is not None:
        fits &= asked > add_months(earlier, need.over_months)
    if need.within_months is not None:
        fits &= asked <= add_months(earlier, need.within_months)
    return fits


def _completing(owner: NDArray[np.int64], day: NDArray[np.int64], need: Need) -> NDArray[np.int64]:
    """Return the index of the row with which each owner's need is first met, where it is."""
    start = group_start(owner)
    nth = np.arange(len(owner), dtype=np.int64) - start
    enough = np.flatnonzero((nth + 1 >= need.count) & (day - day[start] >= need.span_days))
    first = np.ones(len(enough), dtype=bool)
    first[1:] = owner[enough][1:] != owner[enough][:-1]
    return enough[first]
