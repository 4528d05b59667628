"""Writes tables as workbooks and as delimited text, the same bytes for the same content."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

Row = Sequence[str | int]
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_MADE: Final = (2026, 11, 2, 9, 0, 0)
_PARTS: Final = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package'
    '.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
    "</Types>",
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
    '<sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    "</Relationships>",
}


def write_workbook(path: Path, header: Sequence[str], rows: Iterable[Row]) -> None:
    """Write one sheet; text stays text, so that identity numbers keep their last digits."""
    body = "".join(_row(number, row) for number, row in enumerate([header, *rows], 1))
    sheet = f'<worksheet xmlns="{_MAIN}"><sheetData>{body}</sheetData></worksheet>'
    with ZipFile(path, "w") as book:
        for name, text in {**_PARTS, "xl/worksheets/sheet1.xml": sheet}.items():
            part = ZipInfo(name, _MADE)
            part.compress_type = ZIP_DEFLATED
            book.writestr(part, _DECLARATION + text)


def _row(number: int, cells: Row) -> str:
    shown = [_cell(f"{_column(at)}{number}", c) for at, c in enumerate(cells) if c != ""]
    return f'<row r="{number}">{"".join(shown)}</row>'


def _cell(name: str, value: str | int) -> str:
    if isinstance(value, int):
        return f'<c r="{name}"><v>{value}</v></c>'
    return f'<c r="{name}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'


def _column(at: int) -> str:
    """Return the letters of a column counted from 0.

    >>> _column(0), _column(25), _column(26)
    ('A', 'Z', 'AA')
    """
    first, last = divmod(at, 26)
    return (chr(64 + first) if first else "") + chr(65 + last)


def write_text(path: Path, header: Sequence[str], rows: Iterable[Row], *, encoding: str) -> None:
    """Write a comma-separated file in the encoding given."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    path.write_bytes(out.getvalue().encode(encoding))
