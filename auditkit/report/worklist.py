"""The workbook that leads findings back to persons: the one report with personal data in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from auditkit.core.activity import COLUMNS
from auditkit.report.safe import CellText

_FINDING = ("fingerprint", "rule", "severity", "at", "source_file", "source_row")
_WIDTH = 22


def write_worklist(
    rows: Iterable[tuple[Mapping[str, Any], Mapping[str, str]]],
    person: Sequence[str],
    out: BinaryIO,
) -> None:
    """Write one row per finding with what the bank's own row says of the person.

    ``person`` are canonical columns; every cell is text.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet("identify")
    sheet.freeze_panes = "C2"
    for number in range(len(_FINDING) + len(person)):
        sheet.column_dimensions[_letter(number)].width = _WIDTH
    cells = CellText()
    titles = [*_FINDING, *(f"{COLUMNS[name].zh} {name}" for name in person)]
    sheet.append([_cell(sheet, title, cells, bold=True) for title in titles])
    for finding, said in rows:
        values = [*(finding[name] for name in _FINDING), *(said.get(name, "") for name in person)]
        sheet.append([_cell(sheet, str(value), cells) for value in values])
    book.save(out)


def _letter(number: int) -> str:
    return chr(ord("A") + number)


def _cell(sheet: Any, text: str, cells: CellText, *, bold: bool = False) -> Any:  # noqa: ANN401 openpyxl's write-only cell
    cell = WriteOnlyCell(sheet, value=cells(text))
    cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell
