"""Options that the verbs of the review share."""

from __future__ import annotations

from typing import Final

import click

STATUSES: Final = ("open", "confirmed", "false_alarm", "accepted", "remediated", "in_appeal")
"""Equal to ``core.findings.Decision``."""
SEVERITIES: Final = ("critical", "high", "medium", "low")
run_option = click.option(
    "--run",
    help="Folder the run was written to, or a run of --db.  [default: the latest of --db, or of "
    "this folder]",
)
decider_option = click.option(
    "--who", help="Who decides; kept with the decision.  [default: the user of the system]"
)
shared_option = click.option(
    "--shared-account",
    is_flag=True,
    help="Several people use this account of the system; recorded with the decision.",
)
severity_option = click.option(
    "--severity",
    "severities",
    multiple=True,
    type=click.Choice(SEVERITIES),
    help="Only of this severity; may be repeated.",
)
