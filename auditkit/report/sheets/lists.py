"""Coverage, exemptions relied on, what was not evaluated, rows that could not be read."""

from __future__ import annotations

from auditkit.core.findings import Coverage, Lookback
from auditkit.report.interface import ReportBundle
from auditkit.report.sheets.shape import Block, Marked, Row, Sheet, Value
from auditkit.report.words import Words, moment

COVERAGE = (
    "rule_title",
    "judged",
    "found",
    "exempt",
    "not_evaluated",
    "lookback_needs",
    "lookback_has",
    "status",
    "wording",
    "pack",
    "rule",
)
EXEMPTIONS = (
    "rule_title",
    "at",
    "case_id",
    "debtor",
    "relied_on",
    "relied_on_at",
    "source",
    "anchor_activity",
    "rule",
)
NOT_EVALUATED = ("rule_title", "reason", "source", "rows", "rule")
UNKNOWN_CODES = ("code", "column", "source", "rows", "canonical")
REJECTS = ("file", "row", "column", "reason", "reason_key", "activity")


def coverage_sheet(bundle: ReportBundle, words: Words) -> Sheet:
    """Return what each rule judged, found, exempted and left."""
    rules = {rule.id: rule for rule in bundle.rules}
    back = {each.rule: each for each in bundle.lookbacks}
    rows: list[Row] = []
    for each in bundle.coverage:
        rule = rules.get(each.rule)
        rows.append(
            (
                words.title(each.rule),
                each.judged,
                each.found,
                each.exempt,
                Marked(each.not_evaluated, "warn") if each.not_evaluated else 0,
                *_lookback(back.get(each.rule), words),
                _status(each, words),
                words.label("force", rule.force) if rule else "",
                rule.pack if rule else "",
                each.rule,
            )
        )
    return Sheet("coverage", (Block(COVERAGE, rows),))


def _lookback(back: Lookback | None, words: Words) -> tuple[Value, Value]:
    """Return the days a rule looks back and those it has; what does not suffice is marked."""
    if back is None:
        return "", ""
    needs = words.text("lookback.all") if back.needs is None else str(back.needs)
    has = words.text("lookback.since", days=back.has, since=back.since) if back.since else "0"
    short = bool(back.cut) or back.needs is None
    return needs, Marked(has, "warn") if short else has


def _status(coverage: Coverage, words: Words) -> Value:
    if coverage.found:
        return Marked(words.text("status.found"), "high")
    if coverage.not_evaluated:
        key = "partly" if coverage.judged else "not_evaluated"
        return Marked(words.text(f"status.{key}"), "warn")
    if coverage.judged:
        return Marked(words.text("status.clean"), "good")
    return Marked(words.text("status.no_rows"), "quiet")


def exemptions_sheet(bundle: ReportBundle, words: Words) -> Sheet:
    """Return the records without which there would be more findings."""
    rows = (
        (
            words.title(each.rule),
            moment(each.at),
            each.case_id,
            each.debtor,
            each.relied_on,
            moment(each.relied_on_at),
            words.place(each.source_file, each.source_row),
            each.anchor_activity,
            each.rule,
        )
        for each in bundle.exemptions
    )
    return Sheet("exemptions", (Block(EXEMPTIONS, rows),))


def not_evaluated_sheet(bundle: ReportBundle, words: Words) -> Sheet:
    """Return the rules that could not judge rows, and the codes that nothing maps."""
    rows = (
        (
            words.title(each.rule),
            words.label("why_not", each.reason),
            each.source,
            each.rows,
            each.rule,
        )
        for each in bundle.not_evaluated
    )
    codes = (
        (each.code, each.column, each.source, each.rows, each.canonical)
        for each in bundle.unknown_codes
    )
    return Sheet(
        "not_evaluated",
        (
            Block(NOT_EVALUATED, rows, words.text("block.not_judged")),
            Block(UNKNOWN_CODES, codes, words.text("block.unknown_codes")),
        ),
    )


def rejects_sheet(bundle: ReportBundle, words: Words) -> Sheet:
    """Return where each rejected row stands and why it was rejected."""
    rows = (
        (
            each.file,
            each.row,
            each.column,
            words.label("reject", each.reason),
            each.reason,
            each.activity,
        )
        for each in bundle.rejects
    )
    return Sheet("rejects", (Block(REJECTS, rows),))
