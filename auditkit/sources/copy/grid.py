"""Copies workbooks, and web pages named as such, into an .xlsx workbook of plain cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from auditkit.sources.asides import aside
from auditkit.sources.copy.interface import Cell, Change, batched
from auditkit.sources.grid import GridRow, GridSource, as_text, texts_of

_TITLE: Final = 31
_TELLING: Final = "=#"
"""What texts begin with that a workbook would take for something else."""
_FORBIDDEN: Final = str.maketrans("[]:*?/\\", "_______")


class GridCopier:
    """The sheets of a workbook; values keep their types, formats and formulas are left behind."""

    suffix = ".xlsx"

    def __init__(self, sheets: Sequence[GridSource]) -> None:
        self._sheets = sheets

    def columns(self) -> tuple[str, ...]:
        """Return the names of the columns of all sheets."""
        return tuple(dict.fromkeys(name for sheet in self._sheets for name in sheet.header()))

    def copy(self, change: Change, out: BinaryIO) -> None:
        """Write the copy."""
        book = Workbook(write_only=True)
        taken: set[str] = set()
        for source in self._sheets:
            sheet = book.create_sheet(_title(source.name, taken))
            for cells in _changed(source, change):
                sheet.append([_written(sheet, value) for value in cells])
        book.save(out)


def _changed(source: GridSource, change: Change) -> Iterator[list[Any]]:
    names, last = source.header(), source.header_row
    at = 0
    for batch in batched(source.grid()):
        rows = [_cells(row, names if row[0] > last else ()) for row in batch]
        for (number, cells, _), row, texts in zip(batch, rows, change(rows), strict=True):
            yield from ([] for _ in range(number - at - 1))
            at = number
            yield [
                value if text == before else text
                for value, (_, before), text in zip(cells, row, texts, strict=True)
            ]


def _cells(row: GridRow, names: tuple[str, ...]) -> list[Cell]:
    texts = texts_of(row[1])
    if names and (not all(texts) and aside(texts, names)):
        names = ()
    raw = (value if isinstance(value, str) else as_text(value) or "" for value in row[1])
    return [(names[at] if at < len(names) else "", text) for at, text in enumerate(raw)]


def _written(sheet: Any, value: Any) -> Any:  # noqa: ANN401 - openpyxl has no types
    if not isinstance(value, str):
        return value
    if not value:
        return None
    text = ILLEGAL_CHARACTERS_RE.sub("\ufffd", value)
    if text[0] not in _TELLING:
        return text
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"  # a text that begins with = is no formula, #N/A no error
    return cell


def _title(name: str, taken: set[str]) -> str:
    own = name.rpartition("[")[2].removesuffix("]") if name.endswith("]") else name
    title = own.translate(_FORBIDDEN)[:_TITLE] or "sheet"
    shown, count = title, 1
    while shown.casefold() in taken:
        count += 1
        shown = f"{title[: _TITLE - len(str(count)) - 1]}_{count}"
    taken.add(shown.casefold())
    return shown
