"""Reads the tables of a web page, which many systems save under a workbook's name."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from lxml import etree

from auditkit.core.errors import InputError
from auditkit.core.findings import Bilingual
from auditkit.sources import detect
from auditkit.sources.cells import clean
from auditkit.sources.grid import WIDEST, GridRow, GridSource
from auditkit.sources.place import Place
from auditkit.sources.survey import blocks, survey

_META: Final = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,20})", re.IGNORECASE)
_FRAMES: Final = re.compile(rb"<frameset|<x:WorksheetSource|<frame\s", re.IGNORECASE)
_SUPERSETS: Final = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030"}
_NUMERIC: Final = re.compile(r"[-+]?[\d,]*\.?\d+(?:[eE][-+]?\d+)?%?|#+")
_BREAKS: Final = frozenset({"br", "p", "div", "li"})
_SKIPPED: Final = frozenset({"script", "style", "head", "title"})
_BLOCK: Final = 1 << 20
_TALLEST: Final = 65_536
_DEEPEST: Final = 64


@dataclass(slots=True)
class _Table:
    """One table of the page; ``wide`` are its rows with two cells or more that hold something."""

    place: int
    parent: int
    rows: int = 0
    wide: int = 0
    nested: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _Open:
    """A table that is being read."""

    table: _Table
    cells: list[str] | None = None
    spans: dict[int, tuple[int, int]] = field(default_factory=dict)
    held: dict[int, int] = field(default_factory=dict)  # column -> last row a cell reaches
    text: list[str] | None = None
    number: str = ""
    reach: tuple[int, int] = (1, 1)


class _Target:
    """Takes the events of the parser; keeps the rows of one table, or only counts all."""

    def __init__(self, wanted: int | None = None) -> None:
        self.tables: list[_Table] = []
        self.rows: list[GridRow] = []
        self._wanted = wanted
        self._open: list[_Open] = []
        self._skip = 0

    def start(self, tag: str, attributes: Any) -> None:  # noqa: ANN401 - a mapping of lxml's
        """Begin an element."""
        if tag in _SKIPPED:
            self._skip += 1
        elif tag == "table":
            self._begin_table()
        elif self._open and tag == "tr":
            self._end_row()
            self._open[-1].cells, self._open[-1].spans = [], {}
        elif self._open and tag in ("td", "th"):
            self._begin_cell(attributes)
        elif tag in _BREAKS:
            self.data("\n")

    def end(self, tag: str) -> None:
        """End an element."""
        if tag in _SKIPPED:
            self._skip = max(0, self._skip - 1)
        elif self._open and tag == "table":
            self._end_row()
            self._open.pop()
        elif self._open and tag == "tr":
            self._end_row()
        elif self._open and tag in ("td", "th"):
            self._end_cell()
        elif tag in ("p", "div"):
            self.data("\n")

    def data(self, text: str) -> None:
        """Take text, which belongs to every cell around it."""
        if not self._skip:
            for each in self._open:
                if each.text is not None:
                    each.text.append(text)

    def comment(self, text: str) -> None:
        """Pass over a comment."""

    def close(self) -> None:
        """End the page."""
        while self._open:
            self._end_row()
            self._open.pop()

    def _begin_table(self) -> None:
        if len(self._open) >= _DEEPEST:
            raise _TooDeepError
        parent = self._open[-1].table.place if self._open else -1
        table = _Table(len(self.tables), parent)
        if parent >= 0:
            self.tables[parent].nested.append(table.place)
        self.tables.append(table)
        self._open.append(_Open(table))

    def _begin_cell(self, attributes: Any) -> None:  # noqa: ANN401
        self._end_cell()
        now = self._open[-1]
        if now.cells is None:
            now.cells, now.spans = [], {}
        now.text, now.number = [], attributes.get("x:num", "") or ""
        now.reach = (
            _whole(attributes.get("rowspan"), _TALLEST),
            _whole(attributes.get("colspan"), 1000),
        )

    def _end_cell(self) -> None:
        now = self._open[-1]
        if now.text is None or now.cells is None:
            return
        row = now.table.rows
        while now.held.get(len(now.cells), -1) >= row:
            now.cells.append("")
        place, (tall, wide) = len(now.cells), now.reach
        if place <= WIDEST:
            now.cells.append(_shown("".join(now.text), now.number))
            now.cells += [""] * (min(place + wide, WIDEST) - place - 1)
            if (tall, wide) != (1, 1):
                now.spans[place] = (tall, wide)
            if tall > 1:
                now.held.update(dict.fromkeys(range(place, place + wide), row + tall - 1))
        now.text = None

    def _end_row(self) -> None:
        now = self._open[-1]
        self._end_cell()
        if now.cells is None:
            return
        now.table.rows += 1
        now.table.wide += sum(map(bool, now.cells)) > 1
        if now.table.place == self._wanted:
            self.rows.append((now.table.rows, list(now.cells), now.spans))
        now.cells = None


class _TooDeepError(Exception):
    """Tables within tables without end."""


def _whole(text: str | None, most: int) -> int:
    found = re.match(r"\s*(\d{1,9})", text or "")
    return min(max(int(found.group(1)), 1), most) if found else 1


def _shown(text: str, number: str) -> str:
    """Return a cell's text; where it only shows a number, the number that is kept behind it."""
    shown = clean(re.sub(r"[ \t\r\n]*\n[ \t\r\n]*", "\n", text))
    if number and _NUMERIC.fullmatch(shown) and not shown.endswith("%"):
        value = clean(number)
        return value if "e" not in value.lower() else shown
    return shown


