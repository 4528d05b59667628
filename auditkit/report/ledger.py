"""Which findings stand in the remediation ledger, and how old they are."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from auditkit.core.decisions import CLOSED
from auditkit.core.findings import Decided, Finding
from auditkit.core.resources import data_folder, load_yaml
from auditkit.report.days import day_of, days_between, local_day
from auditkit.report.interface import ReportBundle
from auditkit.report.tally import SEVERITIES


@dataclass(frozen=True, slots=True)
class LedgerPlan:
    """The contents of ``reports/remediation.yaml``; ``ageing`` are the last days of the buckets."""

    decisions: tuple[str, ...]
    open_from: str
    ageing: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A finding in the ledger; ``bucket`` counts from 0, ``days`` is None without a day."""

    finding: Finding
    decided: Decided | None
    days: int | None
    bucket: int | None
    overdue: bool


def load_ledger_plan(folder: Path | None = None) -> LedgerPlan:
    """Return the shipped plan, or that of another folder's ``remediation.yaml``."""
    file = (folder or data_folder("reports")) / "remediation.yaml"
    data: dict[str, Any] = load_yaml(file)
    return LedgerPlan(
        tuple(data["decisions"]), str(data["open_from"]), tuple(map(int, data["ageing"]))
    )


def entries(bundle: ReportBundle, plan: LedgerPlan) -> Iterator[Entry]:
    """Yield what stands in the ledger, in the order of the findings.

    Age runs from the day of the activity to the day up to which the record is known. Overdue is
    what was due before the day of the report and is not closed.
    """
    known, today = local_day(bundle.manifest, "as_of"), local_day(bundle.manifest, "started_at")
    for finding in bundle.findings:
        if stands(finding, plan):
            decided = holding(bundle.decided, finding)
            days = days_between(day_of(finding.day), known)
            bucket = None if days is None else bisect_left(plan.ageing, days)
            yield Entry(finding, decided, days, bucket, _overdue(finding, decided, today))


@dataclass(frozen=True, slots=True)
class Bucket:
    """How many findings of the ledger are so old; ``place`` counts from 0."""

    place: int
    severity: Mapping[str, int]
    overdue: int


def by_age(bundle: ReportBundle, plan: LedgerPlan) -> list[Bucket]:
    """Return the ledger by age, every bucket and no finding without a day."""
    counts: list[Counter[str]] = [Counter() for _ in range(len(plan.ageing) + 1)]
    overdue: Counter[int] = Counter()
    for entry in entries(bundle, plan):
        if entry.bucket is not None:
            counts[entry.bucket][entry.finding.severity] += 1
            overdue[entry.bucket] += entry.overdue
    return [Bucket(place, each, overdue[place]) for place, each in enumerate(counts)]


def stands(finding: Finding, plan: LedgerPlan) -> bool:
    """Return whether a finding stands in the ledger."""
    if finding.decision != "open":
        return finding.decision in plan.decisions
    grave = SEVERITIES[: SEVERITIES.index(plan.open_from) + 1]
    return finding.severity in grave


def holding(decided: Mapping[str, Decided], finding: Finding) -> Decided | None:
    """Return what was decided on a finding and still holds."""
    found = decided.get(finding.fingerprint)
    return None if found is None or found.lapsed else found


def _overdue(finding: Finding, decided: Decided | None, today: date | None) -> bool:
    due = day_of(decided.due) if decided else None
    return bool(due and today and due < today and finding.decision not in CLOSED)
