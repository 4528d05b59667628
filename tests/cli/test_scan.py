"""auditkit scan: exit codes, where words go, what a run leaves behind."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from auditkit.cli.main import main

HEADER = "activity_id,debtor_id,case_id,contact,at,channel,direction,party_role,outcome"


@pytest.fixture(autouse=True)
def key(tmp_path, monkeypatch):
    monkeypatch.setenv("AUDITKIT_KEY_FILE", str(tmp_path / "institution.key"))
    monkeypatch.delenv("AUDITKIT_KEY", raising=False)
    return tmp_path / "institution.key"


def call(number: int, at: str, outcome: str = "talked_debtor") -> str:
    return f"A{number},D1,K1,C1,{at},call,outbound,debtor,{outcome}"


def write(folder: Path, *rows: str, name: str = "calls.csv") -> str:
    path = folder / name
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return str(path)


@pytest.fixture
def clean(tmp_path):
    return write(tmp_path, call(1, "2026-03-02 10:00:00", "no_answer"))


@pytest.fixture
def dirty(tmp_path):
    """One debtor called in the middle of the night and again and again by day."""
    hours = (2, 9, 10, 11, 12, 13, 14, 15)
    rows = (call(hour, f"2026-03-02 {hour:02d}:00:00") for hour in hours)
    return write(tmp_path, *rows, name="dirty.csv")


def test_a_clean_log_exits_with_0(clean, capsys):
    assert main(["scan", clean]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["findings"] == []


@pytest.mark.parametrize("name", ["json", "jsonl", "csv"])
def test_findings_exit_with_1_whatever_the_format(name, dirty, capsys):
    assert main(["scan", dirty, "--fail-on", "low", "--format", name, "-q"]) == 1
    assert capsys.readouterr().out


def test_findings_below_fail_on_exit_with_0(dirty, tmp_path, capsys):
    assert main(["scan", dirty, "--fail-on", "critical", "-q"]) == 0
    assert json.loads(capsys.readouterr().out)["findings"]


def test_exit_zero_keeps_a_dashboard_green_and_says_so(dirty, capsys):
    assert main(["scan", dirty, "--fail-on", "low", "--exit-zero", "--lang", "en"]) == 0
    assert "--exit-zero" in capsys.readouterr().err


def test_stdout_is_the_payload_even_when_the_log_is_shown(dirty, capsys):
    main(["scan", dirty, "-vv", "--format", "jsonl"])
    out, err = capsys.readouterr()
    assert all(json.loads(line)["fingerprint"].startswith("F") for line in out.splitlines())
    assert "dirty.csv" in err


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_summary_accounts_for_every_row(lang, dirty, capsys):
    main(["scan", dirty, "--lang", lang, "--out", str(Path(dirty).parent / "out")])
    out, err = capsys.readouterr()
    assert out == ""
    line = next(line for line in err.splitlines() if line.lstrip().startswith("dirty.csv"))
    numbers = [int(cell) for cell in line.replace(",", "").split()[1:] if cell.isdigit()]
    assert numbers[0] == sum(numbers[1:]) == 8


def test_a_run_writes_every_file_for_its_owner_only(dirty, tmp_path, capsys):
    out = tmp_path / "out"
    assert main(["scan", dirty, "--out", str(out), "--fail-on", "low"]) == 1
    assert {path.name for path in out.iterdir()} == {
        "audit.db",
        "findings.csv",
        "findings.json",
        "findings.jsonl",
        "manifest.json",
        "rejects.csv",
        "report.html",
        "report.xlsx",
    }
    if os.name == "posix":
        assert {stat.S_IMODE(path.stat().st_mode) for path in out.iterdir()} == {0o600}


def test_the_formats_asked_for_are_the_formats_written(dirty, tmp_path, capsys):
    out = tmp_path / "out"
    main(["scan", dirty, "--out", str(out), "--format", "jsonl"])
    assert {path.name for path in out.iterdir()} == {
        "audit.db",
        "findings.jsonl",
        "manifest.json",
        "rejects.csv",
    }


def test_the_store_holds_the_run_as_complete(dirty, tmp_path, capsys):
    from auditkit import store
    from auditkit.core.pseudonym import Pseudonymiser, load_key

    out = tmp_path / "out"
    main(["scan", dirty, "--out", str(out), "--format", "json"])
    with store.open_store(out / "audit.db", Pseudonymiser(load_key())) as opened:
        run = store.read_run(opened)
        kept = [body["fingerprint"] for body in store.read_findings(opened, run.id)]
    assert run.status == "complete"
    written = json.loads((out / "findings.json").read_text(encoding="utf-8"))["findings"]
    assert kept == [finding["fingerprint"] for finding in written]


def test_the_first_scan_creates_a_key_and_warns_once(clean, key, capsys):
    main(["scan", clean, "-q", "--lang", "en"])
    first = capsys.readouterr().err
    main(["scan", clean, "-q", "--lang", "en"])
    assert "Back it up" in first
    assert str(key) in first
    assert "Back it up" not in capsys.readouterr().err
    if os.name == "posix":
        assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_another_key_is_refused_for_the_same_folder(clean, key, tmp_path, capsys):
    out = str(tmp_path / "out")
    main(["scan", clean, "--out", out])
    key.unlink()
    assert main(["scan", clean, "--out", out]) == 3
    assert "institution key" in capsys.readouterr().err


@pytest.mark.parametrize(
    "content",
    [b"", HEADER.encode() + b"\n", b"\x00\x01\x02" * 100, b"only,names,of,columns\n1,2,3,4\n"],
    ids=["empty", "header only", "binary", "no known column"],
)
def test_an_input_that_cannot_be_judged_exits_with_3(content, tmp_path, capsys):
    path = tmp_path / "odd.csv"
    path.write_bytes(content)
    assert main(["scan", str(path)]) == 3
    assert capsys.readouterr().err


def test_a_file_that_is_not_there_exits_with_3(tmp_path, capsys):
    assert main(["scan", str(tmp_path / "nothing.csv")]) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert "nothing.csv" in err


def test_too_many_rejects_exit_with_3(tmp_path, capsys):
    source = write(tmp_path, call(1, "2026-03-02 10:00:00"), call(2, "2025-02-30 10:00:00"))
    assert main(["scan", source, "-q"]) == 3
    assert main(["scan", source, "-q", "--max-rejects", "60%"]) == 0


def test_a_required_rule_that_could_not_judge_exits_with_3(tmp_path, capsys):
    source = write(tmp_path, call(1, "2026-03-02 10:00:00", outcome=""))
    rule = "cn-gbt45251.frequency.interactive"
    assert main(["scan", source, "-q"]) == 0
    assert main(["scan", source, "-q", "--require", rule]) == 3


@pytest.mark.parametrize("flag", ["--profile", "--policies"])
def test_policies_that_cannot_be_used_exit_without_a_payload(flag, clean, tmp_path, capsys):
    assert main(["scan", clean, flag, str(tmp_path / "nothing")]) in (2, 3)
    assert capsys.readouterr().out == ""


def test_standard_input_is_a_source(dirty, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "auditkit.cli.main", "scan", "-", "--format", "jsonl", "-q"],
        input=Path(dirty).read_bytes(),
        capture_output=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr.decode()
    assert done.stdout.count(b"\n") > 0


def test_a_console_of_another_encoding_gets_its_payload_in_utf_8(dirty):
    done = subprocess.run(
        [sys.executable, "-m", "auditkit.cli.main", "scan", dirty, "--format", "jsonl"],
        env={**os.environ, "PYTHONIOENCODING": "gbk"},
        capture_output=True,
        check=False,
    )
    assert done.returncode in (0, 1)
    first = json.loads(done.stdout.decode("utf-8").splitlines()[0])
    assert first["message"]["zh"]
    assert "dirty.csv" in done.stderr.decode("gbk")


def test_a_reader_that_leaves_early_causes_no_traceback(dirty):
    running = subprocess.Popen(
        [sys.executable, "-m", "auditkit.cli.main", "scan", dirty],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    running.stdout.close()
    running.stdout = None
    _, err = running.communicate(timeout=120)
    assert running.returncode == 4
    assert b"Traceback" not in err


PROGRAM = """
import signal, sys
# started in the background, where a shell has its children ignore interrupts
signal.signal(signal.SIGINT, signal.default_int_handler)
from auditkit.cli.main import main
sys.exit(main())
"""


def start(*args: str) -> subprocess.Popen[bytes]:
    """Start the command line as a program with its streams in pipes."""
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *args], stdin=subprocess.PIPE, stderr=subprocess.PIPE
    )


def begun(kept: Path) -> bool:
    """Return whether a store says that a run has begun, without touching it."""
    if not kept.exists():
        return False
    with closing(sqlite3.connect(f"{kept.as_uri()}?mode=ro", uri=True)) as looked:
        try:
            return looked.execute("SELECT 1 FROM run").fetchone() is not None
        except sqlite3.OperationalError:  # it is only just being made
            return False


def interrupted(running: subprocess.Popen[bytes]) -> None:
    """Interrupt a program and assert that it ends as one that was interrupted."""
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=120)
    err = said.decode()
    assert running.returncode == 130
    assert "Traceback" not in err
    assert "interrupted" in err


@pytest.mark.skipif(os.name != "posix", reason="signals are a matter of POSIX")
def test_an_interrupted_run_ends_cleanly_with_130_and_leaves_a_store(tmp_path):
    from auditkit import store
    from auditkit.core.pseudonym import Pseudonymiser, load_key

    row = "A{0},D{0},K{0},C{0},2026-03-02 10:00:00,call,outbound,debtor,no_answer"
    rows = (row.format(number) for number in range(200_000))
    running = start("scan", write(tmp_path, *rows), "--out", str(tmp_path / "out"))
    kept = tmp_path / "out" / "audit.db"
    deadline = time.monotonic() + 120
    while not begun(kept) and running.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    interrupted(running)
    with store.open_store(kept, Pseudonymiser(load_key())) as opened:
        assert store.read_run(opened).status == "running"


@pytest.mark.skipif(os.name != "posix", reason="signals are a matter of POSIX")
def test_a_run_that_is_interrupted_while_it_reads_its_input_leaves_nothing(tmp_path):
    running = start("scan", "-", "--out", str(tmp_path / "out"))
    # more than a pipe holds: it is written when somebody reads it
    running.stdin.write(b"\n".join([HEADER.encode(), *[b"A1"] * 200_000]))
    running.stdin.flush()
    interrupted(running)
    assert not (tmp_path / "out" / "audit.db").exists()
