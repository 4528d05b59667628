"""Writes the review table: what a person needs to decide, and the cells to decide in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any, BinaryIO, Final, get_args

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from auditkit.core.findings import Decision
from auditkit.report.csv_table import write_table
from auditkit.report.review_rows import (
    COLUMNS,
    FILL,
    FIXED,
    LAST,
    STANDS,
    ReviewRow,
    choices,
    labels,
)
from auditkit.report.safe import CellText
from auditkit.report.width import lines_in
from auditkit.report.words import Words

_ROWS: Final = 1_000_000  # a sheet holds some more, and its header
_WIDTHS: Final = {
    "severity": 9, "at": 26, "what": 44, "clause": 44, "case_id": 22, "agency_id": 14,
    "collector_id": 14, "evidence": 44, "remedy": 40, "rule_title": 26, "stands": 16,
    "decided_by": 14, "decided_at": 26, "stands_reason": 28, "stands_until": 16, "decision": 13,
    "reason": 36, "owner": 14, "due": 13, "until": 13, "final": 8, "fingerprint": 20, "check": 12,
}  # fmt: skip
_WRAPPED: Final = ("what", "clause", "evidence", "remedy", "stands_reason", "reason")
_DAYS: Final = ("due", "until")
_FIRST_DAY: Final = "36526"  # 2000-01-01 as workbooks count; any number is a day to them
_FROZEN: Final = 3
_A3: Final = 8
_HEADER: Final = 32
_LINE: Final = 15
_GAP: Final = 3
_TALLEST: Final = 409  # points; Excel allows no taller row


def write_review_csv(rows: Iterable[ReviewRow], out: BinaryIO, words: Words) -> None:
    """Write the table as CSV in UTF-8 with a byte order mark, every cell on one line."""
    heads = labels(words.lang)
    flat = ([" ".join(text.splitlines()) for text in row.cells()] for row in rows)
    write_table(out, [heads[name] for name in COLUMNS], flat)


def write_review_book(rows: Iterable[ReviewRow], out: BinaryIO, words: Words, run: str) -> None:
    """Write the table as a workbook, nothing in it newer than Excel 2010; rows are streamed."""
    book, cells = Workbook(write_only=True), CellText()
    waiting = iter(rows)
    for number in range(1, 1_000):
        first = next(waiting, None)
        if first is None and number > 1:
            break
        some = chain([first] if first else [], islice(waiting, _ROWS - 1))
        _sheet(book, _title(words, number), some, words, cells)
    _guide(book, words, run)
    book.properties.creator = "auditkit"
    book.save(out)


def _title(words: Words, number: int) -> str:
    return words.text("review.sheet") + (f" ({number})" if number > 1 else "")


def _sheet(
    book: Workbook, title: str, rows: Iterable[ReviewRow], words: Words, cells: CellText
) -> None:
    sheet: Any = book.create_sheet(title)
    sheet.freeze_panes = f"{get_column_letter(_FROZEN + 1)}2"
    sheet.sheet_view.zoomScale = 90
    for place, name in enumerate(COLUMNS, 1):
        column = sheet.column_dimensions[get_column_letter(place)]
        column.width = _WIDTHS[name]
        _dress(column, name)
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", _A3
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    sheet.row_dimensions[1].height = _HEADER
    heads = labels(words.lang)
    sheet.append([_head(sheet, heads[name], name) for name in COLUMNS])
    pens = [_pen(sheet, name) for name in COLUMNS]
    count = 1
    for row in rows:
        count += 1
        sheet.row_dimensions[count].height = _height(row)
        sheet.append(_written(row, pens, cells))
        del sheet.row_dimensions[count]  # it is written; a sheet may have a million
    last = get_column_letter(len(COLUMNS))
    sheet.auto_filter.ref = f"A1:{last}{count}"
    for rule in _rules(max(count, 2), words):
        sheet.data_validations.append(rule)
    sheet.close()


def _height(row: ReviewRow) -> float:
    """Return the height that shows every line of a row: no program measures them by itself."""
    texts = zip(COLUMNS, row.cells(), strict=True)
    lines = max(lines_in(text, _WIDTHS[name]) for name, text in texts if name in _WRAPPED)
    return min(lines * _LINE + _GAP, _TALLEST)


def _written(row: ReviewRow, pens: Sequence[Any], cells: CellText) -> list[Any]:
    """Return the cells of a row, nothing for an empty one, which looks as its column does.

    A cell object is used again, for it is written at once.
    """
    written: list[Any] = []
    for pen, text in zip(pens, row.cells(), strict=True):
        if text:
            pen.value, pen.data_type = cells(text), "s"
        written.append(pen if text else None)
    return written


def _rules(last: int, words: Words) -> Iterator[DataValidation]:
    letters = {name: get_column_letter(place) for place, name in enumerate(COLUMNS, 1)}
    lists = {
        "decision": choices(words, get_args(Decision)),
        "final": [words.text("yes"), words.text("no")],
    }
    for name, texts in lists.items():
        listed = f'"{",".join(texts)}"'
        reach = f"{letters[name]}2:{letters[name]}{last}"
        yield _rule("list", reach, words.text("review.entry.decision"), words, formula1=listed)
    for name in _DAYS:
        reach = f"{letters[name]}2:{letters[name]}{last}"
        said = words.text("review.entry.day")
        yield _rule("date", reach, said, words, operator="greaterThan", formula1=_FIRST_DAY)


def _rule(kind: Any, reach: str, said: str, words: Words, **more: Any) -> DataValidation:  # noqa: ANN401 - openpyxl's
    return DataValidation(
        type=kind,
        sqref=reach,
        allow_blank=True,
        showErrorMessage=True,
        showInputMessage=True,
        errorTitle=words.text("review.entry.title"),
        error=said,
        **more,
    )


_EDGE: Final = Side("thin", color="C9D1DA")
_FILLS: Final = {
    **dict.fromkeys(FIXED, "DCE4EE"),
    **dict.fromkeys(STANDS, "E6F3EA"),
    **dict.fromkeys(FILL, "FCE8B2"),
    **dict.fromkeys(LAST, "EDF1F5"),
}


def _head(sheet: Any, text: str, name: str) -> Any:  # noqa: ANN401 - openpyxl's write-only cell
    cell = WriteOnlyCell(sheet, value=text)
    cell.font = Font(bold=True, color="1F3A5F")
    cell.fill = PatternFill("solid", fgColor=_FILLS[name])
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    cell.border = Border(bottom=Side("medium", color="1F3A5F"), left=_EDGE, right=_EDGE)
    return cell


def _pen(sheet: Any, name: str) -> Any:  # noqa: ANN401 - openpyxl's write-only cell
    cell = WriteOnlyCell(sheet)
    _dress(cell, name)
    return cell


def _dress(cell: Any, name: str) -> None:  # noqa: ANN401 - openpyxl's cell or column
    cell.alignment = Alignment(vertical="center", wrap_text=name in _WRAPPED)
    cell.border = Border(bottom=_EDGE, left=_EDGE, right=_EDGE, top=_EDGE)
    if name in FILL:
        cell.fill = PatternFill("solid", fgColor="FFFDF3")
    if name in LAST:
        cell.font = Font(size=8, color="A3ACB6")
    # text, so that an id that somebody types is kept as typed
    cell.number_format = "yyyy-mm-dd" if name in _DAYS else "@"


def _guide(book: Workbook, words: Words, run: str) -> None:
    sheet: Any = book.create_sheet(words.text("review.guide.sheet"))
    sheet.column_dimensions["A"].width = 110
    about = f"{words.text('review.guide.run')}{words.text('colon')}{run}"
    for line in (about, *words.text("review.guide.lines").splitlines()):
        cell = WriteOnlyCell(sheet, value=line)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.append([cell])
    sheet.close()
