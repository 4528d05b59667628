"""Decisions one at a time: recorded, kept for later runs, locked under four eyes."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from auditkit.api.reviewing import deciding as review
from auditkit.cli.main import main
from auditkit.core import clock
from auditkit.core.errors import InputError
from auditkit.core.pseudonym import KEY_ENV
from auditkit.store.chain import read_chain
from auditkit.store.database import open_store
from tests import small_audit as small

NOW = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def base(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("review")
    log = small.log(folder, "calls.csv", small.calls(range(1, 4)))
    small.scan(log, out=folder / "out", policies=small.policies(folder))
    return folder / "out"


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv(KEY_ENV, small.KEY_TEXT)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def out(base, home) -> Path:
    """Give a run of its own, copied from the one audit of this module."""
    return Path(shutil.copytree(base, home / "out"))


def fingerprints(out: Path) -> list[str]:
    return [each.finding["fingerprint"] for each in review.list_findings(out, review.Asked())]


def change(status="confirmed", who="Li Lei", **more) -> review.NewDecision:
    return review.NewDecision(status=status, reason=more.pop("reason", "heard it"), who=who, **more)


def later(days: int, monkeypatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=days))


def test_a_decision_is_listed_with_who_and_why(out):
    first = fingerprints(out)[0]
    made = review.set_decision(first.lower() + " ", change(owner="Wu"), run=out)
    assert (made.fingerprint, made.who, made.reason, made.at) == (
        first, "Li Lei", "heard it", "2026-11-02T01:00:00+00:00",
    )  # fmt: skip
    (listed,) = review.list_findings(out, review.Asked(statuses=("confirmed",)))
    assert listed.decided is not None
    assert (listed.decided.who, listed.decided.owner) == ("Li Lei", "Wu")
    assert len(list(review.list_findings(out, review.Asked(statuses=("open",))))) == 8


def test_a_list_is_narrowed_by_owner_due_and_lapse(out, monkeypatch):
    first, second, third = fingerprints(out)[:3]
    due = (NOW + timedelta(days=3)).date()
    review.set_decision(first, change(owner="Ｗｕ", due=due), run=out)
    review.set_decision(second, change("accepted", until=due), run=out)
    review.set_decision(third, change("remediated", owner="wu", due=due), run=out)
    later(4, monkeypatch)

    def names(**asked):
        return [
            each.finding["fingerprint"] for each in review.list_findings(out, review.Asked(**asked))
        ]

    assert set(names(owner="wu ")) == {first, third}
    assert names(overdue=True) == [first]
    assert names(lapsed=True) == [second]
    assert second in names(statuses=("open",))
    assert names(rules=("bank-example.",)) == fingerprints(out)
    assert names(agencies=("nobody",)) == []
    assert names(severities=("critical",)) == []


def test_owner_and_due_stay_until_they_are_changed_and_a_last_day_goes_with_its_decision(out):
    first, due = fingerprints(out)[0], NOW.date()
    review.set_decision(first, change("accepted", until=due, owner="Wu", due=due), run=out)
    kept = review.set_decision(first, change("accepted", reason="again"), run=out)
    assert (kept.until, kept.owner, kept.due) == (due.isoformat(), "Wu", due.isoformat())
    moved = review.set_decision(first, change("confirmed", owner=""), run=out)
    assert (moved.until, moved.owner, moved.due) == ("", "", due.isoformat())


def test_four_eyes_lock_a_finding_and_another_person_reopens_it(out, monkeypatch):
    first = fingerprints(out)[0]
    review.set_decision(first, change(), run=out)
    with pytest.raises(InputError, match="four eyes"):
        review.set_decision(first, change(final=True), run=out)
    with pytest.raises(InputError, match="one system account"):
        review.set_decision(first, change(who="Han Mei", final=True), run=out)
    made = review.set_decision(
        first, change(who="Han Mei", final=True, shared_account=True), run=out
    )
    assert (made.final, made.source) == (True, "shared-account")
    with pytest.raises(InputError, match="--reopen"):
        review.set_decision(first, change("false_alarm", "Wu"), run=out)
    monkeypatch.setattr(review, "os_user", lambda: "wu")
    review.set_decision(first, change("open", "Wu", reopens=True), run=out)
    assert [e.status for e in review.history(first, run=out)] == ["confirmed", "confirmed", "open"]


def test_a_refused_decision_leaves_no_trace(out):
    first = fingerprints(out)[0]
    for wrong in (change("accepted"), change(who=" "), change(reason=" "), change(final=True)):
        with pytest.raises(InputError):
            review.set_decision(first, wrong, run=out)
    with pytest.raises(InputError, match="no such finding"):
        review.set_decision("FNOSUCH", change(), run=out)
    assert review.history(first, run=out) == ()
    with open_store(out / "audit.db", small.PSEUDONYMS) as store, store.reading() as connection:
        assert {link.kind for link in read_chain(connection)} >= {"run.completed"}
        assert "decision" not in {link.kind for link in read_chain(connection)}


def test_the_command_line_sets_lists_and_tells_the_history(out, capsys):
    first = fingerprints(out)[0]
    given = ["review", "set", first, "accepted", "--reason", "=1+1", "--who", "Li", "--lang", "en"]
    assert main([*given, "--run", str(out)]) == 3
    assert "needs the last day" in capsys.readouterr().err
    assert main([*given, "--run", str(out), "--until", "2026-12-31"]) == 0
    assert "accepted, decided by Li" in capsys.readouterr().err
    assert main(["review", "list", str(out), "--status", "accepted", "--lang", "en"]) == 0
    assert "2026-12-31" in capsys.readouterr().out
    assert main(["review", "list", str(out), "--format", "json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [each["decision"]["reason"] for each in listed if each["decision"]] == ["=1+1"]
    assert main(["review", "history", first, "--run", str(out), "--format", "json"]) == 0
    assert [each["who"] for each in json.loads(capsys.readouterr().out)] == ["Li"]
    assert main(["review", "history", first, "--run", str(out)]) == 0
    assert "Li" in capsys.readouterr().out


def test_a_csv_of_the_list_holds_no_live_cell(out, capfdbinary):
    first = fingerprints(out)[0]
    review.set_decision(first, change(reason="=1+1"), run=out)
    assert main(["review", "list", str(out), "--format", "csv"]) == 0
    written = capfdbinary.readouterr().out.decode("utf-8-sig")
    assert ",'=1+1," in written
    assert len(written.splitlines()) == 10


def test_without_a_name_the_latest_run_of_this_folder_or_of_the_store_is_meant(out, monkeypatch):
    monkeypatch.chdir(out)
    assert len(list(review.list_findings(None, review.Asked()))) == 9
    monkeypatch.chdir(out.parent)
    assert len(list(review.list_findings(None, review.Asked(), db=str(out)))) == 9
    with pytest.raises(InputError):
        list(review.list_findings(None, review.Asked()))


def test_an_incomplete_run_is_not_reviewed(out):
    from auditkit.store.runs import begin_run

    with open_store(out / "audit.db", small.PSEUDONYMS) as store:
        begin_run(store, "RX", started_at=NOW, manifest={})
    with pytest.raises(InputError, match="incomplete"):
        list(review.list_findings("RX", review.Asked(), db=str(out)))
