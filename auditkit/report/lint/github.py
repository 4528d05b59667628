"""Annotations of GitHub Actions: workflow commands that mark lines of a change."""

from __future__ import annotations

from typing import BinaryIO, Final

from auditkit.core.lint import LintFinding
from auditkit.report.lint.interface import (
    LintBundle,
    advice,
    clauses_of,
    in_table,
    judged_lines,
    summary,
    unjudged_lines,
    words_of,
)
from auditkit.report.safe import scrubbed, visible
from auditkit.report.words import Words

_LEVELS: Final = {"critical": "error", "high": "error", "medium": "warning", "low": "notice"}
_SURE: Final = ("definite", "presumptive")
_DATA: Final = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY: Final = {**_DATA, ":": "%3A", ",": "%2C"}


def render(bundle: LintBundle, out: BinaryIO, *, lang: str) -> None:
    """Write one command for each open finding, then in words what was not judged and the counts.

    The gravest come first, for GitHub shows no more than ten of a level in a step.
    """
    words = words_of(bundle, lang)
    told = [finding for finding in bundle.report.findings if finding.standing == "open"]
    told.sort(key=lambda each: list(_LEVELS).index(each.severity))
    lines = [_command(finding, words) for finding in told]
    said = (*unjudged_lines(bundle.report, words), *judged_lines(bundle.report, words))
    for line in (*lines, *said, summary(bundle, words)):
        out.write(scrubbed(visible(line)).encode() + b"\n")


def _command(finding: LintFinding, words: Words) -> str:
    level = _LEVELS[finding.severity] if finding.certainty in _SURE else "notice"
    start, end = finding.span
    place = {"file": finding.path, "line": start.line}
    if not in_table(finding):
        place["col"] = start.column
        if end.line == start.line:  # GitHub takes columns of one line only
            place |= {"endLine": end.line, "endColumn": max(end.column - 1, start.column)}
    place["title"] = f"{words.label('severity', finding.severity)} {finding.rule}"
    entry = f"{finding.entry}: " if finding.entry else ""
    said = (
        entry + finding.message.pick(words.lang),
        clauses_of(finding, words),
        *advice(finding, words),
    )
    properties = ",".join(f"{name}={_escaped(str(v), _PROPERTY)}" for name, v in place.items())
    message = "\n".join(visible(line) for line in said if line)
    return f"::{level} {properties}::{_escaped(message, _DATA)}"


def _escaped(text: str, table: dict[str, str]) -> str:
    """Return text that ends neither a property nor a command; ``%`` is first."""
    kept = text if table is _DATA else visible(text)
    for char, code in table.items():
        kept = kept.replace(char, code)
    return kept
