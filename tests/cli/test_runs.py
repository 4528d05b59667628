"""Earlier runs are listed, shown and reported again; what is not whole says so."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from auditkit import store as st
from auditkit.cli.main import main
from auditkit.core.pseudonym import KEY_FILE_ENV, Pseudonymiser, create_key, load_key
from auditkit.store.chain import read_chain

LOG = """activity_id,debtor_id,contact,at,channel,direction,outcome,duration_s,party_role
{rows}"""


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    """Give a folder with a key and a run over one file of six calls in one day."""
    folder = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(KEY_FILE_ENV, str(folder / "institution.key"))
        create_key(folder / "institution.key")
        rows = "\n".join(
            f"A{n},D1,13900000001,2026-10-12T1{n}:00:00+08:00,call,outbound,talked_debtor,40,debtor"
            for n in range(6)
        )
        (folder / "calls.csv").write_text(LOG.format(rows=rows), encoding="utf-8")
        code = main(["scan", str(folder / "calls.csv"), "--out", str(folder / "out"), "-q"])
        assert code in (0, 1)
    return folder


@pytest.fixture(autouse=True)
def _key(home, monkeypatch):
    monkeypatch.setenv(KEY_FILE_ENV, str(home / "institution.key"))


def store_of(home: Path) -> st.Store:
    return st.open_store(home / "out" / "audit.db", Pseudonymiser(load_key()))


def test_runs_are_listed_with_those_that_were_interrupted(home, capsys):
    with store_of(home) as store:
        st.begin_run(store, "RX", started_at=datetime(2026, 1, 1, tzinfo=UTC), manifest={})
    assert main(["runs", "list", str(home / "out"), "--format", "json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [each["status"] for each in listed] == ["complete", "running"]
    assert listed[0]["findings"] > 0
    assert main(["runs", "list", str(home / "out"), "--lang", "en"]) == 0
    assert "incomplete" in capsys.readouterr().out


def test_a_run_is_shown_with_what_is_kept_of_it(home, capsys):
    assert main(["runs", "show", str(home / "out"), "--format", "json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["parts"]["sighting"] == shown["run"]["findings"]
    assert shown["links"]["run.completed"] == 1


def test_a_report_written_again_is_the_same_but_for_its_time(home, tmp_path):
    first = json.loads((home / "out" / "findings.json").read_text(encoding="utf-8"))
    assert main(["report", str(home / "out"), "--format", "json", "--out", str(tmp_path)]) == 0
    again = json.loads((tmp_path / "findings.json").read_text(encoding="utf-8"))
    assert again["manifest"].pop("reported_at")
    assert again["manifest"].pop("outputs")
    assert again == first


def test_a_report_shows_what_was_decided_and_stands_in_the_chain(home, capsys):
    with store_of(home) as store:
        run = st.read_run(store, "latest")
        fingerprint = next(iter(st.read_findings(store, run.id)))["fingerprint"]
        decided = st.DecisionEvent(
            fingerprint,
            run.id,
            "2026-11-01T08:00:00+00:00",
            "Li Lei",
            "os",
            "confirmed",
            "heard it",
        )
        st.record_decisions(store, [decided])
    assert main(["report", str(home / "out"), "--format", "jsonl", "--stdout"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {each["decision"] for each in lines if each["fingerprint"] == fingerprint} == {
        "confirmed"
    }
    assert main(["report", str(home / "out"), "--format", "csv"]) == 0
    with store_of(home) as store, store.reading() as connection:
        last = list(read_chain(connection, run.id))[-1]
    assert last.kind == "report"
    assert [each["file"] for each in last.body["outputs"]] == ["findings.csv"]


def test_a_sample_is_drawn_again_by_its_seed(home, tmp_path):
    drawn = []
    for name, seed in (("a.csv", "7"), ("b.csv", "7"), ("c.csv", "8")):
        command = ["sample", str(home / "out"), "--seed", seed, "-o", str(tmp_path / name)]
        assert main([*command, "--lang", "en"]) == 0
        drawn.append((tmp_path / name).read_text(encoding="utf-8-sig"))
    assert drawn[0] == drawn[1]
    assert drawn[0].count("\n") > 1
    assert main(["sample", str(home / "out"), "-o", str(tmp_path / "sample.xlsx")]) == 0
    assert main(["sample", str(home / "out"), "-o", str(tmp_path / "sample.pdf")]) == 3


def test_two_audits_at_once_into_one_store_lose_nothing(home, tmp_path, capsys):
    program = "import sys; from auditkit.cli.main import main; sys.exit(main())"
    shared = str(tmp_path / "shared.db")
    command = [sys.executable, "-c", program, "scan", str(home / "calls.csv"), "--db", shared, "-q"]
    audits = [subprocess.Popen([*command, "--out", str(tmp_path / name)]) for name in "ab"]
    assert {audit.wait(120) for audit in audits} <= {0, 1}
    with st.open_store(Path(shared), Pseudonymiser(load_key()), create=False) as store:
        kept = [
            [finding["fingerprint"] for finding in st.read_findings(store, run.id)]
            for run in st.read_runs(store)
            if run.is_complete
        ]
    assert len(kept) == 2
    assert kept[0] == kept[1] != []
    for name in "ab":
        assert main(["runs", "verify", str(tmp_path / name), "--db", shared]) == 0
    capsys.readouterr()


def test_a_run_that_is_not_there_is_bad_input(home, capsys):
    assert main(["reveal", "FAAA", "--run", str(home / "no"), "--reason", "x"]) == 3
    assert "--db" in capsys.readouterr().err


def test_an_interrupted_run_has_no_report(home, capsys):
    with store_of(home) as store:
        st.begin_run(store, "RY", started_at=datetime(2026, 1, 1, tzinfo=UTC), manifest={})
    assert main(["report", "RY", "--db", str(home / "out"), "--out", str(home / "x")]) == 3
    assert "incomplete" in capsys.readouterr().err


def test_no_store_is_an_error_that_says_what_to_name(capsys, monkeypatch):
    monkeypatch.delenv("AUDITKIT_DB", raising=False)
    assert main(["runs", "list"]) == 3
    assert "--db" in capsys.readouterr().err
