"""Planted reports of card fraud to the police that lack what the law asks for first."""

from __future__ import annotations

from typing import Final

from auditkit.synthetic import rule_ids as r
from auditkit.synthetic.baseline import overdue
from auditkit.synthetic.scenario import Scenario, day_of
from auditkit.synthetic.world import Act, Stage, moment

_FIRST, _APART = -160, 30
_LEAST: Final = 50_000


def _demands(stage: Stage, *days: int, receipt: bool = True) -> None:
    for day in days:
        attrs = {"receipt": f"EMS{stage.world.cases:06d}"} if receipt else {}
        stage.step(moment(day, "10:00"), "demand.received", attrs=attrs)


def _reports(stage: Stage, day: int, **said: object) -> Act:
    attrs = {"product": "信用卡", "principal": _LEAST, **said}
    return stage.step(moment(day, "15:00"), "police.reported", attrs=attrs)


def _lawful(stage: Stage, n: int) -> None:
    overdue(stage, -200)
    _demands(stage, _FIRST, _FIRST + _APART)
    _reports(stage, day_of(n), principal=_LEAST + 1_000 * n)


def _small(stage: Stage, n: int) -> None:
    overdue(stage, -200)
    _demands(stage, _FIRST, _FIRST + _APART)
    report = _reports(stage, day_of(n), principal=_LEAST - 1 - 1_000 * n)
    stage.violates(report, *r.FRAUD_PRINCIPAL)


def _no_card(stage: Stage, n: int) -> None:
    overdue(stage, -200)
    _demands(stage, _FIRST, _FIRST + _APART)
    report = _reports(stage, day_of(n), product=("消费贷", "现金贷")[n % 2])
    stage.violates(report, *r.FRAUD_PRODUCT)


def _too_close(stage: Stage, n: int) -> None:
    overdue(stage, -200)
    _demands(stage, _FIRST, _FIRST + _APART - 1)
    stage.violates(_reports(stage, day_of(n)), *r.FRAUD_DEMANDS)


def _without_receipt(stage: Stage, n: int) -> None:
    overdue(stage, -200)
    _demands(stage, _FIRST)
    _demands(stage, _FIRST + _APART, receipt=False)
    stage.violates(_reports(stage, day_of(n)), *r.FRAUD_DEMANDS)


def _after_three_months(stage: Stage, day: int) -> Act:
    """Report on a day of October, with the second demand received on 12 July."""
    second = 12 - 92
    overdue(stage, -200)
    _demands(stage, second - _APART, second)
    return _reports(stage, day)


def _three_months_to_the_day(stage: Stage, n: int) -> None:
    stage.violates(_after_three_months(stage, 12 - n % 5), *r.FRAUD_UNPAID)


def _a_day_over_three_months(stage: Stage, n: int) -> None:
    _after_three_months(stage, 13 + n % 5)


def _repaid(stage: Stage, n: int) -> None:
    overdue(stage, -200)
    _demands(stage, _FIRST, _FIRST + _APART)
    stage.step(moment(8, "12:00"), "settled")
    stage.violates(_reports(stage, day_of(n)), *r.FRAUD_REPAID, *r.FRAUD_DEMANDS)


def _another_crime(stage: Stage, n: int) -> None:
    overdue(stage, -200)
    _reports(stage, day_of(n), kind="other", principal=100)


SCENARIOS: Final = (
    Scenario("card fraud reported with all that it needs", _lawful, bare=True),
    Scenario("card fraud of less than the least principal", _small, bare=True),
    Scenario("card fraud reported of a debt that is of no card", _no_card, bare=True),
    Scenario("card fraud after demands a day too close", _too_close, bare=True),
    Scenario("card fraud after a demand without receipt", _without_receipt, bare=True),
    Scenario("card fraud on the last day of three months", _three_months_to_the_day, bare=True),
    Scenario("card fraud a day after three months", _a_day_over_three_months, bare=True),
    Scenario("card fraud reported after all was repaid", _repaid, bare=True),
    Scenario("another crime reported", _another_crime, bare=True),
)
"""Every one is played on a case that has been overdue for longer than the month's others."""
