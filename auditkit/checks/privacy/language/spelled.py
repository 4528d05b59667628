"""Words as they stand in a folded text, and which of many words stand in one at all."""

from __future__ import annotations

import operator
import string
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.fold import GONE, SEPARATOR, code_points, folds
from auditkit.checks.spelling import choices

SHORT: Final = 50_000
"""Characters up to which it pays to ask first which words stand in a text at all."""
FEW: Final = 2
"""Short texts in turn after which it pays to know all words."""
_RUN: Final = 4
_QUOTES: Final = {0x2018: 0x27, 0x2019: 0x27, 0x02BC: 0x27, 0x00B4: 0x27, 0x0060: 0x27}


def _lower() -> NDArray[np.uint32]:
    table = np.arange(0x110000, dtype=np.uint32)
    for point in range(0x41, 0x2000):
        small = chr(point).lower()
        if len(small) == 1:
            table[point] = ord(small)
    table[list(_QUOTES)] = list(_QUOTES.values())
    return table


LETTERS: Final = frozenset(string.ascii_letters)
LOWER: Final = _lower()
"""Letters of any case as small ones, apostrophes as one, code point for code point."""


def spelled(word: str) -> str:
    """Return a word as it stands in a folded text in small letters.

    >>> spelled("Ｐast　Due")
    'past due'
    """
    return spelled_all([word])[0]


def spelled_all(words: Sequence[str]) -> list[str]:
    """Return many words as they stand in a folded text, folded in one go."""
    read = folds()[code_points(chr(SEPARATOR).join(words))]
    folded = LOWER[read[read != GONE]]
    text: str = folded.astype("<u4").tobytes().decode("utf-32-le")
    return text.split(chr(SEPARATOR))


def spellings(written: str) -> Iterator[str]:
    """Yield every word that ``{a|b}`` stands for.

    >>> list(spellings("欠{款|债}"))
    ['欠款', '欠债']
    """
    return map(spelled, choices(written))


def letters_of(written: Iterable[str], text: str) -> frozenset[str]:
    """Return the characters of words that a folded text has, and those that leave no trace."""
    letters = sorted(set().union(*written))
    folded = zip(letters, spelled_all(letters), strict=True)
    return frozenset(letter for letter, plain in folded if plain in text)


def standing_in(text: str, words: Iterable[str]) -> Iterator[str]:
    """Yield the words that stand in a text: short ones are among its runs of so many characters."""
    runs, some = set(text), list(text)
    for first in range(1, _RUN):
        some = list(map(operator.add, some, text[first:]))
        runs.update(some)
    for word in words:
        if len(word) <= _RUN:
            if word in runs:
                yield word
        elif word[:_RUN] in runs and word[-_RUN:] in runs and word in text:
            yield word
