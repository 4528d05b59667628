"""Runs and their findings. A run is ``running`` until its last row is in, then ``complete``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from itertools import islice
from typing import Any, Final, Literal

from sqlalchemy import Row, insert, select, update

from auditkit.core.errors import StoreError
from auditkit.core.findings import Finding
from auditkit.store.database import Store
from auditkit.store.schema import FINDING, RUN

_BULK: Final = 5_000
_NAMES: Final = tuple(field.name for field in fields(Finding))

Status = Literal["running", "complete"]


@dataclass(frozen=True, slots=True)
class RunRecord:
    """A run as the store holds it; a killed run stays ``running`` and has an early manifest."""

    id: str
    started_at: str
    key_id: str
    status: Status
    manifest: Mapping[str, Any]

    @property
    def is_complete(self) -> bool:
        """Whether the run came to its end."""
        return self.status == "complete"


def begin_run(
    store: Store, run_id: str, *, started_at: datetime, manifest: Mapping[str, Any]
) -> None:
    """Record that a run has begun, at once and for good, so that a killed run leaves a trace."""
    with store.transaction() as connection:
        connection.execute(
            insert(RUN).values(
                id=run_id,
                started_at=started_at.isoformat(),
                key_id=store.key_id,
                status="running",
                manifest=_text(manifest),
            )
        )


def write_findings(store: Store, run_id: str, findings: Iterable[Finding]) -> int:
    """Write the findings of a run in their order, all or none; return how many there were."""
    rows = (_row(run_id, position, finding) for position, finding in enumerate(findings))
    written = 0
    with store.transaction() as connection:
        while batch := list(islice(rows, _BULK)):
            connection.execute(insert(FINDING), batch)
            written += len(batch)
    return written


def complete_run(store: Store, run_id: str, *, manifest: Mapping[str, Any]) -> None:
    """Mark a run complete and keep its final manifest; ``StoreError`` when it never began."""
    with store.transaction() as connection:
        changed = connection.execute(
            update(RUN)
            .where(RUN.c.id == run_id, RUN.c.status == "running")
            .values(status="complete", manifest=_text(manifest))
        )
        if changed.rowcount != 1:
            raise StoreError(f"{store.path}: run {run_id} has not begun or is complete")


def read_runs(store: Store) -> tuple[RunRecord, ...]:
    """Return every run, the latest first."""
    query = select(RUN).order_by(RUN.c.started_at.desc(), RUN.c.id.desc())
    with store.transaction() as connection:
        return tuple(_record(row) for row in connection.execute(query))


def read_run(store: Store, run_id: str | None = None) -> RunRecord:
    """Return one run, the latest when none is named; ``StoreError`` when there is none."""
    for record in read_runs(store):
        if run_id in (None, record.id):
            return record
    raise StoreError(f"{store.path}: holds no run" + (f" {run_id}" if run_id else ""))


def read_findings(store: Store, run_id: str) -> Iterator[dict[str, Any]]:
    """Yield the findings of a run in the order they were written, as JSON objects."""
    query = select(FINDING.c.body).where(FINDING.c.run_id == run_id).order_by(FINDING.c.position)
    with store.transaction() as connection:
        for (body,) in connection.execution_options(yield_per=_BULK).execute(query):
            yield json.loads(body)


def read_finding(store: Store, run_id: str, fingerprint: str) -> dict[str, Any] | None:
    """Return one finding of a run as a JSON object; ``None`` when the run has no such finding."""
    query = (
        select(FINDING.c.body)
        .where(FINDING.c.run_id == run_id, FINDING.c.fingerprint == fingerprint)
        .order_by(FINDING.c.position)
        .limit(1)
    )
    with store.transaction() as connection:
        body = connection.execute(query).scalar_one_or_none()
    return None if body is None else dict(json.loads(body))


def _row(run_id: str, position: int, finding: Finding) -> dict[str, Any]:
    return {
        "run_id": run_id,
        "position": position,
        "fingerprint": finding.fingerprint,
        "rule": finding.rule,
        "body": _text({name: getattr(finding, name) for name in _NAMES}),
    }


def _record(row: Row[Any]) -> RunRecord:
    return RunRecord(
        id=row.id,
        started_at=row.started_at,
        key_id=row.key_id,
        status=row.status,
        manifest=json.loads(row.manifest),
    )


def _text(value: Mapping[str, Any]) -> str:
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=asdict
    )
