"""Opens a store to look at it as it stands: without its key, not upgraded, not changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, inspect, select
from sqlalchemy.exc import SQLAlchemyError

from auditkit.core.errors import InputError, StoreError
from auditkit.store.engines import server_engine
from auditkit.store.faults import told
from auditkit.store.place import Place, place_of
from auditkit.store.schema import SCHEMA_VERSION, STORE

_WAIT_S = 30


class DamagedError(StoreError):
    """A file that is damaged, or that is no database at all."""


@contextmanager
def looking(where: Path | str) -> Iterator[Connection]:
    """Yield a connection that sees one state of a store and can change nothing.

    Raises ``InputError`` when there is no store, ``StoreError`` for a schema version that this
    auditkit does not know or a database that fails, ``DamagedError`` for a file that is damaged.
    """
    place = place_of(where)
    if place.path is not None and not place.path.is_file():
        raise _nothing(place)
    engine = server_engine(place) if place.path is None else _file(place.path)
    was_open = place.path is None or _log_of(place.path).exists()
    try:
        with engine.connect() as connection, connection.begin():
            _check(connection, place)
            yield connection
    except SQLAlchemyError as error:
        if _is_damage(error):
            raise DamagedError(place.shown) from None
        raise told(place, error) from None
    finally:
        engine.dispose()
        if place.path is not None and not was_open:
            _tidy(place.path)


def _log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def _tidy(path: Path) -> None:
    """Let SQLite take away the empty log that reading made, unless others use it by now."""
    with suppress(sqlite3.Error), closing(sqlite3.connect(path, timeout=0)) as connection:
        _look(connection)


def _is_damage(error: SQLAlchemyError) -> bool:
    """Return whether an error says that the file itself is damaged, or no database at all."""
    name = str(getattr(getattr(error, "orig", None), "sqlite_errorname", ""))
    return name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_IOERR_SHORT"))


def _file(path: Path) -> Engine:
    """Return an engine that reads a file; one that nobody writes may lie on a read-only medium."""
    return create_engine("sqlite://", hide_parameters=True, creator=lambda: _connected(path))


def _connected(path: Path) -> sqlite3.Connection:
    uri = _uri(path)
    connection = _begun(uri)
    try:
        _look(connection)
    except sqlite3.OperationalError:
        connection.close()
        if not any(path.with_name(path.name + end).exists() for end in ("-wal", "-journal")):
            return _begun(f"{uri}&immutable=1")
        _recover(path)
        return _begun(uri)
    return connection


def _uri(path: Path) -> str:
    """Return the URI of a file; a share of Windows has four slashes (sqlite.org/uri.html)."""
    name = path.absolute().as_posix()
    return f"{'file://' if name.startswith('/') else 'file:///'}{quote(name, safe='/:')}?mode=ro"


def _look(connection: sqlite3.Connection) -> None:
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()


def _recover(path: Path) -> None:
    """Let SQLite undo what a killed program left half done, which no reader may do."""
    with closing(sqlite3.connect(path, timeout=_WAIT_S)) as connection:
        _look(connection)


def _begun(uri: str) -> sqlite3.Connection:
    connection = sqlite3.connect(uri, uri=True, timeout=_WAIT_S, check_same_thread=False)
    connection.isolation_level = None
    connection.execute("PRAGMA query_only = ON")
    return connection


def _check(connection: Connection, place: Place) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN")
    if not inspect(connection).has_table(STORE.name):
        raise _nothing(place)
    versions = list(connection.scalars(select(STORE.c.schema_version)))
    if versions != [SCHEMA_VERSION]:
        shown = ", ".join(str(version) for version in versions if isinstance(version, int))
        raise StoreError(
            f"{place.shown}: schema version {shown or '?'}, this auditkit verifies "
            f"{SCHEMA_VERSION}; an older store is upgraded by auditkit runs list / "
            "审计库结构版本不符；旧版审计库可用 auditkit runs list 升级后再核验"
        )


def _nothing(place: Place) -> InputError:
    return InputError(
        place.shown,
        "there is no store here, nothing to verify / 此处没有审计库，无可核验",
        "Name the folder of a run, its audit.db or an evidence pack. / "
        "请指定审计输出文件夹、其中的 audit.db 或证据包。",
    )