def page_sources(place: Place, notes: list[Bilingual]) -> list[GridSource]:
    """Return a source for every table of a page that holds rows; ``InputError`` without one."""
    encoding = place.encoding or _encoding(place)
    target = _Target()
    for _ in _events(place, encoding, target):
        pass
    chosen = _chosen(target.tables)
    if not chosen:
        raise _no_table(place)
    passed = len(target.tables) - len(chosen)
    return [
        GridSource(
            _named(place, number, len(chosen)),
            "html",
            lambda table=table: _rows(place, encoding, table),  # type: ignore[misc]
            notes=[*notes, *_decided(place.name, number, len(target.tables), passed)],
        )
        for number, table in enumerate(chosen, start=1)
    ]


def _named(place: Place, number: int, count: int) -> Place:
    name = place.name if count == 1 else f"{place.name}[table {number}]"
    return Place(name, place.path, place.hash, place.encoding)


def _decided(name: str, number: int, tables: int, passed: int) -> list[Bilingual]:
    if number > 1 or tables < 2:
        return []
    return [
        Bilingual(
            f"{name}：网页含 {tables} 个表格，{passed} 个未作为数据读取；行号在各表格内计",
            f"{name}: the page has {tables} tables, of which {passed} are not read as "
            "data; rows are counted within each table",
        )
    ]


def _chosen(tables: list[_Table]) -> list[int]:
    """Return the tables with rows; one that only lays out others gives way to them."""
    chosen: list[int] = []
    waiting = [table for table in reversed(tables) if table.parent < 0]
    while waiting:
        table = waiting.pop()
        if table.wide >= 2 or (table.wide == 1 and not table.nested):
            chosen.append(table.place)
        else:
            waiting += [tables[place] for place in reversed(table.nested)]
    full = [place for place in chosen if tables[place].wide >= 2]
    return full or chosen


def _rows(place: Place, encoding: str, table: int) -> Iterator[GridRow]:
    target = _Target(table)
    for _ in _events(place, encoding, target):
        yield from target.rows
        target.rows.clear()
    yield from target.rows


def _events(place: Place, encoding: str, target: _Target) -> Iterator[None]:
    """Feed the page to the target, block by block."""
    parser: Any = etree.HTMLParser(target=target, encoding="utf-8", huge_tree=True)
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    try:
        for block in blocks(place.path, _BLOCK):
            parser.feed(decoder.decode(block).replace("\0", "").encode("utf-8", "replace"))
            yield
        parser.feed(decoder.decode(b"", final=True).encode("utf-8", "replace"))
        parser.close()
    except (etree.LxmlError, _TooDeepError, AssertionError):
        raise InputError(
            place.name,
            "is a damaged web page / 网页已损坏",
            "Export it again. / 请重新导出。",
        ) from None
    yield


def _encoding(place: Place) -> str:
    """Return the encoding of a page: its mark, what it says, or what its bytes fit."""
    head = detect.head_of(place.path, 1 << 16)
    bom, marked = detect.bom_of(head)
    if bom:
        return "utf-8-sig" if marked == "utf-8-sig" else marked
    said = _META.search(head)
    seen = survey(place.path)
    if said and not head[:256].count(0) > 32:
        name = said.group(1).decode("ascii").lower()
        known = _SUPERSETS.get(name, name)
        try:
            codecs.lookup(known)
        except LookupError:
            known = ""
        if known and not known.startswith("utf-16") and not (known == "utf-8" and seen.bad_at >= 0):
            return known
    return detect.text_encoding(place.name, place.path, seen)


def _no_table(place: Place) -> InputError:
    if _FRAMES.search(detect.head_of(place.path, 1 << 20)):
        return InputError(
            place.name,
            "is only the cover of a web page that a spreadsheet program saved in several files"
            " / 只是表格软件另存的“网页”的封面，数据在同名文件夹内",
            "Open it in a spreadsheet program and save it as .xlsx. / "
            "请用表格软件打开并另存为 .xlsx。",
        )
    return InputError(
        place.name,
        "is a web page without a table of rows / 是网页，但没有数据表格",
        "Is it a page that asks to log in? Export it again. / 是否为登录页面？请重新导出。",
    )
