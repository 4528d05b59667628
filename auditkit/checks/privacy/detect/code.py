"""Unified social credit codes: 18 digits and capitals with a check character."""

from __future__ import annotations

from typing import Final

import numpy as np

from auditkit.checks.privacy.detect.context import Surroundings
from auditkit.checks.privacy.detect.found import Found, found
from auditkit.checks.privacy.detect.runs import Runs
from auditkit.checks.privacy.detect.signs import DIGIT, is_letter

_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_LENGTH: Final = 18
_WEIGHTS: Final = np.array([pow(3, nth, 31) for nth in range(_LENGTH - 1)], dtype=np.int64)
_UNKNOWN: Final = 99
_SURE: Final = 0.9


def _values() -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    table = np.full(128, _UNKNOWN, dtype=np.int64)
    for value, char in enumerate(_ALPHABET):
        table[ord(char)] = table[ord(char.lower())] = value
    return table


_VALUES: Final = _values()


def codes_of_organisations(around: Surroundings, runs: Runs) -> Found:
    """Return credit codes: the kind of body, its region, its number, the check character."""
    signs, codes = around.signs, around.codes
    group = np.flatnonzero(runs.size >= 7)
    begin = runs.place[runs.first[group]]
    begin = np.concatenate([begin, begin - 1])
    inside = (begin >= 0) & (begin + _LENGTH <= len(codes))
    begin = begin[inside]
    sides = np.stack([signs[begin - 1], signs[begin + _LENGTH]])
    begin = begin[~(is_letter(sides) | (sides == DIGIT)).any(axis=0)]
    chars = codes[begin[:, None] + np.arange(_LENGTH)]
    values = _VALUES[np.minimum(chars, 127)]
    check = (31 - values[:, :-1] @ _WEIGHTS % 31) % 31
    right = (values != _UNKNOWN).all(axis=1) & (check == values[:, -1])
    right &= (values[:, 0] > 0) & (values[:, 1:8] < 10).all(axis=1)
    begin = begin[right]
    score = np.full(len(begin), _SURE)
    return found("CN_USCC", begin, begin + _LENGTH, score, ("organisation",))
