"""Writes what people did, rows and link together: an act is never without its link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, insert

from auditkit.core.errors import ConfigError
from auditkit.store.chain import Kind, append, canonical, digest_of
from auditkit.store.database import Store
from auditkit.store.words import storable


def record(
    connection: Connection,
    store: Store,
    table: Table,
    kind: Kind,
    acts: Sequence[Mapping[str, Any]],
    *,
    at: str = "",
) -> None:
    """Append acts on one run to their table, and one link for them, in the caller's transaction.

    The link holds the table and, for each row, its id and digest, not what it says; its instant is
    ``at``, by default that of the last act. Raises ``ConfigError`` when an act lacks its reason or
    its person.
    """
    if not acts:
        return
    for name in ("reason", "who"):
        if not all(str(act[name]).strip() for act in acts):
            raise ConfigError(kind, f"needs a {name}", f"Give it with --{name}.")
    held = [_held(act) for act in acts]
    texts = [canonical(act) for act in held]
    rows = [
        {**act, "seal": store.sealer.seal(table.name, text)}
        for act, text in zip(held, texts, strict=True)
    ]
    query = insert(table).returning(table.c.id, sort_by_parameter_order=True)
    numbers = connection.execute(query, rows).scalars().all()
    append(
        connection,
        store.sealer,
        kind,
        at=at or str(acts[-1]["at"]),
        run_id=str(acts[-1]["run_id"]),
        body={
            "table": table.name,
            "rows": [[n, digest_of(text)] for n, text in zip(numbers, texts, strict=True)],
        },
    )


def _held(act: Mapping[str, Any]) -> dict[str, Any]:
    return {name: storable(at) if isinstance(at, str) else at for name, at in act.items()}
