"""No contact in barred hours, on barred weekdays or on holidays, in any zone the person may be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import AfterValidator, Field, model_validator

from auditkit.checks import consent as consents
from auditkit.checks.consent import Consent, consent_days, covered
from auditkit.checks.groups import keyed
from auditkit.checks.interface import UNKNOWN, Check, Grain, Hits, Params, Unknown
from auditkit.checks.selection import READS, Selection, select
from auditkit.checks.tables import joined, row_hits
from auditkit.checks.text import above, any_of, carries, check_floors, check_where
from auditkit.checks.timeline import DAY_S, clock_seconds, days, timeline, weekday
from auditkit.checks.ways import NARROWS, NEITHER, WIDENS, WIDENS_ALL, Way, Ways, by_set, covering
from auditkit.core.frame import ZONES

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Closed = Literal["left", "right", "both", "neither"]
Where = Annotated[dict[str, bool | str], AfterValidator(check_where)]
Floors = Annotated[dict[str, float], AfterValidator(check_floors)]
_SUFFIXES: Final = ("", *(f"_{zone}" for zone in range(2, ZONES + 1)))


class Hours(Params):
    """A range of the local clock, ``HH:MM`` or ``HH:MM:SS``; it may pass midnight.

    On the range's ``weekdays`` only, by the local day on which the activity starts; null is every
    day. The whole day is written 00:00 to 24:00.
    """

    start: str
    end: str
    weekdays: tuple[Weekday, ...] | None = None
    ways: ClassVar[Ways] = {"start": NEITHER, "end": NEITHER, "weekdays": WIDENS_ALL}

    @model_validator(mode="after")
    def _clocks(self) -> Hours:
        start, end = clock_seconds(self.start), clock_seconds(self.end)
        if start < 0 or end < 0 or start == DAY_S:
            raise ValueError("start and end are clocks, HH:MM or HH:MM:SS, up to 24:00")
        if start == end:
            raise ValueError("an empty range; the whole day is written 00:00 to 24:00")
        return self


def _wider(one: tuple[Hours, ...], two: tuple[Hours, ...]) -> int:
    """Return which of two lists of ranges bars all that the other bars, weekday by weekday."""
    seconds = {0, *_turns((*one, *two))}
    return by_set(_barred(one, seconds), _barred(two, seconds))


def _turns(ranges: tuple[Hours, ...]) -> Iterator[int]:
    """Yield the seconds of the day at which ranges begin and end: between two, nothing changes."""
    for each in ranges:
        yield from (clock_seconds(clock) % DAY_S for clock in (each.start, each.end))


def _barred(ranges: tuple[Hours, ...], seconds: set[int]) -> frozenset[tuple[str, int]]:
    return frozenset(
        (name, second)
        for each in ranges
        for name in each.weekdays or WEEKDAYS
        for second in seconds
        if _within(second, clock_seconds(each.start), clock_seconds(each.end))
    )


def _within(second: int, start: int, end: int) -> bool:
    return start <= second < end if start < end else not end <= second < start


class HoursParams(Params):
    """No activity of ``select`` in ``barred`` hours, or on days of the dated list ``holidays``.

    ``closed`` says which ends of a range belong to it: ``left`` bars the first second and frees
    the last. ``judge: start`` looks at the start, ``overlap`` at every second from the start up to
    the end, the end not included (``end_at``, else start + ``duration_s``; the start alone when
    neither is known). An activity is judged in every zone of its ``tz``; one zone inside is a hit.
    ``observed`` is the local second at which it starts in the first zone that is inside, ``limit``
    the second at which the range starts (0 for a holiday, which is asked after the ranges).
    ``holidays`` are day numbers, put in from the pack's list.

    ``where``: only rows that carry all these attributes are asked; ``unless``: rows with one of
    these attributes are free; rows that do not say are out of ``where`` and not in ``unless``.
    ``unless_above``: rows with one of these numbers above the one given are free; a row in barred
    time that no consent covers and that does not say the number is not evaluated.
    """

    select: Selection
    where: Where = Field(default_factory=dict)
    unless: Where = Field(default_factory=dict)
    unless_above: Floors = Field(default_factory=dict)
    barred: tuple[Hours, ...] = ()
    closed: Closed
    judge: Literal["start", "overlap"]
    holidays: tuple[int, ...] = ()
    consent: Consent | None = None
    ways: ClassVar[Ways] = {
        "select": WIDENS,
        "holidays": WIDENS,
        "where": NARROWS,
        "unless": NARROWS,
        "consent": NARROWS,
        "unless_above": Way(-1, inner=1),
        "barred": Way(1, order=_wider),
        "closed": covering(both="lr", left="l", right="r", neither=""),
        "judge": covering(overlap="so", start="s"),
    }


def run(frame: pd.DataFrame, params: HoursParams) -> Hits:
    """Return the activities that some zone puts into barred time."""
    line = timeline(frame)
    chosen, unknown = keyed(frame, *_asked(frame, params))
    lost = chosen & (frame["local_second"].to_numpy() < 0)
    unknown[lost] = UNKNOWN.index(Unknown.ZONE)
    chosen = chosen & ~lost
    rows = line.pick(chosen & frame["judged"].to_numpy(dtype=bool))
    observed, limit = _inside(frame, rows, params)
    by = covered(frame, line, params.consent, chosen)
    hit = observed >= 0
    silent = hit & above(frame, params.unless_above)[1][rows] & (by[rows] < 0)
    unknown[rows[silent]] = UNKNOWN.index(Unknown.ATTRIBUTE)
    hit &= ~silent
    table = row_hits(frame, rows[hit], by, observed=observed[hit], limit=limit[hit])
    return joined([(table, rows[hit])], chosen | (unknown != 0), unknown)


def _asked(frame: pd.DataFrame, params: HoursParams) -> tuple[NDArray[np.bool_], NDArray[np.int8]]:
    """Return which rows are asked and, for those that cannot be told, the code of the reason."""
    chosen, unknown = select(frame, params.select)
    asked = carries(frame, params.where)[0] & ~any_of(frame, params.unless)
    asked &= ~above(frame, params.unless_above)[0]
    return chosen & asked, np.where(asked, unknown, 0).astype(np.int8)


def _inside(
    frame: pd.DataFrame, rows: NDArray[np.int64], params: HoursParams
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the local second in the first zone inside (-1: none) and where its range starts."""
    observed = np.full(len(rows), -1, dtype=np.int64)
    limit = np.zeros(len(rows), dtype=np.int64)
    length = _length(frame, params)[rows]
    for suffix in _SUFFIXES:
        second = days(frame, f"local_second{suffix}")[rows]
        day = days(frame, f"local_day{suffix}")[rows]
        for hours in params.barred:
            free = (second >= 0) & (observed < 0)
            inside = free & _in_range(second, length, day, hours, closed=params.closed)
            observed[inside] = second[inside]
            limit[inside] = clock_seconds(hours.start)
        inside = (second >= 0) & (observed < 0) & np.isin(day, params.holidays)
        observed[inside] = second[inside]
    return observed, limit


