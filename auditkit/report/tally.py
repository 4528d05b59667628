"""Counts that several reports show, each made in one pass over the findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from auditkit.core.findings import Finding
from auditkit.report.interface import ContactKey, ReportBundle

SEVERITIES: Final = ("critical", "high", "medium", "low")
FORCES: Final = ("law", "ministry_rule", "notice", "standard", "self_discipline", "bank_policy")
DECISIONS: Final = ("open", "confirmed", "in_appeal", "accepted", "remediated", "false_alarm")
CLOSING: Final = ("false_alarm", "accepted", "remediated")
"""Decisions that close a finding while they hold."""
_COUNTED: Final = ("definite", "presumptive")


@dataclass(slots=True)
class Tally:
    """Counts of a group of findings; ``distinct`` counts an overlap once.

    ``open`` are those on which nothing holds that a person decided.
    """

    rows: int = 0
    open: int = 0
    severity: Counter[str] = field(default_factory=Counter)
    force: Counter[str] = field(default_factory=Counter)
    _incidents: set[str] = field(default_factory=set)
    _distinct: set[str] = field(default_factory=set)
    _offending: set[str] = field(default_factory=set)

    def add(self, finding: Finding) -> None:
        """Count one finding."""
        self.rows += 1
        self.open += finding.decision == "open"
        self.severity[finding.severity] += 1
        self.force[finding.force] += 1
        self._incidents.add(finding.incident)
        self._distinct.add(finding.overlap or finding.fingerprint)
        if finding.decision != "false_alarm":
            self._offending.add(finding.anchor_activity)

    @property
    def incidents(self) -> int:
        """How many incidents the findings belong to."""
        return len(self._incidents)

    @property
    def distinct(self) -> int:
        """How many findings there are when an overlap counts once."""
        return len(self._distinct)

    @property
    def offending(self) -> int:
        """How many activities have a finding that nobody called a false alarm."""
        return len(self._offending)


def tally(findings: Iterable[Finding]) -> Tally:
    """Return the counts of all findings together."""
    whole = Tally()
    for finding in findings:
        whole.add(finding)
    return whole


def tally_by(findings: Iterable[Finding], key: Callable[[Finding], str]) -> dict[str, Tally]:
    """Return the counts per value of ``key``, in the order in which the values first appear."""
    groups: dict[str, Tally] = {}
    for finding in findings:
        name = key(finding)
        group = groups.get(name)
        if group is None:  # setdefault would make a tally for every finding
            group = groups[name] = Tally()
        group.add(finding)
    return groups


def contacts_by(contacts: Mapping[ContactKey, int], place: int) -> Counter[str]:
    """Return judged activities by a place of their key: agency 0, collector 1, branch 2, day 3."""
    counts: Counter[str] = Counter()
    for key, count in contacts.items():
        counts[key[place]] += count
    return counts


def by_force_and_severity(findings: Iterable[Finding]) -> Counter[tuple[str, str]]:
    """Return distinct findings by force and severity.

    An overlap is counted once, under the strongest force and then the gravest severity that any
    of its findings has, so that the cells add up to the headline.
    """
    worst: dict[str, tuple[int, int]] = {}
    for finding in findings:
        rank = (FORCES.index(finding.force), SEVERITIES.index(finding.severity))
        key = finding.overlap or finding.fingerprint
        worst[key] = min(rank, worst.get(key, rank))
    return Counter((FORCES[force], SEVERITIES[severity]) for force, severity in worst.values())


def blocking(bundle: ReportBundle, level: str) -> int:
    """Return how many findings make a run fail at a severity.

    These are definite and presumptive ones of that severity or above, without a closing decision.
    A level that is no severity (``never``) is reached by none.
    """
    blocks = blocks_at(level)
    return sum(map(blocks, bundle.findings))


def blocks_at(level: str) -> Callable[[Finding], bool]:
    """Return what tells whether a finding makes a run fail at a severity."""
    grave = SEVERITIES[: SEVERITIES.index(level) + 1] if level in SEVERITIES else ()
    return lambda finding: (
        finding.severity in grave
        and finding.certainty in _COUNTED
        and finding.decision not in CLOSING
    )
