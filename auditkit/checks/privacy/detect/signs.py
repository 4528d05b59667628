"""What each character is to a number: digit, numeral, separator, letter, part of a word."""

from __future__ import annotations

import sys
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.detect.lore import load

NONE: Final = 0
DIGIT: Final = 1
SPACE: Final = 2
HYPHEN: Final = 3
DOT: Final = 4
SLASH: Final = 5
BRACKET: Final = 6
NUMERAL: Final = 7
LOOKALIKE: Final = 8
LETTER: Final = 9
CROSS: Final = 10
PLUS: Final = 11
MONEY: Final = 12
UNIT: Final = 13
WORD: Final = 32
"""From here on: a character of the words of ``context.yaml``, each with a sign of its own."""
PADDING: Final = 64
"""Places without a sign behind the last one; before the first, index -1 leads to them too."""
SEPARATORS: Final = {
    SPACE: " _\u2014\u2015~,、。",
    HYPHEN: "-\u2212",
    DOT: ".·•・‧∙⋅",
    SLASH: "/",
    BRACKET: "()",
}
NUMERALS: Final = {
    0: "零〇○洞",
    1: "一壹幺弌",
    2: "二贰两弍貮",
    3: "三叁参弎",
    4: "四肆",
    5: "五伍",
    6: "六陆",
    7: "七柒拐",
    8: "八捌",
    9: "九玖勾",
}
"""How the digits of a number are written or read out in Chinese."""
LOOKALIKES: Final = {0: "Oo", 1: "lI"}


@cache
def signs_table() -> NDArray[np.uint8]:
    """Return the sign of each code point."""
    table = np.zeros(sys.maxunicode + 1, dtype=np.uint8)
    for char, sign in word_signs().items():
        table[ord(char)] = sign
    table[ord("0") : ord("9") + 1] = DIGIT
    for sign, chars in SEPARATORS.items():
        table[[ord(char) for char in chars]] = sign
    table[[ord(char) for chars in NUMERALS.values() for char in chars]] = NUMERAL
    table[ord("a") : ord("z") + 1] = table[ord("A") : ord("Z") + 1] = LETTER
    table[[ord(char) for chars in LOOKALIKES.values() for char in chars]] = LOOKALIKE
    table[[ord(char) for char in "Xx×"]] = CROSS
    table[ord("+")] = PLUS
    table[[ord(char) for char in load("context")["money_before"]]] = MONEY
    table[[ord(char) for char in load("context")["money_after"]]] = UNIT
    table.setflags(write=False)
    return table


@cache
def word_signs() -> dict[str, int]:
    """Return the signs of the characters of the Chinese words of ``context.yaml``."""
    words = load("context")["zh"].values()
    chars = dict.fromkeys(char for group in words for word in group for char in word)
    return {char: sign for sign, char in enumerate(chars, start=WORD)}


@cache
def digit_values() -> NDArray[np.uint8]:
    """Return the digit that each code point stands for inside a number."""
    table = np.zeros(sys.maxunicode + 1, dtype=np.uint8)
    table[ord("0") : ord("9") + 1] = np.arange(10)
    for written in (NUMERALS, LOOKALIKES):
        for digit, chars in written.items():
            table[[ord(char) for char in chars]] = digit
    table.setflags(write=False)
    return table


def signs_of(codes: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """Return the signs of folded code points, with ``PADDING`` behind."""
    signs = np.zeros(len(codes) + PADDING, dtype=np.uint8)
    signs_table().take(codes, out=signs[: len(codes)], mode="clip")
    return signs


def is_separator(signs: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Return which signs may stand between the digits of one number."""
    between: NDArray[np.bool_] = (signs - SPACE) <= BRACKET - SPACE
    return between


def is_letter(signs: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Return which signs are ASCII letters."""
    between: NDArray[np.bool_] = (signs - LOOKALIKE) <= CROSS - LOOKALIKE
    return between


def is_soft(signs: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Return which signs are numerals or letters that look like digits."""
    between: NDArray[np.bool_] = (signs - NUMERAL) <= LOOKALIKE - NUMERAL
    return between
