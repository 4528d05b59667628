"""What a run hands to the next, kept with the run: a description and packed rows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert, select

from auditkit.store.database import Store
from auditkit.store.schema import STATE, STATE_PART


def write_state(
    store: Store, run_id: str, about: Mapping[str, Any], parts: Sequence[bytes]
) -> None:
    """Keep what a run hands on, all or nothing."""
    with store.transaction() as connection:
        connection.execute(
            insert(STATE).values(run_id=run_id, about=json.dumps(about, sort_keys=True))
        )
        for position, body in enumerate(parts):
            connection.execute(
                insert(STATE_PART).values(run_id=run_id, position=position, body=body)
            )


def read_state(store: Store, run_id: str) -> tuple[dict[str, Any], list[bytes]] | None:
    """Return what a run handed on; None when it handed on nothing."""
    with store.transaction() as connection:
        about = connection.execute(
            select(STATE.c.about).where(STATE.c.run_id == run_id)
        ).scalar_one_or_none()
        if about is None:
            return None
        parts = connection.execute(
            select(STATE_PART.c.body)
            .where(STATE_PART.c.run_id == run_id)
            .order_by(STATE_PART.c.position)
        )
        return dict(json.loads(about)), [bytes(body) for (body,) in parts]
