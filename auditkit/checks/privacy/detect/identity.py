"""Numbers of 18 and 15 digits that identify people, and what their digits must say."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.detect.context import Surroundings
from auditkit.checks.privacy.detect.found import NOBODY, Found, Kind, found
from auditkit.checks.privacy.detect.lore import birth_years, regions
from auditkit.checks.privacy.detect.runs import GAP, Runs
from auditkit.checks.privacy.detect.signs import CROSS, DIGIT, is_letter, is_separator
from auditkit.checks.privacy.detect.windows import Table, Windows, scores_of, shape
from auditkit.checks.privacy.interface import Positions

_RESIDENT: Final = Kind("CN_ID_CARD", ("identity",), firm=True)
_PERMIT: Final = Kind("CN_RESIDENCE_PERMIT", ("identity", "permit"), firm=True)
_FOREIGNER: Final = Kind("CN_FOREIGN_PR_CARD", ("identity", "permit"), firm=True)
_UNCHECKED: Final = Kind("CN_ID_CARD_UNCHECKED", ("identity",))
_FIRST_RESIDENT: Final = Kind("CN_ID_CARD", ("identity",))
_FIRST_FOREIGNER: Final = Kind("CN_FOREIGN_PR_CARD", ("permit",))
_WEIGHTS: Final = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2], dtype=np.int64)
_MONTH_DAYS: Final = np.array([0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
_SURE: Final = 0.95
_SHAPED: Final = {
    form: score
    for last in (4, 3)
    for form, score in {
        shape(14 + last): 0.35,
        shape(6, 8, last): 0.35,
        shape(6, 4, 4, last): 0.35,
        shape(6, 8 + last): 0.3,
        shape(14, last): 0.3,
        shape(3, 3, 4, 4, last): 0.3,
    }.items()
}
_LEGACY: Final = {shape(15): 0.3, shape(6, 6, 3): 0.3}
_OLD_FOREIGN: Final = 0.4


def identities(around: Surroundings, table: Table) -> list[Found]:
    """Return resident identity numbers, residence permits and foreigners' cards."""
    runs = table.runs
    whole = _dated(runs, table.of(18))
    parts = _eighteen(runs, whole, runs.value[whole.first + 17])
    crossed = table.of(17)
    end = _cross_behind(around, runs.place[crossed.first + 16] + 1)
    crossed, end = crossed.take(end > 0), end[end > 0]
    dated = is_birth(runs, crossed.first + 6)
    crossed, end = crossed.take(dated), end[dated]
    parts += _eighteen(runs, crossed, np.full(len(end), 10), end=end)
    return [*parts, _fifteen(table), _letters_and_twelve(around, table)]


def _cross_behind(around: Surroundings, place: Positions) -> Positions:
    """Return where the X ends that stands behind 17 digits, 0 where none does."""
    signs = around.signs
    for _ in range(GAP):
        place = place + is_separator(signs[place])
    after = signs[place + 1]
    has = (signs[place] == CROSS) & (after != DIGIT) & ~is_letter(after)
    return np.where(has, place + 1, 0)


def _dated(runs: Runs, windows: Windows) -> Windows:
    return windows.take(is_birth(runs, windows.first + 6))


def is_birth(runs: Runs, first: Positions) -> NDArray[np.bool_]:
    """Return at which digits a birth date of eight digits begins."""
    earliest, latest = birth_years()
    year, day = runs.number(first, 4), runs.number(first + 4, 4)
    within = (year >= earliest) & (year <= latest)
    return within & is_day(year, day // 100, day % 100)


def is_day(
    year: NDArray[np.int64], month: NDArray[np.int64], day: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Return which dates the calendar has."""
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    known = (month >= 1) & (month <= 12)
    most = _MONTH_DAYS[np.where(known, month, 0)] - ((month == 2) & ~leap)
    valid: NDArray[np.bool_] = known & (day >= 1) & (day <= most)
    return valid


def check_digits(digits: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return the check digits of rows of 17 digits, 10 for X."""
    check: NDArray[np.int64] = (12 - digits.astype(np.int64) @ _WEIGHTS % 11) % 11
    return check


def _eighteen(
    runs: Runs, windows: Windows, last: NDArray[Any], **known: NDArray[Any]
) -> list[Found]:
    if not len(windows.first):
        return []
    right = check_digits(runs.digits(windows.first, 17)) == last
    region = runs.number(windows.first, 6)
    permit = regions("residence")[region // 10000] & (region % 10000 == 0)
    resident = regions("provinces")[region // 10000] & ~permit
    sure = right * _SURE
    shaped = scores_of(_SHAPED, windows.shape) * ~right * (resident | permit)
    return [
        found(_RESIDENT, runs, windows, sure * resident, **known),
        found(_PERMIT, runs, windows, sure * permit, **known),
        found(_FOREIGNER, runs, windows, sure * (region >= 900_000), **known),
        found(_UNCHECKED, runs, windows, shaped, **known),
    ]


def _fifteen(table: Table) -> Found:
    """Return numbers of the first generation: two digits for the year, no check digit."""
    runs, windows = table.runs, table.of(15)
    windows = windows.take(_is_old_birth(runs, windows.first + 6))
    region = runs.number(windows.first, 2)
    score = scores_of(_LEGACY, windows.shape) * regions("provinces")[region]
    return found(_FIRST_RESIDENT, runs, windows, score)


def _is_old_birth(runs: Runs, first: Positions) -> NDArray[np.bool_]:
    day = runs.number(first, 6)
    return is_day(day // 10_000 + 1900, day // 100 % 100, day % 100)


def _letters_and_twelve(around: Surroundings, table: Table) -> Found:
    """Return foreigners' cards of the first generation: three letters, region, birth, two more."""
    runs, windows = table.runs, table.of(12)
    place = runs.place[windows.first]
    windows = windows.take(is_letter(around.signs[place - 1]))
    if not len(windows.first):
        return NOBODY
    place = runs.place[windows.first]
    before = [around.signs[place - back] for back in range(1, 5)]
    alone = is_letter(before[1]) & is_letter(before[2])
    alone &= ~is_letter(before[3]) & (before[3] != DIGIT) & _is_old_birth(runs, windows.first + 4)
    alone &= regions("provinces")[runs.number(windows.first, 2)] & (windows.shape == shape(12))
    return found(_FIRST_FOREIGNER, runs, windows, alone * _OLD_FOREIGN, start=place - 3)
