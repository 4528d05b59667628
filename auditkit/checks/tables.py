"""Builds the tables of hits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from auditkit.checks.groups import debtor_group
from auditkit.checks.interface import HIT_COLUMNS, Hits
from auditkit.core.frame import NO_DAY

_NO_HITS: Final = pd.DataFrame({name: np.empty(0, kind) for name, kind in HIT_COLUMNS.items()})


def hit_table(anchor: NDArray[np.int64], **columns: ArrayLike) -> pd.DataFrame:
    """Return a table with ``HIT_COLUMNS``; what is not given is "none"."""
    if not len(anchor):
        return _NO_HITS.copy()
    none: dict[str, ArrayLike] = {
        "anchor": anchor,
        "incident": np.arange(len(anchor)),
        "first_day": NO_DAY,
        "last_day": NO_DAY,
        "by": -1,
        "trigger": -1,
        "seen_lo": 0,
        "seen_hi": 0,
        "at_most": 0,
        "due_day": NO_DAY,
    }
    given = {**none, **columns}
    return pd.DataFrame(
        {
            name: np.broadcast_to(np.asarray(given[name]), (len(anchor),)).astype(kind)
            for name, kind in HIT_COLUMNS.items()
        }
    )


def row_hits(
    frame: pd.DataFrame, anchor: NDArray[np.int64], by: NDArray[np.int64], **columns: ArrayLike
) -> pd.DataFrame:
    """Return hits that each stand alone, in the group of their debtor; order is ``anchor``."""
    at = np.arange(len(anchor), dtype=np.int64)
    group = debtor_group(frame, anchor)
    return hit_table(anchor, group=group, lo=at, hi=at + 1, by=by[anchor], **columns)


def hit_columns(table: pd.DataFrame, name: str) -> NDArray[np.int64]:
    """Return an integer column of a table of hits."""
    return table[name].to_numpy().astype(np.int64)


def pair_order(
    before: NDArray[np.int64], anchor: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return order, lo and hi that list ``before`` (none where -1) and the anchor of each hit."""
    order = np.column_stack((before, anchor)).ravel().astype(np.int64)
    end = 2 * np.arange(1, len(anchor) + 1, dtype=np.int64)
    return np.where(order < 0, 0, order), end - np.where(before >= 0, 2, 1), end


def numbered(*columns: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return dense numbers of distinct tuples, for incidents."""
    if not len(columns[0]):
        return np.empty(0, dtype=np.int64)
    stacked = np.column_stack(columns)
    inverse = np.unique(stacked, axis=0, return_inverse=True)[1]
    return inverse.reshape(-1).astype(np.int64)


def joined(
    parts: Sequence[tuple[pd.DataFrame, NDArray[np.int64]]],
    scope: NDArray[np.bool_],
    unknown: NDArray[np.int8],
) -> Hits:
    """Return several tables, each with its own order, as one result."""
    orders = np.concatenate([order for _, order in parts]).astype(np.int64)
    if not any(len(table) for table, _ in parts):
        return Hits(_NO_HITS.copy(), orders, scope, unknown)
    tables: list[pd.DataFrame] = []
    shift = incidents = 0
    for table, order in parts:
        tables.append(
            table.assign(
                lo=table["lo"] + shift,
                hi=table["hi"] + shift,
                incident=table["incident"] + incidents,
            )
        )
        shift += len(order)
        incidents += int(table["incident"].max()) + 1 if len(table) else 0
    return Hits(pd.concat(tables, ignore_index=True), orders, scope, unknown)
