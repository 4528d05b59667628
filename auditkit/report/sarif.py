"""SARIF 2.1.0: one run for code scanning and CI, each finding a result at its source row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any, BinaryIO, Final
from urllib.parse import quote

from auditkit.core.findings import Decided, Finding
from auditkit.report.interface import FileTotals, ReportBundle, RuleView
from auditkit.report.record import basis_record, dumped, dumped_plain
from auditkit.report.tally import CLOSING
from auditkit.report.words import Words, words_for

SCHEMA: Final = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
LEVELS: Final = {"critical": "error", "high": "error", "medium": "warning", "low": "note"}
KINDS: Final = {
    "definite": "fail",
    "presumptive": "fail",
    "review": "review",
    "advisory": "informational",
}
"""A result of any other kind than ``fail`` has the level ``none`` (SARIF 3.27.10)."""
NOTICES: Final = ("not_evaluated", "rejected", "alarm")
FINGERPRINT: Final = "auditkit/v1"
TAGS: Final = {"zh": "zh-CN", "en": "en-US"}
_PROPERTIES: Final = (
    "severity",
    "certainty",
    "force",
    "decision",
    "incident",
    "overlap",
    "day",
    "evidence",
)
_VALUES: Final = attrgetter(*_PROPERTIES)
_Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Frame:
    """What every result of a run refers to; ``told`` is whether any finding was closed."""

    words: Words
    rules: Mapping[str, int]
    files: Mapping[str, int]
    told: bool

    def place(self, file: str, row: int = 0) -> _Json:
        artifact: _Json = {"uri": uri(file)}
        if file in self.files:
            artifact["index"] = self.files[file]
        region = {"region": {"startLine": row}} if row > 0 else {}
        return {"physicalLocation": {"artifactLocation": artifact, **region}}

    def rule(self, name: str) -> _Json:
        return {"id": name, **({"index": self.rules[name]} if name in self.rules else {})}


def render(bundle: ReportBundle, out: BinaryIO, *, lang: str) -> None:
    """Write the run as a SARIF log with one result per line.

    All rules of the run are declared, whatever they found. What could not be judged or read stands
    in the notifications of the invocation, for a result of the kind ``notApplicable`` would say
    that the rule had nothing to look for. ``suppressions`` stand on all results or on none.
    """
    frame = _Frame(
        words_for(bundle, lang, {}),
        {rule.id: place for place, rule in enumerate(bundle.rules)},
        {each.file: place for place, each in enumerate(bundle.files)},
        told=any(finding.decision in CLOSING for finding in bundle.findings),
    )
    results = (
        _result(finding, bundle.decided.get(finding.fingerprint), frame)
        for finding in bundle.findings
    )
    write_log(_head(bundle, frame), results, out)


def write_log(head: Mapping[str, Any], results: Iterable[_Json], out: BinaryIO) -> None:
    """Write a log of one run, one result per line; ``head`` is what the run has besides."""
    out.write(f'{{"$schema": "{SCHEMA}",\n"version": "2.1.0",\n"runs": [{{\n'.encode())
    for name, value in head.items():
        out.write(f'"{name}": {dumped(value)},\n'.encode())
    out.write(b'"results": [')
    before = b"\n"
    for result in results:
        out.write(before + dumped_plain(result).encode())
        before = b",\n"
    out.write(b"]}]}\n" if before == b"\n" else b"\n]}]}\n")


@lru_cache(maxsize=1024)
def uri(file: str) -> str:
    """Return the relative URI of a source file; a sheet of a workbook is a part of its name.

    >>> uri("外包 1/周报.xlsx[三月]")
    '%E5%A4%96%E5%8C%85%201/%E5%91%A8%E6%8A%A5.xlsx%5B%E4%B8%89%E6%9C%88%5D'
    """
    return quote(file.lstrip("/"), safe="/", errors="surrogatepass")


def text(said: str) -> dict[str, str]:
    """Return a message; braces are doubled, for single ones name arguments, and no link is made.

    >>> text("{0} [a](1)")
    {'text': '{{0}} [a] (1)'}
    """
    return {"text": said.replace("{", "{{").replace("}", "}}").replace("](", "] (")}


def _head(bundle: ReportBundle, frame: _Frame) -> _Json:
    manifest = bundle.manifest
    profile = manifest["profile"]["id"]
    said = ("run_id", "key_id", "period", "as_of", "fail_on")
    return {
        "tool": {"driver": _driver(bundle, frame.words)},
        "language": TAGS[frame.words.lang],
        "automationDetails": {"id": f"auditkit/{profile}/{manifest['run_id']}"},
        "invocations": [_invocation(bundle, frame)],
        "artifacts": [_artifact(each) for each in bundle.files],
        "properties": {"profile": profile, **{name: manifest.get(name) for name in said}},
    }


def _driver(bundle: ReportBundle, words: Words) -> _Json:
    notices = [
        {"id": name, "shortDescription": text(words.text(f"machine.notice.{name}"))}
        for name in NOTICES
    ]
    return {
        "name": "auditkit",
        "version": bundle.manifest["version"],
        "language": TAGS[words.lang],
        "rules": [rule_descriptor(rule, words) for rule in bundle.rules],
        "notifications": notices,
    }


def rule_descriptor(rule: RuleView, words: Words) -> _Json:
    """Return a rule as SARIF declares it: with its clauses, its remedy and what to say instead."""
    title = rule.title.pick(words.lang)
    clauses = tuple(dict.fromkeys(basis for version in rule.versions for basis in version.basis))
    said = [words.text("machine.clauses"), words.clauses(clauses)] if clauses else []
    said.append(words.text("machine.remedy", text=rule.remedy.pick(words.lang)))
    if rule.wording:
        said.append(words.text("machine.wording", text=rule.wording.pick(words.lang)))
    return {
        "id": rule.id,
        "shortDescription": text(title),
        "fullDescription": text(rule.why.pick(words.lang) if rule.why else title),
        "help": text("\n".join(said)),
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {
            "pack": rule.pack,
            "family": rule.family,
            "check": rule.check,
            "force": rule.force,
            "severity": rule.severity,
            "certainty": rule.certainty,
            "clauses": [basis_record(basis) for basis in clauses],
        },
    }


def _invocation(bundle: ReportBundle, frame: _Frame) -> _Json:
    started = datetime.fromisoformat(bundle.manifest["started_at"]).astimezone(UTC)
    return {
        "executionSuccessful": True,
        "startTimeUtc": started.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "toolExecutionNotifications": list(_notices(bundle, frame)),
    }


def _notices(bundle: ReportBundle, frame: _Frame) -> Iterator[_Json]:
    words = frame.words
    for each in bundle.not_evaluated:
        reason = words.label("why_not", each.reason)
        said = words.text(
            "machine.not_evaluated",
            rule=words.title(each.rule),
            file=each.source,
            rows=each.rows,
            reason=reason,
        )
        yield {
            **_notice("not_evaluated", said, reason=each.reason, rows=each.rows),
            "associatedRule": frame.rule(each.rule),
            **({"locations": [frame.place(each.source)]} if each.source else {}),
        }
    for (file, why), rows in Counter((each.file, each.reason) for each in bundle.rejects).items():
        reason = words.label("reject", why)
        said = words.text("machine.rejected", file=file, rows=rows, reason=reason)
        notice = _notice("rejected", said, reason=why, rows=rows)
        yield {**notice, "locations": [frame.place(file)]} if file else notice
    for alarm in bundle.manifest.get("alarms", ()):
        yield _notice("alarm", words.pick(alarm))


def _notice(name: str, said: str, **properties: object) -> _Json:
    notice = {
        "descriptor": {"id": name, "index": NOTICES.index(name)},
        "level": "warning",
        "message": text(said),
    }
    return {**notice, "properties": properties} if properties else notice


def _artifact(each: FileTotals) -> _Json:
    artifact: _Json = {"location": {"uri": uri(each.file)}, "roles": ["analysisTarget"]}
    if each.sha256:
        artifact |= {"length": each.bytes, "hashes": {"sha-256": each.sha256}}
    return artifact


def _result(finding: Finding, decided: Decided | None, frame: _Frame) -> _Json:
    kind = KINDS[finding.certainty]
    result: _Json = {
        "ruleId": finding.rule,
        "ruleIndex": frame.rules.get(finding.rule, -1),
        "kind": kind,
        "level": LEVELS[finding.severity] if kind == "fail" else "none",
        "message": text(finding.message.pick(frame.words.lang)),
        "partialFingerprints": {FINGERPRINT: finding.fingerprint},
    }
    if finding.source_file:
        result["locations"] = [frame.place(finding.source_file, finding.source_row)]
    if finding.linked:
        result["relatedLocations"] = [frame.place(file, row) for file, row in finding.linked]
    if frame.told:
        result["suppressions"] = _suppressions(finding, decided)
    return result | {"properties": _properties(finding)}


def _properties(finding: Finding) -> _Json:
    pairs = zip(_PROPERTIES, _VALUES(finding), strict=True)
    return {name: value for name, value in pairs if value}


def _suppressions(finding: Finding, decided: Decided | None) -> list[_Json]:
    if finding.decision not in CLOSING:
        return []
    suppression: _Json = {"kind": "external", "status": "accepted"}
    if decided is not None:
        names = ("status", "who", "at", "until", "final")
        suppression["justification"] = decided.reason
        suppression["properties"] = {name: getattr(decided, name) for name in names}
    return [suppression]
