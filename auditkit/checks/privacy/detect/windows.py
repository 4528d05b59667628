"""Groups next to each other that together have as many digits as a number."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.detect.runs import Runs
from auditkit.checks.privacy.interface import Positions

LEAST: Final = 10
MOST: Final = 19
"""The fewest and the most digits of a number; so few numerals or letters are never one."""
ODD: Final = -1
"""The shape of a window of more groups than shapes can tell."""
SINGLES: Final = 0
"""The shape of a window whose every digit stands alone."""
_MOST_GROUPS: Final = 7
_CROWD: Final = 64
"""In a run of more groups than numbers side by side have, digits that stand alone are no number."""


@dataclass(frozen=True, slots=True)
class Windows:
    """Windows of digits: ``first`` digit, ``head`` and ``tail`` group, ``shape``, all one long.

    ``length`` is the number of their digits.
    """

    length: int
    first: Positions
    head: Positions
    tail: Positions
    shape: NDArray[np.int64]

    def take(self, which: NDArray[np.bool_] | Positions) -> Windows:
        """Return some of the windows."""
        arrays = (getattr(self, f.name)[which] for f in fields(self) if f.name != "length")
        return Windows(self.length, *arrays)


@dataclass(frozen=True, slots=True)
class Table:
    """All windows of a batch by their length."""

    runs: Runs
    windows: tuple[Windows, ...]

    def of(self, length: int) -> Windows:
        """Return the windows of one length."""
        return self.windows[length - LEAST]

    def behind(self, prefix: tuple[int, ...], length: int) -> Windows:
        """Return windows of one length that begin inside a group, after the digits of a prefix."""
        skip = len(prefix)
        whole = self.of(length + skip)
        if not skip or not len(whole.first):
            return whole
        has = self.runs.size[whole.head] > skip
        for nth, digit in enumerate(prefix):
            has &= self.runs.value[whole.first + nth] == digit
        whole = whole.take(has & (whole.shape > SINGLES))
        less = skip * 32 ** (whole.tail - whole.head)
        return Windows(length, whole.first + skip, whole.head, whole.tail, whole.shape - less)


def shape(*sizes: int) -> int:
    """Return sizes of groups as one number.

    >>> shape(3, 4, 4) == (3 * 32 + 4) * 32 + 4
    True
    """
    code = 0
    for size in sizes:
        code = code * 32 + size
    return code


def table_of(runs: Runs, codes: NDArray[np.uint32]) -> Table:
    """Return the windows of runs, from one group up."""
    head = tail = np.arange(len(runs.start))
    total = form = runs.size
    rows = []
    crowded = np.bincount(runs.run)[runs.run] > _CROWD if len(runs.run) else runs.run > 0
    while len(head):
        fits = total >= LEAST
        rows.append((head[fits], tail[fits], total[fits], form[fits]))
        more = np.flatnonzero((total < MOST) & (tail + 1 < len(runs.start)))
        more = more[(tail[more] - head[more] < _MOST_GROUPS - 1) | ~crowded[head[more]]]
        more = more[runs.run[tail[more] + 1] == runs.run[head[more]]]
        head, tail = head[more], tail[more] + 1
        total, form = total[more] + runs.size[tail], form[more] * 32 + runs.size[tail]
        form[tail - head >= _MOST_GROUPS] = ODD
        fits = total <= MOST
        head, tail, total, form = head[fits], tail[fits], total[fits], form[fits]
    columns = tuple(np.concatenate(column) for column in zip(*rows, strict=True)) if rows else None
    return Table(runs, tuple(_windows(runs, codes, columns, n) for n in range(LEAST, MOST + 1)))


def _windows(
    runs: Runs, codes: NDArray[np.uint32], columns: tuple[Positions, ...] | None, length: int
) -> Windows:
    if columns is None:
        return Windows(length, *(np.empty(0, dtype=np.int64) for _ in range(4)))
    which = np.flatnonzero(columns[2] == length)
    head, tail, _, form = (column[which] for column in columns)
    alone = np.flatnonzero(tail - head + 1 == length)
    goes_on = _goes_on(runs, codes, head[alone], tail[alone])
    form[alone] = np.where(goes_on, ODD, SINGLES)
    return Windows(length, runs.first[head], head, tail, form)


def _goes_on(
    runs: Runs, codes: NDArray[np.uint32], head: Positions, tail: Positions
) -> NDArray[np.bool_]:
    """Return which digits apart have another digit beside them, as far apart by the same sign."""
    before, after = head - 1, np.minimum(tail + 1, len(runs.start) - 1)
    sign = codes[runs.start[head] + 1]
    left = (runs.link[head] > 0) & (runs.size[before] == 1) & (codes[runs.start[head] - 1] == sign)
    right = (after > tail) & (runs.link[after] > 0) & (runs.size[after] == 1)
    # groups of numerals stand behind those of digits, so a text may end at one that is not last
    behind = np.minimum(runs.start[tail] + 1, len(codes) - 1)
    goes_on: NDArray[np.bool_] = left | (right & (codes[behind] == sign))
    return goes_on


def scores_of(table: dict[int, float], shapes: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the scores of shapes, 0 for those not in the table."""
    known = np.array(sorted(table), dtype=np.int64)
    scores = np.array([table[code] for code in known.tolist()])
    place = np.minimum(np.searchsorted(known, shapes), len(known) - 1)
    return np.where(known[place] == shapes, scores[place], 0.0)
