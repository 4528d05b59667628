"""When a term ends, and what stands in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.groups import Members, last_before


def last_day(
    day: NDArray[np.int64], within: int, rest_weekdays: Sequence[int], holidays: Sequence[int]
) -> NDArray[np.int64]:
    """Return the working day that is the ``within``-th after each day; the day itself for 0.

    ``rest_weekdays`` count from 0, Monday, and are not all seven; ``holidays`` are day numbers.

    >>> last_day(np.array([1, 2]), 1, (5, 6), ()).tolist()  # a Friday, a Saturday: Monday
    [4, 4]
    """
    if not within:
        return day
    end = np.busday_offset(
        day.astype("datetime64[D]"),
        within,
        roll="backward",  # from a day of rest the first working day after it is the first to count
        weekmask=[number not in rest_weekdays for number in range(7)],
        holidays=np.array(holidays, dtype="datetime64[D]"),
    )
    return end.astype(np.int64)


@dataclass(frozen=True, slots=True)
class Terms:
    """Openings among members: the index, and the last day of the term, of each.

    ``day`` is the local day of every member.
    """

    members: Members
    day: NDArray[np.int64]
    at: NDArray[np.int64]
    end: NDArray[np.int64]

    def only(self, mask: NDArray[np.bool_]) -> Terms:
        """Return some of the openings."""
        return replace(self, at=self.at[mask], end=self.end[mask])

    def next(self, mask: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Return for each opening the next member of its group in ``mask``, -1 when none."""
        group = self.members.group
        flagged = np.append(np.flatnonzero(mask), 0)
        nth = np.searchsorted(flagged[:-1], self.at, side="right")
        after = flagged[nth]
        none = (nth == len(flagged) - 1) | (group[after] != group[self.at])
        return np.where(none, -1, after)

    def serving(self, mask: NDArray[np.bool_], earlier: int) -> NDArray[np.int64]:
        """Return the member of ``mask`` that stands in the term or so near before, -1 when none."""
        after = self.next(mask)
        found = np.where((after >= 0) & (self.day[after] <= self.end), after, -1)
        if earlier:
            before = last_before(self.members, mask)[self.at]
            near = (before >= 0) & (self.day[self.at] - self.day[before] <= earlier)
            found = np.where((found < 0) & near, before, found)
        return found
