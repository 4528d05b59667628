"""Planted calls, attempts and visits beyond the daily numbers, and their near misses."""

from __future__ import annotations

from typing import Final

from auditkit.synthetic import rule_ids as r
from auditkit.synthetic.baseline import introduce
from auditkit.synthetic.scenario import Scenario, day_of
from auditkit.synthetic.world import AGENCY, Act, Stage, moment

_HOURS: Final = ("09:05", "10:20", "11:40", "13:30", "15:10", "16:50", "18:20", "19:40", "20:50")
_MISSED: Final = ("no_answer", "unreachable", "busy", "rejected", "voicemail")


def _effective(stage: Stage, n: int) -> None:
    day = day_of(n)
    for clock in _HOURS[:3]:
        stage.call(moment(day, clock), note="本人接听")
    for clock in _HOURS[3 : 4 + n % 2]:
        stage.violates(stage.call(moment(day, clock), note="再次致电本人"), r.INTERACTIVE)


def _effective_across_agency(stage: Stage, n: int) -> None:
    day = day_of(n)
    stage.call(moment(day, _HOURS[0]))
    stage.call(moment(day, _HOURS[1]), agency_id="")
    stage.call(moment(day, _HOURS[2]), channel="robot_call", agency_id="")
    agency = "" if n % 2 else AGENCY
    fourth = stage.call(moment(day, _HOURS[3]), "promise", agency_id=agency)
    stage.violates(fourth, r.INTERACTIVE)


def _effective_across_accounts(stage: Stage, n: int) -> None:
    day = day_of(n)
    other = Stage(stage.world, stage.world.open_case(owner=stage.person))
    introduce(stage.world, other.case)
    for index, clock in enumerate(_HOURS[:3]):
        (other if index % 2 else stage).call(moment(day, clock))
    other.violates(other.call(moment(day, _HOURS[3]), "promise"), r.INTERACTIVE)


def _three_effective(stage: Stage, n: int) -> None:
    day = day_of(n)
    for clock, outcome in zip(
        _HOURS, (*["talked_debtor"] * 3, "no_answer", "hung_up"), strict=False
    ):
        stage.call(moment(day, clock), outcome)


def _over_midnight(stage: Stage, n: int) -> None:
    for day in (day_of(n), day_of(n) + 1):
        for clock in _HOURS[:3]:
            stage.call(moment(day, clock))


def _notices(stage: Stage, n: int) -> None:
    for index, clock in enumerate(_HOURS[: 4 + n % 2]):
        call = _notice(stage, moment(day_of(n), clock))
        if index >= 3:
            stage.violates(call, r.NOTICE)


def _notice(stage: Stage, at: int, outcome: str = "answered") -> Act:
    return stage.call(at, outcome, channel="robot_call", attrs={"mode": "notice"}, note="通知")


def _three_notices(stage: Stage, n: int) -> None:
    for clock in _HOURS[:3]:
        _notice(stage, moment(day_of(n), clock))
    _notice(stage, moment(day_of(n), _HOURS[3]), "no_answer")


def _attempts(stage: Stage, n: int) -> None:
    for index, clock in enumerate(_HOURS[: 7 + n % 2]):
        call = stage.call(moment(day_of(n), clock), _MISSED[(n + index) % 5])
        if index >= 6:
            stage.violates(call, r.ATTEMPTS)


def _attempts_across_agency(stage: Stage, n: int) -> None:
    for index, clock in enumerate(_HOURS[:7]):
        call = stage.call(
            moment(day_of(n), clock),
            _MISSED[(n + index) % 5],
            agency_id=AGENCY if index % 2 else "",
        )
        if index == 6:
            stage.violates(call, r.ATTEMPTS)


def _six_attempts(stage: Stage, n: int) -> None:
    day = day_of(n)
    for clock in _HOURS[:6]:
        stage.call(moment(day, clock), "no_answer")
    stage.call(moment(day, _HOURS[6]), "not_dialled", home="dialler")
    stage.call(moment(day, _HOURS[7]), "promise")


def _two_numbers(stage: Stage, n: int) -> None:
    for index, clock in enumerate(_HOURS[:8]):
        said = {"contact": stage.person.work, "contact_kind": "work"} if index % 2 else {}
        stage.call(moment(day_of(n), clock), "no_answer", **said)


def _second_visit(stage: Stage, n: int) -> None:
    day = day_of(n)
    stage.visit(moment(day, "10:00"), "visit_absent")
    again = stage.visit(moment(day, "16:30"), "visit_met" if n % 2 else "visit_absent")
    stage.violates(again, r.VISITS_PER_DAY)


def _visit_next_day(stage: Stage, n: int) -> None:
    stage.visit(moment(day_of(n), "17:00"), "visit_absent")
    stage.visit(moment(day_of(n) + 1, "09:00"))


SCENARIOS: Final = (
    Scenario("more than three effective calls", _effective),
    Scenario(
        "effective calls of bank and agency together", _effective_across_agency, agency=AGENCY
    ),
    Scenario("effective calls about two accounts of one debtor", _effective_across_accounts),
    Scenario("three effective calls and two without words", _three_effective),
    Scenario("three effective calls on each of two days", _over_midnight),
    Scenario("more than three voice notices", _notices),
    Scenario("three voice notices that were heard", _three_notices),
    Scenario("more than six failed attempts on a number", _attempts),
    Scenario("failed attempts of bank and agency together", _attempts_across_agency, agency=AGENCY),
    Scenario("six failed attempts, one never dialled, one answered", _six_attempts),
    Scenario("eight failed attempts on two numbers", _two_numbers),
    Scenario("two visits on one day", _second_visit),
    Scenario("visits on two days", _visit_next_day),
)
