"""The library: the same verbs as the command line, each loaded when it is first used."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from auditkit.api.audit import ScanResult, scan
    from auditkit.api.confirming import confirm, standings
    from auditkit.api.evidence import Packing, make_pack
    from auditkit.api.forecasting import AllowanceResult, allowance
    from auditkit.api.holds import accesses, hold, release
    from auditkit.api.identity import identify, reveal
    from auditkit.api.inputs import propose_mapping
    from auditkit.api.masking import Masked, mask
    from auditkit.api.policies import check_policy, library, packs, profiles, rule, run_cases
    from auditkit.api.purge_choice import Choice
    from auditkit.api.purging import Why, purge
    from auditkit.api.review import NewDecision, list_findings, set_decision
    from auditkit.api.review_import import import_review
    from auditkit.api.review_table import export_review
    from auditkit.api.runs_diff import diff_runs
    from auditkit.api.verifying import Verifying, verify
    from auditkit.sources.written import write_mapping
    from auditkit.store.access import os_user

_HOMES: Final = {
    "AllowanceResult": "auditkit.api.forecasting",
    "Choice": "auditkit.api.purge_choice",
    "Masked": "auditkit.api.masking",
    "NewDecision": "auditkit.api.review",
    "Packing": "auditkit.api.evidence",
    "ScanResult": "auditkit.api.audit",
    "Verifying": "auditkit.api.verifying",
    "Why": "auditkit.api.purging",
    "accesses": "auditkit.api.holds",
    "allowance": "auditkit.api.forecasting",
    "check_policy": "auditkit.api.policies",
    "confirm": "auditkit.api.confirming",
    "diff_runs": "auditkit.api.runs_diff",
    "export_review": "auditkit.api.review_table",
    "hold": "auditkit.api.holds",
    "identify": "auditkit.api.identity",
    "import_review": "auditkit.api.review_import",
    "library": "auditkit.api.policies",
    "list_findings": "auditkit.api.review",
    "make_pack": "auditkit.api.evidence",
    "mask": "auditkit.api.masking",
    "os_user": "auditkit.store.access",
    "packs": "auditkit.api.policies",
    "profiles": "auditkit.api.policies",
    "propose_mapping": "auditkit.api.inputs",
    "purge": "auditkit.api.purging",
    "release": "auditkit.api.holds",
    "reveal": "auditkit.api.identity",
    "rule": "auditkit.api.policies",
    "run_cases": "auditkit.api.policies",
    "scan": "auditkit.api.audit",
    "set_decision": "auditkit.api.review",
    "standings": "auditkit.api.confirming",
    "verify": "auditkit.api.verifying",
    "write_mapping": "auditkit.sources.written",
}

__all__ = [
    "AllowanceResult",
    "Choice",
    "Masked",
    "NewDecision",
    "Packing",
    "ScanResult",
    "Verifying",
    "Why",
    "accesses",
    "allowance",
    "check_policy",
    "confirm",
    "diff_runs",
    "export_review",
    "hold",
    "identify",
    "import_review",
    "library",
    "list_findings",
    "make_pack",
    "mask",
    "os_user",
    "packs",
    "profiles",
    "propose_mapping",
    "purge",
    "release",
    "reveal",
    "rule",
    "run_cases",
    "scan",
    "set_decision",
    "standings",
    "verify",
    "write_mapping",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - the module protocol says Any
    """Load a verb on first use, so that listing rules does not wait for the report's libraries."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(name)
