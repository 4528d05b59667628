"""Where a store of the tests stands: in a file, and in a database of the PostgreSQL server."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
POSTGRESQL = pytest.param("postgresql", marks=pytest.mark.postgres)


@pytest.fixture(params=["sqlite", POSTGRESQL])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """Give the place of an empty store; every test that takes it runs on both databases."""
    if request.param == "sqlite":
        return tmp_path / "out" / "audit.db"
    return str(request.getfixturevalue("server").database())


class Victims:
    """The program that dies; each call is one life."""

    def __init__(self, program: subprocess.Popen[str], ticks: Path) -> None:
        self.program, self.file = program, ticks

    def run(self, **command: object) -> int:
        (code,) = self.crowd(command)
        return code

    def crowd(self, *commands: dict[str, object]) -> list[int]:
        """Do commands at the same time and return how each ended."""
        self.program.stdin.write(json.dumps({"crowd": commands}) + "\n")
        self.program.stdin.flush()
        return list(json.loads(self.program.stdout.readline()))

    def killed(self, tick: int | str, **command: object) -> None:
        assert self.run(**command, dies_at=tick) == -signal.SIGKILL

    def ticks(self, **command: object) -> list[str]:
        """Return the names of the places that a command passes, by doing it."""
        assert self.run(**command, ticks=str(self.file)) == 0
        return json.loads(self.file.read_text())


@pytest.fixture(scope="session")
def victims(tmp_path_factory):
    """Give the program that dies, started once."""
    if os.name != "posix":
        pytest.skip("SIGKILL and fork are matters of POSIX")
    program = subprocess.Popen(
        [sys.executable, "-m", "tests.store.victim"],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert program.stdout.readline() == "ready\n"
    yield Victims(program, tmp_path_factory.mktemp("victims") / "ticks")
    program.stdin.close()
    assert program.wait(timeout=20) == 0
    program.stdout.close()
