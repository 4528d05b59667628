"""A run accounts for every row, and says the same however its rows are cut up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditkit import api
from auditkit.core.pseudonym import Pseudonymiser
from auditkit.engine import spool
from auditkit.engine.outcome import Outcome, Settings
from auditkit.engine.roster import Input
from auditkit.engine.run import run
from auditkit.sources.interface import RawBatch, Reject, SourceFacts
from auditkit.sources.plan import canonical_plan

KEY = b"synthetic key for tests, 32 byte"
HEADER = ("debtor_id", "case_id", "contact", "party_role", "at", "channel", "outcome", "agency_id")


class Rows:
    """A source that holds its rows in memory and gives them a few at a time."""

    def __init__(self, name: str, rows: list[tuple[str, ...]], size: int = 3) -> None:
        self.name, self.rows, self.size = name, rows, size
        self.facts = SourceFacts(name, format="rows")

    def header(self) -> tuple[str, ...]:
        return HEADER

    def batches(self, columns: frozenset[str] | None = None) -> Iterator[RawBatch]:
        for first in range(0, len(self.rows), self.size):
            part = self.rows[first : first + self.size]
            table = pa.table(
                {h: pa.array([row[n] for row in part], pa.string()) for n, h in enumerate(HEADER)}
            )
            yield RawBatch(table, np.arange(first + 2, first + 2 + len(part)))
        self.facts.read = len(self.rows) + len(self.facts.unread)


@pytest.fixture(scope="module")
def rules():
    shelf = api.library()
    return shelf.rules(shelf.packs(["cn-gbt45251"]))


def call(day: int, hour: int, minute: int = 0, **more: str) -> tuple[str, ...]:
    row = {
        "debtor_id": "D1",
        "case_id": "K1",
        "contact": "1",
        "party_role": "debtor",
        "at": f"2026-10-{day:02d} {hour:02d}:{minute:02d}:00",
        "channel": "call",
        "outcome": "talked_debtor",
        "agency_id": "",
        **more,
    }
    return tuple(row[name] for name in HEADER)


def audit(rules, *sources: Rows, **more: object) -> Outcome:
    inputs = [Input(source, canonical_plan(source.name, HEADER)) for source in sources]
    return run(inputs, rules, Settings("Asia/Shanghai", 90, **more), Pseudonymiser(KEY))


def said(outcome: Outcome) -> list[tuple]:
    return sorted(
        (f.rule, f.fingerprint, f.incident, f.observed, f.activities)
        for f in outcome.ledger.findings
    )


def test_the_fourth_effective_call_of_a_day_is_found_with_the_calls_that_were_counted(
    rules,
) -> None:
    outcome = audit(rules, Rows("calls", [call(5, hour) for hour in (9, 10, 11, 12)]))
    (found,) = [f for f in outcome.ledger.findings if f.rule.endswith(".interactive")]
    assert (found.observed, found.limit, len(found.activities)) == (4, 3, 4)
    assert found.at == "2026-10-05T12:00:00+08:00"
    assert found.source_row == 5
    assert "D1" not in str(found)


def test_a_row_that_cannot_be_read_is_rejected_and_the_rest_is_judged(rules) -> None:
    rows = [
        call(5, 9),
        call(5, 10, at="2025-02-30 10:00:00"),
        call(5, 11, debtor_id="", case_id="", contact=""),
    ]
    source = Rows("calls", rows)
    source.facts.unread.append(Reject(5, "", "cell_count"))
    outcome = audit(rules, source)
    (account,) = outcome.accounts
    assert [(r.row, r.column, r.reason) for r in account.rejects] == [
        (3, "at", "not_a_date"),
        (4, "debtor_id", "missing_debtor"),
        (5, "", "cell_count"),
    ]
    assert (account.facts.read, account.judged) == (4, 1)
    assert account.balanced


def test_the_same_file_given_twice_under_one_mapping_counts_once(rules) -> None:
    rows = [call(5, hour) for hour in (9, 10, 11)]
    outcome = audit(rules, Rows("one", rows), Rows("two", rows))
    assert [a.duplicate for a in outcome.accounts] == [0, 3]
    assert not [f for f in outcome.ledger.findings if ".frequency" in f.rule]


def test_what_came_after_the_last_instant_known_is_context(rules) -> None:
    rows = [call(5, hour) for hour in (9, 10, 11, 12)]
    known = datetime.fromisoformat("2026-10-05T11:00:00+08:00")
    outcome = audit(rules, Rows("calls", rows), as_of=known)
    assert (outcome.accounts[0].judged, outcome.accounts[0].context) == (3, 1)
    assert not [f for f in outcome.ledger.findings if ".frequency" in f.rule]


class Recorded(Rows):
    """A source with one column more, the recording of a call."""

    def header(self) -> tuple[str, ...]:
        return (*HEADER, "attrs.recording_id")

    def batches(self, columns: frozenset[str] | None = None) -> Iterator[RawBatch]:
        for raw in super().batches(columns):
            empty = pa.nulls(raw.table.num_rows, pa.string())
            yield RawBatch(raw.table.append_column("attrs.recording_id", empty), raw.rows)


@pytest.mark.parametrize(("kind", "found"), [(Rows, 0), (Recorded, 1)])
def test_a_missing_recording_is_found_only_where_the_export_could_show_one(kind, found) -> None:
    shelf = api.library()
    rules = [r for r in shelf.rules(shelf.packs(["cn-cba2026"])) if "call.recording" in r.id]
    source = kind("calls", [call(5, 9)])
    inputs = [Input(source, canonical_plan(source.name, source.header()))]
    outcome = run(inputs, rules, Settings("Asia/Shanghai", 90), Pseudonymiser(KEY))
    assert len(outcome.ledger.findings) == found
    assert [n.reason for n in outcome.ledger.not_evaluated()] == ["attribute"] * (1 - found)


class Exports(Rows):
    """A source whose rows are exports of data by the lender itself, five pieces at a time."""

    def header(self) -> tuple[str, ...]:
        return (*HEADER, "step", "attrs")

    def batches(self, columns: frozenset[str] | None = None) -> Iterator[RawBatch]:
        for raw in super().batches(columns):
            attrs = '{"count": 5, "class": "credit", "basis": "sale", "recipient": "A"}'
            table, said = raw.table, ("data.exported", attrs)
            for name, value in zip(("step", "attrs"), said, strict=True):
                cells = pa.array([value] * table.num_rows, pa.string())
                table = table.append_column(name, cells)
            yield RawBatch(table, raw.rows)


@pytest.mark.parametrize("small", [spool.SMALL, 0])
def test_what_the_lender_itself_does_is_counted_together_in_however_many_buckets(small) -> None:
    shelf = api.library()
    rules = [r for r in shelf.rules(shelf.packs(["cn-criminal"])) if r.id.endswith("export.agency")]
    source = Exports("log", [call(5, 8 + n, debtor_id=f"D{n}", channel="system") for n in range(9)])
    inputs = [Input(source, canonical_plan(source.name, source.header()))]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spool, "SMALL", small)
        outcome = run(inputs, rules, Settings("Asia/Shanghai", 90), Pseudonymiser(KEY))
    assert [f.observed for f in outcome.ledger.findings] == [25, 30, 35, 40, 45]


CALL = st.builds(
    call,
    st.integers(1, 3),
    st.integers(6, 23),
    st.integers(0, 3),
    debtor_id=st.sampled_from(["D1", "D2", "D3"]),
    contact=st.sampled_from(["1", "2", ""]),
    party_role=st.sampled_from(["debtor", "debtor", "friend"]),
    outcome=st.sampled_from(["talked_debtor", "no_answer", "unknown", "third_talk"]),
    agency_id=st.sampled_from(["", "A"]),
)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12, deadline=None
)
@given(st.lists(CALL, max_size=30, unique=True), st.randoms(use_true_random=False))
def test_findings_do_not_depend_on_order_batches_buckets_or_disk(rules, rows, random) -> None:
    whole = audit(rules, Rows("calls", rows))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spool, "SMALL", 0)
        patch.setattr(spool, "BUDGET", 1)
        cut = audit(rules, Rows("calls", random.sample(rows, len(rows)), size=2))
    assert said(whole) == said(cut)
    assert whole.ledger.coverage() == cut.ledger.coverage()
    assert whole.ledger.not_evaluated() == cut.ledger.not_evaluated()


def test_findings_do_not_depend_on_the_number_of_processes(rules) -> None:
    rows = [
        call(day, hour, debtor_id=f"D{n}", contact=str(n), outcome=outcome)
        for n in range(4)
        for day in (1, 2)
        for hour in range(6, 14)
        for outcome in ("talked_debtor", "no_answer")
    ]
    one = audit(rules, Rows("calls", rows))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spool, "SMALL", 0)
        two = audit(rules, Rows("calls", rows), jobs=2)
    assert said(one) == said(two)
    assert one.ledger.coverage() == two.ledger.coverage()
    assert one.acts.contacts == two.acts.contacts
    assert said(one)
