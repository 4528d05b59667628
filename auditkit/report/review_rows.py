"""Says what stands in a row of the review table, and what of it must come back unchanged."""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from auditkit.core.findings import Decided, Decision, Finding
from auditkit.core.i18n import LANGUAGES, Catalogue
from auditkit.report.safe import visible
from auditkit.report.words import Words, moment

FIXED: Final = (
    "severity", "at", "what", "clause", "case_id", "agency_id", "collector_id", "evidence",
    "remedy", "rule_title",
)  # fmt: skip
STANDS: Final = ("stands", "decided_by", "decided_at", "stands_reason", "stands_until")
FILL: Final = ("decision", "reason", "owner", "due", "until", "final")
LAST: Final = ("fingerprint", "check")
COLUMNS: Final = (*FIXED, *STANDS, *FILL, *LAST)
"""The columns of the review table from left to right."""
COMPARED: Final = (*FIXED, "rule", "debtor", "incident", "anchor_activity")
"""What is held against the finding when a table comes back; the last four stand in the report."""
NEEDED: Final = ("fingerprint", "decision", "reason")
"""Without these nothing can be read from a table."""
_DIGEST: Final = 8
_ESCAPED: Final = re.compile(r"_x005[Ff]_")
_PICTURES: Final = re.compile("[\u2400-\u2421]")


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One finding: its fixed cells, how it stands, its fingerprint and its check."""

    fixed: Sequence[str]
    stands: Sequence[str]
    fingerprint: str
    check: str

    def cells(self) -> tuple[str, ...]:
        """Return the cells from left to right, those to fill in empty."""
        return (*self.fixed, *self.stands, *("",) * len(FILL), self.fingerprint, self.check)


def fixed_cells(finding: Finding, words: Words) -> dict[str, str]:
    """Return by column what a finding says in the language of the table."""
    return {
        "severity": words.label("severity", finding.severity),
        "at": moment(finding.at),
        "what": finding.message.pick(words.lang),
        "clause": words.clauses(finding.basis),
        "case_id": finding.case_id,
        "agency_id": words.agency(finding.agency_id),
        "collector_id": finding.collector_id,
        "evidence": finding.evidence,
        "remedy": finding.remedy.pick(words.lang),
        "rule_title": words.title(finding.rule),
        "rule": finding.rule,
        "debtor": finding.debtor,
        "incident": finding.incident,
        "anchor_activity": finding.anchor_activity,
    }


def stands_cells(status: Decision, decided: Decided | None, words: Words) -> tuple[str, ...]:
    """Return how a finding stands; of a lapsed decision that it lapsed."""
    if decided is None:
        return (words.text(f"decision.{status}"), "", "", "", "")
    shown = words.text(f"decision.{decided.status}")
    marks = (("is_final", decided.final and not decided.lapsed), ("is_lapsed", decided.lapsed))
    shown += "".join(words.text(f"review.cli.{name}") for name, holds in marks if holds)
    return (shown, decided.who, moment(decided.at), decided.reason, decided.until)


def check_of(fingerprint: str, cells: Mapping[str, str]) -> str:
    """Return a short digest of the fixed cells, the same however a program writes them."""
    text = "\x1f".join((fingerprint, *(plain(cells[name]) for name in FIXED)))
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    # a letter first, so that no program takes it for a number
    return "C" + base64.b32encode(digest).decode("ascii")[:_DIGEST]


def plain(text: str) -> str:
    """Return text without what saving and opening a table may change about it.

    >>> plain("'=1＋1\\n＝2"), plain("'=1+1␊ =2")
    ('=1+1=2', '=1+1=2')
    """
    if text.isascii() and text.isalnum():
        return text
    shown = _PICTURES.sub("", visible(_ESCAPED.sub("_", text)))
    folded = "".join(unicodedata.normalize("NFKC", shown).split())
    return folded.removeprefix("'")


def labels(lang: str) -> dict[str, str]:
    """Return the headers of the review table in one language."""
    words = Catalogue(lang)
    return {name: label_of(name, words) for name in COLUMNS}


def label_of(name: str, words: Catalogue) -> str:
    """Return the header of a column: the review's own word, else that of the workbook."""
    return words.find(f"review.column.{name}", "") or words.text(f"column.{name}")


def names_of_columns() -> dict[str, dict[str, str]]:
    """Return for every language which column a header means, however it is written there.

    The findings sheet of the workbook calls some columns otherwise than the review table.
    """
    found: dict[str, dict[str, str]] = {}
    for lang in LANGUAGES:
        words = Catalogue(lang)
        names = found.setdefault(lang, {})
        for name in (*COLUMNS, *COMPARED):
            for text in (words.find(f"column.{name}", ""), words.find(f"review.column.{name}", "")):
                if text:
                    names.setdefault(folded(text), name)
            names.setdefault(folded(name), name)
    return found


def folded(text: str) -> str:
    """Return a word as it is recognised: width, case, blanks and dashes do not matter.

    >>> folded(" False－Alarm "), folded("false_alarm")
    ('falsealarm', 'falsealarm')
    """
    wide = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in wide if char.isalnum() or char in "✓√×")


def choices(words: Words | Catalogue, names: Sequence[str]) -> list[str]:
    """Return what may be decided, in words."""
    return [words.text(f"decision.{name}") for name in names]
