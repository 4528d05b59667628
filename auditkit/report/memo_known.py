"""What the sections of a memo look up in a bundle, found once for all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from auditkit.core.findings import Activity, Exemption, Finding
from auditkit.report.anchors import bare_activity
from auditkit.report.interface import Incident, ReportBundle, RuleView
from auditkit.report.memo_choice import Section, instant


@dataclass(frozen=True, slots=True)
class Known:
    """A bundle with its incidents, rules and exemptions by what sections know them by."""

    bundle: ReportBundle
    rules: Mapping[str, RuleView]
    _incidents: Mapping[str, tuple[Incident, ...]]
    _exempt: Mapping[tuple[str, str], tuple[Exemption, ...]]

    def incidents(self, section: Section) -> list[Incident]:
        """Return the incidents that the findings of a section belong to, each once."""
        found = (
            incident
            for finding in section.findings
            for incident in self._incidents.get(finding.fingerprint, ())
        )
        return list({(each.id, each.rule): each for each in found}.values())

    def owners(self, section: Section) -> dict[str, str]:
        """Return the case of each activity of a section, the debtor where none is recorded."""
        cases = {each.fingerprint: each.case_id or each.debtor for each in section.findings}
        owners = {each.anchor_activity: cases[each.fingerprint] for each in section.findings}
        for incident in self.incidents(section):
            case = next(cases[each] for each in incident.findings if each in cases)
            for each in incident.activities:
                owners.setdefault(each.activity_id, case)
        return owners

    def activities(self, section: Section) -> list[Activity]:
        """Return every activity of those incidents and every offending one, in time order."""
        whole = {
            each.activity_id: each
            for incident in self.incidents(section)
            for each in incident.activities
        }
        for finding in section.findings:
            if finding.anchor_activity not in whole:
                whole[finding.anchor_activity] = bare_activity(finding)
        return sorted(whole.values(), key=lambda each: (*instant(each.at), each.activity_id))

    def exemptions(self, section: Section) -> list[Exemption]:
        """Return the exemptions relied on in the case, or for the rule, of a section."""
        if section.key:
            return list(self._exempt.get((section.kind, section.key), ()))
        return [
            each for debtor in section.debtors for each in self._exempt.get(("debtor", debtor), ())
        ]


def known_of(bundle: ReportBundle) -> Known:
    """Return a bundle ready for its sections."""
    incidents: defaultdict[str, list[Incident]] = defaultdict(list)
    for incident in bundle.incidents:
        for fingerprint in incident.findings:
            incidents[fingerprint].append(incident)
    exempt: defaultdict[tuple[str, str], list[Exemption]] = defaultdict(list)
    for each in bundle.exemptions:
        exempt["rule", each.rule].append(each)
        # where the case is not recorded, the debtor is what a section is known by
        exempt["case", each.case_id].append(each)
        if not each.case_id:
            exempt["debtor", each.debtor].append(each)
    return Known(
        bundle,
        {rule.id: rule for rule in bundle.rules},
        {key: tuple(each) for key, each in incidents.items()},
        {key: tuple(each) for key, each in exempt.items()},
    )


def files_of(activities: Iterable[Activity], findings: Iterable[Finding]) -> list[str]:
    """Return the files whose rows a section rests on, sorted."""
    files = {file for each in activities for file, _ in (*each.linked, (each.source_file, 0))}
    files |= {file for each in findings for file, _ in (*each.linked, (each.source_file, 0))}
    return sorted(files - {""})
