"""The closed sets of words that an activity may use, each declared once.

A term's place in its vocabulary is its code in the frames that checks read; ``NONE`` (-1) is
"not said". Terms are only ever appended, so that a code keeps its meaning.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

NONE: Final = -1


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a vocabulary and how it is shown to people."""

    name: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A closed set of terms; the position of a term is its code, ``names`` are in that order."""

    name: str
    terms: tuple[Term, ...]
    names: tuple[str, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Read the names once; they are asked for in every row that people see."""
        object.__setattr__(self, "names", tuple(term.name for term in self.terms))

    def code(self, name: str) -> int:
        """Return the code of a word; ``KeyError`` when the vocabulary does not have it.

        >>> CHANNELS.code("visit")
        6
        """
        try:
            return self.names.index(name)
        except ValueError:
            raise KeyError(self.name) from None

    def label(self, name: str, lang: str) -> str:
        """Return the word as shown in ``zh`` or ``en``."""
        term = self.terms[self.code(name)]
        return term.zh if lang == "zh" else term.en


def vocabulary(name: str, *rows: tuple[str, str, str]) -> Vocabulary:
    """Return a vocabulary of (name, zh, en) in the order given."""
    return Vocabulary(name, tuple(Term(*row) for row in rows))


CHANNELS = vocabulary(
    "channel",
    ("call", "电话", "call"),
    ("robot_call", "智能语音", "robot call"),
    ("sms", "短信", "SMS"),
    ("im", "即时通讯", "instant message"),
    ("email", "电子邮件", "e-mail"),
    ("letter", "信函", "letter"),
    ("visit", "上门", "visit"),
    ("app", "应用推送", "app push"),
    ("legal", "司法", "legal"),
    ("system", "系统", "system"),
)

DIRECTIONS = vocabulary(
    "direction",
    ("outbound", "呼出", "outbound"),
    ("inbound", "呼入", "inbound"),
    ("internal", "内部", "internal"),
)

PURPOSES = vocabulary(
    "purpose",
    ("collection", "催收", "collection"),
    ("location", "查找联系方式", "location"),
    ("relay", "请求转告", "relay"),
    ("service", "客户服务", "service"),
    ("legal_notice", "法定通知", "legal notice"),
    ("reply", "答复", "reply"),
)

ROLES = vocabulary(
    "party_role",
    ("debtor", "债务人", "debtor"),
    ("co_debtor", "共同债务人", "co-debtor"),
    ("guarantor", "担保人", "guarantor"),
    ("spouse", "配偶", "spouse"),
    ("guardian", "监护人", "guardian"),
    ("heir", "继承人", "heir"),
    ("family", "家人", "family"),
    ("emergency_contact", "紧急联系人", "emergency contact"),
    ("employer", "用人单位", "employer"),
    ("colleague", "同事", "colleague"),
    ("friend", "朋友", "friend"),
    ("neighbour", "邻居", "neighbour"),
    ("community", "社区（村）组织", "community"),
    ("group", "群组", "group"),
    ("public", "公众", "public"),
    ("attorney", "律师", "attorney"),
    ("court", "法院", "court"),
    ("police", "公安", "police"),
    ("credit_bureau", "征信机构", "credit bureau"),
    ("creditor", "债权人", "creditor"),
    ("vendor", "供应商", "vendor"),
    ("other", "其他人", "other"),
    ("unknown", "未知", "unknown"),
)

CONTACT_KINDS = vocabulary(
    "contact_kind",
    ("mobile", "手机", "mobile"),
    ("home", "住宅", "home"),
    ("work", "单位", "work"),
    ("unknown", "未知", "unknown"),
)

CONTACT_SOURCES = vocabulary(
    "contact_source",
    ("contract", "合同约定", "contract"),
    ("on_file", "留存资料", "on file"),
    ("authorised", "本人授权", "authorised"),
    ("public", "合法公开渠道", "public"),
    ("told_by_contact", "联系人告知", "told by a contact"),
    ("bureau", "征信等机构", "bureau"),
    ("contact_list", "通讯录", "contact list"),
    ("call_log", "通话记录", "call log"),
    ("purchased", "购买", "purchased"),
    ("repaired", "失联修复", "repaired"),
    ("unknown", "未知", "unknown"),
)

LINE_TYPES = vocabulary(
    "line_type",
    ("registered", "登记工作号码", "registered"),
    ("private", "私人号码", "private"),
)

