"""CSV that Excel and WPS open with Chinese intact and no cell alive."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO, Final

from auditkit.core.findings import Basis, Decided, Finding
from auditkit.core.i18n import Catalogue
from auditkit.report.interface import ReportBundle
from auditkit.report.record import FINDING_KEYS, number
from auditkit.report.safe import csv_text

_SPLIT: Final = {
    "window": ("window_first", "window_last"),
    "message": ("message_zh", "message_en"),
    "remedy": ("remedy_zh", "remedy_en"),
    "wording": ("wording_zh", "wording_en"),
}
_DECIDED: Final = {
    "who": "decided_by",
    "at": "decided_at",
    "reason": "decided_reason",
    "until": "decided_until",
    "owner": "owner",
    "due": "due",
    "final": "final",
    "lapsed": "lapsed",
}
COLUMNS: Final = (
    *(name for key in FINDING_KEYS for name in _SPLIT.get(key, (key,))),
    *_DECIDED.values(),
)
"""The header: the field names of a finding; the names are the same in every language."""

Value = str | int | float | None


def render(bundle: ReportBundle, out: BinaryIO, *, lang: str) -> None:  # noqa: ARG001 both stand in it
    """Write one row per finding in UTF-8 with a byte order mark, lists joined by ``|``."""
    rows = (_row(each, bundle.decided.get(each.fingerprint)) for each in bundle.findings)
    write_table(out, COLUMNS, rows)


def render_rejects(bundle: ReportBundle, out: BinaryIO, *, lang: str) -> None:
    """Write one row per rejected row: file, row, column, reason and the reason in words.

    ``activity`` is said where only that activity of the row was lost.
    """
    words = Catalogue(lang)
    header = ("file", "row", "column", "reason", "meaning", "activity")
    rows = (
        (
            each.file,
            each.row,
            each.column,
            each.reason,
            words.find(f"reject.{each.reason}", ""),
            each.activity,
        )
        for each in bundle.rejects
    )
    write_table(out, header, rows)


def _row(finding: Finding, decided: Decided | None) -> tuple[Value, ...]:
    special: dict[str, tuple[Value, ...]] = {
        "activities": ("|".join(finding.activities),),
        "observed": (number(finding.observed),),
        "limit": (number(finding.limit),),
        "window": finding.window or ("", ""),
        "message": (finding.message.zh, finding.message.en),
        "basis": ("|".join(_clause(basis) for basis in finding.basis),),
        "remedy": (finding.remedy.zh, finding.remedy.en),
        "wording": (finding.wording.zh, finding.wording.en) if finding.wording else ("", ""),
    }
    said = (value for key in FINDING_KEYS for value in special.get(key, (getattr(finding, key),)))
    return (*said, *_decided(decided))


def _decided(decided: Decided | None) -> Iterator[str]:
    for name in _DECIDED:
        value = getattr(decided, name, "")
        yield str(value).lower() if isinstance(value, bool) else value


def _clause(basis: Basis) -> str:
    unseen = "*" if basis.finer_unseen else ""
    said = f"{basis.instrument} {basis.clause}{unseen}"
    return f"{said} [{basis.in_force_from}; {basis.source_confidence}]"


def write_table(out: BinaryIO, header: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """Write a table in UTF-8 with a byte order mark; no cell of it is alive."""
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([csv_text(cell) for cell in header])
    for row in rows:
        writer.writerow([csv_text(cell) if isinstance(cell, str) else cell for cell in row])
    text.flush()
    text.detach()  # the caller's stream stays open
