"""Numbers of 18 and 15 digits that identify people, and what their digits must say."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.detect.context import Surroundings
from auditkit.checks.privacy.detect.edges import Edges, edges_of
from auditkit.checks.privacy.detect.found import DOUBTFUL, TIED, Found, found, together
from auditkit.checks.privacy.detect.lore import birth_years, regions
from auditkit.checks.privacy.detect.phone import scores_of
from auditkit.checks.privacy.detect.runs import GAP, Runs, shape
from auditkit.checks.privacy.detect.signs import CROSS, DIGIT, is_letter, is_separator
from auditkit.checks.privacy.interface import Positions

Digits = NDArray[np.uint8]
_WEIGHTS: Final = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2], dtype=np.int64)
_MONTH_DAYS: Final = np.array([0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
_SURE: Final = 0.95
_UNCHECKED: Final = {
    shape(18): 0.35,
    shape(17): 0.35,
    shape(6, 8, 4): 0.35,
    shape(6, 8, 3): 0.35,
    shape(6, 4, 4, 4): 0.35,
    shape(6, 4, 4, 3): 0.35,
    shape(6, 12): 0.3,
    shape(6, 11): 0.3,
    shape(14, 4): 0.3,
    shape(14, 3): 0.3,
    shape(3, 3, 4, 4, 4): 0.3,
    shape(3, 3, 4, 4, 3): 0.3,
}
_LEGACY: Final = {shape(15): 0.3, shape(6, 6, 3): 0.3}
_OLD_FOREIGN: Final = 0.4


def identities(around: Surroundings, runs: Runs) -> Found:
    """Return resident identity numbers, residence permits and foreigners' cards."""
    whole = runs.windows(18)
    whole = whole[_dated(runs, whole)]
    crossed, end = _crossed(around, runs, runs.windows(17))
    crossed, end = crossed[_dated(runs, crossed)], end[_dated(runs, crossed)]
    return together(
        [
            *_eighteen(around, runs, whole, 18, runs.value[whole + 17], None),
            *_eighteen(around, runs, crossed, 17, np.full(len(crossed), 10), end),
            _fifteen(around, runs),
            _letters_and_twelve(around, runs),
        ]
    )


def _crossed(around: Surroundings, runs: Runs, begin: Positions) -> tuple[Positions, Positions]:
    """Return windows of 17 digits with an X behind them, and where the X ends."""
    signs = around.signs
    place = runs.place[begin + 16] + 1
    for _ in range(GAP):
        place = place + is_separator(signs[place])
    after = signs[place + 1]
    has = (signs[place] == CROSS) & (after != DIGIT) & ~is_letter(after)
    return begin[has], place[has] + 1


def number(runs: Runs, begin: Positions, digits: int) -> NDArray[np.int64]:
    """Return the number that so many digits make."""
    made = np.zeros(len(begin), dtype=np.int64)
    for nth in range(digits):
        made = made * 10 + runs.value[begin + nth]
    return made


def _dated(runs: Runs, begin: Positions) -> NDArray[np.bool_]:
    """Return which windows hold a birth date after six digits."""
    first, last = birth_years()
    year = number(runs, begin + 6, 4)
    day = is_day(year, number(runs, begin + 10, 2), number(runs, begin + 12, 2))
    return (year >= first) & (year <= last) & day


def is_day(
    year: NDArray[np.int64], month: NDArray[np.int64], day: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Return which dates the calendar has."""
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    known = (month >= 1) & (month <= 12)
    most = _MONTH_DAYS[np.where(known, month, 0)] - ((month == 2) & ~leap)
    valid: NDArray[np.bool_] = known & (day >= 1) & (day <= most)
    return valid


def check_digits(digits: Digits) -> NDArray[np.int64]:
    """Return the check digits of rows of 17 digits, 10 for X."""
    check: NDArray[np.int64] = (12 - digits.astype(np.int64) @ _WEIGHTS % 11) % 11
    return check


def _eighteen(
    around: Surroundings,
    runs: Runs,
    begin: Positions,
    length: int,
    last: NDArray[np.integer],
    end: Positions | None,
) -> list[Found]:
    edges = edges_of(around, runs, begin, begin + length - 1)
    stop = edges.end if end is None else end
    torn = edges.torn if end is None else _torn_left(around, edges)
    right = check_digits(runs.digits(begin, 17)) == last
    region = number(runs, begin, 6)
    permit = regions("residence")[region // 10000] & (region % 10000 == 0)
    resident = regions("provinces")[region // 10000] & ~permit
    sure = right * (_SURE - TIED * (torn | edges.tied) - DOUBTFUL * edges.doubtful)
    shaped = scores_of(_UNCHECKED, runs.shapes(begin, length))
    shaped = (shaped - TIED * edges.tied) * ~right * ~torn * (resident | permit)
    spans = edges.start, stop
    return [
        found("CN_ID_CARD", *spans, sure * resident, ("identity",)),
        found("CN_RESIDENCE_PERMIT", *spans, sure * permit, ("identity", "permit")),
        found("CN_FOREIGN_PR_CARD", *spans, sure * (region >= 900000), ("identity", "permit")),
        found("CN_ID_CARD_UNCHECKED", *spans, shaped, ("identity",)),
    ]


def _torn_left(around: Surroundings, edges: Edges) -> NDArray[np.bool_]:
    """Return which numbers that end in X are torn; the X itself is a letter behind digits."""
    return is_letter(around.signs[edges.start - 1]) & edges.torn


def _fifteen(around: Surroundings, runs: Runs) -> Found:
    """Return numbers of the first generation: two digits for the year, no check digit."""
    begin = runs.windows(15)
    year = number(runs, begin + 6, 2) + 1900
    day = is_day(year, number(runs, begin + 8, 2), number(runs, begin + 10, 2))
    begin = begin[day & regions("provinces")[number(runs, begin, 2)]]
    edges = edges_of(around, runs, begin, begin + 14)
    base = scores_of(_LEGACY, runs.shapes(begin, 15)) - TIED * edges.tied
    return found("CN_ID_CARD", edges.start, edges.end, base * ~edges.torn, ("identity",))


def _letters_and_twelve(around: Surroundings, runs: Runs) -> Found:
    """Return foreigners' cards of the first generation: three letters, region, birth, two more."""
    begin = runs.windows(12)
    year = number(runs, begin + 4, 2) + 1900
    day = is_day(year, number(runs, begin + 6, 2), number(runs, begin + 8, 2))
    begin = begin[day & regions("provinces")[number(runs, begin, 2)]]
    signs, start = around.signs, runs.place[begin]
    letters = [is_letter(signs[start - back]) for back in range(1, 5)]
    alone = letters[0] & letters[1] & letters[2] & ~letters[3] & (signs[start - 4] != DIGIT)
    begin, start = begin[alone], start[alone]
    edges = edges_of(around, runs, begin, begin + 11)
    base = np.where(edges.joined | is_letter(signs[edges.end]), 0, _OLD_FOREIGN)
    return found("CN_FOREIGN_PR_CARD", start - 3, edges.end, base, ("permit",))
