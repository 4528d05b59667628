"""JSONL: one finding per line."""

from __future__ import annotations

from typing import BinaryIO

from auditkit.report.finding_line import finding_lines
from auditkit.report.interface import ReportBundle


def render(bundle: ReportBundle, out: BinaryIO, *, lang: str) -> None:  # noqa: ARG001 both stand in it
    """Write the findings, each a JSON object on its own line; nothing when there are none."""
    for line in finding_lines(bundle):
        out.write(line.encode() + b"\n")
