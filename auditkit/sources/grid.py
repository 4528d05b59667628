"""Reads the cells of a sheet or of a table on a page, every one as the text a person sees."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any, Final

import numpy as np

from auditkit.core.findings import Bilingual
from auditkit.sources.asides import aside
from auditkit.sources.cells import EXACT, clean, lost_digits
from auditkit.sources.headers import LOOK, Header, Line, Spans, find_header
from auditkit.sources.interface import RawBatch, Reject, SourceFacts
from auditkit.sources.place import Place, begin, finish, pick, text_table
from auditkit.sources.remarks import Remarks

ROWS: Final = 16_384
WIDEST: Final = 16_384
"""Columns a sheet may have."""
GridRow = tuple[int, list[Any], Spans]
"""The number of a row, its cells, and which of them are merged with others."""
Grid = Callable[[], Iterator[GridRow]]


class GridSource:
    """One sheet or table; its rows are numbered as the program that opens the file shows them."""

    def __init__(
        self, place: Place, form: str, grid: Grid, *, notes: Sequence[Bilingual] = ()
    ) -> None:
        self._place, self._grid = place, grid
        self._facts = SourceFacts(place.name, format=form, encoding="utf-8", notes=list(notes))
        self._top: Header | None = None

    @property
    def name(self) -> str:
        """The name reports show: the file and the sheet."""
        return self._place.name

    @property
    def facts(self) -> SourceFacts:
        """What is known; complete once ``batches`` is exhausted."""
        return self._facts

    def header(self) -> tuple[str, ...]:
        """Return the names of the columns, () for a sheet that has none."""
        return self._header().names

    def batches(self, columns: frozenset[str] | None = None) -> Iterator[RawBatch]:
        """Yield the rows that hold anything, without totals and the like; short ones are padded."""
        top = self._header()
        begin(self._facts, self._place)
        wanted = pick(top.names, columns)
        places = [top.names.index(name) for name in wanted]
        remarks = Remarks()
        rows: list[list[str | None]] = []
        numbers: list[int] = []
        for number, cells in self._rows(remarks):
            if self._is_aside(number, cells, remarks):
                continue
            rows.append([_cell(cells, p, wanted[i], remarks) for i, p in enumerate(places)])
            numbers.append(number)
            if len(rows) == ROWS:
                yield self._batch(wanted, rows, numbers)
                rows, numbers = [], []
        if rows:
            yield self._batch(wanted, rows, numbers)
        remarks.tell(self._facts, top.names, self._records)
        self._facts.notes += [n for n in top.notes(self.name) if n not in self._facts.notes]
        finish(self._facts, self._place)

    @property
    def header_row(self) -> int:
        """The number of the last row of the header, 0 for a sheet that has none."""
        return self._header().last

    def grid(self) -> Iterator[GridRow]:
        """Yield all rows as they stand, titles, totals and empty ones among them."""
        return self._grid()

    def _batch(self, names: list[str], rows: list[list[str | None]], at: list[int]) -> RawBatch:
        self._facts.read += len(rows)
        return RawBatch(text_table(names, rows), np.array(at, dtype=np.int64))

    def _is_aside(self, number: int, cells: list[Any], remarks: Remarks) -> bool:
        """Reject a row that is no record or has cells beyond the header."""
        names = self._header().names
        reason = _aside(cells, names)
        if reason:
            remarks.set_aside(self._facts, number, reason, texts_of(cells))
            return True
        if len(cells) > len(names) and _holds(cells[len(names) :]):
            self._facts.unread.append(Reject(number, "", "cell_count"))
            self._facts.read += 1
            return True
        return False

    def _header(self) -> Header:
        if self._top is None:
            rows = islice(
                (row for row in _filled_down(self._grid(), Remarks(), 0) if _holds(row[1])), LOOK
            )
            lines = [Line(number, texts_of(cells), spans) for number, cells, spans in rows]
            self._top = find_header(lines)
        return self._top

    def _rows(self, remarks: Remarks) -> Iterator[tuple[int, list[Any]]]:
        """Yield the rows below the header that hold anything."""
        last = self._header().last
        for number, cells, _ in _filled_down(self._grid(), remarks, last):
            if number > last and _holds(cells):
                yield number, cells

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        names = self._header().names
        for number, cells in self._rows(Remarks()):
            if not _aside(cells, names) and not _holds(cells[len(names) :]):
                yield number, texts_of(cells)


def _aside(cells: list[Any], names: Sequence[str]) -> str:
    """Return why a row is no record; a full row is looked at only when it begins as the header."""
    full = len(cells) >= len(names) and all(c not in ("", None) for c in cells[: len(names)])
    if full and not (isinstance(cells[0], str) and names[0].startswith(clean(cells[0]))):
        return ""
    return aside(texts_of(cells), names)


def _filled_down(grid: Iterator[GridRow], remarks: Remarks, last: int) -> Iterator[GridRow]:
    """Yield rows in which a cell merged over several rows stands in each of them."""
    active: dict[int, tuple[Any, int]] = {}
    for number, cells, spans in grid:
        for place, (value, until) in list(active.items()):
            if number > until:
                del active[place]
            elif place < len(cells) and cells[place] in ("", None):
                cells[place] = value
                remarks.filled_down += number > last
        for place, (rows, _) in spans.items():
            if rows > 1 and place < len(cells) and cells[place] not in ("", None):
                active[place] = (cells[place], number + rows - 1)
        yield number, cells, spans


def texts_of(cells: list[Any]) -> list[str]:
    """Return the cells of a row as trimmed text."""
    return [
        "" if cell is None or cell == "" else clean(as_text(cell) or "").strip() for cell in cells
    ]


def _holds(cells: list[Any]) -> bool:
    return any(
        cell not in ("", None) and not (isinstance(cell, str) and not clean(cell)) for cell in cells
    )


def _cell(cells: list[Any], place: int, column: str, remarks: Remarks) -> str | None:
    if place >= len(cells):
        return None
    value = cells[place]
    if isinstance(value, str):
        text = clean(value)
        if "+" in text and lost_digits(text):
            remarks.cut[column] += 1
        return text or None
    if isinstance(value, float) and abs(value) >= EXACT:
        remarks.cut[column] += 1
    return as_text(value)


def as_text(value: Any) -> str | None:  # noqa: ANN401, PLR0911 - whatever a cell holds
    """Return a cell as text: whole numbers without fraction, dates in ISO form, lengths H:MM:SS.

    >>> as_text(13.0), as_text(1.10105194912312e17), as_text(True), as_text("")
    ('13', '110105194912312000', 'true', None)
    """
    if isinstance(value, str) or value is None:
        return value or None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        kept = Decimal(f"{value:.14e}")  # what the workbook's own program would show
        return str(int(kept)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        seconds = round(value.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return str(value)
