"""Finds every place of a batch where a word of some family begins, all families in one pass.

Each character is looked up once in a table of the first and second letters of all words; the few
places that pass are held against the first four letters. What is left is tried by the family's
own pattern.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.detect.anchors.words import family, lore
from auditkit.checks.privacy.fold import SEPARATOR
from auditkit.checks.privacy.interface import Batch, Positions

_REACH: Final = 4
_EDGE: Final = 24
_GROUPS: Final = 16
_SHARE: Final = 2
"""Bits of the second table that a family has; its words take turns."""
_TOP: Final = 0x110000


@dataclass(frozen=True, slots=True)
class _Tables:
    """``pairs``: bits of groups by code point, first letters low, second ones high; ``number``: the
    row of a code point in ``letters``, whose column n tells which words have it as letter n."""

    pairs: NDArray[np.uint32]
    number: NDArray[np.uint16]
    letters: NDArray[np.uint64]
    families: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A batch and the places where words of its families begin.

    ``codes`` are those of the batch and a few separators behind, so that looking ahead, and back
    from the first one, meets a separator; ``letters`` and ``digits`` tell the ASCII ones.
    """

    batch: Batch
    plain: str
    codes: NDArray[np.uint32]
    letters: NDArray[np.bool_]
    digits: NDArray[np.bool_]
    places: dict[str, Positions]

    def at(self, name: str) -> list[int]:
        """Return the places of a family's words, in order."""
        found: list[int] = self.places[name].tolist()
        return found


def _letters(words: tuple[str, ...], nth: int) -> set[str]:
    """Return the letters that stand nth in the words, in both cases."""
    found = {word[nth] for word in words if len(word) > nth}
    return found | {char.upper() for char in found}


@cache
def _tables() -> _Tables:
    names = tuple(lore("anchors"))
    pairs = np.zeros(_TOP, dtype=np.uint32)
    number = np.zeros(_TOP, dtype=np.uint16)
    alphabet = sorted(
        {char for name in names for nth in range(_REACH) for char in _letters(family(name), nth)}
    )
    number[[ord(char) for char in alphabet]] = np.arange(1, len(alphabet) + 1)
    letters = np.zeros((len(alphabet) + 1, _REACH), dtype=np.uint64)
    for place, name in enumerate(names):
        for turn in range(_SHARE):
            _enter(pairs, place % _GROUPS, family(name)[turn::_SHARE])
            _spell(letters, number, place * _SHARE + turn, family(name)[turn::_SHARE])
    return _Tables(pairs, number, letters, names)


def _enter(pairs: NDArray[np.uint32], group: int, words: tuple[str, ...]) -> None:
    for nth in (0, 1):
        points = [ord(char) for char in _letters(words, nth)]
        pairs[points] |= np.uint32(1 << group + _GROUPS * nth)


def _spell(
    letters: NDArray[np.uint64], number: NDArray[np.uint16], bit: int, words: tuple[str, ...]
) -> None:
    mark = np.uint64(1 << bit)
    for nth in range(_REACH):
        if any(len(word) <= nth for word in words):
            letters[:, nth] |= mark
        rows = number[[ord(char) for char in _letters(words, nth)]]
        letters[rows, nth] |= mark


def page_of(batch: Batch) -> Page:
    """Return a batch with the places of all families' words."""
    tables = _tables()
    edge = np.full(_EDGE, SEPARATOR, dtype=np.uint32)
    codes = np.concatenate([batch.codes, edge])
    bits = tables.pairs.take(codes.astype(np.intp))
    both = bits[:-1] & (bits[1:] >> np.uint32(_GROUPS))
    place = np.flatnonzero((both != 0)[: len(batch.codes)])
    mark = tables.letters[tables.number[codes[place]], 0]
    for nth in range(1, _REACH):
        mark &= tables.letters[tables.number[codes[place + nth]], nth]
    place, mark = place[mark != 0], mark[mark != 0]
    letters = is_letter(codes)
    inside = letters[place] & letters[place - 1]
    place, mark = place[~inside], mark[~inside]
    places = {
        name: place[(mark >> np.uint64(nth * _SHARE)) & np.uint64((1 << _SHARE) - 1) != 0]
        for nth, name in enumerate(tables.families)
    }
    return Page(batch, batch.plain, codes, letters, is_digit(codes), places)


def is_letter(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Return which code points are ASCII letters."""
    letter: NDArray[np.bool_] = (codes | np.uint32(32)) - np.uint32(97) < 26
    return letter


def is_digit(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Return which code points are ASCII digits."""
    digit: NDArray[np.bool_] = codes - np.uint32(48) < 10
    return digit

