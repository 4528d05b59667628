"""Writes sheets as the layout says: title band, headers that stay, widths, print set-up."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain, islice
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from auditkit.report.safe import CellText
from auditkit.report.sheets.shape import (
    Block,
    Chart,
    Layout,
    Marked,
    Row,
    Sheet,
    SheetLayout,
    Value,
    Wide,
)
from auditkit.report.width import best_width, lines_in
from auditkit.report.words import Words
from auditkit.report.xlsx_chart import Place, drawn, height_of
from auditkit.report.xlsx_entry import validation
from auditkit.report.xlsx_style import Pens, Styles

_BAND: Final = 30
_NOTE: Final = 18
_HEADER: Final = 32
_BLOCK: Final = 26
_LINE: Final = 15
_GAP: Final = 3
_LINE_CM: Final = 0.52  # centimetres of the lowest row that an office draws
_ROOMY: Final = 1.8  # lines that a headline figure or a signature takes
_ROOMY_LOOKS: Final = ("figure", "blank")
_TALLEST: Final = 409  # points; Excel allows no taller row
_SEEN: Final = 10_000  # characters of a text that the tallest row can show at most
_MEASURED: Final = 1_000  # characters that say how wide a column is to be
_A4: Final = 9
_HEADER_FILTER_WIDTH: Final = 3  # room for the arrow of the filter


class SheetWriter:
    """Writes sheets into a book, splitting one that has more rows than a sheet may have."""

    def __init__(self, book: Workbook, layout: Layout, words: Words, cells: CellText) -> None:
        self._book, self._layout, self._words, self._cells = book, layout, words, cells
        self._styles: Styles = {}

    def write(self, sheet: Sheet) -> None:
        """Write a sheet; a further sheet ``name (2)`` takes what the first cannot hold."""
        shape = self._layout.sheets[sheet.key].with_repeated(sheet.repeat)
        blocks, widths = self._measured(sheet, shape)
        page = _Page(self, sheet, shape, widths)
        for block in blocks:
            page.start(block)
            for row in block.rows:
                if page.full:
                    page.close(block)
                    page = page.next(block)
                page.row(row)
            page.end(block)
        page.close()

    def _measured(self, sheet: Sheet, shape: SheetLayout) -> tuple[list[Block], list[int]]:
        texts: list[list[str]] = [[] for _ in shape.columns]
        blocks = []
        for block in sheet.blocks:
            rows = iter(block.rows)
            first = list(islice(rows, self._layout.sample))
            for row in first if block.columns else ():
                for place, value in enumerate(row):
                    texts[place].append(_text(value)[:_MEASURED])
            blocks.append(replace(block, rows=chain(first, rows)))
        widths = [
            best_width(
                [*texts[place], *self._header_texts(each.key, shape)], each.narrowest, each.widest
            )
            for place, each in enumerate(shape.columns)
        ]
        return blocks, widths

    def _header_texts(self, key: str, shape: SheetLayout) -> list[str]:
        label = self._words.label("column", key)
        return [label + " " * _HEADER_FILTER_WIDTH] if shape.filter else []

    def open(self, of: Sheet, number: int, widths: Sequence[int]) -> tuple[Any, Pens]:
        """Return a new sheet with its title band, and the pens that write on it."""
        key = of.key
        name = self._words.text(f"sheet.{key}") + (f" ({number})" if number > 1 else "")
        sheet, shape = self._book.create_sheet(name), self._layout.sheets[key]
        for place, width in enumerate(widths, 1):
            sheet.column_dimensions[get_column_letter(place)].width = width
        _print_setup(sheet, shape, self._words)
        sheet.sheet_view.showGridLines = False
        sheet.sheet_view.zoomScale = 90
        rows = _top_rows(shape)
        if shape.freeze:
            sheet.freeze_panes = f"{get_column_letter(shape.freeze + 1)}{rows + 1}"
            sheet.print_title_rows = f"1:{rows}"
        if shape.wide > 1:
            sheet.print_title_cols = f"A:{get_column_letter(shape.freeze)}"
        sheet.row_dimensions[1].height = _BAND
        sheet.row_dimensions[2].height = _NOTE
        pens = Pens(sheet, self._layout, self._words.lang, self._cells, self._styles)
        title, count = self._title(key, number), len(widths)
        sheet.append([pens.cell(title if not at else None, "band", at) for at in range(count)])
        note = of.note or self._words.catalogue.find(f"note.{key}", "")
        sheet.append([pens.cell(note, "note", 0)])
        return sheet, pens

    def _title(self, key: str, number: int) -> str:
        title = self._words.text(f"title.{key}")
        return self._words.text("continued", title=title, number=number) if number > 1 else title

    @property
    def kinds(self) -> Mapping[str, Mapping[str, str]]:
        """How the kinds of columns are shown."""
        return self._layout.kinds

    @property
    def layout(self) -> Layout:
        """How everything is shown."""
        return self._layout

    @property
    def words(self) -> Words:
        """What everything is called."""
        return self._words

    @property
    def limit(self) -> int:
        """How many rows a sheet may have."""
        return self._layout.rows

    def header(self, key: str) -> str:
        """Return the words above a column."""
        return self._words.label("column", key)

    @property
    def nothing(self) -> str:
        """What stands where a list is empty."""
        return self._words.text("nothing")


class _Page:
    """One sheet being written: where the next row goes and what stands above it."""

    def __init__(
        self, writer: SheetWriter, of: Sheet, shape: SheetLayout, widths: list[int], number: int = 1
    ) -> None:
        self._writer, self._of, self._shape = writer, of, shape
        self._widths, self._number = widths, number
        self._sheet, self._pens = writer.open(of, number, widths)
        self._at = 2
        self._header_at = 0
        self._block_at = 0  # the header of the block being written
        self._rows = 0

    @property
    def full(self) -> bool:
        return self._at >= self._writer.limit

    def next(self, block: Block) -> _Page:
        page = _Page(self._writer, self._of, self._shape, self._widths, self._number + 1)
        page.start(block)
        page._rows = self._rows
        return page

    def start(self, block: Block) -> None:
        self._rows = 0
        if block.title:
            self._append([None] * 0)
            self._height(_BLOCK)
            cells = [block.title, *[None] * (len(self._widths) - 1)]
            self._append([self._pens.cell(value, "block", at) for at, value in enumerate(cells)])
        if block.columns:
            self._height(_HEADER)
            heads = [self._writer.header(key) for key in block.columns]
            self._append([self._pens.cell(value, "header", at) for at, value in enumerate(heads)])
            self._header_at = self._header_at or self._at
            self._block_at = self._at

    def row(self, row: Row) -> None:
        self._rows += 1
        kinds = self._shape.columns
        height = max(self._lines(at, value) for at, value in enumerate(row)) * _LINE + _GAP
        wide = next(((at, each) for at, each in enumerate(row) if isinstance(each, Wide)), None)
        if wide:
            row = self._spread(row, *wide)
        cells = [
            self._pens.cell(value, "text" if isinstance(value, Wide) else kinds[at].kind, at)
            for at, value in enumerate(row)
        ]
        number = self._at + 1
        self._sheet.row_dimensions[number].height = min(height, _TALLEST)
        self._append(cells)
        del self._sheet.row_dimensions[number]  # it is written; a sheet may have a million

    def _lines(self, at: int, value: Value) -> float:
        if isinstance(value, Wide):
            return lines_in(value.value[:_SEEN], sum(self._widths[at : at + value.span]))
        if isinstance(value, Marked):
            return _ROOMY if value.look in _ROOMY_LOOKS else self._lines(at, value.value)
        if isinstance(value, str) and "wrap" in self._writer.kinds[self._shape.columns[at].kind]:
            return lines_in(value[:_SEEN], self._widths[at])
        return 1

    def _spread(self, row: Row, at: int, wide: Wide) -> Row:
        """Return the row with room for the prose, which stands in merged cells."""
        end, number = at + wide.span, self._at + 1
        self._sheet.merged_cells.add(
            f"{get_column_letter(at + 1)}{number}:{get_column_letter(end)}{number}"
        )
        return [*row[: at + 1], *[Marked(None, wide.look)] * (wide.span - 1), *row[at + 1 :]]

    def end(self, block: Block) -> None:
        if block.columns and not self._rows:
            self._append([self._pens.cell(self._writer.nothing, "note", 0)])
        elif block.columns:
            self._entries(block)
            if block.chart:
                self._draw(block, block.chart)

    def _entries(self, block: Block) -> None:
        """Say what may be filled in below the headers of the block."""
        if self._at == self._block_at:
            return  # the header was the last that the sheet could hold
        keys = {each.key: each.entry for each in self._shape.columns if each.entry}
        for place, key in enumerate(block.columns, 1):
            if key in keys:
                letter = get_column_letter(place)
                reach = f"{letter}{self._block_at + 1}:{letter}{self._at}"
                rule = validation(keys[key], reach, self._writer.words)
                self._sheet.data_validations.append(rule)

    def _draw(self, block: Block, chart: Chart) -> None:
        """Put the chart to the right of its rows, and go on below both."""
        first = self._block_at + 1
        place = Place(self._sheet.title, self._block_at, first, self._at)
        made = drawn(chart, block, place, self._writer.layout.charts)
        self._sheet.add_chart(made, f"{get_column_letter(len(self._widths) + 2)}{self._block_at}")
        needed = math.ceil(height_of(chart, self._rows) / _LINE_CM) - (self._at - self._block_at)
        for _ in range(max(0, needed)):
            self._append([])

    def close(self, unfinished: Block | None = None) -> None:
        if unfinished:
            self._entries(unfinished)
        if self._shape.filter and self._header_at:
            last = get_column_letter(len(self._widths))
            end = max(self._at, self._header_at)
            self._sheet.auto_filter.ref = f"A{self._header_at}:{last}{end}"
        self._sheet.close()

    def _append(self, cells: list[Any]) -> None:
        self._sheet.append(cells)
        self._at += 1

    def _height(self, height: int) -> None:
        self._sheet.row_dimensions[self._at + 1].height = height


def _top_rows(shape: SheetLayout) -> int:
    return 3 if shape.filter else 2


def _print_setup(sheet: Any, shape: SheetLayout, words: Words) -> None:  # noqa: ANN401 openpyxl's write-only sheet is untyped
    sheet.page_setup.orientation = "portrait" if shape.portrait else "landscape"
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.fitToWidth = shape.wide
    sheet.page_setup.fitToHeight = shape.tall
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top = sheet.page_margins.bottom = 0.5
    sheet.oddFooter.right.text = words.text("page")
    sheet.oddFooter.left.text = "&A"


def _text(value: Value) -> str:
    shown = value.value if isinstance(value, Marked) else value
    return "" if shown is None or isinstance(shown, Wide) else str(shown)
