"""What is new, gone or decided otherwise between two runs has its reason, or says it has none."""

from __future__ import annotations

import csv
import io
import json
import random
import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import yaml

import auditkit
from auditkit.api.reviewing import deciding as review
from auditkit.api.reviewing.deciding import whole_run
from auditkit.api.runs.diff import Diff, diff_runs
from auditkit.api.runs.reasons import Reason, run_wide, side_of
from auditkit.cli.main import main
from auditkit.core import clock
from auditkit.core.pseudonym import KEY_ENV
from tests import small_audit as small

NOW = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
OCTOBER = small.calls(range(1, 4))
NOVEMBER = small.calls(range(1, 3), day="2026-11-05")


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """Give logs of two months, and the audit of October."""
    folder = tmp_path_factory.mktemp("diff")
    small.policies(folder)
    small.log(folder, "october.csv", OCTOBER)
    small.log(folder, "november.csv", NOVEMBER)
    small.scan(folder / "october.csv", out=folder / "october", policies=folder / "policies")
    return folder


@pytest.fixture(autouse=True)
def key(monkeypatch) -> None:
    monkeypatch.setenv(KEY_ENV, small.KEY_TEXT)


def audit(made: Path, out: Path, *logs: Path | str, **more) -> Path:
    rules = more.pop("policies", made / "policies")
    small.scan(*(made / log for log in logs), out=out, policies=rules, **more)
    return out


def whys(diff: Diff, kind: str) -> set[tuple[str, tuple[str, ...]]]:
    return {(r.name, r.what) for each in diff.changes if each.kind == kind for r in each.reasons}


def test_shuffled_input_changes_nothing_that_needs_a_reason(made, tmp_path):
    rows = [*OCTOBER]
    random.Random(1).shuffle(rows)
    log = small.log(tmp_path, "october.csv", rows)
    diff = diff_runs(made / "october", audit(made, tmp_path / "out", log))
    assert (diff.counts, diff.changes) == ({"new": 0, "gone": 0, "unchanged": 9}, ())


def test_a_file_that_is_new_explains_its_findings_and_a_file_left_out_those_that_go(made, tmp_path):
    both = audit(made, tmp_path / "both", "october.csv", "november.csv")
    forth = diff_runs(made / "october", both)
    assert forth.counts == {"new": 6, "gone": 0, "unchanged": 9}
    assert whys(forth, "new") == {
        ("data.file", ("november.csv",)), ("data.day", ("2026-11-05",)),
    }  # fmt: skip
    back = diff_runs(both, made / "october")
    assert (back.counts["gone"], whys(back, "gone")) == (6, whys(forth, "new"))
    assert back.reasons["gone"] == {"data.day": 6, "data.file": 6}


def test_a_file_of_the_same_name_with_other_content(made, tmp_path):
    log = small.log(tmp_path, "october.csv", small.calls(range(1, 6)))
    diff = diff_runs(made / "october", audit(made, tmp_path / "out", log))
    assert (diff.counts["new"], whys(diff, "new")) == (6, {("data.bytes", ("october.csv",))})


def test_a_call_counted_from_a_file_that_is_new(made, tmp_path):
    """The finding stands in a file that both have; what it counts came with the other file."""
    one = small.log(tmp_path, "one.csv", OCTOBER[3:5])
    other = small.log(tmp_path, "other.csv", OCTOBER[:3])
    alone, whole = tmp_path / "alone", tmp_path / "whole"
    audit(made, alone, one)
    audit(made, whole, one, other)
    diff = diff_runs(alone, whole)
    assert diff.counts["new"] == 3
    in_both = [each for each in diff.changes if each.finding.source_file == "one.csv"]
    assert in_both
    assert {r for each in in_both for r in each.reasons} == {Reason("data.file", ("other.csv",))}


def test_days_that_were_not_asked_for_and_rows_that_were_only_context(made, tmp_path):
    both = audit(made, tmp_path / "both", "october.csv", "november.csv")
    from_november = audit(
        made, tmp_path / "from", "october.csv", "november.csv", date_from=date(2026, 11, 1)
    )
    assert whys(diff_runs(both, from_november), "gone") == {("data.day", ("2026-10-12",))}
    context = audit(made, tmp_path / "context", "november.csv", history=[str(made / "october.csv")])
    assert whys(diff_runs(both, context), "gone") == {
        ("data.day", ("2026-10-12",)), ("data.context", ("october.csv",)),
    }  # fmt: skip


def test_rows_that_the_other_run_rejected_or_read_otherwise(made, tmp_path):
    names = small.HEAD.split(",")
    source = {
        "name": "calls", "kind": "dialler", "rank": 1, "match": ["*.csv"],
        "fields": {name: {"from": name} for name in names},
    }  # fmt: skip
    rows = [
        f"A{day}-{n},D{day},K{day},139000000{day},{day}/10/2026 1{n}:00:00,call,outbound,"
        "talked_debtor,debtor,001"
        for day in (11, 13)
        for n in range(5)
    ]
    log = small.log(tmp_path, "calls.csv", rows)
    for order in ("dmy", "mdy"):
        told = {"version": 1, "sources": [{**source, "time_order": order}]}
        (tmp_path / f"{order}.yaml").write_text(yaml.safe_dump(told), encoding="utf-8")
    runs = {
        order: audit(made, tmp_path / order, log, mapping=tmp_path / f"{order}.yaml")
        for order in ("dmy", "mdy")
    }
    gone = [each for each in diff_runs(runs["dmy"], runs["mdy"]).changes if each.kind == "gone"]
    reasons = {each.finding.day: {r.name for r in each.reasons} for each in gone}
    assert "data.rejected" in reasons["2026-10-13"]


