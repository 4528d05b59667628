"""Records decisions that depend on earlier ones: read, judged and written in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, fields

from sqlalchemy import Connection, select

from auditkit.core.errors import StoreError
from auditkit.store.acts import record
from auditkit.store.chain import canonical
from auditkit.store.database import Store
from auditkit.store.decisions import DecisionEvent
from auditkit.store.schema import DECISION, STORE

Past = Mapping[str, Sequence[DecisionEvent]]
"""What was decided by fingerprint, in the order it was recorded."""
_COLUMNS = [DECISION.c[field.name] for field in fields(DecisionEvent)]
_NAMED = 500  # more names than this and the whole table is read instead


def decide(
    store: Store,
    fingerprints: Sequence[str],
    judge: Callable[[Past], Sequence[DecisionEvent]],
    *,
    at: str = "",
) -> None:
    """Append what ``judge`` makes of all that was decided on some findings, under one link.

    Nobody else decides between the two, so that no two people take the same step at once. ``at`` is
    the instant of the link where it is not that of the last decision. An error of ``judge`` leaves
    the store as it was.
    """
    with store.writing() as connection:
        # a file is locked by now; a server locks the one row that every act needs
        connection.execute(select(STORE.c.head).with_for_update()).scalar_one()
        events = judge(_past(connection, fingerprints))
        record(connection, store, DECISION, "decision", [asdict(e) for e in events], at=at)


def decisions_on(store: Store, fingerprints: Sequence[str] | None = None) -> Past:
    """Return what was decided on some findings, or on all, in the order it was recorded."""
    with store.reading() as connection:
        return _past(connection, fingerprints)


def sealed_decisions(store: Store) -> list[DecisionEvent]:
    """Return every decision in the order it was recorded.

    Raises ``StoreError`` when one is not as it was recorded: its seal does not fit.
    """
    with store.reading() as connection:
        query = select(*_COLUMNS, DECISION.c.seal, DECISION.c.id).order_by(DECISION.c.id)
        found = []
        for row in connection.execute(query).mappings():
            event = DecisionEvent(**{column.name: row[column.name] for column in _COLUMNS})
            if not store.sealer.fits(row["seal"], DECISION.name, canonical(asdict(event))):
                raise StoreError(
                    f"{store.place.shown}: decision {row['id']} is not as it was recorded; see "
                    "auditkit runs verify / 决定与记录时不一致，请用 auditkit runs verify 核验"
                )
            found.append(event)
    return found


def _past(connection: Connection, fingerprints: Sequence[str] | None) -> Past:
    query = select(*_COLUMNS).order_by(DECISION.c.id)
    if fingerprints is not None and len(fingerprints) <= _NAMED:
        query = query.where(DECISION.c.fingerprint.in_(fingerprints))
    return by_finding(DecisionEvent(**row) for row in connection.execute(query).mappings())


def by_finding(events: Iterable[DecisionEvent]) -> dict[str, list[DecisionEvent]]:
    """Return decisions by fingerprint, those on one finding in the order they were given."""
    found: dict[str, list[DecisionEvent]] = {}
    for event in events:
        found.setdefault(event.fingerprint, []).append(event)
    return found
