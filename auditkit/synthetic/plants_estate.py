"""Planted contacts about debts of the dead, of a spouse, of those who were sold, and pestering."""

from __future__ import annotations

from typing import Final

from auditkit.synthetic import rule_ids as r
from auditkit.synthetic.people import Third
from auditkit.synthetic.scenario import Scenario, day_of
from auditkit.synthetic.world import Act, Stage, moment

_DIALS, _REACH = 20, 21


def _as(stage: Stage, role: str) -> Third:
    third = stage.person.thirds[1]
    return Third(third.name, role, third.contact)


def _asks(stage: Stage, at: int, role: str, outcome: str = "third_talk", **attrs: object) -> Act:
    said = {"purpose": "collection", "contact_source": "on_file", "attrs": attrs}
    return stage.call(at, outcome, third=_as(stage, role), **said)


def _dies(stage: Stage, at: int) -> None:
    stage.step(at, "debtor.deceased")


def _after_death(stage: Stage, n: int) -> None:
    _dies(stage, moment(day_of(n), "09:59:59"))
    contact = stage.sms(moment(day_of(n), "10:00"), note="还款提醒短信")
    stage.violates(contact, *r.DECEASED)


def _before_it_was_known(stage: Stage, n: int) -> None:
    stage.sms(moment(day_of(n), "10:00"), note="还款提醒短信")
    _dies(stage, moment(day_of(n), "10:00:01"))


def _heir_of_the_living(stage: Stage, n: int) -> None:
    call = _asks(stage, moment(day_of(n), "10:00"), "heir", ("promise", "refuses")[n % 2])
    stage.violates(call, *r.HEIR_DEATH)


def _heir_of_the_dead(stage: Stage, n: int) -> None:
    _dies(stage, moment(day_of(n), "09:59:59"))
    _asks(stage, moment(day_of(n), "10:00"), "heir", ("promise", "refuses")[n % 2])


def _dials(stage: Stage) -> None:
    for clock, outcome in (("09:05", "no_answer"), ("10:05", "unreachable"), ("11:05", "rejected")):
        stage.call(moment(_DIALS, clock), outcome)


def _spouse_asked(stage: Stage, n: int) -> None:
    _dials(stage)
    outcome = ("third_talk", "promise")[n % 2]
    call = _asks(stage, moment(_REACH, "10:00"), "spouse", outcome)
    stage.violates(call, *r.THIRD_COLLECT, *r.SPOUSE_BASIS)


def _spouse_who_owes_too(stage: Stage, _: int) -> None:
    """Collect from a spouse who owes too but is not recorded as a joint debtor."""
    _dials(stage)
    call = _asks(stage, moment(_REACH, "10:00"), "spouse", basis="joint_debt")
    stage.violates(call, *r.THIRD_COLLECT)


def _spouse_who_offered(stage: Stage, _: int) -> None:
    _dials(stage)
    call = _asks(stage, moment(_REACH, "10:00"), "spouse", "promise", voluntary_offer=True)
    stage.violates(call, *r.THIRD_TARGET)


def _spouse_asked_to_relay(stage: Stage, _: int) -> None:
    _dials(stage)
    third = _as(stage, "spouse")
    stage.call(moment(_REACH, "10:00"), "third_talk", third=third, purpose="relay")


def _sold(stage: Stage, at: int) -> None:
    stage.step(at, "debt.transferred", attrs={"to": "示例资产公司"})


def _after_sale(stage: Stage, n: int) -> None:
    _sold(stage, moment(9, "10:00"))
    for day in range(day_of(n), day_of(n) + 1 + n % 2):
        contact = stage.sms(moment(day, "10:00"), note="还款提醒短信")
        stage.violates(contact, *r.TRANSFER_NOTICE)


def _told_of_the_sale(stage: Stage, n: int) -> None:
    _sold(stage, moment(9, "10:00"))
    stage.step(moment(day_of(n), "09:59:59"), "transfer.notice")
    stage.sms(moment(day_of(n), "10:00"), note="还款提醒短信")


def _pestered(stage: Stage, n: int) -> None:
    _dials(stage)
    third = stage.person.thirds[n % len(stage.person.thirds)]
    said = {"party_name": third.name, "party_role": third.role, "contact": third.contact}
    stage.step(moment(_REACH, "09:00"), "refusal", **said)
    for clock in ("10:00", "15:00", "16:00")[: 2 + n % 2]:
        call = stage.call(moment(_REACH, clock), "hung_up", third=third)
        stage.violates(call, *(r.REFUSED if clock == "10:00" else r.REFUSED_AGAIN))


SCENARIOS: Final = (
    Scenario("a message to somebody who has died", _after_death, fresh=True),
    Scenario("a message a second before the death is known", _before_it_was_known, fresh=True),
    Scenario("an heir asked while the debtor lives", _heir_of_the_living, fresh=True),
    Scenario("an heir asked once the debtor has died", _heir_of_the_dead, fresh=True),
    Scenario("a spouse asked to pay without a basis", _spouse_asked, fresh=True),
    Scenario("a spouse who owes too, asked to pay", _spouse_who_owes_too, fresh=True),
    Scenario("a spouse who offered to pay", _spouse_who_offered, fresh=True),
    Scenario("a spouse asked to relay", _spouse_asked_to_relay, fresh=True),
    Scenario("contact after a sale nobody told of", _after_sale, fresh=True),
    Scenario("contact a second after telling of the sale", _told_of_the_sale, fresh=True),
    Scenario("a third person called again and again", _pestered, fresh=True),
)
"""Every one is played on a case of its own, with nothing before it but its facts."""
