"""How wide text is shown, a Chinese character being as wide as two Latin ones."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable
from typing import Final

_WIDE: Final = ("W", "F")
_PADDING: Final = 4  # the indent of a cell, and air
_INDENT: Final = 2


def shown_width(text: str) -> int:
    """Return the width of the longest line in half-width characters.

    >>> shown_width("结果 ok")
    7
    """
    return max(map(_line_width, text.split("\n")))


def _line_width(line: str) -> int:
    if line.isascii():
        return len(line)
    return sum(2 if unicodedata.east_asian_width(char) in _WIDE else 1 for char in line)


def lines_in(text: str, width: int) -> int:
    """Return how many lines a text takes in a column; words that move to the next line included."""
    room = max(1, width - _INDENT)
    return sum(max(1, math.ceil(_line_width(line) / room)) for line in text.split("\n"))


def best_width(texts: Iterable[str], narrowest: int, widest: int) -> int:
    """Return a column width that fits the texts within its bounds."""
    needed = max((shown_width(text) for text in texts), default=0) + _PADDING
    return max(narrowest, min(widest, needed))
