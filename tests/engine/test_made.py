"""The frame says which systems recorded an activity, and which of them were at work that day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from auditkit import api
from auditkit.checks.record import unmatched
from auditkit.core import vocabulary as v
from auditkit.core.pseudonym import Pseudonymiser
from auditkit.engine.cases import run_cases
from auditkit.engine.made import DIALLER, SYSTEM, Cover, Known, recorder
from auditkit.engine.outcome import Outcome, Settings
from auditkit.engine.roster import Input
from auditkit.engine.run import run
from auditkit.policy.cases import CaseFile
from auditkit.sources.interface import RawBatch, SourceFacts
from auditkit.sources.mapping import RANKS
from auditkit.sources.plan import canonical_plan

KEY = b"synthetic key for tests, 32 byte"
CALL, VISIT, ROBOT = (v.CHANNELS.code(name) for name in ("call", "visit", "robot_call"))


def calls(*rows: tuple[int, int, int]) -> pa.Table:
    """Return a table of (channel, agency, day)."""
    channel, agency, day = zip(*rows, strict=True) if rows else ((), (), ())
    return pa.table(
        {
            "channel": pa.array(channel, pa.int8()),
            "agency_key": pa.array(agency, pa.int64()),
            "local_day": pa.array(day, pa.int32()),
        }
    )


def ints(*values: int) -> Any:
    return np.array(values, dtype=np.int64)


def test_diallers_and_systems_that_people_write_in_are_told_apart() -> None:
    kinds = ("dialler", "collection_system", "agency", "complaints", "")
    assert [recorder(kind) for kind in kinds] == [DIALLER, SYSTEM, SYSTEM, 0, 0]


def test_cover_holds_calls_by_agency_and_day_and_nothing_else() -> None:
    cover = Cover()
    cover.see(calls((CALL, 7, 100), (VISIT, 7, 101), (ROBOT, 8, 100)), DIALLER)
    cover.see(calls((CALL, 7, 100), (CALL, 7, 102)), SYSTEM)
    cover.see(calls((CALL, 7, 103)), 0)
    cover.see(calls(), SYSTEM)
    agency, day = ints(7, 7, 7, 7, 8, 9), ints(100, 101, 102, 103, 100, 100)
    assert cover.of(agency, day).tolist() == [3, 0, 2, 0, 1, 0]


def test_nothing_seen_covers_nothing() -> None:
    assert Cover().of(ints(7), ints(100)).tolist() == [0]
    assert Cover().of(ints(), ints()).tolist() == []


def test_an_activity_is_recorded_by_its_own_source_and_by_those_linked_with_it() -> None:
    frame = pd.DataFrame(
        {
            "source": np.array([0, 1, 2, 0, 3], dtype=np.int16),
            "linked_source_0": np.array([-1, -1, -1, 1, 2], dtype=np.int16),
            "linked_source_1": np.array([-1, -1, -1, 2, -1], dtype=np.int16),
            "local_day": np.full(5, 100, dtype=np.int32),
            "agency_key": np.full(5, 7, dtype=np.int64),
        }
    )
    Known(5, 100, (DIALLER, SYSTEM, 0)).note(frame)
    assert frame["recorded_in"].tolist() == [1, 2, 0, 3, 0]  # 3: a source of an earlier run
    assert frame["covered_by"].tolist() == [0] * 5
    assert frame["as_of_day"].tolist() == [100] * 5
    assert {frame[name].dtype.itemsize for name in ("recorded_in", "covered_by")} == {1}


HEADER = ("debtor_id", "case_id", "contact", "party_role", "at", "channel", "outcome", "note")


class Rows:
    """A source that holds its rows in memory."""

    def __init__(self, name: str, rows: Sequence[tuple[str, ...]], header=HEADER) -> None:
        self.name, self.rows, self.columns = name, rows, header
        self.facts = SourceFacts(name, format="rows")

    def header(self) -> tuple[str, ...]:
        return self.columns

    def batches(self, columns: frozenset[str] | None = None) -> Iterator[RawBatch]:
        table = pa.table(
            {
                name: pa.array([row[n] for row in self.rows], pa.string())
                for n, name in enumerate(self.columns)
            }
        )
        yield RawBatch(table, np.arange(2, 2 + len(self.rows)))
        self.facts.read = len(self.rows)


def call(day: int, clock: str, note: str = "", contact: str = "1") -> tuple[str, ...]:
    at = f"2026-10-{day:02d} {clock}:00"
    return ("D1", "K1", contact, "debtor", at, "call", "talked_debtor", note)


@pytest.fixture(scope="module")
def rule():
    shelf = api.library()
    return shelf.rules(shelf.packs(["cn-gbt45251"]))[0]


def audit(rule, lacks: str, **systems: Rows) -> Outcome:
    """Return a run over sources, each named as the kind of system that it comes from."""
    params = unmatched.UnmatchedParams.model_validate(
        {"select": {"channels": ["call"]}, "lacks": lacks}
    )
    version = replace(rule.versions[0], from_day=0, to_day=100_000, params=params)
    bound = replace(rule, check=unmatched.CHECK, versions=(version,))
    inputs = []
    for kind, source in systems.items():
        plan = canonical_plan(source.name, source.columns)
        inputs.append(Input(source, replace(plan, name=kind, kind=kind, rank=RANKS[kind])))
    return run(inputs, [bound], Settings("Asia/Shanghai", 90), Pseudonymiser(KEY))


def said(outcome: Outcome) -> tuple[list[str], list[str]]:
    """Return when the findings are, and why rows were not evaluated."""
    ledger = outcome.ledger
    return (
        sorted(found.at[8:16] for found in ledger.findings),
        sorted(n.reason for n in ledger.not_evaluated() for _ in range(n.rows)),
    )


NOTELESS = HEADER[:-1]


def dialled(*rows: tuple[str, ...]) -> Rows:
    return Rows("dialler", [row[:-1] for row in rows], NOTELESS)


def test_a_note_of_a_call_that_the_dialler_does_not_know_is_found(rule) -> None:
    notes = Rows("notes", [call(5, "09:00", "x"), call(5, "11:00", "x"), call(6, "09:00", "x")])
    dialler = dialled(call(5, "09:01"), call(5, "15:00"))
    outcome = audit(rule, "dialler", dialler=dialler, collection_system=notes)
    # on the 6th the dialler has no calls at all
    assert said(outcome) == (["05T11:00"], ["dialler"])


def test_a_call_without_a_note_is_found_where_the_other_system_was_at_work(rule) -> None:
    notes = Rows("notes", [call(5, "09:00", "x")])
    dialler = dialled(call(5, "09:01"), call(5, "15:00"), call(6, "09:00"))
    outcome = audit(rule, "system", dialler=dialler, collection_system=notes)
    assert said(outcome) == (["05T15:00"], ["dialler"])


@pytest.mark.parametrize("lacks", ["dialler", "system"])
def test_one_system_alone_proves_nothing(rule, lacks) -> None:
    for kind in ("dialler", "collection_system", "agency", "other"):
        outcome = audit(rule, lacks, **{kind: Rows("one", [call(5, "09:00", "x")])})
        assert said(outcome) == ([], ["dialler"])


def test_a_missing_note_is_found_only_where_the_source_has_notes(rule) -> None:
    rows = [call(5, "09:00", "客户接听"), call(5, "11:00")]
    system = Rows("notes", rows)
    assert said(audit(rule, "note", collection_system=system)) == (["05T11:00"], [])
    assert said(audit(rule, "note", dialler=dialled(*rows))) == ([], ["note", "note"])
    both = audit(rule, "note", dialler=dialled(*rows, call(5, "15:00")), collection_system=system)
    assert said(both) == (["05T11:00"], ["note"])


def test_cases_beside_a_rule_may_say_which_system_has_a_row(rule) -> None:
    params = unmatched.UnmatchedParams.model_validate({"select": {}, "lacks": "dialler"})
    version = replace(rule.versions[0], from_day=0, to_day=100_000, params=params)
    bound = replace(rule, check=unmatched.CHECK, versions=(version,))
    common = {"debtor_id": "D1", "channel": "call", "contact": "1"}
    rows = [
        {**common, "at": "2026-10-05 09:00:00", "recorded_in": ["dialler", "system"]},
        {**common, "at": "2026-10-05 10:00:00", "recorded_in": ["system"], "hit": {"observed": 0}},
        {**common, "at": "2026-10-06 10:00:00", "recorded_in": ["system"]}
        | {"not_evaluated": "dialler"},
        {**common, "at": "2026-10-05 11:00:00", "recorded_in": ["dialler"]},
    ]
    case = {"name": "a", "kind": "violation", "rows": rows}
    file = CaseFile.model_validate({"rule": bound.id, "cases": [case]})
    (result,) = run_cases(bound, file)
    assert result.problems == ()
