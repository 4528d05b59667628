"""Opens ``audit.db``: made private, bound to one institution key, refused when not understood."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    create_engine,
    event,
    insert,
    inspect,
    select,
    update,
)
from sqlalchemy.exc import SQLAlchemyError

from auditkit.core.errors import KeyMismatchError, StoreError
from auditkit.core.findings import Bilingual
from auditkit.core.i18n import both
from auditkit.core.permissions import create_private, make_private
from auditkit.store.schema import METADATA, SCHEMA_VERSION, STORE
from auditkit.store.share import Keeping, keeping

_BEFORE_STATES = 1  # the same tables but for what one run hands to the next


@dataclass(frozen=True, slots=True)
class Store:
    """An open store; a context manager that closes it.

    ``path`` is the database file; ``key_id`` names the key that every pseudonym in it was made
    with; ``notes`` say how it is kept when that is not as usual.
    """

    path: Path
    key_id: str
    engine: Engine
    notes: tuple[Bilingual, ...] = ()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Yield a connection whose changes are kept together or not at all."""
        try:
            with self.engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise StoreError(_failed(self.path, error)) from None

    def close(self) -> None:
        """Let go of the file."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()


def open_store(
    path: Path, key_id: str, *, create: bool = True, kept: Keeping | None = None
) -> Store:
    """Open the store of an institution, making it when absent and ``create`` is set.

    On a network share it is kept with a rollback journal, elsewhere with a write-ahead log;
    ``kept`` says which when that need not be found out. Other programs that write are waited for.
    Raises ``KeyMismatchError`` for a store of another key, ``StoreError`` for a file that is no
    store, for an unknown schema version and, without ``create``, for a file that is not there.
    """
    if not path.exists() and not create:
        raise StoreError(f"{path}: there is no store here; give the folder a run was written to")
    kept = kept or keeping(path)
    _make_private(path)
    engine = _engine(path, kept)
    try:
        if kept.on_share:
            _take_log_off(path, kept.wait_s)
        _settle(engine, path, key_id)
        if not kept.on_share:
            _put_log_on(path)
    except (SQLAlchemyError, sqlite3.Error) as error:
        engine.dispose()
        raise StoreError(_failed(path, error)) from None
    except BaseException:
        engine.dispose()
        raise
    return Store(path=path, key_id=key_id, engine=engine, notes=_notes(path, kept))


def _notes(path: Path, kept: Keeping) -> tuple[Bilingual, ...]:
    return (both("store.share", path=path, seconds=int(kept.wait_s)),) if kept.on_share else ()


def _take_log_off(path: Path, wait_s: float) -> None:
    """Turn a file with a write-ahead log, brought to a share from a disk, to a rollback journal.

    It is opened alone, for then SQLite needs no shared memory (https://sqlite.org/wal.html).
    """
    with closing(sqlite3.connect(path, timeout=wait_s)) as connection:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("PRAGMA journal_mode = DELETE").fetchone()


def _put_log_on(path: Path) -> None:
    """Give a store a write-ahead log; while others use it, or where none can be had, none is."""
    with closing(sqlite3.connect(path, timeout=0)) as connection, suppress(sqlite3.Error):
        connection.execute("PRAGMA journal_mode = WAL").fetchone()


def _engine(path: Path, kept: Keeping) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        hide_parameters=True,
        connect_args={"timeout": kept.wait_s},
    )
    event.listen(engine, "connect", _enforce_keys)
    return engine


def _enforce_keys(connection: Any, _record: object) -> None:  # noqa: ANN401 - a DBAPI connection
    connection.execute("PRAGMA foreign_keys = ON")


def _make_private(path: Path) -> None:
    """Create the file with mode 0600 before SQLite would create it with the umask.

    A file that is there is never opened here: to close it would take the locks from every other
    connection of this process (https://sqlite.org/howtocorrupt.html, 2.2).
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _create(path)
        make_private(path)
    except OSError as error:
        raise StoreError(f"{path}: cannot be opened: {error.strerror}") from None


def _create(path: Path) -> None:
    with suppress(FileExistsError):  # another program was faster, which is as good
        os.close(create_private(path, os.O_RDWR | os.O_EXCL))


def _settle(engine: Engine, path: Path, key_id: str) -> None:
    """Make the tables of a new store, or check those of an old one."""
    with engine.begin() as connection:
        present = set(inspect(connection).get_table_names())
        if not present:
            # two programs may find it empty at once: one makes the tables, the other waits
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            present = set(inspect(connection).get_table_names())
        if not present:
            METADATA.create_all(connection)
            connection.execute(insert(STORE).values(schema_version=SCHEMA_VERSION, key_id=key_id))
            return
        if STORE.name not in present:
            raise StoreError(f"{path}: is a database, but not a store of auditkit")
        version, owner = connection.execute(select(STORE.c.schema_version, STORE.c.key_id)).one()
        if version == _BEFORE_STATES:
            METADATA.create_all(connection)
            connection.execute(update(STORE).values(schema_version=SCHEMA_VERSION))
            version = SCHEMA_VERSION
    if version != SCHEMA_VERSION:
        raise StoreError(f"{path}: schema version {version}; this auditkit reads {SCHEMA_VERSION}")
    if owner != key_id:
        raise KeyMismatchError(
            str(path),
            f"was written under the institution key {owner}, the present key is {key_id}",
            "Use the key it was written under, or another folder.",
        )


def _failed(path: Path, error: Exception) -> str:
    """Return what went wrong by type only: a driver's text may repeat what it was given."""
    origin = getattr(error, "orig", None) or error
    if getattr(origin, "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return (
            f"{path}: another program kept writing to the store for too long; close it, or try "
            "again later / 另一个程序一直在写入审计库，等待超时；请关闭该程序或稍后重试"
        )
    return f"{path}: the store failed with {type(origin).__name__}"
