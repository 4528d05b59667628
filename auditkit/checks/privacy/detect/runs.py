"""Digits of a batch as groups, and groups as runs.

A group is digits side by side, a run is groups with at most three separators between each two. A
number begins with a group and ends with one: what is longer than a number never contains it.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.detect.signs import (
    CROSS,
    DIGIT,
    DOT,
    HYPHEN,
    LETTER,
    LOOKALIKE,
    digit_values,
    is_letter,
    is_separator,
    is_soft,
)
from auditkit.checks.privacy.fold import places
from auditkit.checks.privacy.interface import Positions

GAP: Final = 3
LEAST: Final = 11
"""So many digits a run has at least, a trunk 0 or a country code included."""
_REACH: Final = 20
"""So many groups of digits around a numeral may belong to its number."""
_WORD: Final = 3
"""So many letters like digits side by side belong to the word that other letters make of them."""
LOOSE: Final = 1
TIGHT: Final = 2
POINT: Final = 3
"""How a group hangs on the group before it: by spaces and the like, a hyphen, a full stop."""


@dataclass(frozen=True, slots=True)
class Runs:
    """Groups of the runs that are long enough, and their digits.

    Per group: ``start`` in the folded text, ``size``, ``first`` digit, ``run``, ``link`` to the
    group before it in the run (0 where the run begins). Per digit: ``place`` and ``value``.
    ``hard``: so many groups come first that hold digits only; the runs behind them hold numerals
    or letters that look like digits too. ``codes``: places where a credit code may begin.
    """

    start: Positions
    size: Positions
    first: Positions
    run: Positions
    link: NDArray[np.uint8]
    place: Positions
    value: NDArray[np.uint8]
    hard: int
    codes: Positions

    def number(self, first: Positions, digits: int) -> NDArray[np.int64]:
        """Return the numbers that so many digits make, from the first of them on."""
        made = np.zeros(len(first), dtype=np.int64)
        for nth in range(digits):
            made = made * 10 + self.value.take(first + nth)
        return made

    def digits(self, first: Positions, length: int) -> NDArray[np.uint8]:
        """Return digits as a matrix."""
        return self.value.take(first[:, None] + np.arange(length))


@dataclass(frozen=True, slots=True)
class _Groups:
    start: Positions
    size: Positions
    run: Positions
    link: NDArray[np.uint8]


def runs_of(codes: NDArray[np.uint32], signs: NDArray[np.uint8]) -> Runs:
    """Return the runs of digits, then those with numerals or letters that look like digits."""
    start, end = _side_by_side(signs == DIGIT)
    hard = _groups(start, end, signs)
    soft = _linked_numerals(signs)
    groups = _both(hard, _soft_groups(start, end, soft, signs)) if len(soft) else hard
    first = np.cumsum(groups.size) - groups.size
    place = places(int(groups.size.sum())) + np.repeat(groups.start - first, groups.size)
    return Runs(
        start=groups.start,
        size=groups.size,
        first=first,
        run=groups.run,
        link=groups.link,
        place=place,
        value=digit_values().take(codes.take(place)),
        hard=len(hard.start),
        codes=_begins_of_codes(start, end, signs),
    )


def _side_by_side(digit: NDArray[np.bool_]) -> tuple[Positions, Positions]:
    edges = np.flatnonzero(digit[1:] != digit[:-1]) + 1
    if digit[0]:
        edges = np.append(0, edges)
    return edges[0::2], edges[1::2]


def _begins_of_codes(start: Positions, end: Positions, signs: NDArray[np.uint8]) -> Positions:
    """Return where digits and letters side by side may be a credit code of 18 characters."""
    size = end - start
    which = np.flatnonzero(size >= 7)
    size, start = size[which], start[which]
    lettered = is_letter(signs[end[which]])
    plain = (size == 18) | lettered
    capital = is_letter(signs[start - 1]) & ((size == 17) | lettered)
    return np.concatenate([start[plain], start[capital] - 1])


def _linked_numerals(signs: NDArray[np.uint8]) -> Positions:
    """Return where numerals and letters like digits stand that more digits are near to."""
    place = np.flatnonzero(is_soft(signs))
    place = place[~_in_words(signs, place, 1)]
    place = place[~_in_words(signs, place, _WORD)]
    linked = np.zeros(len(place), dtype=bool)
    for step in (1, -1):
        open_ = np.ones(len(place), dtype=bool)
        for nth in range(1, GAP + 2):
            sign = signs[np.maximum(place + step * nth, -1)]
            linked |= open_ & ((sign == DIGIT) | is_soft(sign))
            open_ &= is_separator(sign)
    return place[linked]


def _in_words(signs: NDArray[np.uint8], place: Positions, reach: int) -> NDArray[np.bool_]:
    """Return which letters like digits other letters stand beside, so many places away at most."""
    inside = np.zeros(len(place), dtype=bool)
    for step in (1, -1):
        open_ = signs[place] == LOOKALIKE
        for nth in range(1, reach + 1):
            sign = signs[np.maximum(place + step * nth, -1)]
            inside |= open_ & ((sign == LETTER) | (sign == CROSS))
            open_ &= sign == LOOKALIKE
    return inside


def _soft_groups(
    start: Positions, end: Positions, soft: Positions, signs: NDArray[np.uint8]
) -> _Groups:
    """Return the groups of the runs that hold numerals, merged with the digits around them."""
    near = np.zeros(len(start), dtype=bool)
    among = np.searchsorted(start, soft)
    if len(start):
        around = among[:, None] + np.arange(-_REACH, _REACH)
        near[np.clip(around, 0, len(start) - 1)] = True
    starts = np.concatenate([start[near], soft])
    ends = np.concatenate([end[near], soft + 1])
    order = np.argsort(starts)
    starts, ends = starts[order], ends[order]
    opens = np.ones(len(starts), dtype=bool)
    opens[1:] = starts[1:] != ends[:-1]
    closes = np.append(opens[1:], True)
    groups = _groups(starts[opens], ends[closes], signs)
    return _holding(groups, soft)


def _groups(start: Positions, end: Positions, signs: NDArray[np.uint8]) -> _Groups:
    linked = _linked(start, end, signs)
    run = np.cumsum(~linked) - 1
    kept = np.flatnonzero((np.bincount(run, end - start) >= LEAST)[run]) if len(run) else run
    start, end, linked = start[kept], end[kept], linked[kept]
    return _Groups(start, end - start, run[kept], _links(start, end, linked, signs))


def _linked(start: Positions, end: Positions, signs: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Return which groups belong to the run of the group before them."""
    gap = np.full(len(start), GAP + 1)
    np.subtract(start[1:], end[:-1], out=gap[1:])
    near = np.flatnonzero(gap <= GAP)
    good = np.ones(len(near), dtype=bool)
    for back in range(1, GAP + 1):
        good &= (gap[near] < back) | is_separator(signs[start[near] - back])
    linked = np.zeros(len(start), dtype=bool)
    linked[near] = good
    return linked


