"""What explains the score of one unit: its rules, how sure they are, and what was decided."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from auditkit.core.findings import Finding
from auditkit.report.interface import RuleView
from auditkit.report.ranking.interface import Comparison, Kind, Outlook, Reason, Unit, UnitKey
from auditkit.report.ranking.plan import RankingPlan
from auditkit.report.ranking.points import POINT, Scored, heaviest, weight_of
from auditkit.report.tally import FORCES, SEVERITIES


@dataclass(frozen=True, slots=True)
class Draft:
    """A unit before it has a place: the findings that count, their sum and what it is held against.

    ``workload`` is None where the run does not know it. ``expected`` are the points that peers let
    expect: none of a unit without contacts; None where nothing of the kind can be compared.
    """

    kind: Kind
    key: UnitKey
    findings: Sequence[Finding]
    false_alarms: int
    score: Scored
    workload: int | None = None
    held: Comparison | None = None
    expected: float | None = None


def unit_of(
    draft: Draft,
    plan: RankingPlan,
    marked: Mapping[str, frozenset[str]],
    *,
    rank: int | None = None,
    outlook: Outlook | None = None,
) -> Unit:
    """Return a unit with its place and all that explains it; ``marked`` are the rules by flag."""
    found, score = draft.findings, draft.score
    rules = {each.rule for each in found}
    decisions: Counter[str] = Counter(each.decision for each in found)
    return Unit(
        kind=draft.kind,
        key=draft.key,
        rank=rank,
        points=score.points / POINT,
        events=score.events,
        findings=len(found),
        open=decisions["open"],
        false_alarms=draft.false_alarms,
        certainty=Counter(each.certainty for each in found),
        decisions=decisions,
        reasons=_reasons(found, score),
        workload=draft.workload,
        compared=draft.held,
        outlook=outlook,
        worst=heaviest(found, lambda each: weight_of(each, plan)),
        newest=max(each.day for each in found),
        agencies=tuple(sorted({each.agency_id for each in found})),
        flags=tuple(name for name, marking in marked.items() if rules & marking),
    )


def marked_rules(rules: Iterable[RuleView], plan: RankingPlan) -> Mapping[str, frozenset[str]]:
    """Return for each flag of the plan the rules that mark a unit with it."""
    marked: dict[str, set[str]] = {name: set() for name in plan.flags}
    for rule in rules:
        opened = {
            step
            for version in rule.versions
            for step in (version.params or {}).get("opened_by") or ()
        }
        for name, flag in plan.flags.items():
            if rule.check in flag.checks or opened & flag.opened_by:
                marked[name].add(rule.id)
    return {name: frozenset(each) for name, each in marked.items()}


def _reasons(findings: Iterable[Finding], score: Scored) -> tuple[Reason, ...]:
    """Return a reason for each rule, the one that adds most first."""
    by_rule: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_rule[finding.rule].append(finding)
    order = sorted(by_rule, key=lambda rule: (-score.rules.get(rule, 0), -len(by_rule[rule]), rule))
    return tuple(_reason(by_rule[rule], score) for rule in order)


def _reason(findings: Sequence[Finding], score: Scored) -> Reason:
    rule = findings[0].rule
    points = score.rules.get(rule, 0)
    return Reason(
        rule=rule,
        family=findings[0].family,
        severity=min((each.severity for each in findings), key=SEVERITIES.index),
        force=min((each.force for each in findings), key=FORCES.index),
        findings=len(findings),
        open=sum(each.decision == "open" for each in findings),
        certainty=Counter(each.certainty for each in findings),
        points=points / POINT,
        share=points / score.points if score.points else 0.0,
    )
