"""Keeps a run of 100,000 findings in SQLite and PostgreSQL, beside the plain driver in each.

``python -m benchmarks.store [ROWS]``. Every measurement is a process of its own; peak memory is
that process, without the server. The plain driver writes the same rows, seals included, which were
made before the clock started: ``executemany`` of sqlite3, COPY of psycopg.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from auditkit import store as st
from auditkit.core.pseudonym import Pseudonymiser

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
KEY = Pseudonymiser(b"a synthetic key of the tests, 32b")
FILLING = "第四次外呼超过每日上限 call 4 of the day; " * 20


def items(rows: int) -> Iterator[st.Item]:
    """Yield findings of about 1.5 kB each."""
    for number in range(rows):
        name = f"F{number:031d}"
        yield st.Item(name, f'{{"fingerprint":"{name}","message":{{"zh":"{FILLING}"}}}}')


def kept(where: Path | str, rows: int) -> float:
    """Return the seconds to keep a run, everything included."""
    ended = st.Ended(
        name="RNAME",
        at="2026-03-02T09:10:00+00:00",
        manifest={},
        parts={"sighting": items(rows)},
        rules={f"F{number:031d}": "bank-example.calls.daily" for number in range(rows)},
    )
    with st.open_store(where, KEY) as store:
        st.begin_run(store, "R1", started_at=datetime(2026, 3, 2, tzinfo=UTC), manifest={})
        start = time.perf_counter()
        st.keep_run(store, "R1", ended)
        return time.perf_counter() - start


def plain(where: Path | str, rows: int) -> float:
    """Return the seconds that the driver alone takes for the same rows."""
    ready = [("R1", n, item.name, item.body, "S" * 32) for n, item in enumerate(items(rows))]
    columns = "run_id text, position int, name text, body text, seal text"
    made = f"CREATE TABLE plain ({columns}, PRIMARY KEY (run_id, position))"
    if isinstance(where, Path):
        import sqlite3

        with sqlite3.connect(where) as lite:
            lite.execute("PRAGMA journal_mode = WAL")
            lite.execute(made)
            start = time.perf_counter()
            lite.executemany("INSERT INTO plain VALUES (?, ?, ?, ?, ?)", ready)
            lite.commit()
            return time.perf_counter() - start
    import psycopg

    with psycopg.connect(where) as server:
        server.execute(made)
        start = time.perf_counter()
        with server.cursor().copy("COPY plain FROM STDIN") as copy:
            for row in ready:
                copy.write_row(row)
        server.commit()
        return time.perf_counter() - start


def measure(deed: str, where: Path | str, rows: int) -> tuple[float, float]:
    """Return seconds and peak MiB of one deed in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.store", deed, str(where), str(rows)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    seconds, peak = json.loads(done.stdout)
    return seconds, peak


def main(rows: int) -> None:
    """Print one line for each database."""
    from tests.postgres import new_server

    with tempfile.TemporaryDirectory(prefix="pg-") as home, tempfile.TemporaryDirectory() as out:
        server = new_server(Path(home))
        try:
            for kind in ("sqlite", "postgresql"):
                places = [
                    Path(out) / f"{n}.db" if kind == "sqlite" else server.database()
                    for n in range(2)
                ]
                seconds, peak = measure("keep", places[0], rows)
                alone, _ = measure("plain", places[1], rows)
                print(
                    f"{kind}: {rows} findings kept in {seconds:.2f} s, peak {peak:.0f} MiB; "
                    f"the driver alone {alone:.2f} s; ratio {seconds / alone:.2f}"
                )
        finally:
            server.stop()


if __name__ == "__main__":
    if len(sys.argv) > 2:
        place = sys.argv[2] if "://" in sys.argv[2] else Path(sys.argv[2])
        took = (kept if sys.argv[1] == "keep" else plain)(place, int(sys.argv[3]))
        print(json.dumps([took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
