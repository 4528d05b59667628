"""What stands on both sides of a number, and what that takes from its score."""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.detect.context import Surroundings, word_keys
from auditkit.checks.privacy.detect.found import NO_GROUP, Found
from auditkit.checks.privacy.detect.lore import load, packed
from auditkit.checks.privacy.detect.runs import LOOSE, POINT, TIGHT, Runs
from auditkit.checks.privacy.detect.signs import (
    DOT,
    HYPHEN,
    LOOKALIKE,
    MONEY,
    UNIT,
    is_letter,
)
from auditkit.checks.privacy.interface import Positions

WHOLE: Final = 11
"""A group of so many digits is a number of its own, not the rest of the one beside it."""
_ORDINAL: Final = 2
"""A group of so few digits counts the number behind it, as in 1、…."""
_MOST_LOOKALIKES: Final = 0.4
_TIED: Final = 0.35
_TORN: Final = 0.3
_DOUBTFUL: Final = 0.15
_IN_ADDRESS: Final = 0.4
_ADDRESS: Final = 96
"""So far before a number the :// is looked for that makes it a piece of a web address."""


def edged(around: Surroundings, runs: Runs, numbers: Found) -> NDArray[np.float32]:
    """Return the scores of numbers less what their surroundings take.

    A number is torn, and nothing, when a letter touches it, a decimal point joins it to digits or
    it is an amount of money; it is tied when a hyphen joins it to more digits or letters.
    """
    left, right = _links(runs, numbers)
    torn = (left == POINT) | (right == POINT) | _is_piece(around, numbers)
    tied = (left == TIGHT) | (right == TIGHT) | _hung(around, numbers)
    score = numbers.score - _TIED * tied - _alike(around, runs, numbers)
    score = score - _IN_ADDRESS * _in_address(around, numbers.start) * ~numbers.firm
    left_over: NDArray[np.float32] = np.where(torn, (score - _TORN) * numbers.firm, score)
    return left_over.astype(np.float32)


def joined(runs: Runs, head: Positions, tail: Positions) -> NDArray[np.bool_]:
    """Return which windows have more digits of their run on one side at least."""
    after = np.minimum(tail + 1, len(runs.link) - 1)
    on_right = (after > tail) & (runs.link[after] > 0)
    both: NDArray[np.bool_] = (runs.link[head] > 0) | on_right
    return both


def hangs(runs: Runs, numbers: Found) -> NDArray[np.bool_]:
    """Return which numbers follow digits of their run that are no number of their own."""
    hanging: NDArray[np.bool_] = numbers.head != NO_GROUP
    head = numbers.head[hanging]
    before = runs.size[head - 1]
    hanging[hanging] = (runs.link[head] > 0) & (before < WHOLE) & (before > _ORDINAL)
    return hanging


def _links(runs: Runs, numbers: Found) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return how numbers hang on their neighbours; loosely on those that are whole themselves."""
    head, tail = numbers.head, numbers.tail
    left = np.where(
        runs.size[head - 1] < WHOLE, runs.link[head], np.minimum(runs.link[head], LOOSE)
    )
    after = np.minimum(tail + 1, len(runs.link) - 1)
    right = np.where(after > tail, runs.link[after], 0)
    right = np.where(runs.size[after] < WHOLE, right, np.minimum(right, LOOSE))
    return left, right


def _is_piece(around: Surroundings, numbers: Found) -> NDArray[np.bool_]:
    before, after = around.signs[numbers.start - 1], around.signs[numbers.end]
    piece: NDArray[np.bool_] = (before == MONEY) | (after == UNIT)
    piece |= _stranger(around, numbers.start - 1, is_letter(before), -1)
    return piece | _stranger(around, numbers.end, is_letter(after), 1)


def _hung(around: Surroundings, numbers: Found) -> NDArray[np.bool_]:
    """Return which numbers hang by a hyphen or stop on a word of letters."""
    before, after = around.signs[numbers.start - 1], around.signs[numbers.end]
    on_left = ((before == HYPHEN) | (before == DOT)) & is_letter(around.signs[numbers.start - 2])
    on_right = (after == HYPHEN) & is_letter(around.signs[numbers.end + 1])
    hung = _stranger(around, numbers.start - 2, on_left, -1)
    return hung | _stranger(around, numbers.end + 1, on_right, 1)


def _alike(around: Surroundings, runs: Runs, numbers: Found) -> NDArray[np.float64]:
    """Return what the letters cost that stand for digits of numbers; few may."""
    cost = np.zeros(len(numbers.head))
    which = np.flatnonzero(numbers.head >= runs.hard)
    start, end = numbers.start[which], numbers.end[which]
    first, last = runs.first[numbers.head[which]], runs.first[numbers.tail[which]]
    letters = np.cumsum(np.append(0, around.signs[runs.place] == LOOKALIKE))
    count = letters[last + runs.size[numbers.tail[which]]] - letters[first]
    cost[which] = np.where(count > _MOST_LOOKALIKES * (end - start), 1, _DOUBTFUL * (count > 0))
    return cost


def _in_address(around: Surroundings, start: Positions) -> NDArray[np.bool_]:
    """Return which numbers stand in a web address: :// before them, and nothing but ASCII since."""
    inside = np.isin(around.codes[start - 1], _ADDRESS_MARKS) & (start > 0)
    which = np.flatnonzero(inside)
    if not len(which):
        return inside
    place = np.maximum(start[which, None] - np.arange(1, _ADDRESS + 1), 0)
    codes = around.codes[place]
    ends = ((codes <= ord(" ")) | (codes > ord("~"))).argmax(axis=1)
    ends[ends == 0] = _ADDRESS
    slashes = (codes[:, :-2] == ord("/")) & (codes[:, 1:-1] == ord("/"))
    opens = slashes & (codes[:, 2:] == ord(":")) & (np.arange(_ADDRESS - 2) + 2 < ends[:, None])
    inside[which] = opens.any(axis=1)
    return inside


def _stranger(
    around: Surroundings, place: Positions, letter: NDArray[np.bool_], step: int
) -> NDArray[np.bool_]:
    """Return where a word of letters stands that may not touch a number."""
    strange = letter.copy()
    which = np.flatnonzero(letter)
    if len(which):
        key, _ = word_keys(around, place[which], step)
        known = _touching()
        strange[which] = known[np.searchsorted(known, key) % len(known)] != key
    return strange


_ADDRESS_MARKS: Final = [ord(mark) for mark in "/=?&-_.:#+@%"]


@cache
def _touching() -> NDArray[np.uint64]:
    return packed([word[-8:] for word in load("context")["touching"]])
