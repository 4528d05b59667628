"""Which activities a check of order asks about, and what it says of those left in doubt."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import Field

from auditkit.checks.contact.barred import Where
from auditkit.checks.groups import Key
from auditkit.checks.interface import Params
from auditkit.checks.selection import Selection, select
from auditkit.checks.text import any_of, carries, has_step, stated
from auditkit.checks.ways import NARROWS, NEITHER, WIDENS, WIDENS_ALL, Ways


class StepParams(Params):
    """Asked are activities of ``select`` with one of ``steps`` and all of ``where``.

    Any row of ``select`` when no step is named; those with one of ``unless`` are free. A step
    derived from prose is asked of nothing. ``per`` makes the groups, which never cross debtors.
    """

    select: Selection = Selection()
    steps: tuple[str, ...] = ()
    where: Where = Field(default_factory=dict)
    unless: Where = Field(default_factory=dict)
    per: tuple[Key, ...] = ("case",)
    ways: ClassVar[Ways] = {
        "select": WIDENS,
        "steps": WIDENS_ALL,
        "where": NARROWS,
        "unless": NARROWS,
        "per": NEITHER,
    }


def chosen_steps(
    frame: pd.DataFrame, params: StepParams
) -> tuple[NDArray[np.bool_], NDArray[np.int8]]:
    """Return which rows are asked and, for those that cannot be told, the code of the reason."""
    chosen, unknown = select(frame, params.select)
    asked = carries(frame, params.where)[0] & ~any_of(frame, params.unless)
    if params.steps:
        asked &= has_step(frame, params.steps) & stated(frame)
    return chosen & asked, np.where(asked, unknown, 0).astype(np.int8)


def same_debtors(frame: pd.DataFrame, rows: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return all rows of the debtors of some."""
    debtor = frame["debtor_key"]
    return debtor.isin(pd.unique(debtor[rows])).to_numpy()


def write_doubts(
    unknown: NDArray[np.int8], rows: NDArray[np.int64], doubt: NDArray[np.int8], hits: pd.DataFrame
) -> None:
    """Write down why asked rows are not evaluated; a row that is a hit in one group stays one.

    ``doubt`` holds a code or 0 for each of ``rows``, in which a row stands once for each group.
    """
    unsaid = np.iinfo(np.int8).max
    reason = np.full(len(unknown), unsaid, dtype=np.int8)
    doubted = doubt != 0
    np.minimum.at(reason, rows[doubted], doubt[doubted])
    unknown[reason < unsaid] = reason[reason < unsaid]
    unknown[hits["anchor"].to_numpy()] = 0
