"""Draws a line of a template with a stretch of it underlined, as wide as a console shows it."""

from __future__ import annotations

import unicodedata
from typing import Final

from auditkit.core.lint import Excerpt
from auditkit.report.safe import visible
from auditkit.report.width import char_width, shown_width

_TAB: Final = "    "
_CUT: Final = "…"
_LEAST: Final = 12
"""Of a long line so much stays before a place, where there is so much."""


def drawn(excerpt: Excerpt, room: int) -> tuple[str, str]:
    """Return a line of at most ``room`` columns and the line of marks below it.

    A long line is cut around the place, a long place at its end. Tabs are four blanks, characters
    that no one sees or that turn the direction of writing are spelt out.

    >>> drawn(Excerpt("请速还款，否则上门", 5, 9), 40)
    ('请速还款，否则上门', '          ^^^^^^^^')
    """
    atoms = [_atom(char) for char in excerpt.line]
    start = min(max(excerpt.start, 0), len(atoms))
    end = min(max(excerpt.end, start), len(atoms))
    first, last = _window([_width(atom) for atom in atoms], start, end, room)
    lead = _CUT if first else ""
    tail = _CUT if last < len(atoms) else ""
    line = lead + "".join(atoms[first:last]) + tail
    before = len(lead) + sum(map(_width, atoms[first:start]))
    marked = sum(map(_width, atoms[start : min(end, last)]))
    return line, " " * before + "^" * max(marked, 1)


def _window(widths: list[int], start: int, end: int, room: int) -> tuple[int, int]:
    """Return which characters are shown: the place first, then what is before and behind it."""
    if sum(widths) <= room:
        return 0, len(widths)
    left = room - 2  # a mark at either end
    before = min(sum(widths[:start]), max(_LEAST, (left - sum(widths[start:end])) // 2))
    first = start
    while first and widths[first - 1] <= before:
        first -= 1
        before -= widths[first]
    left -= sum(widths[first:start])
    last = start
    while last < len(widths) and widths[last] <= left:
        left -= widths[last]
        last += 1
    while first and widths[first - 1] <= left:
        first -= 1
        left -= widths[first]
    return first, last


def _atom(char: str) -> str:
    """Return a character as it is shown."""
    if char == "\t":
        return _TAB
    if unicodedata.category(char) == "Cf" and char != "\u00ad":
        return f"\\u{ord(char):04x}"
    return visible(char)


def _width(atom: str) -> int:
    return char_width(atom) if len(atom) == 1 else shown_width(atom)
