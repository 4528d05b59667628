"""Counts judged acts of contact: by who acted on which day, by hour of the week, by case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from auditkit.checks.timeline import weekday
from auditkit.core import vocabulary as v

Contacts = Counter[tuple[str, str, str, int]]
"""Acts by agency, collector, branch and local day."""
HOURS: Final = 7 * 24


def _loads(hashes: NDArray[np.uint64], acts: NDArray[np.int64]) -> pd.Series:
    return pd.Series(acts, index=pd.Index(hashes, dtype=np.uint64), dtype=np.int64)


@dataclass(slots=True)
class Acts:
    """Acts that were counted so far; ``absorb`` puts buckets together in any order.

    ``hours`` are those of the week by the local clock from Monday 00:00 on; an act without a time
    of day is in none. ``loads`` are the acts of each case by a hash of the id that findings show:
    sixteen bytes a case, in however many buckets its debtors lie.
    """

    contacts: Contacts = field(default_factory=Counter)
    hours: NDArray[np.int64] = field(default_factory=lambda: np.zeros(HOURS, np.int64))
    loads: pd.Series = field(
        default_factory=lambda: _loads(np.empty(0, np.uint64), np.empty(0, np.int64))
    )

    def absorb(self, other: Acts) -> None:
        """Take in what was counted in another bucket of the same run."""
        self.contacts.update(other.contacts)
        self.hours = self.hours + other.hours
        self.loads = pd.concat([self.loads, other.loads]).groupby(level=0).sum()

    def by_case(self, ids: Iterable[str]) -> tuple[dict[str, int], dict[int, int]]:
        """Return the acts of the cases named, and how many other cases have how many acts."""
        names = sorted(set(ids))
        hashes = _hashed(np.array(names, dtype=object))
        acts = self.loads.reindex(hashes, fill_value=0).tolist()
        sizes, cases = np.unique(self.loads.drop(hashes, errors="ignore"), return_counts=True)
        others = dict(zip(sizes.tolist(), cases.tolist(), strict=True))
        return dict(zip(names, acts, strict=True)), others


def count_acts(frame: pd.DataFrame) -> Acts:
    """Return the judged acts of a bucket; steps that are no contact are none."""
    judged = frame["judged"].to_numpy()
    acts = np.flatnonzero(judged & (frame["channel"].to_numpy() != v.CHANNELS.code("system")))
    if not len(acts):
        return Acts()
    return Acts(_by_actor(frame, acts), _by_hour(frame, acts), _by_case(frame, acts))


def _by_actor(frame: pd.DataFrame, acts: NDArray[np.int64]) -> Contacts:
    day = frame["local_day"].to_numpy(dtype=np.int64)[acts]
    whose = [frame[name].cat for name in ("agency_id", "collector_id", "org_id")]
    words = [["", *each.categories.astype(str)] for each in whose]
    shape = (*map(len, words), int(day.max() - day.min()) + 1)
    codes = (*(each.codes.to_numpy()[acts].astype(np.int64) + 1 for each in whose), day - day.min())
    keys, sizes = np.unique(np.ravel_multi_index(codes, shape), return_counts=True)
    places = np.array(np.unravel_index(keys, shape)).T.tolist()
    first = int(day.min())
    return Counter(
        {
            (words[0][agency], words[1][collector], words[2][org], first + offset): size
            for (agency, collector, org, offset), size in zip(places, sizes.tolist(), strict=True)
        }
    )


def _by_hour(frame: pd.DataFrame, acts: NDArray[np.int64]) -> NDArray[np.int64]:
    second = frame["local_second"].to_numpy(dtype=np.int64)[acts]
    day = frame["local_day"].to_numpy(dtype=np.int64)[acts]
    hour = weekday(day) * 24 + second // 3600
    return np.bincount(hour[second >= 0], minlength=HOURS).astype(np.int64)


def _by_case(frame: pd.DataFrame, acts: NDArray[np.int64]) -> pd.Series:
    case = frame["case_id"].cat
    names = case.categories.to_numpy(dtype=object)
    codes = case.codes.to_numpy()[acts]
    sizes = np.bincount(codes[codes >= 0], minlength=len(names))
    met = np.flatnonzero((sizes > 0) & (names != ""))
    return _loads(_hashed(names[met]), sizes[met])


def _hashed(names: NDArray[np.object_]) -> NDArray[np.uint64]:
    hashed: NDArray[np.uint64] = pd.util.hash_array(names, categorize=False)
    return hashed
