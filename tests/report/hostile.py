"""A run in which every text says something that a spreadsheet or a page may take for more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from report_decided import decided
from report_factory import RULES, START, activity, bundle, finding, manifest

from auditkit.core.findings import Bilingual
from auditkit.report.interface import Incident, ReportBundle, RuleView

VALUES = (
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1+1", "＋1", "－1", "＠x",
    "=cmd|'/c calc'!A0", "=DDE(\"cmd\";\"/c calc\";\"x\")", "+cmd|' /C calc'!A0", "{=1+1}", ";=1",
    '=HYPERLINK("http://example.invalid","pay")', "=WEBSERVICE(\"http://example.invalid\")",
    "a\x00b\x0bc", "\x1b[31m", "a\x7f\x85b", "a\ud800b", "a\uffffb",
    "x" * 40_000, "中" * 32_767, "中" * 32_768, "😀" * 20_000, "a" + "😀" * 20_000,
    "http://example.invalid/a", "https://example.invalid?a=1&b=2", "mailto:a@example.invalid",
    "a@example.invalid", "www.example.invalid", "file:///etc/hosts", "\\\\server\\share\\a.xlsx",
    "1234567890123456789", "6222021234567890123", "110101199003070011", "007", "0.10", "1e5",
    "1E400", "-0", "50%", "¥1,200", "2026-03-02", "3/4", "12:30", "TRUE", "#N/A", "#REF!", "NULL",
    "_x0041_", "_x000D_", "a_x0041_b_x", "_x005F_x0041_", "\u202eabc\u202c", "\u200fabc\u200e",
    "\u2066a\u2069", "a\u2028b", "]]>", "<![CDATA[x]]>", "<t>&amp;</t>", "&#x41;", "'quoted",
    '"twice"', " blanks ", "tab\tinside", "一\n二", "\ufeffmark", "e\u0301", "𠮷",
)  # fmt: skip
"""Each stands once in every text of the run that people or files may have given."""

MARKUP = (
    "</script><img src=x onerror=alert(1)>", "<!--<script>", "--><script>alert(1)</script>",
    '"><svg onload=alert(1)>', "'><svg/onload=alert`1`>", "<img src=http://example.invalid/i.png>",
    "<iframe srcdoc='<script>alert(1)</script>'>", "<base href=http://example.invalid/>",
    "<style>*{display:none}</style>", "</style></title></textarea></template></noscript><b>",
    "<plaintext>", "<meta http-equiv=refresh content=0;url=http://example.invalid>",
    "javascript:alert(1)", "data:text/html,<script>alert(1)</script>", "vbscript:x",
    "&lt;b&gt;", "&#60;img src=x onerror=alert(1)&#62;", "%3Cimg%20src=x%20onerror=alert(1)%3E",
    r"\u003cimg src=x onerror=alert(1)\u003e", r"\x3cscript\x3e", "\u2029alert(1)//",
    "{{7*7}}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "{a|b}", "{b}: {c} ({d}%)", "{value}", "%s %d",
    "$& $1 $`", "__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "valueOf",
    "length", "then", "__defineGetter__", "null", "undefined", "NaN", "true", "0", "-1",
    "a b&c=d+e%20f#g?h", "#/../..", "%", "%zz", "a|b|c", "a,b;c", "a\\b", "`", "*", "(", "[x",
)  # fmt: skip
"""What a page may take for more than text; stands in every text like ``VALUES``."""

_CLOSED = {"force", "severity", "certainty", "decision", "status", "source_confidence"}
"""Texts that only this program gives."""
_T = TypeVar("_T")


def hostile_bundle(values: Sequence[str] = VALUES) -> ReportBundle:
    """Return a run with a row of each kind for each value, every text of the row being it."""

    def each_of(record: _T) -> tuple[_T, ...]:
        return tuple(filled(record, value) for value in values)

    anchor = activity(1, START)
    plain = finding("cn-self.hours.quiet", anchor)
    findings = [
        replace(filled(plain, value), fingerprint=f"{value}", decision="confirmed", severity="high",
                wording=Bilingual(value, value))
        for value in values
    ]  # fmt: skip
    whole = bundle()
    return replace(
        whole,
        manifest=hostile_manifest(values),
        findings=tuple(findings),
        decided={each.fingerprint: filled(decided("confirmed"), each.fingerprint)
                 for each in findings},
        rules=(*RULES, *(_rule(value) for value in values)),
        incidents=tuple(
            Incident(value, value, value, (value,), (filled(anchor, value),))
            for value in values
        ),
        exemptions=each_of(whole.exemptions[0]),
        not_evaluated=each_of(whole.not_evaluated[0]),
        coverage=each_of(whole.coverage[0]),
        lookbacks=each_of(whole.lookbacks[1]),
        unknown_codes=each_of(whole.unknown_codes[0]),
        rejects=each_of(whole.rejects[1]),
        files=tuple(replace(each, amount="1.50") for each in each_of(whole.files[0])),
        contacts={type(key)(value, value, value, value): 500
                  for key in list(whole.contacts)[:1] for value in values},
    )  # fmt: skip


def hostile_manifest(values: Sequence[str]) -> dict[str, Any]:
    """Return a manifest whose lists and settings hold every value."""
    both = [{"zh": value, "en": value} for value in values]
    return manifest(
        assumptions=both,
        alarms=both,
        entity={"zh": values[0], "en": values[0]},
        settings={f"setting_{n}": value for n, value in enumerate(values)},
        packs=[{"id": v, "version": v, "sha256": v, "title": {"zh": v, "en": v}} for v in values],
        instruments=[
            {"id": v, "title": {"zh": v, "en": v}, "force": "law", "primary_text_read": False,
             "source_confidence": "H"}
            for v in values
        ],
        other={f"other_{n}": {"deep": value} for n, value in enumerate(values)},
    )  # fmt: skip


def filled(record: _T, value: str) -> _T:
    """Return a record with every open text, also those within it, replaced by a value."""
    assert is_dataclass(record)
    changes = {
        field.name: _filled(getattr(record, field.name), value)
        for field in fields(record)
        if field.name not in _CLOSED
    }
    return replace(record, **changes)  # type: ignore[return-value]


def _filled(what: Any, value: str) -> Any:
    if isinstance(what, str):
        return value
    if isinstance(what, tuple):
        return tuple(_filled(each, value) for each in what)
    if isinstance(what, Mapping):
        return {key: _filled(each, value) for key, each in what.items()}
    return filled(what, value) if is_dataclass(what) else what


def _rule(value: str) -> RuleView:
    text = Bilingual(value, value)
    return replace(filled(RULES[1], value), wording=text, why=text)
