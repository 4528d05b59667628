"""Words near a number that say what it is, and what they do to its score."""

from __future__ import annotations

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
        edges = np.concatenate([[0], self.bounds + 1])
        start: Positions = edges[np.searchsorted(self.bounds, place)]
        return start

    def text_end(self, place: Positions) -> Positions:
        """Return where the texts end in which places lie."""
        edges = np.append(self.bounds, len(self.codes))
        end: Positions = edges[np.searchsorted(self.bounds, place)]
        return end


@dataclass(frozen=True, slots=True)
class Marks:
    """Words of context in order of their ends: ``start``, ``end`` and bits of ``GROUPS``."""

    start: Positions
    end: Positions
    group: NDArray[np.uint8]


@cache
def _chinese() -> tuple[NDArray[np.bool_], dict[int, tuple[NDArray[np.uint64], NDArray[np.uint8]]]]:
    """Return which pairs of signs begin a word, and the words by length as sorted keys."""
    signs = word_signs()
    pairs = np.zeros((256, 256), dtype=bool)
    known: dict[int, dict[int, int]] = {}
    for name, words in load("context")["zh"].items():
        for word in words:
            pairs[signs[word[0]], signs[word[1]]] = True
            keys = known.setdefault(len(word), {})
            key = int.from_bytes(bytes(signs[char] for char in word), "big")
            keys[key] = keys.get(key, 0) | GROUPS[name]
    return pairs, {length: _table(keys) for length, keys in sorted(known.items())}


@cache
def _english() -> tuple[NDArray[np.uint64], NDArray[np.uint8]]:
    keys: dict[int, int] = {}
    for name, words in load("context")["en"].items():
        for key in packed([word[:8] for word in words]).tolist():
            keys[key] = keys.get(key, 0) | GROUPS[name]
    return _table(keys)


def _table(keys: dict[int, int]) -> tuple[NDArray[np.uint64], NDArray[np.uint8]]:
    order = sorted(keys)
    groups = np.array([keys[key] for key in order], dtype=np.uint8)
    return np.array(order, dtype=np.uint64), groups


def _found(
    table: tuple[NDArray[np.uint64], NDArray[np.uint8]], keys: NDArray[np.uint64]
) -> NDArray[np.uint8]:
    """Return the groups of keys, 0 for those that are no words."""
    known, groups = table
    place = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    return np.where(known[place] == keys, groups[place], 0).astype(np.uint8)


def marks_near(around: Surroundings, starts: Positions, ends: Positions) -> Marks:
    """Return the words of context within reach of numbers."""
    near = _near(around, starts, ends)
    parts = [*_chinese_marks(around, near), _english_marks(around, near)]
    start, end, group = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    order = np.lexsort((-start, end))
    return Marks(start[order], end[order], group[order])


def _near(around: Surroundings, starts: Positions, ends: Positions) -> NDArray[np.bool_]:
    """Return which places lie within reach of a number of the same text."""
    reach = load("context")["reach"]
    near = np.zeros(len(around.codes), dtype=bool)
    before = starts[:, None] - np.arange(1, reach["before"] + 1)
    near[np.maximum(before, around.text_start(starts)[:, None])] = True
    behind = ends[:, None] + np.arange(reach["after"])
    near[np.minimum(behind, around.text_end(starts)[:, None] - 1)] = True
    return near


def _chinese_marks(
    around: Surroundings, near: NDArray[np.bool_]
) -> list[tuple[Positions, Positions, NDArray[np.uint8]]]:
    signs = around.signs
    pairs, words = _chinese()
    place = np.flatnonzero((signs[: len(near)] >= WORD) & near)
    place = place[pairs[signs[place], signs[place + 1]]]
    key = signs[place].astype(np.uint64)
    marks, length = [], 1
    for longer, table in words.items():
        while length < longer:
            key = key << np.uint64(8) | signs[place + length].astype(np.uint64)
            length += 1
        group = _found(table, key)
        hit = group > 0
        marks.append((place[hit], place[hit] + longer, group[hit]))
    return marks


