"""Counts activities in a calendar day, in N consecutive local days, in a week, or ever."""

from __future__ import annotations

from typing import Literal

from auditkit.checks.consent import Consent
from auditkit.checks.interface import Params
from auditkit.checks.selection import Selection

Key = Literal["debtor", "party", "contact", "case", "debt", "collector", "agency", "channel"]


class FrequencyParams(Params):
    """At most ``max`` activities of ``select`` per ``per`` in the window.

    ``days``: N consecutive local days including the activity's own (1 is the calendar day), null
    is the whole record; with ``calendar`` the calendar week (Monday first) or month. Each activity
    beyond ``max`` is one hit; ``observed`` is the count up to and including it. ``agency`` in
    ``per`` counts the lender and each agency apart; without it they count together. ``debt``
    counts an activity for each debt it names. Activities under ``consent`` are not counted.
    """

    select: Selection
    per: tuple[Key, ...]
    max: int
    days: int | None = 1
    calendar: Literal["week", "month"] | None = None
    consent: Consent | None = None