ENTRY_MODES = vocabulary(
    "entry_mode",
    ("auto", "自动", "automatic"),
    ("manual", "手动", "manual"),
    ("backfill", "补录", "back-filled"),
)

SPEAKERS = vocabulary(
    "speaker",
    ("collector", "催收员", "collector"),
    ("party", "对方", "party"),
    ("ivr", "语音系统", "IVR"),
)


@dataclass(frozen=True, slots=True)
class Outcome(Term):
    """A result of a contact with what it says: ``a c v r t`` in ``flags``.

    ``a`` an attempt was made, ``c`` it was connected, ``v`` words were exchanged with a person,
    ``r`` the right party was reached, ``t`` a third person was reached. Sources: the outcome
    vocabulary of Chinese and US collection systems (attempt / connected / right party / third
    party); ``v`` is connected without silence or a dropped line.
    """

    flags: str = ""


OUTCOMES = Vocabulary(
    "outcome",
    (
        Outcome("answered", "接通", "answered", "acv"),
        Outcome("talked_debtor", "与本人通话", "talked to the debtor", "acvr"),
        Outcome("promise", "承诺还款", "promise to pay", "acvr"),
        Outcome("promise_broken", "承诺未还", "broken promise", ""),
        Outcome("claims_paid", "称已还款", "says it is paid", "acvr"),
        Outcome("refuses", "拒绝还款", "refuses to pay", "acvr"),
        Outcome("hardship", "还款困难", "hardship", "acvr"),
        Outcome("third_talk", "与第三人通话", "talked to a third person", "acvt"),
        Outcome("proxy_repay", "第三人代偿", "third person pays", "acvt"),
        Outcome("not_in", "本人不在", "debtor not in", "acvt"),
        Outcome("no_such_person", "查无此人", "no such person", "acvt"),
        Outcome("no_answer", "无人接听", "no answer", "a"),
        Outcome("busy", "占线", "busy", "a"),
        Outcome("rejected", "拒接", "call rejected", "a"),
        Outcome("hung_up", "接通后挂断", "hung up", "ac"),
        Outcome("silent", "接通无声", "silence", "ac"),
        Outcome("voicemail", "语音信箱", "voicemail", "a"),
        Outcome("unreachable", "无法接通", "unreachable", "a"),
        Outcome("suspended", "停机", "suspended", "a"),
        Outcome("invalid_number", "空号", "invalid number", "a"),
        Outcome("not_dialled", "未拨出", "not dialled", ""),
        Outcome("dropped", "呼损", "dropped by the dialler", "a"),
        Outcome("sent", "已发送", "sent", "a"),
        Outcome("delivered", "已送达", "delivered", "ac"),
        Outcome("undeliverable", "未能送达", "undeliverable", "a"),
        Outcome("received", "已收到", "received", "ac"),
        Outcome("posted", "已张贴或寄出", "posted", "a"),
        Outcome("visit_met", "上门见到人", "visit, met somebody", "acv"),
        Outcome("visit_absent", "上门未遇", "visit, nobody met", "a"),
        Outcome("unknown", "未知", "unknown", ""),
    ),
)

OUTCOME_FLAGS: Final = {
    "attempt": "a",
    "connected": "c",
    "conversation": "v",
    "right_party": "r",
    "third_party": "t",
}

