"""Puts what people decided onto the findings of a bundle."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from auditkit.core.decisions import effective, standing
from auditkit.core.findings import Decided
from auditkit.report.interface import ReportBundle
from auditkit.store.decisions import DecisionEvent


def with_decisions(
    bundle: ReportBundle, events: Iterable[DecisionEvent], day: date
) -> ReportBundle:
    """Return the bundle with its findings as they stand on a local day.

    The manifest gets ``decisions``: findings by status, and how many lapsed or are final.
    """
    by_finding: dict[str, list[Decided]] = {}
    for event in events:
        by_finding.setdefault(event.fingerprint, []).append(_decided(event))
    here = (finding.fingerprint for finding in bundle.findings)
    found = {name: standing(by_finding.get(name, ()), day) for name in here}
    decided = {name: stands for name, stands in found.items() if stands is not None}
    findings = tuple(
        replace(each, decision=effective(decided.get(each.fingerprint))) for each in bundle.findings
    )
    counts = Counter[str](each.decision for each in findings)
    manifest = {**bundle.manifest, "decisions": _counted(counts, decided)}
    return replace(bundle, findings=findings, decided=decided, manifest=manifest)


def _decided(event: DecisionEvent) -> Decided:
    return Decided(
        status=event.status,
        who=event.who,
        os_user=event.os_user,
        at=event.at,
        reason=event.reason,
        until=event.until,
        owner=event.owner,
        due=event.due,
        final=event.final,
    )


def _counted(counts: Mapping[str, int], decided: Mapping[str, Decided]) -> dict[str, Any]:
    return {
        **dict(sorted(counts.items())),
        "lapsed": sum(each.lapsed for each in decided.values()),
        "final": sum(each.final for each in decided.values()),
    }
