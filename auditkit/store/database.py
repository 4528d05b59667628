"""Opens a store: made private, bound to one institution key, refused when not understood."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from auditkit.core.findings import Bilingual
from auditkit.core.i18n import both
from auditkit.core.outputs import has_no_room
from auditkit.core.permissions import create_private, make_private
from auditkit.core.pseudonym import Pseudonymiser
from auditkit.core.seal import Sealer
from auditkit.store.engines import WRITES, file_engine, put_log_on, server_engine, take_log_off
from auditkit.store.faults import fault, told
from auditkit.store.place import Place, place_of
from auditkit.store.settle import settle
from auditkit.store.share import Keeping, keeping


@dataclass(frozen=True, slots=True)
class Store:
    """An open store; a context manager that closes it.

    ``place`` is a file or a database, ``key_id`` names the key that every pseudonym in it was made
    with, ``sealer`` makes its seals; ``notes`` say how it is kept when that is not as usual.
    """

    place: Place
    key_id: str
    engine: Engine = field(repr=False)
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
        with self._begun(self.engine.execution_options(**{WRITES: True})) as connection:
            yield connection

    @contextmanager
    def _begun(self, engine: Engine) -> Iterator[Connection]:
        try:
            with engine.begin() as connection:
                yield connection
        except (SQLAlchemyError, UnicodeEncodeError) as error:
            raise told(self.place, error) from None

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
    another key, ``ConfigError`` for a URL that is none, ``StoreError`` for what is no store, for a
    newer schema version (an older one is upgraded), for a database that cannot be reached and,
    without ``create``, for a store that is not there.
    """
    place = place_of(where)
    if place.path is None:
        return _opened(place, key, server_engine(place), create=create)
    if not place.path.exists() and not create:
        raise fault(place, "missing")
    if place.path.is_dir():
        raise fault(place, "folder")
    kept = kept or keeping(place.path)
    _make_private(place, place.path)
    engine = file_engine(place, kept)
    with _named_after(place, engine):
        if kept.on_share:
            take_log_off(place.path, kept.wait_s)
        store = _opened(place, key, engine, create=create)
        if not kept.on_share:
            put_log_on(place.path)
    return replace(store, notes=_notes(place.path, kept))


def _opened(place: Place, key: Pseudonymiser, engine: Engine, *, create: bool) -> Store:
    with _named_after(place, engine):
        settle(engine, place, key, create=create)
    return Store(place, key.key_id, engine, Sealer.of(key))


@contextmanager
def _named_after(place: Place, engine: Engine) -> Iterator[None]:
    """Let go of a store that cannot be opened, and say which one it was."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:
        engine.dispose()
        raise told(place, error) from None
    except BaseException:
        engine.dispose()
        raise


def _notes(path: Path, kept: Keeping) -> tuple[Bilingual, ...]:
    return (both("store.share", path=path, seconds=int(kept.wait_s)),) if kept.on_share else ()


def _make_private(place: Place, path: Path) -> None:
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
        if error.errno == errno.EROFS and path.exists():
            return  # on a medium that can only be read it is as private as it was made
        raise fault(place, _kind_of(error)) from None


def _kind_of(error: OSError) -> str:
    if error.errno == errno.EROFS:
        return "read_only"
    return "full" if has_no_room(error) else "cannot_open"


def _create(path: Path) -> None:
    with suppress(FileExistsError):  # another program was faster, which is as good
        os.close(create_private(path, os.O_RDWR | os.O_EXCL))
