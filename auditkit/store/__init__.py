"""The store: runs, their findings and who looked behind the pseudonyms."""

from __future__ import annotations

from auditkit.store.access import Access, os_user, read_access, record_access
from auditkit.store.database import Store, open_store
from auditkit.store.runs import (
    RunRecord,
    begin_run,
    complete_run,
    read_finding,
    read_findings,
    read_run,
    read_runs,
    write_findings,
)

__all__ = [
    "Access",
    "RunRecord",
    "Store",
    "begin_run",
    "complete_run",
    "open_store",
    "os_user",
    "read_access",
    "read_finding",
    "read_findings",
    "read_run",
    "read_runs",
    "record_access",
    "write_findings",
]
