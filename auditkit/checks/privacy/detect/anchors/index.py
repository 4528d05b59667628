"""Finds every word of every family in a batch, all families in one pass.

Each character is looked up once in a table of signs: the classes it belongs to, and the groups of
words that have it as first or second letter. The few places that pass are told apart by their
first two letters, and held against the words that begin so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.detect.anchors.words import family, lore
from auditkit.checks.privacy.fold import SEPARATOR, places
from auditkit.checks.privacy.interface import Batch, Positions

DIGIT: Final = 1 << 22
LETTER: Final = 1 << 23
PROVINCE: Final = 1 << 24
PLACE: Final = 1 << 25
COUNT: Final = 1 << 26
DOOR: Final = 1 << 27
NAME: Final = 1 << 28
MAILBOX: Final = 1 << 29
HANDLE: Final = 1 << 30
GLUE: Final = 1 << 31
"""Classes of characters: ASCII digits and letters, provinces on plates, the last character of a
place's name, the first of a number or a letter that counts a door, the first of the word for a
door, all that
a name can hold, all that a
mailbox and an account can, and what may stand between a word and its value."""
_EDGE: Final = 24
_GROUPS: Final = 11
_PIECE: Final = 1 << 16
_TOP: Final = 0x110000
Words = tuple[Positions, Positions]
"""Where words begin and end, in order of their beginnings."""
_Entries = tuple[tuple[tuple[str, tuple[int, ...]], ...], ...]


@dataclass(frozen=True, slots=True)
class _Tables:
    """What a character is, and which words begin with two of them.

    ``signs``: classes and groups by code point, first letters in the lowest bits, second ones
    above; ``number``: what a code point is called in the words, 0 for none, one number for both
    cases of a letter; ``heads``: the place in ``words`` by the numbers of two letters, where
    (family, letters as numbers) stand, the longest word first; ``further``: by the same place,
    the letters that may stand third and fourth.
    """

    signs: NDArray[np.uint32]
    number: NDArray[np.uint16]
    heads: NDArray[np.uint16]
    further: NDArray[np.bool_]
    words: _Entries


@dataclass(frozen=True, slots=True)
class Page:
    """A batch and the words of all families in it.

    ``codes`` and ``signs`` are those of the batch and a few separators behind, so that looking
    ahead, and back from the first one, meets a separator; ``digits`` and ``letters`` tell the
    ASCII ones; ``numbers`` are where digits side by side begin and end.
    """

    plain: str
    codes: NDArray[np.uint32]
    signs: NDArray[np.uint32]
    digits: NDArray[np.bool_]
    letters: NDArray[np.bool_]
    numbers: Words
    words: dict[str, Words]

    def at(self, name: str) -> list[int]:
        """Return where the words of a family begin."""
        found: list[int] = self.words[name][0].tolist() if name in self.words else []
        return found

    def both(self, name: str) -> Words:
        """Return where the words of a family begin and end."""
        return self.words.get(name, (_NOWHERE, _NOWHERE))

    def spans(self, name: str) -> Iterator[tuple[int, int]]:
        """Return where the words of a family begin and end, one by one."""
        start, end = self.both(name)
        return zip(start.tolist(), end.tolist(), strict=True)

    def of(self, mark: int) -> Positions:
        """Return the places of a class of characters."""
        return np.flatnonzero(_of(self.signs, mark))

    def is_a(self, place: Positions, mark: int) -> NDArray[np.bool_]:
        """Return which places hold a character of a class."""
        return _of(self.signs[place], mark)

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


_NOWHERE: Final = np.empty(0, dtype=np.int64)


@cache
def _tables() -> _Tables:
    words = [(name, word) for name in lore("anchors") for word in family(name)]
    alphabet = sorted({char for _, word in words for char in word})
    number = np.zeros(_TOP, dtype=np.uint16)
    for nth, char in enumerate(alphabet, start=1):
        number[[ord(char), ord(char.upper())]] = nth
    heads = np.zeros((len(alphabet) + 1,) * 2, dtype=np.uint16)
    signs, groups = _classes(), _groups([word for _, word in words])
    entries: list[list[tuple[str, tuple[int, ...]]]] = [[]]
    for name, word in sorted(words, key=lambda entry: -len(entry[1])):
        letters = tuple(int(number[ord(char)]) for char in word)
        if not heads[letters[:2]]:
            heads[letters[:2]] = len(entries)
            entries.append([])
        entries[heads[letters[:2]]].append((name, letters[2:]))
        _enter(signs, groups[word[0]], word)
    listed = tuple(map(tuple, entries))
    return _Tables(signs, number, heads, _further(listed, len(alphabet) + 1), listed)


def _further(words: _Entries, letters: int) -> NDArray[np.bool_]:
    """Return by third and fourth place, and by two letters, which letters may stand there."""
    may = np.zeros((2, len(words), letters), dtype=bool)
    for head, entries in enumerate(words):
        for _, rest in entries:
            for nth in (0, 1):
                may[nth, head, rest[nth] if nth < len(rest) else slice(None)] = True
    return may


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
        HANDLE: [*"0123456789_-", *letters],
        GLUE: list(lore("values")["plain_glue"]),
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


def _of(signs: NDArray[np.uint32], mark: int) -> NDArray[np.bool_]:
    which: NDArray[np.bool_] = (signs & np.uint32(mark)) != 0
    return which


def page_of(batch: Batch) -> Page:
    """Return a batch with the words of all families."""
    tables = _tables()
    codes = np.concatenate([batch.codes, np.full(_EDGE, SEPARATOR, dtype=np.uint32)])
    signs = np.empty(len(codes), dtype=np.uint32)
    digits, letters = np.empty(len(codes), dtype=np.bool_), np.empty(len(codes), dtype=np.bool_)
    found = []
    # a piece at a time: what is made on the way stays in the cache
    for first in range(0, len(codes), _PIECE):
        here = slice(first, first + _PIECE)
        tables.signs.take(codes[here].astype(np.intp), out=signs[here], mode="clip")
        digits[here], letters[here] = _of(signs[here], DIGIT), _of(signs[here], LETTER)
        found.append(_beginnings(signs, letters, max(first - 1, 0), first + _PIECE))
    words = _words(tables, codes, np.concatenate(found))
    edges = np.flatnonzero(digits[1:] != digits[:-1]) + 1
    edges = np.append(0, edges) if digits[0] else edges
    return Page(batch.plain, codes, signs, digits, letters, (edges[0::2], edges[1::2]), words)


def _beginnings(
    signs: NDArray[np.uint32], letters: NDArray[np.bool_], low: int, high: int
) -> Positions:
    """Return where the first two letters of a word may stand, the second before ``high``.

    A word of Latin letters begins where no other letter stands before.
    """
    here = signs[low:high]
    both = here[:-1] & (here[1:] >> np.uint32(_GROUPS)) & np.uint32((1 << _GROUPS) - 1)
    inside = letters[low : low + len(both)].copy()
    inside[1:] &= letters[low : low + len(both) - 1]
    inside[:1] &= low > 0 and letters[low - 1]
    return np.flatnonzero((both != 0) & ~inside) + low


def _words(tables: _Tables, codes: NDArray[np.uint32], place: Positions) -> dict[str, Words]:
    """Return the words of each family that begin at places, the longest where two do."""
    first, second = (tables.number.take(codes.take(place + nth)) for nth in (0, 1))
    head = tables.heads.ravel().take(first.astype(np.int64) * len(tables.heads) + second)
    known = np.flatnonzero(head)
    place, head = place.take(known), head.take(known)
    for nth, may in enumerate(tables.further, start=2):
        letter = tables.number.take(codes.take(place + nth))
        goes_on = np.flatnonzero(may.ravel().take(head.astype(np.int64) * may.shape[1] + letter))
        place, head = place.take(goes_on), head.take(goes_on)
    order = np.argsort(head, kind="stable")
    place, head = place[order], head[order]
    bounds = np.flatnonzero(np.diff(head, prepend=0, append=len(tables.words)))
    found: dict[str, list[Words]] = {}
    for first, after in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        free: dict[str, NDArray[np.bool_]] = {}
        for name, letters in tables.words[head[first]]:
            which = _spelt(tables, codes, place[first:after], letters)
            which = which[free[name][which]] if name in free else which
            if len(which):
                free.setdefault(name, np.ones(after - first, dtype=bool))[which] = False
                begin = place[first:after][which]
                found.setdefault(name, []).append((begin, begin + len(letters) + 2))
    return {name: _ordered(parts) for name, parts in found.items()}


def _spelt(
    tables: _Tables, codes: NDArray[np.uint32], place: Positions, letters: tuple[int, ...]
) -> Positions:
    """Return at which of the places a word stands whose first two letters are there."""
    which = places(len(place))
    for nth, letter in enumerate(letters, start=2):
        at = np.minimum(place.take(which) + nth, len(codes) - 1)
        which = which[tables.number.take(codes.take(at)) == letter]
        if not len(which):
            break
    return which


def _ordered(parts: list[Words]) -> Words:
    start, end = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.argsort(start, kind="stable")
    return start[order], end[order]