def _links(
    start: Positions, end: Positions, linked: NDArray[np.bool_], signs: NDArray[np.uint8]
) -> NDArray[np.uint8]:
    sign = signs[start - 1]
    link = linked.astype(np.uint8)
    alone = linked.copy()
    alone[1:] &= start[1:] - end[:-1] == 1
    link[alone & (sign == HYPHEN)] = TIGHT
    link[alone & (sign == DOT)] = POINT
    return link


def _holding(groups: _Groups, place: Positions) -> _Groups:
    """Return the groups of the runs that hold one of some places."""
    if not len(groups.start):
        return groups
    group = np.searchsorted(groups.start, place, side="right") - 1
    inside = (group >= 0) & (place < groups.start[group] + groups.size[group])
    holds = np.zeros(groups.run[-1] + 1, dtype=bool)
    holds[groups.run[group[inside]]] = True
    kept = holds[groups.run]
    return _Groups(*(getattr(groups, f.name)[kept] for f in fields(_Groups)))


def _both(hard: _Groups, soft: _Groups) -> _Groups:
    after = hard.run[-1] + 1 if len(hard.run) else 0
    return _Groups(
        np.append(hard.start, soft.start),
        np.append(hard.size, soft.size),
        np.append(hard.run, soft.run + after),
        np.append(hard.link, soft.link),
    )
