"""Turns offending mentions into hits: one for each activity, with the mentions it rests on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from auditkit.checks.interface import AT_MOST, NO_MENTIONS, UNKNOWN, Hits, Unknown
from auditkit.checks.mentions import Mentions
from auditkit.checks.privacy.choices import second_hand
from auditkit.checks.tables import hit_table, row_hits
from auditkit.checks.timeline import timeline


@dataclass(frozen=True, slots=True)
class Offences:
    """Which mentions offend, and which may: whether they do hangs on what the row does not say."""

    sure: NDArray[np.bool_]
    possible: NDArray[np.bool_]

    def rows(
        self, mentions: Mentions, length: int, at_least: int
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Return which rows hold enough offending mentions, and which may."""
        sure = np.bincount(mentions.row[self.sure], minlength=length)
        either = np.bincount(mentions.row[self.sure | self.possible], minlength=length)
        return sure >= at_least, (either >= at_least) & (sure < at_least)


@dataclass(frozen=True, slots=True)
class Asked:
    """The rows a rule speaks of, those it may speak of (with the code of why), those it frees."""

    chosen: NDArray[np.bool_]
    unknown: NDArray[np.int8]
    free: NDArray[np.bool_]


def hits(
    frame: pd.DataFrame,
    mentions: Mentions,
    offences: Offences,
    asked: Asked,
    *,
    at_least: int = 1,
    untold: Unknown = Unknown.ROLE,
    by: NDArray[np.int64] | None = None,
) -> Hits:
    """Return a hit for each asked row with enough offending mentions.

    A row that cannot be told is unknown only where its text would offend: a text that says
    nothing wrong is clean whoever heard it. ``untold`` is why a possible offence is none yet;
    ``by`` the consent that covers each row.
    """
    enough, perhaps = offences.rows(mentions, len(frame), at_least)
    at = np.flatnonzero(offences.sure)
    if not (enough | perhaps).any():  # as most rules find it in most buckets
        nothing = np.zeros(len(frame), dtype=np.int8)
        return Hits(hit_table(NO_MENTIONS), NO_MENTIONS, asked.chosen, nothing, mentions.at[at])
    unknown = np.where((enough | perhaps) & ~asked.free, asked.unknown, 0)
    unknown[asked.chosen & perhaps & ~asked.free] = UNKNOWN.index(untold)
    judged = frame["judged"].to_numpy(dtype=bool)
    rows = timeline(frame).pick(asked.chosen & enough & ~asked.free & judged)
    lo = np.searchsorted(mentions.row[at], rows, side="left")
    hi = np.searchsorted(mentions.row[at], rows, side="right")
    table = row_hits(
        frame,
        rows,
        np.full(len(frame), -1, dtype=np.int64) if by is None else by,
        observed=hi - lo,
        limit=0,
        seen_lo=lo,
        seen_hi=hi,
        at_most=_at_most(mentions, at, lo, hi),
    )
    scope = asked.chosen | (unknown != 0)
    return Hits(table, rows, scope, unknown.astype(np.int8), mentions.at[at])


def _at_most(
    mentions: Mentions, at: NDArray[np.int64], lo: NDArray[np.int64], hi: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return that a hit is for review where all it rests on is second-hand."""
    first_hand = np.concatenate([[0], np.cumsum(~second_hand(mentions)[at])])
    return np.where(first_hand[hi] == first_hand[lo], AT_MOST.index("review"), 0)
