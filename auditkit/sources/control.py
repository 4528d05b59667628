"""Reads a control file: which files the sender says it sent, and what they add up to."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any, Final

from auditkit.core.errors import ConfigError, PolicyError, Problem
from auditkit.core.resources import load_yaml
from auditkit.sources import detect
from auditkit.sources.content import OLE, book_form
from auditkit.sources.excel import Book
from auditkit.sources.grid import as_text

_BLANKS: Final = re.compile(r"[\s_\-]+")
_HASH: Final = re.compile(r"[0-9a-f]{64}")
_LARGEST: Final = 64 * 1024 * 1024
_Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Expected:
    """One line of a control file; ``file`` may be a pattern, ``row`` is where the line stands.

    What the sender does not say is None and not compared.
    """

    file: str
    row: int
    rows: int | None = None
    duration_s: int | None = None
    amount: Decimal | None = None
    sha256: str | None = None
    agency: str | None = None
    date_from: date | None = None
    date_to: date | None = None


def load_control(path: Path) -> tuple[Expected, ...]:
    """Return the lines of a control file, CSV or XLSX.

    ``PolicyError`` lists every cell that cannot be read, with file, row and column; no cell's
    value is repeated.
    """
    table = _table(path)
    header, columns = _header(path, table)
    problems: list[Problem] = []
    lines = []
    for number, cells in table[header + 1 :]:
        row = {name: cells[at].strip() for name, at in columns.items() if at < len(cells)}
        if any(cell.strip() for cell in cells):
            lines += [line] if (line := _line(path, number, row, cells, columns, table[header][1],
                                              problems)) else []  # fmt: skip
    if problems:
        raise PolicyError(tuple(problems))
    if not lines:
        raise ConfigError(str(path), "the control file names no file / 控制文件没有列出任何文件")
    return tuple(lines)


@cache
def header_names() -> dict[str, str]:
    """Return the canonical name of every header that is known, in its plain form."""
    file = Path(__file__).parent / "data" / "control.yaml"
    data = load_yaml(file)
    return {_plain(alias): name for name, aliases in data.items() for alias in aliases}


def _plain(text: str) -> str:
    return _BLANKS.sub("", text).lower()


def _table(path: Path) -> list[tuple[int, list[str]]]:
    if form := "xls" if detect.head_of(path, len(OLE)) == OLE else book_form(path):
        book = Book(path.name, path, form)
        first = book.sheets()[:1]
        rows = [row for sheet in first for row in book.rows(sheet)]
        return [(number, [as_text(cell) or "" for cell in cells]) for number, cells, _ in rows]
    raw = detect.head_of(path, _LARGEST)
    for encoding in ("utf-8-sig", "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "gb18030"):
        try:
            text = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise ConfigError(str(path), "is not text in a known encoding / 不是可识别编码的文本")
    mark = max(",\t;", key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    return [(reader.line_num, row) for row in reader]


def _header(path: Path, table: list[tuple[int, list[str]]]) -> tuple[int, dict[str, int]]:
    """Return where the header stands and the column of each name; titles may stand above it."""
    known = header_names()
    for at, (_, cells) in enumerate(table):
        named = [(known[plain], place) for place, cell in enumerate(cells)
                 if (plain := _plain(cell)) in known]  # fmt: skip
        names = [name for name, _ in named]
        if ("file" in names and len(names) > 1) or (names == ["file"] and len(cells) == 1):
            twice = [name for name in names if names.count(name) > 1]
            if twice:
                raise ConfigError(str(path), f"two columns are called {twice[0]}")
            return at, dict(named)
    raise ConfigError(
        str(path),
        "has no header with a column file / 没有含“文件名”列的表头",
        "Columns: file, rows, duration_s, amount, sha256, agency, from, to / "
        "列名：文件名、行数、时长合计、金额合计、SHA256、机构、起始日期、截止日期",
    )


def _line(
    path: Path,
    number: int,
    row: _Row,
    cells: list[str],
    columns: dict[str, int],
    header: list[str],
    problems: list[Problem],
) -> Expected | None:
    found = len(problems)
    values: dict[str, Any] = {}
    for name, read in _READ.items():
        if text := row.get(name, ""):
            try:
                values[name] = read(text)
            except (ValueError, InvalidOperation):
                problems.append(_wrong(path, number, header[columns[name]], _MEANT[name]))
    if not row.get("file"):
        problems.append(_wrong(path, number, header[columns["file"]], "is empty / 为空"))
    if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
        problems.append(Problem(path, number, "has more cells than the header / 单元格多于表头"))
    if len(problems) > found:
        return None
    days = {f"date_{name}": values.pop(name) for name in ("from", "to") if name in values}
    return Expected(file=row["file"], row=number, **values, **days)


def _wrong(path: Path, number: int, column: str, said: str) -> Problem:
    return Problem(path, number, f"column {column}: {said}")


def _whole(text: str) -> int:
    value = _exact(text)
    if value < 0 or value != value.to_integral_value():
        raise ValueError
    return int(value)


def _exact(text: str) -> Decimal:
    value = Decimal(text.replace(",", "").replace("，", "").replace(" ", ""))
    if not value.is_finite():
        raise ValueError
    return value


def _hash(text: str) -> str:
    plain = text.lower().removeprefix("sha256:")
    if not _HASH.fullmatch(plain):
        raise ValueError
    return plain


def _day(text: str) -> date:
    plain = text.partition(" ")[0].replace("/", "-").replace(".", "-")
    if re.fullmatch(r"\d{8}", plain):
        return date.fromisoformat(plain)
    year, month, day = plain.split("-")
    return date(int(year), int(month), int(day))


_READ: Final[dict[str, Callable[[str], Any]]] = {
    "rows": _whole,
    "duration_s": _whole,
    "amount": _exact,
    "sha256": _hash,
    "agency": str,
    "from": _day,
    "to": _day,
}
_MEANT: Final = {
    **dict.fromkeys(("rows", "duration_s"), "holds no whole number / 不是非负整数"),
    "amount": "holds no number / 不是数字",
    "sha256": "holds no SHA-256 (64 hexadecimal digits) / 不是 64 位十六进制的 SHA-256",
    **dict.fromkeys(("from", "to"), "holds no date (YYYY-MM-DD) / 不是日期（YYYY-MM-DD）"),
}
