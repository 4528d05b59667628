"""The activity table: one row is one thing that happened.

Everything that speaks of columns is derived from the declarations here: the Arrow schema of a
canonical file, validation, the documentation page, the synthetic generator, and the frame that
checks read.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import pyarrow as pa

from auditkit.core import vocabulary as v
from auditkit.core.vocabulary import Vocabulary


class Kind(StrEnum):
    """How the text of a canonical column is read."""

    TEXT = "text"
    ID = "id"
    TERM = "term"
    TERMS = "terms"
    TIME = "time"
    ZONE = "zone"
    INT = "int"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Column:
    """A canonical column: its name, how it is read, whether it is personal, what it means."""

    name: str
    kind: Kind
    zh: str
    en: str
    vocabulary: Vocabulary | None = None
    personal: bool = False
    default: str | None = None


def _c(name: str, kind: Kind, zh: str, en: str, **more: object) -> Column:
    return Column(name, kind, zh, en, **more)  # type: ignore[arg-type]


K = Kind
ACTIVITY: Final[tuple[Column, ...]] = (
    _c(
        "activity_id",
        K.ID,
        "活动编号；缺省时由内容生成",
        "id of the activity; made from its content when absent",
    ),
    _c("debtor_id", K.ID, "债务人编号", "who owes; defaults to the case", personal=True),
    _c(
        "debtor_name",
        K.TEXT,
        "债务人姓名，仅用于隐私检查",
        "name, for privacy checks only",
        personal=True,
    ),
    _c(
        "debtor_ids",
        K.TEXT,
        "债务人证件、卡号，以 | 分隔，仅用于隐私检查",
        "identifiers of the debtor joined by |, for privacy checks only",
        personal=True,
    ),
    _c("case_id", K.ID, "案件号", "case"),
    _c(
        "debt_id",
        K.ID,
        "债务编号，可用 | 列出多笔；缺省为案件号",
        "one or several debts joined by |; defaults to case_id",
    ),
    _c("debt_group", K.ID, "法律上视为一笔的债务组", "names debts that the law counts as one"),
    _c("party_id", K.ID, "被联系人编号", "the person reached", personal=True),
    _c("party_name", K.TEXT, "被联系人姓名", "name of the person reached", personal=True),
    _c(
        "party_role",
        K.TERM,
        "被联系人与债务人的关系",
        "what the person reached is to the debtor",
        vocabulary=v.ROLES,
    ),
    _c("contact", K.ID, "号码或地址", "number or address", personal=True),
    _c("contact_kind", K.TERM, "号码类型", "kind of number", vocabulary=v.CONTACT_KINDS),
    _c(
        "contact_source",
        K.TERM,
        "号码来源",
        "where the number comes from",
        vocabulary=v.CONTACT_SOURCES,
    ),
    _c("at", K.TIME, "开始时间（带时区，或为 tz 的当地时间）", "start, with offset or local in tz"),
    _c(
        "tz",
        K.ZONE,
        "被联系人所在时区，可用 | 列出多个",
        "zone of the person reached; alternatives joined by |",
    ),
    _c("end_at", K.TIME, "结束时间", "end"),
    _c("duration_s", K.INT, "通话时长（秒）", "talk time in seconds"),
    _c("recorded_at", K.TIME, "记录写入时间", "when the row was written"),
    _c("entry_mode", K.TERM, "记录方式", "how the row was written", vocabulary=v.ENTRY_MODES),
    _c("channel", K.TERM, "渠道", "channel", vocabulary=v.CHANNELS),
    _c("direction", K.TERM, "方向", "direction", vocabulary=v.DIRECTIONS, default="outbound"),
    _c("purpose", K.TERM, "目的", "purpose", vocabulary=v.PURPOSES, default="collection"),
    _c("outcome", K.TERM, "结果", "result", vocabulary=v.OUTCOMES),
    _c("collector_id", K.ID, "催收员编号", "collector"),
    _c("collector_name", K.TEXT, "催收员姓名", "name of the collector", personal=True),
    _c("agency_id", K.ID, "外部机构；空为本行", "agency; empty is the lender itself"),
    _c("org_id", K.ID, "分支机构", "branch"),
    _c("creditor_id", K.ID, "债权人", "lender"),
    _c("own_line", K.ID, "主叫号码", "the caller's own number"),
    _c("line_type", K.TERM, "主叫号码类型", "kind of the caller's number", vocabulary=v.LINE_TYPES),
    _c("message", K.TEXT, "发送或说出的内容", "what was sent or said", personal=True),
    _c(
        "turns",
        K.JSON,
        "通话转写 [{speaker, text, stime, etime}]",
        "transcript [{speaker, text, stime, etime}]",
        personal=True,
    ),
    _c("note", K.TEXT, "催记", "what the collector wrote", personal=True),
    _c("template_id", K.ID, "模板编号", "template"),
    _c(
        "step",
        K.TERMS,
        "流程步骤，可用 | 列出多个",
        "one or several steps joined by |",
        vocabulary=v.STEPS,
    ),
    _c(
        "attrs",
        K.JSON,
        "步骤与活动的属性（JSON 对象）",
        "attributes of the step or act, a JSON object",
    ),
)

COLUMNS: Final = {column.name: column for column in ACTIVITY}


@dataclass(frozen=True, slots=True)
class Attribute:
    """A known key of ``attrs``; ``attrs.<name>`` is its typed column in the frame.

    ``kind``: ``bool`` int8 (-1 not said), ``int`` and ``number`` float64 (NaN not said), ``date``
    int32 days since 1970 (``NO_DAY`` not said), ``text``, ``list`` and ``window`` text, a list
    joined by ``|``, a window written ``HH:MM-HH:MM``.
    """

    name: str
    kind: str
    zh: str
    en: str


ATTRIBUTES: Final = tuple(
    Attribute(*row)
    for row in (
        ("product", "text", "产品", "product"),
        ("segment", "text", "分类", "segment"),
        ("principal", "number", "本金", "principal"),
        ("interest", "number", "利息", "interest"),
        ("penalty", "number", "罚息", "penalty interest"),
        ("fees", "number", "费用", "fees"),
        ("apr", "number", "年化利率", "annual rate"),
        ("days_past_due", "int", "逾期天数", "days past due"),
        ("final_due", "date", "最后到期日", "last due date"),
        ("employer_forbids", "bool", "用人单位禁止联系", "employer forbids contact"),
        ("receipt", "text", "送达凭证", "receipt"),
        ("recipient", "text", "接收方", "recipient"),
        ("evidence_id", "text", "证据编号", "evidence"),
        ("until", "date", "截止日（含）", "last day, inclusive"),
        ("from", "date", "起始日（含）", "first day, inclusive"),
        ("months", "int", "期数", "months"),
        ("oral", "bool", "口头达成", "oral"),
        ("recording_id", "text", "录音编号", "recording"),
        ("av_id", "text", "录音录像编号", "audio-video record"),
        ("contract_until", "date", "委外合同到期日", "agency contract ends"),
        ("written", "bool", "书面", "in writing"),
        ("channel", "text", "所涉渠道", "channel concerned"),
        ("address", "text", "所涉号码或地址", "address concerned"),
        ("by", "text", "由谁作出", "by whom"),
        ("scope", "list", "同意范围", "scope of the consent"),
        ("window", "window", "约定时段", "agreed hours"),
        ("direct", "bool", "直接向催收方作出", "given to the collector itself"),
        ("days", "list", "星期", "days of the week"),
        ("from_time", "window", "起始时刻", "from, time of day"),
        ("to_time", "window", "截止时刻", "to, time of day"),
        ("place", "text", "地点", "place"),
        ("reason", "text", "原因", "reason"),
        ("lawyer_id", "text", "律师", "lawyer"),
        ("firm", "text", "律师事务所", "law firm"),
        ("venue", "text", "管辖地", "venue"),
        ("signed_at", "text", "签订地", "place of signing"),
        ("resides_at", "text", "住所地", "residence"),
        ("case_no", "text", "案号", "case number"),
        ("pre_suit", "bool", "诉前", "before suit"),
        ("ruling_id", "text", "裁定编号", "ruling"),
        ("printed_end_date", "date", "印明的截止日", "printed end date"),
        ("since", "date", "自", "since"),
        ("to", "text", "受让方", "to whom"),
        ("kind", "text", "种类", "kind"),
        ("amount", "number", "金额", "amount"),
        ("count", "int", "条数", "count"),
        ("class", "text", "数据类别", "class of data"),
        ("basis", "text", "依据", "basis"),
        ("what", "text", "对象", "what"),
        ("staff_count", "int", "到场人数", "people present"),
        ("entered", "bool", "进入室内", "entered"),
        ("id_shown", "bool", "出示证件", "identity shown"),
        ("visibility", "text", "可见范围", "visibility"),
        ("format", "text", "信函形式", "format"),
        ("addressee", "text", "收件人", "addressee"),
        ("mode", "text", "通知式或交互式", "notice or interactive"),
        ("identity_verified", "bool", "已核实身份", "identity verified"),
        ("institution_stated", "bool", "已说明所属机构", "institution stated"),
        ("caller_identified", "bool", "已表明身份", "caller identified"),
        ("location_reason", "text", "再次查找的理由", "reason for a second location contact"),
        ("voluntary_offer", "bool", "自愿代偿", "voluntary offer to pay"),
        ("excerpt", "bool", "文本并非全程", "the text is not the whole call"),
        ("derived", "bool", "由文本推断", "derived from prose"),
        ("promise_date", "date", "承诺还款日", "promised date"),
        ("promise_amount", "number", "承诺还款金额", "promised amount"),
        ("template", "bool", "尚未发送的模板", "a template, not sent yet"),
        ("template_stage", "text", "模板适用的阶段", "stage that a template is for"),
        ("send_window", "text", "模板的发送时段", "when a template is sent"),
        ("sms_segments", "int", "短信条数", "segments of an SMS"),
        ("signature", "text", "短信签名：own、other、none", "SMS signature: own, other, none"),
        ("unknown_placeholders", "int", "含义不明的变量数", "placeholders of unknown meaning"),
        (
            "differs",
            "list",
            "与同组其他语言版本的不同：placeholders、amounts、dates",
            "differs from another language of its group: placeholders, amounts, dates",
        ),
    )
)

ATTRIBUTE_KINDS: Final = {attribute.name: attribute.kind for attribute in ATTRIBUTES}


def canonical_schema() -> pa.Schema:
    """Return the Arrow schema of a canonical file: every column as text."""
    return pa.schema([pa.field(column.name, pa.string()) for column in ACTIVITY])
