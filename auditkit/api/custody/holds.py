"""Puts a legal hold on a run, lifts it, and lists who looked behind the pseudonyms."""

from __future__ import annotations

from pathlib import Path

from auditkit.api.runs.where import opened
from auditkit.core import clock
from auditkit.core.errors import InputError
from auditkit.store.access import Access, os_user, read_access
from auditkit.store.holds import Hold, holds_on, record_hold


def hold(run: Path | str, *, reason: str, who: str, db: str | None = None) -> int:
    """Put a hold on a run, so that it cannot be purged; return how many stand on it now.

    A run may have several, for several matters; each is lifted by itself. Raises as
    ``where.opened`` does, and ``ConfigError`` without a reason or a person.
    """
    return _act(run, reason, who, db, held=True)


def release(run: Path | str, *, reason: str, who: str, db: str | None = None) -> int:
    """Lift one hold from a run and return how many are left.

    Raises as ``hold`` does, and ``InputError`` for a run that has none.
    """
    return _act(run, reason, who, db, held=False)


def accesses(run: Path | str, *, db: str | None = None) -> tuple[Access, ...]:
    """Return every recorded look behind the pseudonyms of a run, in order."""
    with opened(run, db) as (store, record, _):
        return tuple(each for each in read_access(store) if each.run_id == record.id)


def _act(run: Path | str, reason: str, who: str, db: str | None, *, held: bool) -> int:
    at = clock.now().isoformat(timespec="seconds")
    with opened(run, db) as (store, record, _):
        with store.reading() as connection:
            standing = holds_on(connection).get(record.id, 0)
        if not held and not standing:
            raise InputError(record.id, "no hold stands on this run / 该次审计没有保全")
        record_hold(store, Hold(record.id, at, who, os_user(), reason, held))
        return standing + (1 if held else -1)
