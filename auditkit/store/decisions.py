"""What people decided on findings: appended, never changed; a later decision stands above."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields

from sqlalchemy import select

from auditkit.core.findings import Decision
from auditkit.store.acts import record
from auditkit.store.database import Store
from auditkit.store.schema import DECISION


@dataclass(frozen=True, slots=True)
class DecisionEvent:
    """One decision on one finding.

    ``run_id`` is the run in which the person saw it; ``who`` what the person said, ``os_user`` what
    the system says; ``at`` an instant of UTC; ``until`` (last day it holds) and ``due`` (of
    ``owner``) local days, "" for none. ``reopens`` lifts a final decision. ``source`` is where it
    came from: "" for a command, else file and row, or the store it was carried from.
    """

    fingerprint: str
    run_id: str
    at: str
    who: str
    os_user: str
    status: Decision
    reason: str
    until: str = ""
    owner: str = ""
    due: str = ""
    final: bool = False
    reopens: bool = False
    source: str = ""


def record_decisions(store: Store, events: Sequence[DecisionEvent]) -> None:
    """Append decisions on one run, all or none, under one link of the chain.

    Raises ``ConfigError`` when one lacks its reason or person.
    """
    with store.writing() as connection:
        record(connection, store, DECISION, "decision", [asdict(event) for event in events])


def read_decisions(store: Store) -> tuple[DecisionEvent, ...]:
    """Return every decision in the order it was recorded."""
    columns = [DECISION.c[field.name] for field in fields(DecisionEvent)]
    with store.reading() as connection:
        rows = connection.execute(select(*columns).order_by(DECISION.c.id))
        return tuple(DecisionEvent(**row) for row in rows.mappings())
