"""Contact of a number after somebody said that it is the wrong one."""

from __future__ import annotations

from typing import ClassVar, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import Field, field_validator, model_validator

from auditkit.checks.groups import READS as GROUP_READS
from auditkit.checks.groups import Key, Members, gather, group_key, keyed, keys_within, last_before
from auditkit.checks.interface import AT_MOST, Check, Grain, Hits, Params
from auditkit.checks.selection import READS, Selection, codes, lut, select
from auditkit.checks.tables import hit_table, joined, numbered
from auditkit.checks.text import has_step, read_words, stated, words
from auditkit.checks.timeline import days, timeline
from auditkit.checks.ways import NARROWS, NEITHER, WIDENS, WIDENS_ALL, Ways
from auditkit.core.kinds import STATEMENTS
from auditkit.core.vocabulary import OUTCOMES

_FROM_PROSE: Final = AT_MOST.index("presumptive")


class AfterStatementParams(Params):
    """No more than ``allow`` activities of ``barred`` on a number after a statement about it.

    The statement is an outcome of ``outcomes``, a step of ``opened_by``, or one of ``said`` that a
    text of the row asserts (frame column ``said``), in any direction. It binds activities later in
    (instant, activity_id) and ends with a step of ``closed_by`` or an activity of
    ``closed_by_activity`` (a derived step ends nothing); prose in a row that ends it says nothing
    (the debtor denies it first, then owns up). Activities are counted from the first
    statement that nothing has ended since; with ``within_days`` one is a hit only up to the end of
    local day d + ``within_days`` - 1, where d is the day of the latest such statement.
    ``observed`` is the number of activities since the first statement, ``limit`` is ``allow``. A
    hit that needs a statement known from prose alone (text or derived step) is at most
    presumptive. Groups never cross numbers; ``per`` splits them further.
    """

    barred: Selection
    per: tuple[Key, ...] = ("contact", "debtor")
    outcomes: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    opened_by: tuple[str, ...] = ()
    closed_by: tuple[str, ...] = ()
    closed_by_activity: Selection | None = None
    allow: int = Field(default=0, ge=0)
    within_days: int | None = Field(default=None, ge=1)
    ways: ClassVar[Ways] = {
        **dict.fromkeys(("barred", "outcomes", "said", "opened_by"), WIDENS),
        "per": NEITHER,
        "closed_by": NARROWS,
        "closed_by_activity": NARROWS,
        "allow": NARROWS,
        "within_days": WIDENS_ALL,
    }

    @field_validator("outcomes")
    @classmethod
    def _outcomes(cls, outcomes: tuple[str, ...]) -> tuple[str, ...]:
        if any(word not in OUTCOMES.names for word in outcomes):
            raise ValueError("outcomes names a word that is not an outcome")
        return outcomes

    @field_validator("said")
    @classmethod
    def _said(cls, said: tuple[str, ...]) -> tuple[str, ...]:
        if any(word not in STATEMENTS.names for word in said):
            raise ValueError("said names a word that is not a statement")
        return said

    @model_validator(mode="after")
    def _opens(self) -> AfterStatementParams:
        if not (self.outcomes or self.said or self.opened_by):
            raise ValueError("nothing opens the state: outcomes, said or opened_by")
        if "contact" not in self.per:
            raise ValueError("per must contain contact")
        return self


def run(frame: pd.DataFrame, params: AfterStatementParams) -> Hits:
    """Return the activities on a number after a statement that it is the wrong one."""
    keys = keys_within("contact", params.per)
    barred, unknown = keyed(frame, *select(frame, params.barred), params.per)
    sure, prose = (_grouped(frame, mask, params) for mask in _openings(frame, params))
    closes = _grouped(frame, _closings(frame, params), params)
    prose &= ~closes
    members = gather(frame, timeline(frame), barred | sure | prose | closes, keys)
    masks = [mask[members.rows] for mask in (barred, sure, sure | prose, closes)]
    first, number, hit = _held(frame, params, members, masks[0], masks[2], masks[3])
    surely = _held(frame, params, members, masks[0], masks[1], masks[3])
    # where recorded statements alone make a hit, they are what it rests on
    first = np.where(surely[2], surely[0], first)
    number = np.where(surely[2], surely[1], number)
    judged = frame["judged"].to_numpy(dtype=bool)[members.rows]
    at = np.flatnonzero((hit | surely[2]) & judged)
    anchor, opened = members.rows[at], members.rows[first[at]]
    day = days(frame)
    table = hit_table(
        anchor,
        group=group_key(frame, keys, members, at),
        incident=numbered(members.group[at], opened),
        lo=first[at],
        hi=at + 1,
        observed=number[at],
        limit=params.allow,
        first_day=day[opened],
        last_day=day[anchor],
        trigger=opened,
        at_most=np.where(surely[2][at], 0, _FROM_PROSE),
    )
    return joined([(table, members.rows)], barred | (unknown != 0), unknown)


def _openings(
    frame: pd.DataFrame, params: AfterStatementParams
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which rows record a statement, and which tell of one in prose."""
    step, recorded = has_step(frame, params.opened_by), stated(frame)
    sure = lut(OUTCOMES, params.outcomes)[codes(frame, "outcome")] | (step & recorded)
    wanted = frozenset(params.said)
    told = read_words(frame["said"], lambda text: not wanted.isdisjoint(words(text)))
    return sure, (told | (step & ~recorded)) & ~sure


def _closings(frame: pd.DataFrame, params: AfterStatementParams) -> NDArray[np.bool_]:
    closes = has_step(frame, params.closed_by) & stated(frame)
    if params.closed_by_activity is not None:
        closes |= select(frame, params.closed_by_activity)[0]
    return closes


def _grouped(
    frame: pd.DataFrame, mask: NDArray[np.bool_], params: AfterStatementParams
) -> NDArray[np.bool_]:
    """Return the rows whose group is known."""
    return keyed(frame, mask, np.zeros(len(frame), dtype=np.int8), params.per)[0]


def _held(
    frame: pd.DataFrame,
    params: AfterStatementParams,
    members: Members,
    barred: NDArray[np.bool_],
    opens: NDArray[np.bool_],
    closes: NDArray[np.bool_],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """Return by member the first standing statement, the activities since, and which offend.

    A closing ends what was said before it, not what is said in the same row.
    """
    index = np.arange(len(members.rows), dtype=np.int64)
    opened = np.append(np.flatnonzero(opens), len(index))
    since = np.maximum(members.start, last_before(members, closes))
    first = opened[np.searchsorted(opened, since, side="left")]
    stands = first < index
    first = np.where(stands, first, index)
    total = np.cumsum(barred)
    number = total - total[first] if len(index) else index
    offends = barred & stands & (number > params.allow)
    if params.within_days is not None:
        day = days(frame)[members.rows]
        latest = np.maximum(last_before(members, opens), 0)
        offends &= day - day[latest] < params.within_days
    return first, number.astype(np.int64), offends


def lookback(_: AfterStatementParams) -> int:
    """Return -1: a number may have been called wrong at any time."""
    return -1


CHECK: Final = Check(
    id="privacy.after_statement",
    grain=Grain.CONTACT,
    reads=tuple(dict.fromkeys((*READS, *GROUP_READS, "step", "attrs.derived", "said"))),
    params=AfterStatementParams,
    run=run,
    lookback=lookback,
    title_zh="号码被告知有误后的联系",
    title_en="Contact of a number after it was said to be wrong",
)
