"""Finds the header of a sheet: below titles, and over one row or several."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from auditkit.core.errors import InputError
from auditkit.core.findings import Bilingual
from auditkit.sources import detect
from auditkit.sources.cells import clean
from auditkit.sources.naming import unique_headers

LOOK: Final = 50
"""Rows among which the header is looked for."""
DEEPEST: Final = 3
_VALUE: Final = re.compile(
    r"[-+]?[¥￥$]?\d[\d,]*(?:\.\d+)?%?|\d{4}[-/.年]\d{1,2}.*|\d{1,2}[:：]\d{2}.*|(?:true|false)",
    re.IGNORECASE,
)
_PAIR: Final = re.compile(r"[^:：]{1,20}[:：].+", re.DOTALL)
_LONG: Final = 40
Spans = Mapping[int, tuple[int, int]]
"""By column, over how many rows and columns the cell that begins there reaches."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a sheet as text, and which of its cells reach further."""

    number: int
    cells: list[str]
    spans: Spans


@dataclass(frozen=True, slots=True)
class Header:
    """Column names and the rows they come from; both rows are 0 where there is no header."""

    names: tuple[str, ...] = ()
    first: int = 0
    last: int = 0

    def notes(self, name: str) -> list[Bilingual]:
        """Return what was decided about the header, for a person to see."""
        made = []
        if self.first > 1:
            made.append(
                Bilingual(
                    f"{name}：表头在第 {self.first} 行，其上各行不作为数据读取",
                    f"{name}: the header is row {self.first}; the rows above it are not read as "
                    "data",
                )
            )
        if self.last > self.first:
            made.append(
                Bilingual(
                    f"{name}：表头占第 {self.first}–{self.last} 行，各行名称以“/”连接",
                    f"{name}: the header takes rows {self.first} to {self.last}; their names are "
                    "joined by /",
                )
            )
        return made


def find_header(lines: Sequence[Line]) -> Header:
    """Return the header among the first rows of a sheet.

    It is the first row that fills at least half as many cells as the fullest row does and holds
    names rather than values; failing that, the first row with two cells; failing that, the first.
    """
    filled = [line for line in lines if any(line.cells)]
    if not filled:
        return Header()
    widest = max(_count(line) for line in filled)
    several = [line for line in filled if _count(line) >= 2]
    named = [line for line in several if _count(line) * 2 >= widest and _is_names(line)]
    top = next(iter((*named, *several, *filled)))
    below = [line for line in lines if line.number > top.number]
    rows = [top, *below[: _depth(top, below) - 1]]
    names = _names(rows)
    return Header(unique_headers(names), top.number, rows[-1].number)


def text_header(name: str, text: str, delimiter: str) -> tuple[Header, bool]:
    """Return the header of delimited text, and whether a record follows it."""
    records = [
        [clean(cell).strip() for cell in record]
        for record in detect.sample_records(text, delimiter)
    ]
    filled = [n for n, record in enumerate(records, start=1) if any(record)]
    if filled:
        header = find_header([Line(n, cells, {}) for n, cells in enumerate(records, start=1)])
        first = records[filled[0] - 1]
        if header.first != filled[0] and len(first) > 1 and len(header.names) < 3:
            # two columns cannot tell a title from a header that lacks a name
            header = Header(unique_headers(first), filled[0], filled[0])
        return header, len(records) > header.last
    if len(text) >= detect.HEAD // 4:
        raise InputError(
            name,
            "row 1 has no readable header / 第 1 行不是可读的表头",
            "Is it a delimited text file? / 请确认这是分隔文本文件。",
        )
    return Header(), False


def _count(line: Line) -> int:
    return sum(map(bool, line.cells))


def _is_names(line: Line) -> bool:
    """Return whether the cells of a row look like names of columns."""
    cells = [cell for cell in line.cells if cell]
    values = sum(bool(_VALUE.fullmatch(cell)) or len(cell) > _LONG for cell in cells)
    pairs = sum(bool(_PAIR.fullmatch(cell)) for cell in cells)
    return values * 3 <= len(cells) and pairs * 2 < len(cells)


def _depth(top: Line, below: Sequence[Line]) -> int:
    """Return how many rows the header takes; a row that holds a value is never one of them."""
    if not below or below[0].number != top.number + 1:
        return 1
    if not top.spans:
        return 2 if _is_second(top, below) else 1
    tallest = max((rows for rows, _ in top.spans.values()), default=1)
    grouped = any(columns > 1 for _, columns in top.spans.values())
    depth = max(tallest, 2 if grouped else 1)
    if depth == 2 and grouped and any(columns > 1 for _, columns in below[0].spans.values()):
        depth = 3
    depth = min(depth, DEEPEST, len(below))
    for place in range(depth - 1):
        line = below[place]
        if line.number != top.number + 1 + place or not _only_names(line) or not any(line.cells):
            return place + 1
    return depth


def _only_names(line: Line) -> bool:
    return not any(_VALUE.fullmatch(cell) or len(cell) > _LONG for cell in line.cells if cell)


def _is_second(top: Line, below: Sequence[Line]) -> bool:
    """Return whether an unmerged row under a header with gaps names the columns of its groups.

    It must fill every gap and only groups, hold no value, and be followed by a fuller row that
    does hold one: a row of data that only looks like names does not do all of that.
    """
    second = below[0]
    width = max(len(top.cells), len(second.cells))
    over = [*top.cells, *[""] * (width - len(top.cells))]
    under = [*second.cells, *[""] * (width - len(second.cells))]
    last = max(place for place in range(width) if over[place] or under[place])
    gaps = [place for place in range(last + 1) if not over[place]]
    starts = {place - 1 for place in gaps if place and over[place - 1]}
    wanted = {*gaps, *starts}
    told = {place for place in range(width) if under[place]}
    if not gaps or not over[0] or told != wanted or len(wanted) > last or not _only_names(second):
        return False
    third = below[1] if len(below) > 1 else None
    if third is None or third.number != second.number + 1:
        return False
    return _count(third) > len(told) and any(_VALUE.fullmatch(cell) for cell in third.cells)


def _names(rows: Sequence[Line]) -> list[str]:
    """Return the joined names; the name of a group stands over all of its columns."""
    width = max(len(row.cells) for row in rows)
    parts: list[list[str]] = [[] for _ in range(width)]
    for depth, row in enumerate(rows):
        cells = [*row.cells, *[""] * (width - len(row.cells))]
        for place, name in enumerate(_spread(row, cells, group=depth < len(rows) - 1)):
            if name and (not parts[place] or parts[place][-1] != name):
                parts[place].append(name)
    names = ["/".join(each) for each in parts]
    while names and not names[-1]:
        names.pop()
    return names


def _spread(row: Line, cells: list[str], *, group: bool) -> list[str]:
    """Return a header row with merged names in all of their columns."""
    spread = list(cells)
    if row.spans:
        for place, (_, columns) in row.spans.items():
            for further in range(place + 1, min(place + columns, len(spread))):
                spread[further] = spread[further] or cells[place]
    elif group:
        for place in range(1, len(spread)):
            spread[place] = spread[place] or spread[place - 1]
    return [cell.replace("\n", "").strip() for cell in spread]
