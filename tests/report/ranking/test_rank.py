"""The order of review: what may move a unit and what must not, held against a naive count."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from fractions import Fraction
from typing import Final

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from ranking_worlds import SEVERITIES, Found, World, bundle_of, worlds

from auditkit.core.findings import Severity
from auditkit.report.interface import ContactKey, ReportBundle, Workload
from auditkit.report.ranking.gamma import gamma_quantile
from auditkit.report.ranking.interface import KINDS, Kind, Ranking, Unit
from auditkit.report.ranking.plan import load_ranking_plan
from auditkit.report.ranking.rank import order_of, rank

PLAN: Final = load_ranking_plan()
SMALL: Final = replace(PLAN, peers={"cases": 2, "collectors": 2, "agencies": 1})
"""The shipped numbers with few peers required, so that small worlds have bands."""


def collectors(world: World | ReportBundle) -> Ranking:
    run = bundle_of(world) if isinstance(world, World) else world
    return rank(run, "collectors", SMALL)


def places(ranking: Ranking) -> dict[str, int]:
    return {each.key.name: each.rank or 0 for each in ranking.ranked}


def naive_points(findings: list[Found], units: int) -> tuple[Fraction, int]:
    """Add up the points of one unit by the words of the data file."""
    events: defaultdict[int, Fraction] = defaultdict(Fraction)
    for each in findings:
        if each.decision == "false_alarm":
            continue
        settled = each.decision in ("confirmed", "accepted", "remediated")
        sure = "definite" if settled else each.certainty
        weight = Fraction(
            PLAN.severity[each.severity] * PLAN.certainty[sure] * PLAN.force[each.force], 100**3
        )
        events[each.event] = max(events[each.event], weight)
    series: defaultdict[tuple[int, int], list[Fraction]] = defaultdict(list)
    for event, weight in events.items():
        series[event // units % 2, event // units // 2 % 2].append(weight)
    shares = [Fraction(100, 100), Fraction(50, 100), Fraction(25, 100)] + [Fraction(10, 100)] * 50
    total = Fraction(0)
    for weights in series.values():
        total += sum(w * s for w, s in zip(sorted(weights, reverse=True), shares, strict=False))
    return total, len(events)


def naive_low(unit: int, points: list[Fraction], work: tuple[int, ...]) -> float | None:
    """Compare one collector with every other, pair by pair."""
    others = [n for n in range(len(work)) if n != unit and work[n] >= 20]
    for band in (1.5, 3.0, None):
        peers = [
            n for n in others
            if band is None or (work[unit] <= work[n] * band and work[n] <= work[unit] * band)
        ]  # fmt: skip
        if len(peers) >= 2:
            seen, much = sum(points[n] for n in peers), sum(work[n] for n in peers)
            expected = float(seen) * work[unit] / much
            return gamma_quantile(1 + 2 * float(points[unit]), 0.025) / (1 + 2 * expected)
    return None


@given(worlds())
def test_places_are_those_of_a_naive_count(world: World) -> None:
    units = len(world.work)
    by_unit = [[each for each in world.found if each.event % units == n] for n in range(units)]
    summed = [naive_points(each, units) for each in by_unit]
    ranking = collectors(world)
    for each in (*ranking.ranked, *ranking.apart):
        unit = int(each.key.name[1:])
        points, events = summed[unit]
        assert each.points == pytest.approx(float(points), abs=1e-12)
        assert (each.events, each.workload) == (events, world.work[unit])
        low = naive_low(unit, [points for points, _ in summed], world.work)
        if world.work[unit] < 20 or low is None:
            assert each.compared is None
        else:
            assert each.compared is not None
            assert each.compared.low == pytest.approx(low, rel=1e-9)
    found = {f"C{n}" for n in range(units) if summed[n][1]}
    assert {each.key.name for each in (*ranking.ranked, *ranking.apart)} == found
    assert {each.key.name for each in ranking.apart} == {
        name for name in found if world.work[int(name[1:])] < 20
    }
    bounds = [each.compared.low for each in ranking.ranked if each.compared]
    assert bounds == sorted(bounds, reverse=True)
    assert [each.rank for each in ranking.ranked] == [*range(1, len(ranking.ranked) + 1)]
    assert ranking.clean == units - len(found)


@given(worlds(), st.data())
def test_a_further_finding_never_lowers_the_place_of_its_unit(world: World, data) -> None:
    taken = {(each.event, each.rule) for each in world.found}
    more = data.draw(
        st.builds(
            Found,
            event=st.integers(0, 5 * len(world.work)),
            rule=st.integers(0, 5),
            severity=st.sampled_from(SEVERITIES),
            certainty=st.sampled_from(["definite", "review"]),
            force=st.sampled_from(["law", "standard"]),
            decision=st.just("open"),
        )
    )
    assume((more.event, more.rule) not in taken)
    unit = f"C{more.event % len(world.work)}"
    before = places(collectors(world)).get(unit, 10**6)
    after = places(collectors(world._replace(found=(*world.found, more))))
    assert after.get(unit, 10**6) <= before


@given(worlds(), st.data())
def test_a_graver_or_surer_finding_never_lowers_the_place_of_its_unit(world: World, data) -> None:
    assume(world.found)
    at = data.draw(st.integers(0, len(world.found) - 1))
    found = world.found[at]
    graver = found._replace(
        severity=SEVERITIES[data.draw(st.integers(0, SEVERITIES.index(found.severity)))],
        certainty=data.draw(st.sampled_from([found.certainty, "definite"])),
        force=data.draw(st.sampled_from([found.force, "law"])),
    )
    unit = f"C{found.event % len(world.work)}"
    changed = (*world.found[:at], graver, *world.found[at + 1 :])
    before, after = places(collectors(world)), places(collectors(world._replace(found=changed)))
    assert after.get(unit, 10**6) <= before.get(unit, 10**6)


@given(worlds(), st.randoms(use_true_random=False))
def test_no_order_of_findings_or_contacts_shows(world: World, chance) -> None:
    run = bundle_of(world)
    findings, contacts = list(run.findings), list(run.contacts.items())
    chance.shuffle(findings)
    chance.shuffle(contacts)
    # contacts of one collector may stand in one sum or, by day and branch, in several
    parted = {}
    for key, many in contacts:
        parted[key._replace(org_id="X")] = many // 2
        parted[key._replace(day="2026-03-05")] = many - many // 2
    other = replace(run, findings=tuple(findings), contacts=parted)
    assert order_of(other, SMALL).rankings == order_of(run, SMALL).rankings


@given(worlds())
def test_names_bear_on_nothing_but_the_order_of_equals(world: World) -> None:
    run = bundle_of(world)
    findings = tuple(
        replace(
            each,
            collector_id="Z" + each.collector_id[::-1],
            rule="other." + each.rule,
            fingerprint="Z" + each.fingerprint,
            overlap=each.overlap[::-1],
            debtor="Z" + each.debtor,
        )
        for each in run.findings
    )
    contacts = {
        key._replace(collector_id="Z" + key.collector_id[::-1]): many
        for key, many in run.contacts.items()
    }

    def shape(ranking: Ranking) -> list[object]:
        return [(each.points, each.events, each.compared, each.outlook)
                for each in (*ranking.ranked, *ranking.apart)]  # fmt: skip

    assert shape(collectors(replace(run, findings=findings, contacts=contacts))) == shape(
        collectors(run)
    )


@given(worlds(), st.integers(0, 3))
def test_a_unit_far_away_in_workload_changes_nothing_for_those_with_peers(
    world: World, findings: int
) -> None:
    run = bundle_of(world)
    far = 100 * max(world.work) + 100
    contacts = {**run.contacts, ContactKey("AG-1", "FAR", "", "2026-03-02"): far}
    more = tuple(
        replace(each, collector_id="FAR", fingerprint=f"FAR{n}", overlap=f"OFAR{n}")
        for n, each in enumerate(run.findings[:findings])
    )
    after = collectors(replace(run, contacts=contacts, findings=(*run.findings, *more)))
    held = {each.key: each.compared for each in collectors(run).ranked}
    for each in after.ranked:
        before = held.get(each.key)
        if before and before.peers.band is not None:
            assert each.compared == before


@given(worlds())
def test_findings_of_an_overlap_weigh_what_the_weightiest_does(world: World) -> None:
    alone: dict[int, Found] = {}
    for each in world.found:
        kept = alone.get(each.event)
        if each.decision != "false_alarm" and (kept is None or _weight(each) > _weight(kept)):
            alone[each.event] = each
    run = bundle_of(world)
    thin = replace(bundle_of(World(tuple(alone.values()), world.work)), workload=run.workload)
    for kind in KINDS:
        whole, single = rank(run, kind, SMALL), rank(thin, kind, SMALL)
        assert [(each.key, each.points, each.events) for each in whole.ranked] == [
            (each.key, each.points, each.events) for each in single.ranked
        ]


def _weight(found: Found) -> tuple[int, ...]:
    sure = "definite" if found.decision in PLAN.settled else found.certainty
    weight = PLAN.severity[found.severity] * PLAN.certainty[sure] * PLAN.force[found.force]
    return weight, -found.rule


@given(worlds())
def test_a_false_alarm_is_as_if_it_had_not_been_found(world: World) -> None:
    kept = tuple(each for each in world.found if each.decision != "false_alarm")
    run = bundle_of(world)
    without = replace(bundle_of(world._replace(found=kept)), workload=run.workload)

    def blank(ranking: Ranking) -> Ranking:
        def units(of: tuple[Unit, ...]) -> tuple[Unit, ...]:
            return tuple(replace(each, false_alarms=0) for each in of)

        return replace(ranking, ranked=units(ranking.ranked), apart=units(ranking.apart))

    for kind in KINDS:
        assert blank(rank(run, kind, SMALL)) == rank(without, kind, SMALL)
    alarms = sum(each.decision == "false_alarm" for each in world.found)
    told = collectors(run)
    named = {each.key.name for each in (*told.ranked, *told.apart)}
    listed = sum(
        each.decision == "false_alarm" and f"C{each.event % len(world.work)}" in named
        for each in world.found
    )
    assert sum(each.false_alarms for each in (*told.ranked, *told.apart)) == listed <= alarms


@given(worlds())
def test_an_outlook_is_the_place_after_the_decisions_it_speaks_of(world: World) -> None:
    units = len(world.work)
    ranking = collectors(world)
    for each in ranking.ranked:
        assert each.outlook is not None
        unit = int(each.key.name[1:])
        mine = [one for one in world.found if one.event % units == unit]
        unsure = [one for one in mine if one.certainty != "definite" and one.decision == "open"]
        assert each.outlook.unsure == len(unsure)
        for decision, told in (
            ("false_alarm", each.outlook.none_stands), ("confirmed", each.outlook.all_stand)
        ):  # fmt: skip
            changed = tuple(
                one._replace(decision=decision) if one in unsure else one for one in world.found
            )
            after = {one.key.name: one for one in collectors(World(changed, world.work)).ranked}
            mine_after = after.get(each.key.name)
            if mine_after is None:
                assert told is None
                continue
            low = _bound(mine_after)
            above = sum(_bound(one) > low for one in ranking.ranked if one.key != each.key)
            assert told == (above + 1 if unsure else each.rank)


def _bound(unit: Unit) -> float:
    return unit.compared.low if unit.compared else unit.points


def test_a_case_without_contacts_stands_among_the_others_by_its_points() -> None:
    grave: tuple[Severity, ...] = ("high", "critical", "critical", "medium")
    found = tuple(Found(n, 0, each, "definite", "law", "open") for n, each in enumerate(grave))
    run = bundle_of(World(found, (30, 30, 400, 30)))
    cases = {**run.workload.cases, "K1": 0, "K3": 0}
    run = replace(run, workload=replace(run.workload, cases=cases))
    ranking = rank(run, "cases", SMALL)
    assert [(each.key.name, each.workload, each.compared is None) for each in ranking.ranked] == [
        ("K1", 0, True), ("K2", 400, False), ("K0", 30, False), ("K3", 0, True),
    ]  # fmt: skip
    assert ranking.apart == ()
    peers = [each.compared.peers.units for each in ranking.ranked if each.compared]
    assert max(peers) <= 41


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_ranked_of_nothing(kind: Kind) -> None:
    run = bundle_of(World((), (30, 30)))
    empty = replace(run, contacts={}, workload=Workload())
    assert rank(empty, kind, PLAN) == Ranking(kind, (), (), (), 0, 0, None, 0, 0.0, "no_workload")
