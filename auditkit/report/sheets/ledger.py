"""The remediation ledger: what is to be put right, by whom, until when, and who verified it."""

from __future__ import annotations

from auditkit.report.interface import ReportBundle
from auditkit.report.ledger import Entry, LedgerPlan, entries, load_ledger_plan
from auditkit.report.sheets.decided import day_cell
from auditkit.report.sheets.findings import severity
from auditkit.report.sheets.shape import Block, Marked, Row, Sheet, Value
from auditkit.report.words import Words, moment

COLUMNS = (
    "no",
    "severity",
    "what",
    "characterised",
    "force",
    "case_id",
    "agency_id",
    "org_id",
    "status_decided",
    "days_since",
    "ageing",
    "overdue",
    "measure",
    "owner",
    "due",
    "decided_at",
    "reason",
    "verified_by",
    "verified_at",
    "verified",
    "verified_note",
    "fingerprint",
)
_FIELD = Marked("", "field")
_AGES = ("good", "low", "medium", "high", "critical")


def ledger_sheet(bundle: ReportBundle, words: Words) -> Sheet:
    """Return one row per finding that is to be followed up, in the order of the findings."""
    plan = load_ledger_plan()
    rows = (_row(number, each, plan, words) for number, each in enumerate(entries(bundle, plan), 1))
    return Sheet("ledger", (Block(COLUMNS, rows),), note=_note(plan, words))


def _note(plan: LedgerPlan, words: Words) -> str:
    decisions = words.text("comma").join(words.label("decision", each) for each in plan.decisions)
    return words.text(
        "ledger.note", decisions=decisions, level=words.label("severity", plan.open_from)
    )


def _row(number: int, entry: Entry, plan: LedgerPlan, words: Words) -> Row:
    finding, decided = entry.finding, entry.decided
    return (
        number,
        severity(finding.severity, words),
        finding.message.pick(words.lang),
        f"{words.label('force', finding.force)}\n{words.clauses(finding.basis)}",
        words.label("force_name", finding.force),
        finding.case_id,
        words.agency(finding.agency_id),
        finding.org_id,
        Marked(words.label("decision", finding.decision), f"decision_{finding.decision}"),
        entry.days,
        _age(entry.bucket, plan, words),
        Marked(words.text("yes"), "critical") if entry.overdue else "",
        finding.remedy.pick(words.lang),
        decided.owner if decided else "",
        day_cell(decided.due if decided else ""),
        moment(decided.at) if decided else "",
        decided.reason if decided else "",
        *(_FIELD,) * 4,
        finding.fingerprint,
    )


def _age(bucket: int | None, plan: LedgerPlan, words: Words) -> Value:
    if bucket is None:
        return ""
    return Marked(age_name(bucket, plan, words), _AGES[min(bucket, len(_AGES) - 1)])


def age_name(bucket: int, plan: LedgerPlan, words: Words) -> str:
    """Return what a bucket of ages is called."""
    first = plan.ageing[bucket - 1] + 1 if bucket else 0
    if bucket == len(plan.ageing):
        return words.text("ledger.over", days=first - 1)
    return words.text("ledger.age", first=first, last=plan.ageing[bucket])
