"""The cells that say what was decided on a finding, and take what is decided next."""

from __future__ import annotations

from auditkit.core.findings import Decided, Finding
from auditkit.report.days import day_of
from auditkit.report.sheets.shape import Marked, Plain, Row
from auditkit.report.words import Words, moment

_ISO = 10  # characters of a day
FIELDS = ("decision", "reason", "owner", "due", "until", "final")
"""The columns to fill in; their headers and words are what an import of decisions reads."""
COLUMNS = (*FIELDS, "decided_by", "decided_at", "lapsed")


def decided_cells(finding: Finding, decided: Decided | None, words: Words) -> Row:
    """Return what holds, as cells to fill in, and what once held as a remark beside them."""
    holds = decided if decided and not decided.lapsed else None
    return (
        field(words.label("decision", finding.decision)),
        field(holds.reason if holds else ""),
        field(holds.owner if holds else ""),
        field(day_cell(holds.due if holds else "")),
        field(day_cell(holds.until if holds else "")),
        field(words.text("yes") if holds and holds.final else ""),
        holds.who if holds else "",
        moment(holds.at) if holds else "",
        Marked(_once(decided, words), "warn") if decided and decided.lapsed else "",
    )


def field(value: Plain) -> Marked:
    """Return a value as a cell that may be filled in."""
    return Marked(value, "field")


def day_cell(text: str) -> Plain:
    """Return a local day as a date, so that it sorts and can be checked; other text as it is."""
    day = day_of(text) if len(text) == _ISO else None
    return day or text or None


def _once(decided: Decided, words: Words) -> str:
    return words.text(
        "lapsed_said",
        decision=words.label("decision", decided.status),
        until=decided.until,
        who=decided.who,
        reason=decided.reason,
    )
