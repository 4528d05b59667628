"""Planted notes and messages that tell too much, and some that only look as if they did."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from auditkit.synthetic import rule_ids as r
from auditkit.synthetic.people import Third, bank_card
from auditkit.synthetic.scenario import Scenario, day_of
from auditkit.synthetic.world import AGENCY, Act, Stage, moment

_DIALS: Final = 11
"""The day before the scenarios begin: dials that allow a third person to be asked."""


def told_in_note(note: str, rules: r.Rules) -> Callable[[Stage, int], None]:
    """Return a scenario of a call to the debtor with such a note; ``{…}`` are filled in."""

    def play(stage: Stage, n: int) -> None:
        call = stage.call(moment(day_of(n), "14:05"), note=_filled(note, stage))
        stage.violates(call, *rules)

    return play


def _filled(text: str, stage: Stage) -> str:
    person, other = stage.person, stage.person.thirds[1]
    card = bank_card(stage.world.debtors)
    return text.format(
        name=person.name,
        identity=person.identity,
        spaced=f"{person.identity[:6]} {person.identity[6:14]} {person.identity[14:]}",
        card=card,
        last=card[-4:],
        other=other.name,
        phone=other.contact,
        serial=f"{stage.world.debtors:06d}",
    )


def _third(stage: Stage, n: int) -> Third:
    return stage.person.thirds[n % len(stage.person.thirds)]


def _asked(stage: Stage, n: int, note: str, **said: object) -> Act:
    """Add a call to a third person after the debtor could not be reached for days."""
    for hour in (9, 11, 16):
        stage.call(moment(day_of(n) - 1, f"{hour:02d}:05"), "no_answer")
    person = _third(stage, n)
    at = moment(day_of(n), "10:40")
    return stage.call(at, "third_talk", third=person, note=note, **said)


def _told_a_third(stage: Stage, n: int) -> None:
    note = (
        "联系人接听，已告知其客户欠款2万元，要求转告",
        "对方询问何事，告知客户贷款逾期未还",
        "跟对方说明客户信用卡欠款情况，对方挂断",
    )[n % 3]
    stage.violates(_asked(stage, n, note), *r.TOLD)


def _told_nothing(stage: Stage, n: int) -> None:
    note = (
        "对方询问何事，未透露欠款，只请其转告客户回电",
        "联系人问是否欠钱，没有告知，请其转告",
        "请其转告客户回电，未提及债务",
    )[n % 3]
    _asked(stage, n, note)


def _said_of_someone(stage: Stage, n: int) -> None:
    note = "质检：催收员向联系人提及客户欠款，扣分"
    stage.violates(_asked(stage, n, note), *r.TOLD)


def _message_to_a_third(stage: Stage, n: int) -> None:
    for hour in (9, 11, 16):
        stage.call(moment(day_of(n) - 1, f"{hour:02d}:05"), "no_answer")
    text = (
        "【示例银行】请转告{name}：其贷款已逾期，欠款8600元，请尽快还款。",
        "【示例银行】{name}信用卡逾期未还，请督促其还款。",
    )[n % 2]
    sent = stage.sms(
        moment(day_of(n), "10:20"),
        third=_third(stage, n),
        message=_filled(text, stage),
        note="向联系人发送短信",
    )
    stage.violates(sent, *r.MESSAGE_TO_THIRD)


def _relay(stage: Stage, n: int) -> None:
    for hour in (9, 11, 16):
        stage.call(moment(day_of(n) - 1, f"{hour:02d}:05"), "no_answer")
    stage.sms(
        moment(day_of(n), "10:20"),
        third=_third(stage, n),
        message="您好，请转告您的朋友方便时回电95500，谢谢。",
        note="请联系人转告回电",
    )


def _full_card(stage: Stage, n: int) -> None:
    text = "【示例银行】您卡号{card}的贷款本期应还1200元，请按时还款，客服95500。"
    sent = stage.sms(moment(day_of(n), "11:05"), message=_filled(text, stage), note="账单提醒短信")
    stage.violates(sent, *r.FULL_NUMBER)


def _last_digits(stage: Stage, n: int) -> None:
    text = "【示例银行】您尾号{last}的贷款本期应还1200元，流水号20261012{serial}，客服95500。"
    stage.sms(moment(day_of(n), "11:05"), message=_filled(text, stage), note="账单提醒短信")


def _wrong_number(stage: Stage, n: int) -> None:
    stage.call(moment(day_of(n), "09:20"), "no_such_person", note="对方称打错了，不认识客户")
    again = stage.call(moment(day_of(n) + 2, "09:50"), "no_answer", note="再次拨打，无人接听")
    stage.violates(again, *r.WRONG_NUMBER)


def _exported(stage: Stage, n: int) -> None:
    act = stage.step(
        moment(day_of(n), "18:05"),
        "data.exported",
        collector_id=f"BX{stage.world.debtors:04d}",
        attrs={"count": 60, "class": "credit", "basis": "sale"},
    )
    stage.violates(act, *r.EXPORTED)


SCENARIOS: Final = (
    Scenario(
        "an identity number in a note",
        told_in_note("客户来电核对，身份证{identity}，已登记", r.IDENTIFIER),
    ),
    Scenario(
        "an identity number with spaces", told_in_note("核对证件 {spaced} 无误", r.IDENTIFIER)
    ),
    Scenario(
        "numbers that are no identifiers",
        told_in_note("工单GD2026{serial}，合同号HT-2026-{serial}，尾号{last}", ()),
    ),
    Scenario(
        "a verification code in a note",
        told_in_note("协助客户还款，安全码358，有效期05/29", r.SECRET),
    ),
    Scenario(
        "another person's number in a note", told_in_note("其母电话{phone}，可联系", r.OTHERS_DATA)
    ),
    Scenario("a third person told of the debt", _told_a_third),
    Scenario("an agency tells a third person of the debt", _told_a_third, agency=AGENCY),
    Scenario("a third person told nothing", _told_nothing),
    Scenario("quality control speaks of a breach", _said_of_someone),
    Scenario("a message about the debt to a third person", _message_to_a_third),
    Scenario("a message that asks a third person to relay", _relay),
    Scenario("a full card number in a message", _full_card),
    Scenario("the last four digits in a message", _last_digits),
    Scenario(
        "a private account in an agency's note",
        told_in_note("已用个人微信加客户，发账单截图", r.PRIVATE_TOLD),
        agency=AGENCY,
    ),
    Scenario(
        "sent to the village committee",
        told_in_note("已将客户欠款信息发送给村委会，请其协助", r.SENT),
    ),
    Scenario(
        "posted at the door", told_in_note("上门未遇，在小区公告栏张贴催收通知", r.POSTED_TOLD)
    ),
    Scenario("found through a channel", told_in_note("找渠道查到客户新号码，待拨打", r.UNLAWFUL)),
    Scenario("illness in a note", told_in_note("客户母亲确诊肺癌住院，家庭困难", r.HEALTH)),
    Scenario("a number called again although it is wrong", _wrong_number),
    Scenario("records exported without a basis", _exported),
)
"""Every one is played on a case of its own; those without rules must not be found."""
