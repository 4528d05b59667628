"""What people decided on findings of the synthetic run: one way to close, one lapsed, one open."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from report_factory import START, activity, bundle, finding

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


STATUSES = ("open", "confirmed", "false_alarm", "accepted", "remediated", "in_appeal")


def all_decided() -> ReportBundle:
    """Return a run with a finding of every status, all of them due on the last day of March."""
    anchors = [activity(n, START + timedelta(days=n)) for n in range(len(STATUSES))]
    findings = [
        finding("cn-self.hours.quiet", anchor, decision=status)
        for anchor, status in zip(anchors, STATUSES, strict=True)
    ]
    said = {
        each.fingerprint: decided(
            each.decision, due="2026-03-31", until="2026-12-31", owner="催收一部"
        )
        for each in findings[1:]
    }
    return replace(bundle(), findings=tuple(findings), incidents=(), decided=said)
