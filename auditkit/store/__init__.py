"""The store: runs, their findings, what was decided on them, and the chain of custody."""

from __future__ import annotations

from auditkit.store.access import Access, os_user, read_access, record_access
from auditkit.store.database import Store, open_store
from auditkit.store.decisions import DecisionEvent, read_decisions, record_decisions
from auditkit.store.kept import Ended, Item, Output, PackFiles, keep_run, read_part
from auditkit.store.runs import (
    RunRecord,
    begin_run,
    read_finding,
    read_findings,
    read_run,
    read_runs,
)

__all__ = [
    "Access",
    "DecisionEvent",
    "Ended",
    "Item",
    "Output",
    "PackFiles",
    "RunRecord",
    "Store",
    "begin_run",
    "keep_run",
    "open_store",
    "os_user",
    "read_access",
    "read_decisions",
    "read_finding",
    "read_findings",
    "read_part",
    "read_run",
    "read_runs",
    "record_access",
    "record_decisions",
]
