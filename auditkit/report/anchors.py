"""The activity that offends, as far as the finding itself tells."""

from __future__ import annotations

from auditkit.core.findings import Activity, Finding


def bare_activity(finding: Finding) -> Activity:
    """Return what a finding says of its activity, for where no incident holds it."""
    return Activity(
        activity_id=finding.anchor_activity,
        at=finding.at,
        channel="",
        direction="",
        outcome="",
        party_role=finding.party_role,
        party=finding.party,
        contact="",
        collector_id=finding.collector_id,
        agency_id=finding.agency_id,
        step="",
        duration_s=-1,
        source_file=finding.source_file,
        source_row=finding.source_row,
        linked=finding.linked,
    )
