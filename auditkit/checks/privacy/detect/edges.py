"""What stands on both sides of a number, and what that says of it."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.detect.context import Surroundings, word_keys
from auditkit.checks.privacy.detect.lore import load, packed
from auditkit.checks.privacy.detect.runs import POINT, TIGHT, Runs
from auditkit.checks.privacy.detect.signs import (
    DOT,
    HYPHEN,
    LOOKALIKE,
    MONEY,
    PLUS,
    UNIT,
    is_letter,
)
from auditkit.checks.privacy.interface import Positions

WHOLE: Final = 11
"""A group of so many digits is a number of its own, not the rest of the one beside it."""
_MOST_LOOKALIKES: Final = 0.4


@dataclass(frozen=True, slots=True)
class Edges:
    """Numbers with their surroundings, all of one length.

    ``start``, ``end``: places in the folded text. ``tied``: a hyphen joins it to more digits or
    letters. ``torn``: it is a piece of something else: a letter touches it, a decimal point joins
    it to digits, or it is an amount of money. ``doubtful``: letters stand for some of its digits.
    ``joined``: it hangs on other digits on one side at least.
    """

    start: Positions
    end: Positions
    tied: NDArray[np.bool_]
    torn: NDArray[np.bool_]
    doubtful: NDArray[np.bool_]
    joined: NDArray[np.bool_]
    plus: NDArray[np.bool_]

    def take(self, which: NDArray[np.bool_]) -> Edges:
        """Return some of the numbers."""
        return replace(self, **{f.name: getattr(self, f.name)[which] for f in fields(self)})


@cache
def _touching() -> NDArray[np.uint64]:
    return packed([word[-8:] for word in load("context")["touching"]])


def edges_of(around: Surroundings, runs: Runs, first: Positions, last: Positions) -> Edges:
    """Return the surroundings of numbers given by their first and last digits."""
    signs = around.signs
    start, end = runs.place[first], runs.place[last] + 1
    left, left_size = runs.before(first)
    right, right_size = runs.behind(last)
    left = np.where(left_size < WHOLE, left, np.minimum(left, 1))
    right = np.where(right_size < WHOLE, right, np.minimum(right, 1))
    hung = np.isin(signs[start - 1], (HYPHEN, DOT)) & is_letter(signs[start - 2])
    behind = (signs[end] == HYPHEN) & is_letter(signs[end + 1])
    torn = _touched(around, start - 1, -1) | _touched(around, end, 1)
    torn |= (left == POINT) | (right == POINT)
    torn |= (signs[start - 1] == MONEY) | (signs[end] == UNIT)
    letters = np.cumsum(np.append(0, runs.soft & (signs[runs.place] == LOOKALIKE)))
    alike = letters[last + 1] - letters[first]
    return Edges(
        start=start,
        end=end,
        tied=(left == TIGHT)
        | (right == TIGHT)
        | (hung & ~_allowed(around, start - 2, -1))
        | (behind & ~_allowed(around, end + 1, 1)),
        torn=torn | (alike > _MOST_LOOKALIKES * (last - first + 1)),
        doubtful=alike > 0,
        joined=(left > 0) | (right > 0),
        plus=signs[start - 1] == PLUS,
    )


def _touched(around: Surroundings, place: Positions, step: int) -> NDArray[np.bool_]:
    """Return at which places a word stands that makes a number a piece of a code."""
    touched = is_letter(around.signs[place])
    which = np.flatnonzero(touched)
    touched[which] = ~_allowed(around, place[which], step)
    return touched


def _allowed(around: Surroundings, place: Positions, step: int) -> NDArray[np.bool_]:
    """Return at which places a word of letters stands that may touch a number."""
    known = _touching()
    key, _ = word_keys(around, place, step)
    allowed: NDArray[np.bool_] = known[np.searchsorted(known, key) % len(known)] == key
    return allowed
