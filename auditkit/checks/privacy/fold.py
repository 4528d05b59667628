"""Folds every character to one form, one code point for one code point.

Full-width letters and digits, circled and styled digits, Cyrillic and Greek letters that look
like Latin ones, and traditional characters become the plain character, so that patterns need know
one way of writing only. Numerals such as 一 and 幺 stay: they are digits only inside a number.
"""

from __future__ import annotations

import sys
import unicodedata
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.traditional import simplified

SEPARATOR: Final = 0x1E
"""Stands between texts; in no pattern's class."""
GONE: Final = 0xFFFFFFFF
"""What a character without width folds to: it is left out of the folded text."""
_NO_WIDTH: Final = (
    (0x00AD, 0x00AD),
    (0x0300, 0x036F),
    (0x061C, 0x061C),
    (0x115F, 0x1160),
    (0x180B, 0x180F),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0x20D0, 0x20FF),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xE0000, 0xE01EF),
)
_COMPATIBLE: Final = ((0x80, 0x3400), (0xF900, 0x10000), (0x1D400, 0x1D800), (0x1EE00, 0x1FBFA))
_LOOKS: Final = (
    ("АВЕЅЗІЈКМНОРСТУХԌԚԜавеѕіјкорсухһԁԛԝ", "ABES3IJKMHOPCTYXGQWabesijkopcyxhdqw"),
    ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοικνρυχ", "ABEZHIKMNOPTYXoikvpux"),
    ("㈠㈡㈢㈣㈤㈥㈦㈧㈨", "一二三四五六七八九"),
    ("‐‑‒–−﹣", "------"),
    ("\u3000\u3164\u2800\ufffc", "    "),
)


def code_points(text: str) -> NDArray[np.uint32]:
    """Return the code points of a text, one per character; lone surrogates pass."""
    raw = text.encode("utf-32-le", errors="surrogatepass")
    return np.frombuffer(raw, dtype="<u4").astype(np.uint32, copy=False)


def places(length: int) -> NDArray[np.int64]:
    """Return the numbers from 0; a view of one array that all batches share."""
    return _places(max(length, 1).bit_length())[:length]


@cache
def _places(bits: int) -> NDArray[np.int64]:
    shared = np.arange(1 << bits)
    shared.setflags(write=False)
    return shared


@cache
def folds() -> NDArray[np.uint32]:
    """Return what each code point folds to, ``GONE`` for those without width.

    >>> "".join(map(chr, folds()[[ord(char) for char in "１❸⑧Ｂ號Х"]]))
    '138B号X'
    """
    table = np.arange(sys.maxunicode + 1, dtype=np.uint32)
    for first, last in _COMPATIBLE:
        table[first:last] = _compatible(first, last)
    for given, read in _LOOKS:
        table[code_points(given)] = code_points(read)
    pairs = simplified()
    simple = np.arange(sys.maxunicode + 1, dtype=np.uint32)
    simple[list(pairs)] = list(pairs.values())
    table = simple.take(table)
    for digit in filter(str.isdigit, map(chr, range(0x80, 0x1FBFA))):
        table[ord(digit)] = ord("0") + unicodedata.digit(digit)
    table[0xD800:0xE000] = 0xFFFD
    table = table.take(table)
    for first, last in _NO_WIDTH:
        table[first : last + 1] = GONE
    table.setflags(write=False)
    return table


def _compatible(first: int, last: int) -> list[int]:
    """Return what code points read as, itself where that is several characters."""
    points = range(first, last)
    # one normalisation for all: nothing composes over the end of a line
    read = unicodedata.normalize("NFKC", "\n".join(map(chr, points))).split("\n")
    return [ord(r) if len(r) == 1 else p for p, r in zip(points, read, strict=True)]
