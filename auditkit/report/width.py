"""How wide text is shown, a Chinese character being as wide as two Latin ones."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import Final

_WIDE: Final = ("W", "F")
_PADDING: Final = 4  # the indent of a cell, and air
_INDENT: Final = 2
_SHORT: Final = 500  # characters
_CLOSING: Final = "，。；：、？！）》”’"
_OPENING: Final = "（《“‘"


def shown_width(text: str) -> int:
    """Return the width of the longest line in half-width characters.

    >>> shown_width("结果 ok")
    7
    """
    return max(map(_line_width, text.split("\n")))


def _line_width(line: str) -> int:
    if line.isascii():
        return len(line)
    return sum(map(_char_width, line))


def char_width(char: str) -> int:
    """Return the width of one character; one that is written over the one before it has none."""
    return 0 if unicodedata.category(char) in ("Mn", "Me") else _char_width(char)


@cache
def _char_width(char: str) -> int:
    return 2 if unicodedata.east_asian_width(char) in _WIDE else 1


def wrapped(line: str, room: int) -> Iterator[str]:
    """Yield a line in pieces no wider than ``room``, indented alike.

    It is broken at a blank or between two Chinese characters, but neither between a number and
    its unit nor before a mark that closes; where there is no such place, anywhere.

    >>> list(wrapped("时钟差：-136 秒（由数据估计）", 14))
    ['时钟差：', '-136 秒（由数', '据估计）']
    """
    indent = " " * (len(line) - len(line.lstrip()))
    while shown_width(line) > room:
        fits = len(line)
        while shown_width(line[:fits]) > room:
            fits -= 1
        places = range(fits, len(indent) + 1, -1)
        end = next((place for place in places if _may_break(line, place)), fits)
        yield line[:end].rstrip()
        line = indent + line[end:].lstrip()
    yield line.rstrip()


def _may_break(line: str, place: int) -> bool:
    before, after = line[place - 1], line[place]
    if after == " ":
        unit = line[place + 1 : place + 2]
        return not (before.isdigit() and _is_wide(unit))
    if after in _CLOSING or before in _OPENING:
        return False
    return before in _CLOSING or (_is_wide(before) and _is_wide(after))


def _is_wide(char: str) -> bool:
    return bool(char) and unicodedata.east_asian_width(char) in _WIDE


def lines_in(text: str, width: int) -> int:
    """Return how many lines a text takes in a column; words that move to the next line included."""
    return _lines_of(text, width) if len(text) <= _SHORT else _lines_in(text, width)


def _lines_in(text: str, width: int) -> int:
    room = max(1, width - _INDENT)
    return sum(max(1, math.ceil(_line_width(line) / room)) for line in text.split("\n"))


# clauses, remedies and titles stand in thousands of rows; long texts are not kept
_lines_of: Final = lru_cache(maxsize=4096)(_lines_in)


def best_width(texts: Iterable[str], narrowest: int, widest: int) -> int:
    """Return a column width that fits the texts within its bounds."""
    needed = max((shown_width(text) for text in texts), default=0) + _PADDING
    return max(narrowest, min(widest, needed))
