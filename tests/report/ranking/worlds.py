"""Made-up runs to rank: events of collectors and cases, whose findings several rules may share."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final, NamedTuple

from hypothesis import strategies as st
from report_factory import START, activity, bundle, finding

from auditkit.core.findings import Certainty, Decision, Finding, Force, Severity
from auditkit.report.interface import ContactKey, ReportBundle, Workload

SEVERITIES: Final[tuple[Severity, ...]] = ("critical", "high", "medium", "low")
CERTAINTIES: Final[tuple[Certainty, ...]] = ("definite", "presumptive", "review", "advisory")
FORCES: Final[tuple[Force, ...]] = ("law", "notice", "standard", "bank_policy")
DECISIONS: Final[tuple[Decision, ...]] = ("open", "confirmed", "false_alarm", "remediated")
CHECKS: Final = ("contact.hours", "conduct.language")
_ANY: Final = finding("cn-std.frequency.interactive", activity(0, START))


class Found(NamedTuple):
    """A finding as a world has it: the number of its event, what it weighs, and the decision."""

    event: int
    rule: int
    severity: Severity
    certainty: Certainty
    force: Force
    decision: Decision


class World(NamedTuple):
    """Findings by event, and the judged activities of collectors C0, C1 and so on.

    An event belongs to collector ``event % len(work)``, in a case of the same number.
    """

    found: tuple[Found, ...]
    work: tuple[int, ...]


def finding_of(found: Found, units: int) -> Finding:
    """Return a finding; what the findings of one event share follows from the event's number."""
    event, unit = found.event, found.event % units
    return replace(
        _ANY,
        fingerprint=f"F{found.event}-{found.rule}",
        overlap=f"O{event}",
        rule=f"pack.rule-{found.rule}",
        check=CHECKS[event // units % 2],
        severity=found.severity,
        certainty=found.certainty,
        force=found.force,
        decision=found.decision,
        debtor=f"D{unit}",
        case_id=f"K{unit}",
        collector_id=f"C{unit}",
        agency_id="AG-1",
        anchor_activity=f"A{event}",
        day=(START + timedelta(days=event // units // 2 % 2)).date().isoformat(),
    )


def bundle_of(world: World) -> ReportBundle:
    """Return the run of a world; cases have the work of the collectors, and 40 more have none."""
    units = len(world.work)
    work = {f"C{n}": many for n, many in enumerate(world.work)}
    cases = {f"K{n}" for n in {each.event % units for each in world.found}}
    return bundle(
        findings=tuple(finding_of(each, units) for each in world.found),
        incidents=(),
        contacts={ContactKey("AG-1", name, "", "2026-03-02"): many for name, many in work.items()},
        workload=Workload(
            {case: work["C" + case[1:]] for case in sorted(cases)},
            dict.fromkeys((20, 30, 60, 100), 10),
        ),
    )


@st.composite
def worlds(draw: st.DrawFn, least: int = 1, most: int = 14) -> World:
    """Draw a world, in which no event is found twice by one rule."""
    work = draw(st.lists(st.sampled_from([3, 20, 24, 30, 45, 60, 90, 400]), min_size=least,
                         max_size=most))  # fmt: skip
    found = draw(
        st.lists(
            st.builds(
                Found,
                event=st.integers(0, 5 * len(work)),
                rule=st.integers(0, 3),
                severity=st.sampled_from(SEVERITIES),
                certainty=st.sampled_from(CERTAINTIES),
                force=st.sampled_from(FORCES),
                decision=st.sampled_from(DECISIONS),
            ),
            max_size=40,
            unique_by=lambda each: (each.event, each.rule),
        )
    )
    return World(tuple(found), tuple(work))
