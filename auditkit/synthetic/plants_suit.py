"""Planted suits, preservations, payment orders, mediations and letters of lawyers."""

from __future__ import annotations

from typing import Final

from auditkit.synthetic import rule_ids as r
from auditkit.synthetic.scenario import Scenario, day_of
from auditkit.synthetic.world import AGENCY, RESIDENT, Act, Stage, moment

_FIRM: Final = "示例律师事务所"


def _number(stage: Stage) -> str:
    return f"(2026)示0000民初{stage.world.cases}号"


def _files(stage: Stage, day: int, clock: str = "09:00") -> Act:
    return stage.step(moment(day, clock), "suit.filed")


def _accepted(stage: Stage, day: int, clock: str = "10:00", *, numbered: bool = True) -> Act:
    attrs = {"case_no": _number(stage)} if numbered else {}
    return stage.step(moment(day, clock), "suit.accepted", attrs=attrs)


def _never_filed(stage: Stage, n: int) -> None:
    stage.violates(_accepted(stage, day_of(n)), *r.SUIT_FILED)


def _without_number(stage: Stage, n: int) -> None:
    _files(stage, 8)
    stage.violates(_accepted(stage, day_of(n), numbered=False), *r.CASE_NUMBER)


def _as_it_should_be(stage: Stage, n: int) -> None:
    _files(stage, day_of(n), "09:59:59")
    _accepted(stage, day_of(n))
    stage.step(moment(day_of(n) + 10, "10:00"), "judgment.effective")


def _judged_without_suit(stage: Stage, n: int) -> None:
    _files(stage, 8)
    judged = stage.step(moment(day_of(n), "10:00"), "judgment.effective")
    stage.violates(judged, *r.JUDGMENT_SUIT)


def _applies(stage: Stage, at: int, *, pre_suit: bool) -> Act:
    return stage.step(at, "preservation.applied", attrs={"pre_suit": pre_suit})


def _preserves_without_suit(stage: Stage, n: int) -> None:
    held = _applies(stage, moment(day_of(n), "14:00"), pre_suit=False)
    stage.violates(held, *r.PRESERVATION_FILED)
    _files(stage, day_of(n), "14:00:01")


def _preserves_in_the_suit(stage: Stage, n: int) -> None:
    _files(stage, day_of(n), "13:59:59")
    _applies(stage, moment(day_of(n), "14:00"), pre_suit=False)


def _ruled(stage: Stage, n: int) -> Act:
    at = moment(day_of(n) - 30, "14:00")
    _applies(stage, at - 3_600, pre_suit=True)
    return stage.step(at, "preservation.ruled", attrs={"pre_suit": True, "ruling_id": "R1"})


def _no_suit_after_ruling(stage: Stage, n: int) -> None:
    stage.violates(_ruled(stage, n), *r.PRESERVATION_SUIT)


def _suit_late_after_ruling(stage: Stage, n: int) -> None:
    stage.violates(_ruled(stage, n), *r.PRESERVATION_SUIT)
    _files(stage, day_of(n) + 1, "00:00:00")


def _suit_in_time_after_ruling(stage: Stage, n: int) -> None:
    _ruled(stage, n)
    _files(stage, day_of(n), "23:59:59")


def _lifted(stage: Stage, n: int) -> None:
    _ruled(stage, n)
    stage.step(moment(day_of(n), "17:00"), "preservation.lifted")


def _order(stage: Stage, at: int, what: str) -> Act:
    return stage.step(at, f"payment_order.{what}")


def _order_nobody_applied_for(stage: Stage, n: int) -> None:
    what = ("issued", "effective")[n % 2]
    order = _order(stage, moment(day_of(n), "11:00"), what)
    stage.violates(order, *r.ORDER_APPLIED)


def _order_while_disputed(stage: Stage, n: int) -> None:
    stage.step(moment(9, "10:00"), ("dispute.opened", "debtor.lost")[n % 2])
    order = _order(stage, moment(day_of(n), "11:00"), "applied")
    stage.violates(order, *r.ORDER_CONDITIONS)


def _order_once_resolved(stage: Stage, n: int) -> None:
    stage.step(moment(9, "10:00"), ("dispute.opened", "debtor.lost")[n % 2])
    resolved = ("dispute.resolved", "debtor.found")[n % 2]
    stage.step(moment(day_of(n), "10:59:59"), resolved)
    _order(stage, moment(day_of(n), "11:00"), "applied")


