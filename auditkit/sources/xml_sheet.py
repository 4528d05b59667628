"""Reads a workbook of one XML document (XML Spreadsheet 2003), often saved as .xls."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from lxml import etree

from auditkit.core.errors import InputError
from auditkit.core.findings import Bilingual
from auditkit.sources.grid import WIDEST, GridRow, GridSource
from auditkit.sources.place import Place

_NS: Final = "{urn:schemas-microsoft-com:office:spreadsheet}"
_SHEET, _ROW, _CELL, _DATA = (f"{_NS}{name}" for name in ("Worksheet", "Row", "Cell", "Data"))
_LAST_ROW: Final = 1 << 20


def xml_sources(place: Place, notes: list[Bilingual]) -> list[GridSource]:
    """Return a source for every sheet that holds rows; ``InputError`` for a damaged file."""
    found: dict[str, int] = {}
    for sheet, (_, cells, _) in _all_rows(place):
        found[sheet] = found.get(sheet, 0) + any(cells)
    return [
        GridSource(
            Place(f"{place.name}[{sheet}]", place.path, place.hash, place.encoding),
            "xml",
            lambda s=sheet: (row for name, row in _all_rows(place) if name == s),  # type: ignore[misc]
            notes=notes,
        )
        for sheet, rows in found.items()
        if rows
    ]


def _all_rows(place: Place) -> Iterator[tuple[str, GridRow]]:
    """Yield the rows of all sheets with the name of their sheet; no entity is ever followed."""
    sheet, number = "", 0
    try:
        for event, element in etree.iterparse(
            str(place.path),
            events=("start", "end"),
            tag=(_SHEET, _ROW),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            remove_comments=True,
        ):
            if event == "start":
                if element.tag == _SHEET:
                    sheet, number = _attribute(element, "Name") or "Sheet", 0
            elif element.tag == _ROW:
                number = max(number + 1, _whole(element, "Index", _LAST_ROW))
                yield sheet, (number, *_cells(element))
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
    except (etree.LxmlError, OSError, ValueError, LookupError):
        raise InputError(
            place.name,
            "is a damaged XML workbook / XML 工作簿已损坏",
            "Export it again; it may be cut short. / 请重新导出，文件可能不完整。",
        ) from None


def _attribute(element: Any, name: str) -> str:  # noqa: ANN401 - an element of lxml's
    return str(element.get(f"{_NS}{name}") or "")


def _whole(element: Any, name: str, most: int) -> int:  # noqa: ANN401
    text = _attribute(element, name)
    return min(int(text), most) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _cells(row: Any) -> tuple[list[Any], dict[int, tuple[int, int]]]:  # noqa: ANN401
    cells: list[Any] = []
    spans: dict[int, tuple[int, int]] = {}
    for cell in row.iterchildren(_CELL):
        place = _whole(cell, "Index", WIDEST) - 1
        if place > len(cells):
            cells += [""] * (place - len(cells))
        across, down = _whole(cell, "MergeAcross", WIDEST), _whole(cell, "MergeDown", _LAST_ROW)
        if across or down:
            spans[len(cells)] = (down + 1, across + 1)
        if len(cells) > WIDEST:
            break
        cells.append(_value(cell.find(_DATA)))
        cells += [""] * min(across, WIDEST - len(cells))
    return cells, spans


def _value(data: Any) -> Any:  # noqa: ANN401
    """Return what a cell holds: a number as such, so that lost digits are seen; else its text."""
    if data is None:
        return ""
    text = "".join(data.itertext())
    kind = _attribute(data, "Type")
    if kind == "Number":
        try:
            return float(text) if len(text) < 40 else text
        except ValueError:
            return text
    if kind == "DateTime":
        day, _, clock = text.partition("T")
        clock = clock.removesuffix(".000")
        if day in ("1899-12-30", "1899-12-31"):
            return clock
        return day if clock == "00:00:00" else f"{day} {clock}".strip()
    return {"1": "true", "0": "false"}.get(text, text) if kind == "Boolean" else text