def test_a_rule_with_another_limit_or_another_severity(made, tmp_path):
    told = yaml.safe_load((small.ROOT / "policies/bank-example/rules" / f"{small.RULE}.yaml")
                          .read_text(encoding="utf-8"))  # fmt: skip
    values = told["values"]
    values[max(values)]["max"] = 3
    looser = small.policies(tmp_path, "looser", values=values)
    out = audit(made, tmp_path / "loose", "october.csv", policies=looser)
    assert whys(diff_runs(made / "october", out), "gone") == {("rule.version", ("parameters",))}
    graver = small.policies(tmp_path, "graver", severity="critical")
    out = audit(made, tmp_path / "grave", "october.csv", policies=graver)
    diff = diff_runs(made / "october", out)
    assert diff.counts == {"new": 0, "gone": 0, "unchanged": 9}
    assert whys(diff, "unchanged") == {("rule.version", ("severity",))}


def test_a_rule_that_only_one_run_has(made, tmp_path):
    gap = small.policies(tmp_path, more=("bank-example.calls.gap",))
    log = small.log(tmp_path, "close.csv", [
        row.replace("T11:01:01", "T10:00:30") for row in small.calls([1])
    ])  # fmt: skip
    small.scan(log, out=tmp_path / "without", policies=made / "policies")
    small.scan(log, out=tmp_path / "with", policies=gap)
    diff = diff_runs(tmp_path / "without", tmp_path / "with")
    assert diff.counts["new"] > 0
    assert whys(diff, "new") == {("rule.new", ())}


def test_a_decision_since_the_first_run(made, tmp_path, monkeypatch):
    hours = iter(range(99))
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(hours=next(hours)))
    out = audit(made, tmp_path / "store", "october.csv")
    with whole_run(out, None) as (_, record):
        first = record.id
    name = next(review.list_findings(out, review.Asked())).finding["fingerprint"]
    review.set_decision(name, review.NewDecision("confirmed", "heard", "Li"), run=out)
    audit(made, out, "october.csv")
    diff = diff_runs(first, "latest", db=str(out))
    assert diff.counts == {"new": 0, "gone": 0, "unchanged": 9}
    assert whys(diff, "unchanged") == {("decision", ("open", "confirmed"))}
    assert [each.finding.fingerprint for each in diff.changes] == [name]


def test_what_nothing_explains_says_so_and_what_only_the_runs_explain_is_named(
    made, tmp_path, monkeypatch
):
    lost = audit(made, tmp_path / "lost", "october.csv")
    with sqlite3.connect(lost / "audit.db") as raw:
        raw.execute("DELETE FROM sighting WHERE position = 0")
    raw.close()
    diff = diff_runs(made / "october", lost)
    assert (diff.counts["gone"], whys(diff, "gone")) == (1, {("unexplained", ())})
    monkeypatch.setattr(auditkit, "__version__", "9.9")
    again = audit(made, tmp_path / "again", "october.csv")
    ((name, versions),) = whys(diff_runs(lost, again), "new")
    assert (name, versions[1]) == ("version", "9.9")


def test_what_differs_between_runs_as_wholes(made):
    with whole_run(made / "october", None) as (store, record):
        side = side_of(store, record)
    assert run_wide(side, side) == {"": ()}
    manifest = side.manifest
    other = replace(
        side,
        files={**side.files, "more.csv": "ab"},
        manifest={
            **manifest,
            "mapping": {"sha256": "ab"},
            "profile": {"id": "cn-bank"},
            "settings": {**manifest["settings"], "from": "2026-10-02", "fail_on": "low"},
            "history": {"runs": [{"run": "R1", "rows": 2}]},
            "packs": [{**manifest["packs"][0], "sha256": "ab"}],
        },
    )
    found = run_wide(side, other)
    assert {reason.name: reason.what for reason in found[""]} == {
        "data.other_files": ("more.csv",),
        "data.history": (),
        "mapping": (),
        "settings": ("from", "profile"),
    }
    assert [reason.name for reason in found["bank-example"]] == ["rule.pack"]


def test_the_command_line_gives_counts_first_then_the_list(made, tmp_path, capsys):
    both = audit(made, tmp_path / "both", "october.csv", "november.csv")
    given = ["runs", "diff", str(made / "october"), str(both)]
    assert main([*given, "--lang", "en"]) == 0
    out = capsys.readouterr().out
    assert out.index("unchanged") < out.index("its file was not read in the other run: november")
    assert main([*given, "--format", "json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["counts"]["new"], len(shown["changes"])) == (6, 6)
    assert shown["changes"][0]["reasons"][0] == {"name": "data.file", "what": ["november.csv"]}
    assert main(given) == 0
    assert "新增" in capsys.readouterr().out


def test_the_list_as_csv(made, tmp_path, capfdbinary):
    both = audit(made, tmp_path / "both", "october.csv", "november.csv")
    assert main(["runs", "diff", str(both), str(made / "october"), "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capfdbinary.readouterr().out.decode("utf-8-sig"))))
    assert {row["meaning"] for row in rows} == {"data.file|data.day"}
