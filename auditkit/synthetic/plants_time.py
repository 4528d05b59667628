"""Planted contacts at night, with and without a consent, and their near misses."""

from __future__ import annotations

from typing import Final

from auditkit.synthetic.rule_ids import QUIET
from auditkit.synthetic.scenario import Scenario, day_of
from auditkit.synthetic.world import AGENCY, RESIDENT, Stage, moment

_NIGHT: Final = ("22:00:00", "22:00:01", "07:59:59", "23:59:59", "00:00:00", "05:30:12")
_DAYLIGHT: Final = ("21:59:59", "08:00:00", "21:59:30", "08:00:01", "21:45:00", "08:15:00")


def _late_call(stage: Stage, n: int) -> None:
    call = stage.call(moment(day_of(n), _NIGHT[n % 6]), note="客户表示明日再联系")
    stage.violates(call, *QUIET)


def _late_sms(stage: Stage, n: int) -> None:
    message = stage.sms(moment(day_of(n), _NIGHT[(n + 2) % 6]), note="还款提醒短信")
    stage.violates(message, *QUIET)


def _late_visit(stage: Stage, n: int) -> None:
    visit = stage.visit(moment(day_of(n), _NIGHT[n % 3]), note="晚间走访")
    stage.violates(visit, *QUIET)


def _late_robot(stage: Stage, n: int) -> None:
    call = stage.call(moment(day_of(n), _NIGHT[(n + 1) % 6]), channel="robot_call")
    stage.violates(call, *QUIET)


def _daylight(stage: Stage, n: int) -> None:
    stage.call(moment(day_of(n), _DAYLIGHT[n % 6]), note="客户承诺近期还款", outcome="promise")


def _inbound_at_night(stage: Stage, n: int) -> None:
    stage.call(moment(day_of(n), _NIGHT[n % 6]), direction="inbound", note="客户夜间来电咨询")


def _consent(stage: Stage, at: int, **more: object) -> None:
    attrs = {"by": "debtor", "scope": "hours", **more}
    stage.step(at, "consent.given", attrs=attrs)


def _agreed(stage: Stage, n: int) -> None:
    _consent(stage, moment(10, "15:00"), window="21:00-23:30", until="2026-12-31")
    stage.call(moment(day_of(n), "22:20:00"), note="按客户约定时间联系")


def _agreed_too_late(stage: Stage, n: int) -> None:
    call = stage.call(moment(day_of(n), "22:20:00"))
    _consent(stage, moment(day_of(n), "22:21:00"), until="2026-12-31")
    stage.violates(call, *QUIET)


def _agreement_ended(stage: Stage, n: int) -> None:
    _consent(stage, moment(9, "10:00"), until="2026-10-11")
    call = stage.call(moment(day_of(n), "22:10:00"))
    stage.violates(call, *QUIET)


def _agreement_revoked(stage: Stage, n: int) -> None:
    _consent(stage, moment(9, "10:00"), until="2026-12-31")
    stage.step(moment(11, "18:00"), "consent.revoked", attrs={"scope": "hours"})
    call = stage.call(moment(day_of(n), "07:20:00"))
    stage.violates(call, *QUIET)


def _outside_agreed_window(stage: Stage, n: int) -> None:
    _consent(stage, moment(9, "10:00"), window="22:00-22:30", until="2026-12-31")
    call = stage.call(moment(day_of(n), "22:45:00"))
    stage.violates(call, *QUIET)


def _not_dialled(stage: Stage, n: int) -> None:
    stage.call(moment(day_of(n), "22:05:00"), "not_dialled", home="dialler")


SCENARIOS: Final = (
    Scenario("a call at night", _late_call),
    Scenario("an agency's call at night", _late_call, agency=AGENCY),
    Scenario("a resident agency's message at night", _late_sms, agency=RESIDENT),
    Scenario("a message at night", _late_sms),
    Scenario("a visit at night", _late_visit),
    Scenario("a robot at night", _late_robot),
    Scenario("the last and first lawful second", _daylight),
    Scenario("the debtor calls at night", _inbound_at_night),
    Scenario("night hours agreed before", _agreed),
    Scenario("night hours agreed after", _agreed_too_late),
    Scenario("agreement ended", _agreement_ended),
    Scenario("agreement revoked", _agreement_revoked),
    Scenario("outside the agreed window", _outside_agreed_window),
    Scenario("a number that was never dialled at night", _not_dialled),
)
