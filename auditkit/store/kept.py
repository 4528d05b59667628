"""Keeps a finished run, all of it or none, and gives it back row by row.

A run consists of its manifest and of parts (``schema.PARTS``): rows in their order, each a name and
a body of canonical JSON, each sealed on its own so that a changed row can be named. The link
``run.completed`` holds the digest of every part, which needs no key to be made again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, Table, func, insert, select, update

from auditkit.core.errors import StoreError
from auditkit.store.bulk import load, load_new
from auditkit.store.chain import Link, append, canonical, digest_of
from auditkit.store.database import Store
from auditkit.store.schema import FINDING, PARTS, POLICY, RUN, STATE, STATE_PART
from auditkit.store.words import hashable_json, storable_json

BULK: Final = 5_000


@dataclass(frozen=True, slots=True)
class Item:
    """One row of a part: its name (see ``schema.PARTS``) and its body as JSON.

    Both are text that a database can hold (``store.words``).
    """

    name: str
    body: str


@dataclass(frozen=True, slots=True)
class PackFiles:
    """The files of a pack as a run used them, packed; ``sha256`` is the digest of the pack."""

    sha256: str
    pack: str
    version: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Output:
    """A file that a run or a later report wrote; ``file`` is its name in the folder."""

    format: str
    file: str
    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Ended:
    """What is kept of a run that has come to its end.

    ``parts`` may be streams; they are read once, in the order of ``schema.PARTS``. ``rules`` are
    the rules of findings by fingerprint in the order of the part ``sighting``.
    """

    name: str
    at: str
    manifest: Mapping[str, Any]
    parts: Mapping[str, Iterable[Item]]
    outputs: Sequence[Output] = ()
    packs: Sequence[PackFiles] = ()
    state: tuple[Mapping[str, Any], Sequence[bytes]] | None = None
    rules: Mapping[str, str] = field(default_factory=dict)


def keep_run(store: Store, run_id: str, ended: Ended) -> Link:
    """Keep a run that has begun, with everything that belongs to it, or nothing.

    Returns the link ``run.completed``: name, SHA-256 of the manifest, rows and digest of every
    part, of the state and the packs, and the outputs. Raises ``StoreError`` when the run never
    began or is complete.
    """
    with store.writing() as connection:
        _complete(connection, store, run_id, ended)
        parts = {
            kind: _write_part(connection, store, table, run_id, ended.parts.get(kind, ()))
            for kind, table in PARTS.items()
        }
        _identify(connection, run_id, ended.rules)
        _write_packs(connection, ended.packs)
        state = _write_state(connection, run_id, ended.state)
        body = {
            "name": ended.name,
            "manifest_sha256": digest_of(hashable_json(ended.manifest)),
            "parts": parts,
            "state": state,
            "packs": sorted(pack.sha256 for pack in ended.packs),
            "outputs": [_output(each) for each in ended.outputs],
        }
        return append(
            connection, store.sealer, "run.completed", at=ended.at, run_id=run_id, body=body
        )


def read_part(store: Store, run_id: str, kind: str) -> Iterator[Item]:
    """Yield the rows of a part of a run in their order."""
    table = PARTS[kind]
    query = (
        select(table.c.name, table.c.body)
        .where(table.c.run_id == run_id)
        .order_by(table.c.position)
    )
    with store.reading() as connection:
        for name, body in connection.execution_options(yield_per=BULK).execute(query):
            yield Item(name, body)


def count_parts(store: Store, run_id: str) -> dict[str, int]:
    """Return how many rows each part of a run has."""
    with store.reading() as connection:
        return {
            kind: int(
                connection.execute(
                    select(func.count()).select_from(table).where(table.c.run_id == run_id)
                ).scalar_one()
            )
            for kind, table in PARTS.items()
        }


def read_packs(store: Store, digests: Sequence[str]) -> tuple[PackFiles, ...]:
    """Return the packs of these digests, as far as they are kept."""
    query = select(POLICY).where(POLICY.c.sha256.in_(digests)).order_by(POLICY.c.pack)
    with store.reading() as connection:
        rows = connection.execute(query).all()
    return tuple(PackFiles(row.sha256, row.pack, row.version, bytes(row.body)) for row in rows)


class PartDigest:
    """The digest of a part: SHA-256 over ``position name sha256(body)`` of every row, in order."""

    def __init__(self) -> None:
        self.rows = 0
        self._whole = hashlib.sha256()

    def add(self, name: str, body: str) -> None:
        """Take in the next row."""
        line = f"{self.rows} {digest_of(name)} {digest_of(body)}\n"
        self._whole.update(line.encode())
        self.rows += 1

    def told(self) -> dict[str, Any]:
        """Return how many rows there were, and their digest."""
        return {"rows": self.rows, "sha256": self._whole.hexdigest()}


def _complete(connection: Connection, store: Store, run_id: str, ended: Ended) -> None:
    changed = connection.execute(
        update(RUN)
        .where(RUN.c.id == run_id, RUN.c.status == "running")
        .values(
            status="complete",
            name=ended.name,
            ended_at=ended.at,
            manifest=storable_json(hashable_json(ended.manifest)),
        )
    )
    if changed.rowcount != 1:
        raise StoreError(f"{store.place.shown}: run {run_id} has not begun or is complete")


def _write_part(
    connection: Connection, store: Store, table: Table, run_id: str, items: Iterable[Item]
) -> dict[str, Any]:
    digest = PartDigest()
    rows = _rows(store, table.name, run_id, items, digest)
    load(connection, table, ("run_id", "position", "name", "body", "seal"), rows)
    return digest.told()


def _rows(
    store: Store, kind: str, run_id: str, items: Iterable[Item], digest: PartDigest
) -> Iterator[tuple[str, int, str, str, str]]:
    seal = store.sealer.seal
    for position, item in enumerate(items):
        name, body = item.name, item.body
        digest.add(name, body)
        yield run_id, position, name, body, seal(kind, run_id, str(position), name, body)


def _identify(connection: Connection, run_id: str, rules: Mapping[str, str]) -> None:
    """Make a row for every finding that no run has seen before."""
    rows = ((fingerprint, rule, run_id) for fingerprint, rule in rules.items())
    load_new(connection, FINDING, ("fingerprint", "rule", "first_run"), rows)


def _write_packs(connection: Connection, packs: Sequence[PackFiles]) -> None:
    rows = [(pack.sha256, pack.pack, pack.version, pack.body) for pack in packs]
    load_new(connection, POLICY, ("sha256", "pack", "version", "body"), rows)


def _write_state(
    connection: Connection, run_id: str, state: tuple[Mapping[str, Any], Sequence[bytes]] | None
) -> dict[str, Any] | None:
    if state is None:
        return None
    about, parts = canonical(state[0]), state[1]
    connection.execute(insert(STATE).values(run_id=run_id, about=about))
    whole = hashlib.sha256(about.encode())
    for position, body in enumerate(parts):
        connection.execute(insert(STATE_PART).values(run_id=run_id, position=position, body=body))
        whole.update(hashlib.sha256(body).digest())
    return {"parts": len(parts), "sha256": whole.hexdigest()}


def _output(each: Output) -> dict[str, Any]:
    return {
        "format": each.format,
        "file": each.file,
        "sha256": each.sha256,
        "bytes": each.bytes,
    }
