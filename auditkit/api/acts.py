"""Gives what findings are held against: contacts by who acted, by hour of the week, by case."""

from __future__ import annotations

from collections.abc import Iterable

from auditkit.core.clock import day_of
from auditkit.core.findings import Finding
from auditkit.engine.acts import Acts
from auditkit.report.interface import ContactKey, HourKey, Workload


def contacts(acts: Acts) -> dict[ContactKey, int]:
    """Return contacts by who acted on which day."""
    return {
        ContactKey(agency, collector, org, day_of(day).isoformat()): count
        for (agency, collector, org, day), count in sorted(acts.contacts.items())
    }


def hours(acts: Acts) -> dict[HourKey, int]:
    """Return contacts by hour of the week, without the hours that have none."""
    return {
        HourKey(*divmod(hour, 24)): count for hour, count in enumerate(acts.hours.tolist()) if count
    }


def workload(acts: Acts, findings: Iterable[Finding]) -> Workload:
    """Return contacts by case; findings that name no case are of none."""
    return Workload(*acts.by_case({each.case_id for each in findings} - {""}))
