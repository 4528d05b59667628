"""Where a store of the tests stands: in a file, and in a database of the PostgreSQL server."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from auditkit import store as st

ROOT = Path(__file__).resolve().parents[2]
POSTGRESQL = pytest.param("postgresql", marks=pytest.mark.postgres)


@pytest.fixture(params=["sqlite", POSTGRESQL])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """Give the place of an empty store; every test that takes it runs on both databases."""
    if request.param == "sqlite":
        return tmp_path / "out" / "audit.db"
    return str(request.getfixturevalue("server").emptied())


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


EVENT = {
    "run_id": "R1",
    "at": "2026-03-03T10:00:00+00:00",
    "who": "reviewer",
    "os_user": "os",
    "status": "confirmed",
    "reason": "listened to the call",
}


def begun(store: st.Store, run_id: str = "R1") -> None:
    """Begin a run, so that there is one to decide on."""
    st.begin_run(store, run_id, started_at=datetime(2026, 3, 2, tzinfo=UTC), manifest={})


@dataclass(frozen=True)
class SmallDisk:
    """A file system of 16 MiB."""

    folder: Path

    def fill(self, leave: int) -> None:
        """Take all room but ``leave`` bytes, in whole pages."""
        free = shutil.disk_usage(self.folder).free
        (self.folder / "filling").write_bytes(b"\0" * (free - leave // 4096 * 4096))

    def grow(self) -> None:
        self._remount("size=64m")

    def make_read_only(self) -> None:
        self._remount("ro")

    def _remount(self, options: str) -> None:
        subprocess.run(["mount", "-o", f"remount,{options}", str(self.folder)], check=True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """Mount a small file system; skip the test where that is not allowed."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=16m", "none", str(folder)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip(
            "NO FILE SYSTEM CAN BE MOUNTED: run as root to test a full and a read-only disk"
        )
    yield SmallDisk(folder)
    subprocess.run(["umount", "-l", str(folder)], check=True)
