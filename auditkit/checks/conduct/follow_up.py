"""A duty that an event opens: something must follow within a term."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, ClassVar, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import AfterValidator, Field, field_validator, model_validator

from auditkit.checks.conduct.concerned import judge_debtors
from auditkit.checks.conduct.months import add_months
from auditkit.checks.conduct.terms import Terms, last_day
from auditkit.checks.contact.barred import Where
from auditkit.checks.groups import READS as GROUP_READS
from auditkit.checks.groups import Key, Members, gather, group_key, keyed, keys_within, last_before
from auditkit.checks.interface import AT_MOST, UNKNOWN, Check, Grain, Hits, Params, Unknown
from auditkit.checks.selection import READS, Selection, select
from auditkit.checks.tables import hit_table, joined
from auditkit.checks.text import (
    any_of,
    carries,
    check_said,
    has_step,
    says,
    stated,
    told,
)
from auditkit.checks.timeline import days, timeline
from auditkit.checks.ways import NARROWS, NARROWS_OTHER, NEITHER, WIDENS, Ways
from auditkit.core.kinds import STATEMENTS

_FROM_PROSE: Final = AT_MOST.index("presumptive")
_WEEK: Final = frozenset(range(7))


class FollowUpParams(Params):
    """Each opening must be followed within a term; the hit is anchored on the opening.

    Open: rows with one of ``opened_by`` and all of ``where``, activities of
    ``opened_by_activity``, and rows in whose texts one of ``said`` was said (statements of
    ``core.kinds``); none that carries one of ``unless``. A hit whose opening is known from prose
    alone, so or by a derived step, is at most presumptive. ``first``: only the first opening of a
    group; ``again_after``: an opening within so many local days of the one before, whether or not
    that opened, opens nothing (0: all open). Prose never hides a recorded opening so.
    Follow: a later row of the group with one of ``steps`` and all of ``followed_where``, saying
    each of ``evidence``, or an activity of ``activity``; one that stood at most ``earlier_days``
    local days before the opening serves as well (0: nothing earlier does), and so does the
    opening's own row by a step of ``steps`` that is none of ``opened_by``. Where what would follow
    in time cannot be told, the opening is not evaluated.
    The term: ``within_days`` local days (the opening's own is day 0) or ``within_months`` calendar
    months, to the end of the last local day; ``working_days`` counts only days that are neither in
    ``rest_weekdays`` (0 Monday) nor in ``holidays`` (days since 1970-01-01). A later step of
    ``released_by`` up to the end takes the duty away. A term that ends after the last day known is
    pending: no hit, and not judged. Steps derived from prose never serve or release.
    ``observed``: local days from the opening until it was done, or until the last day known;
    ``limit``: the term in local days; ``due_day`` the last day of the term, on which the duty was
    breached: an opening before the period audited is a hit when its term ended in it.
    ``lookback_days``: how many local days, that of the opening included, the record must reach
    back, where ``first`` or ``earlier_days`` makes its silence mean something.
    """

    opened_by: tuple[str, ...] = ()
    where: Where = Field(default_factory=dict)
    unless: Where = Field(default_factory=dict)
    opened_by_activity: Selection | None = None
    said: tuple[str, ...] = ()
    first: bool = False
    again_after: int = Field(default=0, ge=0)
    per: tuple[Key, ...] = Field(default=("case",), min_length=1)
    steps: tuple[str, ...] = ()
    followed_where: Where = Field(default_factory=dict)
    evidence: Annotated[tuple[str, ...], AfterValidator(check_said)] = ()
    activity: Selection | None = None
    earlier_days: int = Field(default=0, ge=0)
    within_days: int | None = Field(default=None, ge=0)
    within_months: int | None = Field(default=None, ge=1)
    working_days: bool = False
    rest_weekdays: tuple[int, ...] = (5, 6)
    holidays: tuple[int, ...] = ()
    released_by: tuple[str, ...] = ()
    lookback_days: int = Field(default=1, ge=1)
    ways: ClassVar[Ways] = {
        **dict.fromkeys(
            ("opened_by", "opened_by_activity", "said", "followed_where", "evidence"), WIDENS
        ),
        **dict.fromkeys(
            (
                "where",
                "unless",
                "first",
                "again_after",
                "steps",
                "activity",
                "earlier_days",
                "working_days",
                "rest_weekdays",
                "holidays",
                "released_by",
            ),
            NARROWS,
        ),
        "per": NEITHER,
        "lookback_days": NEITHER,
        "within_days": NARROWS_OTHER,
        "within_months": NARROWS_OTHER,
    }

    @field_validator("said")
    @classmethod
    def _said(cls, said: tuple[str, ...]) -> tuple[str, ...]:
        if any(word not in STATEMENTS.names for word in said):
            raise ValueError("said names a word that is not a statement")
        return said

    @field_validator("rest_weekdays")
    @classmethod
    def _weekdays(cls, days: tuple[int, ...]) -> tuple[int, ...]:
        if not set(days) < _WEEK:
            raise ValueError("rest_weekdays are 0 (Monday) to 6, and not all of them")
        return days

    @model_validator(mode="after")
    def _whole(self) -> FollowUpParams:
        if not (self.opened_by or self.said or self.opened_by_activity is not None):
            raise ValueError("nothing opens the duty: opened_by, opened_by_activity or said")
        if not self.steps and self.activity is None:
            raise ValueError("nothing fulfils the duty: steps or activity")
        if (self.within_days is None) == (self.within_months is None):
            raise ValueError("the term is either within_days or within_months")
        if self.working_days and self.within_days is None:
            raise ValueError("working_days count within_days")
        return self


def run(frame: pd.DataFrame, params: FollowUpParams) -> Hits:
    """Return the openings that nothing followed in time."""
    sure, prose, untold = _openings(frame, params)
    asked = sure | prose | (untold != 0)
    return judge_debtors(frame, asked, lambda rows: _judge(rows, params))


def _judge(frame: pd.DataFrame, params: FollowUpParams) -> Hits:
    keys = keys_within("debtor", params.per)
    sure, prose, untold = _openings(frame, params)
    opens, unknown = keyed(frame, sure | prose, untold, params.per)
    done, possible = _followers(frame, params)
    released = has_step(frame, params.released_by) & stated(frame)
    others = _in_group(frame, done | (possible != 0) | released, params)
    members = gather(frame, timeline(frame), opens | others, keys)
    rows, usable = members.rows, others[members.rows]
    at = np.flatnonzero(_thinned(frame, params, members, opens & sure, opens))
    day = days(frame)[rows]
    terms = Terms(members, day, at, _end(day[at], params))
    pending = terms.end > days(frame, "as_of_day")[rows[at]]
    served = terms.serving(done[rows] & usable, params.earlier_days) >= 0
    served |= _done(frame, params, frozenset(params.steps).difference(params.opened_by))[0][
        rows[at]
    ]
    free = terms.serving(released[rows] & usable, 0) >= 0
    breached = ~(pending | served | free)
    doubt = terms.serving((possible != 0)[rows] & usable, params.earlier_days)
    doubted = breached & (doubt >= 0)
    unknown[rows[at[doubted]]] = possible[rows[doubt[doubted]]]
    late = terms.next(done[rows] & usable)
    table, order = _table(frame, terms.only(breached & ~doubted), late[breached & ~doubted], keys)
    table["at_most"] = np.where(sure[table["anchor"].to_numpy()], 0, _FROM_PROSE).astype(np.int64)
    unknown[table["anchor"].to_numpy()] = 0
    scope = unknown != 0
    scope[rows[at[~pending]]] = True
    return joined([(table, order)], scope, unknown)


def _openings(
    frame: pd.DataFrame, params: FollowUpParams
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.int8]]:
    """Return which rows open on record, which in prose alone, and which cannot be told."""
    step, recorded = has_step(frame, params.opened_by), stated(frame)
    step &= carries(frame, params.where)[0]
    sure, prose = step & recorded, told(frame, params.said) | (step & ~recorded)
    untold = np.zeros(len(frame), dtype=np.int8)
    if params.opened_by_activity is not None:
        acts, untold = select(frame, params.opened_by_activity)
        sure |= acts
    free = any_of(frame, params.unless)
    untold[sure | prose | free] = 0
    return sure & ~free, prose & ~sure & ~free, untold


def _done(
    frame: pd.DataFrame, params: FollowUpParams, steps: Iterable[str]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which rows record a step as it must be done, and which may."""
    step = has_step(frame, steps) & stated(frame)
    for name in params.evidence:
        step &= says(frame, name)
    done, possible = carries(frame, params.followed_where)
    return step & done, step & possible


def _followers(
    frame: pd.DataFrame, params: FollowUpParams
) -> tuple[NDArray[np.bool_], NDArray[np.int8]]:
    """Return which rows fulfil the duty, and for those that may the code of what is not known."""
    done, possible = _done(frame, params, params.steps)
    unknown = np.where(possible, UNKNOWN.index(Unknown.ATTRIBUTE), 0).astype(np.int8)
    if params.activity is not None:
        acts, untold = select(frame, params.activity)
        done |= acts
        unknown = np.where(unknown == 0, untold, unknown)
    unknown[done] = 0
    return done, unknown


def _in_group(
    frame: pd.DataFrame, mask: NDArray[np.bool_], params: FollowUpParams
) -> NDArray[np.bool_]:
    """Return the rows whose group is known."""
    return keyed(frame, mask, np.zeros(len(frame), dtype=np.int8), params.per)[0]


def _thinned(
    frame: pd.DataFrame,
    params: FollowUpParams,
    members: Members,
    sure: NDArray[np.bool_],
    opens: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """Return the members that open: those too near to one before, or not the first, left out."""
    day = days(frame)[members.rows]
    sure, opens = sure[members.rows], opens[members.rows]
    kept = []
    for mask in (sure, opens):
        before = last_before(members, mask)
        near = before >= 0
        if not params.first:
            near &= (day - day[before] <= params.again_after) & (params.again_after > 0)
        kept.append(mask & ~near)
    return kept[0] | (kept[1] & ~sure)


def _end(day: NDArray[np.int64], params: FollowUpParams) -> NDArray[np.int64]:
    """Return the last day of a term that begins on a day."""
    if params.within_months is not None:
        return add_months(day, params.within_months)
    within = params.within_days or 0
    if not params.working_days:
        return day + within
    return last_day(day, within, params.rest_weekdays, params.holidays)


def _table(
    frame: pd.DataFrame, terms: Terms, late: NDArray[np.int64], keys: tuple[Key, ...]
) -> tuple[pd.DataFrame, NDArray[np.int64]]:
    """Return the hits, with what was done too late; ``late`` is -1 where nothing was."""
    rows, day = terms.members.rows, terms.day[terms.at]
    order = np.column_stack((rows[terms.at], rows[late])).ravel()
    lo = 2 * np.arange(len(late), dtype=np.int64)
    until = np.where(late < 0, days(frame, "as_of_day")[rows[terms.at]], terms.day[late])
    table = hit_table(
        rows[terms.at],
        group=group_key(frame, keys, terms.members, terms.at),
        lo=lo,
        hi=lo + np.where(late < 0, 1, 2),
        observed=until - day,
        limit=terms.end - day,
        first_day=day,
        last_day=terms.end,
        due_day=terms.end,
    )
    return table, order


def lookback(params: FollowUpParams) -> int:
    """Return how far the record must reach: to the opening, or before it."""
    return params.lookback_days


def attributes(params: FollowUpParams) -> tuple[str, ...]:
    """Return the attributes that the parameters ask for."""
    return (*params.where, *params.unless, *params.followed_where, *params.evidence)


def also(params: FollowUpParams) -> tuple[str, ...]:
    """Return the column of statements where some open the duty."""
    return ("said",) if params.said else ()


def sought(params: FollowUpParams) -> tuple[str, ...]:
    """Return the steps of which none may be on record."""
    return params.steps


CHECK = Check(
    id="conduct.follow_up",
    grain=Grain.DEBTOR,
    reads=tuple(dict.fromkeys((*READS, *GROUP_READS, "step", "attrs.derived", "as_of_day"))),
    params=FollowUpParams,
    run=run,
    lookback=lookback,
    absence=True,
    duties=True,
    evidence="steps",
    sought=sought,
    attributes=attributes,
    also=also,
    title_zh="限期内应当跟进的事项",
    title_en="What must follow within a term",
)
