"""Lists the runs of a store and tells what is kept of one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auditkit.api.runs.places import STORE_NAME, store_named
from auditkit.api.runs.where import institution_key, opened
from auditkit.core.errors import InputError
from auditkit.store.access import read_access
from auditkit.store.chain import read_chain
from auditkit.store.database import Store, open_store
from auditkit.store.decisions import read_decisions
from auditkit.store.kept import count_parts
from auditkit.store.runs import RunRecord, read_runs


@dataclass(frozen=True, slots=True)
class RunShown:
    """A run and what is kept with it: rows of each part, decisions by status, acts by kind."""

    run: RunRecord
    place: str
    parts: dict[str, int]
    decisions: dict[str, int]
    accesses: int
    links: dict[str, int]


def list_runs(place: Path | str | None = None, *, db: str | None = None) -> tuple[RunRecord, ...]:
    """Return the runs of a store, the latest first.

    ``place`` is the folder of a run or its ``audit.db``; without it the store is ``db`` or what
    ``AUDITKIT_DB`` names. Raises ``InputError`` when none is named, ``StoreError`` when it is none.
    """
    named = _file(Path(place)) if place is not None else store_named(db)
    if named is None:
        raise InputError(
            "runs list",
            "no store is named / 未指定审计库",
            "Name a folder, or a store with --db. / 请指定文件夹，或用 --db 指定审计库。",
        )
    with open_store(named, institution_key(), create=False) as store:
        return read_runs(store)


def show_run(run: Path | str, *, db: str | None = None) -> RunShown:
    """Return what is kept of a run; raises as ``where.opened`` does."""
    with opened(run, db) as (store, record, _):
        return _shown(store, record)


def _shown(store: Store, record: RunRecord) -> RunShown:
    with store.reading() as connection:
        links = Counter(link.kind for link in read_chain(connection, record.id))
    latest = {e.fingerprint: e.status for e in read_decisions(store) if e.run_id == record.id}
    return RunShown(
        run=record,
        place=store.place.shown,
        parts=count_parts(store, record.id),
        decisions=dict(sorted(Counter[str](latest.values()).items())),
        accesses=sum(each.run_id == record.id for each in read_access(store)),
        links=dict(sorted(links.items())),
    )


def described(record: RunRecord) -> dict[str, Any]:
    """Return a run as the list shows it; a killed run has no figures."""
    manifest = record.manifest
    period = manifest.get("period") or {}
    headline = manifest.get("headline") or {}
    return {
        "run": record.id,
        "name": record.name,
        "status": record.status,
        "started_at": record.started_at,
        "ended_at": record.ended_at,
        "profile": (manifest.get("profile") or {}).get("id", ""),
        "from": period.get("from") or "",
        "to": period.get("to") or "",
        "findings": headline.get("findings"),
        "files": len(manifest.get("files") or ()),
    }


def _file(path: Path) -> Path:
    return path / STORE_NAME if path.is_dir() else path
