"""Puts what people decided onto the findings of a bundle."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from auditkit.core.decisions import effective, standing
from auditkit.core.findings import Decided
from auditkit.report.interface import ReportBundle
from auditkit.store.decisions import DecisionEvent

CARRIED: Final = "carried:"
"""How the source of a decision begins that was brought from another store."""


def with_decisions(
    bundle: ReportBundle, events: Iterable[DecisionEvent], day: date
) -> ReportBundle:
    """Return the bundle with its findings as they stand on a local day.

    The manifest gets ``decisions``: findings by status, then how many lapsed or are final, how many
    stand ``decided`` (anything but open), and how many of these were ``carried`` from another
    store.
    """
    by_finding: dict[str, list[DecisionEvent]] = {}
    for event in events:
        by_finding.setdefault(event.fingerprint, []).append(event)
    here = (finding.fingerprint for finding in bundle.findings)
    found = {name: standing_of(by_finding.get(name, ()), day) for name in here}
    decided = {name: stands for name, stands in found.items() if stands is not None}
    findings = tuple(
        replace(each, decision=effective(decided.get(each.fingerprint))) for each in bundle.findings
    )
    counts = Counter[str](each.decision for each in findings)
    carried = {name for name in decided if by_finding[name][-1].source.startswith(CARRIED)}
    manifest = {**bundle.manifest, "decisions": _counted(counts, decided, carried)}
    return replace(bundle, findings=findings, decided=decided, manifest=manifest)


def standing_of(events: Iterable[DecisionEvent], day: date) -> Decided | None:
    """Return how a finding stands on a day after decisions in the order they were recorded."""
    return standing(map(decided_of, events), day)


def decided_of(event: DecisionEvent) -> Decided:
    """Return a recorded decision as reports show it."""
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


def _counted(
    counts: Mapping[str, int], decided: Mapping[str, Decided], carried: set[str]
) -> dict[str, Any]:
    stand = {name for name, each in decided.items() if effective(each) != "open"}
    return {
        **dict(sorted(counts.items())),
        "lapsed": sum(each.lapsed for each in decided.values()),
        "final": sum(each.final for each in decided.values()),
        "decided": len(stand),
        "carried": len(stand & carried),
    }
