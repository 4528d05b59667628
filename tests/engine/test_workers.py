"""Work in other processes: started afresh, and told plainly when one of them dies."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from auditkit.core.errors import INTERNAL, WorkerError
from auditkit.core.pseudonym import Pseudonymiser
from auditkit.engine.judge import Bench
from auditkit.engine.workers import refuse_unguarded, workers

LIMIT_S = 300
"""Nobody waits for ever: far more than a slow machine takes, far less than for ever."""
BENCH = Bench(
    rules={},
    feeds=(),
    sources=(),
    tolerance_ms=0,
    period=(0, 0),
    record=lambda *_: None,  # type: ignore[arg-type]
    pseudonyms=Pseudonymiser(b"synthetic key for tests, 32 byte"),
)


def killing() -> Iterator[pa.Table]:
    """Give tables larger than a pipe, and kill whoever was started to judge the first of them."""
    large = pa.table({"a": range(100_000)})
    yield large
    for worker in multiprocessing.active_children():
        worker.kill()
    yield from [large] * 4


@pytest.mark.slow
def test_a_killed_worker_ends_the_run_with_a_plain_error_in_both_languages():
    picklable = Bench(
        BENCH.rules, BENCH.feeds, BENCH.sources, 0, (0, 0), print, BENCH.pseudonyms  # type: ignore[arg-type]
    )  # fmt: skip
    with pytest.raises(WorkerError) as failed, workers(picklable, 2) as hands:
        list(hands.each(killing()))
    assert "--jobs 1" in str(failed.value)
    assert "工作进程" in str(failed.value)
    assert failed.value.exit_code == INTERNAL
    assert multiprocessing.active_children() == []


def test_the_first_process_may_start_others():
    refuse_unguarded(2)


HEADER = "activity_id,debtor_id,case_id,contact,at,channel,direction,party_role,outcome"
UNGUARDED = """
    import sys
    from auditkit import api
    from auditkit.engine import spool
    spool.SMALL = 0  # a small log is judged in one process
    result = api.scan([sys.argv[1]], jobs=2, out=__import__("pathlib").Path(sys.argv[2]))
    print("findings", len(result.bundle.findings))
"""


# What pip writes for a console script, but for the size from which on processes are started.
CONSOLE_SCRIPT = """\
import sys
from auditkit.cli.main import main
from auditkit.engine import spool
spool.SMALL = 0
if __name__ == "__main__":
    sys.exit(main())
"""


@pytest.fixture
def log(tmp_path: Path) -> Path:
    rows = (
        f"A{n},D{n % 7},K{n % 7},C,2026-03-0{n % 9 + 1} 23:0{n % 10}:00,"
        "call,outbound,debtor,answered"
        for n in range(60)
    )
    path = tmp_path / "calls.csv"
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return path


def start(tmp_path: Path, *command: str, **more: str) -> subprocess.CompletedProcess[bytes]:
    environment = {
        **os.environ,
        "AUDITKIT_KEY_FILE": str(tmp_path / "institution.key"),
        "PYTHONPATH": os.pathsep.join(sys.path),
        **more,
    }
    return subprocess.run(
        command, env=environment, capture_output=True, check=False, timeout=LIMIT_S, cwd=tmp_path
    )


@pytest.mark.slow
def test_a_script_without_a_guard_is_told_so_and_writes_one_run_only(log, tmp_path):
    from auditkit import store
    from auditkit.core.pseudonym import _decode

    script = tmp_path / "script.py"
    script.write_text(textwrap.dedent(UNGUARDED), encoding="utf-8")
    done = start(tmp_path, sys.executable, str(script), str(log), str(tmp_path / "out"))
    assert done.returncode == 1
    assert b'if __name__ == "__main__":' in done.stderr
    key = _decode((tmp_path / "institution.key").read_text(encoding="ascii"), "key")
    with store.open_store(tmp_path / "out" / "audit.db", Pseudonymiser(key)) as opened:
        assert [run.status for run in store.read_runs(opened)] == ["running"]


@pytest.mark.slow
def test_a_script_with_a_guard_scans_in_two_processes(log, tmp_path):
    guarded = textwrap.dedent(UNGUARDED).replace("\n", "\n    ")
    script = tmp_path / "script.py"
    script.write_text(f'if __name__ == "__main__":\n    {guarded}\n', encoding="utf-8")
    done = start(tmp_path, sys.executable, str(script), str(log), str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr.decode()
    assert int(done.stdout.split()[1]) > 0


@pytest.mark.slow
def test_the_console_script_scans_in_two_processes_on_a_gbk_console(log, tmp_path):
    script = tmp_path / "auditkit"
    script.write_text(CONSOLE_SCRIPT, encoding="utf-8")
    scan = (sys.executable, str(script), "scan", str(log), "--format", "jsonl", "-q")
    one, two = (start(tmp_path, *scan, "--jobs", n, PYTHONIOENCODING="gbk") for n in "12")
    assert (one.returncode, two.returncode) == (1, 1), two.stderr.decode("gbk")
    assert one.stdout == two.stdout
    assert one.stdout.decode("utf-8")
