"""The shapes of what stands in the page before any program runs, in one language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "figures", "facts", "list", "table"]


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell: ``look`` is a class of the style sheet, ``number`` aligns it right.

    ``more`` are further lines that the text unfolds; ``link`` leads to a place of the page.
    """

    text: str
    look: str = ""
    number: bool = False
    more: tuple[str, ...] = ()
    link: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a part: sentences, figures with their labels, facts, a list or a table.

    A row of ``figures`` is label, value and remark; one of ``facts`` is label and value.
    """

    kind: Kind
    rows: tuple[tuple[Cell, ...], ...]
    title: str = ""
    head: tuple[Cell, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the page with the id that links lead to."""

    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class View:
    """What the page says in one language; ``labels`` are the names of everything that has one."""

    title: str
    lead: str
    parts: tuple[Part, ...]
    labels: dict[str, str]


def count(number: int, look: str = "") -> Cell:
    """Return a count with its thousands apart.

    >>> count(20000).text
    '20,000'
    """
    return Cell(f"{number:,}", look, number=True)


def texts(*said: str, look: str = "") -> tuple[tuple[Cell, ...], ...]:
    """Return sentences as rows, those that say something."""
    return tuple((Cell(each, look),) for each in said if each)
