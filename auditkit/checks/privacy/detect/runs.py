"""Digits of a batch as groups, groups as runs, and the windows of groups that are numbers.

A group is digits side by side, a run is groups with at most three separators between each two. A
number begins with a group and ends with one: what is longer than a number never contains it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.detect.signs import (
    DIGIT,
    DOT,
    HYPHEN,
    LOOKALIKE,
    NUMERAL,
    digit_values,
    is_separator,
)
from auditkit.checks.privacy.interface import Positions

GAP: Final = 3
LEAST: Final = 7
SOFT_LEAST: Final = 10
"""So many digits a run must have for numerals or look-alike letters to be digits in it."""
LOOSE: Final = 1
TIGHT: Final = 2
POINT: Final = 3
"""How a group hangs on the group before it: by spaces and the like, a hyphen, a full stop."""
ODD: Final = -1
SINGLES: Final = 0


@dataclass(frozen=True, slots=True)
class Runs:
    """The digits of the runs that are long enough, and the groups they form.

    Per digit: ``place`` in the folded text, ``value``, ``soft`` (a numeral or letter), ``group``.
    Per group: ``first`` digit, ``size``, ``run``, ``link`` to the group before it in the run,
    0 where the run begins. ``ends``: which digits end a group.
    """

    place: Positions
    value: NDArray[np.uint8]
    soft: NDArray[np.bool_]
    group: Positions
    ends: NDArray[np.bool_]
    first: Positions
    size: Positions
    run: Positions
    link: NDArray[np.uint8]

    def windows(self, length: int, skip: int = 0) -> Positions:
        """Return the first digits of windows: ``length`` digits that end with a group.

        They begin ``skip`` digits into a group of more than that.
        """
        begin = self.first[self.size > skip] + skip
        last = begin + (length - 1)
        inside = last < len(self.place)
        begin, last = begin[inside], last[inside]
        whole = self.ends[last] & (self.run[self.group[begin]] == self.run[self.group[last]])
        found: Positions = begin[whole]
        return found

    def digits(self, begin: Positions, length: int) -> NDArray[np.uint8]:
        """Return the digits of windows as a matrix."""
        values: NDArray[np.uint8] = self.value[begin[:, None] + np.arange(length)]
        return values

    def shapes(self, begin: Positions, length: int) -> NDArray[np.int64]:
        """Return the sizes of the groups of windows as ``shape`` writes them.

        ``SINGLES`` when every digit is a group, ``ODD`` for more than seven groups.
        """
        head, tail = self.group[begin], self.group[begin + length - 1]
        count = tail - head + 1
        shape = self.first[head] + self.size[head] - begin
        for nth in range(1, 7):
            group = np.minimum(head + nth, tail)
            shape = np.where(count > nth, shape * 32 + self.size[group], shape)
        shape[count > 7] = ODD
        shape[count == length] = SINGLES
        return shape

    def before(self, begin: Positions) -> tuple[NDArray[np.uint8], Positions]:
        """Return how windows hang on the group before, and its size; 0 when there is none."""
        group = self.group[begin]
        link = np.where(begin == self.first[group], self.link[group], 0)
        return link.astype(np.uint8), np.where(link > 0, self.size[group - 1], 0)

    def behind(self, last: Positions) -> tuple[NDArray[np.uint8], Positions]:
        """Return how the group after hangs on windows that end there, and its size."""
        group = np.minimum(self.group[last] + 1, len(self.first) - 1)
        link = np.where(group > self.group[last], self.link[group], 0)
        return link.astype(np.uint8), np.where(link > 0, self.size[group], 0)


def shape(*sizes: int) -> int:
    """Return sizes of groups as one number.

    >>> shape(3, 4, 4) == (3 * 32 + 4) * 32 + 4
    True
    """
    code = 0
    for size in sizes:
        code = code * 32 + size
    return code


def hard_runs(codes: NDArray[np.uint32], signs: NDArray[np.uint8]) -> Runs:
    """Return the runs of digits."""
    return _runs(codes, signs, np.flatnonzero(signs == DIGIT))


def soft_runs(codes: NDArray[np.uint32], signs: NDArray[np.uint8]) -> Runs:
    """Return the runs that hold numerals or letters that look like digits."""
    soft = (signs == NUMERAL) | (signs == LOOKALIKE)
    place = np.flatnonzero(soft | (signs == DIGIT))
    if len(place) < SOFT_LEAST:
        return _runs(codes, signs, place[:0])
    linked = _linked(place, signs)
    run = np.cumsum(~linked)
    size = np.bincount(run)
    mixed = np.bincount(run, weights=soft[place])
    return _runs(codes, signs, place[((size >= SOFT_LEAST) & (mixed > 0))[run]])


def _linked(place: Positions, signs: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Return which digits belong to the run of the digit before them."""
    gap = np.empty(len(place), dtype=np.int64)
    gap[:1] = GAP + 1
    np.subtract(place[1:], place[:-1] + 1, out=gap[1:])
    linked: NDArray[np.bool_] = gap == 0
    near = np.flatnonzero((gap > 0) & (gap <= GAP))
    good = np.ones(len(near), dtype=bool)
    for back in range(1, GAP + 1):
        good &= (gap[near] < back) | is_separator(signs[place[near] - back])
    linked[near] = good
    return linked


def _runs(codes: NDArray[np.uint32], signs: NDArray[np.uint8], place: Positions) -> Runs:
    linked = _linked(place, signs)
    run = np.cumsum(~linked) - 1
    kept = (np.bincount(run) >= LEAST)[run] if len(run) else linked
    place, run, linked = place[kept], run[kept], linked[kept]
    opens = np.ones(len(place), dtype=bool)
    opens[1:] = place[1:] != place[:-1] + 1
    opens |= ~linked
    first = np.flatnonzero(opens)
    ends = np.empty(len(place), dtype=bool)
    ends[:-1] = opens[1:]
    ends[-1:] = True
    return Runs(
        place=place,
        value=digit_values()[codes[place]],
        soft=signs[place] != DIGIT,
        group=np.cumsum(opens) - 1,
        ends=ends,
        first=first,
        size=np.diff(np.append(first, len(place))),
        run=run[first],
        link=_links(place, signs, first, linked),
    )


def _links(
    place: Positions, signs: NDArray[np.uint8], first: Positions, linked: NDArray[np.bool_]
) -> NDArray[np.uint8]:
    sign = signs[place[first] - 1]
    single = place[first] - place[first - 1] == 2
    link = np.full(len(first), LOOSE, dtype=np.uint8)
    link[single & (sign == HYPHEN)] = TIGHT
    link[single & (sign == DOT)] = POINT
    link[~linked[first]] = 0
    return link
