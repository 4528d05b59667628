"""Planted contacts with third persons, with and without what must come before them."""

from __future__ import annotations

from typing import Final

from auditkit.synthetic import rule_ids as r
from auditkit.synthetic.people import Third
from auditkit.synthetic.scenario import Scenario
from auditkit.synthetic.world import AGENCY, Act, Stage, moment

_DIALS, _REACH = 20, 21
"""The day of the dials that fail, and the next."""
_MISSED: Final = ("no_answer", "unreachable", "rejected")


def _person(stage: Stage, n: int) -> Third:
    return stage.person.thirds[n % len(stage.person.thirds)]


def _third(stage: Stage, at: int, n: int, outcome: str = "third_talk", **said: object) -> Act:
    said.setdefault("note", "请其转告客户回电")
    return stage.call(at, outcome, third=_person(stage, n), **said)


def _dials(stage: Stage, day: int, outcomes: tuple[str, ...] = _MISSED) -> None:
    for hour, outcome in enumerate(outcomes, 9):
        stage.call(moment(day, f"{hour:02d}:05"), outcome)


def _without_cause(stage: Stage, n: int) -> None:
    stage.call(moment(_REACH, "09:30"), "talked_debtor")
    call = _third(stage, moment(_REACH + n % 2, "10:30"), n)
    stage.violates(call, *r.THIRD)


def _too_early_to_tell(stage: Stage, n: int) -> None:
    stage.call(moment(3, "09:30"), "talked_debtor")
    _third(stage, moment(3 + n % 3, "10:30"), n)


def _same_day(stage: Stage, n: int) -> None:
    _dials(stage, _REACH)
    call = _third(stage, moment(_REACH, ("11:09:00", "17:00")[n % 2]), n)
    stage.violates(call, *r.THIRD_LOST)


def _next_day(stage: Stage, n: int) -> None:
    _dials(stage, _DIALS)
    _third(stage, moment(_REACH + n % 2, "08:00"), n)


def _two_dials(stage: Stage, n: int) -> None:
    _dials(stage, _DIALS, _MISSED[:2])
    call = _third(stage, moment(_REACH + n % 2, "09:00"), n)
    stage.violates(call, *r.THIRD_LOST)


def _broken_row(stage: Stage, n: int) -> None:
    _dials(stage, _DIALS, ("no_answer", "busy", "talked_debtor", "no_answer", "busy"))
    call = _third(stage, moment(_REACH + n % 2, "09:00"), n)
    stage.violates(call, *r.THIRD_LOST)


def _three_days(stage: Stage, n: int) -> None:
    for day in (_REACH - 2, _REACH - 1, _REACH):
        stage.call(moment(day, "10:00"), _MISSED[(day + n) % 3])
    _third(stage, moment(_REACH, "10:30"), n)


def _dead_number(stage: Stage, n: int) -> None:
    stage.call(moment(_REACH, "10:00"), "invalid_number")
    _third(stage, moment(_REACH + n % 2, "10:20"), n)


def _never_dialled(stage: Stage, n: int) -> None:
    for clock in ("09:10", "10:10", "11:10"):
        stage.call(moment(_DIALS, clock), "not_dialled", home="dialler")
    call = _third(stage, moment(_REACH, "09:00"), n)
    stage.violates(call, *r.THIRD)


def _lost(stage: Stage, n: int) -> None:
    stage.step(moment(10, "09:00"), "debtor.lost")
    _dials(stage, _DIALS, _MISSED[:1])
    call = _third(stage, moment(_REACH, "09:00"), n)
    stage.violates(call, *r.THIRD_LOST)


def _found_again(stage: Stage, n: int) -> None:
    stage.step(moment(10, "09:00"), "debtor.lost")
    stage.step(moment(11, "09:00"), "debtor.found")
    call = _third(stage, moment(_REACH, "09:00"), n)
    stage.violates(call, *r.THIRD)


def _collects(stage: Stage, n: int) -> None:
    _dials(stage, _DIALS)
    call = _third(stage, moment(_REACH, "09:00"), n, purpose="collection")
    stage.violates(call, *r.THIRD_COLLECT)


def _tries_to_collect(stage: Stage, n: int) -> None:
    _dials(stage, _DIALS)
    call = _third(stage, moment(_REACH, "09:00"), n, "no_answer", purpose="collection")
    stage.violates(call, *r.THIRD_PURPOSE)


def _relays(stage: Stage, n: int) -> None:
    _dials(stage, _DIALS)
    _third(stage, moment(_REACH, "09:00"), n, purpose="relay")


def _refuses(stage: Stage, at: int, n: int) -> None:
    third = _person(stage, n)
    stage.step(at, "refusal", party_name=third.name, party_role=third.role, contact=third.contact)


def _after_refusal(stage: Stage, n: int) -> None:
    _dials(stage, _DIALS)
    _third(stage, moment(_REACH, "09:00"), n)
    _refuses(stage, moment(_REACH, "09:04"), n)
    for clock, rules in (("09:08:00", r.REFUSED), ("15:00", r.REFUSED_AGAIN))[: 1 + n % 2]:
        stage.violates(_third(stage, moment(_REACH, clock), n, "hung_up"), *rules)


def _other_after_refusal(stage: Stage, n: int) -> None:
    _dials(stage, _DIALS)
    _third(stage, moment(_REACH, "09:00"), n)
    _refuses(stage, moment(_REACH, "09:04"), n)
    _third(stage, moment(_REACH, "11:00"), n + 1)


def _guarantor(stage: Stage, n: int) -> None:
    attrs = {"final_due": "2027-06-30"}
    stage.step(moment(-90, "11:00"), "guarantee", attrs=attrs)
    surety = Third(stage.person.thirds[0].name, "guarantor", stage.person.thirds[0].contact)
    stage.call(
        moment(_REACH, "09:00"),
        "refuses" if n % 2 else "promise",
        third=surety,
        purpose="collection",
        contact_source="contract",
    )


SCENARIOS: Final = (
    Scenario("a third person without cause", _without_cause, fresh=True),
    Scenario("an agency reaches a third person without cause", _without_cause, AGENCY, fresh=True),
    Scenario("a third person on the day of the failed dials", _same_day, fresh=True),
    Scenario("a third person on the day after the failed dials", _next_day, fresh=True),
    Scenario("an agency, the day after the failed dials", _next_day, AGENCY, fresh=True),
    Scenario("a third person after two failed dials", _two_dials, fresh=True),
    Scenario("failed dials that were not in a row", _broken_row, fresh=True),
    Scenario("a third person after three days of failed dials", _three_days, fresh=True),
    Scenario("a third person after a dead number", _dead_number, fresh=True),
    Scenario("a third person after dials that never left", _never_dialled, fresh=True),
    Scenario("a third person so early that the log cannot tell", _too_early_to_tell, fresh=True),
    Scenario("a guarantor is asked to pay", _guarantor, fresh=True),
    Scenario("a debtor noted as lost, without the dials", _lost, fresh=True),
    Scenario("a debtor noted as found again", _found_again, fresh=True),
    Scenario("a third person is asked to pay", _collects, fresh=True),
    Scenario("a third person is called to be asked to pay", _tries_to_collect, fresh=True),
    Scenario("a third person is asked to relay", _relays, fresh=True),
    Scenario("a third person who had refused", _after_refusal, fresh=True),
    Scenario("another third person after a refusal", _other_after_refusal, fresh=True),
)
