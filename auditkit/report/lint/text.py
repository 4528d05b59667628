"""Text for a console: each place with its line underlined, and all that rules say of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import BinaryIO, Final

from auditkit.core.lint import LintFinding, Stale
from auditkit.report.lint.interface import (
    LintBundle,
    advice,
    by_place,
    clauses_of,
    judged_lines,
    standing_of,
    summary,
    unjudged_lines,
    where,
    words_of,
)
from auditkit.report.lint.place import drawn
from auditkit.report.safe import scrubbed, visible
from auditkit.report.words import Words

_ROOM: Final = 96
_MARGIN: Final = "  | "
_INDENT: Final = "      "


def render(bundle: LintBundle, out: BinaryIO, *, lang: str) -> None:
    """Write the findings place by place, what was not judged, and the counts in the last line."""
    words = words_of(bundle, lang)
    for line in _lines(bundle, words):
        out.write(scrubbed(visible(line)).encode() + b"\n")


def _lines(bundle: LintBundle, words: Words) -> Iterator[str]:
    for group in by_place(bundle.report.findings):
        yield from _place(group, words)
        yield ""
    yield from unjudged_lines(bundle.report, words)
    yield from (_stale(each, words) for each in bundle.report.stale)
    fixable = sum(finding.edit is not None for finding in bundle.report.findings)
    if fixable:
        yield words.text("lint.fixable", count=fixable)
    yield from judged_lines(bundle.report, words)
    yield summary(bundle, words)


def _place(group: Sequence[LintFinding], words: Words) -> Iterator[str]:
    """Yield a place and its findings; what several of them advise alike is said once."""
    first = group[0]
    yield where(first)
    if first.excerpt is not None:
        yield from (_MARGIN + line for line in drawn(first.excerpt, _ROOM))
    advised: list[str] = []
    for finding in group:
        yield from _finding(finding, words)
        if finding.standing == "open":
            advised += advice(finding, words)
    yield from (f"  {line}" for line in dict.fromkeys(advised))


def _finding(finding: LintFinding, words: Words) -> Iterator[str]:
    severity = words.label("severity", finding.severity)
    certainty = words.label("certainty", finding.certainty)
    yield words.text("lint.head", severity=severity, rule=finding.rule, certainty=certainty)
    said = (finding.message.pick(words.lang), clauses_of(finding, words))
    for line in (*said, standing_of(finding, words)):
        if line:
            yield _INDENT + line


def _stale(each: Stale, words: Words) -> str:
    place = f"{each.path} ({each.entry})" if each.entry else each.path
    return words.text("lint.stale", place=place, rule=each.rule, fingerprint=each.fingerprint)
