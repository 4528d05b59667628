"""What a sheet is made of, and the layout that ``reports/workbook`` gives it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal

import yaml

from auditkit.core.resources import data_folder

_TEXT_LOADER: Final[Any] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
Plain = str | int | float | date | None


@dataclass(frozen=True, slots=True)
class Marked:
    """A value with the look of the layout that marks it."""

    value: Plain
    look: str


@dataclass(frozen=True, slots=True)
class Wide:
    """Prose that runs over ``span`` columns and wraps there."""

    value: str
    span: int
    look: str = ""


Value = Plain | Marked | Wide
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
class Chart:
    """A chart beside the rows of its block; it shows nothing that does not stand in these.

    ``columns`` are the keys of the columns it draws, stacked where they are several: upright, or
    ``ranked``, lying with the first row on top. ``bounds`` are the columns that say how far an
    interval reaches down and up from the value. ``colours`` are those of the layout's charts.
    ``top`` is what the axis must reach: no office leaves room for the end of an interval.
    """

    kind: Literal["upright", "ranked"]
    title: str
    measure: str
    columns: tuple[str, ...]
    colours: tuple[str, ...]
    top: float
    bounds: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """Rows under one header; ``columns`` are the headers' keys, empty for a block without header.

    ``title`` stands above the header where a sheet has several blocks.
    """

    columns: tuple[str, ...]
    rows: Iterable[Row]
    title: str = ""
    chart: Chart | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its key in the layout and the catalogue, and its blocks from top to bottom.

    ``repeat``: how often the column stands that the layout says may be repeated. ``note`` stands
    below the title in place of the catalogue's.
    """

    key: str
    blocks: tuple[Block, ...]
    repeat: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class ColumnLayout:
    """How one column is shown; widths in half-width characters.

    ``entry`` says what a person may fill in there, "" where nothing is to be filled in.
    """

    key: str
    kind: str
    narrowest: int
    widest: int
    entry: str = ""


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
    charts: Mapping[str, str]
    kinds: Mapping[str, Mapping[str, str]]
    units: Mapping[str, str]
    sheets: Mapping[str, SheetLayout]


def load_layout(folder: Path | None = None) -> Layout:
    """Return the layout of the shipped workbook, or of another folder's ``layout.yaml``."""
    file = (folder or data_folder("reports") / "workbook") / "layout.yaml"
    # every scalar stays text: a colour such as 000000 must not become a number
    data: dict[str, Any] = yaml.load(file.read_text(encoding="utf-8"), _TEXT_LOADER)  # noqa: S506 a loader that makes text only
    return Layout(
        fonts=data["font"],
        sizes={name: int(size) for name, size in data["size"].items()},
        rows=int(data["row_limit"]),
        sample=int(data["sample"]),
        colours=data["colours"],
        looks=data["looks"],
        charts=data["charts"],
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
    widths = int(data["min"]), int(data["max"])
    return ColumnLayout(data["key"], data["kind"], *widths, data.get("entry", ""))
