"""The usual form of a value behind a word, read from classes of characters without a pattern.

微信号：li_2020 and 护照E12345678 are written in one way most of the time; a pattern is tried only
on what is written in another.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.detect.anchors.index import DIGIT, GLUE, HANDLE, LETTER, Page
from auditkit.checks.privacy.detect.anchors.words import lore
from auditkit.checks.privacy.interface import Positions

_GLUE: Final = 4
_LONGEST: Final = 24


@dataclass(frozen=True, slots=True)
class Usual:
    """Runs of letters, digits, _ and - behind the words of a family.

    ``word`` and ``behind``: where the words begin and end; ``start`` and ``end``: the run;
    ``said``: whether a word between announces a value; ``follower``: the code behind the run.
    """

    word: Positions
    behind: Positions
    start: Positions
    end: Positions
    said: NDArray[np.bool_]
    follower: NDArray[np.uint32]

    def others(self, plainly: NDArray[np.bool_]) -> list[tuple[int, int]]:
        """Return the words whose value is not plain, except those inside a plain value."""
        first, last = self.start[plainly], self.end[plainly]
        nth = np.searchsorted(first, self.word, side="right") - 1
        inside = np.zeros(len(self.word), dtype=bool)
        if len(first):
            inside = (nth >= 0) & (self.word < last[nth])
        left = ~plainly & ~inside
        return list(zip(self.word[left].tolist(), self.behind[left].tolist(), strict=True))


def usual(page: Page, family: str) -> Usual:
    """Return the runs behind the words of a family."""
    word, behind = page.both(family)
    start = page.run_behind(behind, GLUE, _GLUE)
    end = page.run_behind(start, HANDLE, _LONGEST)
    said = np.zeros(len(word), dtype=bool)
    for nth in range(_GLUE):
        said |= (behind + nth < start) & np.isin(page.codes[behind + nth], _says())
    return Usual(word, behind, start, end, said, page.codes[end])


def all_digits(page: Page, start: Positions, end: Positions) -> NDArray[np.bool_]:
    """Return which runs are of digits only."""
    whole: NDArray[np.bool_] = page.run_behind(start, DIGIT, _LONGEST) == end
    return whole


def has_digit(page: Page, start: Positions, end: Positions) -> NDArray[np.bool_]:
    """Return which runs hold something besides letters, a dash aside."""
    marked = np.zeros(len(start), dtype=bool)
    for nth in range(_LONGEST):
        here = np.minimum(start + nth, end)
        other = ~page.is_a(here, LETTER) & (page.codes[here] != ord("-"))
        marked |= (start + nth < end) & other
    return marked


def ends_a_number(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Return which characters end a number: it neither goes on behind them nor counts a thing."""
    ends: NDArray[np.bool_] = ~np.isin(codes, _going_on())
    return ends


@cache
def _says() -> NDArray[np.uint32]:
    return np.array([ord(word) for word in lore("values")["says"] if len(word) == 1], np.uint32)


@cache
def _going_on() -> NDArray[np.uint32]:
    words = lore("values")
    chars = {*" .@·/", *words["numerals"], *(unit[0] for unit in words["units"])}
    return np.array(sorted(map(ord, chars)), dtype=np.uint32)
