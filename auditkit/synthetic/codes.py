"""The code tables of the made-up systems: canonical word to the label each system writes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

SYSTEM_OUTCOME: Final = {
    "answered": "JT-接通",
    "talked_debtor": "TP-谈判沟通",
    "promise": "PTP-承诺还款",
    "claims_paid": "CYH-称已还",
    "refuses": "WCY-无诚意",
    "hardship": "HKKN-还款困难",
    "third_talk": "ZG-转告",
    "proxy_repay": "DC-代偿",
    "not_in": "BZ-不在",
    "no_such_person": "WCR-无此人",
    "no_answer": "WRJT-无人接听",
    "busy": "ZX-占线",
    "rejected": "JJ-拒接",
    "hung_up": "GD-挂断",
    "silent": "WHY-无回应",
    "voicemail": "YX-语音信箱",
    "unreachable": "WFJT-无法接通",
    "suspended": "TJ-停机",
    "invalid_number": "KH-空号",
    "sent": "FS-已发送",
    "delivered": "SD-已送达",
    "undeliverable": "SB-发送失败",
    "posted": "JC-已寄出",
    "visit_met": "WFJ-外访见到",
    "visit_absent": "WFW-外访未遇",
}
DIALLER_OUTCOME: Final = {
    "no_answer": "无人接听",
    "busy": "用户正忙",
    "rejected": "用户拒接",
    "hung_up": "接通后挂断",
    "silent": "接通无声",
    "voicemail": "转语音信箱",
    "unreachable": "无法接通",
    "suspended": "停机",
    "invalid_number": "空号",
    "dropped": "呼损",
}
"""Anything else that was connected is 已接通: the dialler does not know who answered."""
DIALLER_CONNECTED: Final = "已接通"
NOT_DIALLED: Final = ("黑名单", "频控限制", "时段限制", "线路盲区")
AGENCY_OUTCOME: Final = {
    "answered": "有人接听",
    "talked_debtor": "本人",
    "promise": "承诺还款",
    "claims_paid": "称已还款",
    "refuses": "拒绝还款",
    "hardship": "困难户",
    "third_talk": "第三方",
    "not_in": "不在",
    "no_such_person": "查无此人",
    "no_answer": "无人接",
    "busy": "占线忙音",
    "rejected": "拒接",
    "hung_up": "挂机",
    "silent": "无声",
    "voicemail": "小秘书",
    "unreachable": "关机",
    "suspended": "停机",
    "invalid_number": "空号",
    "delivered": "短信成功",
    "posted": "已发函",
    "visit_met": "外访-见本人",
    "visit_absent": "外访-无人",
}
RELATION: Final = {
    "debtor": 0,
    "spouse": 1,
    "family": 2,
    "friend": 5,
    "colleague": 6,
    "employer": 7,
    "guarantor": 9,
    "heir": 11,
    "emergency_contact": 10,
    "other": 18,
}
RELATION_TEXT: Final = {
    "debtor": "本人",
    "spouse": "配偶",
    "family": "父母",
    "friend": "朋友",
    "colleague": "同事",
    "employer": "公司",
    "guarantor": "担保人",
    "heir": "继承人",
    "emergency_contact": "紧急联系人",
    "other": "其它",
}
SOURCE: Final = {
    "contract": "合同约定",
    "on_file": "申请时留存",
    "authorised": "本人授权",
    "public": "公开渠道",
    "told_by_contact": "联系人告知",
    "contact_list": "通讯录",
    "call_log": "通话详单",
    "purchased": "外部购买",
    "repaired": "失联修复",
}
KIND: Final = {"mobile": "手机", "home": "住宅", "work": "单位"}
LINE: Final = {"registered": "工作号码", "private": "私人号码"}
DIRECTION: Final = {"outbound": "呼出", "inbound": "呼入"}
PURPOSE: Final = {"collection": "催收", "location": "查找联系方式", "relay": "请求转告"}
METHOD: Final = {
    "call": "电催",
    "robot_call": "智能外呼",
    "sms": "短信",
    "im": "企业微信",
    "letter": "信函",
    "visit": "外访",
}
TASK: Final = {"call": "人工", "robot_call": "智能外呼"}
CALL_KIND: Final = {"自动呼出": "outbound", "手动呼出": "outbound", "呼入": "inbound"}
FLAG: Final = {True: "是", False: "否"}


def flag(value: object) -> str:
    """Return 是 or 否, empty when nothing is said."""
    return FLAG[value] if isinstance(value, bool) else ""


def inverse(table: Mapping[str, object]) -> dict[str, str]:
    """Return a code table as a mapping file writes it: label to canonical word."""
    return {str(label): word for word, label in table.items()}


def dialler_results() -> dict[str, str]:
    """Return the dialler's results: label to canonical word."""
    skipped = dict.fromkeys(NOT_DIALLED, "not_dialled")
    return {DIALLER_CONNECTED: "answered", **inverse(DIALLER_OUTCOME), **skipped}
