"""Reads the sheets of a workbook, every cell as the text a person would type."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import numpy as np
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from auditkit.core.errors import InputError
from auditkit.sources.interface import RawBatch, Reject, SourceFacts
from auditkit.sources.naming import unique_headers
from auditkit.sources.place import Place, add_note, begin, finish, pick, text_table

ROWS: Final = 16_384
EXACT: Final = 10**15
"""A workbook keeps fifteen digits of a number; longer ones lost the rest."""
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_Rows = Iterator[tuple[int, list[Any]]]


class SheetSource:
    """One sheet of a workbook; its rows are numbered as the workbook shows them."""

    def __init__(self, place: Place, book: str, sheet: str) -> None:
        self._place, self._book, self._sheet = place, book, sheet
        self._facts = SourceFacts(place.name, format="xlsx", encoding="utf-8")
        self._top: tuple[int, tuple[str, ...]] | None = None

    @property
    def name(self) -> str:
        """The name reports show: the file and the sheet."""
        return self._place.name

    @property
    def facts(self) -> SourceFacts:
        """What is known; complete once ``batches`` is exhausted."""
        return self._facts

    def header(self) -> tuple[str, ...]:
        """Return the cells of the header row, () for a sheet that has none."""
        return self._header()[1]

    def batches(self, columns: frozenset[str] | None = None) -> Iterator[RawBatch]:
        """Yield the rows that hold anything; short ones are padded."""
        first, header = self._header()
        begin(self._facts, self._place)
        wanted = pick(header, columns)
        places = [header.index(name) for name in wanted]
        cut: Counter[str] = Counter()
        rows: list[list[str | None]] = []
        numbers: list[int] = []
        for number, cells in self._rows():
            if number <= first or not _holds(cells):
                continue
            if _holds(cells[len(header) :]):
                self._facts.unread.append(Reject(number, "", "cell_count"))
                self._facts.read += 1
                continue
            rows.append([_cell(cells, place, wanted[i], cut) for i, place in enumerate(places)])
            numbers.append(number)
            if len(rows) == ROWS:
                yield self._batch(wanted, rows, numbers)
                rows, numbers = [], []
        if rows:
            yield self._batch(wanted, rows, numbers)
        self._note(cut)
        if first > 1:
            add_note(
                self._facts,
                f"{self.name}：表头在第 {first} 行，其上各行不作为数据读取",
                f"{self.name}: the header is row {first}; the rows above it are not read as data",
            )
        finish(self._facts, self._place)

    def _batch(self, names: list[str], rows: list[list[str | None]], at: list[int]) -> RawBatch:
        self._facts.read += len(rows)
        return RawBatch(text_table(names, rows), np.array(at, dtype=np.int64))

    def _note(self, cut: Counter[str]) -> None:
        for column, count in sorted(cut.items()):
            add_note(
                self._facts,
                f"{self.name}：“{column}”列有 {count} 个超过 15 位的数字，表格软件只保留前 15 位",
                f"{self.name}: column {column} holds {count} numbers of more than 15 digits, of "
                "which a spreadsheet keeps only the first 15",
            )

    def _header(self) -> tuple[int, tuple[str, ...]]:
        if self._top is None:
            self._top = _find_header(self._rows())
        return self._top

    def _rows(self) -> _Rows:
        with open_book(self._book, self._place.path) as book:
            yield from enumerate(book.get_sheet_by_name(self._sheet).iter_rows(), start=1)


def sheets_of(name: str, path: Path) -> list[str]:
    """Return the names of the sheets that hold anything."""
    with open_book(name, path) as book:
        return [s for s in book.sheet_names if _height(book, s)]


def _height(book: Any, sheet: str) -> int:  # noqa: ANN401 - calamine has no types
    try:
        return int(book.get_sheet_by_name(sheet).height)
    except CalamineError:  # a chart sheet has no cells
        return 0


def open_book(name: str, path: Path) -> Any:  # noqa: ANN401 - calamine has no types
    """Return a workbook; ``InputError`` says what a file is that is none."""
    try:
        return CalamineWorkbook.from_path(str(path))
    except PasswordError:
        raise _locked(name) from None
    except (CalamineError, OSError, ValueError):
        raise _why_not(name, path) from None


def _locked(name: str) -> InputError:
    return InputError(
        name,
        "is protected by a password / 有密码保护",
        "Save a copy without the password. / 请另存一份不带密码的文件。",
    )


def _why_not(name: str, path: Path) -> InputError:
    with path.open("rb") as file:
        head = file.read(1 << 16)
    if head.startswith(_OLE):
        whole = path.read_bytes() if path.stat().st_size < (256 << 20) else head
        if _ENCRYPTED in whole:
            return _locked(name)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta")):
        return InputError(
            name,
            "is a web page under a workbook's name / 是改了扩展名的网页",
            "Open it in a spreadsheet program and save it as .xlsx. / "
            "请用表格软件打开并另存为 .xlsx。",
        )
    if head and not head.startswith((_OLE, b"PK")) and b"\0" not in head[:4096]:
        return InputError(
            name,
            "is text under a workbook's name / 是改了扩展名的文本",
            "Rename it to .csv. / 请把扩展名改为 .csv。",
        )
    return InputError(
        name,
        "is a damaged workbook / 工作簿已损坏",
        "Export it again; it may be cut short. / 请重新导出，文件可能不完整。",
    )


def _find_header(rows: _Rows) -> tuple[int, tuple[str, ...]]:
    """Return the first row with two cells or more; titles above it are passed over."""
    only: tuple[int, tuple[str, ...]] = (0, ())
    for number, cells in rows:
        texts = [as_text(cell) or "" for cell in cells]
        filled = [place for place, text in enumerate(texts) if text.strip()]
        if len(filled) >= 2:
            return number, unique_headers(texts[: filled[-1] + 1])
        if filled and not only[0]:
            only = number, unique_headers(texts[: filled[-1] + 1])
        if number > 50:
            break
    return only


def _holds(cells: list[Any]) -> bool:
    return any(cell not in ("", None) for cell in cells)


def _cell(cells: list[Any], place: int, column: str, cut: Counter[str]) -> str | None:
    if place >= len(cells):
        return None
    value = cells[place]
    if isinstance(value, float) and abs(value) >= EXACT:
        cut[column] += 1
    return as_text(value)


def as_text(value: Any) -> str | None:  # noqa: ANN401, PLR0911 - whatever a cell holds
    """Return a cell as text: whole numbers without fraction, dates in ISO form, lengths H:MM:SS.

    >>> as_text(13.0), as_text(1.10105194912312e17), as_text(True), as_text("")
    ('13', '110105194912312000', 'true', None)
    """
    if value is None or value == "":
        return None
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
