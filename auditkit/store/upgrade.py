"""Brings the tables of an older store to the present version, in one transaction of the caller.

Rows of the first two versions had no seal. They are sealed here, and the link ``store.upgraded``
names the digest of each, so that it can be told what stood there at that moment: whatever was done
to them before nobody can vouch for.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Row, bindparam, select, update

from auditkit.core import clock
from auditkit.core.seal import Sealer
from auditkit.store.chain import append, canonical, digest_of
from auditkit.store.kept import PartDigest
from auditkit.store.schema import (
    ACCESS,
    PARTS,
    REVISION,
    RUN,
    SCHEMA_VERSION,
    STATE,
    STATE_PART,
    STORE,
    revision_of,
)

_SEALED_SINCE: Final = 3
_BULK: Final = 2_000
_SIGHTING: Final = PARTS["sighting"]


def upgrade(connection: Connection, sealer: Sealer, version: int) -> None:
    """Bring a store of an older version to the present one and record that it was done."""
    migrate(connection, version)
    connection.execute(update(STORE).values(schema_version=SCHEMA_VERSION))
    body: dict[str, Any] = {"from": version, "to": SCHEMA_VERSION}
    if version < _SEALED_SINCE:
        body |= {
            "runs": list(_seal_runs(connection, sealer)),
            "access": _seal_acts(connection, sealer),
        }
    at = clock.now().isoformat(timespec="seconds")
    append(connection, sealer, "store.upgraded", at=at, run_id="", body=body)


def migrate(connection: Connection, version: int = 0) -> None:
    """Run the migrations after a version: all of them for an empty database."""
    config = configured(connection)
    if version and not _stamped(connection):
        command.stamp(config, revision_of(version))
    command.upgrade(config, "head")


def configured(connection: Connection) -> Config:
    """Return what Alembic must know to work in the transaction of a connection."""
    config = Config()
    folder = str(Path(__file__).parent / "migrations").replace("%", "%%")
    config.set_main_option("script_location", folder)
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _stamped(connection: Connection) -> bool:
    return connection.dialect.has_table(connection, REVISION.name)


def _seal_runs(connection: Connection, sealer: Sealer) -> Iterator[dict[str, Any]]:
    runs = connection.execute(select(RUN).order_by(RUN.c.started_at, RUN.c.id)).all()
    for run in runs:
        manifest = json.loads(run.manifest)
        name = str(manifest.get("run_id", ""))[:64]
        connection.execute(update(RUN).where(RUN.c.id == run.id).values(name=name))
        yield {
            "id": run.id,
            "name": name,
            "status": run.status,
            "manifest_sha256": digest_of(canonical(manifest)),
            "parts": {_SIGHTING.name: _seal_sightings(connection, sealer, run.id)},
            "state": _digest_of_state(connection, run.id),
        }


def _seal_sightings(connection: Connection, sealer: Sealer, run_id: str) -> dict[str, Any]:
    digest = PartDigest()
    change = (
        update(_SIGHTING)
        .where(_SIGHTING.c.run_id == bindparam("of"), _SIGHTING.c.position == bindparam("at"))
        .values(seal=bindparam("sealed"))
    )
    for rows in _pages(connection, run_id):
        connection.execute(change, [_sealed(sealer, row, digest) for row in rows])
    return digest.told()


def _sealed(sealer: Sealer, row: Row[Any], digest: PartDigest) -> dict[str, Any]:
    digest.add(row.name, row.body)
    seal = sealer.seal(_SIGHTING.name, row.run_id, str(row.position), row.name, row.body)
    return {"of": row.run_id, "at": row.position, "sealed": seal}


def _pages(connection: Connection, run_id: str) -> Iterator[list[Row[Any]]]:
    """Yield the findings of a run page by page: nothing is read on while it is changed."""
    last = -1
    query = select(_SIGHTING).where(_SIGHTING.c.run_id == run_id).order_by(_SIGHTING.c.position)
    while rows := list(connection.execute(query.where(_SIGHTING.c.position > last).limit(_BULK))):
        yield rows
        last = rows[-1].position


def _seal_acts(connection: Connection, sealer: Sealer) -> list[list[Any]]:
    done = []
    for row in connection.execute(select(ACCESS).order_by(ACCESS.c.id)).mappings().all():
        text = canonical({name: row[name] for name in row if name not in ("id", "seal")})
        seal = sealer.seal(ACCESS.name, text)
        connection.execute(update(ACCESS).where(ACCESS.c.id == row["id"]).values(seal=seal))
        done.append([row["id"], digest_of(text)])
    return done


def _digest_of_state(connection: Connection, run_id: str) -> dict[str, Any] | None:
    about = connection.scalar(select(STATE.c.about).where(STATE.c.run_id == run_id))
    if about is None:
        return None
    whole, parts = hashlib.sha256(about.encode()), 0
    query = select(STATE_PART.c.body).where(STATE_PART.c.run_id == run_id)
    for body in connection.scalars(query.order_by(STATE_PART.c.position)):
        whole.update(hashlib.sha256(body).digest())
        parts += 1
    return {"parts": parts, "sha256": whole.hexdigest()}
