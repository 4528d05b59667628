"""What findings weigh: events in which an overlap counts once and a series less with each one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from auditkit.core.findings import Finding
from auditkit.report.ranking.plan import WHOLE, RankingPlan
from auditkit.report.tally import FORCES, SEVERITIES

POINT: Final = WHOLE**4
"""One point in the whole numbers that are added up, so that no order of adding shows."""
_CERTAINTIES: Final = ("definite", "presumptive", "review", "advisory")
Weigh = Callable[[Finding], int]


@dataclass(frozen=True, slots=True)
class Scored:
    """The sum of some findings; ``rules`` is the part of each rule that weighs most in an event.

    ``squares`` are those of the points of each event, added up.
    """

    points: int = 0
    events: int = 0
    squares: int = 0
    rules: Mapping[str, int] = field(default_factory=dict)


def counts(finding: Finding) -> bool:
    """Return whether a finding counts: all do but those that were called false alarms."""
    return finding.decision != "false_alarm"


def is_unsure(finding: Finding, plan: RankingPlan) -> bool:
    """Return whether it is still to be seen that a finding stands."""
    return (
        finding.certainty != "definite" and finding.decision not in plan.settled and counts(finding)
    )


def weight_of(finding: Finding, plan: RankingPlan) -> int:
    """Return what a finding weighs before repeats, as it stands."""
    settled = finding.decision in plan.settled
    return _weight(finding, plan, "definite" if settled else finding.certainty)


def weight_if_it_stands(finding: Finding, plan: RankingPlan) -> int:
    """Return what a finding weighs once a person has said that it is so."""
    return _weight(finding, plan, "definite")


def _weight(finding: Finding, plan: RankingPlan, certainty: str) -> int:
    weights = plan.severity[finding.severity] * plan.force[finding.force]
    return weights * max(plan.certainty[certainty], plan.certainty[finding.certainty])


def scored(findings: Iterable[Finding], plan: RankingPlan, weigh: Weigh) -> Scored:
    """Return the sum of the findings of one unit, which must count.

    Findings of an overlap are one event, which weighs what the weightiest of them does. Events of
    one check, debtor and local day are a series: its k-th weightiest counts ``plan.repeats[k]``.
    """
    rules: defaultdict[str, int] = defaultdict(int)
    series: defaultdict[tuple[str, str, str], list[tuple[int, str]]] = defaultdict(list)
    events = _events(findings)
    for event in events:
        lead = event[0] if len(event) == 1 else max(event, key=lambda e: (weigh(e), *_prefer(e)))
        weight = weigh(lead)
        series[_series(lead)].append((weight, lead.rule))
    squares = 0
    for each in series.values():
        each.sort(reverse=True)
        for (weight, rule), repeat in zip(each, _repeats(plan, len(each)), strict=True):
            rules[rule] += weight * repeat
            squares += (weight * repeat) ** 2
    return Scored(sum(rules.values()), len(events), squares, rules)


def heaviest(findings: Iterable[Finding], weigh: Weigh) -> Finding:
    """Return the finding that weighs most, of equal ones the first in time."""
    return min(
        findings,
        key=lambda each: (-weigh(each), SEVERITIES.index(each.severity), each.at, each.fingerprint),
    )


def _events(findings: Iterable[Finding]) -> Sequence[list[Finding]]:
    events: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        events[finding.overlap or finding.fingerprint].append(finding)
    return list(events.values())


def _series(finding: Finding) -> tuple[str, str, str]:
    """Return what events of one series share; all findings of an overlap have it in common."""
    whose = finding.debtor or finding.case_id or finding.anchor_activity
    return finding.check, whose, finding.day


def _prefer(finding: Finding) -> tuple[int, int, str]:
    """Return which of equally weighty rules an event is told under: force, certainty, name."""
    return (
        -FORCES.index(finding.force), -_CERTAINTIES.index(finding.certainty), finding.rule,
    )  # fmt: skip


def _repeats(plan: RankingPlan, many: int) -> list[int]:
    """Return the per cent of a series; the last number of the plan goes on for all further ones."""
    known = plan.repeats[:many]
    return [*known, *[plan.repeats[-1]] * (many - len(known))]
