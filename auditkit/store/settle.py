"""Makes the tables of a new store, upgrades those of an old one, refuses what is not understood."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Engine, insert, inspect, select

from auditkit.core.errors import KeyMismatchError
from auditkit.core.pseudonym import Pseudonymiser
from auditkit.core.seal import Sealer
from auditkit.store.engines import WRITES
from auditkit.store.faults import fault
from auditkit.store.guards import guard
from auditkit.store.place import Place
from auditkit.store.schema import METADATA, REVISION, SCHEMA_VERSION, STORE, revision_of


@dataclass(frozen=True, slots=True)
class _Found:
    """What stands in a database: ``version`` 0 for nothing, -1 for what is no store."""

    version: int
    owner: str = ""


def settle(engine: Engine, place: Place, key: Pseudonymiser, *, create: bool) -> None:
    """Make sure that a store stands in a database, of the present version and of this key."""
    with engine.begin() as connection:
        found = _found(connection)
    if _is_old(found) or (found.version == 0 and create):
        found = _bring_up(engine, place, key)
    _refuse(found, place, key.key_id)


def _found(connection: Connection) -> _Found:
    present = inspect(connection).get_table_names()
    if STORE.name not in present:
        return _Found(-1 if present else 0)
    rows = connection.execute(select(STORE.c.schema_version, STORE.c.key_id)).all()
    return _Found(*rows[0]) if len(rows) == 1 else _Found(-1)


def _is_old(found: _Found) -> bool:
    return 0 < found.version < SCHEMA_VERSION


def _bring_up(engine: Engine, place: Place, key: Pseudonymiser) -> _Found:
    """Make or upgrade, all of it or nothing; of two programs one does it and the other waits."""
    with engine.execution_options(**{WRITES: True}).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('auditkit.store'))")
        found = _found(connection)
        if found.version == 0:
            _make(connection, place, key.key_id)
        elif _is_old(found) and found.owner == key.key_id:
            from auditkit.store.upgrade import upgrade  # noqa: PLC0415 - Alembic loads when needed

            upgrade(connection, Sealer.of(key), found.version)
            guard(connection)
        else:
            return found
        return _Found(SCHEMA_VERSION, key.key_id)


def _make(connection: Connection, place: Place, key_id: str) -> None:
    """Make the tables as the migrations would, without loading them."""
    if connection.dialect.name == "postgresql":
        kept_in = connection.exec_driver_sql("SHOW server_encoding").scalar()
        if kept_in != "UTF8":
            raise fault(place, "encoding")
    METADATA.create_all(connection, checkfirst=False)
    guard(connection)
    connection.execute(insert(REVISION).values(version_num=revision_of(SCHEMA_VERSION)))
    connection.execute(insert(STORE).values(schema_version=SCHEMA_VERSION, key_id=key_id))


def _refuse(found: _Found, place: Place, key_id: str) -> None:
    if found.version < 0:
        raise fault(place, "not_store")
    if found.version == 0:
        raise fault(place, "missing")
    if found.owner != key_id:
        raise KeyMismatchError(
            place.shown,
            f"was written under the institution key {found.owner}, the present key is {key_id}",
            "Use the key it was written under, or another folder.",
        )
    if found.version != SCHEMA_VERSION:
        raise fault(place, "newer", version=found.version, reads=SCHEMA_VERSION)
