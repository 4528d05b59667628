"""Reads a table that a person filled in, cell by cell, however an office program saved it."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from auditkit.core.errors import InputError
from auditkit.sources import detect
from auditkit.sources.content import is_disguised
from auditkit.sources.grid import GridSource
from auditkit.sources.hashing import FileHash
from auditkit.sources.ods import is_ods, ods_sheets
from auditkit.sources.place import Place
from auditkit.sources.sheets import open_sheets
from auditkit.sources.survey import survey

_LARGEST: Final = 1 << 30
_SEPARATOR: Final = "sep="
Cells = Iterator[tuple[int, list[Any]]]


@dataclass(frozen=True, slots=True)
class Filled:
    """A sheet, or the one table of a text file: its name and its rows, numbered as shown."""

    name: str
    rows: Callable[[], Cells]


def filled_sheets(path: Path) -> list[Filled]:
    """Return the sheets of a workbook (.xlsx, .xls, .xlsb, .ods), or the table of a text file.

    What a file is, is told from its content. Text may be UTF-8, UTF-16 or GB18030, its cells parted
    by commas, semicolons, tabs or bars. Raises ``InputError`` for a file that cannot be read.
    """
    if path.stat().st_size > _LARGEST:
        raise InputError(path.name, "is too large / 文件过大")
    if is_ods(path):
        return [Filled(name, partial(_numbered, rows)) for name, rows in ods_sheets(path)]
    if is_disguised(path) or path.suffix.lower() in (".xlsx", ".xlsm", ".xls", ".xlsb", ".et"):
        return _workbook(path)
    return [Filled("", lambda: _records(path))]


def _workbook(path: Path) -> list[Filled]:
    place = Place(path.name, path, FileHash(path))
    found = []
    for source in open_sheets(place, "excel"):
        if not isinstance(source, GridSource):
            return [Filled("", lambda: _records(path))]
        name = source.name.removeprefix(path.name).removeprefix("[").removesuffix("]")
        found.append(Filled(name, lambda s=source: ((n, c) for n, c, _ in s.grid())))  # type: ignore[misc]
    return found


def _numbered(rows: list[list[Any]]) -> Cells:
    return iter(enumerate(rows, 1))


def _records(path: Path) -> Cells:
    """Yield the records of a text file; a cell may hold line ends."""
    encoding = detect.text_encoding(path.name, path, survey(path))
    text = path.read_bytes()
    mark = detect.bom_of(text)[0]
    decoded = text[len(mark) :].decode(_codec(encoding), errors="replace")
    first, _, rest = decoded.partition("\n")
    skipped = first.strip().lower().startswith(_SEPARATOR)
    if skipped:
        delimiter, decoded = first.strip()[len(_SEPARATOR) :][:1] or ",", rest
    else:
        delimiter = detect.delimiter_of(decoded[: detect.HEAD])
    csv.field_size_limit(max(csv.field_size_limit(), len(decoded) + 1))
    try:
        reader = csv.reader(io.StringIO(decoded, newline=""), delimiter=delimiter)
        yield from ((n, list(cells)) for n, cells in enumerate(reader, 2 if skipped else 1))
    except csv.Error:
        raise InputError(path.name, "is damaged text / 文本已损坏") from None


def _codec(encoding: str) -> str:
    return "utf-8" if codecs.lookup(encoding).name in ("utf-8-sig", "utf-8") else encoding
