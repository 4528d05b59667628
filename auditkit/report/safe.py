"""Text that no spreadsheet, parser or console can take for anything but text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

CELL_LIMIT: Final = 32_767  # what a cell of an Excel 2007+ workbook holds, in UTF-16 units
_MARK: Final = "…[+{cut}]"
_FORMULA: Final = frozenset("=+-@\t\r＝＋－＠")
_ESCAPE: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def _pictures() -> dict[int, str]:
    table = {code: chr(0x2400 + code) for code in range(0x20)}  # the Unicode control pictures
    table[0x7F] = "\u2421"
    table |= {code: f"\\x{code:02x}" for code in range(0x80, 0xA0)}
    # marks that turn the direction of writing can make a cell read as what it does not say
    turning = (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x2028, 0x2029)
    table |= {code: f"\\u{code:04x}" for code in turning}
    return table | dict.fromkeys((*range(0xD800, 0xE000), 0xFFFE, 0xFFFF), "\ufffd")


def _one_of(codes: Iterable[int]) -> re.Pattern[str]:
    """Return a pattern of one of some characters, written as ranges."""
    ranges: list[list[int]] = []
    for code in sorted(codes):
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return re.compile("[" + "".join(f"\\U{low:08x}-\\U{high:08x}" for low, high in ranges) + "]")


_PICTURES: Final = _pictures()
_HALF: Final = re.compile("[\ud800-\udfff]")
_HIDDEN: Final = _one_of(_PICTURES)
_IN_CELL: Final = {code: text for code, text in _PICTURES.items() if chr(code) not in "\n\t"}
_HIDDEN_IN_CELL: Final = _one_of(_IN_CELL)


def visible(text: str) -> str:
    r"""Return text on one line in which every control character can be seen.

    >>> visible("a\x00b\nc")
    'a␀b␊c'
    """
    # what can be printed is none of these, and telling so costs far less than looking for them
    if text.isprintable() or not _HIDDEN.search(text):
        return text
    return text.translate(_PICTURES)


def visible_lines(text: str) -> str:
    r"""Return text in which every control character but ends of lines and tabs can be seen.

    >>> visible_lines("a\x00b\nc")
    'a␀b\nc'
    """
    if text.isprintable() or not _HIDDEN_IN_CELL.search(text):
        return text
    return text.translate(_IN_CELL)


def scrubbed(text: str) -> str:
    r"""Return text that can be encoded: halves of surrogate pairs become U+FFFD.

    >>> scrubbed("a\ud800")
    'a�'
    """
    if not _HALF.search(text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def shortened(text: str, limit: int) -> str:
    """Return text of at most ``limit`` characters and, where it had to be cut, a mark of how many.

    >>> shortened("abcdef", 4)
    'abcd…[+2]'
    """
    if len(text) <= limit:
        return text
    return text[:limit] + _MARK.format(cut=len(text) - limit)


def csv_text(text: str) -> str:
    """Return text for a CSV cell that no spreadsheet takes for a formula.

    >>> csv_text("=1+1")
    "'=1+1"
    """
    if text[:1] in _FORMULA:
        return "'" + visible(text)
    return text if text.isprintable() else visible(text)


def csv_row(row: Sequence[str | int | float | None]) -> Sequence[str | int | float | None]:
    """Return the cells of a row, every text of them as ``csv_text`` gives it.

    A row is looked at as a whole first, for hardly any has anything to be changed.
    """
    texts = [cell for cell in row if isinstance(cell, str)]
    if _FORMULA.isdisjoint([text[:1] for text in texts]) and "".join(texts).isprintable():
        return row
    return [csv_text(cell) if isinstance(cell, str) else cell for cell in row]


@dataclass(slots=True)
class CellText:
    """Makes text fit a workbook cell and counts what it had to change.

    ``replaced`` counts control characters made visible, ``cut`` cells that were too long.
    """

    limit: int = CELL_LIMIT
    replaced: int = 0
    cut: int = 0

    def __call__(self, text: str) -> str:
        """Return text that is legal in a cell, visibly marked where it had to be cut."""
        if not text.isprintable() and _HIDDEN_IN_CELL.search(text):
            self.replaced += len(_HIDDEN_IN_CELL.findall(text))
            text = text.translate(_IN_CELL)
        if "_x" in text:  # Excel reads _x0041_ as A, so the underscore is written in that way
            text = _ESCAPE.sub("_x005F_", text)
        return text if len(text) * 2 <= self.limit else self._fitted(text)

    def _fitted(self, text: str) -> str:
        if _units(text) <= self.limit:
            return text
        self.cut += 1
        room = self.limit - len(_MARK) - len(str(len(text)))
        kept = text.encode("utf-16-le")[: room * 2].decode("utf-16-le", "ignore")
        return kept + _MARK.format(cut=len(text) - len(kept))


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
