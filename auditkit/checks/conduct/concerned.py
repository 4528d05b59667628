"""Judges only the debtors that a rule concerns, however many rows the frame has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from auditkit.checks.groups import of_debtors
from auditkit.checks.interface import Hits


def judge_debtors(
    frame: pd.DataFrame, mask: NDArray[np.bool_], judge: Callable[[pd.DataFrame], Hits]
) -> Hits:
    """Return what ``judge`` finds among the debtors with a row in ``mask``; nothing of others.

    ``judge`` is given all rows of these debtors; what it returns is told in positions of ``frame``.
    """
    concerned = of_debtors(frame, mask)
    if concerned.all():
        return judge(frame)
    at = np.flatnonzero(concerned)
    found = judge(frame.iloc[at])
    table = found.table
    for name in ("anchor", "trigger", "by"):
        told = table[name].to_numpy()
        table = table.assign(**{name: np.where(told < 0, -1, at[told]).astype(np.int64)})
    scope = np.zeros(len(frame), dtype=bool)
    unknown = np.zeros(len(frame), dtype=np.int8)
    scope[at], unknown[at] = found.scope, found.unknown
    return replace(found, table=table, order=at[found.order], scope=scope, unknown=unknown)
