"""Every clause that the run rests on, and whether its primary text was read."""

from __future__ import annotations

from collections import Counter, defaultdict

from auditkit.core.findings import Basis
from auditkit.report.interface import ReportBundle
from auditkit.report.sheets.shape import Block, Marked, Row, Sheet
from auditkit.report.words import Words

COLUMNS = (
    "instrument",
    "clause_number",
    "primary",
    "finer",
    "in_force_on",
    "confidence",
    "force",
    "rules",
    "findings",
)


def clauses_sheet(bundle: ReportBundle, words: Words) -> Sheet:
    """Return one row per clause, those of instruments not read in the primary text first."""
    rules: defaultdict[Basis, set[str]] = defaultdict(set)
    for rule in bundle.rules:
        for version in rule.versions:
            for basis in version.basis:
                rules[basis].add(rule.id)
    found = Counter(basis for finding in bundle.findings for basis in finding.basis)
    order = sorted(
        {*rules, *found},
        key=lambda each: (words.primary_read(each), each.instrument, each.clause,
                          each.in_force_from, each.source_confidence, each.finer_unseen),
    )  # fmt: skip
    rows = [_row(each, len(rules[each]), found[each], words) for each in order]
    return Sheet("clauses", (Block(COLUMNS, rows),))


def _row(basis: Basis, rules: int, findings: int, words: Words) -> Row:
    read = words.primary_read(basis)
    force = str(words.instruments.get(basis.instrument, {}).get("force", ""))
    return (
        words.instrument(basis.instrument),
        basis.clause,
        Marked(words.text("yes" if read else "no"), "good" if read else "warn"),
        Marked(words.text("finer_unseen"), "warn") if basis.finer_unseen else "",
        basis.in_force_from,
        words.label("confidence", basis.source_confidence),
        words.label("force_name", force),
        rules,
        findings,
    )
