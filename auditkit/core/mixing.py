"""Mixes integers to integers, the same in every run: splitmix64 (Steele, Lea and Flood, 2014)."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

GOLDEN: Final = np.uint64(0x9E3779B97F4A7C15)
_FIRST: Final = np.uint64(0xBF58476D1CE4E5B9)
_SECOND: Final = np.uint64(0x94D049BB133111EB)


def splitmix(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return a one-to-one mix of each value; unsigned arithmetic wraps by design.

    >>> splitmix(np.array([0], dtype=np.uint64)).tolist() == [0xE220A8397B1DCDAF]
    True
    """
    mixed = values + GOLDEN
    mixed = (mixed ^ (mixed >> np.uint64(30))) * _FIRST
    mixed = (mixed ^ (mixed >> np.uint64(27))) * _SECOND
    mixed ^= mixed >> np.uint64(31)
    return mixed
