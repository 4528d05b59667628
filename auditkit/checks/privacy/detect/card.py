"""Payment cards: an issuer's leading digits, a length, the check digit of Luhn."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.detect.context import Surroundings
from auditkit.checks.privacy.detect.edges import edges_of
from auditkit.checks.privacy.detect.found import DOUBTFUL, TIED, Found, found, together
from auditkit.checks.privacy.detect.identity import is_day, number
from auditkit.checks.privacy.detect.lore import issuers, regions
from auditkit.checks.privacy.detect.phone import scores_of
from auditkit.checks.privacy.detect.runs import SINGLES, Runs, shape
from auditkit.checks.privacy.interface import Positions

LENGTHS: Final = range(13, 20)
_ODD_SHAPE: Final = 0.6
_ISSUED, _WEIGHT, _NO_ISSUER = 0.35, 0.45, 0.2
_UNCHECKED_ISSUED, _UNCHECKED = 0.3, 0.16
_LEAST_UNCHECKED: Final = 16


def cards(around: Surroundings, runs: Runs) -> Found:
    """Return numbers of cards, and those whose check digit is wrong where words call them one."""
    return together([part for length in LENGTHS for part in _cards(around, runs, length)])


def luhn(digits: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Return which rows of digits end in the check digit of Luhn."""
    doubled = digits[:, -2::-2] * 2
    total = digits[:, ::-2].sum(axis=1) + (doubled - 9 * (doubled > 9)).sum(axis=1)
    right: NDArray[np.bool_] = total % 10 == 0
    return right


def _shapes(length: int) -> dict[int, float]:
    """Return how cards are written: in fours, or the issuer apart."""
    fours = [4] * (length // 4) + [length % 4] * (length % 4 > 0)
    shapes = {shape(length), SINGLES, shape(*fours), shape(6, length - 6), shape(4, length - 4)}
    if length in (14, 15):
        shapes.add(shape(4, 6, length - 10))
    if length == 16:
        shapes.add(shape(8, 8))
    return dict.fromkeys(shapes, 1.0)


def _cards(around: Surroundings, runs: Runs, length: int) -> list[Found]:
    begin = runs.windows(length)
    issued = issuers(length)[number(runs, begin, 6)]
    right = luhn(runs.digits(begin, length))
    plausible = (issued > 0) | ~_is_dated(runs, begin)
    plausible &= (issued == 1) | ~_is_identity(runs, begin, length)
    plausible &= right | (length >= _LEAST_UNCHECKED)
    begin, issued, right = begin[plausible], issued[plausible], right[plausible]
    edges = edges_of(around, runs, begin, begin + length - 1)
    form = scores_of(_shapes(length), runs.shapes(begin, length))
    form[(form == 0) & ~edges.joined & right & (issued > 0)] = _ODD_SHAPE
    form[edges.torn] = 0
    less = TIED * edges.tied + DOUBTFUL * edges.doubtful
    sure = np.where(issued > 0, _ISSUED + _WEIGHT * issued, _NO_ISSUER)
    unsure = np.where(issued > 0, _UNCHECKED_ISSUED, _UNCHECKED)
    spans = edges.start, edges.end
    return [
        found("BANK_CARD", *spans, (sure - less) * form * right, ("card",), needs=issued == 0),
        found(
            "BANK_CARD_UNCHECKED",
            *spans,
            (unsure - less) * form * ~right,
            ("card",),
            needs=np.ones(len(begin), dtype=bool),
        ),
    ]


def _is_dated(runs: Runs, begin: Positions) -> NDArray[np.bool_]:
    """Return which numbers begin with a date of this century, as orders and cases do."""
    year, month, day = (number(runs, begin + at, n) for at, n in ((0, 4), (4, 2), (6, 2)))
    return (year >= 2000) & (year < 2100) & is_day(year, month, day)


def _is_identity(runs: Runs, begin: Positions, length: int) -> NDArray[np.bool_]:
    """Return which numbers are shaped as a resident identity."""
    if length != 18:
        return np.zeros(len(begin), dtype=bool)
    year, month, day = (number(runs, begin + at, n) for at, n in ((6, 4), (10, 2), (12, 2)))
    known = regions("provinces")[number(runs, begin, 2)]
    return known & (year >= 1900) & (year < 2040) & is_day(year, month, day)
