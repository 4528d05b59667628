"""CSV that Excel and WPS open with Chinese intact and no cell alive."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Any, BinaryIO, Final

from auditkit.core.findings import Basis, Bilingual, Decided
from auditkit.core.i18n import Catalogue
from auditkit.report.interface import ReportBundle
from auditkit.report.record import FINDING_KEYS, number
from auditkit.report.safe import csv_row, csv_text

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
_UNDECIDED: Final = ("",) * len(_DECIDED)
_VALUES: Final = attrgetter(*FINDING_KEYS)

Value = str | int | float | None


def render(bundle: ReportBundle, out: BinaryIO, *, lang: str) -> None:  # noqa: ARG001 both stand in it
    """Write one row per finding in UTF-8 with a byte order mark, lists joined by ``|``."""
    write_table(out, COLUMNS, finding_rows(bundle))


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


def finding_rows(bundle: ReportBundle) -> Iterator[tuple[Value, ...]]:
    """Yield the values of ``COLUMNS`` for every finding, with what was decided on it."""
    clauses: dict[tuple[Basis, ...], str] = {}  # few rules, many findings
    special: dict[str, Callable[[Any], tuple[Value, ...]]] = {
        "activities": lambda ids: ("|".join(ids),),
        "observed": lambda value: (number(value),),
        "limit": lambda value: (number(value),),
        "window": lambda days: days or ("", ""),
        "message": _both,
        "basis": lambda basis: (clauses.get(basis) or _clauses(basis, clauses),),
        "remedy": _both,
        "wording": _both,
    }
    said = tuple(special.get(key) for key in FINDING_KEYS)
    for finding in bundle.findings:
        row: list[Value] = []
        for say, value in zip(said, _VALUES(finding), strict=True):
            if say is None:
                row.append(value)
            else:
                row += say(value)
        yield (*row, *_decided(bundle.decided.get(finding.fingerprint)))


def _both(text: Bilingual | None) -> tuple[str, str]:
    return (text.zh, text.en) if text else ("", "")


def _decided(decided: Decided | None) -> Iterable[str]:
    if decided is None:
        return _UNDECIDED
    values = (getattr(decided, name) for name in _DECIDED)
    return [str(value).lower() if isinstance(value, bool) else value for value in values]


def _clauses(basis: tuple[Basis, ...], known: dict[tuple[Basis, ...], str]) -> str:
    known[basis] = "|".join(_clause(each) for each in basis)
    return known[basis]


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
        writer.writerow(csv_row(row))
    text.flush()
    text.detach()  # the caller's stream stays open
