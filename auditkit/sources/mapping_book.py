"""Mappings as a workbook: sheets ``sources``, ``columns`` and ``codes``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final

from openpyxl import Workbook
from openpyxl.cell.cell import WriteOnlyCell
from openpyxl.styles import Font
from python_calamine import CalamineError, CalamineWorkbook

from auditkit.core.errors import Problem
from auditkit.sources.lines import Document, PathTo
from auditkit.sources.mapping import EFFECTS
from auditkit.sources.propose import Proposal

_SOURCES: Final = (
    "source",
    "kind",
    "rank",
    "match",
    "header",
    "encoding",
    "zone",
    "time_order",
    "version",
)
_COLUMNS: Final = (
    "source",
    "column",
    "from",
    "join",
    "unit",
    "codes",
    "default",
    "pseudonym",
    "constant",
    "confidence",
    "reason_zh",
    "reason_en",
)
_CODES: Final = (
    "source",
    "table",
    "code",
    "term",
    *EFFECTS,
    "rows",
    "confidence",
    "reason_zh",
    "reason_en",
)
_LINE: Final = "\n"


def write_book(proposal: Proposal, out: BinaryIO) -> None:
    """Write a proposal as a workbook; several headers or patterns stand on lines of one cell."""
    book = Workbook(write_only=True)
    for title, names, rows in (
        ("sources", _SOURCES, _source_rows),
        ("columns", _COLUMNS, _column_rows),
        ("codes", _CODES, _code_rows),
    ):
        sheet = book.create_sheet(title)
        sheet.freeze_panes = "A2"
        bold = [WriteOnlyCell(sheet, value=name) for name in names]
        for cell in bold:
            cell.font = Font(bold=True)
        sheet.append(bold)
        for row in rows(proposal):
            sheet.append([_cell(sheet, row.get(name)) for name in names])
    book.save(out)


def _cell(sheet: Any, value: object) -> Any:  # noqa: ANN401 - openpyxl
    """Return a cell of text; a code that begins with = is no formula."""
    cell = WriteOnlyCell(sheet, value="" if value is None else str(value))
    cell.data_type = "s"
    return cell


def _source_rows(proposal: Proposal) -> Iterator[dict[str, object]]:
    for entry in (source.mapping for source in proposal.sources):
        row = {name: getattr(entry, name) for name in ("kind", "rank", "encoding", "zone")}
        yield {
            **row,
            "source": entry.name,
            "match": _LINE.join(entry.match),
            "header": _LINE.join(entry.header),
            "time_order": entry.time_order,
            "version": entry.codes.version,
        }


def _column_rows(proposal: Proposal) -> Iterator[dict[str, object]]:
    for source in proposal.sources:
        guesses = {g.canonical: g for g in source.columns if g.canonical is not None}
        for name, field in source.mapping.fields.items():
            guess = guesses.get(name)
            yield {
                "source": source.mapping.name,
                "column": name,
                "from": _LINE.join(field.from_),
                "join": field.join if field.join != " " else None,
                "unit": field.unit,
                "codes": field.codes,
                "default": field.default,
                "pseudonym": "true" if field.pseudonym else None,
                "confidence": guess.confidence if guess else None,
                "reason_zh": guess.reason.zh if guess else None,
                "reason_en": guess.reason.en if guess else None,
            }
        for name, value in source.mapping.constants.items():
            yield {"source": source.mapping.name, "column": name, "constant": value}


def _code_rows(proposal: Proposal) -> Iterator[dict[str, object]]:
    for source in proposal.sources:
        guesses = {(g.table, g.code): g for g in source.codes}
        for table, codes in source.mapping.codes.tables.items():
            for code, effect in codes.items():
                guess = guesses.get((table, code))
                yield {
                    **effect.model_dump(),
                    "source": source.mapping.name,
                    "table": table,
                    "code": code,
                    "rows": guess.rows if guess else None,
                    "confidence": guess.confidence if guess else None,
                    "reason_zh": guess.reason.zh if guess else None,
                    "reason_en": guess.reason.en if guess else None,
                }


def read_book(path: Path) -> Document:
    """Return a workbook in the shape of a YAML mapping; lines are rows of its sheets."""
    document = Document(path)
    try:
        book = CalamineWorkbook.from_path(str(path))
        sheets = {
            name: _rows(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names
        }
    except (CalamineError, OSError):
        document.problems.append(Problem(path, 0, "is not a workbook that can be read"))
        return document
    missing = [name for name in ("sources", "columns") if name not in sheets]
    if missing:
        document.problems.append(Problem(path, 0, f"has no sheet {' nor '.join(missing)}"))
        return document
    document.data = {"version": "1", "sources": []}
    places: dict[str, int] = {}
    for number, row in sheets["sources"]:
        places[row.get("source", "")] = len(places)
        document.lines[("sources", len(places) - 1)] = number
        document.data["sources"].append(_source(row))
    _each(document, sheets["columns"], places, "columns", _add_column)
    _each(document, sheets.get("codes", []), places, "codes", _add_code)
    return document


def _rows(cells: list[list[Any]]) -> list[tuple[int, dict[str, str]]]:
    if not cells:
        return []
    names = [_text(cell) for cell in cells[0]]
    read = (
        (number, {n: text for n, c in zip(names, row, strict=False) if (text := _text(c)) != ""})
        for number, row in enumerate(cells[1:], start=2)
    )
    return [(number, row) for number, row in read if row]


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).lower() if isinstance(cell, bool) else str(cell)


def _source(row: dict[str, str]) -> dict[str, Any]:
    entry: dict[str, Any] = {
        name: row[name]
        for name in ("kind", "rank", "encoding", "zone", "time_order")
        if name in row
    }
    for name in ("match", "header"):
        entry[name] = row.get(name, "").split(_LINE) if row.get(name) else []
    codes = {"version": row.get("version", ""), "tables": {}}
    return {**entry, "name": row.get("source"), "fields": {}, "constants": {}, "codes": codes}


def _each(
    document: Document,
    rows: list[tuple[int, dict[str, str]]],
    places: dict[str, int],
    sheet: str,
    add: Callable[[dict[str, Any], dict[str, str]], PathTo],
) -> None:
    for number, row in rows:
        place = places.get(row.pop("source", ""))
        if place is None:
            document.problems.append(
                Problem(document.file, number, f"{sheet}: the source is not on the sheet sources")
            )
            continue
        path = add(document.data["sources"][place], row)
        document.lines[("sources", place, *path)] = number


def _add_column(source: dict[str, Any], row: dict[str, str]) -> PathTo:
    name = row.get("column", "")
    if "constant" in row:
        source["constants"][name] = row["constant"]
        return ("constants", name)
    field: dict[str, Any] = {
        key: row[key] for key in ("join", "unit", "codes", "default", "pseudonym") if key in row
    }
    source["fields"][name] = {**field, "from": row.get("from", "").split(_LINE)}
    return ("fields", name)


def _add_code(source: dict[str, Any], row: dict[str, str]) -> PathTo:
    table, code = row.get("table", ""), row.get("code", "")
    effect = {key: row[key] for key in ("term", *EFFECTS) if key in row}
    source["codes"]["tables"].setdefault(table, {})[code] = effect
    return ("codes", "tables", table, code)
