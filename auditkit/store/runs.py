"""Runs as the store lists them. A run is ``running`` until its last row is in."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, count
from typing import Any, Final, Literal

from sqlalchemy import Connection, Row, insert, select

from auditkit.core.errors import StoreError
from auditkit.store.chain import append, digest_of
from auditkit.store.database import Store
from auditkit.store.kept import read_part
from auditkit.store.schema import PARTS, RUN, STORE
from auditkit.store.words import hashable_json, storable_json

Status = Literal["running", "complete", "purged"]
LATEST: Final = "latest"


@dataclass(frozen=True, slots=True)
class RunRecord:
    """A run as the store holds it; a killed run stays ``running`` and has an early manifest.

    ``id`` is the run's own, ``name`` (``run_id`` of the manifest) is shared by runs over the same
    input, policy and settings. Of a purged run the manifest is kept.
    """

    id: str
    name: str
    started_at: str
    ended_at: str
    key_id: str
    status: Status
    manifest: Mapping[str, Any]

    @property
    def is_complete(self) -> bool:
        """Whether the run came to its end and all of it is kept."""
        return self.status == "complete"


def begin_run(
    store: Store, run_id: str, *, started_at: datetime, manifest: Mapping[str, Any]
) -> str:
    """Record that a run has begun, at once and for good, so that a killed run leaves a trace.

    Returns its id: the one given, followed by a number where a run has that one already, for two
    may begin at one tick of the clock.
    """
    at = started_at.isoformat()
    with store.writing() as connection:
        free = _free_id(connection, run_id)
        connection.execute(
            insert(RUN).values(
                id=free,
                started_at=at,
                key_id=store.key_id,
                status="running",
                manifest=storable_json(hashable_json(manifest)),
            )
        )
        body = {"manifest_sha256": digest_of(hashable_json(manifest))}
        append(connection, store.sealer, "run.begun", at=at, run_id=free, body=body)
    return free


def _free_id(connection: Connection, run_id: str) -> str:
    # nobody else takes an id while the store's row is locked, which is until the run is recorded
    connection.execute(select(STORE.c.head).with_for_update())
    query = select(RUN.c.id).where(RUN.c.id.startswith(run_id, autoescape=True))
    taken = set(connection.execute(query).scalars())
    further = (f"{run_id}{number}" for number in count(2))
    return next(each for each in chain((run_id,), further) if each not in taken)


def read_runs(store: Store) -> tuple[RunRecord, ...]:
    """Return every run, the latest first."""
    query = select(RUN).order_by(RUN.c.started_at.desc(), RUN.c.id.desc())
    with store.reading() as connection:
        return tuple(_record(row) for row in connection.execute(query))


def read_run(store: Store, which: str | None = None) -> RunRecord:
    """Return the latest run of an id or a name; ``StoreError`` when there is none.

    None is the latest of all, ``latest`` the latest that is complete.
    """
    for record in read_runs(store):
        if which in (None, record.id, record.name) or (which == LATEST and record.is_complete):
            return record
    named = f" {which}" if which not in (None, LATEST) else ""
    raise StoreError(f"{store.place.shown}: holds no run{named}")


def read_findings(store: Store, run_id: str) -> Iterator[dict[str, Any]]:
    """Yield the findings of a run in the order they were written, as JSON objects."""
    for item in read_part(store, run_id, "sighting"):
        yield json.loads(item.body)


def read_finding(store: Store, run_id: str, fingerprint: str) -> dict[str, Any] | None:
    """Return one finding of a run as a JSON object; ``None`` when the run has no such finding."""
    table = PARTS["sighting"]
    query = (
        select(table.c.body)
        .where(table.c.run_id == run_id, table.c.name == fingerprint)
        .order_by(table.c.position)
        .limit(1)
    )
    with store.reading() as connection:
        body = connection.execute(query).scalar_one_or_none()
    return None if body is None else dict(json.loads(body))


def _record(row: Row[Any]) -> RunRecord:
    return RunRecord(
        id=row.id,
        name=row.name,
        started_at=row.started_at,
        ended_at=row.ended_at,
        key_id=row.key_id,
        status=row.status,
        manifest=json.loads(row.manifest),
    )
