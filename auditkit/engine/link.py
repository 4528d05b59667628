"""Links rows of several feeds that record one event, so that it is judged once.

A feed is one system's export (the dialler, the collection system, an agency), however many files
it came in. Rows of two feeds are one event when debtor and direction agree, the channels are of
one medium, their starts lie within the tolerance once each system's clock is corrected, and their
numbers agree or one says none. Rows that nobody's debtor is known of are held together by their
number alone. Steps that are no contact must be the same step of the same case: dated by day, many
stand at midnight. Each row is linked to at most one row of every other feed: the nearest pairs are
found first, and pairs that would cross in time are exchanged, so that the first call keeps the
first note.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from auditkit.core import vocabulary as v

Positions = NDArray[np.int64]
_VOICE: Final = ("call", "robot_call")


@dataclass(frozen=True, slots=True)
class Links:
    """For every row the position of the row that stands for its event: its own when unlinked."""

    head: Positions

    @property
    def absorbed(self) -> NDArray[np.bool_]:
        """Rows that another row stands for."""
        linked: NDArray[np.bool_] = self.head != np.arange(len(self.head))
        return linked


def link(
    frame: pd.DataFrame,
    feeds: Positions,
    ranks: Positions,
    *,
    tolerance_ms: int,
    offsets_ms: Positions | None = None,
) -> Links:
    """Return which rows record one event.

    ``feeds``, ``ranks`` and ``offsets_ms`` (how far the clock of the row's system is ahead) are
    per row; feeds are taken in the order of (rank, feed), and the row of the first feed stands for
    the event. The result does not depend on the order of the rows.
    """
    head = np.arange(len(frame), dtype=np.int64)
    order = _feed_order(feeds, ranks)
    if len(order) < 2:
        return Links(head)
    keys = _keys(frame, offsets_ms)
    base = np.flatnonzero(feeds == order[0][1])
    for _, feed in order[1:]:
        rows = np.flatnonzero(feeds == feed)
        pairs = _match(keys, base, rows, tolerance_ms)
        head[pairs[1]] = pairs[0]
        base = np.concatenate([base, np.setdiff1d(rows, pairs[1], assume_unique=True)])
    return Links(head)


@dataclass(frozen=True, slots=True)
class _Keys:
    """What two rows must share, as dense numbers, and their start."""

    party: Positions  # debtor (else number), medium and direction; -1 cannot be linked
    contact: Positions  # 0 is not said
    start: Positions
    tie: NDArray[np.int64]


def _feed_order(feeds: Positions, ranks: Positions) -> list[tuple[int, int]]:
    """Return (rank, feed) of the feeds that are there, first-ranked first."""
    if not len(feeds):
        return []
    present = np.flatnonzero(np.bincount(feeds)).tolist()
    return sorted((int(ranks[np.argmax(feeds == feed)]), feed) for feed in present)


def parties(frame: pd.DataFrame) -> Positions:
    """Return dense numbers of (debtor, medium, direction), -1 for rows that cannot be linked.

    Where no debtor is known the number stands for it; a debtor is never taken for a number.
    """
    channel = frame["channel"].to_numpy(dtype=np.int64)
    voice = [v.CHANNELS.code(name) for name in _VOICE]
    medium = np.where(np.isin(channel, voice), voice[0], channel)
    debtor = frame["debtor_key"].to_numpy(dtype=np.int64)
    contact = frame["contact_key"].to_numpy(dtype=np.int64)
    nobody = debtor == 0
    who = pd.factorize(np.where(nobody, contact, debtor))[0].astype(np.int64) * 2 + nobody
    width = len(v.CHANNELS.terms) + 1
    direction = frame["direction"].to_numpy(dtype=np.int64)
    party: Positions = (who * width + medium) * 4 + direction + 1
    party[(nobody & (contact == 0)) | (medium < 0)] = -1
    return party


def _keys(frame: pd.DataFrame, offsets_ms: Positions | None) -> _Keys:
    start = frame["epoch_ms"].to_numpy(np.int64)
    party = parties(frame)
    is_step = frame["channel"].to_numpy() == v.CHANNELS.code("system")
    told = np.where(party < 0, party, _by_step(frame, party, is_step))
    return _Keys(
        told,
        frame["contact_key"].to_numpy(dtype=np.int64),
        start if offsets_ms is None else start - offsets_ms,
        frame["content_key"].to_numpy(np.int64),
    )


def _by_step(frame: pd.DataFrame, party: Positions, is_step: NDArray[np.bool_]) -> Positions:
    """Return party numbers that also tell steps apart, and the cases they belong to."""
    if not is_step.any():
        return party
    told = party
    for name in ("step", "case_id"):
        words = frame[name].cat
        code = np.where(is_step, words.codes.to_numpy().astype(np.int64) + 1, 0)
        told = np.unique(told * (len(words.categories) + 1) + code, return_inverse=True)[1]
    return told.reshape(-1).astype(np.int64)


def _match(
    keys: _Keys, base: Positions, rows: Positions, tolerance_ms: int
) -> tuple[Positions, Positions]:
    """Return pairs (row of base, row of the new feed), each row in at most one pair."""
    linkable = keys.party >= 0
    base, rows = base[linkable[base]], rows[linkable[rows]]
    found: list[tuple[Positions, Positions]] = []
    said = keys.contact != 0
    for base_says, rows_say in ((True, True), (True, False), (False, True), (False, False)):
        left = base[said[base] == base_says]
        right = rows[said[rows] == rows_say]
        group = keys.party
        if base_says and rows_say:
            group = _combine(keys.party, keys.contact, np.concatenate([left, right]))
        pairs = _nearest(group, keys, left, right, tolerance_ms)
        found.append(pairs)
        base = np.setdiff1d(base, pairs[0], assume_unique=True)
        rows = np.setdiff1d(rows, pairs[1], assume_unique=True)
    return np.concatenate([p[0] for p in found]), np.concatenate([p[1] for p in found])


def _combine(first: Positions, second: Positions, at: Positions) -> Positions:
    """Return dense numbers of pairs of values, at some positions; -1 elsewhere."""
    combined = np.full(len(first), -1, dtype=np.int64)
    dense = pd.factorize(second[at])[0].astype(np.int64)
    combined[at] = first[at] * (int(dense.max(initial=0)) + 1) + dense
    return combined


def _nearest(
    group: Positions, keys: _Keys, left: Positions, right: Positions, tolerance_ms: int
) -> tuple[Positions, Positions]:
    """Pair rows of two sides nearest first: rounds of mutual best choices until none is left."""
    taken_left: list[Positions] = []
    taken_right: list[Positions] = []
    while len(left) and len(right):
        a, b = _mutual(group, keys, left, right, tolerance_ms)
        if not len(a):
            break
        taken_left.append(a)
        taken_right.append(b)
        left = np.setdiff1d(left, a, assume_unique=True)
        right = np.setdiff1d(right, b, assume_unique=True)
    none = np.empty(0, dtype=np.int64)
    return _uncrossed(
        group, keys, np.concatenate([*taken_left, none]), np.concatenate([*taken_right, none])
    )


def _uncrossed(
    group: Positions, keys: _Keys, left: Positions, right: Positions
) -> tuple[Positions, Positions]:
    """Pair the rows of each group anew in time order.

    On a line, exchanging crossed pairs never moves any pair further apart than the furthest was.
    """
    left = left[np.lexsort((keys.tie[left], keys.start[left], group[left]))]
    right = right[np.lexsort((keys.tie[right], keys.start[right], group[right]))]
    return left, right


def _mutual(
    group: Positions, keys: _Keys, left: Positions, right: Positions, tolerance_ms: int
) -> tuple[Positions, Positions]:
    candidates = [
        *_neighbours(group, keys, left, right),
        *(pair[::-1] for pair in _neighbours(group, keys, right, left)),
    ]
    a = np.concatenate([pair[0] for pair in candidates])
    b = np.concatenate([pair[1] for pair in candidates])
    distance = np.abs(keys.start[a] - keys.start[b])
    near = (group[a] == group[b]) & (distance <= tolerance_ms)
    a, b, distance = a[near], b[near], distance[near]
    best = np.lexsort((keys.tie[b], keys.tie[a], keys.start[b], keys.start[a], distance))
    a, b = a[best], b[best]
    first_a = np.unique(a, return_index=True)[1]
    first_b = np.unique(b, return_index=True)[1]
    mutual = np.intersect1d(first_a, first_b, assume_unique=True)
    return a[mutual], b[mutual]


def _neighbours(
    group: Positions, keys: _Keys, left: Positions, right: Positions
) -> list[tuple[Positions, Positions]]:
    """For every row of ``right`` the rows of ``left`` just before and after it in its group."""
    left = left[np.lexsort((keys.tie[left], keys.start[left], group[left]))]
    span = np.int64(1) + keys.start.max() - keys.start.min()
    dense = pd.factorize(group[np.concatenate([left, right])], sort=True)[0].astype(np.int64)
    offset = keys.start - keys.start.min()
    hay = dense[: len(left)] * span + offset[left]
    needle = dense[len(left) :] * span + offset[right]
    after = np.searchsorted(hay, needle, side="left")
    return [(left[np.clip(at, 0, len(left) - 1)], right) for at in (after - 1, after)]
