"""The library: the same verbs as the command line, each loaded when it is first used."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from auditkit.api.audit import ScanResult, scan
    from auditkit.api.confirming import confirm, standings
    from auditkit.api.custody.choice import Choice
    from auditkit.api.custody.evidence import Packing, make_pack
    from auditkit.api.custody.holds import accesses, hold, release
    from auditkit.api.custody.purging import Why, purge
    from auditkit.api.custody.verifying import Verifying, verify
    from auditkit.api.forecasting import AllowanceResult, allowance
    from auditkit.api.identity import identify, reveal
    from auditkit.api.impact import Log, policy_impact
    from auditkit.api.inputs import propose_mapping
    from auditkit.api.linting import LintResult, lint, lint_settings
    from auditkit.api.masking import Masked, mask
    from auditkit.api.policies import check_policy, library, packs, profiles, rule, run_cases
    from auditkit.api.policy_diff import diff_policies
    from auditkit.api.policy_instead import Instead
    from auditkit.api.reviewing.deciding import NewDecision, list_findings, set_decision
    from auditkit.api.reviewing.table import export_review
    from auditkit.api.reviewing.taking import import_review
    from auditkit.api.runs.diff import diff_runs
    from auditkit.api.runs.listing import list_runs, show_run
    from auditkit.api.runs.ranking import Ranked, rank, write_ranked
    from auditkit.api.runs.reporting import load_run, memo, report, sample
    from auditkit.report.frames.make import Frames, break_down, frames
    from auditkit.report.rates import wilson
    from auditkit.sources.written import write_mapping
    from auditkit.store.access import os_user

_HOMES: Final = {
    "AllowanceResult": "auditkit.api.forecasting",
    "Choice": "auditkit.api.custody.choice",
    "Frames": "auditkit.report.frames.make",
    "Instead": "auditkit.api.policy_instead",
    "LintResult": "auditkit.api.linting",
    "Log": "auditkit.api.impact",
    "Masked": "auditkit.api.masking",
    "NewDecision": "auditkit.api.reviewing.deciding",
    "Packing": "auditkit.api.custody.evidence",
    "Ranked": "auditkit.api.runs.ranking",
    "ScanResult": "auditkit.api.audit",
    "Verifying": "auditkit.api.custody.verifying",
    "Why": "auditkit.api.custody.purging",
    "accesses": "auditkit.api.custody.holds",
    "allowance": "auditkit.api.forecasting",
    "break_down": "auditkit.report.frames.make",
    "check_policy": "auditkit.api.policies",
    "confirm": "auditkit.api.confirming",
    "diff_policies": "auditkit.api.policy_diff",
    "diff_runs": "auditkit.api.runs.diff",
    "export_review": "auditkit.api.reviewing.table",
    "frames": "auditkit.report.frames.make",
    "hold": "auditkit.api.custody.holds",
    "identify": "auditkit.api.identity",
    "import_review": "auditkit.api.reviewing.taking",
    "library": "auditkit.api.policies",
    "lint": "auditkit.api.linting",
    "lint_settings": "auditkit.api.linting",
    "list_findings": "auditkit.api.reviewing.deciding",
    "list_runs": "auditkit.api.runs.listing",
    "load_run": "auditkit.api.runs.reporting",
    "make_pack": "auditkit.api.custody.evidence",
    "mask": "auditkit.api.masking",
    "memo": "auditkit.api.runs.reporting",
    "os_user": "auditkit.store.access",
    "packs": "auditkit.api.policies",
    "policy_impact": "auditkit.api.impact",
    "profiles": "auditkit.api.policies",
    "propose_mapping": "auditkit.api.inputs",
    "purge": "auditkit.api.custody.purging",
    "rank": "auditkit.api.runs.ranking",
    "release": "auditkit.api.custody.holds",
    "report": "auditkit.api.runs.reporting",
    "reveal": "auditkit.api.identity",
    "rule": "auditkit.api.policies",
    "explained": "auditkit.api.rule_texts",
    "run_cases": "auditkit.api.policies",
    "sample": "auditkit.api.runs.reporting",
    "scan": "auditkit.api.audit",
    "set_decision": "auditkit.api.reviewing.deciding",
    "show_run": "auditkit.api.runs.listing",
    "standings": "auditkit.api.confirming",
    "verify": "auditkit.api.custody.verifying",
    "wilson": "auditkit.report.rates",
    "write_mapping": "auditkit.sources.written",
    "write_ranked": "auditkit.api.runs.ranking",
}

__all__ = [
    "AllowanceResult",
    "Choice",
    "Frames",
    "Instead",
    "LintResult",
    "Log",
    "Masked",
    "NewDecision",
    "Packing",
    "Ranked",
    "ScanResult",
    "Verifying",
    "Why",
    "accesses",
    "allowance",
    "break_down",
    "check_policy",
    "confirm",
    "diff_policies",
    "diff_runs",
    "explained",
    "export_review",
    "frames",
    "hold",
    "identify",
    "import_review",
    "library",
    "lint",
    "lint_settings",
    "list_findings",
    "list_runs",
    "load_run",
    "make_pack",
    "mask",
    "memo",
    "os_user",
    "packs",
    "policy_impact",
    "profiles",
    "propose_mapping",
    "purge",
    "rank",
    "release",
    "report",
    "reveal",
    "rule",
    "run_cases",
    "sample",
    "scan",
    "set_decision",
    "show_run",
    "standings",
    "verify",
    "wilson",
    "write_mapping",
    "write_ranked",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - the module protocol says Any
    """Load a verb on first use, so that listing rules does not wait for the report's libraries."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(name)
