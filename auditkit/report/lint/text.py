"""Writes what linting says for a console."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from auditkit.core.i18n import Catalogue
from auditkit.core.lint import LintFinding, LintReport


def lint_text(report: LintReport, lang: str) -> str:
    """Return each finding with its place and evidence, and what could not be judged."""
    words = Catalogue(lang)
    lines = [line for finding in report.findings for line in _finding(finding, words)]
    needs = Counter(each.needs for each in report.unjudged)
    lines += [
        words.text("lint.unjudged", count=count, need=words.find(f"needs.{need}", need))
        for need, count in sorted(needs.items())
    ]
    counts = {"findings": len(report.findings), "templates": report.templates}
    return "\n".join([*lines, words.text("lint.summary", files=report.files, **counts)])


def _finding(finding: LintFinding, words: Catalogue) -> Iterator[str]:
    place = finding.span.start
    where = f"{finding.path}:{place.line}:{place.column}"
    yield f"{where}: {finding.severity} {finding.rule} [{finding.certainty}]"
    yield f"  {finding.message.pick(words.lang)}"
    yield f"  | {finding.evidence}"
