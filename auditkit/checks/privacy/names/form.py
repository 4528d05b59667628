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
_SPACE, _STOP = ord(" "), ord(".")


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
        codes = LETTERS[batch.codes]
        at = np.flatnonzero(_kept(codes, batch.codes))
        codes = _spaced_initials(codes)[at]
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


def _kept(codes: NDArray[np.uint32], raw: NDArray[np.uint32]) -> NDArray[np.bool_]:
    before, after = _neighbours(codes)
    joiner = _JOINERS[raw] & HAN[before] & HAN[after]
    repeated = (codes == _SPACE) & (before == _SPACE)
    stop = (codes == _STOP) & _LATIN[before] & ~_LATIN[after] & (after != ord("@"))
    kept: NDArray[np.bool_] = ~(joiner | repeated | stop)
    return kept


def _spaced_initials(codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Return the codes with J.A. as "j a."; full stops in addresses of the web stay."""
    before, after = _neighbours(codes)
    earlier = np.concatenate([[SEPARATOR], before[:-1]]).astype(np.uint32)
    later = np.concatenate([after[1:], [SEPARATOR]]).astype(np.uint32)
    single = _LATIN[before] & ~WORD[earlier] & (earlier != ord("@"))
    initial = (codes == _STOP) & single & _LATIN[after] & ((later == _STOP) | (later == _SPACE))
    return np.where(initial, np.uint32(_SPACE), codes)


def _neighbours(codes: NDArray[np.uint32]) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    edge = np.full(min(1, len(codes)), SEPARATOR, dtype=np.uint32)
    return np.concatenate([edge, codes[:-1]]), np.concatenate([codes[1:], edge])
