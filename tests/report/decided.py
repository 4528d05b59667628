"""What people decided on findings of the synthetic run: one way to close, one lapsed, one open."""

from __future__ import annotations

from dataclasses import replace

from report_factory import bundle

from auditkit.core.findings import Decided
from auditkit.report.interface import ReportBundle


def decided(status: str = "false_alarm", **changes: object) -> Decided:
    values = Decided(
        status="confirmed",
        who="王芳",
        os_user="wangf",
        at="2026-04-02T03:04:05+00:00",
        reason="录音核实：对方主动来电",
    )
    return replace(values, status=status, **changes)  # type: ignore[arg-type]


def decided_bundle() -> ReportBundle:
    """Return the run with a false alarm, an acceptance that lapsed and an appeal."""
    whole = bundle()
    alarm, lapsed, *_, appeal = whole.findings
    said = {
        alarm.fingerprint: decided(final=True),
        lapsed.fingerprint: decided("accepted", until="2026-04-30", lapsed=True),
        appeal.fingerprint: decided("in_appeal", owner="催收一部", due="2026-05-08"),
    }
    findings = (replace(alarm, decision="false_alarm"), *whole.findings[1:])
    return replace(whole, findings=findings, decided=said)
