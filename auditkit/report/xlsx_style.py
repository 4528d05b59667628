"""How the cells of a workbook look, made once per sheet from the layout."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any, Final

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from auditkit.report.safe import CellText
from auditkit.report.sheets.shape import Layout, Marked, Value, Wide

_WIDE: Final = ("W", "F")
_PADDING: Final = 2


def shown_width(text: str) -> int:
    """Return the width of the longest line in half-width characters.

    >>> shown_width("结果 ok")
    7
    """
    return max(map(_line_width, text.split("\n")))


def _line_width(line: str) -> int:
    if line.isascii():
        return len(line)
    return sum(2 if unicodedata.east_asian_width(char) in _WIDE else 1 for char in line)


def lines_in(text: str, width: int) -> int:
    """Return how many lines a text takes in a column; words that move to the next line included."""
    room = max(1.0, width - 1.5)
    return sum(max(1, math.ceil(_line_width(line) / room)) for line in text.split("\n"))


def best_width(texts: Iterable[str], narrowest: int, widest: int) -> int:
    """Return a column width that fits the texts within its bounds."""
    needed = max((shown_width(text) for text in texts), default=0) + _PADDING
    return max(narrowest, min(widest, needed))


class Pens:
    """Writes values into cells of one sheet.

    A cell of a streamed sheet is written as soon as its row is appended, so one cell object per
    style is enough and is used again and again; that makes styled sheets as fast as plain ones.
    """

    def __init__(self, sheet: Any, layout: Layout, lang: str, cells: CellText) -> None:  # noqa: ANN401 openpyxl's write-only sheet is untyped
        self._sheet, self._layout, self._cells = sheet, layout, cells
        self._font = layout.fonts.get(lang) or layout.fonts["en"]
        self._made: dict[tuple[str, str, int], Any] = {}

    def cell(self, value: Value, kind: str, column: int) -> Any:  # noqa: ANN401 openpyxl's cell
        """Return the cell of a column holding a value; text is always text, never a formula."""
        look, shown = "", value
        if isinstance(value, (Marked, Wide)):
            look, shown = value.look, value.value
        cell = self._made.get((kind, look, column)) or self._make(kind, look, column)
        cell.value = self._cells(shown) if isinstance(shown, str) else shown
        if isinstance(shown, str):
            cell.data_type = "s"
        return cell

    def _make(self, kind: str, look: str, column: int) -> Any:  # noqa: ANN401 openpyxl's cell
        cell = WriteOnlyCell(self._sheet)
        _STYLES.get(kind, _body)(cell, self._layout, self._font, (kind, look))
        self._made[kind, look, column] = cell
        return cell


def _body(cell: Any, layout: Layout, font: str, style: tuple[str, str]) -> None:  # noqa: ANN401 openpyxl's cell
    kind, look = layout.kinds[style[0]], layout.looks.get(style[1], {})
    size = int(look.get("size", layout.sizes["text"]))
    cell.font = Font(font, size, bold="bold" in look, color=look.get("text", "222222"))
    if "fill" in look:
        cell.fill = PatternFill("solid", fgColor=look["fill"])
    cell.alignment = Alignment(
        horizontal=look.get("align", kind["align"]),
        vertical="center" if "align" in look else "top",
        wrap_text="wrap" in kind,
    )
    cell.number_format = kind.get("format", "General")
    if "open" not in look:
        edge = Side("thin", color=layout.colours["line"])
        cell.border = Border(bottom=edge, left=edge, right=edge, top=edge)


def _band(cell: Any, layout: Layout, font: str, style: tuple[str, str]) -> None:  # noqa: ANN401, ARG001 as _body
    colours = layout.colours
    cell.font = Font(font, layout.sizes["title"], bold=True, color=colours["band_text"])
    cell.fill = PatternFill("solid", fgColor=colours["band"])
    cell.alignment = Alignment(horizontal="left", vertical="center", indent=1)


def _note(cell: Any, layout: Layout, font: str, style: tuple[str, str]) -> None:  # noqa: ANN401, ARG001 as _body
    cell.font = Font(font, layout.sizes["note"], color=layout.colours["note"])
    cell.alignment = Alignment(horizontal="left", vertical="center", indent=1)


def _block(cell: Any, layout: Layout, font: str, style: tuple[str, str]) -> None:  # noqa: ANN401, ARG001 as _body
    colours = layout.colours
    cell.font = Font(font, layout.sizes["text"] + 2, bold=True, color=colours["block"])
    cell.alignment = Alignment(vertical="center")
    cell.border = Border(bottom=Side("medium", color=colours["block"]))


def _header(cell: Any, layout: Layout, font: str, style: tuple[str, str]) -> None:  # noqa: ANN401, ARG001 as _body
    colours = layout.colours
    cell.font = Font(font, layout.sizes["text"], bold=True, color=colours["header_text"])
    cell.fill = PatternFill("solid", fgColor=colours["header"])
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    edge = Side("thin", color=colours["line"])
    cell.border = Border(bottom=Side("medium", color=colours["band"]), left=edge, right=edge)


_STYLES: Final[Mapping[str, Any]] = {
    "band": _band,
    "note": _note,
    "block": _block,
    "header": _header,
}
