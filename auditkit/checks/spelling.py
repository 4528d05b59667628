"""Words written with choices: ``欠{款|债}`` stands for 欠款 and 欠债."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterable, Iterator
from typing import Final

MOST: Final = 2_000
"""Spellings that one written word may stand for."""
_MARKS: Final = frozenset("{}|")
_CHOICE: Final = re.compile(r"\{([^{}]*)\}")


def choices(written: str, letters: frozenset[str] | None = None) -> Iterator[str]:
    """Yield every word that ``{a|b}`` stands for; ValueError where braces do not close or nest.

    With ``letters`` only those words that are made of these.

    >>> list(choices("欠{款|债}")), list(choices("欠{款|债}", frozenset("欠债务")))
    (['欠款', '欠债'], ['欠债'])
    """
    if _MARKS.isdisjoint(written):
        if letters is None or letters.issuperset(written):
            yield written  # most words leave no choice
        return
    parts = _parts(written)
    if letters is not None:
        parts = [list(filter(letters.issuperset, part)) for part in parts]
    for chosen in itertools.product(*parts):
        yield "".join(chosen)


def check_words(words: Iterable[str]) -> None:
    """Raise ValueError for a word that is empty, miswritten or stands for more than ``MOST``."""
    for written in words:
        if _MARKS.isdisjoint(written) and written.strip():
            continue
        parts = _parts(written)
        count = math.prod(map(len, parts))
        if count > MOST:
            raise ValueError(f"{written[:40]!r} stands for {count} words; {MOST} at most")
        if all(not all(map(str.strip, part)) for part in parts):
            raise ValueError(f"{written[:40]!r} stands for an empty word")


def _parts(written: str) -> list[list[str]]:
    split = _CHOICE.split(written)
    parts = [part.split("|") if n % 2 else [part] for n, part in enumerate(split)]
    if any(_MARKS & set(part) for part in split[::2]):
        raise ValueError(f"braces stand in braces, or are not closed: {written}")
    return parts
