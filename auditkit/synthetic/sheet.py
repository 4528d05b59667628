"""Writes tables as workbooks and as delimited text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from openpyxl import Workbook

from auditkit.synthetic.world import FIRST

Row = Sequence[str | int]


def write_workbook(path: Path, header: Sequence[str], rows: Iterable[Row]) -> None:
    """Write one sheet; text stays text, so that identity numbers keep their last digits."""
    book = Workbook(write_only=True)
    stamp = datetime.fromisoformat(FIRST.date().isoformat())
    book.properties.created = book.properties.modified = stamp
    sheet = book.create_sheet("Sheet1")
    sheet.append(list(header))
    for row in rows:
        sheet.append([None if cell == "" else cell for cell in row])
    book.save(path)


def write_text(path: Path, header: Sequence[str], rows: Iterable[Row], *, encoding: str) -> None:
    """Write a comma-separated file in the encoding given."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    path.write_bytes(out.getvalue().encode(encoding))
