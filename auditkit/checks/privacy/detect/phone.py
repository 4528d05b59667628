"""Mobile numbers and fixed lines of mainland China."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.detect.context import Surroundings
from auditkit.checks.privacy.detect.edges import Edges, edges_of
from auditkit.checks.privacy.detect.found import DOUBTFUL, TIED, Found, found, together
from auditkit.checks.privacy.detect.lore import area_codes
from auditkit.checks.privacy.detect.runs import SINGLES, Runs, shape
from auditkit.checks.privacy.interface import Positions

_MOBILE: Final = 11
_MOBILE_SHAPES: Final = {
    shape(11): 0.8,
    shape(3, 4, 4): 0.8,
    shape(3, 8): 0.7,
    shape(7, 4): 0.7,
    SINGLES: 0.7,
    shape(3, 3, 5): 0.4,
    shape(3, 5, 3): 0.4,
    shape(4, 3, 4): 0.4,
    shape(4, 4, 3): 0.4,
    shape(4, 7): 0.4,
    shape(5, 6): 0.4,
    shape(6, 5): 0.4,
    shape(3, 2, 6): 0.3,
    shape(3, 4, 2, 2): 0.4,
}
_PREFIXES: Final = ((0, ()), (1, (0,)), (2, (8, 6)), (4, (0, 0, 8, 6)))
_PLACEHOLDER: Final = 0.3
"""A number that ends in eight zeros is nobody's."""


def mobiles(around: Surroundings, runs: Runs) -> Found:
    """Return mobile numbers, with 86, +86, 0086 or a long-distance 0 before them or without."""
    parts = [_mobiles(around, runs, prefix) for _, prefix in _PREFIXES]
    return together(parts)


def _mobiles(around: Surroundings, runs: Runs, prefix: tuple[int, ...]) -> Found:
    begin = _behind_prefix(runs, runs.windows(_MOBILE, len(prefix)), prefix)
    begin = begin[(runs.value[begin] == 1) & (runs.value[begin + 1] >= 3)]
    first, abroad = _country_code(runs, begin - len(prefix))
    edges = edges_of(around, runs, first, begin + _MOBILE - 1)
    base = scores_of(_MOBILE_SHAPES, runs.shapes(begin, _MOBILE))
    base[(runs.digits(begin, _MOBILE)[:, 3:] == 0).all(axis=1)] = _PLACEHOLDER
    foreign = edges.plus & ~abroad & (len(prefix) != 2)
    return _phones("CN_MOBILE", edges, base * ~foreign)


def scores_of(table: dict[int, float], shapes: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the scores of shapes, 0 for those not in the table."""
    known = np.array(sorted(table), dtype=np.int64)
    scores = np.array([table[code] for code in known.tolist()])
    place = np.minimum(np.searchsorted(known, shapes), len(known) - 1)
    return np.where(known[place] == shapes, scores[place], 0.0)


def _behind_prefix(runs: Runs, begin: Positions, prefix: tuple[int, ...]) -> Positions:
    """Return the windows that digits of a prefix stand before."""
    right = np.ones(len(begin), dtype=bool)
    for nth, digit in enumerate(prefix):
        right &= runs.value[begin - len(prefix) + nth] == digit
    return begin[right]


def _country_code(runs: Runs, first: Positions) -> tuple[Positions, NDArray[np.bool_]]:
    """Return the windows with a group 86 or 0086 before them, and which have one."""
    link, size = runs.before(first)
    value = runs.value
    has = (link > 0) & (value[first - 1] == 6) & (value[first - 2] == 8)
    short = has & (size == 2)
    long = has & (size == 4) & (value[first - 3] == 0) & (value[first - 4] == 0)
    return first - 2 * short - 4 * long, short | long


def _phones(kind: str, edges: Edges, base: NDArray[np.float64]) -> Found:
    score = (base - TIED * edges.tied - DOUBTFUL * edges.doubtful) * ~edges.torn
    return found(kind, edges.start - edges.plus, edges.end, score, ("phone",))


def landlines(around: Surroundings, runs: Runs) -> Found:
    """Return fixed lines: area code and local number, from home or with +86."""
    home = [_landlines(around, runs, area, local, (0,)) for area, local in ((2, 8), (3, 7), (3, 8))]
    return together([*home, *_from_abroad(around, runs)])


def _landlines(
    around: Surroundings, runs: Runs, area: int, local: int, lead: tuple[int, ...]
) -> Found:
    length = len(lead) + area + local
    begin = runs.windows(length)
    begin = begin[runs.value[begin] == 0]
    begin = begin[_is_line(runs, begin + 1, area, local)]
    edges = edges_of(around, runs, begin, begin + length - 1)
    base = scores_of(_line_shapes(area + 1, local), runs.shapes(begin, length))
    return _phones("CN_LANDLINE", edges, base)


def _from_abroad(around: Surroundings, runs: Runs) -> list[Found]:
    parts = []
    for area, local in ((2, 8), (3, 7), (3, 8)):
        for prefix in ((), (8, 6), (0, 0, 8, 6)):
            begin = _behind_prefix(runs, runs.windows(area + local, len(prefix)), prefix)
            begin = begin[_is_line(runs, begin, area, local)]
            first, abroad = _country_code(runs, begin - len(prefix))
            first, begin = first[abroad | bool(prefix)], begin[abroad | bool(prefix)]
            edges = edges_of(around, runs, first, begin + area + local - 1)
            sure = edges.plus | (runs.value[first] == 0)
            base = scores_of(_line_shapes(area, local), runs.shapes(begin, area + local))
            parts.append(_phones("CN_LANDLINE", edges, base * sure))
    return parts


def _is_line(runs: Runs, begin: Positions, area: int, local: int) -> NDArray[np.bool_]:
    """Return at which digits an area code begins, with a local number that may follow it."""
    code = np.zeros(len(begin), dtype=np.int64)
    for nth in range(area):
        code = code * 10 + runs.value[begin + nth]
    opening = runs.value[begin + area]
    known: NDArray[np.bool_] = area_codes(area, local)[code] & (opening >= 2) & (opening <= 8)
    return known


def _line_shapes(area: int, local: int) -> dict[int, float]:
    return {
        shape(area + local): 0.55,
        shape(area, local): 0.75,
        shape(area, local - 4, 4): 0.75,
        shape(area, 4, local - 4): 0.6,
    }
