"""Calendar months counted in day numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from auditkit.core.frame import NO_DAY


def add_months(day: NDArray[np.int64], months: int | NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the days (days since 1970-01-01) of the same number so many calendar months on.

    A month that has no day of that number gives its last; ``NO_DAY`` stays what it is; ``months``
    may be negative.

    >>> add_months(np.array([30]), 1).tolist()  # 31 January 1970: 28 February
    [58]
    """
    said = np.where(day == NO_DAY, 0, day).astype(np.int64)
    month = said.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    wanted = month + months
    nth = said - _first_day(month)
    last = _first_day(wanted + 1) - 1
    return np.where(day == NO_DAY, NO_DAY, np.minimum(_first_day(wanted) + nth, last))


def _first_day(month: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the day number of the first of a month, given in months since January 1970."""
    return month.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
