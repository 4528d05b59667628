"""Records written long after what they record."""

from __future__ import annotations

import pandas as pd

from auditkit.checks.interface import Check, Grain, Hits, Params
from auditkit.checks.selection import READS, Selection


class LateParams(Params):
    """Each activity of ``select`` must be written down within ``within_hours`` of its end.

    The end is ``end_at``, else the start plus the talk time, else the start. Without
    ``recorded_at`` the row is not evaluated (recorded_at). ``backfill``: rows that say themselves
    that they were entered afterwards (``entry_mode``) are hits whatever their times.
    ``observed``: hours late, counted from the end; ``limit``: ``within_hours``.
    """

    select: Selection
    within_hours: float
    backfill: bool = False


def run(frame: pd.DataFrame, params: LateParams) -> Hits:
    """Return the records written too late."""
    raise NotImplementedError


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
