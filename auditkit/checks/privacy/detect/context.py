"""Words near a number that say what it is, and what they do to its score."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.detect.lore import load, packed
from auditkit.checks.privacy.detect.signs import DIGIT, WORD, is_letter, word_signs
from auditkit.checks.privacy.interface import Positions

GROUPS: Final = {
    name: 1 << place
    for place, name in enumerate(
        ("identity", "card", "phone", "permit", "organisation", "other"), start=0
    )
}
"""The groups of ``context.yaml``, one bit each."""
OTHER: Final = GROUPS["other"]
_LETTERS: Final = 8
_NUMBER: Final = 4
_LONGER: Final = 0x80
_SECOND: Final = 0x40
_LONGEST: Final = 16
_Table = tuple[NDArray[np.uint64], NDArray[np.uint8]]
_Part = tuple[Positions, NDArray[np.int64], NDArray[np.uint8]]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A batch as context reads it: its code points, their signs, and where texts end.

    ``bounds`` are the places of the separators between texts.
    """

    codes: NDArray[np.uint32]
    signs: NDArray[np.uint8]
    bounds: Positions

    def text_start(self, place: Positions) -> Positions:
        """Return where the texts begin in which places lie."""
        edges = np.append(0, self.bounds + 1)
        start: Positions = edges[np.searchsorted(self.bounds, place)]
        return start

    def text_end(self, place: Positions) -> Positions:
        """Return where the texts end in which places lie."""
        edges = np.append(self.bounds, len(self.codes))
        end: Positions = edges[np.searchsorted(self.bounds, place)]
        return end


@dataclass(frozen=True, slots=True)
class Marks:
    """Words of context in order of their ends, one for each end: ``group`` holds bits."""

    start: Positions
    end: Positions
    group: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class _Weights:
    before: int
    after: int
    other: int
    own: float
    own_after: float
    denied: float


@cache
def _weights() -> _Weights:
    facts = load("context")
    reach, weights = facts["reach"], facts["weights"]
    return _Weights(
        reach["before"],
        reach["after"],
        reach["other"],
        weights["own"],
        weights["after"],
        weights["other"],
    )


@cache
def _chinese() -> tuple[NDArray[np.uint8], dict[int, _Table]]:
    """Return what pairs of signs are, and the words of more than two characters by length.

    A pair is a word of some groups, ``_LONGER`` when it begins a longer word, and ``_SECOND``
    when it may go on there.
    """
    signs = word_signs()
    pairs = np.zeros(1 << 16, dtype=np.uint8)
    known: dict[int, dict[int, int]] = {}
    for name, words in load("context")["zh"].items():
        for word in words:
            key = int.from_bytes(bytes(signs[char] for char in word), "big")
            if len(word) == 2:
                pairs[key] |= GROUPS[name]
                continue
            pairs[signs[word[0]] << 8 | signs[word[1]]] |= _LONGER
            pairs[signs[word[1]] << 8 | signs[word[2]]] |= _SECOND
            keys = known.setdefault(len(word), {})
            keys[key] = keys.get(key, 0) | GROUPS[name]
    return pairs, {length: _table(keys) for length, keys in sorted(known.items())}


@cache
def _english() -> _Table:
    keys: dict[int, int] = {}
    for name, words in load("context")["en"].items():
        for key in packed([word[:_LETTERS] for word in words]).tolist():
            keys[key] = keys.get(key, 0) | GROUPS[name]
    return _table(keys)


def _table(keys: dict[int, int]) -> _Table:
    order = sorted(keys)
    groups = np.array([keys[key] for key in order], dtype=np.uint8)
    return np.array(order, dtype=np.uint64), groups


def _looked_up(table: _Table, keys: NDArray[np.uint64]) -> NDArray[np.uint8]:
    """Return the groups of keys, 0 for those that are no words."""
    known, groups = table
    place = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    return np.where(known[place] == keys, groups[place], 0).astype(np.uint8)


def marks_of(around: Surroundings, starts: Positions, ends: Positions) -> Marks:
    """Return the Chinese words of a batch, and the English ones within reach of numbers."""
    parts = [*_chinese_marks(around), _english_marks(around, starts, ends)]
    place, size, group = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    end = place + size
    order = np.argsort(end * _LONGEST + size, kind="stable")
    place, end, group = place[order], end[order], group[order]
    longest = np.append(end[1:] != end[:-1], np.ones(min(len(end), 1), dtype=bool))
    return Marks(place[longest], end[longest], group[longest])


def _chinese_marks(around: Surroundings) -> Iterator[_Part]:
    pairs, words = _chinese()
    signs = around.signs
    may = signs >= WORD
    place = np.flatnonzero(may[:-1] & may[1:])
    kind = _pair(pairs, signs, place)
    word = kind % _SECOND
    yield place[word > 0], np.full(np.count_nonzero(word), 2), word[word > 0]
    place = place[kind >= _LONGER]
    place = place[(_pair(pairs, signs, place + 1) & _SECOND) > 0]
    key, length = np.zeros(len(place), dtype=np.uint64), 0
    for size, table in words.items():
        while length < size:
            key = key << np.uint64(8) | signs[place + length].astype(np.uint64)
            length += 1
        group = _looked_up(table, key)
        hit = group > 0
        yield place[hit], np.full(int(hit.sum()), size), group[hit]


