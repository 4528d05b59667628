"""Makes the engine of a store: how each kind of database is connected to, begun and waited for."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event, func, select

from auditkit.core.errors import ConfigError
from auditkit.store.place import Place
from auditkit.store.share import Keeping

WRITES: Final = "auditkit_writes"
"""The execution option of an engine whose transactions write."""

_REACH_S: Final = "10"
_WAIT: Final = "60s"
_READS: Final = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"


def file_engine(place: Place, kept: Keeping) -> Engine:
    """Return the engine of a file, which waits for other programs as long as ``kept`` says."""
    engine = create_engine(place.url, hide_parameters=True, connect_args={"timeout": kept.wait_s})
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin_file)
    return engine


def server_engine(place: Place) -> Engine:
    """Return the engine of a PostgreSQL database; ``ConfigError`` without its driver."""
    given = {"connect_timeout": place.url.query.get("connect_timeout", _REACH_S)}
    try:
        engine = create_engine(
            place.url,
            hide_parameters=True,
            pool_pre_ping=True,
            connect_args={**given, "client_encoding": "utf8"},
        )
    except ImportError:
        raise ConfigError(
            place.shown,
            "the driver of this database is not installed / 未安装该数据库的驱动",
            "pip install 'auditkit[pg]'",
        ) from None
    event.listen(engine, "begin", _begin_server)
    return engine


def take_log_off(path: Path, wait_s: float) -> None:
    """Turn a file with a write-ahead log, brought to a share from a disk, to a rollback journal.

    It is opened alone, for then SQLite needs no shared memory (https://sqlite.org/wal.html).
    """
    with closing(sqlite3.connect(path, timeout=wait_s)) as connection:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("PRAGMA journal_mode = DELETE").fetchone()


def put_log_on(path: Path) -> None:
    """Give a store a write-ahead log; while others use it, or where none can be had, none is."""
    with closing(sqlite3.connect(path, timeout=0)) as connection, suppress(sqlite3.Error):
        connection.execute("PRAGMA journal_mode = WAL").fetchone()


def _set_up(connection: Any, _record: object) -> None:  # noqa: ANN401 - a DBAPI connection
    connection.isolation_level = None  # the driver would begin by itself, and never for reading
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")


def _begin_file(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if _writes(connection) else "BEGIN")


def _begin_server(connection: Connection) -> None:
    """Bound every wait of a writer; show a reader one state of the store from first to last.

    A limit on statements that the server may have is not meant for the rows of a whole run.
    """
    if _writes(connection):
        settings = {"lock_timeout": _WAIT, "statement_timeout": "0"}
        connection.execute(
            select(*(func.set_config(name, value, True) for name, value in settings.items()))
        )
    else:
        connection.exec_driver_sql(_READS)


def _writes(connection: Connection) -> bool:
    return bool(connection.get_execution_options().get(WRITES))
