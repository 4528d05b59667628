"""Unified social credit codes: 18 digits and capitals with a check character."""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.detect.context import GROUPS, Surroundings
from auditkit.checks.privacy.detect.found import NO_GROUP, NOBODY, Found
from auditkit.checks.privacy.detect.lore import load, regions
from auditkit.checks.privacy.detect.runs import Runs
from auditkit.checks.privacy.detect.signs import DIGIT, is_letter
from auditkit.checks.privacy.interface import Positions
from auditkit.core.kinds import VALUES

_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_LENGTH: Final = 18
_WEIGHTS: Final = np.array([pow(3, nth, 31) for nth in range(_LENGTH - 1)], dtype=np.int64)
_UNKNOWN: Final = 99
_SURE: Final = 0.9
_DIGITS_ONLY: Final = 0.45


def _values() -> NDArray[np.int64]:
    table = np.full(128, _UNKNOWN, dtype=np.int64)
    for value, char in enumerate(_ALPHABET):
        table[ord(char)] = table[ord(char.lower())] = value
    return table


_VALUES: Final = _values()


def credit_codes(around: Surroundings, runs: Runs) -> Found:
    """Return credit codes: the kind of body, its region, its number, the check character."""
    signs, begin = around.signs, runs.codes
    begin = begin[(begin >= 0) & (begin + _LENGTH <= len(around.codes))]
    begin = begin[~_is_part(signs[begin - 1]) & ~_is_part(signs[begin + _LENGTH])]
    begin = begin[_is_begun(around.codes, begin)]
    if not len(begin):
        return NOBODY
    values = _VALUES[np.minimum(around.codes[begin[:, None] + np.arange(_LENGTH)], 127)]
    right = _is_right(values)
    score = np.where((values < 10).all(axis=1), _DIGITS_ONLY, _SURE)
    return _codes(begin[right], score[right])


def _is_part(signs: NDArray[np.uint8]) -> NDArray[np.bool_]:
    part: NDArray[np.bool_] = is_letter(signs) | (signs == DIGIT)
    return part


def _is_right(values: NDArray[np.int64]) -> NDArray[np.bool_]:
    check = (31 - values[:, :-1] @ _WEIGHTS % 31) % 31
    right: NDArray[np.bool_] = (values != _UNKNOWN).all(axis=1) & (check == values[:, -1])
    right &= (values[:, 1:8] < 10).all(axis=1)
    return right


def _is_begun(codes: NDArray[np.uint32], begin: Positions) -> NDArray[np.bool_]:
    """Return where a code begins as one does: with its body, its sort and a province."""
    first, sort, *region = (_VALUES[np.minimum(codes[begin + nth], 127)] for nth in range(4))
    known = (first < _UNKNOWN) & (np.maximum(sort, np.maximum(*region)) < 10)
    body = np.where(known, first * 10 + sort, 0)
    province = np.where(known, region[0] * 10 + region[1], 0)
    begun: NDArray[np.bool_] = known & _bodies()[body] & regions("provinces")[province]
    return begun


@cache
def _bodies() -> NDArray[np.bool_]:
    """Return which first characters, ten times their values and a digit, a code may have."""
    table = np.zeros(len(_ALPHABET) * 10, dtype=bool)
    for body in map(str, load("numbers")["organisations"]):
        table[_ALPHABET.index(body[0]) * 10 + int(body[1])] = True
    return table


def _codes(begin: Positions, score: NDArray[np.float64]) -> Found:
    length = len(begin)
    no, yes = np.zeros(length, dtype=bool), np.ones(length, dtype=bool)
    return Found(
        head=np.full(length, NO_GROUP),
        tail=np.full(length, NO_GROUP),
        start=begin,
        end=begin + _LENGTH,
        kind=np.full(length, VALUES.code("CN_USCC"), dtype=np.int16),
        score=score.astype(np.float32),
        own=np.full(length, GROUPS["organisation"], dtype=np.uint8),
        needs=no,
        firm=yes,
    )
