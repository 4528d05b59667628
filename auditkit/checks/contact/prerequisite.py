"""Contact before a step that must stand before it."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import Field, model_validator

from auditkit.checks.groups import READS as GROUP_READS
from auditkit.checks.groups import Key, Members, gather, group_key, keyed, keys_within
from auditkit.checks.interface import Check, Grain, Hits, Params
from auditkit.checks.selection import READS, Selection, select
from auditkit.checks.tables import hit_table, joined
from auditkit.checks.text import has_step, stated
from auditkit.checks.timeline import days, timeline
from auditkit.checks.ways import NARROWS, NEITHER, WIDENS, Ways

_NEVER = -(2**40)


class PrerequisiteParams(Params):
    """Each activity of ``select`` needs one of ``steps`` earlier in its group.

    ``observed`` is 0 and ``limit`` 1 (records needed). What is on record counts however old;
    ``lookback_days`` is how many local days of steps, the activity's own day included, the record
    must reach back for its silence to mean something. A step derived from prose does not count.
    ``or_recent``: an activity of this selection earlier in the group serves as well, when its
    local day lies at most ``recent_days`` before; one that cannot be told counts.
    Groups never cross debtors.
    """

    select: Selection
    per: tuple[Key, ...] = Field(min_length=1)
    steps: tuple[str, ...] = Field(min_length=1)
    lookback_days: int = Field(ge=1)
    or_recent: Selection | None = None
    recent_days: int = Field(default=0, ge=0)
    ways: ClassVar[Ways] = {
        "select": WIDENS,
        "per": WIDENS,
        "steps": NARROWS,
        "or_recent": NARROWS,
        "recent_days": NARROWS,
        "lookback_days": NEITHER,
    }

    @model_validator(mode="after")
    def _reaches(self) -> PrerequisiteParams:
        if self.or_recent is not None and self.lookback_days <= self.recent_days:
            raise ValueError("lookback_days must be more than recent_days")
        return self


def run(frame: pd.DataFrame, params: PrerequisiteParams) -> Hits:
    """Return the activities before which no such step is on record."""
    line = timeline(frame)
    keys = keys_within("debtor", params.per)
    chosen, unknown = keyed(frame, *select(frame, params.select), params.per)
    step = has_step(frame, params.steps) & stated(frame)
    step, _ = keyed(frame, step, np.zeros(len(frame), dtype=np.int8), params.per)
    recent = _recent(frame, params)
    members = gather(frame, line, chosen | step | recent, keys)
    day = days(frame)[members.rows]
    lacking = _latest_day(members, day, step[members.rows]) == _NEVER
    lacking &= day - _latest_day(members, day, recent[members.rows]) > params.recent_days
    asked = (chosen & frame["judged"].to_numpy(dtype=bool))[members.rows]
    at = np.flatnonzero(asked & lacking)
    anchor = members.rows[at]
    place = np.arange(len(anchor), dtype=np.int64)
    table = hit_table(
        anchor,
        group=group_key(frame, keys, members, at),
        lo=place,
        hi=place + 1,
        observed=0,
        limit=1,
        first_day=day[at] - params.lookback_days + 1,
        last_day=day[at],
    )
    return joined([(table, anchor)], chosen | (unknown != 0), unknown)


def _recent(frame: pd.DataFrame, params: PrerequisiteParams) -> NDArray[np.bool_]:
    """Return the activities that serve instead of a step, those that cannot be told included."""
    if params.or_recent is None:
        return np.zeros(len(frame), dtype=bool)
    told, unknown = select(frame, params.or_recent)
    none = np.zeros(len(frame), dtype=np.int8)
    return keyed(frame, told | (unknown != 0), none, params.per)[0]


def _latest_day(
    members: Members, day: NDArray[np.int64], flag: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Return the latest local day of the flagged strictly before each member in its group."""
    if not len(day):
        return day
    base = int(day.min()) - 1
    size = int(day.max()) - base + 1
    # groups ascend, so a running maximum of (group, day) starts afresh in each
    place = members.group * size + np.where(flag, day - base, 0)
    seen = np.full(len(day), -1, dtype=np.int64)
    seen[1:] = np.maximum.accumulate(place)[:-1]
    since = seen - members.group * size
    return np.where(since > 0, since + base, _NEVER)


def lookback(params: PrerequisiteParams) -> int:
    """Return how far the record of steps must reach."""
    return params.lookback_days


def sought(params: PrerequisiteParams) -> tuple[str, ...]:
    """Return the steps of which none may be on record."""
    return params.steps


CHECK = Check(
    id="contact.prerequisite",
    grain=Grain.DEBTOR,
    reads=tuple(dict.fromkeys((*READS, *GROUP_READS, "step", "attrs.derived"))),
    params=PrerequisiteParams,
    run=run,
    lookback=lookback,
    absence=True,
    evidence="steps",
    sought=sought,
    title_zh="联系之前应当完成的步骤",
    title_en="Steps that must stand before a contact",
)
