"""Orders cases, collectors and agencies by how far they stand out among their peers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from auditkit.core.findings import Finding
from auditkit.report.interface import ReportBundle
from auditkit.report.ranking.interface import KINDS, Kind, Ranking, UnitKey
from auditkit.report.ranking.outlook import outlooks, value_of
from auditkit.report.ranking.peers import Field, Load, compared, field_of, peers_of
from auditkit.report.ranking.plan import RankingPlan, load_ranking_plan
from auditkit.report.ranking.points import POINT, Scored, counts, scored, weight_of
from auditkit.report.ranking.unit import Draft, marked_rules, unit_of

_KEYS: Final[Mapping[Kind, Callable[[Finding], UnitKey | None]]] = {
    "cases": lambda each: UnitKey("", each.case_id) if each.case_id else None,
    "collectors": lambda each: (
        UnitKey(each.agency_id, each.collector_id) if each.collector_id else None
    ),
    "agencies": lambda each: UnitKey(each.agency_id, ""),
}


@dataclass(frozen=True, slots=True)
class _Work:
    """Judged activities: those of units known by name, and how many others have so many."""

    named: Mapping[UnitKey, int]
    others: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Order:
    """The rankings of a run, with the run and the numbers that they go by."""

    bundle: ReportBundle
    plan: RankingPlan
    rankings: tuple[Ranking, ...]


def order_of(
    bundle: ReportBundle,
    plan: RankingPlan | None = None,
    *,
    kinds: Sequence[Kind] = KINDS,
    top: int | None = None,
) -> Order:
    """Return the rankings of some kinds, by the shipped plan unless another is given."""
    chosen = plan or load_ranking_plan()
    rankings = tuple(rank(bundle, kind, chosen, top) for kind in kinds)
    return Order(bundle, chosen, rankings)


def rank(bundle: ReportBundle, kind: Kind, plan: RankingPlan, top: int | None = None) -> Ranking:
    """Return the units of a kind that have a finding, the first to be reviewed first.

    False alarms count nowhere. Neither the order of findings nor names bear on the order, but that
    names decide between equals. All units are ordered and the first ``top`` of them told.
    """
    drafts, unnamed = _drafts(bundle, kind, plan)
    work, least = _work(bundle, kind), plan.workload[kind]
    # who had no contact is nobody's peer, whatever the plan says
    field = field_of(_loads(work, drafts), max(least, 1)) if work else None
    if work and field:
        drafts = [_held(each, work, field, plan) for each in drafts]
    drafts.sort(key=lambda each: _order(each, plan))
    ranked = [each for each in drafts if not _is_apart(each, least)]
    apart = [each for each in drafts if _is_apart(each, least)]
    marked = marked_rules(bundle.rules, plan)
    few = field is not None and field.units[-1] <= plan.peers[kind]
    return Ranking(
        kind=kind,
        order=tuple(each.key for each in ranked),
        ranked=tuple(
            unit_of(draft, plan, marked, rank=place, outlook=outlook)
            for place, (draft, outlook) in enumerate(outlooks(ranked, plan, top), 1)
        ),
        apart=tuple(unit_of(each, plan, marked) for each in apart[:top]),
        total=len(ranked),
        total_apart=len(apart),
        clean=_clean(work, drafts) if work else None,
        unnamed=unnamed,
        spread=_spread(each.score for each in drafts),
        why="no_workload" if field is None else "few_units" if few else "",
    )


def _drafts(bundle: ReportBundle, kind: Kind, plan: RankingPlan) -> tuple[list[Draft], int]:
    """Return units with a finding that counts, and how many such findings name no unit."""
    counted: defaultdict[UnitKey | None, list[Finding]] = defaultdict(list)
    alarms: Counter[UnitKey | None] = Counter()
    key_of = _KEYS[kind]
    for finding in bundle.findings:
        key = key_of(finding)
        if counts(finding):
            counted[key].append(finding)
        else:
            alarms[key] += 1
    unnamed = len(counted.pop(None, ()))
    drafts = [
        Draft(
            kind, key, found, alarms[key], scored(found, plan, lambda each: weight_of(each, plan))
        )
        for key, found in counted.items()
        if key is not None
    ]
    return drafts, unnamed


def _work(bundle: ReportBundle, kind: Kind) -> _Work | None:
    """Return the work of all units, ``None`` where the run knows nothing of it."""
    if kind == "cases":
        load = bundle.workload
        named = {UnitKey("", case): many for case, many in load.cases.items()}
        return _Work(named, load.others) if load.cases or load.others else None
    sums: Counter[UnitKey] = Counter()
    for contact, many in bundle.contacts.items():
        if kind == "agencies":
            sums[UnitKey(contact.agency_id, "")] += many
        elif contact.collector_id:
            sums[UnitKey(contact.agency_id, contact.collector_id)] += many
    return _Work(sums, {}) if sums else None


def _loads(work: _Work, drafts: Iterable[Draft]) -> Iterator[Load]:
    scores = {each.key: each.score for each in drafts}
    nothing = Scored()
    for key, many in work.named.items():
        score = scores.get(key, nothing)
        yield Load(many, 1, score.points, score.events)
    for many, units in work.others.items():
        yield Load(many, units, 0, 0)


def _held(draft: Draft, work: _Work, field: Field, plan: RankingPlan) -> Draft:
    """Return a unit with its work and, where it did enough, held against its peers."""
    workload, score, least = work.named.get(draft.key, 0), draft.score, plan.peers[draft.kind]
    draft = replace(draft, workload=workload)
    if workload < plan.workload[draft.kind] or field.units[-1] <= least:
        return draft
    own = Load(workload, 1, score.points, score.events)
    peers = peers_of(field, own, plan.bands, least) if workload else None
    if peers is None:
        return replace(draft, expected=0.0)
    held = compared(score.points / POINT, workload, peers, plan)
    return replace(draft, held=held, expected=held.expected)


def _is_apart(draft: Draft, least: int) -> bool:
    return draft.workload is not None and draft.workload < least


def _order(draft: Draft, plan: RankingPlan) -> tuple[object, ...]:
    """Return what units are sorted by: the lower bound, or points where nothing was compared."""
    return (-value_of(draft, draft.score.points, plan), -draft.score.points, draft.key)


def _clean(work: _Work, drafts: Iterable[Draft]) -> int:
    found = {each.key for each in drafts}
    return sum(key not in found for key in work.named) + sum(work.others.values())


def _spread(scores: Iterable[Scored]) -> float:
    sums = [(each.squares, each.points) for each in scores]
    squares, points = (sum(column) for column in zip(*sums, strict=True)) if sums else (0, 0)
    return squares / points / POINT if points else 0.0