def _order_takes_effect(stage: Stage, day: int) -> Act:
    _order(stage, moment(1, "09:00"), "applied")
    _order(stage, moment(2, "16:00"), "issued")
    return _order(stage, moment(day, "09:00"), "effective")


def _order_too_soon(stage: Stage, n: int) -> None:
    stage.violates(_order_takes_effect(stage, 17 - n), *r.ORDER_WAIT)


def _order_after_the_wait(stage: Stage, n: int) -> None:
    _order_takes_effect(stage, 18 + n)


def _confirmed(stage: Stage, day: int) -> Act:
    return stage.step(moment(day, "10:00"), "mediation.confirmed")


def _mediation(stage: Stage, closed: int) -> None:
    stage.step(moment(closed - 10, "10:00"), "mediation.opened")
    stage.step(moment(closed, "10:00"), "mediation.closed")


def _confirmed_late(stage: Stage, n: int) -> None:
    _mediation(stage, day_of(n) - 31)
    stage.violates(_confirmed(stage, day_of(n)), *r.MEDIATION_LATE)


def _confirmed_in_time(stage: Stage, n: int) -> None:
    _mediation(stage, day_of(n) - 30)
    _confirmed(stage, day_of(n))


def _confirmed_without_mediation(stage: Stage, n: int) -> None:
    stage.violates(_confirmed(stage, day_of(n)), *r.MEDIATION_OPENED)


def _letter(stage: Stage, n: int, **said: object) -> Act:
    attrs = {"by": "law_firm", "firm": _FIRM, "lawyer_id": "L0001", **said}
    shown = {key: value for key, value in attrs.items() if value}
    at = moment(day_of(n), "15:30")
    return stage.step(at, "lawyer.letter", agency_id=stage.agency, attrs=shown)


def _agency_as_lawyer(stage: Stage, n: int) -> None:
    stage.violates(_letter(stage, n, by="agency"), *r.LETTER_AGENCY)


def _letter_without_firm(stage: Stage, n: int) -> None:
    stage.violates(_letter(stage, n, firm=""), *r.LETTER_FIRM)


def _letter_without_lawyer(stage: Stage, n: int) -> None:
    stage.violates(_letter(stage, n, lawyer_id=""), *r.LETTER_LAWYER)


def _letter_of_a_lawyer(stage: Stage, n: int) -> None:
    _letter(stage, n, by=("lawyer", "law_firm")[n % 2])


SCENARIOS: Final = (
    Scenario("a suit accepted that nobody filed", _never_filed, fresh=True),
    Scenario("a suit accepted without a number", _without_number, fresh=True),
    Scenario("a suit filed, accepted and judged", _as_it_should_be, fresh=True),
    Scenario("a judgment without a suit accepted", _judged_without_suit, fresh=True),
    Scenario("a preservation a second before the suit", _preserves_without_suit, fresh=True),
    Scenario("a preservation a second after the suit", _preserves_in_the_suit, fresh=True),
    Scenario("no suit after a preservation", _no_suit_after_ruling, fresh=True),
    Scenario("a suit on the thirty-first day", _suit_late_after_ruling, fresh=True),
    Scenario("a suit on the thirtieth day", _suit_in_time_after_ruling, fresh=True),
    Scenario("a preservation lifted on the thirtieth day", _lifted, fresh=True),
    Scenario("a payment order nobody applied for", _order_nobody_applied_for, fresh=True),
    Scenario("a payment order applied for while barred", _order_while_disputed, fresh=True),
    Scenario("a payment order applied for once free", _order_once_resolved, fresh=True),
    Scenario("a payment order effective too soon", _order_too_soon, fresh=True),
    Scenario("a payment order effective after its wait", _order_after_the_wait, fresh=True),
    Scenario("a mediation confirmed on the day after", _confirmed_late, fresh=True),
    Scenario("a mediation confirmed on the last day", _confirmed_in_time, fresh=True),
    Scenario("a confirmation without mediation", _confirmed_without_mediation, fresh=True),
    Scenario("an agency writes as a lawyer", _agency_as_lawyer, AGENCY, fresh=True),
    Scenario("a lawyer's letter without a firm", _letter_without_firm, fresh=True),
    Scenario("a lawyer's letter without a lawyer", _letter_without_lawyer, fresh=True),
    Scenario("a lawyer's letter with firm and lawyer", _letter_of_a_lawyer, fresh=True),
    Scenario("a lawyer writes for an agency", _letter_of_a_lawyer, RESIDENT, fresh=True),
)
"""Every one is played on a case of its own, with nothing before it but its facts."""
