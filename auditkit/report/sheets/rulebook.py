"""The rule book: every version of every rule of the run."""

from __future__ import annotations

from auditkit.report.interface import ReportBundle, RuleVersion, RuleView
from auditkit.report.params import params_in_words
from auditkit.report.sheets.findings import severity
from auditkit.report.sheets.shape import Block, Marked, Row, Sheet
from auditkit.report.words import Words

COLUMNS = (
    "rule_title",
    "in_force",
    "clause",
    "params",
    "wording",
    "severity",
    "certainty",
    "remedy",
    "suggested",
    "why",
    "confidence",
    "primary",
    "cases",
    "family",
    "pack",
    "rule",
)


def rulebook_sheet(bundle: ReportBundle, words: Words) -> Sheet:
    """Return one row per rule version, a repeal included."""
    rows = (_version(rule, each, words) for rule in bundle.rules for each in rule.versions)
    return Sheet("rulebook", (Block(COLUMNS, rows),))


def _version(rule: RuleView, version: RuleVersion, words: Words) -> Row:
    read = rule.primary_text_read
    return (
        rule.title.pick(words.lang),
        _in_force(version, words),
        words.clauses(version.basis),
        params_in_words(version.params, words),
        words.label("force", rule.force),
        severity(rule.severity, words),
        words.label("certainty", rule.certainty),
        rule.remedy.pick(words.lang),
        rule.wording.pick(words.lang) if rule.wording else "",
        rule.why.pick(words.lang) if rule.why else "",
        _confidence(version, words),
        Marked(words.text("yes" if read else "no"), "good" if read else "warn"),
        rule.cases,
        words.label("family", rule.family),
        rule.pack,
        rule.id,
    )


def _in_force(version: RuleVersion, words: Words) -> str:
    if not version.in_force_to:
        return words.text("since", day=version.in_force_from)
    return words.text("window", first=version.in_force_from, last=version.in_force_to)


def _confidence(version: RuleVersion, words: Words) -> str:
    grades = dict.fromkeys(basis.source_confidence for basis in version.basis)
    return "\n".join(words.label("confidence", grade) for grade in grades)
