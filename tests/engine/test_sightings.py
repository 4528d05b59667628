"""What a run shows besides findings is the same however its rows are cut up."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pyarrow as pa
import pytest

from auditkit import api
from auditkit.core.clock import day_of
from auditkit.core.pseudonym import Pseudonymiser
from auditkit.engine import spool
from auditkit.engine.outcome import Settings
from auditkit.engine.roster import Input
from auditkit.engine.run import run
from auditkit.sources.interface import RawBatch, SourceFacts
from auditkit.sources.plan import canonical_plan

HEADER = ("debtor_id", "case_id", "contact", "at", "channel", "step", "agency_id")
ROWS = [
    (f"D{n % 7}", f"K{n % 7}" if n % 5 else "", str(n), f"2026-10-{1 + n % 9:02d} 10:{n:02d}:00",
     "call", "complaint.opened|dispute.opened" if n % 11 == 3 else "", "" if n % 3 else "AG-1")
    for n in range(50)
]  # fmt: skip


class Rows:
    def __init__(self, rows: list[tuple[str, ...]], size: int) -> None:
        self.name, self.rows, self.size = "rows", rows, size
        self.facts = SourceFacts("rows", format="rows")

    def header(self) -> tuple[str, ...]:
        return HEADER

    def batches(self, columns: frozenset[str] | None = None):
        for first in range(0, len(self.rows), self.size):
            part = self.rows[first : first + self.size]
            table = pa.table(
                {h: pa.array([row[n] for row in part], pa.string()) for n, h in enumerate(HEADER)}
            )
            yield RawBatch(table, np.arange(first + 2, first + 2 + len(part)))
        self.facts.read = len(self.rows)


def seen(rows: list[tuple[str, ...]], size: int = 50, jobs: int = 1):
    shelf = api.library()
    rules = shelf.rules(shelf.packs(["cn-gbt45251"]))
    inputs = [Input(Rows(rows, size), canonical_plan("rows", HEADER))]
    settings = Settings("Asia/Shanghai", 90, jobs=jobs)
    return run(inputs, rules, settings, Pseudonymiser(b"synthetic key for tests, 32 byte")).seen


def told(of) -> tuple:
    named = {name: (c.at, c.agency_id) for name, c in of.complaints.items()}
    return of.days, of.cases, named


def test_rows_are_counted_by_file_agency_and_day() -> None:
    days = Counter((0, row[6], row[3][:10]) for row in ROWS)
    found = seen(ROWS)
    assert {(s, a, day_of(d).isoformat()): n for (s, a, d), n in found.days.items()} == days


def test_the_first_complaint_of_each_case_is_kept_and_debtors_stand_in_for_cases() -> None:
    first: dict[str, str] = {}
    for row in sorted(ROWS, key=lambda row: row[3]):
        if row[5] and row[1]:
            first.setdefault(row[1], row[3])
    found = seen(ROWS).complaints
    assert {k: c.at[:19].replace("T", " ") for k, c in found.items() if k[0] == "K"} == first
    nameless = {row[0] for row in ROWS if row[5] and not row[1]}
    assert len([name for name in found if name.startswith("D-")]) == len(nameless)


def test_cases_are_counted_once_each() -> None:
    cases = {row[1] or "debtor " + row[0] for row in ROWS}
    assert seen(ROWS).cases == len(cases)


@pytest.mark.parametrize(("size", "jobs"), [(3, 1), (50, 1), (50, 2)])
def test_order_batches_buckets_and_processes_change_nothing(
    size: int, jobs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = told(seen(ROWS))
    monkeypatch.setattr(spool, "SMALL", 0)
    assert told(seen(ROWS[::-1], size, jobs)) == whole
