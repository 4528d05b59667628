"""Which openings of a state stand when an activity happens."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.groups import Members, last_before


@dataclass(frozen=True, slots=True)
class Standing:
    """Pairs of member indices: an activity and an opening that stands when it happens.

    Pairs of one activity stand together, the earliest opening first.
    """

    act: NDArray[np.int64]
    opening: NDArray[np.int64]

    def only(self, mask: NDArray[np.bool_]) -> Standing:
        """Return the pairs where ``mask`` holds."""
        return Standing(self.act[mask], self.opening[mask])

    def latest(self) -> Standing:
        """Return for each activity the pair with its latest opening."""
        last = np.ones(len(self.act), dtype=bool)
        last[:-1] = self.act[1:] != self.act[:-1]
        return self.only(last)


def standing(
    members: Members,
    asked: NDArray[np.bool_],
    opens: NDArray[np.bool_],
    closes: NDArray[np.bool_],
    *,
    latest: bool,
) -> Standing:
    """Return the openings strictly before each asked member that nothing has closed since.

    A closing binds from the member after it and does not end what opens in the same row.
    ``latest`` keeps the last opening only, which is all that is needed when openings do not differ.
    """
    act = np.flatnonzero(asked)
    opened = np.flatnonzero(opens)
    since = np.maximum(members.start, last_before(members, closes))[act]
    lo = np.searchsorted(opened, since, side="left")
    hi = np.searchsorted(opened, act, side="left")
    if latest:
        lo = np.maximum(lo, hi - 1)
    many = np.maximum(hi - lo, 0)
    nth = np.arange(int(many.sum()), dtype=np.int64) - np.repeat(np.cumsum(many) - many, many)
    return Standing(np.repeat(act, many), opened[np.repeat(lo, many) + nth])


def counted_before(pairs: Standing, mask: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return for each pair how many in ``mask`` stand before it with the same opening."""
    order = np.argsort(pairs.opening, kind="stable")
    opening = pairs.opening[order]
    total: NDArray[np.int64] = np.cumsum(mask[order]) - mask[order]
    counted = np.empty(len(order), dtype=np.int64)
    counted[order] = total - total[np.searchsorted(opening, opening, side="left")]
    return counted
