"""Which findings a memo is about, and how they are grouped."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from auditkit.core.findings import Finding
from auditkit.core.resources import data_folder, load_yaml
from auditkit.report.interface import ReportBundle
from auditkit.report.tally import SEVERITIES


@dataclass(frozen=True, slots=True)
class MemoPlan:
    """The contents of ``reports/memo.yaml``."""

    severity_from: str
    sections: int
    rows: int
    text: int
    named: int


@dataclass(frozen=True, slots=True)
class Choice:
    """Cases and rules that a memo is asked for; where rules are named they make the sections."""

    cases: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()

    @property
    def kind(self) -> Literal["case", "rule"]:
        """What a section is about."""
        return "rule" if self.rules else "case"


@dataclass(frozen=True, slots=True)
class Section:
    """The findings of one case or one rule, in time order; ``key`` is "" for a case unrecorded."""

    kind: Literal["case", "rule"]
    key: str
    findings: tuple[Finding, ...]

    @property
    def debtors(self) -> tuple[str, ...]:
        """The pseudonyms of those who owe, each once."""
        return tuple(dict.fromkeys(each.debtor for each in self.findings))


def load_memo_plan(folder: Path | None = None) -> MemoPlan:
    """Return the shipped plan, or that of another folder's ``memo.yaml``."""
    file = (folder or data_folder("reports")) / "memo.yaml"
    data: dict[str, Any] = load_yaml(file)
    names = ("sections", "rows", "text", "named")
    sections, rows, text, named = (int(data[name]) for name in names)
    return MemoPlan(str(data["severity_from"]), sections, rows, text, named)


def sections_of(bundle: ReportBundle, choice: Choice, plan: MemoPlan) -> list[Section]:
    """Return the sections of a memo, the gravest first.

    Without a choice these are the cases with a finding of ``severity_from`` or above that nobody
    called a false alarm; a section holds every finding of its case.
    """
    wanted = [each for each in bundle.findings if _is_wanted(each, choice)]
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in wanted:
        groups.setdefault(_group(finding, choice), []).append(finding)
    chosen = bool(choice.cases or choice.rules)
    grave = SEVERITIES[: SEVERITIES.index(plan.severity_from) + 1]
    sections = [
        Section(choice.kind, key, tuple(sorted(findings, key=in_time)))
        for (key, _), findings in groups.items()
        if chosen or any(_counts(each) and each.severity in grave for each in findings)
    ]
    return sorted(sections, key=_gravest)


def _is_wanted(finding: Finding, choice: Choice) -> bool:
    return (not choice.cases or finding.case_id in choice.cases) and (
        not choice.rules or finding.rule in choice.rules
    )


def _group(finding: Finding, choice: Choice) -> tuple[str, str]:
    if choice.kind == "rule":
        return finding.rule, ""
    return finding.case_id, "" if finding.case_id else finding.debtor


def _counts(finding: Finding) -> bool:
    return finding.decision != "false_alarm"


def _gravest(section: Section) -> tuple[object, ...]:
    counts = [
        -sum(each.severity == name and _counts(each) for each in section.findings)
        for name in SEVERITIES
    ]
    return (*counts, section.key, section.debtors)


def missing(sections: Iterable[Section], choice: Choice) -> int:
    """Return how many of the cases and rules asked for have no finding to write of."""
    found = [each for section in sections for each in section.findings]
    cases, rules = {each.case_id for each in found}, {each.rule for each in found}
    return len({*choice.cases} - cases) + len({*choice.rules} - rules)


def in_time(finding: Finding) -> tuple[object, ...]:
    """Return what findings are sorted by: their instant, then what tells them apart."""
    return (*instant(finding.at), finding.anchor_activity, finding.rule, finding.fingerprint)


def instant(at: str) -> tuple[bool, float, str]:
    """Return what ISO times of several offsets are sorted by; what is no time comes last.

    >>> instant("2026-03-02T01:00:00+00:00") < instant("2026-03-02T09:00:01+08:00")
    True
    """
    try:
        when = datetime.fromisoformat(at)
    except ValueError:
        return True, 0.0, at
    return False, (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp(), at
