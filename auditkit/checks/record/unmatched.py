"""Calls without notes, and notes of calls that the dialler does not know."""

from __future__ import annotations

from typing import Literal

import pandas as pd

from auditkit.checks.interface import Check, Grain, Hits, Params
from auditkit.checks.privacy.choices import TEXTS
from auditkit.checks.selection import READS, Selection


class UnmatchedParams(Params):
    """Each activity of ``select`` must stand in both systems, matched by case, number and time.

    ``lacks`` dialler: a row of another system (a note of a call) that no dialler's row was linked
    with, on a day on which the dialler's record has calls of the same agency (else not evaluated,
    reason dialler). ``lacks`` system: a dialler's row that no other system's row was linked with,
    on such a day of the other systems; ``note``: an activity without a note, where its sources
    have notes at all. Rows of one-system runs are not evaluated (dialler). ``observed`` 0,
    ``limit`` 1.
    """

    select: Selection
    lacks: Literal["dialler", "system", "note"]


def run(frame: pd.DataFrame, params: UnmatchedParams) -> Hits:
    """Return the activities that one of the systems does not know."""
    raise NotImplementedError


def lookback(_: UnmatchedParams) -> int:
    """Return 0: an activity is judged by itself."""
    return 0


CHECK = Check(
    id="record.unmatched",
    grain=Grain.ROW,
    reads=tuple(dict.fromkeys((*READS, "debtor_key", "recorded_in", "covered_by", TEXTS))),
    params=UnmatchedParams,
    run=run,
    lookback=lookback,
    title_zh="有录无话、有话无录",
    title_en="Calls without notes, notes without calls",
)
