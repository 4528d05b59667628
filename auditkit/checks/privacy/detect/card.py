"""Payment cards: an issuer's leading digits, a length, the check digit of Luhn."""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.detect.edges import joined
from auditkit.checks.privacy.detect.found import Found, Kind, found
from auditkit.checks.privacy.detect.identity import is_birth, is_day
from auditkit.checks.privacy.detect.lore import issuers, regions
from auditkit.checks.privacy.detect.runs import Runs
from auditkit.checks.privacy.detect.windows import SINGLES, Table, Windows, scores_of, shape
from auditkit.checks.privacy.interface import Positions

LENGTHS: Final = range(13, 20)
_CARD: Final = Kind("BANK_CARD", ("card",))
_UNCHECKED: Final = Kind("BANK_CARD_UNCHECKED", ("card",))
_ODD_SHAPE: Final = 0.6
_ISSUED, _WEIGHT, _NO_ISSUER = 0.35, 0.45, 0.2
_ISSUED_UNCHECKED, _NO_ISSUER_UNCHECKED = 0.3, 0.16
_LEAST_UNCHECKED: Final = 16


def cards(table: Table) -> list[Found]:
    """Return numbers of cards, and those whose check digit is wrong where words call them one."""
    return [part for length in LENGTHS for part in _cards(table.runs, table.of(length))]


def luhn(digits: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Return which rows of digits end in the check digit of Luhn."""
    doubled = digits[:, -2::-2] * 2
    total = digits[:, ::-2].sum(axis=1) + (doubled - 9 * (doubled > 9)).sum(axis=1)
    right: NDArray[np.bool_] = total % 10 == 0
    return right


def _cards(runs: Runs, windows: Windows) -> list[Found]:
    if not len(windows.first):
        return []
    issued = issuers(windows.length)[runs.number(windows.first, 6)]
    plausible = (issued > 0) | ~_is_dated(runs, windows.first)
    if windows.length == 18:
        plausible &= (issued == 1) | ~_is_identity(runs, windows.first)
    windows, issued = windows.take(plausible), issued[plausible]
    right = luhn(runs.digits(windows.first, windows.length))
    if windows.length < _LEAST_UNCHECKED:
        windows, issued, right = windows.take(right), issued[right], right[right]
    form = scores_of(_shapes(windows.length), windows.shape)
    odd = np.flatnonzero((form == 0) & right & (issued > 0))
    form[odd] = _ODD_SHAPE * ~joined(runs, windows.head[odd], windows.tail[odd])
    sure = np.where(issued > 0, _ISSUED + _WEIGHT * issued, _NO_ISSUER) * form
    unsure = np.where(issued > 0, _ISSUED_UNCHECKED, _NO_ISSUER_UNCHECKED) * form
    return [
        found(_CARD, runs, windows, sure * right, needs=issued == 0),
        found(_UNCHECKED, runs, windows, unsure * ~right, needs=np.ones(len(issued), dtype=bool)),
    ]


@cache
def _shapes(length: int) -> dict[int, float]:
    """Return how cards are written: in fours, or the issuer apart."""
    fours = [4] * (length // 4) + [length % 4] * (length % 4 > 0)
    shapes = {shape(length), SINGLES, shape(*fours), shape(6, length - 6), shape(4, length - 4)}
    if length in (14, 15):
        shapes.add(shape(4, 6, length - 10))
    if length == 16:
        shapes.add(shape(8, 8))
    return dict.fromkeys(shapes, 1.0)


def _is_dated(runs: Runs, first: Positions) -> NDArray[np.bool_]:
    """Return which numbers begin with a date of this century, as orders and cases do."""
    year, day = runs.number(first, 4), runs.number(first + 4, 4)
    return (year >= 2000) & (year < 2100) & is_day(year, day // 100, day % 100)


def _is_identity(runs: Runs, first: Positions) -> NDArray[np.bool_]:
    """Return which numbers are shaped as a resident identity."""
    return regions("provinces")[runs.number(first, 2)] & is_birth(runs, first + 6)
