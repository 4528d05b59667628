"""No contact for N days after an activity such as a conversation."""

from __future__ import annotations

from auditkit.checks.consent import Consent
from auditkit.checks.contact.frequency import Key
from auditkit.checks.interface import Params
from auditkit.checks.selection import Selection


class CoolingOffParams(Params):
    """No activity of ``barred`` within ``days`` of one of ``trigger`` in the same group.

    The time runs from the trigger's instant to the end of local day trigger + ``days`` - 1; the
    trigger's day is day 1. The last trigger before an activity in (instant, activity_id) counts.
    ``observed`` is the number of the day on which the activity fell, ``limit`` is ``days``.
    """

    trigger: Selection
    barred: Selection
    per: tuple[Key, ...]
    days: int
    consent: Consent | None = None
