"""Says of linked rows how sure the link is: what agreed, how far apart, with samples to look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from auditkit.core.mixing import splitmix
from auditkit.engine.link import Links

Positions = NDArray[np.int64]
CLASSES: Final = (
    "number_close",  # one number, starts within a sixth of the tolerance
    "number_far",  # one number, starts within the tolerance
    "debtor_close",  # one side names no number: debtor, medium and direction only
    "debtor_far",
    "contradicted",  # whatever else agrees, the durations do not
)
"""How sure a pair is, surest first."""
SAMPLES: Final = 10
"""Pairs shown of each class and pair of feeds."""
_STEPS: Final = 6
_SLACK_S: Final = 10
_SLACK_SHARE: Final = 0.2
_SIDE: Final = ("source", "source_row", "local_day", "local_second", "duration_s")


class Side(NamedTuple):
    """One row of a pair as its own system recorded it."""

    source: int
    row: int
    day: int
    second: int
    duration_s: int


class Sample(NamedTuple):
    """A pair to look at; ``order`` sorts samples the same way in every run."""

    order: int
    first: Side
    second: Side
    distance_ms: int
    debtor_key: int
    contact_key: int


def _samples() -> dict[tuple[int, int, str], list[Sample]]:
    return {}


@dataclass(slots=True)
class LinkReport:
    """Counts over linked pairs; reports of buckets add up, whatever the order.

    ``classes`` counts by (first feed, other feed, class), ``distances`` by (first feed, other
    feed, seconds after correction, rounded), ``rows`` and ``linked`` by feed: rows that are no
    repeats, and those of them that share their event with another feed.
    """

    classes: Counter[tuple[int, int, str]] = field(default_factory=Counter)
    distances: Counter[tuple[int, int, int]] = field(default_factory=Counter)
    rows: Counter[int] = field(default_factory=Counter)
    linked: Counter[int] = field(default_factory=Counter)
    samples: dict[tuple[int, int, str], list[Sample]] = field(default_factory=_samples)

    def absorb(self, other: LinkReport) -> None:
        """Add what another bucket gave."""
        self.classes.update(other.classes)
        self.distances.update(other.distances)
        self.rows.update(other.rows)
        self.linked.update(other.linked)
        for key, found in other.samples.items():
            self.samples[key] = sorted([*self.samples.get(key, ()), *found])[:SAMPLES]

    def quantiles(self, first: int, second: int, shares: Iterable[float]) -> list[int] | None:
        """Return quantiles of the seconds between the starts of two feeds' pairs."""
        pairs = sorted(
            (s, n) for (a, b, s), n in self.distances.items() if (a, b) == (first, second)
        )
        if not pairs:
            return None
        ends = np.cumsum([count for _, count in pairs])
        at = [np.searchsorted(ends, share * ends[-1], side="left") for share in shares]
        return [pairs[min(int(place), len(pairs) - 1)][0] for place in at]


def report_links(
    frame: pd.DataFrame,
    links: Links,
    feeds: Positions,
    offsets_ms: Positions,
    *,
    tolerance_ms: int,
) -> LinkReport:
    """Return what is to be said of the links of one bucket; feeds and offsets are per row."""
    report = LinkReport()
    second = np.flatnonzero(links.absorbed)
    first = links.head[second]
    shared = np.zeros(len(frame), dtype=bool)
    shared[first] = shared[second] = True
    report.rows.update(_counted(feeds))
    report.linked.update(_counted(feeds[shared]))
    if not len(second):
        return report
    start = frame["epoch_ms"].to_numpy(np.int64) - offsets_ms
    distance = start[second] - start[first]
    kind = _classes(frame, first, second, distance, tolerance_ms)
    seconds = np.rint(distance / 1000).astype(np.int64)
    for (a, b, k), count in _tallied(feeds[first], feeds[second], kind):
        report.classes[a, b, CLASSES[k]] += count
    for (a, b, apart), count in _tallied(feeds[first], feeds[second], seconds):
        report.distances[a, b, apart] += count
    _sample(report, frame, (first, second), (feeds, kind, distance))
    return report


def _tallied(*columns: Positions) -> Iterator[tuple[tuple[int, int, int], int]]:
    """Yield each distinct row of three columns and how often it stands there."""
    found, counts = np.unique(np.stack(columns, axis=1), axis=0, return_counts=True)
    yield from zip(map(tuple, found.tolist()), counts.tolist(), strict=True)


def _counted(values: Positions) -> dict[int, int]:
    found, counts = np.unique(values, return_counts=True)
    return dict(zip(found.tolist(), counts.tolist(), strict=True))


def _classes(
    frame: pd.DataFrame,
    first: Positions,
    second: Positions,
    distance: Positions,
    tolerance_ms: int,
) -> NDArray[np.int64]:
    contact = frame["contact_key"].to_numpy()
    numbers = (contact[first] != 0) & (contact[second] != 0)
    far = np.abs(distance) * _STEPS > tolerance_ms
    kind = np.where(numbers, 0, 2) + far
    if "duration_s" in frame:
        said = frame["duration_s"].to_numpy(dtype=np.int64)
        longer = np.maximum(said[first], said[second])
        apart = np.abs(said[first] - said[second]) > _SLACK_S + _SLACK_SHARE * longer
        both = (said[first] >= 0) & (said[second] >= 0)
        kind = np.where(both & apart, len(CLASSES) - 1, kind)
    return kind.astype(np.int64)


def _sample(
    report: LinkReport,
    frame: pd.DataFrame,
    pairs: tuple[Positions, Positions],
    said: tuple[Positions, Positions, Positions],
) -> None:
    """Keep the pairs of each kind whose contents hash lowest: the same ones in every run."""
    (first, second), (feeds, kind, distance) = pairs, said
    if not set(_SIDE) <= set(frame.columns):
        return
    content = frame["content_key"].to_numpy(np.int64).view(np.uint64)
    order = splitmix(splitmix(content[first]) ^ content[second]) >> np.uint64(1)
    group = (feeds[first] * (int(feeds.max()) + 1) + feeds[second]) * len(CLASSES) + kind
    by = np.lexsort((order, group))
    nth = np.arange(len(by)) - np.searchsorted(group[by], group[by])
    for at in by[nth < SAMPLES].tolist():
        a, b = int(first[at]), int(second[at])
        key = (int(feeds[a]), int(feeds[b]), CLASSES[int(kind[at])])
        number = frame["contact_key"].to_numpy()[[a, b]]
        report.samples.setdefault(key, []).append(
            Sample(
                int(order[at]),
                _side(frame, a),
                _side(frame, b),
                int(distance[at]),
                int(frame["debtor_key"].to_numpy()[a]),
                int(number[0] or number[1]),
            )
        )


def _side(frame: pd.DataFrame, at: int) -> Side:
    return Side(*(int(frame[name].to_numpy()[at]) for name in _SIDE))
