"""A PostgreSQL server that lives as long as the tests and is started when one first asks for it."""

from __future__ import annotations

import itertools
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

USER, PASSWORD = "auditor", "hush-hush"


@dataclass(frozen=True)
class Server:
    """A throw-away server; ``url`` opens its first database."""

    binaries: Path
    home: Path
    port: int
    _numbers: Iterator[int] = field(default_factory=itertools.count)
    _kept: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return self.url_of("postgres")

    def url_of(self, database: str, user: str = USER, password: str = PASSWORD) -> str:
        return f"postgresql://{user}:{password}@127.0.0.1:{self.port}/{database}"

    def database(self, options: str = "") -> str:
        """Make an empty database and return its URL."""
        name = f"d{next(self._numbers)}"
        self.sql(f"CREATE DATABASE {name} {options}")
        return self.url_of(name)

    def emptied(self) -> str:
        """Return the URL of the one database that is emptied for every test that asks for it."""
        if not self._kept:
            self._kept.append(self.database())
        self.sql("DROP SCHEMA public CASCADE", "CREATE SCHEMA public", database=self._kept[0])
        return self._kept[0]

    def sql(self, *commands: str, database: str = "") -> None:
        import psycopg

        with psycopg.connect(database or self.url, autocommit=True) as connection:
            for command in commands:
                connection.execute(command)

    def own(self, *folders: Path) -> None:
        """Give folders to the user whom the server runs as."""
        if os.geteuid() == 0:
            for folder in folders:
                for above in (folder, *folder.parents):
                    if not above.stat().st_mode & 0o001:
                        above.chmod(above.stat().st_mode | 0o011)
                shutil.chown(folder, "postgres")

    def start(self) -> None:
        settings = ("listen_addresses=127.0.0.1", "fsync=off", "client_min_messages=warning")
        options = f"-p {self.port} -k {self.home} " + " ".join(f"-c {each}" for each in settings)
        self.control("-o", options, "-l", str(self.home / "log"), "-w", "start")

    def stop(self) -> None:
        self.control("-m", "immediate", "-w", "stop")

    def control(self, *command: str) -> None:
        self.call("pg_ctl", "-D", str(self.home / "data"), *command)

    def call(self, program: str, *command: str) -> None:
        """Run a program of the server; it refuses root, so there it runs as ``postgres``."""
        user = "postgres" if os.geteuid() == 0 else None
        whole = [str(self.binaries / program), *command]
        subprocess.run(whole, check=True, user=user, cwd=self.home, capture_output=True, timeout=60)


def new_server(home: Path) -> Server:
    """Start a server in a folder of its own; skip the test where no server is installed."""
    binaries = _binaries()
    if binaries is None:
        pytest.skip("NO POSTGRESQL SERVER FOUND: install postgresql to run these tests")
    if os.geteuid() == 0:
        shutil.chown(home, "postgres")
    server = Server(binaries, home, _free_port())
    secret = home / "secret"
    secret.write_text(PASSWORD)
    secret.chmod(0o644)
    hosts = ("--auth-host=scram-sha-256", "--auth-local=trust", "--pwfile", str(secret))
    server.call("initdb", "-D", str(home / "data"), "-U", USER, "-E", "UTF8", "-N", *hosts)
    server.start()
    return server


def _binaries() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def server():
    """Give the server that tests share; what stops or fills a server takes one of its own."""
    home = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        shared = new_server(home)
        yield shared
        shared.stop()
    finally:
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres(server):
    """Give the URL of a database on the shared server."""
    return server.url
