"""What the formats of linting are made of, and how its findings are told together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import PurePosixPath
from typing import Any, Final
from urllib.parse import quote

from auditkit.core.i18n import Catalogue
from auditkit.core.lint import LintFinding, LintReport
from auditkit.report.interface import RuleView
from auditkit.report.words import Words

_TABLES: Final = (".csv", ".tsv", ".xlsx", ".xlsm")
STANDINGS: Final = ("open", "suppressed", "baselined")


@dataclass(frozen=True, slots=True)
class LintBundle:
    """An immutable view of one linting, without personal data.

    ``instruments`` are those that the rules cite, by id as their pack writes them. ``as_of`` is the
    local day whose versions of rules judged, of profiles in several zones the latest. ``fail_on``
    is the severity from which on findings fail the run; one that another holds for bears it.
    ``rules_url`` is where the pages of rules stand, "" where nobody said; ``version`` that of
    auditkit.
    """

    report: LintReport
    rules: tuple[RuleView, ...]
    version: str
    as_of: str
    fail_on: str
    instruments: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    rules_url: str = ""

    def page(self, rule: str, lang: str) -> str:
        """Return the address of a rule's page, "" where no base is known."""
        base = self.rules_url.rstrip("/")
        return f"{base}/{lang}/{quote(rule)}.md" if base else ""

    def standings(self) -> dict[str, int]:
        """Return how many findings there are of every standing."""
        counted = Counter(finding.standing for finding in self.report.findings)
        return {standing: counted[standing] for standing in STANDINGS}


def words_of(bundle: LintBundle, lang: str) -> Words:
    """Return the words of a linting."""
    titles = {rule.id: rule.title.pick(lang) for rule in bundle.rules}
    return Words(lang, Catalogue(lang), titles, bundle.instruments, {})


def by_place(findings: tuple[LintFinding, ...]) -> Iterator[tuple[LintFinding, ...]]:
    """Yield the findings that stand at one place together, the gravest first."""
    ordered = sorted(findings, key=_place)
    for _, group in groupby(ordered, key=lambda each: _place(each)[:3]):
        yield tuple(group)


def _place(finding: LintFinding) -> tuple[Any, ...]:
    gravity = ("critical", "high", "medium", "low").index(finding.severity)
    return finding.path, finding.entry, finding.span, gravity, finding.rule


def where(finding: LintFinding) -> str:
    """Return file, line and column, and the name of a template that shares its file."""
    start = finding.span.start
    entry = f" ({finding.entry})" if finding.entry else ""
    return f"{finding.path}:{start.line}:{start.column}{entry}"


def in_table(finding: LintFinding) -> bool:
    """Return whether a finding's columns count within a cell, and so are none of its file."""
    return PurePosixPath(finding.path).suffix.lower() in _TABLES


def unjudged_lines(report: LintReport, words: Words) -> Iterator[str]:
    """Yield, by what is not known of templates, how many rules and templates that concerns."""
    needs = sorted({each.needs for each in report.unjudged})
    for need in needs:
        of = [each for each in report.unjudged if each.needs == need]
        yield words.text(
            "lint.unjudged",
            need=words.label("needs", need),
            rules=len({each.rule for each in of}),
            templates=len({(each.path, each.entry) for each in of}),
        )


def judged_lines(report: LintReport, words: Words) -> Iterator[str]:
    """Yield which profile judged how many templates, where several judged."""
    for each in report.judged_by if len(report.judged_by) > 1 else ():
        profile = f"{each.profile} ({each.policies})" if each.policies else each.profile
        yield words.text("lint.judged_by", profile=profile, templates=each.templates)


def summary(bundle: LintBundle, words: Words) -> str:
    """Return in one line what was judged and how many findings stand how."""
    report, counts = bundle.report, bundle.standings()
    said = {"files": report.files, "templates": report.templates}
    if not report.findings:
        return words.text("lint.clean", **said)
    more = [
        words.text(f"lint.standing.{standing}", count=counts[standing])
        for standing in STANDINGS
        if counts[standing] or standing == "open"
    ]
    return words.text("lint.summary", **said, findings=words.text("comma").join(more))


def standing_of(finding: LintFinding, words: Words) -> str:
    """Return by whose word a finding is not open, "" for one that is."""
    if finding.suppression is not None:
        said = finding.suppression
        return words.text(
            "lint.suppressed", reason=said.reason, owner=said.owner, until=said.until.isoformat()
        )
    return words.text("lint.baselined") if finding.standing == "baselined" else ""


def clauses_of(finding: LintFinding, words: Words) -> str:
    """Return the clauses of a finding on one line with the force of their instrument."""
    if not finding.basis:
        return ""
    clauses = words.text("separator").join(words.clause(each) for each in finding.basis)
    return words.text("lint.basis", force=words.label("force_name", finding.force), clauses=clauses)


def advice(finding: LintFinding, words: Words) -> tuple[str, ...]:
    """Return what may be said instead and how to put a finding right, a line each."""
    wording = () if finding.wording is None else (("wording", finding.wording),)
    return tuple(
        words.text(f"machine.{name}", text=" / ".join(text.pick(words.lang).splitlines()))
        for name, text in (*wording, ("remedy", finding.remedy))
    )
