"""Mobile numbers and fixed lines of mainland China."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.detect.context import Surroundings
from auditkit.checks.privacy.detect.found import Found, Kind, found
from auditkit.checks.privacy.detect.lore import area_codes
from auditkit.checks.privacy.detect.runs import Runs
from auditkit.checks.privacy.detect.signs import BRACKET, PLUS
from auditkit.checks.privacy.detect.windows import SINGLES, Table, Windows, scores_of, shape
from auditkit.checks.privacy.interface import Positions

_MOBILE: Final = Kind("CN_MOBILE", ("phone",))
_LINE: Final = Kind("CN_LANDLINE", ("phone",))
_MOBILE_SHAPES: Final = {
    shape(11): 0.8,
    shape(3, 4, 4): 0.8,
    shape(3, 8): 0.7,
    shape(7, 4): 0.7,
    SINGLES: 0.7,
    **dict.fromkeys((shape(3, 3, 5), shape(3, 5, 3), shape(4, 3, 4), shape(4, 4, 3)), 0.35),
    **{shape(size, 11 - size): 0.35 for size in (1, 2, 4, 5, 6, 8, 9, 10)},
    shape(3, 4, 2, 2): 0.35,
}
_PREFIXES: Final = ((), (0,), (8, 6), (0, 0, 8, 6))
_HOME: Final = ((2, 8), (3, 7), (3, 8))
_UNPLANNED: Final = 0.55
"""The most for a local number of a length that its area does not have; old and slips of the pen."""
_ODD: Final = 0.55
"""A number cut where nobody cuts one, but with numerals in it: no two numbers side by side."""
_PLACEHOLDER: Final = 0.3
"""A number that ends in eight zeros is nobody's."""


def mobiles(around: Surroundings, table: Table) -> list[Found]:
    """Return mobile numbers, with 86, +86, 0086 or a long-distance 0 before them or without."""
    return [_mobiles(around, table, prefix) for prefix in _PREFIXES]


def _mobiles(around: Surroundings, table: Table, prefix: tuple[int, ...]) -> Found:
    runs, windows = table.runs, table.behind(prefix, 11)
    windows = windows.take((runs.value[windows.first] == 1) & (runs.value[windows.first + 1] >= 3))
    score = scores_of(_MOBILE_SHAPES, windows.shape)
    odd = (score > 0) & (score < _ODD) & (windows.head >= runs.hard)
    score[odd] = _ODD
    which = np.flatnonzero(runs.value[windows.first + 10] == 0)
    zeros = (runs.digits(windows.first[which] + 3, 8) == 0).all(axis=1)
    score[which[zeros]] = np.minimum(score[which[zeros]], _PLACEHOLDER)
    return _dialled(around, runs, windows, score, prefix, _MOBILE)


def _dialled(
    around: Surroundings,
    runs: Runs,
    windows: Windows,
    score: NDArray[np.float64],
    prefix: tuple[int, ...],
    kind: Kind,
) -> Found:
    """Return phone numbers with their country code and plus; one of another country is none."""
    head, coded = _country_code(runs, windows, prefix)
    start = np.where(coded, runs.start[head], runs.place[windows.first] - len(prefix))
    plus = around.signs[start - 1] == PLUS
    abroad = coded | (len(prefix) == 2)
    score = score * (~plus | abroad)
    if kind is _LINE and prefix != (0,):
        score = score * (coded | bool(prefix)) * (plus | (runs.value[runs.first[head]] == 0))
    start = start - plus
    start = start - _bracketed(around, start, windows, runs)
    return found(kind, runs, windows, score, head=head, start=start)


def _bracketed(
    around: Surroundings, start: Positions, windows: Windows, runs: Runs
) -> NDArray[np.bool_]:
    """Return which numbers a bracket opens before that closes inside them, as in (010)…."""
    opened: NDArray[np.bool_] = around.signs[start - 1] == BRACKET
    which = np.flatnonzero(opened)
    tail = runs.place[windows.first[which] + windows.length - 1]
    opened[which] = [
        bool((around.signs[begin:end] == BRACKET).any())
        for begin, end in zip(start[which].tolist(), tail.tolist(), strict=True)
    ]
    return opened


def _country_code(
    runs: Runs, windows: Windows, prefix: tuple[int, ...]
) -> tuple[Positions, NDArray[np.bool_]]:
    """Return the first groups of windows, a group 86 or 0086 included, and which have one."""
    head = windows.head
    if prefix or not len(head):
        return head, np.zeros(len(head), dtype=bool)
    before = head - 1
    size = np.where(runs.link[head] > 0, runs.size[before], 0)
    coded = (size == 2) | (size == 4)
    which = np.flatnonzero(coded)
    code = runs.number(runs.first[before[which]], 2)
    long = size[which] == 4
    rest = runs.number(runs.first[before[which]] + 2 * long, 2)
    coded[which] = (rest == 86) & (~long | (code == 0))
    return head - coded, coded


def landlines(around: Surroundings, table: Table) -> list[Found]:
    """Return fixed lines: area code and local number, as dialled at home or with +86."""
    parts = []
    for area, local in _HOME:
        for prefix in ((0,), (), (8, 6), (0, 0, 8, 6)):
            windows = table.behind(prefix, area + local)
            windows, planned = _lines(table.runs, windows, area, local)
            apart = windows.shape != shape(area + local)
            score = scores_of(_line_shapes(area, local), windows.shape)
            score = np.where(planned, score, np.minimum(score, _UNPLANNED) * apart)
            parts.append(_dialled(around, table.runs, windows, score, prefix, _LINE))
    return parts


def _lines(
    runs: Runs, windows: Windows, area: int, local: int
) -> tuple[Windows, NDArray[np.bool_]]:
    """Return windows that begin with an area code, and whose local number has the right length."""
    first = windows.first
    opening = runs.value[first + area]
    code = runs.number(first, area)
    known = (opening >= 2) & (opening <= 8)
    known &= area_codes(area, 7)[code] | area_codes(area, 8)[code]
    return windows.take(known), area_codes(area, local)[code[known]]


def _line_shapes(area: int, local: int) -> dict[int, float]:
    return {
        shape(area + local): 0.55,
        shape(area, local): 0.75,
        shape(area, 4, local - 4): 0.6,
        shape(area, local - 4, 4): 0.75,
    }
