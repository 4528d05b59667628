"""No contact for N days after an activity such as a conversation."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import pandas as pd
from pydantic import Field

from auditkit.checks import consent as consents
from auditkit.checks.consent import Consent, consent_days, covered
from auditkit.checks.groups import READS as GROUP_READS
from auditkit.checks.groups import Key, gather, group_key, keyed, keys_within, last_before
from auditkit.checks.interface import Check, Grain, Hits, Params
from auditkit.checks.selection import READS, Selection, select
from auditkit.checks.tables import hit_table, joined, numbered, pair_order
from auditkit.checks.timeline import days, timeline
from auditkit.checks.ways import NARROWS, WIDENS, Ways


class CoolingOffParams(Params):
    """No activity of ``barred`` within ``days`` of one of ``trigger`` in the same group.

    The time runs from the trigger's instant to the end of local day trigger + ``days`` - 1; the
    trigger's day is day 1. The last trigger before an activity in (instant, activity_id) counts.
    ``observed`` is the number of the day on which the activity fell, ``limit`` is ``days``. A row
    that may be a trigger and cannot be told is not evaluated and starts nothing. Groups never
    cross debtors.
    """

    trigger: Selection
    barred: Selection
    per: tuple[Key, ...] = Field(min_length=1)
    days: int = Field(ge=1)
    consent: Consent | None = None
    ways: ClassVar[Ways] = {
        "trigger": WIDENS,
        "barred": WIDENS,
        "days": WIDENS,
        "per": NARROWS,
        "consent": NARROWS,
    }


def run(frame: pd.DataFrame, params: CoolingOffParams) -> Hits:
    """Return the barred activities that fall into the time after a trigger."""
    line = timeline(frame)
    keys = keys_within("debtor", params.per)
    barred, unknown = keyed(frame, *select(frame, params.barred), params.per)
    trigger, untold = keyed(frame, *select(frame, params.trigger), params.per)
    unknown = np.where(barred | (unknown != 0), unknown, untold).astype(np.int8)
    members = gather(frame, line, barred | trigger, keys)
    day = days(frame)[members.rows]
    last = last_before(members, trigger[members.rows])
    asked = (barred & frame["judged"].to_numpy(dtype=bool))[members.rows]
    at = np.flatnonzero(asked & (last >= 0) & (day - day[last] < params.days))
    anchor, opened = members.rows[at], members.rows[last[at]]
    order, lo, hi = pair_order(opened, anchor)
    first = day[last[at]]
    table = hit_table(
        anchor,
        group=group_key(frame, keys, members, at),
        incident=numbered(members.group[at], opened),
        lo=lo,
        hi=hi,
        observed=day[at] - first + 1,
        limit=params.days,
        first_day=first,
        last_day=first + params.days - 1,
        by=covered(frame, line, params.consent, barred)[anchor],
        trigger=opened,
    )
    return joined([(table, order)], barred | (unknown != 0), unknown)


def lookback(params: CoolingOffParams) -> int:
    """Return the days of the cooling-off time, with those of a consent."""
    return consent_days(params.consent, params.days)


CHECK = Check(
    id="contact.cooling_off",
    grain=Grain.DEBTOR,
    reads=tuple(dict.fromkeys((*READS, *GROUP_READS, *consents.READS))),
    params=CoolingOffParams,
    run=run,
    lookback=lookback,
    title_zh="冷却期内的联系",
    title_en="Contact in a cooling-off time",
)
