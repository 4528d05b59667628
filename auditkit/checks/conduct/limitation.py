"""Periods after which a claim can no longer be enforced: soon to end, ended, acted on when over."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import Field, field_validator, model_validator

from auditkit.checks.conduct.concerned import judge_debtors
from auditkit.checks.conduct.periods import OPEN, Answers, Event, Events, answers, line_up
from auditkit.checks.contact.barred import Where
from auditkit.checks.groups import READS as GROUP_READS
from auditkit.checks.groups import Key, Members, gather, group_key, keyed, keys_within
from auditkit.checks.interface import UNKNOWN, Check, Grain, Hits, Params, Unknown
from auditkit.checks.selection import READS, Selection, select
from auditkit.checks.tables import hit_table, joined, numbered, pair_order
from auditkit.checks.text import any_of, carries, has_step, says, stated
from auditkit.checks.timeline import days, timeline
from auditkit.checks.ways import NARROWS, NEITHER, WIDENS, WIDENS_ALL, Ways
from auditkit.core.activity import ATTRIBUTE_KINDS
from auditkit.core.frame import NO_DAY


class LimitationParams(Params):
    """A period of ``months`` calendar months runs for each group from its start.

    The start is the latest date that a row of ``from_steps`` says in the date attribute
    ``start_attr`` (of debts by instalments the last due date), else the local day of the latest
    row with one of ``starts``; both with all of ``start_where``. While it runs, the period begins
    anew on the local day of each later row with one of ``interrupted_by`` (all of
    ``interrupted_where``) and each activity of ``interrupted_by_activity``; one that has ended
    begins anew only with a later start or a row of ``revived_by`` (who pays after the end waives
    it; before the date in ``start_attr`` there is nothing to revive). With ``fixed`` nothing but a
    start begins it anew. It ends on the day of the same number ``months`` later (the last of a
    shorter month). While a row of ``stopped_by`` stands that none of ``resumed_by`` came after,
    nothing runs, and it begins anew with the latter. A step of ``ended_by`` ends the watch for
    good. A row with one of ``barred_by`` says itself that the period is over, from ``attrs.since``
    where it says so. Steps derived from prose do none of this. What stands on one local day counts
    by (instant, activity_id), a date before all rows of it.
    ``mode`` warning: the last day known lies in the last ``warn_days`` local days of the period
    (hit on the row from which it runs, ``due_day`` the last day known). ``expired``: the period
    ended by the last day known (same row, or the one that says so, ``due_day`` the day after its
    end). ``after``: each activity of ``select`` with one of ``steps`` (any when none is named), all
    of ``where`` and none of ``unless`` after the period ended (hit on the activity), judged by what
    stands before it; without a start it is not evaluated. Nor is a hit that something which may
    have interrupted the period would take away.
    ``observed``: local days left (warning), or since the end; ``limit``: ``warn_days``, or 0.
    """

    mode: Literal["warning", "expired", "after"]
    months: int = Field(ge=1)
    per: tuple[Key, ...] = ("case",)
    from_steps: tuple[str, ...] = ()
    start_attr: str = ""
    starts: tuple[str, ...] = ()
    start_where: Where = Field(default_factory=dict)
    fixed: bool = False
    interrupted_by: tuple[str, ...] = ()
    interrupted_where: Where = Field(default_factory=dict)
    interrupted_by_activity: Selection | None = None
    revived_by: tuple[str, ...] = ()
    stopped_by: tuple[str, ...] = ()
    resumed_by: tuple[str, ...] = ()
    ended_by: tuple[str, ...] = ()
    barred_by: tuple[str, ...] = ()
    warn_days: int = Field(default=0, ge=0)
    select: Selection = Selection()
    steps: tuple[str, ...] = ()
    where: Where = Field(default_factory=dict)
    unless: Where = Field(default_factory=dict)
    ways: ClassVar[Ways] = {
        **dict.fromkeys(
            (
                "mode",
                "months",
                "per",
                "from_steps",
                "start_attr",
                "starts",
                "start_where",
                "fixed",
                "interrupted_by",
                "interrupted_where",
                "interrupted_by_activity",
                "revived_by",
                "stopped_by",
                "resumed_by",
                "ended_by",
                "barred_by",
            ),
            NEITHER,
        ),
        "warn_days": WIDENS,
        "select": WIDENS,
        "steps": WIDENS_ALL,
        "where": NARROWS,
        "unless": NARROWS,
    }

    @field_validator("start_attr")
    @classmethod
    def _date(cls, name: str) -> str:
        if name and ATTRIBUTE_KINDS.get(name) != "date":
            raise ValueError("start_attr is no attribute that holds a date")
        return name

    @model_validator(mode="after")
    def _whole(self) -> LimitationParams:
        if not (self.start_attr or self.starts or self.barred_by):
            raise ValueError("nothing starts the period: start_attr, starts or barred_by")
        if self.start_attr and not self.from_steps:
            raise ValueError("start_attr needs from_steps, the steps that say it")
        renewed = self.interrupted_by or self.interrupted_by_activity or self.stopped_by
        if self.fixed and (renewed or self.resumed_by or self.revived_by):
            raise ValueError("a fixed period is neither interrupted nor stopped nor revived")
        if (self.mode == "warning") != bool(self.warn_days):
            raise ValueError("warn_days belong to the mode warning, which needs them")
        return self


def run(frame: pd.DataFrame, params: LimitationParams) -> Hits:
    """Return the claims about to lapse, those that lapsed, or what was done after."""
    asked, unknown = _questions(frame, params)
    return judge_debtors(frame, asked | (unknown != 0), lambda rows: _judge(rows, params))


def _questions(
    frame: pd.DataFrame, params: LimitationParams
) -> tuple[NDArray[np.bool_], NDArray[np.int8]]:
    """Return the activities asked about, or the rows that make a group watched, and which may be.

    The second array is the code of what is not known.
    """
    if params.mode != "after":
        begins = has_step(frame, (*params.starts, *params.revived_by, *params.barred_by))
        begins = _dated(frame, params) | (begins & stated(frame))
        return keyed(frame, begins, np.zeros(len(frame), dtype=np.int8), params.per)
    chosen, unknown = select(frame, params.select)
    asked = carries(frame, params.where)[0] & ~any_of(frame, params.unless)
    if params.steps:
        asked &= has_step(frame, params.steps)
    return keyed(frame, chosen & asked, np.where(asked, unknown, 0).astype(np.int8), params.per)


def _dated(frame: pd.DataFrame, params: LimitationParams) -> NDArray[np.bool_]:
    """Return which rows say the date that the period starts from."""
    if not params.start_attr:
        return np.zeros(len(frame), dtype=bool)
    step = has_step(frame, params.from_steps) & carries(frame, params.start_where)[0]
    return step & stated(frame) & says(frame, params.start_attr)


def _acts(
    frame: pd.DataFrame, params: LimitationParams
) -> tuple[dict[Event, NDArray[np.bool_]], NDArray[np.bool_]]:
    """Return by kind of event which rows are one, and which may interrupt the period."""
    named = {
        Event.INTERRUPT: params.interrupted_by,
        Event.RESUME: params.resumed_by,
        Event.STOP: params.stopped_by,
        Event.OVER: params.barred_by,
        Event.END: params.ended_by,
        Event.START: params.revived_by,
    }
    recorded = stated(frame)
    acts = {kind: has_step(frame, steps) & recorded for kind, steps in named.items()}
    sure, possible = carries(frame, params.interrupted_where)
    possible &= acts[Event.INTERRUPT]
    acts[Event.INTERRUPT] &= sure
    if params.interrupted_by_activity is not None:
        chosen, untold = select(frame, params.interrupted_by_activity)
        acts[Event.INTERRUPT] |= chosen
        possible |= untold != 0
    return acts, possible & ~acts[Event.INTERRUPT]


def _judge(frame: pd.DataFrame, params: LimitationParams) -> Hits:
    asked, unknown = _questions(frame, params)
    acts, possible = _acts(frame, params)
    acts[Event.ASKED] = asked & (params.mode == "after")
    starts = has_step(frame, params.starts) & stated(frame)
    starts &= carries(frame, params.start_where)[0]
    dated = _dated(frame, params)
    wanted = np.logical_or.reduce([dated, starts, possible, *acts.values()])
    wanted = keyed(frame, wanted, unknown, params.per)[0]
    members = gather(frame, timeline(frame), wanted, keys_within("debtor", params.per))
    dates = _latest_dates(frame, params, members, dated)
    has_date = np.isin(members.group, members.group[dates[0]])
    by_member = {kind: mask[members.rows] for kind, mask in acts.items()}
    by_member[Event.START] &= ~_early(frame, members, dates)
    by_member[Event.START] |= starts[members.rows] & ~has_date
    events = _events(frame, params, members, by_member, dates)
    found = answers(events, params.months)
    hits = _offends(params, events, found)
    by_member[Event.INTERRUPT] = by_member[Event.INTERRUPT] | possible[members.rows]
    lenient = _events(frame, params, members, by_member, dates)
    firm = _offends(params, lenient, answers(lenient, params.months))
    told = events.member[found.at if params.mode == "after" else np.maximum(found.source, 0)]
    rows = members.rows[told]
    scope = np.zeros(len(frame), dtype=bool)
    speaks = found.watched & ((found.end < OPEN) | (params.mode == "after"))
    scope[rows[speaks]] = True
    groundless = speaks & ~found.begun & ~has_date[told]
    unknown[rows[groundless]] = UNKNOWN.index(Unknown.FACTS)
    unknown[rows[hits & ~firm]] = UNKNOWN.index(Unknown.STATE)
    table, order = _table(frame, params, members, events, found.only(hits & firm))
    unknown[table["anchor"].to_numpy()] = 0
    return joined([(table, order)], scope | (unknown != 0), unknown)


def _latest_dates(
    frame: pd.DataFrame, params: LimitationParams, members: Members, dated: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the member that says the latest date of each group (the last of several), and it."""
    at = np.flatnonzero(dated[members.rows])
    if not len(at):
        return at, at
    day = days(frame, f"attrs.{params.start_attr}")[members.rows[at]]
    order = np.lexsort((at, day, members.group[at]))
    group = members.group[at[order]]
    order = order[np.append(group[1:] != group[:-1], True)]
    return at[order], day[order]


