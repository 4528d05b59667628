"""A program that is killed where it is told, while it audits, opens a store or records decisions.

It reads one command a line as JSON and does each in a fork of itself, so that a death costs no
start of Python. Every place where it can die is a tick with a name; ``dies_at`` is the number or
the name of the tick at which SIGKILL comes. With ``ticks`` the names of all are written there, with
``copies`` the files of the store are copied at every tick: what they hold is what a kill there
would leave. Nothing of this is in the product: ticks are the progress of a scan, events of
SQLAlchemy, and rows and files on the way.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine.default import DefaultDialect

from auditkit import store as st
from auditkit.api.runs import keeper
from auditkit.core import i18n
from auditkit.core.pseudonym import Pseudonymiser
from auditkit.policy import load
from auditkit.policy.phrases import load_phrases
from auditkit.store import database, kept, share
from tests.small_audit import PSEUDONYMS, ROOT, scan


class Ticks:
    """Counts the places passed, and dies at the one it was told."""

    def __init__(self, dies_at: int | str | None, copies: str | None, db: str) -> None:
        self.names: list[str] = []
        self.dies_at, self.copies, self.db = dies_at, copies, db

    def __call__(self, name: str) -> None:
        if self.dies_at in (name, len(self.names)):
            os.kill(os.getpid(), signal.SIGKILL)
        if self.copies and name not in self.names:
            self._copy(Path(self.copies) / f"{len(self.names):03d}")
        self.names.append(name)

    def _copy(self, into: Path) -> None:
        """Copy by another process: to close a file here would take the locks of SQLite from it."""
        into.mkdir(parents=True)
        files = [self.db + suffix for suffix in ("", "-wal", "-journal")]
        there = [file for file in files if Path(file).exists()]
        if there:
            subprocess.run(["cp", *there, str(into)], check=True)


def listen(tick: Ticks) -> None:
    """Put ticks around every statement and commit, between rows, and around every file."""
    event.listen(Engine, "before_cursor_execute", lambda *a: tick(f"before {_head(a[2])}"))
    event.listen(Engine, "after_cursor_execute", lambda *a: tick(f"after {_head(a[2])}"))
    _around_commits(tick)
    _between_rows(tick)
    _around_files(tick)


def _head(statement: str) -> str:
    return " ".join(statement.replace('"', "").split()[:3])


def _around_commits(tick: Ticks) -> None:
    commit = DefaultDialect.do_commit

    def committed(self: DefaultDialect, connection: Any) -> None:
        tick("before commit")
        commit(self, connection)
        tick("after commit")

    DefaultDialect.do_commit = committed  # type: ignore[method-assign]


def _between_rows(tick: Ticks) -> None:
    for name in ("load", "load_new"):
        setattr(kept, name, _ticking(getattr(kept, name), tick))


def _ticking(load: Callable[..., None], tick: Ticks) -> Callable[..., None]:
    def loaded(connection: Any, table: Any, names: Any, rows: Iterable[Any]) -> None:
        def passing() -> Iterator[Any]:
            for row in rows:
                yield row
                tick(f"in rows of {table.name}")

        load(connection, table, names, passing())

    return loaded


def _around_files(tick: Ticks) -> None:
    put = keeper.put

    def placed(path: Path, write: Callable[[Any], object], **more: Any) -> Any:
        def written(file: Any) -> None:
            tick(f"before writing {path.name}")
            write(file)
            file.flush()
            tick(f"before placing {path.name}")

        made = put(path, written, **more)
        tick(f"after placing {path.name}")
        return made

    keeper.put = placed


def do(command: dict[str, Any]) -> None:
    """Do what a command says."""
    tick = Ticks(command.get("dies_at"), command.get("copies"), command["db"])
    if command.get("on_share"):
        for module in (database, share):
            module.keeping = lambda _path: share.ON_SHARE
    listen(tick)
    if command["deed"] == "scan":
        scan(
            Path(command["log"]),
            out=Path(command["out"]),
            policies=Path(command["policies"]),
            formats=("jsonl", "csv"),
            db=command["db"],
            progress=lambda phase, _done, _all: tick(f"progress {phase}"),
        )
    else:
        key = Pseudonymiser(command["key"].encode()) if "key" in command else PSEUDONYMS
        for number in range(command.get("times", 1)):
            with st.open_store(_place(command["db"]), key) as store:
                if command["deed"] == "decide":
                    events = [st.DecisionEvent(**one) for one in command["events"]]
                    st.record_decisions(store, events)
                elif command["deed"] == "keep":
                    keep(store, f"{command['run']}-{number}")
    if "ticks" in command:
        Path(command["ticks"]).write_text(json.dumps(tick.names))


def keep(store: st.Store, run_id: str) -> None:
    """Keep a run that brings the findings and the pack that others bring too."""
    names = [f"F{number}" for number in range(200)]
    if run_id.startswith("B"):
        names.reverse()
    ended = st.Ended(
        name="RNAME",
        at="2026-03-02T09:10:00+00:00",
        manifest={},
        parts={"sighting": [st.Item(name, "{}") for name in names]},
        packs=[st.PackFiles(digit * 64, "bank-example", "1", b"files") for digit in "ab"],
        rules=dict.fromkeys(names, "bank-example.calls.daily"),
    )
    st.begin_run(store, run_id, started_at=datetime(2026, 3, 2, tzinfo=UTC), manifest={})
    st.keep_run(store, run_id, ended)


def _place(db: str) -> Path | str:
    return db if "://" in db else Path(db)


def _read_beforehand() -> None:
    """Read before the first fork what no death has to do with, and which takes longest."""
    phrases = load_phrases((ROOT / "policies",), [])
    load.load_phrases = lambda _roots, _problems: phrases
    i18n.load_entries = cache(i18n.load_entries)


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    """Do commands until there are no more; answer each with how the fork ended."""
    _read_beforehand()
    say("ready")
    for line in sys.stdin:
        command = json.loads(line)
        # a crowd does all of its commands at the same time
        children = [live(one) for one in command.get("crowd", [command])]
        codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
        say(json.dumps(codes))


def live(command: dict[str, Any]) -> int:
    """Do a command in a fork and return its number."""
    child = os.fork()
    if child:
        return child
    try:
        do(command)
    except BaseException as error:  # noqa: BLE001 - told, whatever it is
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        sys.stderr.flush()
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    main()
