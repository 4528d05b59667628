"""The library: the same verbs as the command line."""

from __future__ import annotations

from auditkit.api.identity import identify, reveal
from auditkit.api.inputs import propose_mapping
from auditkit.api.library import check_policy, library, packs, profiles, rule, run_cases
from auditkit.api.scan import ScanResult, scan
from auditkit.sources.written import write_mapping
from auditkit.store.access import os_user

__all__ = [
    "ScanResult",
    "check_policy",
    "identify",
    "library",
    "os_user",
    "packs",
    "profiles",
    "propose_mapping",
    "reveal",
    "rule",
    "run_cases",
    "scan",
    "write_mapping",
]
