"""Who acts must stand on a dated list: licensed agencies, approved collectors."""

from __future__ import annotations

from typing import ClassVar, Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from auditkit.checks.groups import keyed
from auditkit.checks.interface import UNKNOWN, Check, Grain, Hits, Params, Unknown
from auditkit.checks.selection import READS, Selection, select
from auditkit.checks.tables import joined, row_hits
from auditkit.checks.text import text_codes
from auditkit.checks.timeline import days, timeline
from auditkit.checks.ways import NARROWS, NEITHER, WIDENS, WIDENS_ALL, Way, Ways, by_set

_SPAN: Final = 2**32  # day numbers of 32 bits, shifted to start at 0
_ZERO: Final = 2**31


class Entry(Params):
    """One row of a list: an id, and the first and last day number it stands; null is open."""

    id: str
    first_day: int | None = None
    last_day: int | None = None
    ways: ClassVar[Ways] = {"id": NEITHER, "first_day": NARROWS, "last_day": WIDENS_ALL}


def _standing(one: tuple[Entry, ...], two: tuple[Entry, ...]) -> int:
    """Return which of two lists holds the other, entry by entry.

    A list that nobody filled in lets everybody pass, as nothing is held against it.
    """
    if not one or not two:
        return -1 if two else 1
    sets = [frozenset((e.id, e.first_day, e.last_day) for e in each) for each in (one, two)]
    return by_set(*sets)


class Roster(Params):
    """Who stands on a list and when; put in from the pack's list of who."""

    entries: tuple[Entry, ...]
    ways: ClassVar[Ways] = {"entries": Way(1, order=_standing, counted=True)}


class ListedParams(Params):
    """Whoever acts in an activity of ``select`` must stand on the list ``listed`` that day.

    ``column`` holds who acts. A list holds the ids of the bank's own systems; where a mapping hides
    them, or an id identifies a person, an audit knows them by their pseudonyms too. An entry
    stands from its first to its last local day, both included; of several entries of one id any
    will do. ``empty`` says what a row is whose ``column`` is empty: ``ignored`` is out of scope
    (no agency is the lender itself), or not evaluated. A list without entries is one that nobody
    filled in: every row that would be held against it is not evaluated. ``observed`` is 0, the
    entries that stand; ``limit`` is 1.
    """

    select: Selection
    column: Literal["agency_id", "collector_id"]
    listed: Roster
    empty: Literal["ignored", "not_evaluated"] = "ignored"
    ways: ClassVar[Ways] = {
        "select": WIDENS,
        "column": NEITHER,
        "empty": NEITHER,
        "listed": NARROWS,
    }


def run(frame: pd.DataFrame, params: ListedParams) -> Hits:
    """Return the activities of those who did not stand on the list."""
    line = timeline(frame)
    said = frame[params.column].notna().to_numpy()
    chosen, unknown = select(frame, params.select)
    if params.empty == "ignored":
        chosen, unknown = chosen & said, np.where(said, unknown, 0).astype(np.int8)
    chosen, unknown = keyed(frame, chosen, unknown)
    unknown[chosen & ~said] = UNKNOWN.index(Unknown.ACTOR)
    if not params.listed.entries:
        unknown[chosen] = UNKNOWN.index(Unknown.LIST)
    asked = chosen & (unknown == 0)
    bad = asked & ~_stands(frame, params)
    rows = line.pick(bad & frame["judged"].to_numpy(dtype=bool))
    none = np.full(len(frame), -1, dtype=np.int64)
    table = row_hits(frame, rows, none, observed=0, limit=1)
    return joined([(table, rows)], chosen | (unknown != 0), unknown)


def _stands(frame: pd.DataFrame, params: ListedParams) -> NDArray[np.bool_]:
    """Return the rows for whose id some entry stands on their local day.

    Id and day are packed into one number, so that one search over the entries in order, with the
    latest end so far, serves all ids; the end of another id is always smaller.
    """
    code, distinct = text_codes(frame[params.column])
    place = {name: number for number, name in enumerate(distinct)}
    entries = sorted(
        (place[each.id] * _SPAN + _low(each), place[each.id] * _SPAN + _high(each))
        for each in params.listed.entries
        if each.id in place
    )
    begins = np.array([-1, *(begin for begin, _ in entries)], dtype=np.int64)
    ends = np.maximum.accumulate(np.array([-1, *(end for _, end in entries)], dtype=np.int64))
    # a row without an id has code -1 and so a number below every entry
    now = code * _SPAN + days(frame) + _ZERO
    stands: NDArray[np.bool_] = ends[np.searchsorted(begins, now, side="right") - 1] >= now
    return stands & (code >= 0)


def _low(entry: Entry) -> int:
    return 0 if entry.first_day is None else entry.first_day + _ZERO


def _high(entry: Entry) -> int:
    return _SPAN - 1 if entry.last_day is None else entry.last_day + _ZERO


def lookback(_: ListedParams) -> int:
    """Return 0: nothing before the activity is asked."""
    return 0


CHECK = Check(
    id="contact.listed",
    grain=Grain.ROW,
    reads=(*READS, "debtor_key", "agency_id", "collector_id"),
    params=ListedParams,
    run=run,
    lookback=lookback,
    title_zh="作业机构或人员须在名单之内",
    title_en="Who acts must stand on a list",
)
