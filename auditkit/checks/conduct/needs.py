"""What must, or must not, stand before an activity: steps or acts, how many and how far apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import AfterValidator, Field, model_validator

from auditkit.checks.conduct.steps import same_debtors
from auditkit.checks.conduct.tally import Candidates, Span, tally
from auditkit.checks.contact.barred import Where
from auditkit.checks.groups import Key, Members, gather, keyed, last_before
from auditkit.checks.interface import Params
from auditkit.checks.selection import Selection, select
from auditkit.checks.text import carries, check_said, has_step, says, stated
from auditkit.checks.timeline import Timeline, days
from auditkit.checks.ways import NARROWS, WIDENS, WIDENS_ALL, WIDENS_OTHER, Ways


class Need(Params):
    """Earlier rows of the group: with one of ``steps``, or activities of ``activity``.

    A row counts when it stands strictly before the asked one in (instant, activity_id), carries
    all attributes of ``where``, says each attribute of ``evidence``, and has no row with one of
    ``undone_by`` between it and the asked one. ``min_days`` and ``max_days``: its local day lies at
    least, at most so many before that of the asked row; ``over_months``: the asked day is later
    than its day so many calendar months on (the last day of a shorter month stands for a day it
    does not have); ``within_months``: not later than that. Of the rows that count there must be
    ``count``, each at least ``apart_days`` local days after the one counted before it (counting
    begins with the earliest); ``span_days``: the last of them lies so many after the first. A step
    derived from prose never counts, nor undoes; an activity counts whatever its step is.
    """

    steps: tuple[str, ...] = ()
    activity: Selection | None = None
    where: Where = Field(default_factory=dict)
    evidence: Annotated[tuple[str, ...], AfterValidator(check_said)] = ()
    undone_by: tuple[str, ...] = ()
    count: int = Field(default=1, ge=1)
    apart_days: int = Field(default=0, ge=0)
    span_days: int = Field(default=0, ge=0)
    min_days: int | None = Field(default=None, ge=0)
    max_days: int | None = Field(default=None, ge=0)
    over_months: int | None = Field(default=None, ge=1)
    within_months: int | None = Field(default=None, ge=1)
    ways: ClassVar[Ways] = {
        "steps": WIDENS,
        "activity": WIDENS_OTHER,
        **dict.fromkeys(
            (
                "where",
                "evidence",
                "undone_by",
                "count",
                "apart_days",
                "span_days",
                "min_days",
                "over_months",
            ),
            NARROWS,
        ),
        "max_days": WIDENS_ALL,
        "within_months": WIDENS_ALL,
    }

    @model_validator(mode="after")
    def _something(self) -> Need:
        if bool(self.steps) == (self.activity is not None):
            raise ValueError("a need is either steps or activity")
        return self


@dataclass(frozen=True, slots=True)
class Asked:
    """Asked rows and all rows that needs look at, by group and time.

    ``at`` are the indices in ``members`` of the asked ones; a row that names several debts is
    asked once for each where groups tell debts apart.
    """

    members: Members
    at: NDArray[np.int64]

    @property
    def rows(self) -> NDArray[np.int64]:
        """Return the frame positions of the asked."""
        return self.members.rows[self.at]


@dataclass(frozen=True, slots=True)
class Counted:
    """What a need finds before each of ``Asked.at``; arrays of that length.

    ``count``: rows counted. ``last``: frame position of the row with which the need was first met,
    -1 where it is not. ``found``: frame position of the last row counted, -1 where there is none.
    ``doubt``: where the need is not met but would be if activities counted of which it cannot be
    told whether they are meant, the code of the reason of the earliest such, else 0.
    """

    met: NDArray[np.bool_]
    count: NDArray[np.int64]
    last: NDArray[np.int64]
    found: NDArray[np.int64]
    doubt: NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class _Serving:
    """Which rows may count, why it cannot be told of some of them (code), and which undo."""

    sure: NDArray[np.bool_]
    reason: NDArray[np.int8]
    undoing: NDArray[np.bool_]

    @property
    def any(self) -> NDArray[np.bool_]:
        either: NDArray[np.bool_] = self.sure | (self.reason != 0)
        return either

    def at(self, rows: NDArray[np.int64]) -> _Serving:
        return _Serving(self.sure[rows], self.reason[rows], self.undoing[rows])


def attributes_of(needs: Iterable[Need]) -> tuple[str, ...]:
    """Return the attributes that needs ask for."""
    return tuple(name for need in needs for name in (*need.where, *need.evidence))


def steps_of(needs: Iterable[Need]) -> tuple[str, ...]:
    """Return the steps that needs count."""
    return tuple(step for need in needs for step in need.steps)


def counted(
    frame: pd.DataFrame,
    line: Timeline,
    needs: Sequence[Need],
    asked: NDArray[np.bool_],
    keys: Sequence[Key],
    *,
    first: bool = False,
    own_row: bool = False,
) -> tuple[Asked, tuple[Counted, ...]]:
    """Return the asked rows by group, and what each need finds before them.

    ``asked`` (by row of the frame) must have passed ``keyed``; ``keys`` are from ``keys_within``.
    ``first``: only the first asked row of each group is. ``own_row``: the asked row itself may
    serve too.
    """
    serving = [_serving(frame, need) for need in needs]
    looked = np.zeros(len(frame), dtype=bool)
    for each in serving:
        looked |= each.any | each.undoing
    looked &= same_debtors(frame, asked)
    looked = keyed(frame, looked, np.zeros(len(frame), dtype=np.int8), keys)[0]
    members = gather(frame, line, asked | looked, keys)
    mine = Asked(members, np.flatnonzero(asked[members.rows]))
    if first:
        mine = Asked(members, mine.at[np.unique(members.group[mine.at], return_index=True)[1]])
    day = days(frame)[members.rows]
    return mine, tuple(
        _counted(mine, need, each.at(members.rows), day, mine.at + own_row)
        for need, each in zip(needs, serving, strict=True)
    )


def _serving(frame: pd.DataFrame, need: Need) -> _Serving:
    if need.activity is None:
        sure = has_step(frame, need.steps) & stated(frame)
        reason = np.zeros(len(frame), dtype=np.int8)
    else:
        sure, reason = select(frame, need.activity)
    fits = carries(frame, need.where)[0]
    for name in need.evidence:
        fits &= says(frame, name)
    undoing = has_step(frame, need.undone_by) & stated(frame)
    return _Serving(sure & fits, np.where(fits, reason, 0).astype(np.int8), undoing)


def _counted(
    asked: Asked,
    need: Need,
    serving: _Serving,
    day: NDArray[np.int64],
    end: NDArray[np.int64],
) -> Counted:
    """Return what the need finds among the members before ``end`` that nothing has undone."""
    members, at = asked.members, asked.at
    since = np.maximum(members.start, last_before(members, serving.undoing))[at]
    span = Span(since, end, members.group[at], day[at])
    sure = tally(need, Candidates(np.flatnonzero(serving.sure), members.group, day), span)
    doubt = np.zeros(len(at), dtype=np.int8)
    if serving.reason.any():
        wide = tally(
            need, Candidates(np.flatnonzero(serving.any), members.group, day, serving.reason), span
        )
        doubted = (sure.completed < 0) & (wide.completed >= 0)
        doubt[doubted] = serving.reason[wide.untold[doubted]]
    rows = np.append(members.rows, -1)
    return Counted(sure.completed >= 0, sure.count, rows[sure.completed], rows[sure.found], doubt)
