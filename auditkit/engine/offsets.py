"""Finds how far the clock of one system is ahead of another's, from calls that both wrote down.

Two systems that log the same calls differ by one constant; the differences between rows of one
number, medium and direction then pile up at it, while differences between other calls spread out.
An offset is accepted only where enough pairs stand in one clear pile. A pile a whole number of
hours away is a mistaken zone: it is told and never applied.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from auditkit.core import vocabulary as v
from auditkit.core.mixing import splitmix
from auditkit.engine.frames import Feed
from auditkit.engine.link import parties

Positions = NDArray[np.int64]
How = Literal["reference", "fixed", "estimated", "too_few_pairs", "not_clear"]
COLUMNS: Final = ("source", "debtor_key", "contact_key", "channel", "direction", "epoch_ms")
SAMPLE_ROWS: Final = 300_000
"""About how many rows are looked at; debtors are chosen by their key, so any cutting gives one."""
MIN_PAIRS: Final = 20
_PILE_MS: Final = 15_000
"""Width of a pile to either side: what writing down takes, more or less."""
_CLEAR: Final = 2
"""How many times as high as any other pile the pile must be."""
_MOST: Final = 8
"""Rows with more candidates than this say nothing about the clock."""
_HOUR_MS: Final = 3_600_000
_HOURS: Final = tuple(h for h in range(-14, 15) if h)


@dataclass(frozen=True, slots=True)
class Offset:
    """What is known of one feed's clock; ``offset_ms`` is how far it is ahead.

    ``against`` is the feed it was compared with, -1 for none; ``pairs`` the pairs in the pile;
    ``hours`` a whole number of hours that would fit far better, 0 for none.
    """

    feed: int
    how: How
    offset_ms: int = 0
    against: int = -1
    pairs: int = 0
    hours: int = 0


def sampled(tables: Iterable[pa.Table], rows: int) -> pd.DataFrame:
    """Return the rows of a share of all debtors, the same whatever the buckets are."""
    limit = np.uint64(min(1.0, SAMPLE_ROWS / max(rows, 1)) * (2**63 - 1))
    kept = []
    for table in tables:
        part = pd.DataFrame({name: table.column(name).to_numpy() for name in COLUMNS})
        debtor, contact = part["debtor_key"].to_numpy(), part["contact_key"].to_numpy()
        who = np.where(debtor == 0, contact, debtor).astype(np.int64).view(np.uint64)
        # steps that are no contact are often dated by day, whatever the clock of their system
        contacts = part["channel"].to_numpy() != v.CHANNELS.code("system")
        kept.append(part[((splitmix(who) >> np.uint64(1)) <= limit) & contacts])
    return pd.concat(kept, ignore_index=True) if kept else pd.DataFrame(columns=list(COLUMNS))


def estimate(
    frame: pd.DataFrame,
    feeds: tuple[Feed, ...],
    *,
    window_ms: int,
    fixed: dict[int, int] | None = None,
) -> tuple[Offset, ...]:
    """Return the offset of every feed, first-ranked first; that one's clock is the reference.

    ``frame`` holds ``COLUMNS``; ``fixed`` are offsets by feed, in milliseconds, that somebody
    confirmed. Each other feed is compared with those before it, and the highest pile decides.
    """
    known = fixed or {}
    feed = np.array([f.feed for f in feeds], dtype=np.int64)[frame["source"].to_numpy(np.int64)]
    instants = frame["epoch_ms"].to_numpy(np.int64)
    group = _groups(frame)
    found: list[Offset] = []
    for number in dict.fromkeys(f.feed for f in sorted(feeds, key=lambda f: (f.rank, f.feed))):
        if number in known:
            found.append(Offset(number, "fixed", known[number]))
        elif not found:
            found.append(Offset(number, "reference"))
        else:
            rows = np.flatnonzero((feed == number) & (group >= 0))
            others = [(o, np.flatnonzero((feed == o.feed) & (group >= 0))) for o in found]
            found.append(_against(number, rows, others, (group, instants), window_ms))
    return tuple(found)


def _groups(frame: pd.DataFrame) -> Positions:
    """Return what a pair must share: party and number; -1 where either is not said."""
    party = parties(frame)
    contact = frame["contact_key"].to_numpy(np.int64)
    dense = pd.factorize(contact)[0].astype(np.int64)
    group = party * (int(dense.max(initial=0)) + 1) + dense
    return np.where((party < 0) | (contact == 0), -1, group)


def _against(
    number: int,
    rows: Positions,
    others: list[tuple[Offset, Positions]],
    said: tuple[Positions, Positions],
    window_ms: int,
) -> Offset:
    group, instants = said
    best = Offset(number, "too_few_pairs")
    for other, base in others:
        differences = _differences(group, instants, base, rows, window_ms)
        offset, pairs, clear = _pile(differences)
        how: How = "too_few_pairs" if pairs < MIN_PAIRS else "estimated" if clear else "not_clear"
        tried = Offset(number, how, other.offset_ms + offset, other.feed, pairs)
        best = max(best, tried, key=_merit)
    if best.how == "estimated":
        return best
    hours = _hours(group, instants, others, rows, window_ms)
    return Offset(number, best.how, 0, best.against, best.pairs, hours)


def _merit(offset: Offset) -> tuple[bool, int]:
    return offset.how == "estimated", offset.pairs


def _hours(
    group: Positions,
    instants: Positions,
    others: list[tuple[Offset, Positions]],
    rows: Positions,
    window_ms: int,
) -> int:
    """Return the whole hours at which a clear pile stands, 0 where there is none."""
    piles = []
    for _, base in others:
        for hours in _HOURS:
            moved = instants.copy()
            moved[rows] -= hours * _HOUR_MS
            _, pairs, clear = _pile(_differences(group, moved, base, rows, window_ms))
            piles.append((pairs if clear else 0, -abs(hours), hours))
    pairs, _, hours = max(piles, default=(0, 0, 0))
    return hours if pairs >= MIN_PAIRS else 0


def _differences(
    group: Positions, instants: Positions, base: Positions, rows: Positions, window_ms: int
) -> Positions:
    """Return the differences of all pairs of one group within the window, sorted."""
    if not len(base) or not len(rows):
        return np.empty(0, dtype=np.int64)
    dense = pd.factorize(group[np.concatenate([base, rows])])[0].astype(np.int64)
    low = int(instants.min()) - window_ms
    span = np.int64(int(instants.max()) - low + 2 * window_ms + 1)
    hay = dense[: len(base)] * span + instants[base] - low
    hay.sort()
    needle = dense[len(base) :] * span + instants[rows] - low
    first = np.searchsorted(hay, needle - window_ms, side="left")
    count = np.searchsorted(hay, needle + window_ms, side="right") - first
    few = count <= _MOST
    first, count, needle = first[few], count[few], needle[few]
    nth = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    differences: Positions = np.repeat(needle, count) - hay[np.repeat(first, count) + nth]
    differences.sort()
    return differences


def _pile(differences: Positions) -> tuple[int, int, bool]:
    """Return where the highest pile of sorted differences stands, its pairs, and if it is clear.

    It stands at the median of its pairs. Piles that overlap it count as part of it.
    """
    if not len(differences):
        return 0, 0, False
    heights = _heights(differences, differences)
    at = np.lexsort((differences, np.abs(differences), -heights))[0]
    centre = int(differences[at])
    inside = np.abs(differences - centre) <= _PILE_MS
    pile = differences[inside]
    rest = differences[np.abs(differences - centre) > 2 * _PILE_MS]
    second = int(_heights(rest, rest).max(initial=0))
    return int(pile[(len(pile) - 1) // 2]), len(pile), len(pile) >= _CLEAR * max(second, 1)


def _heights(centres: Positions, differences: Positions) -> Positions:
    """Return how many differences stand within a pile's width of each centre."""
    above = np.searchsorted(differences, centres + _PILE_MS, side="right")
    heights: Positions = above - np.searchsorted(differences, centres - _PILE_MS, side="left")
    return heights
