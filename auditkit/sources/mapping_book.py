"""Mappings as a workbook: sheets ``sources``, ``columns``, ``activities`` and ``codes``.

Where a row makes several activities, each is numbered within its source on the sheet
``activities``, and rows of ``columns`` with that number belong to it.
"""

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
from auditkit.sources.mapping import EFFECTS, FieldMap, SourceMapping
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
    "clock_offset_s",
    "version",
)
_COLUMNS: Final = (
    "source",
    "activity",
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
_ACTIVITIES: Final = ("source", "activity", "step", "when", "is", "codes")
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


class _AmissError(ValueError):
    """A row of a sheet that has no place; says what is wrong with it."""


def write_book(proposal: Proposal, out: BinaryIO) -> None:
    """Write a proposal as a workbook; several headers or patterns stand on lines of one cell."""
    book = Workbook(write_only=True)
    for title, names, rows in (
        ("sources", _SOURCES, _source_rows),
        ("columns", _COLUMNS, _column_rows),
        ("activities", _ACTIVITIES, _activity_rows),
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
            "clock_offset_s": entry.clock_offset_s,
            "version": entry.codes.version,
        }


def _column_rows(proposal: Proposal) -> Iterator[dict[str, object]]:
    for source in proposal.sources:
        guesses = {(g.activity, g.canonical): g for g in source.columns if g.canonical is not None}
        for number, fields, constants in _holders(source.mapping):
            for name, field in fields.items():
                guess = guesses.get((number or 0, name))
                yield {
                    "source": source.mapping.name,
                    "activity": number,
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
            for name, value in constants.items():
                yield {
                    "source": source.mapping.name,
                    "activity": number,
                    "column": name,
                    "constant": value,
                }


def _holders(
    entry: SourceMapping,
) -> Iterator[tuple[int | None, dict[str, FieldMap], dict[str, str]]]:
    """Yield what the source says for all its activities, then what each says itself."""
    yield None, entry.fields, entry.constants
    for number, said in enumerate(entry.activities, 1):
        yield number, {"at": said.at, **said.fields}, said.constants


def _activity_rows(proposal: Proposal) -> Iterator[dict[str, object]]:
    for entry in (source.mapping for source in proposal.sources):
        for number, said in enumerate(entry.activities, 1):
            yield {
                "source": entry.name,
                "activity": number,
                "step": said.step,
                "when": said.when.from_ if said.when else None,
                "is": _LINE.join(said.when.is_) if said.when else None,
                "codes": said.when.codes if said.when else None,
            }


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
    _each(document, sheets.get("activities", []), places, "activities", _add_activity)
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
        for name in ("kind", "rank", "encoding", "zone", "time_order", "clock_offset_s")
        if name in row
    }
    for name in ("match", "header"):
        entry[name] = row.get(name, "").split(_LINE) if row.get(name) else []
    codes = {"version": row.get("version", ""), "tables": {}}
    said = {"fields": {}, "constants": {}, "activities": [], "codes": codes}
    return {**entry, "name": row.get("source"), **said}


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
        try:
            path = add(document.data["sources"][place], row)
        except _AmissError as amiss:
            document.problems.append(Problem(document.file, number, str(amiss)))
            continue
        document.lines[("sources", place, *path)] = number


def _add_activity(source: dict[str, Any], row: dict[str, str]) -> PathTo:
    said: dict[str, Any] = {"step": row.get("step"), "fields": {}, "constants": {}}
    if "when" in row:
        among = row["is"].split(_LINE) if "is" in row else []
        said["when"] = {"from": row["when"], "is": among, "codes": row.get("codes")}
    number = len(source["activities"])
    source["activities"].append(said)
    if row.get("activity") != str(number + 1):
        raise _AmissError(f"activities: its activities are numbered 1, 2, …; this is {number + 1}")
    return ("activities", number)


def _add_column(source: dict[str, Any], row: dict[str, str]) -> PathTo:
    name, holder = row.get("column", ""), source
    path: PathTo = ()
    if "activity" in row:
        numbers = [str(number) for number, _ in enumerate(source["activities"], 1)]
        if row["activity"] not in numbers:
            raise _AmissError("columns: the activity is not on the sheet activities")
        place = numbers.index(row["activity"])
        path, holder = ("activities", place), source["activities"][place]
    if "constant" in row:
        holder["constants"][name] = row["constant"]
        return (*path, "constants", name)
    field: dict[str, Any] = {
        key: row[key] for key in ("join", "unit", "codes", "default", "pseudonym") if key in row
    }
    field["from"] = row.get("from", "").split(_LINE)
    if path and name == "at":
        holder["at"] = field
        return (*path, "at")
    holder["fields"][name] = field
    return (*path, "fields", name)


def _add_code(source: dict[str, Any], row: dict[str, str]) -> PathTo:
    table, code = row.get("table", ""), row.get("code", "")
    effect = {key: row[key] for key in ("term", *EFFECTS) if key in row}
    source["codes"]["tables"].setdefault(table, {})[code] = effect
    return ("codes", "tables", table, code)
