"""``auditkit explain``: one rule in words: what, since when, on what clause, what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from auditkit.cli import console, options

if TYPE_CHECKING:
    from auditkit.core.findings import Basis
    from auditkit.policy.cases import CaseFile
    from auditkit.report.interface import RuleVersion, RuleView
    from auditkit.report.words import Words


@click.command(short_help="Explain a rule and its clause. 解释规则及其条款。")
@click.argument("rule")
@options.policies_option
@options.lang_option
def explain(rule: str, policies: Path | None, lang: str) -> None:
    """Explain a rule: what it looks for, since when, on what clause, what to do about it.

    \b
    Examples:
      auditkit explain cn-gbt45251.frequency.interactive
      auditkit explain us-reg-f.calls.seven-in-seven --lang en
    """
    from auditkit import api
    from auditkit.api.rule_views import rule_view
    from auditkit.core.i18n import Catalogue
    from auditkit.report.words import Words

    bound, loaded, pack = api.rule(rule, policies)
    instruments = {name: each.model_dump() for name, each in pack.instruments.items()}
    words = Words(lang, Catalogue(lang), {}, instruments, {})
    console.give("\n".join([*_lines(rule_view(bound), words), *_example(loaded.cases, words)]))


def _lines(rule: RuleView, words: Words) -> Iterator[str]:
    yield rule.title.pick(words.lang)
    yield ""
    yield from (f"{label}  {value}" for label, value in _facts(rule, words))
    yield from _section("why", rule.why.pick(words.lang) if rule.why else "", words)
    yield from _section("versions", "", words, always=True)
    for version in rule.versions:
        yield from _version(version, words)
    if not rule.primary_text_read:
        yield "  " + words.text("cli.explain.unread")
    yield from _section("remedy", rule.remedy.pick(words.lang), words)
    yield from _section("wording", rule.wording.pick(words.lang) if rule.wording else "", words)


def _example(cases: CaseFile | None, words: Words) -> Iterator[str]:
    """Yield the first violation among the cases, so that the rule is seen at work."""
    if cases is None:
        return
    violation = next(case for case in cases.cases if case.kind == "violation")
    yield from _section("example", violation.name, words)
    yield f"    ({_said(cases.defaults)})"
    for row in violation.rows:
        mark = "  ← " + words.text("cli.explain.found") if row.hit else ""
        yield f"    {_said(row.activity)}{mark}"
    yield from ("", words.text("cli.explain.cases", cases=len(cases.cases)))


def _said(columns: Mapping[str, Any]) -> str:
    return " ".join(f"{name}={value}" for name, value in columns.items())


def _facts(rule: RuleView, words: Words) -> list[tuple[str, str]]:
    facts = {
        "id": rule.id,
        "check": rule.check,
        "force": words.label("force_name", rule.force),
        "severity": words.label("severity", rule.severity),
        "certainty": words.label("certainty", rule.certainty),
    }
    labels = {name: words.text(f"cli.explain.{name}") for name in facts}
    columns = max(map(console.width, labels.values()))
    return [(console.pad(labels[name], columns), value) for name, value in facts.items()]


def _section(name: str, text: str, words: Words, *, always: bool = False) -> Iterator[str]:
    if text or always:
        yield ""
        yield words.text(f"cli.explain.{name}")
        yield from (f"  {line}" for line in text.splitlines())


def _version(version: RuleVersion, words: Words) -> Iterator[str]:
    from auditkit.report.params import params_in_words

    first, last = version.in_force_from, version.in_force_to
    key = "between" if last else "from"
    yield "  " + words.text(f"cli.explain.{key}", first=first, **({"last": last} if last else {}))
    yield from (f"    {line}" for line in params_in_words(version.params, words).splitlines())
    yield from (f"    {line}" for basis in version.basis for line in _clause(basis, words))


def _clause(basis: Basis, words: Words) -> Iterator[str]:
    instrument: Mapping[str, Any] = words.instruments.get(basis.instrument, {})
    title = words.pick(instrument.get("title")) or basis.instrument
    said = [
        words.text("clause", title=title, clause=basis.clause),
        words.text("cli.explain.confidence", confidence=basis.source_confidence),
    ]
    said += [words.text("cli.explain.finer_unseen")] if basis.finer_unseen else []
    yield words.text("separator").join(said)
