"""Which findings a page holds: all, or the gravest where there are too many for a browser."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from auditkit.core.findings import Finding
from auditkit.report.interface import Incident, ReportBundle
from auditkit.report.tally import SEVERITIES

_SURE: Final = ("definite", "presumptive", "review", "advisory")


@dataclass(frozen=True, slots=True)
class Choice:
    """The findings and incidents of a page in their order, and how many of each severity are not.

    ``left_out`` holds every severity, gravest first; ``most`` is the bound.
    """

    findings: tuple[Finding, ...]
    incidents: tuple[Incident, ...]
    left_out: Mapping[str, int]
    most: int

    @property
    def whole(self) -> bool:
        """Whether every finding of the run is on the page."""
        return not any(self.left_out.values())


def chosen(bundle: ReportBundle, most: int) -> Choice:
    """Return the findings of a page: the gravest, then the surest, then the first ones."""
    findings = bundle.findings
    if len(findings) <= most:
        return Choice(findings, bundle.incidents, dict.fromkeys(SEVERITIES, 0), most)
    order = sorted(range(len(findings)), key=lambda place: (*_weight(findings[place]), place))
    kept = tuple(findings[place] for place in sorted(order[:most]))
    left = Counter(findings[place].severity for place in order[most:])
    names = {each.fingerprint for each in kept}
    incidents = tuple(each for each in bundle.incidents if not names.isdisjoint(each.findings))
    return Choice(kept, incidents, {each: left[each] for each in SEVERITIES}, most)


def _weight(finding: Finding) -> tuple[int, int]:
    return SEVERITIES.index(finding.severity), _SURE.index(finding.certainty)
