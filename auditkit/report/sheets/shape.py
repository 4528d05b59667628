"""What a sheet is made of, and the layout that ``reports/workbook`` gives it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from auditkit.core.resources import data_folder


@dataclass(frozen=True, slots=True)
class Marked:
    """A value with the look of the layout that marks it."""

    value: str | int | float | None
    look: str


@dataclass(frozen=True, slots=True)
class Wide:
    """Prose that runs over ``span`` columns and wraps there."""

    value: str
    span: int
    look: str = ""


Value = str | int | float | None | Marked | Wide
Row = Sequence[Value]


def marked(value: Value, look: str) -> Value:
    """Return a value with a look, unless it has one."""
    return value if isinstance(value, (Marked, Wide)) else Marked(value, look)


def relooked(value: Value, look: str) -> Value:
    """Return a value with this look, whatever it had."""
    if isinstance(value, Wide):
        return Wide(value.value, value.span, look)
    return Marked(value.value if isinstance(value, Marked) else value, look)


@dataclass(frozen=True, slots=True)
class Block:
    """Rows under one header; ``columns`` are the headers' keys, empty for a block without header.

    ``title`` stands above the header where a sheet has several blocks.
    """

    columns: tuple[str, ...]
    rows: Iterable[Row]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its key in the layout and the catalogue, and its blocks from top to bottom.

    ``repeat``: how often the column stands that the layout says may be repeated.
    """

    key: str
    blocks: tuple[Block, ...]
    repeat: int = 0


@dataclass(frozen=True, slots=True)
class ColumnLayout:
    """How one column is shown; widths in half-width characters."""

    key: str
    kind: str
    narrowest: int
    widest: int


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """How one sheet is shown; ``freeze`` counts the columns that stay in sight.

    ``wide`` and ``tall`` are the pages it is printed on, 0 as many as it takes.
    """

    columns: tuple[ColumnLayout, ...]
    freeze: int
    filter: bool
    portrait: bool
    wide: int
    tall: int
    repeated: ColumnLayout | None = None

    def with_repeated(self, times: int) -> SheetLayout:
        """Return the layout with its repeated column, if it has one, as often as it is needed."""
        more = (self.repeated,) * times if self.repeated else ()
        return replace(self, columns=(*self.columns, *more))


@dataclass(frozen=True, slots=True)
class Layout:
    """The layout file as it was read; ``rows`` is how many rows a sheet may have."""

    fonts: Mapping[str, str]
    sizes: Mapping[str, int]
    rows: int
    sample: int
    colours: Mapping[str, str]
    looks: Mapping[str, Mapping[str, str]]
    kinds: Mapping[str, Mapping[str, str]]
    units: Mapping[str, str]
    sheets: Mapping[str, SheetLayout]


def load_layout(folder: Path | None = None) -> Layout:
    """Return the layout of the shipped workbook, or of another folder's ``layout.yaml``."""
    file = (folder or data_folder("reports") / "workbook") / "layout.yaml"
    # every scalar stays text: a colour such as 000000 must not become a number
    data: dict[str, Any] = yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506 a loader that makes text only
    return Layout(
        fonts=data["font"],
        sizes={name: int(size) for name, size in data["size"].items()},
        rows=int(data["row_limit"]),
        sample=int(data["sample"]),
        colours=data["colours"],
        looks=data["looks"],
        kinds=data["kinds"],
        units=data["units"],
        sheets={key: _sheet(sheet) for key, sheet in data["sheets"].items()},
    )


def _sheet(data: Mapping[str, Any]) -> SheetLayout:
    columns = tuple(_column(each) for each in data["columns"])
    return SheetLayout(
        columns,
        freeze=int(data.get("freeze", 0)),
        filter="filter" in data,
        portrait="portrait" in data,
        wide=int(data.get("wide", 1)),
        tall=int(data.get("tall", 0)),
        repeated=_column(data["repeated"]) if "repeated" in data else None,
    )


def _column(data: Mapping[str, str]) -> ColumnLayout:
    return ColumnLayout(data["key"], data["kind"], int(data["min"]), int(data["max"]))
