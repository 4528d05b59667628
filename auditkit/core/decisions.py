"""Says how a finding stands after everything that was decided on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from auditkit.core.findings import Decided, Decision


def standing(events: Iterable[Decided], day: date) -> Decided | None:
    """Return the latest of the decisions on one finding as it stands on a day, None for none.

    ``events`` are in the order they were recorded. A decision holds on its last day and lapses
    after it.
    """
    latest = None
    for event in events:
        latest = event
    if latest is None:
        return None
    return replace(latest, lapsed=bool(latest.until) and date.fromisoformat(latest.until) < day)


def effective(decided: Decided | None) -> Decision:
    """Return what a finding counts as: open without a decision and after one that lapsed."""
    return "open" if decided is None or decided.lapsed else decided.status
