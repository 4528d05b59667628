"""The chain of custody: one link for every act on a store, each naming the one before it.

The hash of a link can be made again by anybody; its seal only under the institution's key. The
store's row names the last link under a seal of its own, so that links cannot be cut off the end.
Somebody who has the key, or puts a whole older copy of the store in its place, is not found out by
the chain alone: for that the head must have been noted elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import Connection, Row, insert, select, update

from auditkit.core.evidence.recipe import NONE_BEFORE, canonical, digest_of, hash_of
from auditkit.core.seal import Sealer
from auditkit.store.schema import CUSTODY, STORE
from auditkit.store.words import hashable_json, storable_json

Kind = Literal[
    "store.made", "store.upgraded", "run.begun", "run.completed", "run.purged", "run.held",
    "run.released", "decision", "access", "report", "pack",
]  # fmt: skip


__all__ = ["Kind", "Link", "append", "canonical", "digest_of", "hash_of", "lock", "read_chain"]

_SHORT: Final = 16


@dataclass(frozen=True, slots=True)
class Link:
    """One link: what was done (``kind``, ``body``) to which run, when, and after which link.

    ``at`` is an instant of UTC. ``hash`` is SHA-256 over everything else but the seal.
    """

    seq: int
    at: str
    kind: Kind
    run_id: str
    body: Mapping[str, Any]
    prev: str
    hash: str
    seal: str

    @property
    def short(self) -> str:
        """The link as it is noted down to be given to ``runs verify --head``."""
        return f"{self.seq}:{self.hash[:_SHORT]}"


def append(
    connection: Connection,
    sealer: Sealer,
    kind: Kind,
    *,
    at: str,
    run_id: str,
    body: Mapping[str, Any],
) -> Link:
    """Add a link in the caller's transaction, so that act and link are kept together or not at all.

    Appends wait for one another: the store's row is locked until the transaction ends. Call it
    last, for others who append wait from here on.
    """
    last, before = _head(connection)
    hashed = hash_of(last + 1, at, kind, run_id, body, before)
    link = Link(last + 1, at, kind, run_id, body, before, hashed, sealer.seal("link", hashed))
    connection.execute(insert(CUSTODY).values(_row(link)))
    connection.execute(
        update(STORE).values(head=link.seq, head_seal=sealer.seal("head", str(link.seq), hashed))
    )
    return link


def _head(connection: Connection) -> tuple[int, str]:
    """Return number and hash of the last link, and keep others from adding one."""
    # SQLite knows no FOR UPDATE and needs none: a writing transaction is alone there
    last = int(connection.execute(select(STORE.c.head).with_for_update()).scalar_one())
    if not last:
        return 0, NONE_BEFORE
    query = select(CUSTODY.c.hash).where(CUSTODY.c.seq == last)
    return last, str(connection.execute(query).scalar_one())


def lock(connection: Connection) -> None:
    """Keep others from adding a link, and so any act or run, until the transaction ends."""
    _head(connection)


def read_chain(connection: Connection, run_id: str | None = None) -> Iterator[Link]:
    """Yield every link in its order, or those of one run."""
    query = select(CUSTODY).order_by(CUSTODY.c.seq)
    if run_id is not None:
        query = query.where(CUSTODY.c.run_id == run_id)
    for row in connection.execute(query):
        yield _link(row)


def _row(link: Link) -> dict[str, Any]:
    return {
        "seq": link.seq,
        "at": link.at,
        "kind": link.kind,
        "run_id": link.run_id,
        "body": storable_json(hashable_json(link.body)),
        "prev": link.prev,
        "hash": link.hash,
        "seal": link.seal,
    }


def _link(row: Row[Any]) -> Link:
    body = json.loads(row.body)
    return Link(row.seq, row.at, row.kind, row.run_id, body, row.prev, row.hash, row.seal)
