"""A PostgreSQL server that lives as long as the tests."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import pytest


def _binaries() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def postgres():
    """Give the URL of a throw-away server; initdb refuses root, so it runs as ``postgres``."""
    binaries = _binaries()
    if binaries is None:
        pytest.skip("NO POSTGRESQL SERVER FOUND: install postgresql to run these tests")
    user = "postgres" if os.geteuid() == 0 else None
    home = Path(tempfile.mkdtemp(prefix="pg-"))
    if user:
        shutil.chown(home, user)
    port = _free_port()

    def call(*command: str) -> None:
        subprocess.run(command, check=True, user=user, cwd=home, capture_output=True, timeout=60)

    data = str(home / "data")
    control = str(binaries / "pg_ctl")
    call(str(binaries / "initdb"), "-D", data, "-A", "trust", "-U", "auditor", "-E", "UTF8")
    options = f"-p {port} -k {home} -c listen_addresses=127.0.0.1 -c fsync=off"
    call(control, "-D", data, "-o", options, "-l", str(home / "log"), "-w", "start")
    try:
        yield f"postgresql://auditor:hush-hush@127.0.0.1:{port}/postgres"
    finally:
        call(control, "-D", data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(home, ignore_errors=True)
