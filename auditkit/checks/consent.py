"""Consents and agreements that take an activity out of a rule."""

from __future__ import annotations

from typing import Literal

from auditkit.checks.interface import Params
from auditkit.checks.selection import Selection

Scope = Literal["extra_calls", "hours", "channel", "workplace", "place", "third_party"]
Giver = Literal["debtor", "lender", "attorney", "third_party"]


class Consent(Params):
    """Which ``consent.given`` records exempt an activity of the same debtor.

    A consent binds activities later than it in (instant, activity_id), from ``from`` to ``until``
    (local dates, both inclusive) where it says so, until a ``consent.revoked`` of the same scope
    (or of no scope), and for at most ``max_days`` local days, its own day being day 1.
    ``written_only`` and ``direct_only`` ask for these attributes. ``per_party`` asks that giver
    and reached person be the same party. A consent with ``window`` covers only those hours.
    ``ends_on``: the first activity of this selection after the consent ends it.
    """

    scope: Scope
    by: tuple[Giver, ...] = ("debtor",)
    max_days: int | None = None
    direct_only: bool = False
    per_party: bool = False
    ends_on: Selection | None = None
