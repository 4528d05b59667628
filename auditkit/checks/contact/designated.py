"""Contact at a time or place that the person has named as inconvenient."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import Field

from auditkit.checks import consent as consents
from auditkit.checks.consent import Consent, covered
from auditkit.checks.contact.hours import WEEKDAYS
from auditkit.checks.contact.states import standing
from auditkit.checks.groups import READS as GROUP_READS
from auditkit.checks.groups import Key, gather, group_key, keyed, keys_within
from auditkit.checks.interface import UNKNOWN, Check, Grain, Hits, Params, Unknown
from auditkit.checks.selection import READS, Selection, codes, select
from auditkit.checks.tables import hit_table, joined, numbered, pair_order
from auditkit.checks.text import has_step, read_numbers, stated, words
from auditkit.checks.timeline import DAY_S, clock_seconds, days, timeline, weekday, within
from auditkit.checks.ways import NARROWS, NEITHER, WIDENS, Ways
from auditkit.core.vocabulary import CHANNELS, CONTACT_KINDS

_PLACES = ("home", "work")


class DesignatedParams(Params):
    """No activity of ``barred`` inside a designation that stands for its group.

    A designation is a row with one of ``opened_by``; it names ``attrs.days`` (mon … sun, joined by
    |), ``attrs.from_time`` and ``attrs.to_time`` (local clock of the first zone, left-closed, may
    pass midnight; one alone runs from or to midnight) or ``attrs.place`` (home or work, compared
    with ``contact_kind``, and for visits with the activity's own ``attrs.place`` where it says
    one); what it does not name is not asked, and one that names nothing, or nothing that can be
    read, opens nothing. Where the clock or the place of an activity is not said and would decide,
    it is not evaluated. ``closed_by`` ends all that stand (not when derived from prose).
    Activities under ``consent`` are free. ``observed`` is the local second, ``limit`` the second
    at which the designation starts (0 where it names no time). The latest designation that
    matches is named. Groups never cross debtors.
    """

    barred: Selection
    per: tuple[Key, ...] = Field(min_length=1)
    opened_by: tuple[str, ...] = Field(min_length=1)
    closed_by: tuple[str, ...] = ()
    consent: Consent | None = None
    ways: ClassVar[Ways] = {
        "barred": WIDENS,
        "opened_by": WIDENS,
        "per": NEITHER,
        "closed_by": NARROWS,
        "consent": NARROWS,
    }


def run(frame: pd.DataFrame, params: DesignatedParams) -> Hits:
    """Return the activities at a designated time or place."""
    line = timeline(frame)
    keys = keys_within("debtor", params.per)
    none = np.zeros(len(frame), dtype=np.int8)
    barred, unknown = keyed(frame, *select(frame, params.barred), params.per)
    opens = keyed(frame, has_step(frame, params.opened_by) & _names(frame), none, params.per)[0]
    closes = has_step(frame, params.closed_by) & stated(frame)
    closes = keyed(frame, closes, none, params.per)[0]
    members = gather(frame, line, barred | opens | closes, keys)
    rows = members.rows
    pairs = standing(members, barred[rows], opens[rows], closes[rows], latest=False)
    sure, maybe, reason = _matches(frame, rows[pairs.act], rows[pairs.opening])
    found = pairs.only(sure).latest()
    doubted = pairs.only(maybe & ~sure)
    free = np.ones(len(frame), dtype=bool)
    free[rows[found.act]] = False
    ask = free[rows[doubted.act]]
    unknown[rows[doubted.act][ask]] = reason[maybe & ~sure][ask]
    found = found.only(frame["judged"].to_numpy(dtype=bool)[rows[found.act]])
    by = covered(frame, line, params.consent, barred)
    anchor, opened = rows[found.act], rows[found.opening]
    order, lo, hi = pair_order(opened, anchor)
    table = hit_table(
        anchor,
        group=group_key(frame, keys, members, found.act),
        incident=numbered(members.group[found.act], opened),
        lo=lo,
        hi=hi,
        observed=days(frame, "local_second")[anchor],
        limit=np.maximum(_clocks(frame)[0][opened], 0),
        by=by[anchor],
        trigger=opened,
    )
    return joined([(table, order)], barred | (unknown != 0), unknown)


def _weekdays(text: str) -> int:
    """Return the weekdays a text names as bits."""
    return sum(1 << WEEKDAYS.index(word) for word in words(text) if word in WEEKDAYS)


def _clocks(frame: pd.DataFrame) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return from when to when each row designates; both -1 where it names no time."""
    start = read_numbers(frame["attrs.from_time"], clock_seconds, -1)
    end = read_numbers(frame["attrs.to_time"], clock_seconds, -1)
    named = (start >= 0) | (end >= 0)
    start = np.where(named, np.maximum(start, 0), -1)
    return start, np.where(named & (end < 0), DAY_S, end)


