"""What a bucket shows besides findings: rows by file, agency and day; cases, complaints."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from auditkit.core.pseudonym import show
from auditkit.engine.rows import Rows

COMPLAINT: Final = "complaint.opened"
Days = Counter[tuple[int, str, int]]
"""Rows that were read by number of the source, agency and local day."""


@dataclass(frozen=True, slots=True, order=True)
class Complaint:
    """The first complaint of a case; ``name`` is the case, or the debtor where none is recorded."""

    epoch_ms: int
    source_file: str
    name: str
    at: str
    debtor: str
    agency_id: str
    source_row: int


@dataclass(slots=True)
class Sightings:
    """What has been seen so far; ``absorb`` puts buckets together in any order."""

    days: Days = field(default_factory=Counter)
    complaints: dict[str, Complaint] = field(default_factory=dict)
    _cases: list[NDArray[np.uint64]] = field(default_factory=list)

    @property
    def cases(self) -> int:
        """How many cases had anything judged."""
        return len(np.unique(np.concatenate(self._cases))) if self._cases else 0

    def absorb(self, other: Sightings) -> None:
        """Take in what another bucket of the same run showed."""
        self.days.update(other.days)
        self._cases = _united([*self._cases, *other._cases])
        for name, complaint in other.complaints.items():
            self.complaints[name] = min(complaint, self.complaints.get(name, complaint))


def see(
    table: pa.Table, frame: pd.DataFrame, sources: tuple[str, ...], current: int | None = None
) -> Sightings:
    """Return what a bucket shows: ``table`` as it was spooled, ``frame`` as it is judged.

    Rows of sources numbered ``current`` or higher are history and are not counted.
    """
    if current is not None and current < len(sources):
        table = table.filter(pc.less(table.column("source"), current))
    judged = np.flatnonzero(frame["judged"].to_numpy())
    return Sightings(
        days=_days(table),
        complaints=_complaints(frame, judged, sources),
        _cases=[_case_hashes(frame, judged)],
    )


def _united(cases: list[NDArray[np.uint64]]) -> list[NDArray[np.uint64]]:
    return [np.unique(np.concatenate(cases))] if cases else []


def _days(table: pa.Table) -> Days:
    names = ["source", "agency_id", "local_day"]
    counted = table.select(names).group_by(names).aggregate([([], "count_all")])
    days: Days = Counter()
    for row in counted.to_pylist():
        days[row["source"], row["agency_id"] or "", row["local_day"]] += row["count_all"]
    return days


def _case_hashes(frame: pd.DataFrame, at: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Return one number per case among the rows; debtors stand in where no case is recorded."""
    case = frame["case_id"].cat
    known = pd.util.hash_array(case.categories.to_numpy(dtype=object), categorize=False)
    codes = case.codes.to_numpy()[at]
    debtors = frame["debtor_key"].to_numpy(dtype=np.int64)[at[codes < 0]]
    return np.unique(np.concatenate([known[np.unique(codes[codes >= 0])], debtors.view(np.uint64)]))


def _complaints(
    frame: pd.DataFrame, judged: NDArray[np.int64], sources: tuple[str, ...]
) -> dict[str, Complaint]:
    step = frame["step"].cat
    says = np.array([COMPLAINT in str(word).split("|") for word in step.categories] + [False])
    found = judged[says[step.codes.to_numpy()[judged]]]
    rows = Rows(frame, sources, found)
    first: dict[str, Complaint] = {}
    for complaint in (_complaint(rows, position) for position in found.tolist()):
        first[complaint.name] = min(complaint, first.get(complaint.name, complaint))
    return first


def _complaint(rows: Rows, position: int) -> Complaint:
    debtor = show("D", int(rows.value("debtor_key", position)))
    return Complaint(
        epoch_ms=int(rows.value("epoch_ms", position)),
        source_file=rows.sources[int(rows.value("source", position))],
        name=rows.text("case_id", position) or debtor,
        at=rows.at(position),
        debtor=debtor,
        agency_id=rows.text("agency_id", position),
        source_row=int(rows.value("source_row", position)),
    )
