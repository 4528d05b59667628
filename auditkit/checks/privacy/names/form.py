"""The form of texts in which known names are looked up: one way of writing for each name.

On top of ``Batch.plain``: Latin letters are small and without accents, one space or middle dot
between two Chinese characters is gone (张 三, 阿卜杜拉·买买提), runs of white space are one
space, and the full stop of an initial or a title is gone (John A. Smith, Mr. Smith).
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.fold import SEPARATOR
from auditkit.checks.privacy.interface import Batch, Positions

DOTS: Final = "·•・‧∙⋅･"
"""Middle dots as keyboards write them."""
_APOSTROPHES: Final = "’‘ʼ`´"
_SPACE, _STOP, _AT = ord(" "), ord("."), ord("@")


def _letters() -> NDArray[np.uint32]:
    table = np.arange(sys.maxunicode + 1, dtype=np.uint32)
    for point in (*range(0x41, 0x5B), *range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFD", chr(point))[0].lower()
        if len(base) == 1:
            table[point] = ord(base)
    table[[ord(mark) for mark in _APOSTROPHES]] = ord("'")
    table[[9, 10, 11, 12, 13]] = _SPACE
    return table


def _han() -> NDArray[np.bool_]:
    table = np.zeros(sys.maxunicode + 1, dtype=bool)
    for first, last in ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF)):
        table[first : last + 1] = True
    table[0x3007] = True
    return table


def _table(chars: str) -> NDArray[np.bool_]:
    table = np.zeros(sys.maxunicode + 1, dtype=bool)
    table[[ord(char) for char in chars]] = True
    return table


LETTERS: Final = _letters()
HAN: Final = _han()
_JOINERS: Final = _table(" ." + DOTS)
_LATIN: Final = _table("abcdefghijklmnopqrstuvwxyz")
WORD: Final = _table("abcdefghijklmnopqrstuvwxyz0123456789_")
"""Characters that may not touch a Latin name."""


@dataclass(frozen=True, slots=True)
class Form:
    """A batch in the form in which known names are looked up.

    ``string`` and ``codes`` are that form; ``at`` holds for every place the place in
    ``batch.plain``.
    """

    batch: Batch
    string: str
    codes: NDArray[np.uint32]
    at: Positions

    @classmethod
    def of(cls, batch: Batch) -> Form:
        """Return the form of a batch."""
        codes = LETTERS.take(batch.codes)
        marks = np.flatnonzero(_JOINERS.take(codes))
        gone, spaced = _marks(codes, batch.codes, marks)
        codes[spaced] = _SPACE
        kept = np.ones(len(codes), dtype=bool)
        kept[gone] = False
        at = np.flatnonzero(kept)
        codes = codes[at]
        return cls(batch, codes.astype("<u4").tobytes().decode("utf-32-le"), codes, at)

    def plain(self, start: Positions, end: Positions) -> tuple[Positions, Positions]:
        """Return where spans of the form lie in ``batch.plain``."""
        return self.at[start], self.at[end - 1] + 1


def looked_up(names: Sequence[str]) -> list[str]:
    """Return names in the form in which they are looked up.

    >>> looked_up(["张 三", "John  A. Smith", "阿卜杜拉·买买提"])
    ['张三', 'john a smith', '阿卜杜拉买买提']
    """
    if not names:
        return []
    return Form.of(Batch.of(names)).string.split(chr(SEPARATOR))


def _marks(
    codes: NDArray[np.uint32], raw: NDArray[np.uint32], at: Positions
) -> tuple[Positions, Positions]:
    """Return which of the spaces, dots and full stops are dropped, and which become a space."""
    edge = np.array([SEPARATOR, SEPARATOR], dtype=np.uint32)
    around = np.concatenate([edge, codes, edge])
    earlier, before, mark, after, later = (around[at + step] for step in range(5))
    joiner = _JOINERS[raw[at]] & HAN[before] & HAN[after]
    repeated = (mark == _SPACE) & (before == _SPACE)
    stop = (mark == _STOP) & _LATIN[before]
    ends = stop & ~_LATIN[after] & (after != _AT)
    single = stop & ~WORD[earlier] & (earlier != _AT)
    initial = single & _LATIN[after] & ((later == _STOP) | (later == _SPACE))
    return at[joiner | repeated | ends], at[initial]


def han_runs(codes: NDArray[np.uint32]) -> tuple[Positions, Positions]:
    """Return (start, end) of every run of Chinese characters."""
    han = np.zeros(len(codes) + 2, dtype=bool)
    HAN.take(codes, out=han[1:-1], mode="clip")
    edges = np.flatnonzero(han[1:] != han[:-1])
    return edges[0::2], edges[1::2]