def _early(
    frame: pd.DataFrame, members: Members, dates: tuple[NDArray[np.int64], NDArray[np.int64]]
) -> NDArray[np.bool_]:
    """Return the members before the date from which their period starts: they revive nothing."""
    start = np.full(len(members.rows), NO_DAY, dtype=np.int64)
    start[members.group[dates[0]]] = dates[1]
    early: NDArray[np.bool_] = days(frame)[members.rows] < start[members.group]
    return early


def _events(
    frame: pd.DataFrame,
    params: LimitationParams,
    members: Members,
    acts: dict[Event, NDArray[np.bool_]],
    dates: tuple[NDArray[np.int64], NDArray[np.int64]],
) -> Events:
    day, since = days(frame)[members.rows], days(frame, "attrs.since")[members.rows]
    over = np.where(since == NO_DAY, day, since) - 1
    last = None
    if params.mode != "after" and len(frame):
        last = int(frame["as_of_day"].iloc[0])
    return line_up(members, day, acts, dates, over, last)


def _offends(params: LimitationParams, events: Events, found: Answers) -> NDArray[np.bool_]:
    """Return of which questions the answer is a hit."""
    left = found.end - events.day[found.at]
    hits = (left >= 0) & (left < params.warn_days) if params.mode == "warning" else left < 0
    return hits & found.watched


