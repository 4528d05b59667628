"""Opens a store: made private, bound to one institution key, refused when not understood."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from sqlalchemy import Connection, Engine, create_engine, event, insert, inspect, select
from sqlalchemy.exc import SQLAlchemyError

from auditkit.core.errors import ConfigError, KeyMismatchError, StoreError
from auditkit.core.findings import Bilingual
from auditkit.core.i18n import both
from auditkit.core.permissions import create_private, make_private
from auditkit.core.pseudonym import Pseudonymiser
from auditkit.core.seal import Sealer
from auditkit.store.guards import guard
from auditkit.store.place import Place, place_of
from auditkit.store.schema import METADATA, SCHEMA_VERSION, STORE
from auditkit.store.share import Keeping, keeping

_WRITES: Final = "auditkit_writes"


@dataclass(frozen=True, slots=True)
class Store:
    """An open store; a context manager that closes it.

    ``place`` is a file or a database, ``key_id`` names the key that every pseudonym in it was made
    with, ``sealer`` makes its seals; ``notes`` say how it is kept when that is not as usual.
    """

    place: Place
    key_id: str
    engine: Engine
    sealer: Sealer = field(repr=False)
    notes: tuple[Bilingual, ...] = ()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a connection that sees one state of the store and is not to be written through."""
        with self._begun(self.engine) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Yield a connection whose changes are kept together or not at all.

        A file is locked for writing from here on, so that nothing read in it can be outdated.
        """
        with self._begun(self.engine.execution_options(**{_WRITES: True})) as connection:
            yield connection

    @contextmanager
    def _begun(self, engine: Engine) -> Iterator[Connection]:
        try:
            with engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise StoreError(_failed(self.place, error)) from None

    def close(self) -> None:
        """Let go of the file or the connections."""
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
    where: Path | str, key: Pseudonymiser, *, create: bool = True, kept: Keeping | None = None
) -> Store:
    """Open the store of an institution, making it when absent and ``create`` is set.

    ``where`` is a file, or the URL of a PostgreSQL database. On a network share a file is kept with
    a rollback journal, elsewhere with a write-ahead log; ``kept`` says which when that need not be
    found out. Other programs that write are waited for. Raises ``KeyMismatchError`` for a store of
    another key, ``ConfigError`` for a URL that is none, ``StoreError`` for what is no store, for an
    unknown schema version, for a database that cannot be reached and, without ``create``, for a
    store that is not there.
    """
    place = place_of(where)
    if place.path is None:
        return _opened(place, key, _server_engine(place), create=create)
    if not place.path.exists() and not create:
        raise StoreError(
            f"{place.shown}: there is no store here; give the folder a run was written to"
        )
    kept = kept or keeping(place.path)
    _make_private(place.path)
    engine = _file_engine(place, kept)
    with _named_after(place, engine):
        if kept.on_share:
            _take_log_off(place.path, kept.wait_s)
        store = _opened(place, key, engine, create=create)
        if not kept.on_share:
            _put_log_on(place.path)
    return replace(store, notes=_notes(place.path, kept))


def _opened(place: Place, key: Pseudonymiser, engine: Engine, *, create: bool) -> Store:
    with _named_after(place, engine):
        _settle(engine, place, key.key_id, create=create)
    return Store(place, key.key_id, engine, Sealer.of(key))


@contextmanager
def _named_after(place: Place, engine: Engine) -> Iterator[None]:
    """Let go of a store that cannot be opened, and say which one it was."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:
        engine.dispose()
        raise StoreError(_failed(place, error)) from None
    except BaseException:
        engine.dispose()
        raise


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


def _server_engine(place: Place) -> Engine:
    try:
        return create_engine(place.url, hide_parameters=True, pool_pre_ping=True)
    except ImportError:
        raise ConfigError(
            place.shown,
            "the driver of this database is not installed / 未安装该数据库的驱动",
            "pip install 'auditkit[pg]'",
        ) from None


def _file_engine(place: Place, kept: Keeping) -> Engine:
    engine = create_engine(place.url, hide_parameters=True, connect_args={"timeout": kept.wait_s})
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: Any, _record: object) -> None:  # noqa: ANN401 - a DBAPI connection
    connection.isolation_level = None  # the driver would begin by itself, and never for reading
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


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


def _settle(engine: Engine, place: Place, key_id: str, *, create: bool) -> None:
    """Make the tables of a new store, or check those of an old one."""
    with engine.begin() as connection:
        present = set(inspect(connection).get_table_names())
    if not present and create:
        _make(engine, key_id)
        present = {STORE.name}
    if STORE.name not in present:
        raise StoreError(f"{place.shown}: is a database, but not a store of auditkit")
    with engine.begin() as connection:
        version, owner = connection.execute(select(STORE.c.schema_version, STORE.c.key_id)).one()
    if version != SCHEMA_VERSION:
        raise StoreError(
            f"{place.shown}: schema version {version}; this auditkit reads {SCHEMA_VERSION}"
        )
    if owner != key_id:
        raise KeyMismatchError(
            place.shown,
            f"was written under the institution key {owner}, the present key is {key_id}",
            "Use the key it was written under, or another folder.",
        )


def _make(engine: Engine, key_id: str) -> None:
    """Make the tables; two programs may find none at once: one makes them, the other waits."""
    with engine.execution_options(**{_WRITES: True}).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('auditkit.store'))")
        if STORE.name in inspect(connection).get_table_names():
            return
        METADATA.create_all(connection)
        guard(connection)
        connection.execute(insert(STORE).values(schema_version=SCHEMA_VERSION, key_id=key_id))


def _failed(place: Place, error: Exception) -> str:
    """Return what went wrong by type only: a driver's text may repeat what it was given."""
    origin = getattr(error, "orig", None) or error
    if getattr(origin, "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return (
            f"{place.shown}: another program kept writing to the store for too long; close it, or "
            "try again later / 另一个程序一直在写入审计库，等待超时；请关闭该程序或稍后重试"
        )
    return f"{place.shown}: the store failed with {type(origin).__name__}"
