"""Finds the review table in a file: which sheets, which header, which columns, which language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Final

from auditkit.core.errors import InputError
from auditkit.core.i18n import LANGUAGES, Catalogue, both
from auditkit.report.review_rows import (
    COMPARED,
    FILL,
    FIXED,
    NEEDED,
    folded,
    label_of,
    names_of_columns,
)
from auditkit.sources.filled import Filled, filled_sheets
from auditkit.sources.grid import as_text

_LOOK: Final = 40
"""Rows in which the header is looked for: people put titles above it."""
_FINGERPRINT: Final = frozenset(
    {"fingerprint", *(folded(Catalogue(lang).text("column.fingerprint")) for lang in LANGUAGES)}
)
_ASKED: Final = frozenset((*COMPARED, *FILL, "fingerprint", "check"))


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: its sheet and number as programs show it, and its cells by column.

    ``table_is_blank`` tells the review table, whose cells to fill in come empty, from the report,
    where they come with what stands.
    """

    sheet: str
    number: int
    cells: Mapping[str, Any]
    table_is_blank: bool


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet with its header; ``missing`` are columns that it ought to have."""

    lang: str
    missing: tuple[str, ...]
    rows: tuple[TableRow, ...]


@dataclass(frozen=True, slots=True)
class _Header:
    """Where the columns stand; ``hits`` counts the headers known in each language."""

    number: int
    places: dict[str, int] = field(default_factory=dict)
    hits: dict[str, int] = field(default_factory=dict)
    double: frozenset[str] = frozenset()


def read_tables(path: Path, lang: str) -> list[Table]:
    """Return the review tables of a file.

    ``lang`` is the language where the headers are those of no or of both languages. Raises
    ``InputError`` for a file in which no sheet has the columns that are needed, naming them.
    """
    names = names_of_columns()
    found = [(sheet, _header(sheet, names)) for sheet in filled_sheets(path)]
    best = max((header for _, header in found), key=lambda each: len(each.places), default=None)
    usable = [
        (sheet, header) for sheet, header in found if all(name in header.places for name in NEEDED)
    ]
    if not usable:
        raise _not_one(path.name, best, lang)
    for sheet, header in usable:
        if header.double:
            raise _doubled(path.name, sheet.name, header.double)
    return [_table(sheet, header, lang) for sheet, header in usable]


def _header(sheet: Filled, names: Mapping[str, Mapping[str, str]]) -> _Header:
    """Return the row that has most of the columns."""
    best = _Header(0)
    for number, cells in islice(sheet.rows(), _LOOK):
        header = _read_header(number, cells, names)
        if len(header.places) > len(best.places):
            best = header
    return best


def _read_header(number: int, cells: list[Any], names: Mapping[str, Mapping[str, str]]) -> _Header:
    texts = [folded(as_text(cell) or "") if cell not in ("", None) else "" for cell in cells]
    hits = {lang: sum(text in known for text in texts) for lang, known in names.items()}
    # a word of the other language counts as well, where the one of the table does not have it
    order = sorted(names, key=lambda lang: -hits[lang])
    places: dict[str, int] = {}
    double = set()
    for place, text in enumerate(texts):
        name = next((names[lang][text] for lang in order if text in names[lang]), "")
        if name in places and name in FILL:
            double.add(name)
        if name:
            places.setdefault(name, place)
    return _Header(number, places, hits, frozenset(double))


def _table(sheet: Filled, header: _Header, lang: str) -> Table:
    most = max(header.hits.values())
    langs = [each for each, hits in header.hits.items() if hits == most]
    is_blank = "check" in header.places
    wanted = (*FIXED, *FILL, "check") if is_blank else FILL
    return Table(
        lang=lang if lang in langs else langs[0],
        missing=tuple(name for name in wanted if name not in header.places),
        rows=tuple(_rows(sheet, header, is_blank=is_blank)),
    )


def _rows(sheet: Filled, header: _Header, *, is_blank: bool) -> Iterator[TableRow]:
    places = {name: place for name, place in header.places.items() if name in _ASKED}
    for number, cells in sheet.rows():
        if number > header.number:
            if _is_header(cells, places["fingerprint"]):
                continue
            said = {name: cells[at] if at < len(cells) else "" for name, at in places.items()}
            if any(value not in ("", None) for value in said.values()):
                yield TableRow(sheet.name, number, said, is_blank)


def _is_header(cells: list[Any], place: int) -> bool:
    """Return whether a row repeats the header, as a table put together from several does."""
    text = cells[place] if place < len(cells) else ""
    return isinstance(text, str) and folded(text) in _FINGERPRINT


def _not_one(name: str, best: _Header | None, lang: str) -> InputError:
    words = Catalogue(lang)
    lacking = [each for each in NEEDED if best is None or each not in best.places]
    if best is None or len(lacking) == len(NEEDED):
        said = both("review.no_table")
    else:
        missing = words.text("comma").join(label_of(each, words) for each in lacking)
        said = both("review.no_columns", columns=missing)
    return InputError(name, f"{said.en} / {said.zh}")


def _doubled(name: str, sheet: str, double: frozenset[str]) -> InputError:
    shown = ", ".join(sorted(double))
    said = both("review.double_columns", columns=shown)
    return InputError(f"{name}[{sheet}]" if sheet else name, f"{said.en} / {said.zh}")