def _length(frame: pd.DataFrame, params: HoursParams) -> NDArray[np.int64]:
    """Return how many seconds after the start the last second of the activity is."""
    if params.judge == "start":
        return np.zeros(len(frame), dtype=np.int64)
    end = days(frame, "end_ms")
    talk = np.maximum(days(frame, "duration_s"), 0)
    taken = np.where(end >= 0, (end - frame["epoch_ms"].to_numpy()) // 1000, talk)
    last: NDArray[np.int64] = np.clip(taken - 1, 0, DAY_S)
    return last


def _in_range(
    second: NDArray[np.int64],
    length: NDArray[np.int64],
    day: NDArray[np.int64],
    hours: Hours,
    *,
    closed: Closed,
) -> NDArray[np.bool_]:
    start, end = clock_seconds(hours.start), clock_seconds(hours.end)
    end += DAY_S if end < start else 0
    first = start if closed in ("left", "both") else start + 1
    last = end if closed in ("right", "both") else end - 1
    inside = np.zeros(len(second), dtype=bool)
    for shift in (-DAY_S, 0, DAY_S):
        inside |= (first + shift <= second + length) & (last + shift >= second)
    if hours.weekdays is not None:
        inside &= np.isin(weekday(day), [WEEKDAYS.index(name) for name in hours.weekdays])
    return inside


def lookback(params: HoursParams) -> int:
    """Return 0, or the days that a consent may lie back."""
    return consent_days(params.consent, 0)


def attributes(params: HoursParams) -> tuple[str, ...]:
    """Return the attributes that narrow or free."""
    return (*params.where, *params.unless, *params.unless_above)


_ZONE_READS: Final = tuple(
    f"{name}{suffix}"
    for suffix in _SUFFIXES
    for name in ("local_day", "local_second")
    if (name, suffix) != ("local_day", "")
)


def by_itself(_: HoursParams) -> tuple[str, ...]:
    """Return that the time of day is judged by itself."""
    return ("clock",)


def edges(params: HoursParams) -> tuple[int, ...]:
    """Return the seconds at which barred time begins and ends; a day is barred or not as a whole.

    Of an activity that lasts, that is so while it has no length, as what nobody has done yet.
    """
    return tuple(_turns(params.barred))


CHECK = Check(
    id="contact.hours",
    grain=Grain.DEBTOR,
    reads=tuple(dict.fromkeys((*READS, "end_ms", *_ZONE_READS, *consents.READS))),
    params=HoursParams,
    run=run,
    lookback=lookback,
    attributes=attributes,
    by_itself=by_itself,
    edges=edges,
    title_zh="禁止时段、休息日与节假日的联系",
    title_en="Contact in barred hours or on barred days",
)
