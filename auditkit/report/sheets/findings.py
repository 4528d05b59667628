"""The findings sheet and the incidents with their timelines."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from auditkit.core.findings import Activity, Decided, Finding
from auditkit.report.interface import Incident, ReportBundle
from auditkit.report.sheets.decided import COLUMNS as DECIDED
from auditkit.report.sheets.decided import decided_cells
from auditkit.report.sheets.shape import Block, Marked, Row, Sheet, marked
from auditkit.report.words import Words, moment

FINDINGS = (
    "no",
    "severity",
    "at",
    "what",
    "wording",
    "clause",
    "certainty",
    "case_id",
    "debtor",
    "party_role",
    "collector_id",
    "agency_id",
    "org_id",
    "observed",
    "limit",
    "window",
    "evidence",
    "source",
    "counted",
    "remedy",
    "suggested",
    *DECIDED,
    "rule_title",
    "rule",
    "incident",
    "overlap",
    "fingerprint",
    "anchor_activity",
    "party",
)
INCIDENTS = (
    "incident",
    "of_total",
    "offends",
    "at",
    "channel",
    "direction",
    "outcome",
    "duration_s",
    "party_role",
    "collector_id",
    "agency_id",
    "step",
    "rule_title",
    "severity",
    "findings",
    "debtor",
    "party",
    "contact",
    "source",
    "linked_rows",
    "activity_id",
    "fingerprint",
    "rule",
)


def findings_sheet(bundle: ReportBundle, words: Words) -> Sheet:
    """Return one row per finding, in the order in which a lawyer reads."""
    rows = (
        _finding(number, each, bundle.decided.get(each.fingerprint), words)
        for number, each in enumerate(bundle.findings, 1)
    )
    return Sheet("findings", (Block(FINDINGS, rows),))


def _finding(number: int, finding: Finding, decided: Decided | None, words: Words) -> Row:
    return (
        number,
        severity(finding.severity, words),
        moment(finding.at),
        finding.message.pick(words.lang),
        words.label("force", finding.force),
        words.clauses(finding.basis),
        words.label("certainty", finding.certainty),
        finding.case_id,
        finding.debtor,
        words.term("party_role", finding.party_role),
        finding.collector_id,
        words.agency(finding.agency_id),
        finding.org_id,
        words.measure(finding, finding.observed),
        words.measure(finding, finding.limit),
        words.window(finding.window),
        finding.evidence,
        words.place(finding.source_file, finding.source_row),
        len(finding.activities),
        finding.remedy.pick(words.lang),
        finding.wording.pick(words.lang) if finding.wording else "",
        *decided_cells(finding, decided, words),
        words.title(finding.rule),
        finding.rule,
        finding.incident,
        finding.overlap,
        finding.fingerprint,
        finding.anchor_activity,
        finding.party,
    )


def severity(name: str, words: Words) -> Marked:
    """Return a severity in words with the look that marks it."""
    return Marked(words.label("severity", name), name)


def incidents_sheet(bundle: ReportBundle, words: Words) -> Sheet:
    """Return one row per counted activity, the facts of its incident repeated on each."""
    found = {each.fingerprint: each for each in bundle.findings}
    parts = (
        _timeline(incident, found, words, shade=bool(place % 2))
        for place, incident in enumerate(bundle.incidents)
    )
    return Sheet("incidents", (Block(INCIDENTS, chain.from_iterable(parts)),))


def _timeline(
    incident: Incident, found: dict[str, Finding], words: Words, *, shade: bool
) -> Iterator[Row]:
    findings = [found[each] for each in incident.findings if each in found]
    anchors = {each.anchor_activity: each.fingerprint for each in findings}
    gravity = severity(findings[0].severity, words) if findings else ""
    for place, activity in enumerate(incident.activities, 1):
        mine = anchors.get(activity.activity_id, "")
        row: Row = (
            incident.id,
            f"{place}/{len(incident.activities)}",
            Marked("●", "anchor") if mine else "",
            *_happened(activity, words),
            words.title(incident.rule),
            gravity,
            len(incident.findings),
            incident.debtor,
            activity.party,
            activity.contact,
            words.place(activity.source_file, activity.source_row),
            "\n".join(words.place(file, row) for file, row in activity.linked),
            activity.activity_id,
            mine,
            incident.rule,
        )
        yield [marked(value, "alternate") for value in row] if shade else row


def _happened(activity: Activity, words: Words) -> Row:
    return (
        moment(activity.at),
        words.term("channel", activity.channel),
        words.term("direction", activity.direction),
        words.term("outcome", activity.outcome),
        activity.duration_s if activity.duration_s >= 0 else None,
        words.term("party_role", activity.party_role),
        activity.collector_id,
        words.agency(activity.agency_id),
        words.term("step", activity.step),
    )
