"""What is foretold of a contact is what the engine says when it is made."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditkit import api
from auditkit.checks import BUILTIN
from auditkit.core.pseudonym import Pseudonymiser
from auditkit.engine.bind import BoundRule, Version
from auditkit.engine.evaluate import Record
from auditkit.engine.forward.families import split
from auditkit.engine.forward.ground import ground
from auditkit.engine.forward.outlook import Wish, look_ahead
from auditkit.engine.outcome import Settings
from auditkit.engine.run import run
from tests.engine.forward_probe import KEY, Row, ahead, check, how, iso, source

CHECKS = {each.id: each for each in BUILTIN}
ZONES = ("Asia/Shanghai", "America/New_York", "America/New_York|America/Los_Angeles", "UTC")
QUICK = settings(suppress_health_check=list(HealthCheck), max_examples=8, deadline=None)
SPRING, AUTUMN = (
    int(datetime.fromisoformat(day).timestamp())
    for day in ("2026-03-02T00:00:00+00:00", "2026-10-26T00:00:00+00:00")
)
"""A Monday six days before clocks change in New York, in spring and in autumn."""


@lru_cache
def profile(name: str) -> tuple[BoundRule, ...]:
    shelf = api.library()
    return split(shelf.rules(shelf.packs(shelf.profile(name).packs)))[0]


@pytest.fixture(scope="module")
def cn_bank() -> tuple[BoundRule, ...]:
    return profile("cn-bank")


@pytest.fixture(scope="module")
def us_reg_f() -> tuple[BoundRule, ...]:
    return profile("us-reg-f")


STEPS = [
    *[("", "")] * 10,
    ("refusal", ""),
    ("cease.requested", '{"written": true}'),
    ("optout.requested", '{"channel": "sms"}'),
    ("consent.given", '{"by": "debtor", "scope": "extra_calls|hours", "direct": true}'),
    (
        "consent.given",
        '{"by": "debtor", "scope": "hours", "direct": true, "window": "06:30-23:10"}',
    ),
    ("consent.given", '{"by": "debtor", "scope": "extra_calls", "until": "2026-11-02"}'),
    ("consent.revoked", '{"scope": "extra_calls"}'),
    ("debtor.represented", ""),
    ("debtor.deceased", ""),
    ("dispute.opened", '{"written": true}'),
    ("dispute.resolved", ""),
    ("plan.signed", '{"until": "2026-10-30"}'),
    ("inconvenient.designated", '{"days": "mon|sun", "from_time": "09:00", "to_time": "12:15"}'),
    ("inconvenient.designated", '{"from_time": "22:30"}'),
]


@st.composite
def logs(draw: st.DrawFn, start: int, *, most: int = 14) -> list[Row]:
    """Return rows of seven days, most of them of one debtor, each at an instant of its own."""
    zone = draw(st.sampled_from(ZONES))
    made: list[Row] = []
    seconds = draw(st.lists(st.integers(0, 7 * 2880), min_size=1, max_size=most, unique=True))
    for number, second in enumerate(seconds):
        step, attrs = draw(st.sampled_from(STEPS))
        row = {
            "debtor_id": draw(st.sampled_from(["D1", "D1", "D1", "D2"])),
            "contact": draw(st.sampled_from(["138", "138", "139"])),
            "contact_kind": draw(st.sampled_from(["mobile", "work"])),
            "contact_source": "contract",
            "party_role": draw(
                st.sampled_from(["debtor", "debtor", "debtor", "guarantor", "friend"])
            ),
            "at": iso(start + second * 30),
            "tz": zone,
            "channel": draw(st.sampled_from(["call", "call", "call", "sms"])),
            "direction": draw(st.sampled_from(["outbound", "outbound", "outbound", "inbound"])),
            "purpose": "collection",
            "outcome": draw(
                st.sampled_from(["talked_debtor", "no_answer", "unknown", "delivered"])
            ),
            "agency_id": draw(st.sampled_from(["", "", "A"])),
            "collector_id": "C1",
            "duration_s": draw(st.sampled_from(["", "0", "45"])),
            "step": step,
            "attrs": attrs,
            "line_type": "registered",
            "activity_id": f"A{number}",
        }
        row["case_id"] = f"K{row['debtor_id']}"
        made.append(row)
    return made


CHANCES = st.lists(st.floats(0, 0.999), min_size=2, max_size=2)


AFTER = st.sampled_from([0, 7, 127, 1800, 3599])


@st.composite
def situations(draw: st.DrawFn) -> tuple[list[Row], int, list[float]]:
    """Return a log, the instant asked about and where to look."""
    start = draw(st.sampled_from([SPRING, AUTUMN]))
    rows = draw(logs(start))
    if draw(st.booleans()):
        at = start + draw(st.integers(5 * 24, 8 * 24)) * 3600 + draw(AFTER)
    else:
        row = draw(st.sampled_from(rows))
        at = int(datetime.fromisoformat(row["at"]).timestamp()) + draw(AFTER)
    return rows, at, draw(CHANCES)


@QUICK
@given(situations())
def test_a_chinese_bank_may_contact_from_the_instant_given_and_not_before(given_) -> None:
    rows, at, chances = given_
    check(rows, profile("cn-bank"), at, chances, zone="Asia/Shanghai")


@QUICK
@given(situations())
def test_an_american_collector_may_contact_in_every_zone_of_the_person(given_) -> None:
    rows, at, chances = given_
    check(rows, profile("us-reg-f"), at, chances, zone="America/New_York")


CALLS = {"channels": ["call", "robot_call"], "directions": ["outbound"]}
SELECTIONS = st.sampled_from(
    [
        {**CALLS, "counter": "attempt"},
        {**CALLS, "counter": "connected"},
        {**CALLS, "counter": "conversation"},
        {**CALLS, "counter": "unconnected"},
        {"directions": ["outbound"]},
        {"channels": ["sms"], "counter": "row"},
        {"channels": ["call", "sms"], "roles": ["debtor", "guarantor"]},
    ]
)
PER = st.sampled_from([["debtor"], ["party"], ["contact"], ["case"], ["debt"], ["party", "agency"]])
OF_NUMBER = st.sampled_from([["contact"], ["contact", "agency"], ["contact", "channel"]])
CONSENTS = st.sampled_from(
    [
        None,
        {"scope": "hours"},
        {"scope": "extra_calls", "max_days": 3},
        {"scope": "hours", "direct_only": True, "ends_on": {**CALLS, "counter": "conversation"}},
    ]
)
WINDOWS = st.one_of(
    st.fixed_dictionaries({"days": st.integers(1, 9)}),
    st.fixed_dictionaries({"days": st.none(), "calendar": st.sampled_from(["week", "month"])}),
)
CLOCKS = st.sampled_from(["00:00", "01:30", "02:30", "08:00", "12:00:30", "21:00", "23:59:59"])
HOURS = st.tuples(CLOCKS, st.one_of(CLOCKS, st.just("24:00"))).filter(lambda e: e[0] != e[1])
WEEKDAYS = st.sampled_from([None, ["sun"], ["sat", "sun"], ["mon"]])


@st.composite
def frequency(draw: st.DrawFn, check_id: str = "contact.frequency") -> tuple[str, dict]:
    given_ = {"select": draw(SELECTIONS), "max": draw(st.integers(1, 4)), **draw(WINDOWS)}
    if check_id == "contact.frequency":
        return check_id, {**given_, "per": draw(PER), "consent": draw(CONSENTS)}
    return check_id, {**given_, "per": draw(OF_NUMBER)}


@st.composite
def waiting(draw: st.DrawFn) -> tuple[str, dict]:
    name = draw(st.sampled_from(["contact.cooling_off", "contact.gap", "contact.number_gap"]))
    if name == "contact.cooling_off":
        more = {"trigger": draw(SELECTIONS), "barred": draw(SELECTIONS), "consent": draw(CONSENTS)}
        return name, {**more, "per": draw(PER), "days": draw(st.integers(1, 8))}
    per = draw(OF_NUMBER if name == "contact.number_gap" else PER)
    seconds = draw(st.sampled_from([0, 299, 300, 7200, 90_000, 400_000]))
    return name, {"select": draw(SELECTIONS), "per": per, "seconds": seconds}


@st.composite
def hours(draw: st.DrawFn) -> tuple[str, dict]:
    barred = [
        {"start": start, "end": end, "weekdays": draw(WEEKDAYS)}
        for start, end in draw(st.lists(HOURS, min_size=1, max_size=2))
    ]
    first = AUTUMN // 86_400
    return "contact.hours", {
        "select": draw(SELECTIONS),
        "barred": barred,
        "closed": draw(st.sampled_from(["left", "right", "both", "neither"])),
        "judge": draw(st.sampled_from(["start", "overlap"])),
        "holidays": draw(st.lists(st.integers(first, first + 12), max_size=4, unique=True)),
        "consent": draw(CONSENTS),
    }


@st.composite
def states(draw: st.DrawFn) -> tuple[str, dict]:
    name = draw(
        st.sampled_from(["contact.after_state", "conduct.stop_state", "contact.designated"])
    )
    given_ = {"barred": draw(SELECTIONS), "per": draw(st.sampled_from([["debtor"], ["party"]]))}
    if name == "contact.designated":
        more = {"opened_by": ["inconvenient.designated"], "consent": draw(CONSENTS)}
        return name, {**given_, **more}
    opened = draw(st.sampled_from(["refusal", "plan.signed", "optout.requested", "dispute.opened"]))
    given_ |= {"opened_by": [opened], "closed_by": ["dispute.resolved"]}
    given_ |= {"until_attr": draw(st.booleans()), "match_channel": draw(st.booleans())}
    given_ |= {"allow": draw(st.integers(0, 1))}
    if name == "conduct.stop_state":
        times = draw(st.sampled_from([None, 1, 2]))
        within = draw(st.sampled_from([None, 0, 3]))
        given_["allowed"] = [{"select": draw(SELECTIONS), "times": times, "within_days": within}]
    return name, given_


RULES = st.lists(
    st.one_of(frequency(), frequency("contact.number_frequency"), waiting(), hours(), states()),
    min_size=1,
    max_size=3,
)


def bound(like: BoundRule, number: int, check_id: str, written: dict) -> BoundRule:
    """Return a rule of made-up parameters, in force at any time."""
    params = CHECKS[check_id].params.model_validate(written)
    version = Version(-(2**30), 2**30, params, None, like.versions[0].basis)
    return replace(like, id=f"made.up.{number}", check=CHECKS[check_id], versions=(version,))


@settings(QUICK, max_examples=25)
@given(situations(), RULES, st.sampled_from(["Asia/Shanghai", "America/New_York"]))
def test_rules_of_any_parameters_are_foretold(given_, written, zone) -> None:
    rows, at, chances = given_
    rules = [bound(profile("cn-bank")[0], n, *each) for n, each in enumerate(written)]
    check(rows, rules, at, chances, zone=zone)


def call(at: str, **more: str) -> Row:
    usual = {
        "debtor_id": "D1", "case_id": "K1", "contact": "138", "contact_source": "contract",
        "contact_kind": "mobile", "party_role": "debtor", "at": at, "tz": "Asia/Shanghai",
        "channel": "call", "direction": "outbound", "purpose": "collection",
        "outcome": "talked_debtor", "line_type": "registered", "activity_id": f"A{at}",
    }  # fmt: skip
    return usual | more


def test_a_state_without_end_bars_all_along_and_says_so(us_reg_f) -> None:
    rows = [call("2026-10-01T10:00:00+08:00", step="cease.requested", attrs='{"written": true}')]
    at = int(datetime.fromisoformat("2026-10-02T10:00:07+08:00").timestamp())
    outlook = ahead(rows, us_reg_f, at, kinds=("call",))
    (forecast,) = outlook.forecasts
    assert outlook.ground is not None
    assert forecast.earliest_s is None
    assert [(outlook.ground.rules[b.rule].id, b.until_s) for b in forecast.bars] == [
        ("us-reg-f.cease.written", None)
    ]
    assert forecast.left == 0


def test_what_a_rule_cannot_tell_is_never_passed_over(cn_bank) -> None:
    """A log that begins yesterday does not fill a window of many days."""
    rows = [call("2026-10-01T10:00:00+08:00", party_role="unknown")]
    at = int(datetime.fromisoformat("2026-10-01T11:00:07+08:00").timestamp())
    (forecast,) = ahead(rows, cn_bank, at, kinds=("call",)).forecasts
    assert forecast.unknown


def test_rows_after_the_instant_are_not_known_yet(cn_bank) -> None:
    rows = [call(f"2026-10-01T{hour}:00:00+08:00") for hour in (10, 11, 12, 13)]
    at = int(datetime.fromisoformat("2026-10-01T10:30:07+08:00").timestamp())
    outlook = ahead(rows, cn_bank, at, kinds=("call",))
    assert outlook.later == 3
    assert [each.earliest_s for each in outlook.forecasts] == [at]


def test_a_log_without_contacts_asks_nothing(cn_bank) -> None:
    assert ahead([], cn_bank, AUTUMN).forecasts == ()


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Shanghai"])
def test_what_an_earlier_run_handed_on_is_looked_ahead_from_alike(us_reg_f, zone) -> None:
    """Clocks change in New York two days later; a state knows where its clocks run."""
    rows = [call(f"2026-10-30T1{n}:00:00-04:00", tz=zone, outcome="no_answer") for n in range(7)]
    at = datetime.fromisoformat("2026-10-30T21:00:07-04:00")
    first = run(
        source(rows), us_reg_f, Settings("UTC", 90, hand_on_days=60), Pseudonymiser(KEY)
    ).state
    assert first is not None
    wish = Wish(at, ("call",), 12, 180, 4)
    args = (us_reg_f, how("UTC"), Pseudonymiser(KEY), wish)
    by_run = look_ahead([], *args, states=[first.named("R1")])
    by_file = look_ahead(source(rows), *args)
    answers = [
        [(f.earliest_s, f.lawful_until_s, f.bars, f.left) for f in each.forecasts]
        for each in (by_run, by_file)
    ]
    assert answers[0] == answers[1]
    assert by_run.ground is not None
    assert not by_run.ground.guessed.any()
    earliest = datetime.fromtimestamp(answers[0][0][0], ZoneInfo(zone))
    assert (earliest.hour, earliest.minute) == (8, 0)


def test_a_zone_that_nobody_named_is_taken_from_the_clock_and_called_a_guess() -> None:
    east = [32_400, 28_800]
    instant = AUTUMN + 36_000
    frame = pd.DataFrame(
        {
            "epoch_ms": [instant * 1000] * 2,
            "local_day": [(instant + e) // 86_400 for e in east],
            "local_second": [(instant + e) % 86_400 for e in east],
            "zones": pd.Categorical([None, None]),
            "debtor_key": [1, 2],
            "contact_key": [1, 2],
        }
    )
    made = ground(frame, [], Record(None, None), zone_name="Asia/Shanghai", until_s=instant)
    assert made.guessed.tolist() == [True, False]
    assert [made.zones[n][0].name for n in made.zone_of] == ["+09:00", "Asia/Shanghai"]
