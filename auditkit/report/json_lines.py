"""JSONL: one finding per line."""

from __future__ import annotations

from typing import BinaryIO

from auditkit.report.interface import ReportBundle
from auditkit.report.record import dumped


def render(bundle: ReportBundle, out: BinaryIO, *, lang: str) -> None:  # noqa: ARG001 both stand in it
    """Write the findings, each a JSON object on its own line; nothing when there are none."""
    for finding in bundle.findings:
        out.write(dumped(finding).encode() + b"\n")
