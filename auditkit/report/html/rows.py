"""Findings, activities, incidents and cases as columns that point at one another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter
from typing import Any, Final

from auditkit.core.findings import Activity, Exemption, Finding
from auditkit.report.anchors import bare_activity
from auditkit.report.html.choice import Choice
from auditkit.report.html.moment import Moment, moment
from auditkit.report.html.pool import NONE, Pool
from auditkit.report.interface import Incident, ReportBundle
from auditkit.report.record import DECIDED_KEYS, number
from auditkit.report.safe import visible_lines as shown

Table = dict[str, list[Any]]
_TIME: Final = ("day", "second", "offset")


@dataclass(frozen=True, slots=True)
class Rows:
    """The findings and activities of a page with the place of each.

    Where a bank gives an activity id twice within a run, the first one stands for both.
    """

    pool: Pool
    kept: tuple[Finding, ...]
    acts: tuple[Activity, ...]
    finding_at: dict[str, int]
    activity_at: dict[str, int]
    incident_at: dict[str, int]
    case_at: dict[tuple[str, str], int]

    @classmethod
    def of(cls, choice: Choice, pool: Pool) -> Rows:
        """Return the rows of a page, activities in the order of time."""
        acts = _activities(choice)
        keys = dict.fromkeys(map(_case, choice.findings))
        return cls(
            pool,
            choice.findings,
            acts,
            {each.fingerprint: place for place, each in enumerate(choice.findings)},
            {each.activity_id: place for place, each in enumerate(acts)},
            {each.id: place for place, each in enumerate(choice.incidents)},
            {key: place for place, key in enumerate(keys)},
        )

    def findings(self) -> Table:
        """Return the findings as columns."""
        pool, kept, act = self.pool, self.kept, self.activity_at
        return {
            "fingerprint": [shown(each.fingerprint) for each in kept],
            "rule": [pool.rule(each.rule) for each in kept],
            **{name: _words(kept, name, pool) for name in
               ("severity", "certainty", "force", "decision", "party_role")},
            "incident": [self.incident_at.get(each.incident, NONE) for each in kept],
            "case": [self.case_at[_case(each)] for each in kept],
            "collector": [pool.string(each.collector_id) for each in kept],
            "agency": [pool.string(each.agency_id) for each in kept],
            "org": [pool.string(each.org_id) for each in kept],
            **{name: _strings(kept, name, pool) for name in
               ("overlap", "debtor", "party", "evidence")},
            **_times(each.at for each in kept),
            "anchor": [act[each.anchor_activity] for each in kept],
            "counted": [[act[one] for one in each.activities if one in act] for each in kept],
            "observed": [number(each.observed) for each in kept],
            "limit": [number(each.limit) for each in kept],
            **{f"window_{name}": [pool.string(each.window[place] if each.window else "")
                                  for each in kept] for place, name in enumerate(("from", "to"))},
            "basis": [pool.basis(each.basis) for each in kept],
            **{name: [pool.text(getattr(each, name)) for each in kept] for name in
               ("message", "remedy", "wording")},
        }  # fmt: skip

    def activities(self) -> Table:
        """Return the activities as columns."""
        pool, acts = self.pool, self.acts
        return {
            "id": [shown(each.activity_id) for each in acts],
            **_times(each.at for each in acts),
            **{name: _words(acts, name, pool) for name in
               ("channel", "direction", "outcome", "party_role")},
            "step": [[pool.word("step", one) for one in each.step.split("|")] if each.step else []
                     for each in acts],
            "party": _strings(acts, "party", pool),
            "contact": _strings(acts, "contact", pool),
            "collector": _strings(acts, "collector_id", pool),
            "agency": _strings(acts, "agency_id", pool),
            "duration": [each.duration_s for each in acts],
            "file": _strings(acts, "source_file", pool),
            "row": [each.source_row for each in acts],
            "linked": [list(chain.from_iterable((pool.string(file), row)
                                                for file, row in each.linked)) for each in acts],
        }  # fmt: skip

    def cases(self, ranks: Mapping[str, int]) -> Table:
        """Return the cases that have findings, with their places in the review order."""
        return {
            "id": [shown(case) for case, _ in self.case_at],
            "debtor": [self.pool.string(debtor) for _, debtor in self.case_at],
            "rank": [ranks.get(case) for case, _ in self.case_at],
        }


def incident_table(choice: Choice, rows: Rows) -> Table:
    """Return the incidents with the findings and activities that the page holds of them."""

    def places(known: dict[str, int], names: Iterable[str]) -> list[int]:
        return [known[each] for each in names if each in known]

    held: tuple[Incident, ...] = choice.incidents
    return {
        "id": [shown(each.id) for each in held],
        "rule": [rows.pool.rule(each.rule) for each in held],
        "debtor": _strings(held, "debtor", rows.pool),
        "findings": [places(rows.finding_at, each.findings) for each in held],
        "activities": [
            places(rows.activity_at, (one.activity_id for one in each.activities)) for each in held
        ],
        "of": [len(each.findings) for each in held],
    }


def exemptions_table(exemptions: Sequence[Exemption], pool: Pool) -> Table:
    """Return what recorded consents and agreements prevented."""
    return {
        "rule": [pool.rule(each.rule) for each in exemptions],
        **_times(each.at for each in exemptions),
        "case": [shown(each.case_id) for each in exemptions],
        "debtor": _strings(exemptions, "debtor", pool),
        "anchor": [shown(each.anchor_activity) for each in exemptions],
        "relied_on": [shown(each.relied_on) for each in exemptions],
        "relied_on_at": [shown(each.relied_on_at) for each in exemptions],
        "file": _strings(exemptions, "source_file", pool),
        "row": [each.source_row for each in exemptions],
    }


def decided_table(bundle: ReportBundle, rows: Rows) -> Table:
    """Return what people decided on the findings of the page."""
    held = [
        (place, said)
        for name, place in rows.finding_at.items()
        if (said := bundle.decided.get(name)) is not None
    ]
    texts = [name for name in DECIDED_KEYS if name not in ("status", "os_user", "final", "lapsed")]
    return {
        "finding": [place for place, _ in held],
        "status": [rows.pool.word("decision", said.status) for _, said in held],
        **{name: [shown(getattr(said, name)) for _, said in held] for name in texts},
        "final": [said.final for _, said in held],
        "lapsed": [said.lapsed for _, said in held],
    }


def _activities(choice: Choice) -> tuple[Activity, ...]:
    known: dict[str, Activity] = {}
    for incident in choice.incidents:
        for each in incident.activities:
            known.setdefault(each.activity_id, each)
    for finding in choice.findings:
        if finding.anchor_activity not in known:
            known[finding.anchor_activity] = bare_activity(finding)
    return tuple(sorted(known.values(), key=lambda each: (*_instant(each.at), each.activity_id)))


def _instant(at: str) -> tuple[int, str]:
    day, second, east = moment(at)
    return (0 if day is None else day * 86_400 + max(second, 0) - 60 * (east or 0)), at


def _case(finding: Finding) -> tuple[str, str]:
    return finding.case_id, finding.debtor


def _words(rows: Iterable[Any], name: str, pool: Pool) -> list[int]:
    return [pool.word(name, each) for each in map(attrgetter(name), rows)]


def _strings(rows: Iterable[Any], name: str, pool: Pool) -> list[int]:
    return [pool.string(each) for each in map(attrgetter(name), rows)]


def _times(texts: Iterable[str]) -> dict[str, list[int | None]]:
    moments: list[Moment] = [moment(each) for each in texts]
    return {name: [each[place] for each in moments] for place, name in enumerate(_TIME)}
