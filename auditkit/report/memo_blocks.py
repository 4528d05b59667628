"""What a memo is made of, before any office program is thought of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Look = Literal["Title", "Subtitle", "Body Text", "List Number", "Memo Lead", "Memo Note"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 or 2; ``new_page`` begins a page with it."""

    text: str
    level: int
    numbered: bool = True
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph in one of the memo's styles."""

    text: str
    look: Look = "Body Text"


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and what they stand for; an empty value is a blank to be filled in by hand."""

    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...] = (2, 7)


@dataclass(frozen=True, slots=True)
class Table:
    """A table under a header that every page repeats; ``widths`` are shares, ``marked`` rows."""

    head: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]
    marked: frozenset[int] = frozenset()


Block = Heading | Prose | Facts | Table
