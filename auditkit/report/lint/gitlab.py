"""The code quality report of GitLab: a JSON array, one issue for each finding."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from hashlib import sha256
from typing import Any, BinaryIO, Final

from auditkit.core.lint import LintFinding
from auditkit.report.lint.interface import LintBundle, clauses_of, standing_of, words_of
from auditkit.report.record import dumped_plain
from auditkit.report.safe import visible
from auditkit.report.words import Words

_SEVERITIES: Final = {"critical": "blocker", "high": "critical", "medium": "major", "low": "minor"}
_SURE: Final = ("definite", "presumptive")
_UNJUDGED: Final = "lint.unjudged"


def render(bundle: LintBundle, out: BinaryIO, *, lang: str) -> None:
    """Write the array; what is suppressed, known or not judged is told as ``info``."""
    words = words_of(bundle, lang)
    issues = [_issue(finding, words) for finding in bundle.report.findings]
    lines = ",\n".join(map(dumped_plain, (*issues, *_unjudged(bundle, words))))
    out.write((f"[\n{lines}\n]\n" if lines else "[]\n").encode())


def _issue(finding: LintFinding, words: Words) -> dict[str, Any]:
    counts = finding.standing == "open" and finding.certainty in _SURE
    entry = f"{finding.entry}: " if finding.entry else ""
    said = (
        entry + finding.message.pick(words.lang),
        clauses_of(finding, words),
        standing_of(finding, words),
    )
    return {
        "description": visible(words.text("separator").join(filter(None, said))),
        "check_name": finding.rule,
        "fingerprint": finding.fingerprint,
        "severity": _SEVERITIES[finding.severity] if counts else "info",
        "location": {"path": finding.path, "lines": {"begin": finding.span.start.line}},
    }


def _unjudged(bundle: LintBundle, words: Words) -> Iterator[dict[str, Any]]:
    """Yield one issue for each file and what is not known of its templates."""
    needs: dict[tuple[str, str], set[str]] = defaultdict(set)
    for each in bundle.report.unjudged:
        needs[each.path, each.needs].add(each.rule)
    for (path, need), rules in sorted(needs.items()):
        label = words.label("needs", need)
        said = words.text("lint.unjudged_in", path=path, need=label, rules=len(rules))
        yield {
            "description": visible(said),
            "check_name": _UNJUDGED,
            "fingerprint": sha256(
                f"{_UNJUDGED}\x1f{path}\x1f{need}".encode(errors="replace")
            ).hexdigest(),
            "severity": "info",
            "location": {"path": path, "lines": {"begin": 1}},
        }
