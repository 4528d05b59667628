"""Contact that is allowed only after something else has failed or happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import Field, model_validator

from auditkit.checks.contact.states import standing
from auditkit.checks.contact.streaks import days_ready, dials_ready, streaks
from auditkit.checks.groups import Members, gather, group_key, keyed
from auditkit.checks.interface import UNKNOWN, Check, Grain, Hits, Params, Unknown
from auditkit.checks.selection import READS, Selection, codes, flag_lut, lut, select
from auditkit.checks.tables import hit_table, joined
from auditkit.checks.text import has_step, stated
from auditkit.checks.timeline import Timeline, days, timeline
from auditkit.checks.ways import NARROWS, NEITHER, WIDENS, WIDENS_ALL, Ways
from auditkit.core.vocabulary import NONE, OUTCOMES


class Precondition(Params):
    """One way in which the contact becomes lawful; all look at the same debtor's earlier rows.

    ``outcome``: an activity of ``of`` with one of ``outcomes`` (any activity of ``of`` when none
    is named).
    ``failed_dials``: ``count`` activities of ``of`` in a row, none of them connected and none
    connected since; the contact is free from the next local day after the last of these ``count``
    with ``from_next_day``, else at once.
    ``failed_days``: on each of ``count`` consecutive local days there were activities of ``of``
    and none connected, and none connected since; the contact is free once the first failed one of
    the last day has passed.
    ``state``: one of ``steps`` stands, and none of ``closed_by`` came after it.
    An activity that cannot be told counts as connected. Steps derived from prose count for nothing.
    """

    kind: Literal["outcome", "failed_dials", "failed_days", "state"]
    of: Selection | None = None
    outcomes: tuple[str, ...] = ()
    count: int = Field(default=0, ge=0)
    from_next_day: bool = False
    steps: tuple[str, ...] = ()
    closed_by: tuple[str, ...] = ()
    ways: ClassVar[Ways] = {
        "kind": NEITHER,
        "of": NEITHER,
        "outcomes": WIDENS_ALL,
        "count": NARROWS,
        "from_next_day": NARROWS,
        "closed_by": NARROWS,
        "steps": WIDENS,
    }

    @model_validator(mode="after")
    def _whole(self) -> Precondition:
        if self.kind == "state":
            if not self.steps:
                raise ValueError("kind state needs steps")
        elif self.of is None:
            raise ValueError(f"kind {self.kind} needs of")
        elif self.kind != "outcome" and self.count < 1:
            raise ValueError(f"kind {self.kind} needs count")
        if any(word not in OUTCOMES.names for word in self.outcomes):
            raise ValueError("outcomes names a word that is not an outcome")
        return self


class PreconditionParams(Params):
    """Each activity of ``barred`` needs at least one of ``any_of`` before it.

    Where none holds and an earlier row of a needed selection cannot be told, the activity is not
    evaluated. ``observed`` is the number of activities of the first ``of`` before it, ``limit``
    its ``count`` (both 0 when only states are asked). What is on record counts however old;
    ``lookback_days`` is how far the record must reach for its silence to mean something.
    """

    barred: Selection
    any_of: tuple[Precondition, ...] = Field(min_length=1)
    lookback_days: int = Field(ge=1)
    ways: ClassVar[Ways] = {"barred": WIDENS, "any_of": NARROWS, "lookback_days": NEITHER}


@dataclass(frozen=True, slots=True)
class _Earlier:
    """The earlier rows of one selection, by debtor; ``last`` and ``begin`` are by asked row."""

    members: Members
    told: NDArray[np.bool_]
    begin: NDArray[np.int64]
    last: NDArray[np.int64]
    doubt: NDArray[np.int8]


def run(frame: pd.DataFrame, params: PreconditionParams) -> Hits:
    """Return the contacts before which nothing made them lawful."""
    line = timeline(frame)
    barred, unknown = keyed(frame, *select(frame, params.barred), ("debtor",))
    asked = gather(frame, line, barred & frame["judged"].to_numpy(dtype=bool), ("debtor",)).rows
    holds = np.zeros(len(asked), dtype=bool)
    doubt = np.zeros(len(asked), dtype=np.int8)
    first: _Earlier | None = None
    limit = 0
    for way in params.any_of:
        if way.of is None:
            holds |= _stands(frame, line, way, asked)
            continue
        earlier = _earlier(frame, line, way, asked)
        if first is None:
            first, limit = earlier, way.count
        holds |= _holds(frame, way, earlier, asked)
        doubt = np.where(doubt == 0, earlier.doubt, doubt)
    unknown[asked] = np.where(holds, 0, doubt)
    table, order = _table(frame, asked, ~holds & (doubt == 0), first)
    return joined([(table.assign(limit=float(limit)), order)], barred | (unknown != 0), unknown)


def _earlier(
    frame: pd.DataFrame, line: Timeline, way: Precondition, asked: NDArray[np.int64]
) -> _Earlier:
    """Return the rows of a way's selection, and where those before each asked row end."""
    chosen, unknown = select(frame, way.of or Selection())
    if way.kind != "outcome" or way.outcomes:
        outcome = codes(frame, "outcome")
        unsaid = chosen & ((outcome == NONE) | (outcome == OUTCOMES.code("unknown")))
        chosen = chosen & ~unsaid
        unknown[unsaid] = UNKNOWN.index(Unknown.OUTCOME)
    debtor = frame["debtor_key"].to_numpy()
    near = np.isin(debtor, debtor[asked]) & (chosen | (unknown != 0))
    members = gather(frame, line, near, ("debtor",))
    begin, last = _before(frame, line, members, asked)
    index = np.arange(len(members.rows), dtype=np.int64)
    untold = ~chosen[members.rows]
    # the first row of the debtor that cannot be told, found from the end of the list
    next_untold = np.append(
        np.minimum.accumulate(np.where(untold, index, len(index))[::-1])[::-1], len(index)
    )
    at = next_untold[begin]
    reasons = np.append(unknown[members.rows], np.int8(0))
    doubt = np.where(at <= last, reasons[at], 0).astype(np.int8)
    return _Earlier(members, ~untold, begin, last, doubt)


