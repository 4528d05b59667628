"""Opens ``audit.db``: made private, bound to one institution key, refused when not understood."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
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
from auditkit.store.schema import METADATA, SCHEMA_VERSION, STORE

_LOCK_WAIT_S = 15
_BEFORE_STATES = 1  # the same tables but for what one run hands to the next


@dataclass(frozen=True, slots=True)
class Store:
    """An open store; a context manager that closes it.

    ``path`` is the database file; ``key_id`` names the key that every pseudonym in it was made
    with.
    """

    path: Path
    key_id: str
    engine: Engine

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


def open_store(path: Path, key_id: str, *, create: bool = True) -> Store:
    """Open the store of an institution, making it when absent and ``create`` is set.

    Raises ``KeyMismatchError`` for a store of another key, ``StoreError`` for a file that is no
    store, for an unknown schema version and, without ``create``, for a file that is not there.
    """
    if not path.exists() and not create:
        raise StoreError(f"{path}: there is no store here; give the folder a run was written to")
    _make_private(path)
    engine = _engine(path)
    try:
        _settle(engine, path, key_id)
    except SQLAlchemyError as error:
        engine.dispose()
        raise StoreError(_failed(path, error)) from None
    except BaseException:
        engine.dispose()
        raise
    return Store(path=path, key_id=key_id, engine=engine)


def _engine(path: Path) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        hide_parameters=True,
        connect_args={"timeout": _LOCK_WAIT_S},
    )
    event.listen(engine, "connect", _enforce_keys)
    return engine


def _enforce_keys(connection: Any, _record: object) -> None:  # noqa: ANN401 - a DBAPI connection
    connection.execute("PRAGMA foreign_keys = ON")


def _make_private(path: Path) -> None:
    """Create the file with mode 0600 before SQLite would create it with the umask."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        if os.name == "posix":
            path.chmod(0o600)
    except OSError as error:
        raise StoreError(f"{path}: cannot be opened: {error.strerror}") from None


def _settle(engine: Engine, path: Path, key_id: str) -> None:
    """Make the tables of a new store, or check those of an old one."""
    with engine.begin() as connection:
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


def _failed(path: Path, error: SQLAlchemyError) -> str:
    """Return what went wrong by type only: a driver's text may repeat what it was given."""
    origin = getattr(error, "orig", None)
    return f"{path}: the store failed with {type(origin or error).__name__}"
