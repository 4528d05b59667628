"""Takes the rows of a run out of the store, all of them or none, and records that it was done."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Table, delete, except_, select, update

from auditkit.core.errors import InputError
from auditkit.store.chain import Link, append, lock, read_chain
from auditkit.store.database import Store
from auditkit.store.holds import holds_on
from auditkit.store.schema import DECISION, FINDING, PARTS, POLICY, RUN, STATE, STATE_PART

_WAIT_S: Final = 30


@dataclass(frozen=True, slots=True)
class Purge:
    """What is to be purged: who asks for it and why, and what becomes of the files of the run.

    ``files`` are removed once the rows are gone, ``left`` stay where they are, each with the
    reason; ``receipt`` is where the receipt is written.
    """

    run: str
    at: str
    who: str
    os_user: str
    reason: str
    files: Sequence[Mapping[str, str]]
    left: Sequence[Mapping[str, str]]
    receipt: str


def purge_rows(store: Store, purge: Purge) -> Link:
    """Take a run's parts, state and what nobody else needs out of the store in one transaction.

    The run, its manifest, decisions, accesses and the chain stay. Returns the link ``run.purged``,
    which says how many rows of which digest were removed, by whom and why. Raises ``InputError``
    for a run that is on hold or is not complete.
    """
    with store.writing() as connection:
        lock(connection)
        if holds_on(connection).get(purge.run):
            raise InputError(purge.run, "is on hold / 处于保全状态")
        told = _told(connection, purge.run)
        rows = {kind: _removed(connection, table, purge.run) for kind, table in PARTS.items()}
        state = _removed(connection, STATE_PART, purge.run)
        _removed(connection, STATE, purge.run)
        connection.execute(update(RUN).where(RUN.c.id == purge.run).values(status="purged"))
        body = {
            "who": purge.who,
            "os_user": purge.os_user,
            "reason": purge.reason,
            "parts": {kind: {**told["parts"].get(kind, {}), "rows": rows[kind]} for kind in rows},
            "state_parts": state,
            "packs": _remove_packs(connection, purge.run, told.get("packs", ())),
            "identities": _remove_identities(connection),
            "files": [dict(each) for each in purge.files],
            "left": [dict(each) for each in purge.left],
            "receipt": purge.receipt,
        }
        return append(
            connection, store.sealer, "run.purged", at=purge.at, run_id=purge.run, body=body
        )


def purges(store: Store) -> dict[str, Link]:
    """Return the link of every purge by run."""
    with store.reading() as connection:
        return {link.run_id: link for link in read_chain(connection) if link.kind == "run.purged"}


def held(store: Store) -> Mapping[str, int]:
    """Return how many holds stand on each run that has any."""
    with store.reading() as connection:
        return holds_on(connection)


def wipe(store: Store) -> bool:
    """Give the room of what was deleted back, so that its bytes go; return whether it was done.

    Others who use the store are waited for, and not for ever: then it is left for the next time.
    """
    if store.place.path is None:
        return _wipe_server(store)
    try:
        with closing(sqlite3.connect(store.place.path, timeout=_WAIT_S)) as connection:
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.OperationalError:
        return False
    return True


def _wipe_server(store: Store) -> bool:
    """Write the tables of parts anew: what a plain VACUUM frees still holds the old bytes."""
    raw = store.engine.raw_connection()
    try:
        driver: Any = raw.driver_connection
        driver.autocommit = True
        driver.execute(f"SET lock_timeout = '{_WAIT_S}s'")
        for table in (*PARTS.values(), STATE, STATE_PART, FINDING, POLICY):
            driver.execute(f"VACUUM (FULL) {table.name}")
    except Exception as error:
        if type(error).__module__.partition(".")[0] != "psycopg":
            raise
        return False
    finally:
        with suppress(AttributeError):
            raw.invalidate()
        raw.close()
    return True


def _told(connection: Connection, run: str) -> Mapping[str, Any]:
    """Return what the chain says of a run that is complete."""
    status = connection.scalar(select(RUN.c.status).where(RUN.c.id == run))
    found = [link for link in read_chain(connection) if _is_end(link, run)]
    if status != "complete" or not found:
        raise InputError(run, "is not a complete run / 不是已完成的审计")
    return _of(found[-1], run)


def _is_end(link: Link, run: str) -> bool:
    if link.kind == "store.upgraded":
        return any(each["id"] == run for each in link.body.get("runs", ()))
    return link.kind == "run.completed" and link.run_id == run


def _of(link: Link, run: str) -> Mapping[str, Any]:
    taken = [each for each in link.body.get("runs", ()) if each["id"] == run]
    return dict(taken[0]) if taken else link.body


def _removed(connection: Connection, table: Table, run: str) -> int:
    return connection.execute(delete(table).where(table.c.run_id == run)).rowcount


def _remove_packs(connection: Connection, run: str, packs: Sequence[str]) -> list[str]:
    """Remove the rule packs that no run needs that is still there."""
    standing = set(connection.scalars(select(RUN.c.id).where(RUN.c.status == "complete")))
    needed = {
        digest
        for link in read_chain(connection)
        if link.kind == "run.completed" and link.run_id in standing - {run}
        for digest in link.body.get("packs", ())
    }
    gone = sorted(set(packs) - needed)
    if gone:
        connection.execute(delete(POLICY).where(POLICY.c.sha256.in_(gone)))
    return gone


def _remove_identities(connection: Connection) -> int:
    """Remove the identities of findings that no run has any more and nobody decided on."""
    lone = except_(
        select(FINDING.c.fingerprint),
        select(PARTS["sighting"].c.name),
        select(DECISION.c.fingerprint),
    ).subquery()
    query = delete(FINDING).where(FINDING.c.fingerprint.in_(select(lone.c.fingerprint)))
    return connection.execute(query).rowcount
