"""One note pasted into many cases in a few minutes."""

from __future__ import annotations

import pandas as pd
from pydantic import Field

from auditkit.checks.interface import Check, Grain, Hits, Params
from auditkit.checks.selection import READS, Selection


class CopiedParams(Params):
    """A collector may not write one note into ``cases`` or more cases within ``within_minutes``.

    Notes are one when they read alike but for digits, spaces and punctuation; shorter ones than
    ``min_characters`` (template words such as 无人接听) do not count. The time is that of writing
    (``recorded_at``, else the start). Each row of a window that holds so many different cases is a
    hit; those of one run of windows share an incident. ``observed``: cases in the fullest window
    that holds the row; ``limit``: ``cases`` - 1. Collector 0 (nobody named) is not judged.
    """

    select: Selection = Selection()
    cases: int = Field(ge=2)
    within_minutes: int = Field(ge=1)
    min_characters: int = Field(ge=1)


def run(frame: pd.DataFrame, params: CopiedParams) -> Hits:
    """Return the rows of bursts of one note."""
    raise NotImplementedError


def lookback(_: CopiedParams) -> int:
    """Return 1: a burst lies within minutes."""
    return 1


CHECK = Check(
    id="record.copied",
    grain=Grain.COLLECTOR,
    reads=tuple(
        dict.fromkeys(
            (
                *READS,
                "debtor_key",
                "case_key",
                "collector_key",
                "recorded_ms",
                "note_key",
                "note_size",
            )
        )
    ),
    params=CopiedParams,
    run=run,
    lookback=lookback,
    title_zh="批量复制的催记",
    title_en="Notes copied in bursts",
)
