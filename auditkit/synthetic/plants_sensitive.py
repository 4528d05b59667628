"""Planted notes with what nobody needed to know, and transcripts that begin with the debt."""

from __future__ import annotations

from typing import Final

from auditkit.synthetic import rule_ids as r
from auditkit.synthetic import said_ids as s
from auditkit.synthetic.plants_privacy import told_in_note
from auditkit.synthetic.scenario import Scenario, day_of
from auditkit.synthetic.world import RESIDENT, Stage, moment

_UNVERIFIED: Final = (
    "坐席：您好，这里是示例银行，您的贷款已经逾期，欠款8600元，请尽快处理。\n客户：哪位？\n"
    "坐席：请问您是{name}吗？\n客户：是的，我是。"
)
_VERIFIED: Final = (
    "坐席：您好，请问您是{name}吗？\n客户：是的，我是。\n"
    "坐席：这里是示例银行，您的贷款已经逾期，欠款8600元，请尽快处理。"
)
_NOTES: Final[dict[str, tuple[str, r.Rules]]] = {
    "a faith in a note": ("客户系虔诚基督教徒，周日做礼拜", r.FAITH),
    "a face kept in a note": ("已留存客户人脸照片和指纹，备核", r.BODY),
    "a place tracked in a note": ("定位显示客户手机在城东，行踪已掌握", r.WHEREABOUTS),
    "a criminal record in a note": ("客户有案底，刑满释放不久", r.IDENTITY_TOLD),
    "another bank's balance in a note": ("查到客户他行账户余额还有三万", r.BALANCE),
    "a child in a note": ("客户女儿8岁，在实验小学读二年级", r.CHILD),
    "a plate in a note": ("楼下停有客户车辆京AD12345", r.NEEDLESS),
    "an affair in a note": ("邻居称客户出轨，已离婚", r.PRIVATE_LIFE),
    "a one-time code in a note": ("客户提供短信验证码335522，已代为操作", r.CODE),
    "a stranger's name in a note": ("联系人李秀岚接听，称会转告", r.STRANGER),
    "data sent to a chat group": ("已把客户欠款信息发到业主群", r.GROUP),
    "data sent to the employer": ("已将客户欠款清单发送给其单位人事", r.EMPLOYER),
    "the employer told in a note": ("致电其单位人事，告知客户欠款2万元", r.EMPLOYER_TOLD),
    "a group told in a note": ("在业主群内告知大家客户欠款2万元", r.GROUP_TOLD),
    "the village told in a note": ("走访村委会，告知村支书客户贷款逾期", r.VILLAGE_TOLD),
    "the public told in a note": ("在朋友圈公布客户欠款2万元", r.PUBLIC_TOLD),
}


def _other_debtor(stage: Stage, n: int) -> None:
    other = stage.world.open_case()
    while len(other.debtor.name) < 3:  # two characters are no name without a sign beside them
        other = stage.world.open_case()
    Stage(stage.world, other).call(moment(day_of(n), "09:10"))
    note = f"称贷款是与{other.debtor.name}一起办理的"
    call = stage.call(moment(day_of(n), "14:05"), note=note)
    stage.violates(call, *r.OTHER_DEBTOR)


def _account_given(stage: Stage, n: int) -> None:
    sent = stage.sms(moment(day_of(n), "10:10"), message="请添加微信qinghe_0817商量还款")
    stage.violates(sent, *r.ACCOUNT_GIVEN)


def _labelled(stage: Stage, n: int) -> None:
    for hour in (9, 11, 16):
        stage.call(moment(day_of(n) - 1, f"{hour:02d}:05"), "no_answer")
    sent = stage.sms(
        moment(day_of(n), "10:20"), third=stage.person.thirds[0], message="您朋友是个老赖，请转告他"
    )
    stage.violates(sent, *r.LABEL, *s.INSULT)


def _debt_first(stage: Stage, n: int) -> None:
    turns = _UNVERIFIED.format(name=stage.person.name)
    call = stage.call(moment(day_of(n), "15:20"), turns=turns, attrs={"identity_verified": None})
    stage.violates(call, *r.DEBT_FIRST, *s.AS_BANK)


def _name_first(stage: Stage, n: int) -> None:
    stage.call(moment(day_of(n), "15:20"), turns=_VERIFIED.format(name=stage.person.name))


SCENARIOS: Final = (
    *(Scenario(name, told_in_note(*what)) for name, what in _NOTES.items()),
    Scenario("another debtor's name in a note", _other_debtor),
    Scenario("a private account given in a message", _account_given),
    Scenario("a label in a message to a friend", _labelled),
    Scenario("the debt before the name", _debt_first, agency=RESIDENT),
    Scenario("the name before the debt", _name_first),
)
"""Every one is played on a case of its own."""