def _table(
    frame: pd.DataFrame,
    params: LimitationParams,
    members: Members,
    events: Events,
    found: Answers,
) -> tuple[pd.DataFrame, NDArray[np.int64]]:
    line, asked = timeline(frame), events.day[found.at]
    source = members.rows[events.member[found.source]]
    told = events.member[found.at if params.mode == "after" else found.source]
    anchor = members.rows[told]
    # a row that says the date may have been written after the activity
    swap = line.rank[source] > line.rank[anchor]
    pair = np.where(swap, anchor, source), np.where(swap, source, anchor)
    order, lo, hi = pair_order(np.where(source == anchor, -1, pair[0]), pair[1])
    due = {"warning": asked, "expired": found.end + 1, "after": np.full(len(asked), NO_DAY)}
    table = hit_table(
        anchor,
        group=group_key(frame, keys_within("debtor", params.per), members, told),
        incident=numbered(members.group[told], source),
        lo=lo,
        hi=hi,
        observed=np.abs(found.end - asked),
        limit=params.warn_days,
        first_day=events.day[found.source],
        last_day=found.end,
        trigger=source if params.mode == "after" else -1,
        due_day=due[params.mode],
    )
    return table, order


def lookback(_: LimitationParams) -> int:
    """Return -1: a period may have begun at any time."""
    return -1


def attributes(params: LimitationParams) -> tuple[str, ...]:
    """Return the attributes that the parameters ask for."""
    return (
        *params.where,
        *params.unless,
        *params.start_where,
        *params.interrupted_where,
        *((params.start_attr,) if params.start_attr else ()),
    )


CHECK = Check(
    id="conduct.limitation",
    grain=Grain.DEBTOR,
    reads=tuple(
        dict.fromkeys((*READS, *GROUP_READS, "step", "attrs.derived", "as_of_day", "attrs.since"))
    ),
    params=LimitationParams,
    run=run,
    lookback=lookback,
    duties=True,
    attributes=attributes,
    title_zh="期间届满",
    title_en="Periods that end",
)
