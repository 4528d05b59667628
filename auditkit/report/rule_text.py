"""What there is to say of one rule, in the order that its page and ``auditkit explain`` have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from auditkit.core.findings import Basis, Bilingual
from auditkit.core.han import has_han
from auditkit.policy.cases import Case, CaseFile, CaseRow
from auditkit.report.interface import RuleVersion, RuleView
from auditkit.report.params import params_in_words
from auditkit.report.words import Words

_KEY: Final = "rule_page."
_SAID: Final = ("message", "turns")
_BLANK: Final = re.compile(r"\{[a-z_]+\}")

Judging = Literal["logs", "templates", "both"]
Suppressing = Literal["allowed", "never", "never_own", "decided"]
"""``decided``: the rule judges no template, so that its findings are decided on in review;
``never_own``: it is one of linting itself."""


@dataclass(frozen=True, slots=True)
class RuleText:
    """A rule with what its file says besides; ``cases`` is None where none stand beside it."""

    view: RuleView
    asks: Bilingual | None = None
    cases: CaseFile | None = None
    status: str = ""
    verified_on: str = ""
    judges: Judging = "logs"
    suppressing: Suppressing = "decided"
    instruments: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def of_templates(self) -> bool:
        """Whether the rule can judge a template."""
        return self.judges != "logs"


@dataclass(frozen=True, slots=True)
class Section:
    """A part of what is said; ``heading`` is "" where a part goes on, ``code`` is set as it is."""

    heading: str
    lines: tuple[str, ...]
    code: bool = False


def facts(rule: RuleText, words: Words) -> dict[str, str]:
    """Return what stands at the head of a rule, by its label."""
    view = rule.view
    said = {
        "id": view.id,
        "check": view.check,
        "force": words.label("force_name", view.force),
        "severity": words.label("severity", view.severity),
        "certainty": words.label("certainty", view.certainty),
        "status": rule.status,
        "verified": rule.verified_on,
        "judges": words.text(f"{_KEY}judging.{rule.judges}"),
    }
    return {words.text(_KEY + name): value for name, value in said.items() if value}


def sections(rule: RuleText, words: Words) -> Iterator[Section]:
    """Yield what a rule asks, why, versions, example, wording, remedy, limits, suppression."""
    view = rule.view
    yield from _said("asks", rule.asks, words, blanks=True)
    yield from _said("why", view.why, words)
    yield from _versions(rule, words)
    if rule.cases is not None:
        yield from _example(rule.cases, words)
    yield from _wordings(rule, words)
    yield from _said("remedy", view.remedy, words)
    if view.versions:
        yield Section(words.text(_KEY + "limits"), tuple(_limits(rule, words)))
    yield from _suppression(rule, words)


def _said(
    name: str, text: Bilingual | None, words: Words, *, blanks: bool = False
) -> Iterator[Section]:
    """Yield a text; ``blanks`` of a finding's message are shown as what each finding fills."""
    said = text.pick(words.lang).strip() if text is not None else ""
    if said:
        shown = _BLANK.sub("…", said) if blanks else said
        yield Section(words.text(_KEY + name), tuple(shown.splitlines()))


def _versions(rule: RuleText, words: Words) -> Iterator[Section]:
    heading = words.text(_KEY + "versions")
    for version in rule.view.versions:
        yield Section(heading, tuple(_version(version, rule, words)))
        heading = ""


def _version(version: RuleVersion, rule: RuleText, words: Words) -> Iterator[str]:
    first, last = version.in_force_from, version.in_force_to
    if last:
        yield words.text(_KEY + "between", first=first, last=last)
    else:
        yield words.text(_KEY + "from", first=first)
    for basis in version.basis:
        yield words.text(_KEY + "clause", said=_clause(basis, rule, words))
    yield from params_in_words(version.params, words).splitlines()


def _clause(basis: Basis, rule: RuleText, words: Words) -> str:
    instrument = rule.instruments.get(basis.instrument, {})
    title = words.pick(instrument.get("title")) or basis.instrument
    said = [words.text("clause", title=title, clause=basis.clause)]
    if force := str(instrument.get("force") or ""):
        said.append(words.label("force_name", force))
    said.append(words.label("confidence", basis.source_confidence))
    said += [words.text(_KEY + "finer_unseen")] if basis.finer_unseen else []
    return words.text("separator").join(said)


