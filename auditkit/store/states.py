"""What a run hands to the next, kept with the run: a description and packed rows."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select

from auditkit.store.database import Store
from auditkit.store.schema import STATE, STATE_PART


def read_state(store: Store, run_id: str) -> tuple[dict[str, Any], list[bytes]] | None:
    """Return what a run handed on; None when it handed on nothing."""
    with store.reading() as connection:
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
