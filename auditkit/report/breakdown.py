"""Findings counted by rule, family, force, severity, agency, branch, collector, month and day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from auditkit.core.findings import Finding
from auditkit.report.days import day_of
from auditkit.report.interface import ReportBundle
from auditkit.report.rates import Rate, Rates, rate_of
from auditkit.report.tally import FORCES, SEVERITIES, Tally, contacts_by, tally, tally_by

DIMENSIONS: Final = (
    "severity",
    "force",
    "family",
    "agency",
    "org",
    "month",
    "rule",
    "collector",
    "day",
)
"""What findings are counted by, in the order in which it is shown."""
BEFORE: Final = "before"
AFTER: Final = "after"
_MONTH: Final = 7  # characters of an ISO day
_KEYS: Final[Mapping[str, Callable[[Finding], str]]] = {
    "rule": lambda finding: finding.rule,
    "family": lambda finding: finding.family,
    "force": lambda finding: finding.force,
    "severity": lambda finding: finding.severity,
    "agency": lambda finding: finding.agency_id,
    "org": lambda finding: finding.org_id,
    "collector": lambda finding: finding.collector_id,
    "month": lambda finding: finding.day[:_MONTH],
    "day": lambda finding: finding.day,
}
_PLACES: Final = {"agency": 0, "collector": 1, "org": 2, "month": 3, "day": 3}
_NOTHING: Final = Tally()


@dataclass(frozen=True, slots=True)
class Line:
    """One group of findings; ``rate`` is None where it would say too little.

    ``open`` and ``decided`` add up to ``findings``. ``offending`` are distinct activities with a
    finding that nobody called a false alarm; ``contacts`` is what they are held against.
    """

    key: str
    findings: int
    open: int
    decided: int
    incidents: int
    distinct: int
    offending: int
    contacts: int
    rate: Rate | None
    severity: Mapping[str, int]
    force: Mapping[str, int]


def breakdown(bundle: ReportBundle, dimension: str, rates: Rates) -> tuple[Line, ...]:
    """Return the lines of a dimension; who had contacts and no findings has a line too.

    A rule is held against the activities it judged, an agency, a branch, a collector, a month or
    a day against its own contacts, everything else against all contacts.
    """
    groups = tally_by(bundle.findings, _KEYS[dimension])
    contacts = _contacts(bundle, dimension, groups)
    if dimension == "rule":
        keys = sorted(groups, key=lambda rule: (-groups[rule].rows, rule))
    else:
        keys = _ordered(dimension, {*groups, *contacts})
    return tuple(line(key, groups.get(key, _NOTHING), contacts.get(key, 0), rates) for key in keys)


def total(bundle: ReportBundle, rates: Rates) -> Line:
    """Return all findings as one line."""
    return line("", tally(bundle.findings), sum(bundle.contacts.values()), rates)


def line(key: str, group: Tally, contacts: int, rates: Rates) -> Line:
    """Return the line of a group that is held against a number of contacts."""
    return Line(
        key=key,
        findings=group.rows,
        open=group.open,
        decided=group.rows - group.open,
        incidents=group.incidents,
        distinct=group.distinct,
        offending=group.offending,
        contacts=contacts,
        rate=rate_of(group.offending, contacts, rates),
        severity=group.severity,
        force=group.force,
    )


def by_time_and_severity(bundle: ReportBundle, rates: Rates) -> list[tuple[str, Mapping[str, int]]]:
    """Return findings by severity for each day of the period, or each month where it is long.

    Duties are anchored on the step that opened them, so findings may lie outside the period; they
    are told under ``BEFORE`` and ``AFTER``.
    """
    days = _period(bundle)
    length = _MONTH if len(days) > rates.chart_days else None
    counts: dict[str, Counter[str]] = {BEFORE: Counter()}
    counts |= {day[:length]: Counter() for day in days}
    counts[AFTER] = Counter()
    for finding in bundle.findings:
        key = finding.day[:length]
        if key not in counts:
            key = BEFORE if not days or key < days[0] else AFTER
        counts[key][finding.severity] += 1
    return [(key, each) for key, each in counts.items() if each or key not in (BEFORE, AFTER)]


def _period(bundle: ReportBundle) -> list[str]:
    """Return the days of the period, or those of the contacts where it has no bounds."""
    seen = sorted({key.day for key in bundle.contacts})
    period = bundle.manifest.get("period") or {}
    first, last = (
        day_of(str(period.get(name) or "") or fallback)
        for name, fallback in (("from", seen[0] if seen else ""), ("to", seen[-1] if seen else ""))
    )
    if not first or not last:
        return seen
    return [(first + timedelta(days=n)).isoformat() for n in range((last - first).days + 1)]


def _contacts(bundle: ReportBundle, dimension: str, groups: Iterable[str]) -> Mapping[str, int]:
    if dimension == "rule":
        return {each.rule: each.judged for each in bundle.coverage}
    if dimension in _PLACES:
        counts = contacts_by(bundle.contacts, _PLACES[dimension])
        return _by_month(counts) if dimension == "month" else counts
    whole = sum(bundle.contacts.values())
    known = {"severity": SEVERITIES, "family": {rule.family for rule in bundle.rules}}
    fallback = {rule.force for rule in bundle.rules}
    return dict.fromkeys({*known.get(dimension, fallback), *groups}, whole)


def _by_month(days: Mapping[str, int]) -> Mapping[str, int]:
    months: Counter[str] = Counter()
    for day, count in days.items():
        months[day[:_MONTH]] += count
    return months


def _ordered(dimension: str, keys: Iterable[str]) -> list[str]:
    known = {"force": FORCES, "severity": SEVERITIES}.get(dimension, ())
    places = {key: place for place, key in enumerate(known)}
    return sorted(keys, key=lambda key: (places.get(key, len(places)), key))
