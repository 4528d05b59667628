"""Planted enforcements without basis or out of time, and sanctions that no court made."""

from __future__ import annotations

from typing import Final

from auditkit.synthetic import rule_ids as r
from auditkit.synthetic.baseline import overdue
from auditkit.synthetic.scenario import Scenario, day_of
from auditkit.synthetic.world import DAYS, Act, Stage, moment

_TWO_YEARS, _WARNED = 730, 90


def _judged(stage: Stage, day: int) -> Act:
    overdue(stage, day - 300)
    stage.step(moment(day - 120, "10:00"), "suit.filed")
    attrs = {"case_no": f"(2024)示0000民初{stage.world.cases}号"}
    stage.step(moment(day - 110, "10:00"), "suit.accepted", attrs=attrs)
    return stage.step(moment(day, "10:00"), "judgment.effective")


def _applies(stage: Stage, day: int, clock: str = "09:30", **attrs: object) -> Act:
    return stage.step(moment(day, clock), "enforcement.applied", attrs=attrs)


def _without_basis(stage: Stage, n: int) -> None:
    overdue(stage, -200)
    stage.violates(_applies(stage, day_of(n)), *r.ENFORCEMENT_BASIS)


def _notarised(stage: Stage, n: int) -> None:
    overdue(stage, -200)
    _applies(stage, day_of(n), basis="notarised")


def _after_judgment(stage: Stage, n: int) -> None:
    _judged(stage, -100)
    _applies(stage, day_of(n))


def _late(stage: Stage, n: int) -> None:
    _judged(stage, -30 - _TWO_YEARS)
    stage.violates(_applies(stage, day_of(n)), *r.ENFORCEMENT_LATE)


def _resumed(stage: Stage, n: int) -> None:
    _judged(stage, -30 - _TWO_YEARS)
    _applies(stage, day_of(n), kind="resumed")


def _on_the_last_day(stage: Stage, n: int) -> None:
    _judged(stage, day_of(n) - _TWO_YEARS)
    _applies(stage, day_of(n), "23:59:59")


def _after_a_payment(stage: Stage, n: int) -> None:
    _judged(stage, -30 - _TWO_YEARS)
    stage.step(moment(-200, "10:00"), "payment.made", attrs={"amount": 500})
    _applies(stage, day_of(n))


def _never_applied(stage: Stage, n: int) -> None:
    stage.violates(_judged(stage, day_of(n) - _TWO_YEARS), *r.ENFORCEMENT_LAPSED)


def _soon(stage: Stage, n: int) -> None:
    day = DAYS + (5, _WARNED - 1)[n % 2] - _TWO_YEARS
    stage.violates(_judged(stage, day), *r.ENFORCEMENT_WARNING)


def _later(stage: Stage, n: int) -> None:
    _judged(stage, DAYS + _WARNED + n - _TWO_YEARS)


def _order(stage: Stage, *whats: str) -> None:
    overdue(stage, -200)
    for day, what in zip((-80, -70, -40, -30), whats, strict=False):
        stage.step(moment(day, "10:00"), f"payment_order.{what}")


def _objected(stage: Stage, n: int) -> None:
    _order(stage, "applied", "issued", "effective", "objected")
    stage.violates(_applies(stage, day_of(n)), *r.ORDER_OBJECTED)


def _objected_at_once(stage: Stage, n: int) -> None:
    _order(stage, "applied", "issued", "objected")
    stage.violates(_applies(stage, day_of(n)), *r.ORDER_OBJECTED, *r.ENFORCEMENT_BASIS)


def _judged_after_the_objection(stage: Stage, n: int) -> None:
    _order(stage, "applied", "issued", "objected")
    stage.step(moment(-25, "10:00"), "suit.filed")
    stage.step(moment(-20, "10:00"), "suit.accepted", attrs={"case_no": "(2026)示0000民初1号"})
    stage.step(moment(-5, "10:00"), "judgment.effective")
    _applies(stage, day_of(n))


def _sanction(stage: Stage, n: int, **attrs: object) -> tuple[Act, tuple[str, ...]]:
    step, rules = (
        ("dishonest.listed", r.DISHONEST_ENFORCEMENT),
        ("consumption.restricted", r.CONSUMPTION_ENFORCEMENT),
    )[n % 2]
    return stage.step(moment(day_of(n) + 7, "16:00"), step, attrs=attrs), rules


def _sanction_without_enforcement(stage: Stage, n: int) -> None:
    overdue(stage, -200)
    act, rules = _sanction(stage, n, by="court")
    stage.violates(act, *rules)


def _restriction_without_enforcement(stage: Stage, n: int) -> None:
    _sanction_without_enforcement(stage, n + 1)


def _sanction_of_the_bank(stage: Stage, n: int) -> None:
    _after_judgment(stage, n)
    stage.violates(_sanction(stage, n, by="bank")[0], *r.SANCTION_COURT)


def _sanction_of_the_court(stage: Stage, n: int) -> None:
    _after_judgment(stage, n)
    _sanction(stage, n, by="court")


SCENARIOS: Final = (
    Scenario("an enforcement without a basis", _without_basis, bare=True),
    Scenario("an enforcement of a notarised debt", _notarised, bare=True),
    Scenario("an enforcement after the judgment", _after_judgment, bare=True),
    Scenario("an enforcement after two years", _late, bare=True),
    Scenario("an enforcement resumed after two years", _resumed, bare=True),
    Scenario("an enforcement on the last day of two years", _on_the_last_day, bare=True),
    Scenario("an enforcement within two years of a payment", _after_a_payment, bare=True),
    Scenario("a judgment nobody enforced in two years", _never_applied, bare=True),
    Scenario("a judgment that soon cannot be enforced", _soon, bare=True),
    Scenario("a judgment that can be enforced for longer", _later, bare=True),
    Scenario("a payment order enforced despite objection", _objected, bare=True),
    Scenario("an order that never took effect, enforced", _objected_at_once, bare=True),
    Scenario("a judgment after the objection, enforced", _judged_after_the_objection, bare=True),
    Scenario("a sanction without enforcement", _sanction_without_enforcement, bare=True),
    Scenario("the other sanction without it", _restriction_without_enforcement, bare=True),
    Scenario("a sanction that the bank made", _sanction_of_the_bank, bare=True),
    Scenario("a sanction that the court made", _sanction_of_the_court, bare=True),
)
"""Every one is played on a case that nobody else works."""
