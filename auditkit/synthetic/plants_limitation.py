"""Planted claims and guarantees whose periods end, have ended, or are acted on too late."""

from __future__ import annotations

from typing import Final

from auditkit.synthetic import rule_ids as r
from auditkit.synthetic.baseline import overdue
from auditkit.synthetic.people import Third
from auditkit.synthetic.scenario import Scenario, day_of
from auditkit.synthetic.world import DAYS, Act, Stage, moment

_THREE_YEARS: Final = 1_096
_WARNED: Final = 90


def _due(stage: Stage, end: int) -> Act:
    """Let the case fall due so that the claim can be enforced up to the day ``end``."""
    return overdue(stage, end - _THREE_YEARS)


def _soon(stage: Stage, n: int) -> None:
    stage.violates(_due(stage, DAYS + 3 + 5 * n), *r.LIMITATION_WARNING)


def _first_day_of_warning(stage: Stage, n: int) -> None:
    stage.violates(_due(stage, DAYS + _WARNED - 1 - n), *r.LIMITATION_WARNING)


def _day_before_warning(stage: Stage, n: int) -> None:
    _due(stage, DAYS + _WARNED + n)


def _lapsed(stage: Stage, n: int) -> None:
    stage.violates(_due(stage, day_of(n)), *r.LIMITATION_EXPIRED)


def _lapsed_after_a_demand(stage: Stage, n: int) -> None:
    overdue(stage, day_of(n) - _THREE_YEARS - 200)
    demand = stage.step(moment(day_of(n) - _THREE_YEARS, "10:00"), "demand.received")
    stage.violates(demand, *r.LIMITATION_EXPIRED)


def _paid_on_the_last_day(stage: Stage, n: int) -> None:
    _due(stage, day_of(n))
    stage.step(moment(day_of(n), "23:59:59"), "payment.made", attrs={"amount": 100})


def _settled_once_lapsed(stage: Stage, n: int) -> None:
    _due(stage, day_of(n))
    stage.step(moment(day_of(n) + 1, "00:00:00"), "demand.sent")
    stage.step(moment(day_of(n) + 2, "10:00"), "settled")


def _sued_after(stage: Stage, n: int) -> None:
    _due(stage, -40)
    step = ("suit.filed", "arbitration.filed", "payment_order.applied")[n % 3]
    stage.violates(stage.step(moment(day_of(n), "10:00"), step), *r.LIMITATION_SUIT)


def _sued_on_the_day_after(stage: Stage, n: int) -> None:
    due = _due(stage, day_of(n) - 1)
    suit = stage.step(moment(day_of(n), "00:00:00"), "suit.filed")
    stage.violates(suit, *r.LIMITATION_SUIT)
    stage.violates(due, *r.LIMITATION_EXPIRED)


def _sued_on_the_last_day(stage: Stage, n: int) -> None:
    _due(stage, day_of(n))
    stage.step(moment(day_of(n), "23:59:59"), "suit.filed")


def _sued_after_a_payment(stage: Stage, n: int) -> None:
    _due(stage, -40)
    stage.step(moment(-3, "10:00"), "payment.made", attrs={"amount": 100})
    stage.step(moment(day_of(n), "10:00"), "suit.filed")


_HALF_YEARS: Final = {"2026-04-09": 9, "2026-04-12": 12, "2026-04-14": 14}
"""Last due dates and the day of October on which half a year is over."""


def _guarantee(stage: Stage, final_due: str) -> Act:
    overdue(stage, -200)
    attrs = {"final_due": final_due}
    return stage.step(moment(-200, "11:00"), "guarantee", attrs=attrs)


def _surety(stage: Stage) -> Third:
    third = stage.person.thirds[0]
    return Third(third.name, "guarantor", third.contact)


def _asks_surety(stage: Stage, at: int) -> Act:
    said = {"purpose": "collection", "contact_source": "contract"}
    return stage.call(at, "refuses", third=_surety(stage), **said)


def _guarantee_lapses(stage: Stage, n: int) -> None:
    dates = tuple(_HALF_YEARS)
    stage.violates(_guarantee(stage, dates[n % len(dates)]), *r.GUARANTEE_EXPIRED)


def _guarantee_ends_soon(stage: Stage, n: int) -> None:
    date = ("2026-05-01", "2026-05-15", "2026-05-29")[n % 3]
    stage.violates(_guarantee(stage, date), *r.GUARANTEE_WARNING)


def _guarantee_ends_later(stage: Stage, n: int) -> None:
    _guarantee(stage, ("2026-05-30", "2026-06-30")[n % 2])


def _guarantee_sued_on_in_time(stage: Stage, n: int) -> None:
    _guarantee(stage, "2026-04-12")
    stage.step(moment(12, ("09:00", "23:59:59")[n % 2]), "suit.filed")


def _surety_asked_too_late(stage: Stage, n: int) -> None:
    _guarantee(stage, "2026-03-20")
    stage.violates(_asks_surety(stage, moment(day_of(n), "11:00")), *r.GUARANTEE_CONTACT)


def _surety_asked_on_the_day_after(stage: Stage, _: int) -> None:
    stage.violates(_guarantee(stage, "2026-04-14"), *r.GUARANTEE_EXPIRED)
    stage.violates(_asks_surety(stage, moment(15, "08:00")), *r.GUARANTEE_CONTACT)


def _surety_asked_on_the_last_day(stage: Stage, _: int) -> None:
    stage.violates(_guarantee(stage, "2026-04-14"), *r.GUARANTEE_EXPIRED)
    _asks_surety(stage, moment(14, "20:00"))


SCENARIOS: Final = (
    Scenario("a claim that can be enforced for days only", _soon, bare=True),
    Scenario("the first day on which it is time to warn", _first_day_of_warning, bare=True),
    Scenario("the day before it is time to warn", _day_before_warning, bare=True),
    Scenario("a claim that lapsed", _lapsed, bare=True),
    Scenario("a claim that lapsed years after a demand", _lapsed_after_a_demand, bare=True),
    Scenario("a payment on the last day of the period", _paid_on_the_last_day, bare=True),
    Scenario("a claim that lapsed and was settled", _settled_once_lapsed, bare=True),
    Scenario("a suit on a claim that had lapsed", _sued_after, bare=True),
    Scenario("a suit on the day after the period", _sued_on_the_day_after, bare=True),
    Scenario("a suit on the last day of the period", _sued_on_the_last_day, bare=True),
    Scenario("a suit on a claim that a payment revived", _sued_after_a_payment, bare=True),
    Scenario("a guarantee that lapsed", _guarantee_lapses, bare=True),
    Scenario("a guarantee that soon ends", _guarantee_ends_soon, bare=True),
    Scenario("a guarantee that ends later", _guarantee_ends_later, bare=True),
    Scenario("a guarantee sued on in time", _guarantee_sued_on_in_time, bare=True),
    Scenario("a guarantor asked for what had lapsed", _surety_asked_too_late, bare=True),
    Scenario("a guarantor asked on the day after", _surety_asked_on_the_day_after, bare=True),
    Scenario("a guarantor asked on the last day", _surety_asked_on_the_last_day, bare=True),
)
"""Every one is played on a case that nobody else works."""