def _example(cases: CaseFile, words: Words) -> Iterator[Section]:
    """Yield the first violation and the first clean case, so that the rule is seen at work."""
    heading = words.text(_KEY + "example")
    for kind in ("violation", "clean"):
        case = next((each for each in cases.cases if each.kind == kind), None)
        if case is not None:
            yield Section(heading, (words.text(f"{_KEY}{kind}", name=case.name),))
            yield Section("", tuple(_rows(case, cases, words)), code=True)
            heading = ""
    yield Section("", (words.text(_KEY + "cases", cases=len(cases.cases)),))


def _rows(case: Case, cases: CaseFile, words: Words) -> Iterator[str]:
    if cases.defaults:
        yield f"({_columns(cases.defaults)})"
    for row in case.rows:
        mark = "  ← " + words.text(_KEY + "found") if row.hit else ""
        yield f"{_columns(row.activity)}{mark}"


def _columns(columns: Mapping[str, Any]) -> str:
    return " ".join(f"{name}={_value(value)}" for name, value in columns.items())


def _value(value: Any) -> str:  # noqa: ANN401 - what YAML holds
    """Return the value of a column on one line: a transcript as who says what."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {_value(each)}" for name, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + " / ".join(_turn(each) for each in value) + "]"
    shown = str(value).lower() if isinstance(value, bool) else str(value)
    return " ".join(shown.split()) or '""'


def _turn(value: Any) -> str:  # noqa: ANN401 - what YAML holds
    if isinstance(value, Mapping) and {"speaker", "text"} <= value.keys():
        return f"{value['speaker']}: {_value(value['text'])}"
    return _value(value)


def _wordings(rule: RuleText, words: Words) -> Iterator[Section]:
    """Yield what not to write and what may be written instead."""
    better = rule.view.wording.pick(words.lang) if rule.view.wording else ""
    bad = _text_of("violation", rule, words.lang) if rule.of_templates else ""
    better = better or (_text_of("clean", rule, words.lang) if rule.of_templates else "")
    lines = [words.text(_KEY + "bad", text=bad)] if bad and better else []
    lines += [words.text(_KEY + "better", text=each) for each in better.splitlines() if each]
    if lines:
        yield Section(words.text(_KEY + "wording"), tuple(lines))


def _text_of(kind: str, rule: RuleText, lang: str) -> str:
    """Return the first text of cases that the lender's side says, in the language where one is."""
    texts = [
        text
        for case in (rule.cases.cases if rule.cases else ())
        if case.kind == kind
        for row in case.rows
        if (row.hit is not None) == (kind == "violation") and (text := _spoken(row))
    ]
    alike = (text for text in texts if has_han(text) == (lang == "zh"))
    return next(alike, texts[0] if texts else "")


def _spoken(row: CaseRow) -> str:
    for name in _SAID:
        said = row.activity.get(name)
        if isinstance(said, str):
            return " ".join(said.split())
        if isinstance(said, list):
            turns = (each for each in said if isinstance(each, Mapping))
            own = (str(each.get("text")) for each in turns if each.get("speaker") == "collector")
            return " ".join(own)
    return ""


def _limits(rule: RuleText, words: Words) -> Iterator[str]:
    view = rule.view
    yield words.text(f"{_KEY}limit.{view.certainty}")
    if rule.of_templates:
        yield words.text(_KEY + "limit.templates")
    if not view.primary_text_read:
        yield words.text(_KEY + "limit.unread")
    if any(basis.finer_unseen for version in view.versions for basis in version.basis):
        yield words.text(_KEY + "limit.finer")


def _suppression(rule: RuleText, words: Words) -> Iterator[Section]:
    heading = words.text(_KEY + "suppress")
    yield Section(heading, (words.text(f"{_KEY}suppress_{rule.suppressing}"),))
    if rule.suppressing == "allowed":
        said = words.text(_KEY + "suppress_as", rule=rule.view.id)
        yield Section("", (f"{{# auditkit: allow {said} #}}",), code=True)
