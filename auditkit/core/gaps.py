"""Finds the days on which a record that usually speaks is silent, or says far less than usual."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

GapKind = Literal["none", "few", "silence", "start", "stop"]
Counts = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class GapLimits:
    """When a day stands out; the numbers are data and explained where they are written."""

    least_usual: float
    few: float
    worked: float
    least_days: int
    silence: int
    edge: int
    silence_factor: float


@dataclass(frozen=True, slots=True, order=True)
class Gap:
    """Days ``first`` to ``last`` (day numbers) with ``rows``, where ``usual`` rows were likely.

    ``none`` and ``few`` are held against the median of the weekday; ``silence`` is a long time
    without any row, ``start`` and ``stop`` are the edges of the period.
    """

    first: int
    last: int
    kind: GapKind
    rows: int
    usual: int


@dataclass(frozen=True, slots=True)
class Pattern:
    """How a line usually speaks: the median rows of each weekday from Monday on, NaN if unworked.

    ``regular``: on enough days for such a level to be known.
    """

    usual: tuple[float, ...]
    regular: bool


def weekday(day: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the weekdays of day numbers, 0 for Monday."""
    return (day + 3) % 7


def find_gaps(
    counts: Mapping[int, int],
    period: tuple[int, int],
    limits: GapLimits,
    holidays: frozenset[int] = frozenset(),
) -> tuple[Pattern, tuple[Gap, ...]]:
    """Return how one line speaks and where it does not; ``counts`` are rows by day number.

    Days outside the period are not looked at, holidays never count as missing.
    """
    first, last = period
    days = np.arange(first, last + 1, dtype=np.int64)
    rows = np.zeros(len(days), dtype=np.int64)
    for day, count in counts.items():
        if first <= day <= last:
            rows[day - first] += count
    spoken = np.flatnonzero(rows)
    if not len(spoken):
        return Pattern((float("nan"),) * 7, regular=False), ()
    off = np.isin(days, np.array(sorted(holidays), dtype=np.int64))
    start, stop = int(spoken[0]), int(spoken[-1]) + 1
    pattern = _pattern(days[start:stop], rows[start:stop], off[start:stop], limits)
    usual = np.array(pattern.usual)[weekday(days)]
    usual[off] = np.nan
    gaps = [*_edges(usual, off, (start, stop), pattern.regular, limits)]
    if pattern.regular:
        gaps += _inside(rows, usual, off, (start, stop), limits)
    return pattern, tuple(sorted(_shifted(gap, rows, usual, first) for gap in gaps))


def _pattern(days: Counts, rows: Counts, off: Flags, limits: GapLimits) -> Pattern:
    usual = []
    for number in range(7):
        mine = rows[(weekday(days) == number) & ~off]
        said = mine[mine > 0]
        works = len(said) > 0 and len(said) >= limits.worked * len(mine)
        usual.append(float(np.median(said)) if works else float("nan"))
    return Pattern(tuple(usual), regular=int((rows > 0).sum()) >= limits.least_days)


_Span = tuple[int, int, GapKind]


def _edges(
    usual: NDArray[np.float64],
    off: Flags,
    active: tuple[int, int],
    regular: bool,
    limits: GapLimits,
) -> list[_Span]:
    """Return the time before the first and after the last row, where it is long enough."""
    found: list[_Span] = []
    sides: tuple[_Span, ...] = ((0, active[0], "start"), (active[1], len(off), "stop"))
    for begin, end, kind in sides:
        worked = int((~np.isnan(usual[begin:end])).sum()) if regular else 0
        calendar = int((~off[begin:end]).sum())
        if worked >= limits.edge if regular else calendar >= limits.silence:
            found.append((begin, end - 1, kind))
    return found


def _inside(
    rows: Counts,
    usual: NDArray[np.float64],
    off: Flags,
    active: tuple[int, int],
    limits: GapLimits,
) -> list[_Span]:
    silent = _silences(rows, off, limits)
    known = ~np.isnan(usual) & (usual >= limits.least_usual)
    known[: active[0]] = known[active[1] :] = False
    for begin, end, _ in silent:
        known[begin : end + 1] = False
    nothing = known & (rows == 0)
    few = known & (rows > 0) & (rows < limits.few * np.nan_to_num(usual))
    # days without work between two missing ones do not part them
    bridge = (rows == 0) & ~known
    return [*silent, *_runs(nothing, bridge, "none"), *_runs(few, bridge & False, "few")]


def _silences(rows: Counts, off: Flags, limits: GapLimits) -> list[_Span]:
    spoken = np.flatnonzero(rows)
    if len(spoken) < 2:
        return []
    distance = np.diff(spoken)
    longest = max(limits.silence, limits.silence_factor * float(np.median(distance)))
    return [
        (int(before) + 1, int(before + step) - 1, "silence")
        for before, step in zip(spoken[:-1], distance, strict=True)
        if step > longest and int((~off[before + 1 : before + step]).sum()) >= longest
    ]


def _runs(marked: Flags, bridge: Flags, kind: GapKind) -> list[_Span]:
    runs: list[_Span] = []
    for at in np.flatnonzero(marked).tolist():
        if runs and bool(bridge[runs[-1][1] + 1 : at].all()):
            runs[-1] = (runs[-1][0], at, kind)
        else:
            runs.append((at, at, kind))
    return runs


def _shifted(span: _Span, rows: Counts, usual: NDArray[np.float64], first: int) -> Gap:
    begin, end, kind = span
    part = slice(begin, end + 1)
    likely = round(float(np.nansum(usual[part])))
    return Gap(first + begin, first + end, kind, int(rows[part].sum()), likely)