def _place(frame: pd.DataFrame) -> NDArray[np.int64]:
    """Return the place each row names, -1 for none."""
    return read_numbers(
        frame["attrs.place"], lambda text: _PLACES.index(text) if text in _PLACES else -1, -1
    )


def _names(frame: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which rows name a day, a time or a place."""
    day = read_numbers(frame["attrs.days"], _weekdays, 0) > 0
    named: NDArray[np.bool_] = day | (_clocks(frame)[0] >= 0) | (_place(frame) >= 0)
    return named


def _matches(
    frame: pd.DataFrame, act: NDArray[np.int64], opening: NDArray[np.int64]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.int8]]:
    """Return which pairs match, which may, and the reason where it cannot be told."""
    named = read_numbers(frame["attrs.days"], _weekdays, 0)[opening]
    on_day = (named == 0) | ((named >> weekday(days(frame)[act])) & 1 == 1)
    start, end = (edge[opening] for edge in _clocks(frame))
    second = days(frame, "local_second")[act]
    no_clock = (start >= 0) & (second < 0)
    in_time = (start < 0) | within(second, start, end)
    place = _place(frame)[opening]
    where = _whereabouts(frame)[act]
    no_place = (place >= 0) & (where < 0)
    in_place = (place < 0) | (place == where)
    maybe = on_day & (in_time | no_clock) & (in_place | no_place)
    sure = maybe & ~no_clock & ~no_place
    zone, kind = UNKNOWN.index(Unknown.ZONE), UNKNOWN.index(Unknown.CONTACT_KIND)
    return sure, maybe, np.where(no_clock, zone, kind).astype(np.int8)


def _whereabouts(frame: pd.DataFrame) -> NDArray[np.int64]:
    """Return where each activity reaches: a place's number, past the places elsewhere, -1 unsaid.

    A visit that names another place than home or work is elsewhere.
    """
    kind = codes(frame, "contact_kind")
    elsewhere = len(_PLACES)
    by_kind = np.full(len(CONTACT_KINDS.terms) + 1, elsewhere, dtype=np.int64)
    for number, name in enumerate(_PLACES):
        by_kind[CONTACT_KINDS.code(name)] = number
    by_kind[[CONTACT_KINDS.code("unknown"), -1]] = -1
    where = by_kind[kind]
    visited = (codes(frame, "channel") == CHANNELS.code("visit")) & (
        frame["attrs.place"].notna().to_numpy()
    )
    own = np.where(_place(frame) < 0, elsewhere, _place(frame))
    return np.where(visited, own, where)


def lookback(_: DesignatedParams) -> int:
    """Return -1: a designation may have been made at any time."""
    return -1


CHECK = Check(
    id="contact.designated",
    grain=Grain.DEBTOR,
    reads=tuple(
        dict.fromkeys(
            (
                *READS,
                *GROUP_READS,
                *consents.READS,
                "attrs.days",
                "attrs.from_time",
                "attrs.to_time",
                "attrs.place",
            )
        )
    ),
    params=DesignatedParams,
    run=run,
    lookback=lookback,
    title_zh="对方指定的不便时间或地点的联系",
    title_en="Contact at a time or place named as inconvenient",
)
