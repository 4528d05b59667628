"""Periods after which a claim can no longer be enforced: soon to end, ended, acted on when over."""

from __future__ import annotations

from typing import Literal

import pandas as pd
from pydantic import Field

from auditkit.checks.contact.barred import Where
from auditkit.checks.groups import READS as GROUP_READS
from auditkit.checks.groups import Key
from auditkit.checks.interface import Check, Grain, Hits, Params
from auditkit.checks.selection import READS, Selection


class LimitationParams(Params):
    """A period of ``months`` calendar months runs for each group from its start.

    The start is the latest date that a row of ``from_steps`` says in the date attribute
    ``start_attr`` (of debts by instalments the last due date), else the local day of the latest
    row with one of ``starts``. The period begins anew on the local day of each later row with one
    of ``interrupted_by`` (all of ``interrupted_where``; rows derived from prose do not) and each
    activity of ``interrupted_by_activity``; nothing does with ``fixed``. It ends on the day of the
    same number ``months`` later (the last of a shorter month). While a row of ``stopped_by``
    stands that none of ``resumed_by`` came after, nothing runs, and it begins anew with the latter.
    A step of ``ended_by`` ends the watch. A row with one of ``barred_by`` says itself that the
    period is over, from ``attrs.since`` where it says so.
    ``mode`` warning: the last day known lies in the last ``warn_days`` local days of the period
    (hit on the row from which it runs, ``due_day`` the last day known). ``expired``: the period
    ended by the last day known (same row, ``due_day`` the day after its end). ``after``: each
    activity of ``select`` with one of ``steps`` (any when none is named), all of ``where`` and
    none of ``unless`` after the period ended (hit on the activity).
    ``observed``: local days left (warning), or since the end; ``limit``: ``warn_days``, or 0.
    """

    mode: Literal["warning", "expired", "after"]
    months: int = Field(ge=1)
    per: tuple[Key, ...] = ("case",)
    from_steps: tuple[str, ...] = ("case.facts",)
    start_attr: str = ""
    starts: tuple[str, ...] = ()
    start_where: Where = Field(default_factory=dict)
    fixed: bool = False
    interrupted_by: tuple[str, ...] = ()
    interrupted_where: Where = Field(default_factory=dict)
    interrupted_by_activity: Selection | None = None
    stopped_by: tuple[str, ...] = ()
    resumed_by: tuple[str, ...] = ()
    ended_by: tuple[str, ...] = ()
    barred_by: tuple[str, ...] = ()
    warn_days: int = Field(default=0, ge=0)
    select: Selection = Selection()
    steps: tuple[str, ...] = ()
    where: Where = Field(default_factory=dict)
    unless: Where = Field(default_factory=dict)


def run(frame: pd.DataFrame, params: LimitationParams) -> Hits:
    """Return the claims about to lapse, those that lapsed, or what was done after."""
    raise NotImplementedError


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
