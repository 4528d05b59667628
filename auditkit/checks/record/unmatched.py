"""Calls without notes, and notes of calls that the dialler does not know."""

from __future__ import annotations

from typing import ClassVar, Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from auditkit.checks.groups import keyed
from auditkit.checks.interface import UNKNOWN, Check, Grain, Hits, Params, Unknown
from auditkit.checks.privacy.choices import TEXTS, has_text
from auditkit.checks.selection import READS, Selection, select
from auditkit.checks.tables import joined, row_hits
from auditkit.checks.timeline import timeline
from auditkit.checks.ways import NEITHER, WIDENS, Ways

_BITS: Final = {"dialler": 1, "system": 2}
_BOTH: Final = 3


class UnmatchedParams(Params):
    """Each activity of ``select`` must stand in both systems, matched by case, number and time.

    ``lacks`` dialler: a row of another system (a note of a call) that no dialler's row was linked
    with, on a day on which the dialler's record has calls of the same agency (else not evaluated,
    reason dialler). ``lacks`` system: a dialler's row that no other system's row was linked with,
    on such a day of the other systems; ``note``: an activity without a note, where its sources
    have notes at all (else not evaluated, reason note). A row that only one of the systems has is
    not evaluated (dialler) on a day of which the other has no calls, as in one-system runs.
    ``observed`` 0, ``limit`` 1.
    """

    select: Selection
    lacks: Literal["dialler", "system", "note"]
    ways: ClassVar[Ways] = {"select": WIDENS, "lacks": NEITHER}


def run(frame: pd.DataFrame, params: UnmatchedParams) -> Hits:
    """Return the activities that one of the systems does not know."""
    chosen, unknown = keyed(frame, *select(frame, params.select))
    if params.lacks == "note":
        bad = ~has_text(frame, ("note",))
    else:
        bad, comparable = _absent(frame, _BITS[params.lacks])
        unknown[chosen & ~comparable] = UNKNOWN.index(Unknown.DIALLER)
    bad &= chosen & (unknown == 0) & frame["judged"].to_numpy(dtype=bool)
    rows = timeline(frame).pick(bad)
    by = np.full(len(frame), -1, dtype=np.int64)
    table = row_hits(frame, rows, by, observed=0, limit=1)
    return joined([(table, rows)], chosen | (unknown != 0), unknown)


def _absent(frame: pd.DataFrame, bit: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which rows the system of a bit has not recorded, and which can be compared at all."""
    recorded = frame["recorded_in"].to_numpy()
    covered = frame["covered_by"].to_numpy() | recorded
    comparable: NDArray[np.bool_] = (recorded != 0) & (covered == _BOTH)
    absent: NDArray[np.bool_] = comparable & (recorded & bit == 0)
    return absent, comparable


def lookback(_: UnmatchedParams) -> int:
    """Return 0: an activity is judged by itself."""
    return 0


def unwritten(params: UnmatchedParams) -> tuple[str, ...]:
    """Return the text whose absence makes a hit."""
    return ("note",) if params.lacks == "note" else ()


CHECK = Check(
    id="record.unmatched",
    grain=Grain.ROW,
    reads=tuple(dict.fromkeys((*READS, "debtor_key", "recorded_in", "covered_by", TEXTS))),
    params=UnmatchedParams,
    run=run,
    lookback=lookback,
    unwritten=unwritten,
    title_zh="有录无话、有话无录",
    title_en="Calls without notes, notes without calls",
)
