"""Calls whose talk time contradicts their result: three minutes of "no answer"."""

from __future__ import annotations

import pandas as pd

from auditkit.checks.interface import Check, Grain, Hits, Params
from auditkit.checks.selection import READS, Selection


class TalkTimeParams(Params):
    """No activity of ``select`` may have a talk time that its result rules out.

    Exactly one of ``at_least_s`` (so many seconds or more) and ``at_most_s`` (or fewer). Without a
    talk time the row is not evaluated. ``observed``: seconds talked; ``limit``: the bound.
    """

    select: Selection
    at_least_s: int | None = None
    at_most_s: int | None = None


def run(frame: pd.DataFrame, params: TalkTimeParams) -> Hits:
    """Return the calls whose talk time contradicts their result."""
    raise NotImplementedError


def lookback(_: TalkTimeParams) -> int:
    """Return 0: a call is judged by itself."""
    return 0


CHECK = Check(
    id="record.talk_time",
    grain=Grain.ROW,
    reads=tuple(dict.fromkeys((*READS, "debtor_key", "duration_s"))),
    params=TalkTimeParams,
    run=run,
    lookback=lookback,
    title_zh="通话时长与结果不符",
    title_en="Talk time against the result",
)
