"""A run with history says what one run over everything would say of the same days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditkit import api
from auditkit.core.clock import day_number
from auditkit.core.pseudonym import Pseudonymiser
from auditkit.engine import spool
from auditkit.engine.outcome import Outcome, Settings
from auditkit.engine.roster import Input
from auditkit.engine.run import run
from auditkit.engine.state import State, state_of
from auditkit.sources.interface import RawBatch, SourceFacts
from auditkit.sources.plan import canonical_plan

KEY = b"synthetic key for tests, 32 byte"
HEADER = (
    *("debtor_id", "case_id", "contact", "contact_source", "party_role", "at", "channel"),
    *("direction", "purpose", "outcome", "agency_id", "collector_id", "step", "attrs"),
)
Row = tuple[str | None, ...]


class Rows:
    """A source that holds its rows in memory."""

    def __init__(self, name: str, rows: Sequence[Row]) -> None:
        self.name, self.rows = name, rows
        self.facts = SourceFacts(name, format="rows")

    def header(self) -> tuple[str, ...]:
        return tuple(HEADER)

    def batches(self, columns: frozenset[str] | None = None) -> Iterator[RawBatch]:
        table = pa.table(
            {h: pa.array([row[n] for row in self.rows], pa.string()) for n, h in enumerate(HEADER)}
        )
        self.facts.read = len(self.rows)
        if self.rows:
            yield RawBatch(table, np.arange(2, 2 + len(self.rows)))


@pytest.fixture(scope="module")
def rules():
    shelf = api.library()
    return shelf.rules(shelf.packs(["cn-gbt45251", "cn-cba2026", "us-reg-f", "bank-example"]))


def inputs(name: str, crm: Sequence[Row], dialler: Sequence[Row], *, history: bool) -> list[Input]:
    plan = canonical_plan("x", HEADER)
    return [
        Input(Rows(f"{name}-dialler", dialler), replace(plan, name="dialler", rank=1), history),
        Input(Rows(f"{name}-crm", crm), replace(plan, name="crm", rank=2), history),
    ]


def audit(rules, given: Sequence[Input], *, states: Sequence[State] = (), **more) -> Outcome:
    how = Settings("Asia/Shanghai", 90, hand_on_days=366, **more)
    return run(given, rules, how, Pseudonymiser(KEY), states=states)


def handed_on(outcome: Outcome, name: str) -> State:
    """Return the state of a run as it comes back from a store."""
    assert outcome.state is not None
    named = outcome.state.named(name)
    return state_of(named.described(), named.parts)


def said(outcome: Outcome) -> list[tuple]:
    ledger = outcome.ledger
    return [
        sorted(
            (f.rule, f.fingerprint, f.incident, f.observed, f.limit, f.activities, f.evidence)
            for f in ledger.findings
        ),
        sorted((e.rule, e.anchor_activity, e.relied_on) for e in ledger.exemptions),
        [(c.rule, c.judged, c.found, c.exempt, c.not_evaluated) for c in ledger.coverage()],
        sorted(Counter((n.rule, n.reason, n.rows) for n in ledger.not_evaluated()).items()),
    ]


STEPS = [
    *[(None, None)] * 8,
    ("refusal", None),
    ("cease.requested", '{"written": true}'),
    ("optout.requested", '{"channel": "sms"}'),
    ("consent.given", '{"by": "debtor", "scope": "extra_calls", "direct": true}'),
    ("consent.revoked", '{"scope": "extra_calls"}'),
    ("debtor.represented", None),
    ("debtor.lost", None),
    ("agency.notice", None),
    ("plan.signed", '{"until": "2026-10-20"}'),
    ("inconvenient.designated", '{"days": "mon|tue", "from_time": "09:00", "to_time": "12:00"}'),
]


@st.composite
def rows(draw) -> Row:
    step, attrs = draw(st.sampled_from(STEPS))
    hour, minute = draw(st.sampled_from([(0, 0), (7, 59), (9, 30), (9, 31), (12, 0), (23, 59)]))
    values = {
        "debtor_id": draw(st.sampled_from(["D1", "D2"])),
        "case_id": draw(st.sampled_from(["K1", "K2"])),
        "contact": draw(st.sampled_from(["1", "2", None])),
        "contact_source": draw(st.sampled_from(["contract", "contact_list"])),
        "party_role": draw(st.sampled_from(["debtor", "debtor", "friend", "family"])),
        "at": f"2026-10-{draw(st.integers(1, 12)):02d} {hour:02d}:{minute:02d}:"
        f"{draw(st.sampled_from([0, 30, 59])):02d}",
        "channel": draw(st.sampled_from(["call", "call", "sms", "visit"])),
        "direction": draw(st.sampled_from(["outbound", "outbound", "inbound"])),
        "purpose": draw(st.sampled_from(["collection", "collection", "location"])),
        "outcome": draw(st.sampled_from(["talked_debtor", "no_answer", "unknown", "third_talk"])),
        "agency_id": draw(st.sampled_from([None, "A"])),
        "collector_id": "C1",
        "step": step,
        "attrs": attrs,
    }
    return tuple(values[name] for name in HEADER)


AT = HEADER.index("at")


def split(given: Sequence[Row], day: int) -> tuple[list[Row], list[Row]]:
    """Return the rows before a day of the month, and those from it on."""
    edge = f"2026-10-{day:02d}"
    return [r for r in given if str(r[AT]) < edge], [r for r in given if str(r[AT]) >= edge]


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20, deadline=None
)
@given(
    st.lists(rows(), min_size=1, max_size=40, unique=True),
    st.lists(rows(), max_size=15, unique=True),
    st.integers(2, 11),
    st.booleans(),
)
def test_a_run_with_history_says_what_one_run_over_everything_says(
    rules, crm, dialler, day, small
) -> None:
    old_crm, new_crm = split(crm, day)
    old_dialler, new_dialler = split(dialler, day)
    new = inputs("new", new_crm, new_dialler, history=False)
    old = inputs("old", old_crm, old_dialler, history=True)
    with pytest.MonkeyPatch.context() as patch:
        if small:
            patch.setattr(spool, "SMALL", 0)
        everything = inputs("all", crm, dialler, history=False)
        one = said(audit(rules, everything, date_from=date(2026, 10, day)))
        by_files = audit(rules, [*new, *old])
        first = audit(rules, inputs("old", old_crm, old_dialler, history=False))
        by_run = audit(rules, new, states=[handed_on(first, "R1")])
    assert _without_files(one) == _without_files(said(by_files)) == _without_files(said(by_run))
    assert all(account.balanced for account in by_files.accounts)
    assert [a.judged for a in by_files.accounts if a.history] == [0, 0]


def _without_files(everything: list[tuple]) -> list[tuple]:
    """Rows not evaluated are counted by file; the files differ, their sums must not."""
    *rest, silent = everything
    sums: Counter[tuple[str, str]] = Counter()
    for (rule, reason, count), times in silent:
        sums[rule, reason] += count * times
    return [*rest, sorted(sums.items())]


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=8, deadline=None
)
@given(st.lists(rows(), min_size=1, max_size=40, unique=True))
def test_months_handed_on_one_after_the_other_say_what_one_run_says(rules, crm) -> None:
    one = said(audit(rules, inputs("all", crm, [], history=False), date_from=date(2026, 10, 9)))
    states: list[State] = []
    for number, (first, end) in enumerate([(1, 5), (5, 9), (9, 32)]):
        part = split(split(crm, first)[1], end)[0]
        given_ = inputs(f"part{number}", part, [], history=False)
        outcome = audit(rules, given_, states=states, date_from=date(2026, 10, first))
        states = [handed_on(outcome, f"R{number}")]
    assert _without_files(one) == _without_files(said(outcome))


def test_rows_exported_again_are_judged_once_and_in_the_later_run(rules) -> None:
    calls = [_call(5, hour) for hour in (9, 10, 11, 12)]
    new = inputs("new", calls, [], history=False)
    old = inputs("old", calls[:3], [], history=True)
    outcome = audit(rules, [*new, *old])
    assert [(a.judged, a.duplicate, a.context) for a in outcome.accounts] == [
        (0, 0, 0),
        (4, 0, 0),
        (0, 0, 0),
        (0, 3, 0),
    ]


def test_a_window_that_reaches_before_the_record_is_not_evaluated_unless_it_is_found(rules) -> None:
    weekly = [rule for rule in rules if rule.id == "us-reg-f.calls.seven-in-seven"]
    calls = [_call(1, 9), *[_call(3, 9 + n) for n in range(8)]]
    outcome = audit(weekly, inputs("calls", calls, [], history=False))
    (left,) = outcome.ledger.not_evaluated()
    assert (left.reason, left.rows) == ("history", 7)
    assert len(outcome.ledger.findings) == 2
    before = inputs("before", [_call(1, 9, at="2026-09-20 09:00:00")], [], history=True)
    whole = audit(weekly, [*inputs("calls", calls, [], history=False), *before])
    assert whole.ledger.not_evaluated() == ()


def test_a_state_keeps_every_step_and_forgets_old_acts(rules) -> None:
    steps = [_call(1, 9, at="2024-01-05 09:00:00", step="cease.requested")]
    old = [_call(1, 9, at="2024-01-06 09:00:00")]
    first = audit(rules, inputs("old", [*steps, *old, _call(1, 9)], [], history=False))
    state = handed_on(first, "R1")
    again = audit(rules, inputs("new", [_call(5, 9)], [], history=False), states=[state])
    assert [rows for _, rows in again.states] == [2]
    assert first.state is not None
    assert first.state.acts_from == 20_362  # 366 days, the last of them 2026-10-01


def _call(day: int, hour: int, **more: str) -> Row:
    usual = {
        "debtor_id": "D1",
        "case_id": "K1",
        "contact": "1",
        "party_role": "debtor",
        "at": f"2026-10-{day:02d} {hour:02d}:00:00",
        "channel": "call",
        "outcome": "talked_debtor",
    }
    return tuple((usual | more).get(name) for name in HEADER)


def test_no_term_falls_between_two_runs(rules) -> None:
    first = audit(rules, inputs("old", [_call(5, 9)], [], history=False))
    state = handed_on(first, "R1")
    later = inputs("new", [_call(12, 9)], [], history=False)
    old = inputs("old", [_call(5, 9)], [], history=True)
    known = Settings("Asia/Shanghai", 90)
    asked = replace(known, date_from=date(2026, 10, 8))
    sixth = day_number(date(2026, 10, 6))
    assert first.span(known) == (sixth - 1, sixth - 1)
    assert audit(rules, later, states=[state]).span(known) == (sixth, sixth + 6)
    assert audit(rules, [*later, *old]).span(known) == (sixth, sixth + 6)
    assert audit(rules, later, states=[state]).span(asked)[0] == sixth + 2
