"""Who does as much work, and what that lets expect."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from auditkit.report.ranking.gamma import gamma_quantile
from auditkit.report.ranking.interface import Comparison, Peers
from auditkit.report.ranking.plan import WHOLE, RankingPlan
from auditkit.report.ranking.points import POINT


class Load(NamedTuple):
    """Units of one workload: how many, and their points (of ``POINT``) and events together."""

    workload: int
    units: int
    points: int
    events: int


@dataclass(frozen=True, slots=True)
class Field:
    """All units of a kind by workload, with sums up to each, so that no pair is ever looked at."""

    loads: tuple[int, ...]
    at: tuple[int, ...]
    units: tuple[int, ...]
    contacts: tuple[int, ...]
    points: tuple[int, ...]
    events: tuple[int, ...]


def field_of(units: Iterable[Load], least: int) -> Field:
    """Return the units that do at least so much work; the others are nobody's peers."""
    sums: dict[int, tuple[int, int, int]] = {}
    for each in units:
        if each.workload >= least:
            many, points, events = sums.get(each.workload, (0, 0, 0))
            sums[each.workload] = (many + each.units, points + each.points, events + each.events)
    loads = tuple(sorted(sums))
    at = tuple(sums[load][0] for load in loads)
    return Field(
        loads,
        at,
        _up_to(at),
        _up_to(load * units for load, units in zip(loads, at, strict=True)),
        _up_to(sums[load][1] for load in loads),
        _up_to(sums[load][2] for load in loads),
    )


def _up_to(values: Iterable[int]) -> tuple[int, ...]:
    return tuple(accumulate(values, initial=0))


def peers_of(field: Field, own: Load, bands: tuple[float, ...], least: int) -> Peers | None:
    """Return the peers of a unit of the field, the unit itself left out, ``None`` for too few."""
    for band in (*bands, None):
        low, high = 0, len(field.loads)
        if band is not None:
            low = bisect_left(field.loads, own.workload / band)
            high = bisect_right(field.loads, own.workload * band)
        if field.units[high] - field.units[low] - own.units >= least:
            return _between(field, low, high, own, band)
    return None


def _between(field: Field, low: int, high: int, own: Load, band: float | None) -> Peers:
    units, contacts, points, events = (
        sums[high] - sums[low] for sums in (field.units, field.contacts, field.points, field.events)
    )
    inside = [
        place
        for place in (low, min(low + 1, high - 1), max(high - 2, low), high - 1)
        if field.loads[place] != own.workload or field.at[place] > own.units
    ]
    return Peers(
        units=units - own.units,
        band=band,
        fewest=field.loads[inside[0]],
        most=field.loads[inside[-1]],
        contacts=contacts - own.workload * own.units,
        points=(points - own.points) / POINT,
        events=events - own.events,
    )


def compared(points: float, workload: int, peers: Peers, plan: RankingPlan) -> Comparison:
    """Return points held against what the peers have per contact, times one's own contacts.

    The more there is seen the higher every number, the more is expected the lower.
    """
    share = workload / peers.contacts
    expected = peers.points * share
    return Comparison(
        peers=peers,
        expected=expected,
        expected_events=peers.events * share,
        ratio=points / expected if expected else None,
        estimate=_shape(points, plan) / _shape(expected, plan),
        low=lower_bound(points, expected, plan),
        high=_bound(points, expected, (1 + plan.confidence) / 2, plan),
    )


def lower_bound(points: float, expected: float, plan: RankingPlan) -> float:
    """Return the ratio that is exceeded with the plan's confidence: what units are ordered by."""
    return _bound(points, expected, (1 - plan.confidence) / 2, plan)


def _bound(points: float, expected: float, share: float, plan: RankingPlan) -> float:
    return gamma_quantile(_shape(points, plan), share) / _shape(expected, plan)


def _shape(points: float, plan: RankingPlan) -> float:
    """Return points as the typical events that they are worth, the prior's among them."""
    return plan.prior + points * WHOLE / plan.typical
