"""Runs a kernel on a frame and holds it to what every kernel promises."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

from auditkit.checks.interface import HIT_COLUMNS, Check, Hits, Params

_TYPES: Final = {name: np.dtype(kind) for name, kind in HIT_COLUMNS.items()}


def run(check: Check, frame: pd.DataFrame, params: Params, *mentions: Any) -> Hits:
    """Return what a kernel finds; its input is as it was, its table has the columns of all."""
    before = frame.copy(deep=True)
    hits = check.run(frame, params, *mentions)
    assert frame.equals(before)
    assert hits.table.dtypes.to_dict() == _TYPES
    return hits


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table of hits as plain values."""
    columns = [table[name].tolist() for name in _TYPES] if len(table) else []
    return [dict(zip(_TYPES, row, strict=True)) for row in zip(*columns, strict=True)]
