"""What was decided in one folder holds for the runs of another that has it as its history."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from auditkit.api.reviewing import deciding as review
from auditkit.core import clock
from auditkit.core.errors import StoreError
from auditkit.core.pseudonym import KEY_ENV
from auditkit.report.interface import ReportBundle
from auditkit.store.chain import read_chain
from auditkit.store.database import open_store
from auditkit.store.decisions import DecisionEvent, read_decisions
from tests import small_audit as small

NOW = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def months(tmp_path, monkeypatch) -> Path:
    """Give the audit of October, and the logs of October and November."""
    monkeypatch.setenv(KEY_ENV, small.KEY_TEXT)
    small.policies(tmp_path)
    small.log(tmp_path, "october.csv", small.calls(range(1, 3)))
    small.log(tmp_path, "november.csv", small.calls(range(1, 3), day="2026-11-01"))
    at(monkeypatch, 0)
    audit(tmp_path, "october", "october.csv")
    return tmp_path


def at(monkeypatch, hours: int) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(hours=hours))


def audit(folder: Path, out: str, *logs: str, history: str = "") -> ReportBundle:
    more = {"history": [str(folder / history)]} if history else {}
    files = [folder / log for log in logs]
    return small.scan(*files, out=folder / out, policies=folder / "policies", **more).bundle


def found(folder: Path, out: str) -> list[str]:
    return [
        each.finding["fingerprint"] for each in review.list_findings(folder / out, review.Asked())
    ]


def decide(folder: Path, out: str, name: str, status: str, who: str = "Li", **more) -> None:
    change = review.NewDecision(status=status, reason=f"{who} said so", who=who, **more)  # type: ignore[arg-type]
    review.set_decision(name, change, run=folder / out)


def events(folder: Path, out: str) -> tuple[DecisionEvent, ...]:
    with open_store(folder / out / "audit.db", small.PSEUDONYMS) as store:
        return read_decisions(store)


def test_decisions_are_carried_once_with_their_origin(months, monkeypatch):
    first, second = found(months, "october")[:2]
    until = (NOW + timedelta(days=9)).date()
    decide(months, "october", first, "accepted", until=until, owner="Wu", due=until)
    decide(months, "october", second, "confirmed")
    at(monkeypatch, 1)
    both = ("october.csv", "november.csv")
    bundle = audit(months, "november", *both, history="october")
    was, now = events(months, "october"), events(months, "november")
    assert [replaced(e) for e in now] == [replaced(e) for e in was]
    run = was[0].run_id
    assert {e.source for e in now} == {f"carried:{months / 'october' / 'audit.db'}#{run}"}
    assert bundle.decided[first].owner == "Wu"
    counts = bundle.manifest["decisions"]
    assert (counts["accepted"], counts["confirmed"], counts["decided"], counts["carried"]) == (
        1, 1, 2, 2,
    )  # fmt: skip
    with (
        open_store(months / "november" / "audit.db", small.PSEUDONYMS) as store,
        store.reading() as connection,
    ):
        links = [each for each in read_chain(connection) if each.kind == "decision"]
    assert [(len(each.body["rows"]), each.at) for each in links] == [
        (2, "2026-11-02T02:00:00+00:00")
    ]
    at(monkeypatch, 2)
    again = audit(months, "november", *both, history="october")
    assert events(months, "november") == now
    assert again.manifest["decisions"] == counts


def replaced(event: DecisionEvent) -> tuple[object, ...]:
    return (event.fingerprint, event.at, event.who, event.os_user, event.status, event.reason,
            event.until, event.owner, event.due, event.final)  # fmt: skip


def test_a_run_that_is_kept_nowhere_knows_the_decisions_of_its_history(months, monkeypatch):
    first = found(months, "october")[0]
    decide(months, "october", first, "confirmed")
    at(monkeypatch, 1)
    result = small.scan(
        months / "october.csv", out=None, policies=months / "policies",
        history=[str(months / "october")],
    )  # fmt: skip
    assert {f.fingerprint for f in result.bundle.findings if f.decision == "confirmed"} == {first}
    assert result.bundle.manifest["decisions"]["carried"] == 1


def test_only_findings_of_this_run_are_carried(months, monkeypatch):
    for name in found(months, "october"):
        decide(months, "october", name, "confirmed")
    at(monkeypatch, 1)
    bundle = audit(months, "november", "november.csv", history="october")
    assert (bundle.manifest["decisions"]["decided"], events(months, "november")) == (0, ())


def test_what_was_decided_here_since_is_not_undone_by_what_is_older(months, monkeypatch):
    first = found(months, "october")[0]
    audit(months, "november", "october.csv", history="october")
    at(monkeypatch, 1)
    decide(months, "october", first, "confirmed")
    at(monkeypatch, 2)
    decide(months, "november", first, "false_alarm", "Han")
    at(monkeypatch, 3)
    assert audit(months, "november", "october.csv", history="october").decided[first].who == "Han"
    decide(months, "october", first, "remediated", "Wu")
    at(monkeypatch, 4)
    assert audit(months, "november", "october.csv", history="october").decided[first].who == "Wu"


def test_a_final_decision_here_keeps_out_others_but_a_reopening(months, monkeypatch):
    first = found(months, "october")[0]
    decide(months, "october", first, "confirmed")
    audit(months, "november", "october.csv", history="october")
    decide(months, "november", first, "confirmed", "Han", final=True, shared_account=True)
    at(monkeypatch, 1)
    decide(months, "october", first, "remediated", "Wu")
    at(monkeypatch, 2)
    result = small.scan(
        months / "october.csv", out=months / "november", policies=months / "policies",
        history=[str(months / "october" / "audit.db")],
    )  # fmt: skip
    assert result.bundle.decided[first].who == "Han"
    assert any("final decision" in note.en for note in result.notes)


def test_a_decision_that_came_a_long_way_names_its_last_store_and_its_first_file(
    months, monkeypatch
):
    first = found(months, "october")[0]
    with open_store(months / "october" / "audit.db", small.PSEUDONYMS) as store:
        from auditkit.store.decisions import record_decisions
        from auditkit.store.runs import read_run

        run = read_run(store).id
        event = DecisionEvent(first, run, "2026-11-02T01:00:00+00:00", "Li", "os", "confirmed",
                              "heard", source="review.xlsx row 2 sha256:ab")  # fmt: skip
        record_decisions(store, [event])
    at(monkeypatch, 1)
    audit(months, "november", "october.csv", history="october")
    at(monkeypatch, 2)
    audit(months, "december", "october.csv", history="november")
    (last,) = events(months, "december")
    (middle,) = events(months, "november")
    place = months / "november" / "audit.db"
    assert last.source == f"carried:{place}#{middle.run_id}; review.xlsx row 2 sha256:ab"


@pytest.mark.postgres
def test_a_folder_hands_its_decisions_to_a_run_in_postgresql(months, monkeypatch, server):
    first = found(months, "october")[0]
    decide(months, "october", first, "confirmed")
    url = str(server.database())
    for hours in (1, 2):
        at(monkeypatch, hours)
        result = small.scan(
            months / "october.csv", out=months / "november", policies=months / "policies",
            history=[str(months / "october")], db=url,
        )  # fmt: skip
        assert result.bundle.manifest["decisions"]["carried"] == 1
    assert [e.who for e in review.history(first, run="latest", db=url)] == ["Li"]
    again = review.NewDecision("false_alarm", "not the debtor", "Han")
    review.set_decision(first, again, run="latest", db=url)
    assert [e.who for e in review.history(first, run="latest", db=url)] == ["Li", "Han"]


def test_decisions_that_were_altered_are_not_carried(months, monkeypatch):
    decide(months, "october", found(months, "october")[0], "confirmed")
    with sqlite3.connect(months / "october" / "audit.db") as raw:
        raw.execute("DROP TRIGGER decision_no_update")
        raw.execute("UPDATE decision SET status = 'false_alarm'")
    raw.close()
    with pytest.raises(StoreError, match="not as it was recorded"):
        audit(months, "november", "october.csv", history="october")


def test_a_lapsed_decision_is_carried_and_shown_as_lapsed(months, monkeypatch):
    first = found(months, "october")[0]
    decide(months, "october", first, "accepted", until=NOW.date())
    at(monkeypatch, 48)
    bundle = audit(months, "november", "october.csv", history="october")
    assert bundle.decided[first].lapsed
    assert bundle.manifest["decisions"]["lapsed"] == 1
    assert (bundle.manifest["decisions"]["decided"], bundle.manifest["decisions"]["open"]) == (
        0, len(bundle.findings),
    )  # fmt: skip
