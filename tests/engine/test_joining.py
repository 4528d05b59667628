"""Rows of several systems are joined whatever their clocks say and whoever they leave unsaid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditkit import api
from auditkit.api.crosswalk import open_crosswalk
from auditkit.api.linking import linking, linking_alarms
from auditkit.core.pseudonym import Pseudonymiser
from auditkit.engine import spool
from auditkit.engine.attribute import Attribution
from auditkit.engine.outcome import Outcome, Settings
from auditkit.engine.roster import Input
from auditkit.engine.run import run
from auditkit.sources.crosswalk import Crosswalk
from auditkit.sources.interface import RawBatch, SourceFacts
from auditkit.sources.mapping import Mapping
from auditkit.sources.plan import canonical_plan

KEY = b"synthetic key for tests, 32 byte"
CRM = ("debtor_id", "contact", "party_role", "at", "channel", "outcome", "direction")
DIALLER = ("contact", "at", "channel", "outcome", "direction")


class Rows:
    """A source that holds its rows in memory and gives them a few at a time."""

    def __init__(
        self, name: str, header: tuple[str, ...], rows: list[tuple[str, ...]], size: int = 7
    ) -> None:
        self.name, self.names, self.rows, self.size = name, header, rows, size
        self.facts = SourceFacts(name, format="rows")

    def header(self) -> tuple[str, ...]:
        return self.names

    def batches(self, columns: frozenset[str] | None = None) -> Iterator[RawBatch]:
        for first in range(0, len(self.rows), self.size):
            part = self.rows[first : first + self.size]
            cells = {
                h: pa.array([row[n] for row in part], pa.string()) for n, h in enumerate(self.names)
            }
            yield RawBatch(pa.table(cells), np.arange(first + 2, first + 2 + len(part)))
        self.facts.read = len(self.rows)


@pytest.fixture(scope="module")
def rules():
    shelf = api.library()
    return shelf.rules(shelf.packs(["cn-gbt45251", "cn-cba2026"]))


@pytest.fixture(scope="module")
def plain(rules):
    """Return what is said of two logs whose clocks agree."""
    return said(audit(rules, dialler(), crm()))


def clock(second: int) -> str:
    day, rest = divmod(second, 86_400)
    return f"2026-10-{day + 1:02d} {rest // 3600:02d}:{rest // 60 % 60:02d}:{rest % 60:02d}"


def number(debtor: int) -> str:
    return f"1380000{debtor:04d}"


def starts(debtors: int = 12, calls: int = 4, seed: int = 5) -> list[tuple[int, int]]:
    """Return (debtor, second) of calls; nobody is called twice within the hour."""
    random = np.random.default_rng(seed)
    hours = [random.choice(20, calls, replace=False) for _ in range(debtors)]
    return [(d, 86_400 * 3 + 3600 * int(h) + d) for d, own in enumerate(hours) for h in own]


def crm(ahead: int = 0, seed: int = 5) -> Rows:
    rows = [
        (f"D{d}", number(d), "debtor", clock(s + ahead + s % 3), "call", "talked_debtor", "")
        for d, s in starts(seed=seed)
    ]
    return Rows("crm", CRM, rows)


def dialler(named: bool = True, seed: int = 5) -> Rows:
    if named:
        rows = [
            (f"D{d}", number(d), "", clock(s), "call", "answered", "") for d, s in starts(seed=seed)
        ]
        return Rows("dialler", CRM, rows)
    rows = [(number(d), clock(s), "call", "answered", "") for d, s in starts(seed=seed)]
    return Rows("dialler", DIALLER, rows)


def audit(rules, *sources: Rows, crosswalk: Crosswalk | None = None, **plan: object) -> Outcome:
    inputs = []
    for rank, source in enumerate(sources, 1):
        bound = replace(canonical_plan(source.name, source.header()), name=source.name, rank=rank)
        inputs.append(Input(source, replace(bound, **plan) if rank > 1 else bound))
    asked = Settings("Asia/Shanghai", 90)
    return run(inputs, rules, asked, Pseudonymiser(KEY), crosswalk=crosswalk)


def said(outcome: Outcome) -> list[tuple]:
    return sorted((f.rule, f.at, f.debtor, f.linked, f.observed) for f in outcome.ledger.findings)


def joined(tmp_path: Path, text: str) -> Crosswalk:
    path = tmp_path / "crosswalk.csv"
    path.write_text(text, encoding="utf-8")
    found = open_crosswalk(path, Mapping(), Pseudonymiser(KEY), "Asia/Shanghai")
    assert found is not None
    return found


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ahead=st.integers(-800, 800), size=st.integers(1, 60))
def test_a_constant_added_to_one_clock_changes_neither_links_nor_findings(
    rules, plain, ahead, size
) -> None:
    late = crm(ahead)
    late.size = size
    assert said(audit(rules, dialler(), late)) == plain


def test_without_its_offset_a_clock_ten_minutes_late_counts_every_call_twice(rules) -> None:
    corrected = audit(rules, dialler(), crm(600))
    fixed = audit(rules, dialler(), crm(600), clock_offset_s=0)
    assert (corrected.pairs, fixed.pairs) == (48, 0)
    assert [offset.how for offset in fixed.offsets] == ["reference", "fixed"]
    assert len(fixed.ledger.findings) > len(corrected.ledger.findings)


def test_a_zone_mistaken_by_eight_hours_is_an_alarm_and_nothing_is_corrected(rules) -> None:
    outcome = audit(rules, dialler(), crm(8 * 3600))
    (alarm,) = linking_alarms(outcome)
    assert "the clock of crm seems to be +8 h ahead of dialler's" in alarm.en
    assert [offset.offset_ms for offset in outcome.offsets] == [0, 0]


def test_times_are_judged_as_the_first_system_recorded_them(rules) -> None:
    outcome = audit(rules, dialler(), crm(600))
    recorded = {clock(s) for _, s in starts()}
    assert {f.at[:19].replace("T", " ") for f in outcome.ledger.findings} <= recorded


def test_a_dialler_that_names_nobody_is_joined_by_the_numbers_of_the_other_system(rules) -> None:
    named, unnamed = audit(rules, dialler(), crm()), audit(rules, dialler(named=False), crm())
    assert said(named) == said(unnamed)
    account = unnamed.accounts[0]
    assert account.attribution == Attribution(by_log=48)
    assert account.attribution.unattributed == account.facts.read
    assert account.balanced


def test_a_row_that_leaves_the_debtor_out_gets_it_from_other_rows_of_its_own_file(rules) -> None:
    some = crm()
    some.rows[3] = ("", *some.rows[3][1:])
    some.rows[5] = ("", "", *some.rows[5][2:])
    outcome = audit(rules, some)
    (account,) = outcome.accounts
    assert (account.attribution.by_log, account.judged) == (1, 47)
    assert [(reject.row, reject.reason) for reject in account.rejects] == [(7, "missing_debtor")]
    whole = crm()
    whole.rows.pop(5)
    told = [(f.rule, f.at, f.debtor, f.party) for f in outcome.ledger.findings]
    assert told == [(f.rule, f.at, f.debtor, f.party) for f in audit(rules, whole).ledger.findings]


def test_a_number_of_two_debtors_is_nobodys(rules) -> None:
    shared = crm()
    shared.rows.append(("D99", number(0), "debtor", clock(900_000), "call", "answered", ""))
    outcome = audit(rules, dialler(named=False), shared)
    found = outcome.accounts[0].attribution
    assert (found.by_log, found.left, found.numbers, found.ambiguous) == (44, 4, 1, 1)


def test_rows_of_nobody_are_judged_by_their_number_and_by_no_rule_on_debtors(rules) -> None:
    rows = [(number(1), clock(3600 * h + 36_000), "call", "no_answer", "") for h in range(9)]
    outcome = audit(rules, Rows("dialler", DIALLER, rows))
    account = outcome.accounts[0]
    assert (account.judged, account.attribution.left) == (9, 9)
    assert {f.rule for f in outcome.ledger.findings} == {"cn-cba2026.frequency.attempts"}
    reasons = {n.rule: n.reason for n in outcome.ledger.not_evaluated()}
    assert reasons["cn-cba2026.time.quiet"] == "debtor_id"
    grains = {rule.id: rule.check.grain for rule in rules}
    judged = {c.rule for c in outcome.ledger.coverage() if c.judged}
    assert {grains[rule] for rule in judged} == {"contact"}


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(size=st.integers(1, 50), seed=st.integers(1, 9))
def test_joining_is_the_same_in_one_frame_and_in_buckets_on_disk(rules, size, seed) -> None:
    def outcome() -> Outcome:
        sources = dialler(named=False, seed=seed), crm(300, seed=seed)
        for source in sources:
            source.size = size
        return audit(rules, *sources)

    whole = outcome()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spool, "SMALL", 0)
        patch.setattr(spool, "BUDGET", 1)
        cut = outcome()
    profile = api.library().profile("cn-bank")
    assert said(cut) == said(whole)
    assert linking(cut, profile) == linking(whole, profile)
    assert [a.attribution for a in cut.accounts] == [a.attribution for a in whole.accounts]


def test_the_crosswalk_gives_numbers_their_debtor_and_accounts_for_its_rows(
    rules, tmp_path
) -> None:
    lines = ["number,debtor_id,from,until"]
    lines += [f"+86 {number(d)},D{d},," for d in range(10)]
    lines += [f"{number(10)},D10,,", f"{number(10)},D77,,", "13900000000,D5,,", ",D6,,"]
    lines += [f"{number(11)},D11,2026-10-01,2026-12-31", f"{number(11)},D55,,2026-09-30"]
    found = joined(tmp_path, "\n".join(lines) + "\n")
    outcome = audit(rules, dialler(named=False), crosswalk=found)
    account = outcome.accounts[0].attribution
    assert (account.by_number, account.by_log, account.left) == (44, 0, 4)
    assert found.account() == {
        "read": 16,
        "used": 11,
        "unused": 2,
        "ambiguous": 2,
        "rejected": 1,
    }
    assert [(r.row, r.reason) for _, r in found.read.rejects] == [(15, "no_number_or_case")]


def test_what_the_crosswalk_calls_ambiguous_the_log_does_not_settle(rules, tmp_path) -> None:
    found = joined(tmp_path, f"number,debtor_id\n{number(0)},D0\n{number(0)},D98\n")
    outcome = audit(rules, dialler(named=False), crm(), crosswalk=found)
    assert outcome.accounts[0].attribution.left == 4


AGENCY = ("case_id", "agency_id", "contact", "at", "channel", "outcome", "direction", "party_role")


def test_an_agencys_case_becomes_the_banks_case_and_debtor(rules, tmp_path) -> None:
    found = joined(
        tmp_path,
        "agency_case,agency_id,case_id,debtor_id\nW1,WB-A,K1,D1\nW1,WB-B,K2,D2\nW9,WB-A,K9,D9\n",
    )
    rows = [
        ("W1", agency, number(1), clock(second), "call", "talked_debtor", "", "debtor")
        for agency in ("WB-A", "WB-B")
        for second in range(36_000, 36_000 + 4 * 7200, 7200)
    ]
    rows.append(("W2", "WB-A", number(1), clock(40_000), "call", "no_answer", "", "debtor"))
    outcome = audit(rules, Rows("agencies", AGENCY, rows), crosswalk=found)
    effective = [f for f in outcome.ledger.findings if f.rule.endswith("frequency.interactive")]
    assert sorted(f.case_id for f in effective) == ["K1", "K2"]
    said = outcome.accounts[0].attribution
    assert (said.by_case, said.case_rows, said.cases) == (8, 1, ("W2",))
    assert found.account() == {"read": 3, "used": 2, "unused": 1, "ambiguous": 0, "rejected": 0}


def test_no_raw_number_stands_in_what_is_said_of_linking(rules, tmp_path) -> None:
    found = joined(tmp_path, f"number,debtor_id\n{number(0)},D0\n")
    outcome = audit(rules, dialler(named=False), crm(40), crosswalk=found)
    told = str(linking(outcome, api.library().profile("cn-bank")))
    assert "1380000" not in told
    assert "C-" in told


def test_pairs_are_classed_by_what_agrees(rules) -> None:
    header = (*CRM, "duration_s")
    first = [("D1", number(1), "", clock(h * 3600), "call", "answered", "", "60") for h in range(9)]
    second = [
        ("D1", number(1), "", clock(3600), "call", "answered", "", "61"),
        ("D1", number(1), "", clock(2 * 3600 + 60), "call", "answered", "", "60"),
        ("D1", "", "", clock(3 * 3600 + 3), "call", "answered", "", ""),
        ("D1", "", "", clock(4 * 3600 + 80), "call", "answered", "", ""),
        ("D1", number(1), "", clock(5 * 3600), "call", "answered", "", "600"),
        ("D1", number(1), "", clock(6 * 3600 + 91), "call", "answered", "", "60"),
    ]
    outcome = audit(rules, Rows("a", header, first), Rows("b", header, second))
    assert dict(outcome.links.classes) == {
        (0, 1, name): 1
        for name in ("number_close", "number_far", "debtor_close", "debtor_far", "contradicted")
    }
    assert (outcome.links.rows, outcome.links.linked) == ({0: 9, 1: 6}, {0: 5, 1: 5})
    assert outcome.links.quantiles(0, 1, (0.0, 0.5, 1.0)) == [0, 3, 80]


def test_rows_of_nobody_that_an_earlier_run_hands_on_are_joined_by_the_later_one(rules) -> None:
    asked = Settings("Asia/Shanghai", 90, hand_on_days=366)

    def item(source: Rows, rank: int, *, history: bool = False) -> Input:
        plan = canonical_plan(source.name, source.header())
        return Input(source, replace(plan, name=source.name, rank=rank), history)

    earlier = run([item(dialler(named=False), 1)], rules, asked, Pseudonymiser(KEY))
    assert earlier.accounts[0].attribution.left == 48
    assert earlier.state is not None
    later = [item(crm(200), 2)]
    handed = run(later, rules, asked, Pseudonymiser(KEY), states=[earlier.state.named("R1")])
    history = item(dialler(named=False), 1, history=True)
    again = run([item(crm(200), 2), history], rules, asked, Pseudonymiser(KEY))
    assert handed.pairs == again.pairs == 48
    assert [o.offset_ms for o in handed.offsets] == [o.offset_ms for o in again.offsets]
    assert said(handed) == said(again)
