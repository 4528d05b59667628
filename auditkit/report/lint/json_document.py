"""One JSON document for a linting: all that was found, judged and passed over."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, BinaryIO, Final

from auditkit.core.lint import Edit, LintFinding, LintReport, Span
from auditkit.report.interface import RuleView
from auditkit.report.lint.interface import LintBundle
from auditkit.report.record import dumped, plain, text_of

_FACTS: Final = (
    *("fingerprint", "rule", "pack", "family", "check", "force", "severity", "certainty"),
    *("standing", "path", "entry"),
)
_RULE: Final = ("id", "pack", "family", "check", "force", "severity", "certainty")


def render(bundle: LintBundle, out: BinaryIO, *, lang: str) -> None:  # noqa: ARG001 both stand in it
    """Write the linting as ``reports/schema/lint.schema.json`` describes it, an item per line."""
    report = bundle.report
    head: dict[str, Any] = {
        "version": bundle.version,
        **_judged_by(report),
        "packs": _packs(report.packs),
        "as_of": bundle.as_of,
        "fail_on": bundle.fail_on,
        "baseline": report.baseline,
        "counts": {
            "files": report.files,
            "templates": report.templates,
            **bundle.standings(),
            "unjudged": len(report.unjudged),
            "stale": len(report.stale),
        },
    }
    lists: dict[str, Iterable[Any]] = {
        "findings": map(_finding, report.findings),
        "unjudged": report.unjudged,
        "stale": report.stale,
        "rules": (_rule(rule, bundle) for rule in bundle.rules),
    }
    out.write(b"{\n")
    for name, value in head.items():
        out.write(f'"{name}": {dumped(value)},\n'.encode())
    written = (f'"{name}": [{_items(items)}]' for name, items in lists.items())
    out.write(",\n".join(written).encode() + b"\n}\n")


def _judged_by(report: LintReport) -> dict[str, Any]:
    """Return the profile of a run, or of several what each judged."""
    if len(report.judged_by) == 1:
        return {"profile": report.judged_by[0].profile}
    return {
        "profiles": [
            {
                "profile": each.profile,
                "policies": each.policies,
                "as_of": each.as_of.isoformat(),
                "templates": each.templates,
                "packs": _packs(each.packs),
            }
            for each in report.judged_by
        ]
    }


def _packs(packs: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"id": name, "version": version} for name, version in packs]


def _items(items: Iterable[Any]) -> str:
    lines = ",\n".join(map(dumped, items))
    return f"\n{lines}\n" if lines else ""


def _finding(finding: LintFinding) -> dict[str, Any]:
    said = finding.suppression
    return {
        **{name: getattr(finding, name) for name in _FACTS},
        **({"fail_on": finding.fail_on} if finding.fail_on else {}),
        **_span(finding.span),
        "evidence": finding.evidence,
        "excerpt": None if finding.excerpt is None else finding.excerpt._asdict(),
        "message": text_of(finding.message),
        "basis": plain(finding.basis),
        "remedy": text_of(finding.remedy),
        "wording": None if finding.wording is None else text_of(finding.wording),
        "fix": _edit(finding.edit),
        "suppression": None
        if said is None
        else {
            "reason": said.reason,
            "owner": said.owner,
            "until": said.until.isoformat(),
            "line": said.place.line,
        },
    }


def _span(span: Span) -> dict[str, Any]:
    return {"start": span.start._asdict(), "end": span.end._asdict()}


def _edit(edit: Edit | None) -> dict[str, Any] | None:
    """Return what ``--fix`` would put in; what it takes out may identify a person."""
    return None if edit is None else {**_span(edit.span), "new": edit.new}


def _rule(rule: RuleView, bundle: LintBundle) -> dict[str, Any]:
    basis = dict.fromkeys(each for version in rule.versions for each in version.basis)
    return {
        **{name: getattr(rule, name) for name in _RULE},
        "title": text_of(rule.title),
        "why": None if rule.why is None else text_of(rule.why),
        "remedy": text_of(rule.remedy),
        "wording": None if rule.wording is None else text_of(rule.wording),
        "basis": plain(list(basis)),
        "page": {lang: bundle.page(rule.id, lang) for lang in ("zh", "en")},
    }
