"""How the cells of a workbook look, made once per sheet from the layout."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from typing import Any, Final

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from auditkit.report.safe import CellText
from auditkit.report.sheets.shape import Layout, Marked, Value, Wide

Styles = dict[tuple[str, str], Any]
"""The styles that a book has, by kind and look; finding one anew is what takes long."""


class Pens:
    """Writes values into cells of one sheet.

    A cell of a streamed sheet is written as soon as its row is appended, so one cell object per
    style is enough and is used again and again; that makes styled sheets as fast as plain ones.
    """

    def __init__(
        self,
        sheet: Any,  # noqa: ANN401 openpyxl's write-only sheet is untyped
        layout: Layout,
        lang: str,
        cells: CellText,
        styles: Styles,
    ) -> None:
        self._sheet, self._layout, self._cells = sheet, layout, cells
        self._styles = styles
        self._font = layout.fonts.get(lang) or layout.fonts["en"]
        self._made: dict[tuple[str, str, int], Any] = {}

    def cell(self, value: Value, kind: str, column: int) -> Any:  # noqa: ANN401 openpyxl's cell
        """Return the cell of a column holding a value; text is always text, never a formula."""
        look, shown = "", value
        if isinstance(value, (Marked, Wide)):
            look, shown = value.look, value.value
        cell = self._made.get((kind, look, column)) or self._make(kind, look, column)
        if isinstance(shown, str) and shown:
            cell.value = self._cells(shown)
            cell.data_type = "s"
        else:  # text of no length is an empty cell, not a text without a text
            cell.value = None if shown == "" else shown
        return cell

    def _make(self, kind: str, look: str, column: int) -> Any:  # noqa: ANN401 openpyxl's cell
        cell: Any = WriteOnlyCell(self._sheet)
        known = self._styles.get((kind, look))
        if known is None:
            _STYLES.get(kind, _body)(cell, self._layout, self._font, (kind, look))
            self._styles[kind, look] = copy(cell._style)
        else:
            cell._style = copy(known)
        self._made[kind, look, column] = cell
        return cell


def _body(cell: Any, layout: Layout, font: str, style: tuple[str, str]) -> None:  # noqa: ANN401 openpyxl's cell
    kind, look = layout.kinds[style[0]], layout.looks.get(style[1], {})
    size = int(look.get("size", layout.sizes["text"]))
    cell.font = Font(font, size, bold="bold" in look, color=look.get("text", "222222"))
    if "fill" in look:
        cell.fill = PatternFill("solid", fgColor=look["fill"])
    align = look.get("align", kind["align"])
    centred = align == "center"
    cell.alignment = Alignment(
        horizontal=align,
        vertical="center",
        wrap_text="wrap" in kind,
        indent=0 if centred else 1,
    )
    cell.number_format = look.get("format", kind.get("format", "General"))
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
