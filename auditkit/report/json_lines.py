"""JSONL: one finding per line."""

from __future__ import annotations

from typing import BinaryIO

from auditkit.report.interface import ReportBundle
from auditkit.report.record import dumped, finding_records


def render(bundle: ReportBundle, out: BinaryIO, *, lang: str) -> None:  # noqa: ARG001 both stand in it
    """Write the findings, each a JSON object on its own line; nothing when there are none."""
    for record in finding_records(bundle):
        out.write(dumped(record).encode() + b"\n")
