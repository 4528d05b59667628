"""Counts activities in a calendar day, in N consecutive local days, in a week, or ever."""

from __future__ import annotations

from typing import ClassVar, Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import Field, model_validator

from auditkit.checks import consent as consents
from auditkit.checks.consent import Consent, consent_days, covered
from auditkit.checks.contact.windows import Counted, Span, count, period_of, span_days
from auditkit.checks.groups import READS as GROUP_READS
from auditkit.checks.groups import Key, dense, gather, group_key, keyed, keys_within
from auditkit.checks.interface import Check, Grain, Hits, Params
from auditkit.checks.selection import READS, Selection, select
from auditkit.checks.tables import hit_columns, hit_table, joined
from auditkit.checks.timeline import Timeline, days, timeline
from auditkit.checks.ways import NARROWS, NEITHER, WIDENS, WIDENS_ALL, Ways


class FrequencyParams(Params):
    """At most ``max`` activities of ``select`` per ``per`` in the window.

    ``days``: N consecutive local days including the activity's own (1 is the calendar day), null
    is the whole record; with ``calendar`` the calendar week (Monday first) or month. Each activity
    beyond ``max`` is one hit; ``observed`` is the count up to and including it. ``agency`` in
    ``per`` counts the lender and each agency apart; without it they count together. ``debt``
    counts an activity for each debt it names; one that names none counts for the debtor's only
    known debt, else in a group of its own. Groups never cross debtors. Activities under
    ``consent`` are not counted; those that would be hits without it are exemptions.
    """

    select: Selection
    per: tuple[Key, ...] = Field(min_length=1)
    max: int = Field(ge=0)
    days: int | None = Field(default=1, ge=1)
    calendar: Literal["week", "month"] | None = None
    consent: Consent | None = None
    ways: ClassVar[Ways] = {
        "select": WIDENS,
        "per": NARROWS,
        "max": NARROWS,
        "consent": NARROWS,
        "days": WIDENS_ALL,
        "calendar": NEITHER,
    }


class NumberFrequencyParams(FrequencyParams):
    """As ``FrequencyParams``, of a number whoever is called about: groups never cross numbers.

    Neither a consent (given for one debtor) nor ``debt`` is asked.
    """

    @model_validator(mode="after")
    def _of_a_number(self) -> NumberFrequencyParams:
        if "contact" not in self.per:
            raise ValueError("per must contain contact")
        if self.consent is not None or "debt" in self.per:
            raise ValueError("a consent or debt belongs to a debtor; use contact.frequency")
        return self


def run(frame: pd.DataFrame, params: FrequencyParams) -> Hits:
    """Return the activities of each debtor beyond the limit."""
    return _run(frame, params, keys_within("debtor", params.per))


def run_numbers(frame: pd.DataFrame, params: NumberFrequencyParams) -> Hits:
    """Return the activities on each number beyond the limit."""
    return _run(frame, params, keys_within("contact", params.per))


def _run(frame: pd.DataFrame, params: FrequencyParams, keys: tuple[Key, ...]) -> Hits:
    line = timeline(frame)
    chosen, unknown = keyed(frame, *select(frame, params.select), params.per)
    scope = chosen | (unknown != 0)
    by = covered(frame, line, params.consent, chosen)
    found = _over(frame, line, chosen & (by < 0), params, keys)
    parts = [found]
    if (by >= 0).any():
        loose = _over(frame, line, chosen, params, keys)
        parts.append(_exempt(loose, found[0], by))
    return joined(parts, scope, unknown)


def _over(
    frame: pd.DataFrame,
    line: Timeline,
    counted: NDArray[np.bool_],
    params: FrequencyParams,
    keys: tuple[Key, ...],
) -> tuple[pd.DataFrame, NDArray[np.int64]]:
    """Return the hits among the counted rows, and the order they slice."""
    span = Span(params.days, params.calendar)
    day = days(frame)
    members = gather(frame, line, counted, keys, period_of(day, span))
    judged = frame["judged"].to_numpy(dtype=bool)[members.rows]
    found: Counted = count(members, day[members.rows], judged, params.max, span)
    anchor = members.rows[found.at]
    first, last = span_days(day[anchor], span)
    table = hit_table(
        anchor,
        group=group_key(frame, keys, members, found.at),
        incident=found.incident,
        lo=found.lo,
        hi=found.hi,
        observed=found.hi - found.lo,
        limit=params.max,
        first_day=first,
        last_day=last,
    )
    return table, members.rows[found.order]


def _exempt(
    loose: tuple[pd.DataFrame, NDArray[np.int64]], real: pd.DataFrame, by: NDArray[np.int64]
) -> tuple[pd.DataFrame, NDArray[np.int64]]:
    """Return the hits that only a consent takes away, with the last consent used in the window."""
    table, order = loose
    both = pd.concat([real, table], ignore_index=True)
    code = dense([hit_columns(both, "anchor"), hit_columns(both, "group")])
    only = table[~np.isin(code[len(real) :], code[: len(real)])]
    slot = np.arange(len(order), dtype=np.int64)
    under = np.maximum.accumulate(np.where(by[order] >= 0, slot, -1)) if len(order) else slot
    record = by[order[under[hit_columns(only, "hi") - 1]]]
    return only.assign(by=record).reset_index(drop=True), order


def lookback(params: FrequencyParams) -> int:
    """Return the days of the window, with those of a consent."""
    least = {"week": 7, "month": 31, None: params.days or -1}[params.calendar]
    return consent_days(params.consent, least)


_READS: Final = tuple(dict.fromkeys((*READS, *GROUP_READS)))
CHECK = Check(
    id="contact.frequency",
    grain=Grain.DEBTOR,
    reads=tuple(dict.fromkeys((*_READS, *consents.READS))),
    params=FrequencyParams,
    run=run,
    lookback=lookback,
    title_zh="时间窗内的联系次数",
    title_en="Number of contacts in a window",
)
NUMBER_CHECK = Check(
    id="contact.number_frequency",
    grain=Grain.CONTACT,
    reads=tuple(name for name in _READS if name != "debts"),
    params=NumberFrequencyParams,
    run=run_numbers,
    lookback=lookback,
    title_zh="同一号码在时间窗内的联系次数",
    title_en="Number of contacts with one number in a window",
)
