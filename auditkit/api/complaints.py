"""Holds complained cases against findings: a complaint without any may show a thin record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from auditkit.core.findings import Finding
from auditkit.engine.sightings import Complaint, Sightings


def complaints(seen: Sightings, findings: Iterable[Finding]) -> dict[str, Any]:
    """Return what the manifest says of cases with a complaint and of all others.

    ``before`` counts cases with a finding up to their first complaint, ``after_only`` those whose
    findings all came later, ``without`` those that have none; the three add up to ``cases``.
    """
    by_case: dict[str, list[Finding]] = {}
    for finding in findings:
        by_case.setdefault(finding.case_id or finding.debtor, []).append(finding)
    families: Counter[str] = Counter()
    without: list[Complaint] = []
    before = 0
    for complaint in sorted(seen.complaints.values()):
        mine = by_case.get(complaint.name, [])
        earlier = {each.family for each in mine if _is_before(each, complaint)}
        families.update(earlier)
        before += bool(earlier)
        without += [] if mine else [complaint]
    cases = len(seen.complaints)
    return {
        "cases": cases,
        "before": before,
        "after_only": cases - before - len(without),
        "without": [_told(complaint) for complaint in without],
        "families": dict(sorted(families.items())),
        "others": _others(seen, by_case),
    }


def _others(seen: Sightings, by_case: Mapping[str, Any]) -> dict[str, int]:
    return {
        "cases": max(seen.cases - len(seen.complaints), 0),
        "with_findings": len(by_case.keys() - seen.complaints.keys()),
    }


def _is_before(finding: Finding, complaint: Complaint) -> bool:
    if "T" not in finding.at:  # a day without a time of day
        return finding.at <= complaint.at[:10]
    return datetime.fromisoformat(finding.at).timestamp() * 1000 <= complaint.epoch_ms


def _told(complaint: Complaint) -> dict[str, Any]:
    return {
        "case_id": "" if complaint.name == complaint.debtor else complaint.name,
        "debtor": complaint.debtor,
        "agency_id": complaint.agency_id,
        "at": complaint.at,
        "source_file": complaint.source_file,
        "source_row": complaint.source_row,
    }
