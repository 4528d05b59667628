"""Contacts of a scan by hour and by case: all of them, kept with the run, whatever is decided."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest

from auditkit import store as st
from auditkit.api.runs.reporting import read_bundle
from auditkit.engine import spool
from auditkit.report.interface import HourKey, ReportBundle, Workload
from tests.small_audit import PSEUDONYMS, calls, log, policies, scan

TODAY = datetime(2026, 10, 20, tzinfo=UTC)
RESIDENT = "11010519491231002X"  # the example of the standard; nobody has it
MONDAY = ("2026-10-12", 0)
SUNDAY = ("2026-10-11", 6)


def made(debtor: str, case: str, hours: range, day: str = MONDAY[0]) -> list[str]:
    """Return answered calls of a debtor at full hours, of which the rule allows two a day."""
    return [
        f"A{debtor}{case}{day}{hour},{debtor},{case},139{debtor},{day}T{hour:02d}:00:00+08:00,"
        "call,outbound,talked_debtor,debtor,"
        for hour in hours
    ]


MIXED = [
    *made("D1", "K1", range(9, 14)),
    *made("D2", "K1", range(9, 11)),  # two debtors of one case
    *made("D3", RESIDENT, range(9, 12)),
    *made("D4", "K4", range(20, 22), SUNDAY[0]),
    *made("D5", "K5", range(20, 22), SUNDAY[0]),
    *made("D6", "", range(9, 12)),
    "A7,D7,K7,139D7,2026-10-12,call,outbound,talked_debtor,debtor,",  # no time of day
    "A8,D8,K8,139D8,2026-10-12T09:00:00+08:00,system,internal,,,",  # a step
]


def summed(bundle: ReportBundle) -> tuple[int, int, int]:
    load = bundle.workload
    by_case = sum(load.cases.values()) + sum(n * cases for n, cases in load.others.items())
    return sum(bundle.contacts.values()), sum(bundle.hours.values()), by_case


@pytest.mark.parametrize("small", [spool.SMALL, 0], ids=["one piece", "buckets"])
def test_contacts_without_a_time_or_a_case_are_in_no_hour_and_no_case(
    tmp_path, monkeypatch, small
) -> None:
    monkeypatch.setattr(spool, "SMALL", small)
    found = log(tmp_path, "calls.csv", MIXED)
    bundle = scan(found, out=None, policies=policies(tmp_path)).bundle
    assert bundle.hours == {
        HourKey(MONDAY[1], 9): 4, HourKey(MONDAY[1], 10): 4, HourKey(MONDAY[1], 11): 3,
        HourKey(MONDAY[1], 12): 1, HourKey(MONDAY[1], 13): 1,
        HourKey(SUNDAY[1], 20): 2, HourKey(SUNDAY[1], 21): 2,
    }  # fmt: skip
    hidden = next(each.case_id for each in bundle.findings if each.case_id.startswith("C-"))
    assert bundle.workload == Workload({hidden: 3, "K1": 7}, {1: 1, 2: 2})
    assert list(bundle.workload.cases) == sorted(bundle.workload.cases)
    assert Counter(each.case_id for each in bundle.findings) == {"K1": 3, hidden: 1, "": 1}
    assert summed(bundle) == (18, 17, 15)


def test_where_every_contact_has_a_time_and_a_case_each_is_in_an_hour_and_a_case(tmp_path) -> None:
    found = log(tmp_path, "calls.csv", calls(range(30)))
    bundle = scan(found, out=None, policies=policies(tmp_path)).bundle
    assert summed(bundle) == (150, 150, 150)
    assert {each.case_id for each in bundle.findings} == set(bundle.workload.cases)
    assert bundle.workload.others == {}


def test_a_case_whose_finding_rests_on_steps_alone_has_no_contact(tmp_path) -> None:
    steps = [row.replace(",call,out", ",system,in") for row in made("D1", "K1", range(9, 12))]
    since = "2026-01-01"
    limit = {"select": {"channels": ["system"]}, "per": ["debtor"], "max": 2, "days": 1}
    cite = {"instrument": "bank-example-policy", "clause": "第八条", "source_confidence": "own"}
    rules = policies(tmp_path, values={since: limit}, cites={since: [cite]})
    bundle = scan(log(tmp_path, "steps.csv", steps), out=None, policies=rules).bundle
    assert [each.case_id for each in bundle.findings] == ["K1"]
    assert bundle.workload == Workload({"K1": 0}, {})


def test_a_kept_run_gives_back_what_was_counted_whatever_was_decided_since(tmp_path) -> None:
    out = tmp_path / "out"
    done = scan(log(tmp_path, "calls.csv", MIXED), out=out, policies=policies(tmp_path))
    with st.open_store(out / "audit.db", PSEUDONYMS) as store:
        run = st.read_run(store)
        name = done.bundle.findings[0].fingerprint
        event = st.DecisionEvent(
            name, run.id, TODAY.isoformat(), "reviewer", "os", "false_alarm", "heard it"
        )
        st.record_decisions(store, [event])
        kept = read_bundle(store, run, TODAY)
    assert {f.decision for f in kept.findings if f.fingerprint == name} == {"false_alarm"}
    for part in ("contacts", "hours", "workload"):
        assert getattr(kept, part) == getattr(done.bundle, part)
    assert list(kept.hours) == sorted(kept.hours)
    assert isinstance(next(iter(kept.workload.others)), int)
