"""Compares two runs: which findings are new, gone or unchanged, and why."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

from auditkit.api.reviewing.decided import CARRIED, standing_of
from auditkit.api.reviewing.deciding import local_day, whole_run
from auditkit.api.runs.reasons import Reason, Side, run_wide, side_of, specific
from auditkit.core import clock
from auditkit.core.decisions import effective
from auditkit.core.findings import Decision
from auditkit.store.database import Store
from auditkit.store.deciding import decisions_on
from auditkit.store.decisions import DecisionEvent
from auditkit.store.runs import RunRecord, read_findings

Kind = Literal["new", "gone", "unchanged"]
UNEXPLAINED: Final = Reason("unexplained")


class Brief(NamedTuple):
    """What is kept of a finding while runs are compared."""

    fingerprint: str
    rule: str
    pack: str
    severity: str
    certainty: str
    at: str
    day: str
    case_id: str
    agency_id: str
    source_file: str
    source_row: int
    incident: str
    linked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A finding that is new or gone, or that both runs have but do not show alike."""

    kind: Kind
    finding: Brief
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Diff:
    """Two runs by their ids, how many findings of each kind, by reason too, and the changes.

    Unchanged findings are listed only where their decision, severity or certainty differs.
    """

    first: str
    second: str
    counts: Mapping[str, int]
    reasons: Mapping[str, Mapping[str, int]]
    changes: tuple[Change, ...]


def diff_runs(first: Path | str, second: Path | str, *, db: str | None = None) -> Diff:
    """Return what differs between two runs, which may be in two stores of one key.

    A finding is the same by its fingerprint. Decisions are taken as they stood when the first run
    ended, and as they stand now for the second. Raises as ``review.whole_run`` does.
    """
    with whole_run(first, db) as (one, a), whole_run(second, db) as (other, b):
        sides = side_of(one, a), side_of(other, b)
        stood, stands = _decided(one, a, a.ended_at), _decided(other, b, None)
        return _compared(one, other, sides, (stood, stands))


def _compared(
    one: Store,
    other: Store,
    sides: tuple[Side, Side],
    decided: tuple[Mapping[str, Decision], Mapping[str, Decision]],
) -> Diff:
    a, b = sides
    left = {brief.fingerprint: brief for brief in _briefs(one, a.run)}
    wide = run_wide(a, b)
    changes: list[Change] = []
    unchanged = 0
    for brief in _briefs(other, b.run):
        before = left.pop(brief.fingerprint, None)
        if before is None:
            changes.append(Change("new", brief, _reasons(brief, b, a, wide)))
            continue
        unchanged += 1
        if why := tuple(_shown_otherwise(before, brief, sides, decided)):
            changes.append(Change("unchanged", brief, why))
    new = len(changes) - sum(each.kind == "unchanged" for each in changes)
    changes += [Change("gone", brief, _reasons(brief, a, b, wide)) for brief in left.values()]
    order = ("new", "gone", "unchanged")
    changes.sort(key=lambda each: (order.index(each.kind), each.finding.at, each.finding[:2]))
    counts = {"new": new, "gone": len(left), "unchanged": unchanged}
    return Diff(a.run, b.run, counts, _counted(changes), tuple(changes))


def _reasons(
    brief: Brief, here: Side, there: Side, wide: Mapping[str, tuple[Reason, ...]]
) -> tuple[Reason, ...]:
    """Return why one run has a finding that the other has not: of its own, else of the runs."""
    found = tuple(specific(brief, here, there))
    return found or (*wide[""], *wide.get(brief.pack, ())) or (UNEXPLAINED,)


def _shown_otherwise(
    before: Brief,
    after: Brief,
    sides: tuple[Side, Side],
    decided: tuple[Mapping[str, Decision], Mapping[str, Decision]],
) -> Iterator[Reason]:
    stood, stands = (each.get(after.fingerprint, "open") for each in decided)
    if stood != stands:
        yield Reason("decision", (stood, stands))
    if (before.severity, before.certainty) != (after.severity, after.certainty):
        yield from sides[0].rule_reasons(after.rule, after.day, sides[1]) or (UNEXPLAINED,)


def _decided(store: Store, record: RunRecord, until: str | None) -> dict[str, Decision]:
    """Return how findings stood at an instant, now without one; open ones are left out."""
    at = datetime.fromisoformat(until) if until else clock.now()
    day = local_day(record, at)
    found: dict[str, Decision] = {}
    for name, events in decisions_on(store).items():
        known = (each for each in events if not until or _was_known(each, record, at))
        status = effective(standing_of(known, day))
        if status != "open":
            found[name] = status
    return found


def _was_known(event: DecisionEvent, record: RunRecord, at: datetime) -> bool:
    """Return whether a decision was there when a run ended; nobody decides on one before that."""
    since = event.run_id == record.id and not event.source.startswith(CARRIED)
    return not since and datetime.fromisoformat(event.at) <= at


def _briefs(store: Store, run: str) -> Iterator[Brief]:
    for finding in read_findings(store, run):
        yield _brief(finding)


def _brief(finding: Mapping[str, Any]) -> Brief:
    # one text for all findings that say the same: there may be a hundred thousand
    same = {name: sys.intern(str(finding[name])) for name in _SHARED}
    return Brief(
        fingerprint=finding["fingerprint"],
        at=finding["at"],
        case_id=finding["case_id"],
        source_row=int(finding["source_row"]),
        incident=finding["incident"],
        linked=tuple({sys.intern(str(file)) for file, _ in finding["linked"]}),
        **same,
    )


_SHARED: Final = ("rule", "pack", "severity", "certainty", "day", "agency_id", "source_file")


def _counted(changes: list[Change]) -> dict[str, dict[str, int]]:
    counts: dict[str, Counter[str]] = {}
    for change in changes:
        for name in dict.fromkeys(reason.name for reason in change.reasons):
            counts.setdefault(change.kind, Counter())[name] += 1
    return {kind: dict(sorted(found.items())) for kind, found in counts.items()}