def _before(
    frame: pd.DataFrame, line: Timeline, members: Members, asked: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the first and the last index of the same debtor before each asked row.

    ``last`` is ``begin - 1`` or -1 where there is none; ``begin`` then points nowhere in use.
    """
    debtor = frame["debtor_key"].to_numpy()
    code = np.unique(np.append(debtor[members.rows], debtor[asked]), return_inverse=True)[1]
    code = code.reshape(-1).astype(np.int64)
    size = len(frame) + 1
    mine = code[: len(members.rows)]
    lined = mine * size + line.rank[members.rows]
    # groups are numbered by first appearance, people by key: put the list in order of people
    order = np.argsort(lined, kind="stable")
    place = code[len(members.rows) :] * size
    low = np.searchsorted(lined, place, side="left", sorter=order)
    high = np.searchsorted(lined, place + line.rank[asked], side="left", sorter=order)
    none = high <= low
    if not len(lined):
        return low, np.full(len(asked), -1, dtype=np.int64)
    begin = np.where(none, len(lined), order[np.minimum(low, len(lined) - 1)])
    last = np.where(none, -1, order[np.maximum(high - 1, 0)])
    return begin.astype(np.int64), last.astype(np.int64)


def _holds(
    frame: pd.DataFrame, way: Precondition, earlier: _Earlier, asked: NDArray[np.int64]
) -> NDArray[np.bool_]:
    rows = earlier.members.rows
    outcome = codes(frame, "outcome")[rows]
    if way.kind == "outcome":
        named = lut(OUTCOMES, way.outcomes or OUTCOMES.names)
        good = earlier.told & (named[outcome] | (not way.outcomes))
        total = np.append(0, np.cumsum(good))
        begin = np.minimum(earlier.begin, len(rows))
        return (earlier.last >= 0) & (total[earlier.last + 1] > total[begin])
    day = days(frame)
    runs = streaks(earlier.members, day[rows], flag_lut("connected")[outcome] | ~earlier.told)
    if way.kind == "failed_days":
        return days_ready(runs, earlier.last, way.count)
    nth = dials_ready(runs, earlier.last, way.count)
    if not way.from_next_day or not len(rows):
        return nth >= 0
    return (nth >= 0) & (day[rows][nth] < day[asked])


def _stands(
    frame: pd.DataFrame, line: Timeline, way: Precondition, asked: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Return before which asked rows a step stands that nothing has closed."""
    mask = np.zeros(len(frame), dtype=bool)
    mask[asked] = True
    opens = has_step(frame, way.steps) & stated(frame)
    closes = has_step(frame, way.closed_by) & stated(frame)
    members = gather(frame, line, mask | opens | closes, ("debtor",))
    rows = members.rows
    pairs = standing(members, mask[rows], opens[rows], closes[rows], latest=True)
    held = np.zeros(len(frame), dtype=bool)
    held[rows[pairs.act]] = True
    return held[asked]


def _table(
    frame: pd.DataFrame,
    asked: NDArray[np.int64],
    hit: NDArray[np.bool_],
    first: _Earlier | None,
) -> tuple[pd.DataFrame, NDArray[np.int64]]:
    """Return the hits, each with the rows of the first ``of`` before it, or itself if none.

    Slices share one list, so that a long record is not copied for each of its hits.
    """
    anchor = asked[hit]
    at = np.arange(len(anchor), dtype=np.int64)
    listed = np.empty(0, dtype=np.int64)
    skipped = count = np.zeros(len(anchor), dtype=np.int64)
    if first is not None:
        told = np.flatnonzero(first.told)
        listed = first.members.rows[told]
        begin, last = first.begin[hit], first.last[hit]
        skipped = np.searchsorted(told, begin, side="left")
        count = np.where(last < 0, 0, np.searchsorted(told, last, side="right") - skipped)
    order = np.append(listed, anchor)
    lo = np.where(count > 0, skipped, len(listed) + at)
    hi = lo + np.maximum(count, 1)
    members = Members(anchor, anchor, anchor, None)
    group = group_key(frame, ("debtor",), members, at)
    return hit_table(anchor, group=group, lo=lo, hi=hi, observed=count, limit=0), order


def lookback(params: PreconditionParams) -> int:
    """Return how far the record must reach."""
    return params.lookback_days


CHECK = Check(
    id="contact.precondition",
    grain=Grain.DEBTOR,
    reads=tuple(dict.fromkeys(("debtor_key", *READS, "step", "attrs.derived"))),
    params=PreconditionParams,
    run=run,
    lookback=lookback,
    absence=True,
    title_zh="以其他事项为前提的联系",
    title_en="Contact that needs something before it",
)