def _pair(
    pairs: NDArray[np.uint8], signs: NDArray[np.uint8], place: Positions
) -> NDArray[np.uint8]:
    """Return what the pairs of signs are that begin at places."""
    first, second = signs.take(place), signs.take(place + 1)
    return pairs.take(first.astype(np.int64) << 8 | second)


def _english_marks(around: Surroundings, starts: Positions, ends: Positions) -> _Part:
    letter = is_letter(around.signs[: len(around.codes)])
    begins = letter.copy()
    begins[1:] &= ~letter[:-1]
    if np.count_nonzero(begins) > 4 * len(starts):
        begins &= _near(around, starts, ends)
    place = np.flatnonzero(begins)
    place = place[_begin_words(around, place)]
    key, size = word_keys(around, place, 1)
    group = _looked_up(_english(), key)
    hit = group > 0
    return place[hit], size[hit], group[hit]


def _begin_words(around: Surroundings, place: Positions) -> NDArray[np.bool_]:
    """Return at which places two letters stand that begin an English word of context."""
    first = around.codes[place] | 32
    second = around.codes[np.minimum(place + 1, len(around.codes) - 1)] | 32
    known, _ = _english()
    table = np.zeros(1 << 16, dtype=bool)
    table[(known >> np.uint64(8 * (_LETTERS - 2))).astype(np.int64)] = True
    begun: NDArray[np.bool_] = table[(first & 0xFF) << 8 | (second & 0xFF)]
    return begun


def _near(around: Surroundings, starts: Positions, ends: Positions) -> NDArray[np.bool_]:
    """Return which places lie within reach of a number."""
    weights = _weights()
    near = np.zeros(len(around.codes), dtype=bool)
    near[np.maximum(starts[:, None] - np.arange(1, weights.before + 1), 0)] = True
    last = len(around.codes) - 1
    near[np.minimum(ends[:, None] + np.arange(weights.after), last)] = True
    return near


def word_keys(
    around: Surroundings, place: Positions, step: int
) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return words of letters that begin (``step`` 1) or end (-1) at places, and their sizes.

    A word that goes on after eight letters is the word of the first (or last) eight.
    """
    key = np.zeros(len(place), dtype=np.uint64)
    going = np.ones(len(place), dtype=bool)
    size = np.zeros(len(place), dtype=np.int64)
    top = len(around.codes) - 1
    for nth in range(_LETTERS):
        at = np.maximum(place + step * nth, -1)
        going &= is_letter(around.signs[at])
        letter = np.where(going, around.codes[np.minimum(at, top)] | 32, 0).astype(np.uint64)
        shift = np.uint64(8 * (_LETTERS - 1 - nth if step > 0 else nth))
        key |= letter << shift
        size += going
    if step < 0:
        key <<= (8 * (_LETTERS - size)).astype(np.uint64) % np.uint64(64)
    return key, size


def shifts(
    around: Surroundings,
    starts: Positions,
    ends: Positions,
    own_before: NDArray[np.uint8],
    own_behind: NDArray[np.uint8],
) -> NDArray[np.float32]:
    """Return what the words around numbers add to their scores.

    ``own_before`` and ``own_behind`` are the ``GROUPS`` that speak for a number on either side.
    The nearest word before a number decides; a word for another kind of number counts only
    against the first number after it.
    """
    weights = _weights()
    shift = np.zeros(len(starts), dtype=np.float32)
    marks = marks_of(around, starts, ends)
    if not len(marks.end):
        return shift
    group, back = _nearest_before(around, marks, starts)
    shift[(group & own_before) > 0] = weights.own
    shift[_denied(around, starts, group, back)] = weights.denied
    behind = _first_behind(around, marks, ends)
    shift[(shift == 0) & ((behind & own_behind) > 0)] = weights.own_after
    return shift


def _nearest_before(
    around: Surroundings, marks: Marks, starts: Positions
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Return the groups of the last words before numbers, and how far back these end."""
    nearest = np.searchsorted(marks.end, starts, side="right") - 1
    within = marks.start[nearest] >= starts - _weights().before
    within &= (nearest >= 0) & (marks.start[nearest] >= around.text_start(starts))
    return np.where(within, marks.group[nearest], 0).astype(np.uint8), starts - marks.end[nearest]


def _denied(
    around: Surroundings, starts: Positions, group: NDArray[np.uint8], back: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Return which numbers are the first after a near word for another kind of number."""
    reach = _weights().other
    denied: NDArray[np.bool_] = (group == OTHER) & (back <= reach)
    which = np.flatnonzero(denied)
    place = starts[which, None] - np.arange(1, reach + 1)
    between = (around.signs[np.maximum(place, -1)] == DIGIT) & (
        np.arange(reach) < back[which, None]
    )
    used = between[:, : 1 - _NUMBER].copy()
    for nth in range(1, _NUMBER):
        used &= between[:, nth : reach - _NUMBER + 1 + nth]
    denied[which[used.any(axis=1)]] = False
    return denied


def _first_behind(around: Surroundings, marks: Marks, ends: Positions) -> NDArray[np.uint8]:
    """Return the groups of the first words behind numbers."""
    first = np.minimum(np.searchsorted(marks.end, ends, side="right"), len(marks.end) - 1)
    end = marks.end[first]
    within = (end > ends) & (end <= ends + _weights().after)
    which = np.flatnonzero(within)
    within[which] = end[which] <= around.text_end(ends[which] - 1)
    return np.where(within, marks.group[first], 0).astype(np.uint8)
