"""SARIF 2.1.0 of a linting: each finding a result at its place in the template's file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from auditkit.core.lint import Edit, LintFinding, LintReport, Span
from auditkit.report.interface import RuleView
from auditkit.report.lint.interface import LintBundle, in_table, words_of
from auditkit.report.sarif import (
    FINGERPRINT,
    KINDS,
    LEVELS,
    TAGS,
    rule_descriptor,
    text,
    uri,
    write_log,
)
from auditkit.report.words import Words

_Json = dict[str, Any]
_NOTICE: Final = "not_evaluated"
_STATES: Final = {"open": "new", "suppressed": "new", "baselined": "unchanged"}


def render(bundle: LintBundle, out: BinaryIO, *, lang: str) -> None:
    """Write the linting as a SARIF log with one result per line.

    All rules are declared, whatever they found. Rules that could not judge stand in the
    notifications of the invocation. ``suppressions`` and ``baselineState`` stand on all results or
    on none.
    """
    words = words_of(bundle, lang)
    frame = _Frame(bundle, words)
    write_log(_head(frame), map(frame.result, bundle.report.findings), out)


class _Frame:
    """What every result refers to: words, places of rules and files, and what must be said."""

    def __init__(self, bundle: LintBundle, words: Words) -> None:
        self.bundle, self.words = bundle, words
        self.rules = {rule.id: place for place, rule in enumerate(bundle.rules)}
        told = {each.path for each in bundle.report.findings}
        told |= {each.path for each in bundle.report.unjudged}
        self.files = {path: place for place, path in enumerate(sorted(told))}
        standings = bundle.standings()
        self.told = standings["suppressed"] + standings["baselined"] > 0

    def place(self, path: str) -> _Json:
        return {"uri": uri(path), "index": self.files[path]}

    def rule(self, rule: str) -> _Json:
        return {"id": rule, **({"index": self.rules[rule]} if rule in self.rules else {})}

    def result(self, finding: LintFinding) -> _Json:
        """Return a finding as a result."""
        kind = KINDS[finding.certainty]
        result: _Json = {
            "ruleId": finding.rule,
            "ruleIndex": self.rules.get(finding.rule, -1),
            "kind": kind,
            "level": LEVELS[finding.severity] if kind == "fail" else "none",
            "message": text(finding.message.pick(self.words.lang)),
            "locations": [self._location(finding)],
            "partialFingerprints": {FINGERPRINT: finding.fingerprint},
        }
        if self.told:
            result["suppressions"] = _suppressions(finding)
        if self.bundle.report.baseline:
            result["baselineState"] = _STATES[finding.standing]
        if finding.edit is not None and not in_table(finding):
            result["fixes"] = [self._fix(finding.path, finding.edit)]
        return result | {"properties": _properties(finding)}

    def _fix(self, path: str, edit: Edit) -> _Json:
        replacement = {"deletedRegion": _region(edit.span), "insertedContent": {"text": edit.new}}
        return {
            "artifactChanges": [
                {"artifactLocation": self.place(path), "replacements": [replacement]}
            ]
        }

    def _location(self, finding: LintFinding) -> _Json:
        start = finding.span.start
        region = {"startLine": start.line} if in_table(finding) else _region(finding.span)
        location: _Json = {
            "physicalLocation": {"artifactLocation": self.place(finding.path), "region": region}
        }
        if finding.entry:
            location["logicalLocations"] = [{"name": finding.entry, "kind": "member"}]
        return location


def _region(span: Span) -> _Json:
    start, end = span
    return {
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    }


def _head(frame: _Frame) -> _Json:
    report = frame.bundle.report
    return {
        "tool": {"driver": _driver(frame)},
        "language": TAGS[frame.words.lang],
        "columnKind": "unicodeCodePoints",
        "automationDetails": {"id": f"auditkit-lint/{'+'.join(sorted(report.profiles))}/"},
        "invocations": [
            {"executionSuccessful": True, "toolExecutionNotifications": list(_notices(frame))}
        ],
        "artifacts": [
            {"location": {"uri": uri(path)}, "roles": ["analysisTarget"]} for path in frame.files
        ],
        "properties": {
            **_judged_by(report),
            "packs": dict(report.packs),
            "asOf": frame.bundle.as_of,
            "failOn": frame.bundle.fail_on,
            "files": report.files,
            "templates": report.templates,
            **frame.bundle.standings(),
            "unjudged": len(report.unjudged),
            "stale": [each.fingerprint for each in report.stale],
        },
    }


def _judged_by(report: LintReport) -> _Json:
    """Return the profile of a run, or of several what each judged."""
    if len(report.judged_by) == 1:
        return {"profile": report.judged_by[0].profile}
    return {
        "profiles": [
            {
                "profile": each.profile,
                "policies": each.policies,
                "asOf": each.as_of.isoformat(),
                "templates": each.templates,
                "packs": dict(each.packs),
            }
            for each in report.judged_by
        ]
    }


def _driver(frame: _Frame) -> _Json:
    notice = text(frame.words.text("lint.notice"))
    return {
        "name": "auditkit",
        "version": frame.bundle.version,
        "language": TAGS[frame.words.lang],
        "rules": [_rule(rule, frame) for rule in frame.bundle.rules],
        "notifications": [{"id": _NOTICE, "shortDescription": notice}],
    }


def _rule(rule: RuleView, frame: _Frame) -> _Json:
    descriptor = rule_descriptor(rule, frame.words)
    page = frame.bundle.page(rule.id, frame.words.lang)
    return descriptor | {"helpUri": page} if page else descriptor


def _notices(frame: _Frame) -> Iterator[_Json]:
    """Yield one notification for each file and what is not known of its templates."""
    needs: dict[tuple[str, str], set[str]] = defaultdict(set)
    for each in frame.bundle.report.unjudged:
        needs[each.path, each.needs].add(each.rule)
    for (path, need), rules in sorted(needs.items()):
        label = frame.words.label("needs", need)
        said = frame.words.text("lint.unjudged_in", path=path, need=label, rules=len(rules))
        yield {
            "descriptor": {"id": _NOTICE, "index": 0},
            "level": "warning",
            "message": text(said),
            "locations": [{"physicalLocation": {"artifactLocation": frame.place(path)}}],
            "properties": {"needs": need, "rules": sorted(rules)},
        }


def _suppressions(finding: LintFinding) -> list[_Json]:
    said = finding.suppression
    if said is not None:
        more = {"owner": said.owner, "until": said.until.isoformat()}
        start = {"region": {"startLine": said.place.line}}
        return [
            {
                "kind": "inSource",
                "status": "accepted",
                "justification": said.reason,
                "location": {
                    "physicalLocation": {"artifactLocation": {"uri": uri(finding.path)}, **start}
                },
                "properties": more,
            }
        ]
    return [{"kind": "external", "status": "accepted"}] if finding.standing == "baselined" else []


def _properties(finding: LintFinding) -> _Json:
    names = ("severity", "certainty", "force", "pack", "entry", "evidence", "standing")
    told = {name: value for name in names if (value := getattr(finding, name))}
    return told | ({"failOn": finding.fail_on} if finding.fail_on else {})
