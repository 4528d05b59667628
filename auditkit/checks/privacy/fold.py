"""Folds every character to one form, one code point for one code point.

Full-width letters and digits, circled and styled digits become ASCII, so that patterns need know
one way of writing only. Numerals such as 一 and 幺 stay: they are digits only inside a number.
"""

from __future__ import annotations

import sys
import unicodedata
from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.traditional import simplified

SEPARATOR: Final = 0x1E
"""Stands between texts; in no pattern's class."""
_ZERO_WIDTH: Final = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff"


def code_points(text: str) -> NDArray[np.uint32]:
    """Return the code points of a text, one per character; lone surrogates pass."""
    raw = text.encode("utf-32-le", errors="surrogatepass")
    return np.frombuffer(raw, dtype="<u4").astype(np.uint32)


def _folds() -> NDArray[np.uint32]:
    table = np.arange(sys.maxunicode + 1, dtype=np.uint32)
    table[0xFF01:0xFF5F] = np.arange(0x21, 0x7F)  # full-width ASCII
    table[0x3000] = table[0x00A0] = 0x20
    for point in range(0x80, 0x1FBFA):
        digit = unicodedata.digit(chr(point), None)
        if digit is not None:
            table[point] = ord("0") + digit
    for traditional, simple in simplified().items():
        table[traditional] = simple
    table[0xD800:0xE000] = 0xFFFD
    return table


def _widthless() -> NDArray[np.bool_]:
    table = np.zeros(sys.maxunicode + 1, dtype=bool)
    table[[ord(char) for char in _ZERO_WIDTH]] = True
    table[0xFE00:0xFE10] = True  # variation selectors
    return table


FOLDS: Final = _folds()
WIDTHLESS: Final = _widthless()
