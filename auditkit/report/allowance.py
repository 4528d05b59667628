"""What may still be done, as a table or a document that a dialler can read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

from auditkit.core.findings import Bilingual, Certainty, Severity
from auditkit.report.csv_table import write_table


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that a contact would break, its clause, and until when ("": not within the horizon).

    ``lasting``: it ends when something happens, and not by time alone.
    """

    rule: str
    title: Bilingual
    severity: Severity
    certainty: Certainty
    clause: str
    until: str
    lasting: bool
    said: Bilingual


@dataclass(frozen=True, slots=True)
class Line:
    """What may still be done with one person at one address, by one kind of contact.

    ``debtor``, ``party`` and ``contact`` are pseudonyms. ``remaining_at_least`` is set where more
    may be left than were tried; ``lawful_until`` is "" where nothing ends it within the horizon.
    ``not_evaluated`` are ``rule:reason``; with any the line is not ``certain``.
    """

    debtor: str
    case_id: str
    party: str
    party_role: str
    contact: str
    agency_id: str
    kind: str
    allowed_now: bool
    remaining: int
    remaining_at_least: bool
    earliest: str
    lawful_until: str
    until_when: str
    reasons: tuple[Reason, ...]
    ended_by: tuple[str, ...]
    horizon_reached: bool
    certain: bool
    not_evaluated: tuple[str, ...]
    last_activity: str


@dataclass(frozen=True, slots=True)
class Allowance:
    """All lines, and what was asked and known; ``facts`` are plain values."""

    facts: dict[str, Any]
    lines: Sequence[Line]


COLUMNS: Final = (
    *("debtor", "case_id", "party", "party_role", "contact", "agency_id", "kind", "allowed_now"),
    *("remaining", "remaining_at_least", "earliest", "lawful_until", "until_when", "reasons"),
    *("reasons_zh", "reasons_en", "clause", "ended_by", "horizon_reached", "certain"),
    *("not_evaluated", "last_activity"),
)


def render_csv(found: Allowance, out: BinaryIO) -> None:
    """Write one row per line in UTF-8 with a byte order mark, lists joined by ``|``."""
    write_table(out, COLUMNS, _rows(found.lines))


def render_json(found: Allowance, out: BinaryIO) -> None:
    """Write one document: what was asked and known, then one object per line."""
    head = json.dumps(found.facts, ensure_ascii=False, indent=1)
    out.write(head.removesuffix("\n}").encode() + b',\n "lines": [')
    for number, line in enumerate(found.lines):
        text = json.dumps(_document(line), ensure_ascii=False)
        out.write((",\n  " if number else "\n  ").encode() + text.encode())
    out.write(b"\n ]\n}\n")


def _rows(lines: Sequence[Line]) -> Iterator[tuple[str | int, ...]]:
    for line in lines:
        cells = {**_plain(line), **_told(line)}
        yield tuple(_cell(cells[name]) for name in COLUMNS)


def _cell(value: Any) -> str | int:  # noqa: ANN401 - a value of a line
    if isinstance(value, bool):
        return str(value).lower()
    return "|".join(value) if isinstance(value, tuple) else value


def _plain(line: Line) -> dict[str, Any]:
    return {name: getattr(line, name) for name in Line.__slots__}


def _told(line: Line) -> dict[str, Any]:
    return {
        "reasons": tuple(each.rule for each in line.reasons),
        "reasons_zh": tuple(each.said.zh for each in line.reasons),
        "reasons_en": tuple(each.said.en for each in line.reasons),
        "clause": tuple(dict.fromkeys(each.clause for each in line.reasons)),
    }


def _document(line: Line) -> dict[str, Any]:
    reasons = [
        {
            "rule": each.rule,
            "severity": each.severity,
            "certainty": each.certainty,
            "clause": each.clause,
            "until": each.until,
            "lasting": each.lasting,
            "title": {"zh": each.title.zh, "en": each.title.en},
            "said": {"zh": each.said.zh, "en": each.said.en},
        }
        for each in line.reasons
    ]
    return {**_plain(line), "reasons": reasons}
