"""Records written long after what they record."""

from __future__ import annotations

from typing import ClassVar, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import Field

from auditkit.checks.groups import keyed
from auditkit.checks.interface import UNKNOWN, Check, Grain, Hits, Params, Unknown
from auditkit.checks.selection import READS, Selection, codes, select
from auditkit.checks.tables import joined, row_hits
from auditkit.checks.timeline import timeline
from auditkit.checks.ways import NARROWS, WIDENS, Ways
from auditkit.core.vocabulary import ENTRY_MODES

_HOUR_MS: Final = 3_600_000
_BACKFILL: Final = ENTRY_MODES.code("backfill")


class LateParams(Params):
    """Each activity of ``select`` must be written down within ``within_hours`` of its end.

    The end is ``end_at``, else the start plus the talk time, else the start. Without
    ``recorded_at`` the row is not evaluated (recorded_at). ``backfill``: rows that say themselves
    that they were entered afterwards (``entry_mode``) are hits whatever their times.
    ``observed``: hours from the end to the writing, 0 where no time of writing is said; ``limit``:
    ``within_hours``.
    """

    select: Selection
    within_hours: float = Field(ge=0)
    backfill: bool = False
    ways: ClassVar[Ways] = {"select": WIDENS, "backfill": WIDENS, "within_hours": NARROWS}


def run(frame: pd.DataFrame, params: LateParams) -> Hits:
    """Return the records written too late."""
    chosen, unknown = keyed(frame, *select(frame, params.select))
    written = frame["recorded_ms"].to_numpy().astype(np.int64)
    hours = np.where(written < 0, 0, (written - _ends(frame)) / _HOUR_MS)
    admitted = params.backfill & (codes(frame, "entry_mode") == _BACKFILL)
    unknown[chosen & (written < 0) & ~admitted] = UNKNOWN.index(Unknown.RECORDED)
    bad = chosen & (admitted | (hours > params.within_hours))
    rows = timeline(frame).pick(bad & frame["judged"].to_numpy(dtype=bool))
    by = np.full(len(frame), -1, dtype=np.int64)
    table = row_hits(frame, rows, by, observed=hours[rows], limit=params.within_hours)
    return joined([(table, rows)], chosen | (unknown != 0), unknown)


def _ends(frame: pd.DataFrame) -> NDArray[np.int64]:
    """Return the instant at which each activity ended, as far as it is said."""
    start = frame["epoch_ms"].to_numpy().astype(np.int64)
    talk = frame["duration_s"].to_numpy().astype(np.int64)
    end = frame["end_ms"].to_numpy().astype(np.int64)
    return np.where(end >= 0, end, start + np.maximum(talk, 0) * 1000)


def lookback(_: LateParams) -> int:
    """Return 0: a record is judged by itself."""
    return 0


CHECK = Check(
    id="record.late",
    grain=Grain.ROW,
    reads=tuple(
        dict.fromkeys((*READS, "debtor_key", "end_ms", "duration_s", "recorded_ms", "entry_mode"))
    ),
    params=LateParams,
    run=run,
    lookback=lookback,
    title_zh="事后补录",
    title_en="Records written late",
)
