"""Packs for places outside mainland China load by profile and rest on nothing that is doubtful."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
import yaml

from auditkit import api
from auditkit.core.clock import day_number
from auditkit.core.resources import data_folder

POLICIES = data_folder("policies")
PLACES = {
    "us-ma": ("America/New_York", ("us-reg-f", "us-ma")),
    "us-wa": ("America/Los_Angeles", ("us-reg-f", "us-wa")),
    "us-nyc": ("America/New_York", ("us-reg-f", "us-nyc")),
    "in-rbi": ("Asia/Kolkata", ("in-rbi",)),
    "id-ojk": ("Asia/Jakarta", ("id-ojk",)),
    "ph-sec": ("Asia/Manila", ("ph-sec",)),
    "tw-fsc": ("Asia/Taipei", ("tw-fsc",)),
    "uk-conc": ("Europe/London", ("uk-conc",)),
    "hk-hkma": ("Asia/Hong_Kong", ("hk-hkma",)),
    "sg-dca": ("Asia/Singapore", ("sg-dca",)),
    "my-bnm": ("Asia/Kuala_Lumpur", ("my-bnm",)),
}
EVERY_PACK = sorted(file.parent.name for file in POLICIES.glob("*/pack.yaml"))
NOT_READ = (  # clauses whose content nobody has re-read; they may stand as unshipped only
    "1006.6(b)(3)",
    "comment 6(b)(1)(i)",
    "5-77 (pre",
)


@pytest.fixture(scope="module")
def packs():
    return {pack.pack.id: pack for pack in api.library().packs()}


@pytest.fixture(scope="module")
def cited():
    """Each clause cited anywhere, as written: (pack, rule, day, clause)."""
    return [
        (pack, file.stem, str(day), clause)
        for pack in EVERY_PACK
        for file in sorted((POLICIES / pack / "rules").glob("*.yaml"))
        if not file.name.endswith(".cases.yaml")
        for day, clauses in yaml.safe_load(file.read_text(encoding="utf-8"))["cites"].items()
        for clause in clauses
    ]


@pytest.mark.parametrize("name", PLACES)
def test_a_profile_names_its_packs_and_the_zone_of_the_place(name):
    zone, named = PLACES[name]
    profile = api.library().profile(name)
    assert (profile.zone, profile.packs, profile.link_tolerance_s) == (zone, named, 90)
    assert ZoneInfo(profile.zone).key == zone


@pytest.mark.parametrize("name", PLACES)
def test_the_rules_of_a_profile_bind_to_checks(name):
    shelf = api.library()
    loaded = shelf.packs(shelf.profile(name).packs)
    rules = shelf.rules(loaded)
    assert len(rules) == sum(len(pack.rules) for pack in loaded)
    assert {rule.pack for rule in rules} == set(shelf.profile(name).packs)


def test_no_pack_cites_what_is_rated_below_b(cited):
    doubtful = {
        (rule, clause["clause"])
        for _, rule, _, clause in cited
        if clause["source_confidence"] not in ("H", "M", "A", "B", "own")
    }
    assert doubtful == set()


def test_no_instrument_is_rated_below_b():
    listed = {
        (pack, each["id"]): each["source_confidence"]
        for pack in EVERY_PACK
        for each in yaml.safe_load(
            (POLICIES / pack / "instruments.yaml").read_text(encoding="utf-8")
        )["instruments"]
    }
    assert {key: c for key, c in listed.items() if c not in ("H", "M", "A", "B", "own")} == {}


def test_clauses_that_nobody_has_read_again_are_cited_nowhere(cited):
    assert [
        (rule, clause["clause"])
        for _, rule, _, clause in cited
        if any(name in clause["clause"] for name in NOT_READ)
    ] == []


def test_no_rule_is_in_force_before_an_instrument_that_it_rests_on(packs):
    """The earliest instrument cited for a date is in force by then."""
    early = [
        (loaded.rule.id, day.isoformat())
        for name in PLACES
        for loaded in packs[name].rules
        for day, cites in loaded.rule.cites.items()
        if min(packs[name].instruments[c.instrument].in_force_from for c in cites) > day
    ]
    assert early == []


@pytest.mark.parametrize("name", PLACES)
def test_what_is_not_shipped_has_a_reason_in_both_languages(name, packs):
    unshipped = packs[name].pack.unshipped
    assert unshipped
    assert len({each.topic for each in unshipped}) == len(unshipped)
    assert [each.topic for each in unshipped if len(each.reason.en) < 20] == []


def test_what_new_york_city_adopted_waits_for_its_date(packs):
    rules = packs["us-nyc"].rules
    assert {day.isoformat() for loaded in rules for day in loaded.rule.values} == {"2027-01-01"}


def test_the_indonesian_list_holds_seventeen_holidays_a_year_and_the_rule_ends_with_it(packs):
    days = packs["id-ojk"].lists["holidays"]
    years = [(date(1970, 1, 1) + timedelta(days=day)).year for day in days]
    assert {year: years.count(year) for year in set(years)} == {2024: 17, 2025: 17, 2026: 17}
    shelf = api.library()
    (rule,) = [r for r in shelf.rules([packs["id-ojk"]]) if r.id == "id-ojk.days.holidays"]
    first, ended = rule.versions
    assert ended.params is None
    assert first.from_day <= min(days) <= max(days) < ended.from_day
    assert rule.in_force(day_number(date(2027, 1, 1))) is None
