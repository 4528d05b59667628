"""Joins what was judged by several profiles into the one report of a run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from auditkit.api.lint_groups import Options
from auditkit.api.lint_judging import Judged
from auditkit.api.lint_settling import Baseline, settle
from auditkit.api.rule_views import own_view, rule_view
from auditkit.core.findings import Bilingual
from auditkit.core.lint import LintFinding, LintReport
from auditkit.report.interface import RuleView
from auditkit.templates.fixing import make
from auditkit.templates.fixing.fixable import load_fixable
from auditkit.templates.fixing.make import Fix
from auditkit.templates.interface import Read
from auditkit.templates.own import OwnRule, mistake_findings
from auditkit.templates.settings.model import Settings


@dataclass(frozen=True, slots=True)
class Levels:
    """From which severity on findings fail a run: of the run, and of files that have another."""

    run: str
    others: Mapping[str, str]


def levels_of(files: Mapping[str, Settings], run: Settings, options: Options) -> Levels:
    """Return the level that all files have in common, else that of the run and what differs."""
    levels = {name: options.level(each) for name, each in files.items()}
    common = set(levels.values())
    level = common.pop() if len(common) == 1 else options.level(run)
    return Levels(level, {name: each for name, each in levels.items() if each != level})


def joined(
    parts: Sequence[Judged],
    read: Read,
    own: Sequence[OwnRule],
    baseline: Baseline | None,
    levels: Levels,
) -> tuple[LintReport, tuple[Bilingual, ...]]:
    """Return the report of a run and what is to be said of its baseline, which is one for all.

    What one profile lets no baseline hold, that of the run holds for none.
    """
    found = [each for part in parts for each in part.findings]
    found += mistake_findings(((path, "", told) for path, told in read.mistakes), own)
    found.sort(key=_by_place)
    settled = settle(found, read, baseline, lambda rule: any(p.held.forbids(rule) for p in parts))
    findings = (*settled.findings, *mistake_findings(settled.told, own))
    unjudged = (each for part in parts for each in part.unjudged)
    report = LintReport(
        findings=tuple(sorted(_levelled(findings, levels), key=_by_place)),
        files=read.files,
        templates=len(read.templates),
        judged_by=tuple(part.by for part in parts),
        unjudged=tuple(sorted(unjudged, key=lambda each: (each.path, each.entry, each.rule))),
        stale=settled.stale,
        baseline=baseline.name if baseline else "",
    )
    return report, settled.notes


def fixes_of(
    parts: Sequence[Judged], findings: Sequence[LintFinding], files: Mapping[str, Settings]
) -> tuple[Fix, ...]:
    """Return the edits that put findings right, by policies and configuration of each file."""
    wrong = {(each.path, each.entry) for each in findings}
    fixes: list[Fix] = []
    for part in parts:
        filled = [each for each in part.filled if (each[0].path, each[0].entry) in wrong]
        fixable = load_fixable(part.group.shelf.library.roots)
        fixes += make.fixes_of(findings, filled, files.__getitem__, fixable)
    return tuple(fixes)


def rules_of(parts: Sequence[Judged], own: Sequence[OwnRule]) -> tuple[RuleView, ...]:
    """Return the rules that could speak, each once, those of linting itself last."""
    ran = {rule.id: rule for part in reversed(parts) for rule in part.ran}
    ordered = dict.fromkeys(rule.id for part in parts for rule in part.ran)
    return (*(rule_view(ran[rule]) for rule in ordered), *map(own_view, own))


def instruments_of(parts: Sequence[Judged]) -> dict[str, dict[str, Any]]:
    """Return the instruments that rules cite, by id as their pack writes them."""
    packs = (pack for part in reversed(parts) for pack in part.packs)
    return {name: each.model_dump() for pack in packs for name, each in pack.instruments.items()}


def _levelled(findings: Iterable[LintFinding], levels: Levels) -> Iterator[LintFinding]:
    for each in findings:
        level = levels.others.get(each.path)
        yield replace(each, fail_on=level) if level else each


def _by_place(finding: LintFinding) -> tuple[object, ...]:
    return finding.path, finding.entry, finding.span, finding.rule, finding.fingerprint
