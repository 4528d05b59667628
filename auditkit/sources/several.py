"""Makes several activities of one row: which there are, what tells them apart, what is lost.

A case list gives the first missed due date, the placement with an agency and the facts of the day
in one row. Every activity is read by a plan of its own over the same batch; an activity whose date
is empty, or that ``when`` leaves out, does not exist for that row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from auditkit.sources.batch import Batch
from auditkit.sources.interface import Reject
from auditkit.sources.keys import text_hashes
from auditkit.sources.plan import WHEN, Part
from auditkit.sources.times import DAY
from auditkit.sources.totals import Totals
from auditkit.sources.words import meaning

_WHOSE: Final = frozenset({"case_id", "debt_id", "debt_group", "step"})
"""What tells activities of one kind, debtor and instant apart, besides what their entry says."""


@dataclass(slots=True)
class Counted:
    """Which cells of one batch stand in the totals already, so that none is counted twice."""

    masks: dict[tuple[str, str], NDArray[np.bool_]] = field(default_factory=dict)

    def fresh(self, cell: tuple[str, str], rows: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return the rows whose cell was not counted yet, and count it."""
        before = self.masks.get(cell)
        self.masks[cell] = rows if before is None else rows | before
        return rows if before is None else rows & ~before


def empty_cells(batch: Batch, column: str) -> NDArray[np.bool_]:
    """Return the rows that say nothing in a column; a cell that is no text says something."""
    coded = batch.coded(column)
    if coded is None:
        return np.ones(batch.rows, bool)
    return (coded.indices < 0) & batch.accepted


def left_out(batch: Batch, part: Part, totals: Totals, counted: Counted) -> NDArray[np.bool_]:
    """Return the rows that do not make this activity, whatever their date.

    A code that its table does not know makes none, and is counted as unknown.
    """
    bound = part.plan.bound.get(WHEN)
    if bound is None:
        return np.zeros(batch.rows, bool)
    coded = batch.coded(WHEN)
    if coded is None:
        return np.ones(batch.rows, bool)
    # read before anything else: what is rejected by now has a cell here that is no text
    unreadable = ~batch.accepted
    fits = np.ones(len(coded.values), bool)
    if part.among:
        fits = np.array([word.casefold() in part.among for word in coded.words()], bool)
    elif bound.table:
        said = meaning("step", coded, bound.table)
        fits = np.array([part.step in (word or "").split("|") for word in said.words["step"]], bool)
        header = batch.header(WHEN)
        every = counted.fresh((WHEN, header), np.ones(batch.rows, bool))
        totals.add_unknown(header, "step", said, every)
    made: NDArray[np.bool_] = coded.spread(fits, False) | unreadable
    return ~made


def told_apart(ids: pa.Array, part: Part, wall: NDArray[np.int64]) -> pa.Array:
    """Return the bank's ids with the activity and its day behind, since a row has but one id."""
    days = np.datetime_as_string((wall // DAY).astype("datetime64[D]"))
    return pc.binary_join_element_wise(ids, part.label, pa.array(days.astype(object)), ":")


def own_texts(batch: Batch, part: Part) -> list[NDArray[Any]]:
    """Return hashes of what tells an activity from others of its debtor and instant.

    What the row says besides is no part of it: a list that is repeated next month under another
    collector tells of the same missed due date.
    """
    hashes = []
    for name in sorted(_WHOSE | part.own - {"at"}):
        coded = batch.coded(name)
        if coded is not None:
            hashes.append(coded.spread(text_hashes(coded.values), 0))
    return hashes


@dataclass(frozen=True, slots=True)
class Account:
    """What became of the rows of one batch: no row is lost, however many activities it makes.

    ``lost`` rows are rejected whole, ``in_part`` made something although an activity of theirs
    could not be read, ``silent`` rows make nothing at all.
    """

    lost: NDArray[np.bool_]
    in_part: NDArray[np.bool_]
    silent: NDArray[np.bool_]


def account(made: Sequence[NDArray[np.bool_]], bad: Sequence[NDArray[np.bool_]]) -> Account:
    """Return what became of rows, given which made each activity and which failed to.

    >>> account([np.array([True, False, False])], [np.array([False, True, False])]).silent.tolist()
    [False, False, True]
    """
    some, failed = np.logical_or.reduce(made), np.logical_or.reduce(bad)
    return Account(failed & ~some, failed & some, ~failed & ~some)


def rejects(
    batches: Sequence[tuple[Batch, Part, NDArray[np.bool_]]], lost: NDArray[np.bool_]
) -> list[Reject]:
    """Return why rows or some of their activities are rejected, in the order of rows.

    A row that is lost is named once, for the first reason found; of others each activity is named.
    """
    found: dict[tuple[int, str], Reject] = {}
    for batch, part, bad in batches:
        for place, reject in batch.causes(bad):
            label = "" if lost[place] else part.label
            found.setdefault((place, label), replace(reject, activity=label))
    return [found[key] for key in sorted(found)]
