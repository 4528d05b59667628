"""Collects verdicts of many frames into findings, incidents, exemptions and coverage."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from auditkit.checks.interface import AT_MOST, UNKNOWN
from auditkit.core.clock import day_of
from auditkit.core.findings import (
    Activity,
    Certainty,
    Coverage,
    Exemption,
    Finding,
    NotEvaluated,
)
from auditkit.core.frame import NO_DAY
from auditkit.core.pseudonym import Pseudonymiser
from auditkit.engine.bind import BoundRule
from auditkit.engine.evaluate import Hit, Verdict
from auditkit.engine.rows import Rows
from auditkit.engine.told import Told
from auditkit.engine.wording import say

Positions = NDArray[np.int64]
SNIPPETS: Final = 3
"""How many of the mentions that a finding rests on are shown in its evidence."""
_CERTAINTIES: Final = ("definite", "presumptive", "review", "advisory")


def _by_incident() -> dict[str, dict[str, Activity]]:
    return defaultdict(dict)


def _zeros() -> list[int]:
    return [0, 0, 0, 0]


def _by_rule() -> dict[str, list[int]]:
    return defaultdict(_zeros)


@dataclass(slots=True)
class Ledger:
    """What has been found so far; ``close`` gives it sorted."""

    pseudonyms: Pseudonymiser
    sources: tuple[str, ...]
    findings: list[Finding] = field(default_factory=list)
    exemptions: list[Exemption] = field(default_factory=list)
    incidents: dict[str, dict[str, Activity]] = field(default_factory=_by_incident)
    _unknown: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    _counts: dict[str, list[int]] = field(default_factory=_by_rule)

    def expect(self, rules: Iterable[BoundRule]) -> None:
        """List rules in the coverage even where they find nothing to judge."""
        for rule in rules:
            self._counts.setdefault(rule.id, [0, 0, 0, 0])

    def add(
        self, frame: pd.DataFrame, verdicts: Iterable[Verdict], told: Told | None = None
    ) -> None:
        """Take in what was said of one frame and of what stands in its texts."""
        verdicts = list(verdicts)
        rows = Rows(frame, self.sources, _shown_positions(verdicts), told or Told())
        rows.told.prepare(_seen(verdicts))
        for verdict in verdicts:
            self._count(frame, verdict)
            if len(verdict.hits):
                self._take(rows, verdict)

    def absorb(self, other: Ledger) -> None:
        """Take in what another ledger of the same run holds."""
        self.findings += other.findings
        self.exemptions += other.exemptions
        for incident, activities in other.incidents.items():
            self.incidents[incident].update(activities)
        self._unknown.update(other._unknown)
        for rule, counts in other._counts.items():
            known = self._counts[rule]
            self._counts[rule] = [a + b for a, b in zip(known, counts, strict=True)]

    def not_evaluated(self) -> tuple[NotEvaluated, ...]:
        """Return the rows that rules could not judge, by rule, reason and source."""
        return tuple(
            NotEvaluated(rule, reason, self.sources[source], rows)
            for (rule, reason, source), rows in sorted(self._unknown.items())
        )

    def coverage(self) -> tuple[Coverage, ...]:
        """Return what each rule looked at."""
        return tuple(Coverage(rule, *counts) for rule, counts in sorted(self._counts.items()))

    def _count(self, frame: pd.DataFrame, verdict: Verdict) -> None:
        counts = self._counts[verdict.rule.id]
        exempt = int((verdict.hits["by"].to_numpy() >= 0).sum()) if len(verdict.hits) else 0
        unknown = np.flatnonzero(verdict.unknown)
        counts[0] += int(verdict.judged.sum())
        counts[1] += len(verdict.hits) - exempt
        counts[2] += exempt
        counts[3] += len(unknown)
        if not len(unknown):
            return
        pairs = zip(
            verdict.unknown[unknown].tolist(),
            frame["source"].to_numpy()[unknown].tolist(),
            strict=True,
        )
        for (code, source), rows in Counter(pairs).items():
            self._unknown[verdict.rule.id, UNKNOWN[code].value, source] += rows

    def _take(self, rows: Rows, verdict: Verdict) -> None:
        rule = verdict.rule
        names: dict[int, str] = {}
        for hit in verdict.each():
            members = verdict.order[hit.lo : hit.hi].tolist()
            if hit.by >= 0:
                self.exemptions.append(_exemption(rows, rule.id, hit))
                continue
            incident = names.get(hit.incident)
            if incident is None:
                first = rows.id(members[0]) if members else rows.id(hit.anchor)
                incident = self.pseudonyms.fingerprint("I", rule.id, str(hit.group), first)
                names[hit.incident] = incident
            shown = members if hit.trigger < 0 else [hit.trigger, *members]
            held = self.incidents[incident]
            for position in (*shown, hit.anchor):
                activity_id = rows.id(position)
                if activity_id not in held:
                    held[activity_id] = rows.activity(position)
            self.findings.append(self._finding(rows, verdict, hit, incident, shown))

    def _finding(
        self,
        rows: Rows,
        verdict: Verdict,
        hit: Hit,
        incident: str,
        shown: list[int],
    ) -> Finding:
        rule, seen = verdict.rule, verdict.seen[hit.seen_lo : hit.seen_hi]
        anchor = rows.activity(hit.anchor)
        counted = tuple(dict.fromkeys((*(rows.id(p) for p in shown), anchor.activity_id)))
        window = None
        if hit.first_day != NO_DAY:
            window = (day_of(hit.first_day).isoformat(), day_of(hit.last_day).isoformat())
        return Finding(
            fingerprint=self.pseudonyms.fingerprint(
                "F", rule.id, str(hit.group), anchor.activity_id
            ),
            incident=incident,
            overlap=self.pseudonyms.fingerprint("O", rule.check.id, anchor.activity_id),
            rule=rule.id,
            pack=rule.pack,
            family=rule.family,
            check=rule.check.id,
            force=rule.force,
            severity=rule.severity,
            certainty=certainty_of(rule.certainty, hit.at_most),
            decision="open",
            debtor=rows.shown("debtor_key", hit.anchor),
            party=anchor.party,
            party_role=anchor.party_role,
            case_id=rows.text("case_id", hit.anchor),
            collector_id=anchor.collector_id,
            agency_id=anchor.agency_id,
            org_id=rows.text("org_id", hit.anchor),
            at=anchor.at,
            day=anchor.at[:10],
            anchor_activity=anchor.activity_id,
            activities=counted,
            source_file=anchor.source_file,
            source_row=anchor.source_row,
            observed=hit.observed,
            limit=hit.limit,
            window=window,
            evidence=_evidence(rows, shown, hit.anchor, seen),
            message=say(rule.message, rows, hit, seen),
            basis=verdict.version.basis,
            remedy=rule.remedy,
            linked=anchor.linked,
            wording=rule.instead_of(rows.told.kinds(seen)),
        )


def certainty_of(of_rule: Certainty, at_most: int) -> Certainty:
    """Return the certainty of a hit: that of its rule, unless the hit is less certain."""
    own = AT_MOST[at_most]
    return max(of_rule, own or of_rule, key=_CERTAINTIES.index)


def _seen(verdicts: list[Verdict]) -> Iterator[int]:
    """Yield the mentions that findings show."""
    for verdict in verdicts:
        if len(verdict.seen):
            for hit in verdict.each():
                yield from verdict.seen[hit.seen_lo : hit.seen_hi][:SNIPPETS].tolist()


def _shown_positions(verdicts: list[Verdict]) -> Positions:
    """Return the positions of all rows that findings or exemptions name."""
    named = [np.empty(0, dtype=np.int64)]
    for verdict in (each for each in verdicts if len(each.hits)):
        named += [verdict.hits[name].to_numpy() for name in ("anchor", "by", "trigger")]
        named += [verdict.order[hit.lo : hit.hi] for hit in verdict.each()]
    positions: Positions = np.unique(np.concatenate(named).astype(np.int64))
    return positions[positions >= 0]


def _exemption(rows: Rows, rule: str, hit: Hit) -> Exemption:
    anchor, record = hit.anchor, hit.by
    return Exemption(
        rule=rule,
        anchor_activity=rows.id(anchor),
        at=rows.at(anchor),
        debtor=rows.shown("debtor_key", anchor),
        case_id=rows.text("case_id", anchor),
        relied_on=rows.id(record),
        relied_on_at=rows.at(record),
        source_file=rows.sources[int(rows.value("source", record))],
        source_row=int(rows.value("source_row", record)),
    )


def _evidence(rows: Rows, shown: list[int], anchor: int, seen: Positions) -> str:
    """Return the counted activities as times and words; nothing personal stands in them.

    Of texts, the words around the first mentions that the finding rests on, masked.
    """
    parts = []
    for position in dict.fromkeys((*shown, anchor)):
        act = rows.activity(position)
        words = " ".join(word for word in (act.channel, act.outcome, act.step) if word)
        parts.append(f"{act.at[:19].replace('T', ' ')} {words}")
    snippets = dict.fromkeys(rows.told.snippet(at) for at in seen[:SNIPPETS].tolist())
    return "; ".join([*parts, *(f"“{snippet}”" for snippet in snippets)])