def _english_marks(
    around: Surroundings, near: NDArray[np.bool_]
) -> tuple[Positions, Positions, NDArray[np.uint8]]:
    letter = is_letter(around.signs)
    start = np.flatnonzero(letter[: len(near)] & near)
    start = start[~letter[start - 1]]
    key, size = word_keys(around, start, 1)
    group = _found(_english(), key)
    hit = group > 0
    return start[hit], (start + size)[hit], group[hit]


def word_keys(
    around: Surroundings, place: Positions, step: int
) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return words of letters that begin (``step`` 1) or end (-1) at places, and their sizes.

    A word that goes on after eight letters is the word of the first (or last) eight.
    """
    letters = np.zeros((len(place), _LETTERS), dtype=np.uint8)
    going = np.ones(len(place), dtype=bool)
    size = np.zeros(len(place), dtype=np.int64)
    top = len(around.codes) - 1
    for nth in range(_LETTERS):
        at = np.maximum(place + step * nth, -1)
        going &= is_letter(around.signs[at])
        letters[:, nth] = np.where(going, around.codes[np.minimum(at, top)] | 32, 0)
        size += going
    if step < 0:
        turned = np.maximum(size[:, None] - 1 - np.arange(_LETTERS), -1)
        letters = np.where(turned >= 0, np.take_along_axis(letters, turned, axis=1), 0)
    key = np.ascontiguousarray(letters.astype(np.uint8)).view(">u8")[:, 0]
    return key.astype(np.uint64), size


def shifts(
    around: Surroundings,
    starts: Positions,
    ends: Positions,
    own: NDArray[np.uint8],
) -> NDArray[np.float32]:
    """Return what the words around numbers add to their scores; ``own`` holds bits of ``GROUPS``.

    The nearest word before a number decides; a word for another kind of number counts only
    against the first number after it.
    """
    facts = load("context")
    marks = marks_near(around, starts, ends)
    shift = np.zeros(len(starts), dtype=np.float32)
    if not len(marks.end):
        return shift
    nearest = np.searchsorted(marks.end, starts, side="right") - 1
    floor = np.maximum(around.text_start(starts), starts - facts["reach"]["before"])
    said = (nearest >= 0) & (marks.start[nearest] >= floor)
    group = np.where(said, marks.group[nearest], 0)
    shift[group & own > 0] = facts["weights"]["own"]
    shift[_denied(around, starts, group, marks.end[nearest])] = facts["weights"]["other"]
    behind = _behind(around, marks, ends, facts["reach"]["after"])
    shift[(shift == 0) & (behind & own > 0)] = facts["weights"]["after"]
    return shift


def _denied(
    around: Surroundings, starts: Positions, group: NDArray[np.uint8], end: Positions
) -> NDArray[np.bool_]:
    """Return which numbers are the first after a word for another kind of number."""
    denied: NDArray[np.bool_] = group == OTHER
    which = np.flatnonzero(denied)
    place = end[which, None] + np.arange(load("context")["reach"]["before"])
    between = around.signs[np.minimum(place, len(around.signs) - 1)] == DIGIT
    between &= place < starts[which, None]
    used = between[:, :-3] & between[:, 1:-2] & between[:, 2:-1] & between[:, 3:]
    denied[which[used.any(axis=1)]] = False
    return denied


def _behind(around: Surroundings, marks: Marks, ends: Positions, reach: int) -> NDArray[np.uint8]:
    """Return the groups of the first words behind numbers, unless a number follows them."""
    nth = np.minimum(np.searchsorted(marks.end, ends, side="right"), len(marks.end) - 1)
    inside = (marks.start[nth] >= ends) & (marks.end[nth] <= ends + reach)
    inside &= around.text_start(marks.start[nth]) == around.text_start(ends - 1)
    return np.where(inside, marks.group[nth], 0).astype(np.uint8)
