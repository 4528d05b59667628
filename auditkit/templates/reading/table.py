"""Reads tables with a template in each row: delimited text and workbooks."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

from auditkit.core.lint import Place
from auditkit.templates.drawn import Cell, whole
from auditkit.templates.interface import Mistake, Template
from auditkit.templates.reading.assemble import Ask, Found, template_of
from auditkit.templates.reading.meta import Layer, entry_of, layer_of_name
from auditkit.templates.reading.suppressions import suppressions_of_cell
from auditkit.templates.reading.words import column_of, words_for

Row = tuple[int, Sequence[str]]
_SAID: Final = "column"
_LOOK: Final = 20
"""Rows among which the header is looked for."""
_HEAD: Final = 1 << 16


class Column(NamedTuple):
    """A column of a table: what it says, of a text the language that its header names."""

    place: int
    header: str
    key: str
    language: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table and what its rows are called: ``name`` is that of the sheet, "" for a text file."""

    path: str
    name: str
    rows: Iterable[Row]


def read_delimited(
    path: str, source: str, ask: Ask
) -> tuple[tuple[Template, ...], tuple[Mistake, ...]]:
    """Return the templates of a .csv or .tsv file, whatever parts its cells."""
    from auditkit.sources.detect import delimiter_of  # noqa: PLC0415 - numpy, for tables only

    csv.field_size_limit(max(csv.field_size_limit(), len(source) + 1))
    delimiter = delimiter_of(source[:_HEAD])
    rows = enumerate(csv.reader(io.StringIO(source, newline=""), delimiter=delimiter), start=1)
    try:
        return _read([Sheet(path, "", rows)], ask)
    except csv.Error as error:
        return (), (Mistake("file.broken", Place(1, 1), {"what": str(error)}),)


def read_workbook(
    path: str, file: Path, ask: Ask
) -> tuple[tuple[Template, ...], tuple[Mistake, ...]]:
    """Return the templates of all sheets of a workbook; raises ``InputError``."""
    from auditkit.sources.excel import Book  # noqa: PLC0415 - pyarrow, for workbooks only
    from auditkit.sources.extent import check_extent  # noqa: PLC0415
    from auditkit.sources.grid import as_text  # noqa: PLC0415

    check_extent(path, file, "xlsx")
    book = Book(path, file, "xlsx")
    names = book.sheets()
    sheets = [
        Sheet(
            path,
            name if len(names) > 1 else "",
            (
                (number, [as_text(cell) or "" for cell in cells])
                for number, cells, _ in book.rows(name)
            ),
        )
        for name in names
    ]
    return _read(sheets, ask)


def _read(sheets: Sequence[Sheet], ask: Ask) -> tuple[tuple[Template, ...], tuple[Mistake, ...]]:
    found: list[Found] = []
    mistakes: list[Mistake] = []
    headed = False
    for sheet in sheets:
        rows = iter(sheet.rows)
        columns = _columns(rows)
        headed = headed or bool(columns)
        if columns:
            found += _texts(sheet, columns, rows, mistakes)
    if not headed:
        known = " ".join(words_for("text"))
        mistakes.append(Mistake("file.no_column", Place(1, 1), {"known": known}))
    elif not found and not mistakes:
        mistakes.append(Mistake("file.nothing", Place(1, 1)))
    return tuple(template_of(each, ask) for each in found), tuple(mistakes)


def _columns(rows: Iterator[Row]) -> list[Column]:
    """Return the columns by the first row that names one of texts; rows are used up to it."""
    for number, cells in rows:
        columns = [
            Column(place, cell.strip(), *column_of(cell)) for place, cell in enumerate(cells)
        ]
        if any(column.key == "text" for column in columns):
            return [column for column in columns if column.key]
        if number >= _LOOK:
            break
    return []


def _texts(
    sheet: Sheet, columns: Sequence[Column], rows: Iterator[Row], mistakes: list[Mistake]
) -> Iterator[Found]:
    late = layer_of_name(sheet.path)
    several = sum(column.key == "text" for column in columns) > 1
    ordinal = 0
    for number, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        ordinal += 1
        layer = _layer(columns, number, cells)
        entry = entry_of(layer.values, f"#{ordinal}")
        entry = f"{sheet.name}.{entry}" if sheet.name else entry
        texts = [(c, _at(cells, c)) for c in columns if c.key == "text" and _at(cells, c).strip()]
        if not texts:
            mistakes.append(Mistake("file.no_text", Place(number, 1)))
        for column, text in texts:
            said = _suppressed(layer, number)
            yield Found(
                path=sheet.path,
                entry=f"{entry}.{column.language or column.header}" if several else entry,
                drawn=whole(text.replace("\r\n", "\n").replace("\r", "\n")),
                lines=Cell(number),
                form="jinja" if "{%" in text else "text",
                layers=(layer,),
                late=(*_variant(sheet, entry, column), late),
                suppressions=said[0],
                mistakes=said[1],
            )


def _at(cells: Sequence[str], column: Column) -> str:
    return cells[column.place] if column.place < len(cells) else ""


def _layer(columns: Sequence[Column], number: int, cells: Sequence[str]) -> Layer:
    values: dict[str, Any] = {}
    for column in columns:
        if column.key not in ("text", *values):
            values[column.key] = _at(cells, column).strip()
    return Layer(_SAID, values, Place(number, 1))


def _suppressed(layer: Layer, number: int) -> Any:  # noqa: ANN401 - a pair of tuples
    return suppressions_of_cell(str(layer.values.get("suppress") or ""), Place(number, 1))


def _variant(sheet: Sheet, entry: str, column: Column) -> tuple[Layer, ...]:
    """Return what a column of texts in one language says; those of a row are of one group."""
    if not column.language:
        return ()
    values = {"language": column.language, "group": f"{sheet.path}#{entry}"}
    return (Layer(_SAID, values),)
