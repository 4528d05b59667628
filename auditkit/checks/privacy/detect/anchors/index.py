"""Finds every place of a batch where a word of some family begins, all families in one pass.

Each character is looked up once in a table of signs: the classes it belongs to, and the groups of
words that have it as first or second letter. The few places that pass are held against the first
letters; what is left is tried by the family's own pattern.
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

DIGIT: Final = 1 << 24
LETTER: Final = 1 << 25
PROVINCE: Final = 1 << 26
PLACE: Final = 1 << 27
COUNT: Final = 1 << 28
DOOR: Final = 1 << 29
NAME: Final = 1 << 30
MAILBOX: Final = 1 << 31
"""Classes of characters: ASCII digits and letters, provinces on plates, the last character of a
place's name, the first of a number or a letter that counts a door, the first of the word for a
door, all that
a name can hold, and all that a mailbox can."""
_REACH: Final = 6
_EDGE: Final = 24
_GROUPS: Final = 12
_SHORT: Final = 4
_SHARE: Final = 2
"""Bits of the second tables that a family has: for its long words, and for those of two or three
letters, whose other letters may be any."""
_TOP: Final = 0x110000


@dataclass(frozen=True, slots=True)
class _Tables:
    """What a character is, and which words have it.

    ``signs``: classes and groups by code point, first letters in the lowest bits, second ones
    above; ``number``: the row and column of a code point in ``pairs``, which tell the words that
    have two letters as their first and second, as their third and fourth, and so on.
    """

    signs: NDArray[np.uint32]
    number: NDArray[np.uint8]
    pairs: tuple[NDArray[np.uint64], ...]
    families: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A batch and the places where words of its families begin.

    ``codes`` and ``signs`` are those of the batch and a few separators behind, so that looking
    ahead, and back from the first one, meets a separator; ``digits`` and ``letters`` tell the
    ASCII ones.
    """

    plain: str
    codes: NDArray[np.uint32]
    signs: NDArray[np.uint32]
    digits: NDArray[np.bool_]
    letters: NDArray[np.bool_]
    places: dict[str, Positions]

    def at(self, name: str) -> list[int]:
        """Return the places of a family's words, in order."""
        found: list[int] = self.places[name].tolist()
        return found

    def of(self, mark: int) -> Positions:
        """Return the places of a class of characters."""
        return np.flatnonzero(_of(self.signs, mark))

    def run_before(self, place: Positions, mark: int, most: int) -> Positions:
        """Return where the runs of a class begin that end before places, ``most`` long."""
        return self._run(place, mark, most, -1)

    def run_behind(self, place: Positions, mark: int, most: int) -> Positions:
        """Return where the runs of a class end that begin at places, ``most`` long."""
        return self._run(place, mark, most, 1)

    def _run(self, place: Positions, mark: int, most: int, step: int) -> Positions:
        edge, look = place.copy(), min(step, 0)
        going = np.arange(len(place))
        for _ in range(most):
            going = going[self.is_a(edge[going] + look, mark)]
            if not len(going):
                break
            edge[going] += step
        return edge

    def is_a(self, place: Positions, mark: int) -> NDArray[np.bool_]:
        """Return which places hold a character of a class."""
        return _of(self.signs[place], mark)


@cache
def _tables() -> _Tables:
    names = tuple(lore("anchors"))
    alphabet = sorted({char for name in names for word in family(name) for char in word[:_REACH]})
    number = np.zeros(_TOP, dtype=np.uint8)
    for nth, char in enumerate(alphabet, start=1):
        number[[ord(char), ord(char.upper())]] = nth
    size = len(alphabet) + 1
    pairs = tuple(np.zeros((size, size), dtype=np.uint64) for _ in range(0, _REACH, 2))
    signs = _classes()
    groups = _groups([word for name in names for word in family(name)])
    for place, name in enumerate(names):
        for word in family(name):
            _enter(signs, groups[word[0]], word)
            bit = np.uint64(1 << place * _SHARE + (len(word) < _SHORT))
            for nth, table in enumerate(pairs):
                letters = [number[ord(char)] for char in word[nth * 2 : nth * 2 + 2]]
                _spell(table, letters, bit)
    return _Tables(signs, number, pairs, names)


def _groups(words: list[str]) -> dict[str, int]:
    """Return the group of each first letter; few share one, for each lets its seconds pass."""
    firsts = sorted({word[0] for word in words})
    return {char: place % _GROUPS for place, char in enumerate(firsts)}


def _classes() -> NDArray[np.uint32]:
    signs = np.zeros(_TOP, dtype=np.uint32)
    places = lore("places")
    classes = {
        DIGIT: "0123456789",
        LETTER: (letters := "".join(map(chr, (*range(65, 91), *range(97, 123))))),
        PROVINCE: lore("values")["provinces"],
        PLACE: [word[-1] for word in places["roads"]],
        COUNT: [*places["counts"], *letters],
        DOOR: ["-", *(word[0] for word in places["doors"])],
        MAILBOX: [*"0123456789._%+-", *letters],
        NAME: [*"0123456789()", *letters, *map(chr, range(0x4E00, 0xA000))],
    }
    for mark, chars in classes.items():
        signs[[ord(char) for char in chars]] |= np.uint32(mark)
    return signs


def _enter(signs: NDArray[np.uint32], group: int, word: str) -> None:
    for nth in (0, 1):
        points = [ord(word[nth]), ord(word[nth].upper())]
        signs[points] |= np.uint32(1 << group + _GROUPS * nth)


def _spell(pairs: NDArray[np.uint64], letters: list[np.uint8], bit: np.uint64) -> None:
    """Enter a word's letters; those it does not have may be any."""
    if len(letters) == 2:
        pairs[letters[0], letters[1]] |= bit
    elif letters:
        pairs[letters[0], :] |= bit
    else:
        pairs |= bit


def _of(signs: NDArray[np.uint32], mark: int) -> NDArray[np.bool_]:
    which: NDArray[np.bool_] = (signs & np.uint32(mark)) != 0
    return which


def page_of(batch: Batch) -> Page:
    """Return a batch with the places of all families' words."""
    tables = _tables()
    codes = np.concatenate([batch.codes, np.full(_EDGE, SEPARATOR, dtype=np.uint32)])
    signs = tables.signs.take(codes.astype(np.intp))
    both = signs[:-1] & (signs[1:] >> np.uint32(_GROUPS)) & np.uint32((1 << _GROUPS) - 1)
    place = np.flatnonzero(both != 0)
    inside = (signs[place] & signs[place - 1] & np.uint32(LETTER)) != 0
    place = place[~inside]
    mark = np.full(len(place), ~np.uint64(0), dtype=np.uint64)
    for nth, table in enumerate(tables.pairs):
        here = place + 2 * nth
        mark &= table[tables.number[codes[here]], tables.number[codes[here + 1]]]
        place, mark = place[mark != 0], mark[mark != 0]
    places = {
        name: place[(mark >> np.uint64(nth * _SHARE)) & np.uint64((1 << _SHARE) - 1) != 0]
        for nth, name in enumerate(tables.families)
    }
    return Page(batch.plain, codes, signs, _of(signs, DIGIT), _of(signs, LETTER), places)
