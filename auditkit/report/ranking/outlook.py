"""How a rank would change with what review finds on the findings that are not sure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from auditkit.core.findings import Finding
from auditkit.report.ranking.interface import Outlook
from auditkit.report.ranking.peers import lower_bound
from auditkit.report.ranking.plan import RankingPlan
from auditkit.report.ranking.points import (
    POINT,
    is_unsure,
    scored,
    weight_if_it_stands,
    weight_of,
)
from auditkit.report.ranking.unit import Draft


def outlooks(
    ranked: Sequence[Draft], plan: RankingPlan, top: int | None
) -> Iterator[tuple[Draft, Outlook]]:
    """Yield the first with what their ranks hang on; ``ranked`` are all in their order."""
    values = sorted(value_of(each, each.score.points, plan) for each in ranked)
    for rank, draft in enumerate(ranked[:top], 1):
        yield draft, _outlook(draft, rank, values, plan)


def _outlook(draft: Draft, rank: int, values: Sequence[float], plan: RankingPlan) -> Outlook:
    unsure = [each for each in draft.findings if is_unsure(each, plan)]
    if not unsure:
        return Outlook(0, rank, rank)

    def as_it_is(finding: Finding) -> int:
        return weight_of(finding, plan)

    def as_if_it_stood(finding: Finding) -> int:
        return (weight_if_it_stands if is_unsure(finding, plan) else weight_of)(finding, plan)

    def place(points: int) -> int:
        """Return the rank with other points: one more than there are others above them."""
        value = value_of(draft, points, plan)
        itself = value_of(draft, draft.score.points, plan) > value
        return len(values) - bisect_right(values, value) - itself + 1

    sure = [each for each in draft.findings if not is_unsure(each, plan)]
    all_stand = place(scored(draft.findings, plan, as_if_it_stood).points)
    none_stands = place(scored(sure, plan, as_it_is).points) if sure else None
    return Outlook(len(unsure), none_stands, all_stand)


def value_of(draft: Draft, points: int, plan: RankingPlan) -> float:
    """Return what a unit would be ordered by with so many points (of ``POINT``)."""
    if draft.expected is None:
        return float(points)
    return lower_bound(points / POINT, draft.expected, plan)
