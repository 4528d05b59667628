"""The ordinary work of the month, done as it should be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import numpy as np

from auditkit.synthetic.lawful import credit_reported, lawyer_wrote, objection_answered, sued
from auditkit.synthetic.world import (
    AGENCY,
    DAY,
    DAYS,
    RESIDENT,
    Act,
    Case,
    Stage,
    World,
    moment,
)

_TALKS: Final = (
    ("talked_debtor", 0.34, "本人接听，说明情况"),
    ("promise", 0.26, "客户承诺近期还款"),
    ("claims_paid", 0.08, "客户称已还，待核实到账"),
    ("refuses", 0.10, "客户表示暂不还款"),
    ("hardship", 0.14, "客户表示资金紧张，告知可申请协商"),
    ("hung_up", 0.08, "接通后挂断"),
)
_MISSES: Final = (
    ("no_answer", 0.52, "无人接听"),
    ("busy", 0.17, "用户正忙"),
    ("rejected", 0.12, "用户拒接"),
    ("unreachable", 0.13, "无法接通"),
    ("voicemail", 0.06, "转语音信箱"),
)
_BILL: Final = "【示例银行】您好，您的账户本期账单已出，请登录手机银行查询，客服95500。"
_REMINDER: Final = "【示例银行】您好，您的贷款已逾期，请及时还款；如有困难可申请协商，客服95500。"
_PROMISED: Final = "【示例银行】您好，感谢您今日的还款承诺，如有变化请回电95500。"
_PEAKS: Final = ("10:00", "15:00", "19:00")
_OPENS, _CLOSES = "08:05", "21:30"
_APART: Final = 2_400
"""Seconds between two calls to one person on a quiet day of ordinary work."""
_HOLIDAY, _WEEKEND = 0.25, 0.55
_YOUNGEST, _OLDEST = 35, 240
"""How many days before the month a case fell due."""
LATEST: Final = 9
"""Cases that a scenario takes over have ordinary work up to this day."""


def ordinary(world: World, case: Case, last_day: int = DAYS) -> None:
    """Add a month of lawful work on one case, up to ``last_day``."""
    introduce(world, case)
    stage = Stage(world, case, agency=case.agency)
    for day in _days(world, last_day):
        _day(stage, day)
    if last_day == DAYS:
        _extras(stage)


def second_account(world: World, first: Case) -> None:
    """Add another account of the same debtor that gets reminders only."""
    case = world.open_case(owner=first.debtor)
    introduce(world, case)
    stage = Stage(world, case)
    for day in range(int(world.rng.integers(2, 8)), DAYS + 1, 9):
        stage.sms(moment(day, "12:10"), note="账单提醒短信", message=_BILL)


def introduce(world: World, case: Case) -> None:
    """Add what stands before any contact: the facts of the case and, for an agency, the notice."""
    stage = Stage(world, case)
    overdue(stage, 1 - int(world.rng.integers(_YOUNGEST, _OLDEST)))
    if case.agency:
        told = moment(1 - int(world.rng.integers(10, _YOUNGEST)), "10:30")
        stage.step(told, "agency.notice", attrs={"recipient": "debtor"})
        place(stage, told + 3 * DAY)


def overdue(stage: Stage, day: int) -> Act:
    """Add what the list of cases says of one that fell due on a day, and return its first step.

    The list knows days alone.
    """
    due = stage.step(moment(day, "00:00"), "due.missed")
    facts = {"product": "消费贷", "principal": int(stage.world.rng.integers(20, 900)) * 100}
    stage.step(due.at + 60, "case.facts", attrs={**facts, "days_past_due": 1})
    return due


def place(stage: Stage, at: int) -> None:
    """Add the placement of the case with its agency."""
    contract = {"contract_until": "2027-06-30"}
    stage.step(at, "agency.placed", agency_id=stage.case.agency, attrs=contract)


def day_weight(day: int) -> float:
    """Return how busy a day of the month is: holidays and weekends are quiet.

    >>> day_weight(14)
    1.0
    """
    if day <= 7:
        return _HOLIDAY
    return _WEEKEND if (day + 2) % 7 in {5, 6} else 1.0


def _days(world: World, last_day: int) -> Iterator[int]:
    eager = 0.08 + 0.3 * world.rng.beta(1.5, 3)
    for day in range(1, last_day + 1):
        if world.rng.random() < eager * day_weight(day):
            yield day


def _times(world: World, count: int) -> list[int]:
    centres = [moment(1, clock) for clock in _PEAKS]
    low, high = moment(1, _OPENS), moment(1, _CLOSES)
    wanted: list[int] = []
    for _ in range(count):
        centre = centres[int(world.rng.integers(len(centres)))]
        second = int(np.clip(world.rng.normal(centre, 4_500), low, high - _APART))
        second += int(world.rng.integers(0, 1_200))
        if all(abs(second - other) > _APART for other in wanted):
            wanted.append(second)
    return sorted(wanted)


def _day(stage: Stage, day: int) -> None:
    rng = stage.world.rng
    kind = rng.random()
    times = _times(stage.world, int(rng.integers(1, 6)))
    talks = 0
    for second in times:
        at = (day - 1) * DAY + second
        if kind < 0.06:
            stage.sms(at, note="还款提醒短信", message=_REMINDER)
            return
        if rng.random() < 0.3 and talks < 1:
            talks += 1
            _talk(stage, at)
            return
        _miss(stage, at)


def _talk(stage: Stage, at: int) -> None:
    rng = stage.world.rng
    outcome, note = _choose(stage.world, _TALKS)
    if not stage.agency and rng.random() < 0.2:
        _robot(stage, at)
        return
    work = {"contact": stage.person.work, "contact_kind": "work"} if rng.random() < 0.03 else {}
    stage.call(at, outcome, note=note, **work)
    if outcome == "promise" and rng.random() < 0.5:
        stage.sms(at + 900, note="承诺还款确认短信", message=_PROMISED)


def _robot(stage: Stage, at: int) -> None:
    if stage.world.rng.random() < 0.5:
        stage.call(at, "answered", channel="robot_call", attrs={"mode": "notice"}, note="语音通知")
    else:
        stage.call(at, "talked_debtor", channel="robot_call", note="智能语音：本人接听")


def _miss(stage: Stage, at: int) -> None:
    if not stage.agency and stage.world.rng.random() < 0.06:
        dialler_only(stage, at)
        return
    outcome, note = _choose(stage.world, _MISSES)
    stage.call(at, outcome, note=note)


def dialler_only(stage: Stage, at: int) -> Act:
    """Add a row that only the dialler has: most were never dialled, some were lost in the queue."""
    lost = stage.world.rng.random() < 0.3
    return stage.call(at, "dropped" if lost else "not_dialled", home="dialler")


def _choose(world: World, table: tuple[tuple[str, float, str], ...]) -> tuple[str, str]:
    shares = np.cumsum([row[1] for row in table])
    row = table[int(np.searchsorted(shares, world.rng.random() * shares[-1]))]
    return row[0], row[2]


def _extras(stage: Stage) -> None:
    for share, extra in _EXTRAS:
        if stage.world.rng.random() < share:
            extra(stage, int(stage.world.rng.integers(8, DAYS - 3)))


def _letter(stage: Stage, day: int) -> None:
    stage.letter(moment(day, "10:30"), note="寄送催收函")


def _visit(stage: Stage, day: int) -> None:
    met = stage.world.rng.random() < 0.5
    outcome = "visit_met" if met else "visit_absent"
    stage.visit(moment(day, "14:00"), outcome, note="上门走访，全程录音录像")


def _inbound(stage: Stage, day: int) -> None:
    stage.call(moment(day, "16:40"), direction="inbound", note="客户来电咨询还款方式")


def _message(stage: Stage, day: int) -> None:
    stage.sms(moment(day, "11:20"), channel="im", note="企业微信发送还款提醒", message=_REMINDER)


def _paid(stage: Stage, day: int) -> None:
    amount = int(stage.world.rng.integers(2, 80)) * 50
    stage.step(moment(day, "13:05"), "payment.made", attrs={"amount": amount})


_EXTRAS: Final[tuple[tuple[float, Callable[[Stage, int], None]], ...]] = (
    (0.10, _letter),
    (0.03, _visit),
    (0.12, _inbound),
    (0.06, _message),
    (0.25, _paid),
    (0.05, credit_reported),
    (0.02, objection_answered),
    (0.02, sued),
    (0.02, lawyer_wrote),
)


def pick_agency(world: World) -> str:
    """Return who works a case: the bank, the agency with weekly files, the resident agency."""
    draw = world.rng.random()
    return AGENCY if draw < 0.22 else RESIDENT if draw < 0.38 else ""
