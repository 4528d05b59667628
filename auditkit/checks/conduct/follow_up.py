"""A duty that an event opens: something must follow within a term."""

from __future__ import annotations

import pandas as pd
from pydantic import Field

from auditkit.checks.contact.barred import Where
from auditkit.checks.groups import READS as GROUP_READS
from auditkit.checks.groups import Key
from auditkit.checks.interface import Check, Grain, Hits, Params
from auditkit.checks.selection import READS, Selection


class FollowUpParams(Params):
    """Each opening must be followed within a term; the hit is anchored on the opening.

    Open: rows with one of ``opened_by`` and all of ``where``, activities of
    ``opened_by_activity``, and rows in whose texts one of ``said`` was said (statements of
    ``core.kinds``; such a hit is at most presumptive). ``first``: only the first opening of a
    group; ``again_after``: an opening within so many local days of the one before opens nothing.
    Follow: a later row of the group with one of ``steps`` and all of ``followed_where``, saying
    each of ``evidence``, or an activity of ``activity``; one that stood at most ``earlier_days``
    local days before the opening serves as well.
    The term: ``within_days`` local days (the opening's own is day 0) or ``within_months`` calendar
    months, to the end of the last local day; ``working_days`` counts only days that are neither in
    ``rest_weekdays`` (0 Monday) nor in ``holidays``. A step of ``released_by`` before the end takes
    the duty away. A term that ends after the last day known is pending and no hit. Rows derived
    from prose never serve or release.
    ``observed``: local days from the opening until it was done, or until the last day known;
    ``limit``: the term in local days; ``due_day`` the last day of the term, on which the duty was
    breached: an opening before the period audited is a hit when its term ended in it.
    """

    opened_by: tuple[str, ...] = ()
    where: Where = Field(default_factory=dict)
    unless: Where = Field(default_factory=dict)
    opened_by_activity: Selection | None = None
    said: tuple[str, ...] = ()
    first: bool = False
    again_after: int = Field(default=0, ge=0)
    per: tuple[Key, ...] = ("case",)
    steps: tuple[str, ...] = ()
    followed_where: Where = Field(default_factory=dict)
    evidence: tuple[str, ...] = ()
    activity: Selection | None = None
    earlier_days: int = Field(default=0, ge=0)
    within_days: int | None = Field(default=None, ge=0)
    within_months: int | None = Field(default=None, ge=1)
    working_days: bool = False
    rest_weekdays: tuple[int, ...] = (5, 6)
    holidays: tuple[int, ...] = ()
    released_by: tuple[str, ...] = ()


def run(frame: pd.DataFrame, params: FollowUpParams) -> Hits:
    """Return the openings that nothing followed in time."""
    raise NotImplementedError


def lookback(_: FollowUpParams) -> int:
    """Return 1: the record must reach back to the opening."""
    return 1


def attributes(params: FollowUpParams) -> tuple[str, ...]:
    """Return the attributes that the parameters ask for."""
    return (*params.where, *params.unless, *params.followed_where, *params.evidence)


def sought(params: FollowUpParams) -> tuple[str, ...]:
    """Return the steps of which none may be on record."""
    return params.steps


CHECK = Check(
    id="conduct.follow_up",
    grain=Grain.DEBTOR,
    reads=tuple(
        dict.fromkeys((*READS, *GROUP_READS, "step", "attrs.derived", "said", "as_of_day"))
    ),
    params=FollowUpParams,
    run=run,
    lookback=lookback,
    absence=True,
    duties=True,
    evidence="steps",
    sought=sought,
    attributes=attributes,
    title_zh="限期内应当跟进的事项",
    title_en="What must follow within a term",
)
