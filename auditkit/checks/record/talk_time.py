"""Calls whose talk time contradicts their result: three minutes of "no answer"."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import pandas as pd
from pydantic import Field, model_validator

from auditkit.checks.groups import keyed
from auditkit.checks.interface import UNKNOWN, Check, Grain, Hits, Params, Unknown
from auditkit.checks.selection import READS, Selection, select
from auditkit.checks.tables import joined, row_hits
from auditkit.checks.timeline import timeline
from auditkit.checks.ways import NARROWS_OTHER, WIDENS, WIDENS_OTHER, Ways


class TalkTimeParams(Params):
    """No activity of ``select`` may have a talk time that its result rules out.

    Exactly one of ``at_least_s`` (so many seconds or more) and ``at_most_s`` (or fewer). Without a
    talk time the row is not evaluated. ``observed``: seconds talked; ``limit``: the bound.
    """

    select: Selection
    at_least_s: int | None = Field(default=None, ge=0)
    at_most_s: int | None = Field(default=None, ge=0)
    ways: ClassVar[Ways] = {
        "select": WIDENS,
        "at_least_s": NARROWS_OTHER,
        "at_most_s": WIDENS_OTHER,
    }

    @model_validator(mode="after")
    def _one(self) -> TalkTimeParams:
        if (self.at_least_s is None) == (self.at_most_s is None):
            raise ValueError("exactly one of at_least_s and at_most_s")
        return self


def run(frame: pd.DataFrame, params: TalkTimeParams) -> Hits:
    """Return the calls whose talk time contradicts their result."""
    chosen, unknown = keyed(frame, *select(frame, params.select))
    talk = frame["duration_s"].to_numpy().astype(np.int64)
    unknown[chosen & (talk < 0)] = UNKNOWN.index(Unknown.DURATION)
    if params.at_least_s is not None:
        limit, bad = params.at_least_s, talk >= params.at_least_s
    else:
        limit = params.at_most_s or 0
        bad = talk <= limit
    bad &= chosen & (talk >= 0) & frame["judged"].to_numpy(dtype=bool)
    rows = timeline(frame).pick(bad)
    by = np.full(len(frame), -1, dtype=np.int64)
    table = row_hits(frame, rows, by, observed=talk[rows], limit=limit)
    return joined([(table, rows)], chosen | (unknown != 0), unknown)


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
