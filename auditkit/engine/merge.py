"""Makes one activity of the rows that record one event.

Time, duration and telephony come from the first-ranked system (the dialler saw the line); who was
reached, why, and what came of it come from the others (people wrote it down). What one does not
say is taken from the other.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from auditkit.core import vocabulary as v
from auditkit.core.frame import FIELDS
from auditkit.engine.link import Links

_FROM_FIRST: Final = frozenset(
    {"end_ms", "duration_s", "direction", "channel", "contact_key", "own_line_key", "case_id"}
)
_KEPT: Final = frozenset(
    {"source", "source_row", "activity_id", "content_key", "epoch_ms", "debtor_key", "zones"}
    | {name for name in FIELDS if name.startswith("local_")}
)


def merge(frame: pd.DataFrame, links: Links, ranks: NDArray[np.int64]) -> pd.DataFrame:
    """Return one row per event: the heads, completed from the rows they stand for."""
    heads = np.flatnonzero(~links.absorbed)
    merged = frame.iloc[heads].reset_index(drop=True)
    absorbed = np.flatnonzero(links.absorbed)
    absorbed = absorbed[np.lexsort((frame["content_key"].to_numpy()[absorbed], ranks[absorbed]))]
    at = np.searchsorted(heads, links.head[absorbed])
    turn = _turns(at)
    for number in range(int(turn.max(initial=-1)) + 1):
        chosen = turn == number
        _complete(merged, at[chosen], frame, absorbed[chosen])
    return merged


def _turns(at: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return 0, 1, … for the rows of each event, in the order given."""
    order = np.argsort(at, kind="stable")
    turn = np.empty(len(at), dtype=np.int64)
    turn[order] = np.arange(len(at)) - np.searchsorted(at[order], at[order])
    return turn


def _complete(
    merged: pd.DataFrame, at: NDArray[np.int64], frame: pd.DataFrame, rows: NDArray[np.int64]
) -> None:
    for name in merged.columns:
        if name in _KEPT:
            continue
        if name == "outcome":
            merged[name] = _outcome(merged[name].to_numpy(), at, frame[name].to_numpy()[rows])
        elif isinstance(merged[name].dtype, pd.CategoricalDtype):
            codes = _take(
                merged[name].cat.codes.to_numpy(),
                at,
                frame[name].cat.codes.to_numpy()[rows],
                name,
                -1,
            )
            merged[name] = pd.Categorical.from_codes(codes, categories=merged[name].cat.categories)
        else:
            missing = FIELDS[name].missing
            if name == "purpose":
                missing = v.PURPOSES.code("collection")  # the default is not a statement
            merged[name] = _take(
                merged[name].to_numpy(), at, frame[name].to_numpy()[rows], name, missing
            )


def _take(
    mine: NDArray[Any],
    at: NDArray[np.int64],
    theirs: NDArray[Any],
    name: str,
    missing: Any,  # noqa: ANN401
) -> NDArray[Any]:
    said_theirs = ~_unsaid(theirs, name, missing)
    if name in _FROM_FIRST:
        said_theirs &= _unsaid(mine[at], name, missing)
    out = mine.copy()
    out[at[said_theirs]] = theirs[said_theirs]
    return out


def _unsaid(values: NDArray[Any], name: str, missing: Any) -> NDArray[np.bool_]:  # noqa: ANN401
    if missing is None or missing != missing:  # noqa: PLR0124 - NaN is the only value unlike itself
        return np.asarray(pd.isna(values))
    unsaid: NDArray[np.bool_] = values == missing
    field = FIELDS[name]
    if field.vocabulary is not None and "unknown" in field.vocabulary.names:
        unsaid = unsaid | (values == field.vocabulary.code("unknown")) | (values == v.NONE)
    return unsaid


def _outcome(
    mine: NDArray[np.int8], at: NDArray[np.int64], theirs: NDArray[np.int8]
) -> NDArray[np.int8]:
    """Keep what the line did, and take from the other row what was said on it.

    The other row's code is taken where mine says nothing, or says no more than "connected" and
    the other is connected too.
    """
    unknown = (v.NONE, v.OUTCOMES.code("unknown"))
    connected = np.array(
        [getattr(t, "flags", "").find("c") >= 0 for t in v.OUTCOMES.terms] + [False]
    )
    finer = (mine[at] == v.OUTCOMES.code("answered")) & connected[theirs]
    take = (finer | np.isin(mine[at], unknown)) & ~np.isin(theirs, unknown)
    out = mine.copy()
    out[at[take]] = theirs[take]
    return out
