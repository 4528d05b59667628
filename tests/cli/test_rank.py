"""The order of review of a kept run: on the console, to files, with decisions and own weights."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
import yaml

import auditkit.api as api
from auditkit import store as st
from auditkit.cli.main import main
from auditkit.cli.rank import KINDS
from auditkit.core.pseudonym import KEY_ENV
from auditkit.core.resources import data_folder
from auditkit.report.ranking import interface
from auditkit.store.chain import read_chain
from tests import small_audit as small


@pytest.fixture(scope="module")
def out(tmp_path_factory) -> Path:
    """Audit two debtors of agency 001 and one of 002, each found three times."""
    folder = tmp_path_factory.mktemp("rank")
    log = small.log(folder, "calls.csv", [*small.calls([1, 2]), *small.calls([3], agency="002")])
    small.scan(log, out=folder / "out", policies=small.policies(folder))
    return folder / "out"


@pytest.fixture(autouse=True)
def _key(monkeypatch):
    monkeypatch.setenv(KEY_ENV, small.KEY_TEXT)


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_the_command_ranks_what_the_library_does():
    assert interface.KINDS == KINDS


def test_the_console_says_who_comes_first_and_why_in_either_language(out, capsys):
    assert main(["rank", str(out), "--of", "agencies", "--lang", "en"]) == 0
    said, err = capsys.readouterr()
    assert err == ""
    assert "Review order: agencies" in said
    assert "Review order: cases" not in said
    assert "it judges nobody" in said
    assert main(["rank", str(out), "--top", "1"]) == 0
    said = capsys.readouterr().out
    assert "不认定任何人违规" in said
    assert [f"复核顺序：{each}" in said for each in ("案件", "催收员", "机构")] == [True] * 3


def test_machines_get_every_unit_and_no_more_than_they_ask_for(out, capsys):
    assert main(["rank", str(out), "--of", "cases", "--format", "csv"]) == 0
    rows = table(capsys.readouterr().out)
    assert [(row["kind"], row["events"], row["findings"]) for row in rows] == [
        ("cases", "3", "3"), ("cases", "3", "3"), ("cases", "3", "3"),
    ]  # fmt: skip
    assert main(["rank", str(out), "--of", "cases", "--format", "json", "--top", "1"]) == 0
    [ranking] = json.loads(capsys.readouterr().out)["rankings"]
    assert len(ranking["ranked"]) == 1
    assert ranking["total"] == 3


def test_a_file_is_written_as_its_ending_says_and_noted_in_the_chain(out, tmp_path, capsys):
    for name in ("order.xlsx", "order.csv", "order.json", "order.txt"):
        assert main(["rank", str(out), "-o", str(tmp_path / name)]) == 0
        assert (tmp_path / name).stat().st_size > 100
    with st.open_store(out / "audit.db", small.PSEUDONYMS) as store, store.reading() as connection:
        links = list(read_chain(connection))
    assert [each["file"] for link in links[-4:] for each in link.body["outputs"]] == [
        "order.xlsx", "order.csv", "order.json", "order.txt",
    ]  # fmt: skip
    assert main(["runs", "verify", str(out)]) == 0
    assert (tmp_path / "order.json").read_bytes().startswith(b"{")
    assert (tmp_path / "order.xlsx").read_bytes().startswith(b"PK")


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["--format", "xlsx"], 2),
        (["--top", "0"], 2),
        (["--of", "people"], 2),
        (["-o", "order.pdf"], 3),
        (["--weights", "absent.yaml"], 2),
    ],
)
def test_what_cannot_be_written_is_refused(out, args, code, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["rank", str(out), *args]) == code
    assert capsys.readouterr().out == ""
    assert list(tmp_path.iterdir()) == []


def test_a_false_alarm_takes_a_case_down_and_own_weights_count(out, tmp_path):
    before = api.rank(out, of=["cases"]).rankings[0]
    first = before.ranked[0]
    with st.open_store(out / "audit.db", small.PSEUDONYMS) as store:
        run = st.read_run(store, "latest")
        found = [each for each in st.read_findings(store, run.id)
                 if each["case_id"] == first.key.name]  # fmt: skip
    wrong = api.NewDecision("false_alarm", reason="shown to be wrong", who="tester")
    for each in found:
        api.set_decision(each["fingerprint"], wrong, run=out)
    after = api.rank(out, of=["cases"]).rankings[0]
    assert first.key not in {each.key for each in after.ranked}
    assert after.total == before.total - 1
    data = yaml.safe_load((data_folder("reports") / "ranking.yaml").read_text(encoding="utf-8"))
    own = tmp_path / "own.yaml"
    own.write_text(yaml.safe_dump({**data, "repeats": [100]}), encoding="utf-8")
    whole = api.rank(out, of=["cases"], weights=own).rankings[0].ranked[0]
    assert whole.points > after.ranked[0].points
