"""The confirmed mapping of the made-up exports, as a bank would keep it beside them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import yaml

from auditkit.synthetic import codes
from auditkit.synthetic.case_list import PLACED
from auditkit.synthetic.exports import (
    CASES_FILE,
    DIALLER_FILE,
    EVENTS_FILE,
    SYSTEM_FILE,
    WEEKLY_FILE,
)
from auditkit.synthetic.world import AGENCY

ZONE: Final = "Asia/Shanghai"
_CODES_VERSION: Final = "2026-10"


def write_mapping(path: Path, sources: list[dict[str, Any]]) -> None:
    """Write a mapping file."""
    written = {"version": 1, "sources": sources}
    text = yaml.safe_dump(written, allow_unicode=True, sort_keys=False, width=100)
    path.write_text(text, encoding="utf-8")


def bank_sources() -> list[dict[str, Any]]:
    """Return the mapping of the five exports of the bank.

    Patterns of workbooks end with ``*`` because the name of a sheet follows that of its file.
    """
    return [_dialler(), _system(), _weekly(), _events(), _cases()]


def _dialler() -> dict[str, Any]:
    return {
        "name": "dialler",
        "kind": "dialler",
        "rank": 1,
        "match": [DIALLER_FILE.replace("202610", "*")],
        "encoding": "gb18030",
        "zone": ZONE,
        "fields": {
            "activity_id": {"from": "通话记录ID"},
            "debtor_id": {"from": "客户号"},
            "case_id": {"from": "客户案件号"},
            "party_role": {"from": "对象", "codes": "party_role"},
            "contact": {"from": "被叫号码"},
            "contact_kind": {"from": "号码类型", "codes": "contact_kind"},
            "at": {"from": "呼叫时间"},
            "duration_s": {"from": "通话时长", "unit": "mm:ss"},
            "channel": {"from": "任务类型", "codes": "channel"},
            "direction": {"from": "呼叫标识", "codes": "direction"},
            "outcome": {"from": "呼叫结果", "codes": "outcome"},
            "collector_id": {"from": "坐席工号"},
            "agency_id": {"from": "坐席机构"},
            "own_line": {"from": "主叫号码"},
            "attrs.mode": {"from": "语音模式"},
        },
        "codes": {
            "version": _CODES_VERSION,
            "tables": {
                "outcome": codes.dialler_results(),
                "channel": codes.inverse(codes.TASK),
                "direction": codes.CALL_KIND,
                "party_role": codes.inverse(codes.RELATION_TEXT),
                "contact_kind": codes.inverse(codes.KIND),
            },
        },
    }


def _system() -> dict[str, Any]:
    return {
        "name": "collection-system",
        "kind": "collection_system",
        "rank": 2,
        "match": [SYSTEM_FILE.replace("202610", "*")],
        "zone": ZONE,
        "fields": {
            "debtor_id": {"from": "客户号"},
            "debtor_name": {"from": "客户姓名"},
            "debtor_ids": {"from": "证件号码"},
            "case_id": {"from": "案件号"},
            "party_name": {"from": "联系人姓名"},
            "party_role": {"from": "与本人关系", "codes": "party_role"},
            "contact": {"from": "电话号码"},
            "contact_kind": {"from": "号码类型", "codes": "contact_kind"},
            "contact_source": {"from": "号码来源", "codes": "contact_source"},
            "at": {"from": "催收时间"},
            "duration_s": {"from": "通话时长", "unit": "s"},
            "channel": {"from": "催收方式", "codes": "channel"},
            "direction": {"from": "呼叫类型", "codes": "direction"},
            "purpose": {"from": "跟进目的", "codes": "purpose"},
            "outcome": {"from": "催收结果", "codes": "outcome"},
            "collector_id": {"from": "工号"},
            "agency_id": {"from": "委外机构"},
            "line_type": {"from": "线路类型", "codes": "line_type"},
            "note": {"from": "催记"},
            "message": {"from": "短信内容"},
            "turns": {"from": "通话转写"},
            "collector_name": {"from": "催收员"},
            "attrs.mode": {"from": "语音模式"},
            "attrs.recording_id": {"from": "录音编号"},
            "attrs.institution_stated": {"from": "是否表明机构"},
            "attrs.identity_verified": {"from": "是否核实身份"},
            "attrs.staff_count": {"from": "外访人数"},
            "attrs.id_shown": {"from": "是否出示证件"},
            "attrs.entered": {"from": "是否进入室内"},
            "attrs.place": {"from": "外访地点代码"},
            "attrs.av_id": {"from": "录像编号"},
            "attrs.visibility": {"from": "张贴范围代码"},
            "attrs.format": {"from": "信函形式代码"},
            "attrs.basis": {"from": "偿还依据代码"},
            "attrs.voluntary_offer": {"from": "是否自愿代偿"},
            "attrs.amount": {"from": "短信金额"},
            "attrs.excerpt": {"from": "转写节选"},
        },
        "codes": {
            "version": _CODES_VERSION,
            "tables": {**_common(), "outcome": codes.inverse(codes.SYSTEM_OUTCOME)}
            | {"party_role": codes.inverse(codes.RELATION)},
        },
    }


def _common() -> dict[str, dict[str, str]]:
    return {
        "contact_kind": codes.inverse(codes.KIND),
        "contact_source": codes.inverse(codes.SOURCE),
        "channel": codes.inverse(codes.METHOD),
        "direction": codes.inverse(codes.DIRECTION),
        "purpose": codes.inverse(codes.PURPOSE),
        "line_type": codes.inverse(codes.LINE),
    }


def _weekly() -> dict[str, Any]:
    tables = {**_common(), "outcome": codes.inverse(codes.AGENCY_OUTCOME)}
    return {
        "name": "agency-a",
        "kind": "agency",
        "rank": 3,
        "match": [WEEKLY_FILE.format("*")],
        "zone": ZONE,
        "fields": {
            "debtor_id": {"from": "客户号"},
            "debtor_name": {"from": "案人姓名"},
            "case_id": {"from": "委案编号"},
            "party_name": {"from": "联络对象"},
            "party_role": {"from": "与案人关系", "codes": "party_role"},
            "contact": {"from": "联络方式"},
            "contact_kind": {"from": "电话类型", "codes": "contact_kind"},
            "contact_source": {"from": "号码来源", "codes": "contact_source"},
            "at": {"from": ["日期", "时间"]},
            "duration_s": {"from": "时长(秒)", "unit": "s"},
            "channel": {"from": "催收措施", "codes": "channel"},
            "direction": {"from": "方向", "codes": "direction"},
            "purpose": {"from": "用途", "codes": "purpose"},
            "outcome": {"from": "联络结果", "codes": "outcome"},
            "collector_id": {"from": "外包经办"},
            "line_type": {"from": "主叫类型", "codes": "line_type"},
            "note": {"from": "催收小结"},
            "attrs.recording_id": {"from": "录音"},
            "attrs.institution_stated": {"from": "报机构名称"},
            "attrs.identity_verified": {"from": "核实身份"},
            "attrs.staff_count": {"from": "外访人数"},
            "attrs.id_shown": {"from": "出示证件"},
            "attrs.entered": {"from": "进入室内"},
            "attrs.place": {"from": "外访地点代码"},
            "attrs.av_id": {"from": "录音录像"},
        },
        "constants": {"agency_id": AGENCY},
        "codes": {
            "version": _CODES_VERSION,
            "tables": tables | {"party_role": codes.inverse(codes.RELATION_TEXT)},
        },
    }


def _events() -> dict[str, Any]:
    names = ("debtor_id", "debtor_name", "case_id", "party_name", "party_role", "contact", "at")
    more = ("channel", "direction", "agency_id", "collector_id", "step", "attrs")
    return {
        "name": "case-events",
        "kind": "case_list",
        "rank": 4,
        "match": [EVENTS_FILE.replace("202610", "*")],
        "fields": {name: {"from": name} for name in (*names, *more)},
    }


def _cases() -> dict[str, Any]:
    """Return the mapping of the list of cases: one row makes up to three activities."""
    return {
        "name": "case-list",
        "kind": "case_list",
        "rank": 4,
        "match": [CASES_FILE.replace("202610", "*")],
        "zone": ZONE,
        "fields": {
            "debtor_id": {"from": "客户号"},
            "debtor_name": {"from": "客户姓名"},
            "case_id": {"from": "客户案件号"},
        },
        "constants": {"channel": "system", "direction": "internal"},
        "activities": [
            {"step": "due.missed", "at": "逾期起始日"},
            {
                "step": "agency.placed",
                "at": "委案日期",
                "when": {"from": "案件状态", "is": [PLACED]},
                "fields": {
                    "agency_id": {"from": "委外机构"},
                    "attrs.contract_until": {"from": "委外合同到期日"},
                },
            },
            {
                "step": "case.facts",
                "at": "数据日期",
                "fields": {
                    "attrs.product": {"from": "产品名称"},
                    "attrs.principal": {"from": "本金"},
                    "attrs.days_past_due": {"from": "逾期天数"},
                },
            },
        ],
    }
