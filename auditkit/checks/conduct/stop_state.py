"""Contact during a stop state: which are barred, which are still allowed, for how long it stood."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import Field, field_validator, model_validator

from auditkit.checks.contact.after_state import CHECK as AFTER_STATE
from auditkit.checks.contact.after_state import (
    AfterStateParams,
    Freed,
    Openings,
    judge,
    openings,
)
from auditkit.checks.contact.states import Standing, counted_before
from auditkit.checks.groups import Members
from auditkit.checks.interface import Hits, Params
from auditkit.checks.selection import Selection, select
from auditkit.checks.text import has_step, stated, told
from auditkit.checks.timeline import days
from auditkit.checks.ways import NARROWS, WIDENS, WIDENS_ALL, Ways
from auditkit.core.kinds import STATEMENTS


class Allowance(Params):
    """What a state still allows: activities of ``select``, with one of ``steps`` when named.

    A step derived from prose allows nothing. ``times``: so many in each state, the earliest; every
    one when absent. ``within_days``: only up to the end of so many local days after the opening
    (its own day is day 0).
    """

    select: Selection = Selection()
    steps: tuple[str, ...] = ()
    times: int | None = Field(default=None, ge=1)
    within_days: int | None = Field(default=None, ge=0)
    ways: ClassVar[Ways] = {
        "select": WIDENS,
        "steps": WIDENS_ALL,
        "times": WIDENS_ALL,
        "within_days": WIDENS_ALL,
    }


class StopStateParams(AfterStateParams):
    """No activity of ``barred`` while a state stands in its group, but for what is ``allowed``.

    As ``contact.after_state``, and: a row in whose texts one of ``said`` was said (statements of
    ``core.kinds``) opens the state too, unless it closes it; a hit that rests on prose alone, so
    or by a step derived from it, is at most presumptive. An activity that one of ``allowed``
    covers is free and counts against no ``allow``; one that may be covered is not evaluated and
    counts against none either. A state, for ``times`` and ``allow``, is one opening: a second
    opening allows anew. ``observed`` is the local days since the opening (same day 0).
    """

    said: tuple[str, ...] = ()
    allowed: tuple[Allowance, ...] = ()
    ways: ClassVar[Ways] = {"said": WIDENS, "allowed": NARROWS}

    @field_validator("said")
    @classmethod
    def _said(cls, said: tuple[str, ...]) -> tuple[str, ...]:
        if any(word not in STATEMENTS.names for word in said):
            raise ValueError("said names a word that is not a statement")
        return said

    @model_validator(mode="after")
    def _opens(self) -> StopStateParams:
        if not (self.opened_by or self.said or self.opened_by_activity is not None):
            raise ValueError("nothing opens the state: opened_by, opened_by_activity or said")
        return self


def run(frame: pd.DataFrame, params: StopStateParams) -> Hits:
    """Return the barred activities that a standing state forbids."""
    return judge(frame, params, _openings(frame, params), _freed(frame, params))


def _openings(frame: pd.DataFrame, params: StopStateParams) -> Openings:
    opens = openings(frame, params)
    return replace(opens, prose=(opens.prose | told(frame, params.said)) & ~opens.sure)


def _freed(frame: pd.DataFrame, params: StopStateParams) -> Freed:
    covered = [_covered(frame, allowance) for allowance in params.allowed]
    day = days(frame)

    def freed(members: Members, bound: Standing) -> tuple[NDArray[np.bool_], NDArray[np.int8]]:
        rows = members.rows[bound.act]
        since = day[rows] - day[members.rows[bound.opening]]
        free = np.zeros(len(rows), dtype=bool)
        reason = np.zeros(len(rows), dtype=np.int8)
        for allowance, (chosen, unknown) in zip(params.allowed, covered, strict=True):
            left = np.ones(len(rows), dtype=bool)
            if allowance.within_days is not None:
                left = since <= allowance.within_days
            sure = chosen[rows] & left & ~free
            if allowance.times is not None:
                left &= counted_before(bound, sure) < allowance.times
            free |= sure & left
            reason = np.where(left & (reason == 0), unknown[rows], reason)
        return free, np.where(free, 0, reason).astype(np.int8)

    return freed


def _covered(
    frame: pd.DataFrame, allowance: Allowance
) -> tuple[NDArray[np.bool_], NDArray[np.int8]]:
    """Return which rows are of the kind allowed and, for those that may be, what is not known."""
    chosen, unknown = select(frame, allowance.select)
    if not allowance.steps:
        return chosen, unknown
    asked = has_step(frame, allowance.steps) & stated(frame)
    return chosen & asked, np.where(asked, unknown, 0).astype(np.int8)


def also(params: StopStateParams) -> tuple[str, ...]:
    """Return the column of statements where some open the state."""
    return ("said",) if params.said else ()


CHECK = replace(
    AFTER_STATE,
    id="conduct.stop_state",
    also=also,
    params=StopStateParams,
    run=run,
    title_zh="停催状态存续期间的联系",
    title_en="Contact during a stop state",
)