STEPS = vocabulary(
    "step",
    ("due.missed", "逾期", "due date missed"),
    ("case.facts", "案件要素", "case facts"),
    ("demand.sent", "催告发出", "demand sent"),
    ("demand.received", "催告送达", "demand received"),
    ("hardship.claimed", "主张还款困难", "hardship claimed"),
    ("plan.requested", "申请还款方案", "plan requested"),
    ("plan.offered", "提供还款方案", "plan offered"),
    ("plan.signed", "还款方案达成", "plan signed"),
    ("plan.breached", "还款方案违约", "plan breached"),
    ("plan.completed", "还款方案履行完毕", "plan completed"),
    ("agency.notice", "委外告知", "debtor told of the agency"),
    ("agency.placed", "委外", "placed with an agency"),
    ("agency.withdrawn", "撤案", "withdrawn from the agency"),
    ("agency.reviewed", "机构评估", "agency reviewed"),
    ("credit.consent", "征信授权", "credit-reporting consent"),
    ("credit.notice", "不良信息报送告知", "notice before credit reporting"),
    ("credit.reported", "征信报送", "reported to the bureau"),
    ("credit.objection", "征信异议", "credit objection"),
    ("credit.objection_answered", "征信异议答复", "credit objection answered"),
    ("dispute.opened", "争议提出", "dispute opened"),
    ("dispute.resolved", "争议解决", "dispute resolved"),
    ("original_creditor.requested", "查询原债权人", "original creditor requested"),
    ("verification.sent", "核实材料发出", "verification sent"),
    ("complaint.opened", "投诉受理", "complaint opened"),
    ("complaint.answered", "投诉答复", "complaint answered"),
    ("complaint.closed", "投诉办结", "complaint closed"),
    ("return_visit", "回访", "return visit"),
    ("cease.requested", "要求停止联系", "cease requested"),
    ("optout.requested", "要求停用渠道", "opt-out requested"),
    ("consent.given", "同意", "consent given"),
    ("consent.revoked", "撤回同意", "consent revoked"),
    ("inconvenient.designated", "指定不便时间地点", "inconvenient time or place named"),
    ("refusal", "第三人拒绝联系", "refusal by a third person"),
    ("debtor.lost", "债务人失联", "debtor lost"),
    ("debtor.found", "债务人恢复联系", "debtor found"),
    ("debtor.refused", "债务人拒绝还款", "debtor refused"),
    ("debtor.deceased", "债务人死亡", "debtor deceased"),
    ("debtor.represented", "债务人委托律师", "debtor represented"),
    ("debtor.bankrupt", "债务人破产", "debtor bankrupt"),
    ("debtor.incapacitated", "债务人无或限制民事行为能力", "debtor incapacitated"),
    ("debtor.minor", "债务人未成年", "debtor a minor"),
    ("lawyer.letter", "律师函", "lawyer's letter"),
    ("mediation.opened", "调解启动", "mediation opened"),
    ("mediation.confirmed", "调解确认", "mediation confirmed"),
    ("mediation.closed", "调解结束", "mediation closed"),
    ("payment_order.applied", "申请支付令", "payment order applied for"),
    ("payment_order.issued", "支付令发出", "payment order issued"),
    ("payment_order.objected", "支付令异议", "payment order objected"),
    ("payment_order.effective", "支付令生效", "payment order effective"),
    ("suit.filed", "起诉", "suit filed"),
    ("suit.accepted", "立案", "suit accepted"),
    ("suit.withdrawn", "撤诉", "suit withdrawn"),
    ("arbitration.filed", "申请仲裁", "arbitration filed"),
    ("arbitration.accepted", "仲裁受理", "arbitration accepted"),
    ("arbitration.award", "仲裁裁决", "arbitration award"),
    ("preservation.applied", "申请保全", "preservation applied for"),
    ("preservation.ruled", "保全裁定", "preservation ruled"),
    ("preservation.lifted", "解除保全", "preservation lifted"),
    ("judgment.effective", "判决生效", "judgment effective"),
    ("enforcement.applied", "申请执行", "enforcement applied for"),
    ("dishonest.listed", "列入失信名单", "listed as dishonest debtor"),
    ("consumption.restricted", "限制高消费", "consumption restricted"),
    ("police.reported", "报案", "reported to the police"),
    ("validation.notice", "债务确认通知", "validation notice"),
    ("debt.time_barred", "时效届满", "debt time-barred"),
    ("debt.acknowledged", "债务承认", "debt acknowledged"),
    ("debt.transferred", "债权转让", "debt transferred"),
    ("transfer.notice", "转让通知", "transfer notice"),
    ("guarantee", "担保", "guarantee"),
    ("payment.made", "还款", "payment made"),
    ("settled", "结清", "settled"),
    ("data.exported", "数据导出", "data exported"),
    ("data.destroyed", "数据销毁", "data destroyed"),
    ("record.deleted", "记录删除", "record deleted"),
    ("credit.education", "征信诚信教育", "credit education given"),
)

IMPERSONAL_STEPS: Final = frozenset(
    {"agency.reviewed", "data.exported", "data.destroyed", "record.deleted"}
)
"""Steps that may concern nobody in particular: a row with one needs no debtor."""

VOCABULARIES: Final = (
    CHANNELS,
    DIRECTIONS,
    PURPOSES,
    ROLES,
    CONTACT_KINDS,
    CONTACT_SOURCES,
    OUTCOMES,
    LINE_TYPES,
    ENTRY_MODES,
    STEPS,
    SPEAKERS,
)
