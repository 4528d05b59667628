"""The month as the bank's systems and the agency hand it over, with own headers and codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from auditkit.synthetic import codes
from auditkit.synthetic.people import staff_name
from auditkit.synthetic.sheet import Row, write_text, write_workbook
from auditkit.synthetic.world import CONNECTED, DAY, DIALLER, SYSTEM, WEEKLY, Act, World

SYSTEM_FILE: Final = "催收系统_202610.xlsx"
DIALLER_FILE: Final = "拨号_202610.csv"
WEEKLY_FILE: Final = "外包A_第{}周.xlsx"
EVENTS_FILE: Final = "案件事件_202610.csv"
CASES_FILE: Final = "案件表_202610.xlsx"
CLOCK_OFFSET: Final = -137
"""Seconds by which the collection system's clock is ahead of the dialler's: it is behind, by more
than rows may be apart to be linked."""
JITTER: Final = 3
"""How many different delays, from 0 s on, the collection system takes to write a call down."""
_WEEK_ENDS: Final = (8, 15, 22)
_CALLS: Final = ("call", "robot_call")

SYSTEM_HEADER: Final = (
    "序号",
    "案件号",
    "客户号",
    "客户姓名",
    "证件号码",
    "委外机构",
    "联系人姓名",
    "与本人关系",
    "电话号码",
    "号码类型",
    "号码来源",
    "呼叫类型",
    "催收方式",
    "语音模式",
    "跟进目的",
    "催收时间",
    "通话时长",
    "催收结果",
    "催记",
    "短信内容",
    "通话转写",
    "催收员",
    "工号",
    "线路类型",
    "录音编号",
    "是否表明机构",
    "是否核实身份",
    "外访人数",
    "是否出示证件",
    "是否进入室内",
    "外访地点代码",
    "录像编号",
    "张贴范围代码",
    "信函形式代码",
    "偿还依据代码",
    "是否自愿代偿",
    "短信金额",
    "转写节选",
)
DIALLER_HEADER: Final = (
    "通话记录ID",
    "主叫号码",
    "被叫号码",
    "呼叫标识",
    "呼叫时间",
    "通话时长",
    "呼叫结果",
    "客户案件号",
    "客户号",
    "对象",
    "号码类型",
    "任务类型",
    "语音模式",
    "坐席机构",
    "坐席工号",
)
WEEKLY_HEADER: Final = (
    "委案编号",
    "客户号",
    "案人姓名",
    "催收状态",
    "联络对象",
    "与案人关系",
    "联络方式",
    "电话类型",
    "号码来源",
    "催收措施",
    "方向",
    "用途",
    "日期",
    "时间",
    "时长(秒)",
    "联络结果",
    "催收状态",
    "催收小结",
    "外包经办",
    "主叫类型",
    "录音",
    "报机构名称",
    "核实身份",
    "外访人数",
    "出示证件",
    "进入室内",
    "外访地点代码",
    "录音录像",
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an activity stands: the file and the row as a spreadsheet counts it."""

    file: str
    row: int


def write_logs(world: World, folder: Path) -> dict[int, Place]:
    """Write every export and return where each activity (by ``id``) stands first."""
    acts = _in_order(world)
    system, dialler = _bank_rows(acts)
    places = _places(SYSTEM_FILE, system)
    rows = [_system_row(n, act) for n, act in enumerate(system, 1)]
    write_workbook(folder / SYSTEM_FILE, SYSTEM_HEADER, rows)
    places |= _places(DIALLER_FILE, dialler)
    calls = [_dialler_row(n, act) for n, act in enumerate(dialler, 1)]
    write_text(folder / DIALLER_FILE, DIALLER_HEADER, calls, encoding="gb18030")
    return places | _write_weeks(acts, folder)


def _in_order(world: World) -> list[Act]:
    return sorted(world.acts, key=lambda act: (act.at, act.case.case_id))


def _bank_rows(acts: Sequence[Act]) -> tuple[list[Act], list[Act]]:
    """Return what the collection system and what the dialler writes down."""
    system = [act for act in acts if act.home == SYSTEM]
    dialler = [a for a in acts if a.home == DIALLER or (a.home == SYSTEM and a.channel in _CALLS)]
    return system, dialler


def call_pairs(world: World) -> list[tuple[Place, Place]]:
    """Return the rows that record one call: the dialler's and the collection system's."""
    system, dialler = _bank_rows(_in_order(world))
    theirs, own = _places(DIALLER_FILE, dialler), _places(SYSTEM_FILE, system)
    return [(theirs[id(act)], own[id(act)]) for act in dialler if id(act) in own]


def _write_weeks(acts: Sequence[Act], folder: Path) -> dict[int, Place]:
    places: dict[int, Place] = {}
    for week in range(len(_WEEK_ENDS) + 1):
        own = [act for act in acts if act.home == WEEKLY and _week(act) == week]
        name = WEEKLY_FILE.format(week + 1)
        write_workbook(folder / name, WEEKLY_HEADER, [_weekly_row(act) for act in own])
        places |= _places(name, own)
    return places


def _week(act: Act) -> int:
    return sum(act.at // DAY + 1 >= end for end in _WEEK_ENDS)


def _places(file: str, acts: Sequence[Act]) -> dict[int, Place]:
    return {id(act): Place(file, row) for row, act in enumerate(acts, 2)}


def system_time(act: Act) -> str:
    """Return the time as the collection system's own clock shows it: calls up to 2 s late."""
    late = CLOCK_OFFSET + act.at % JITTER if act.channel in _CALLS else 0
    return _shown(act, late)


def _shown(act: Act, late: int = 0, form: str = "%Y-%m-%d %H:%M:%S") -> str:
    return act.shifted(late).strftime(form)


def _system_row(number: int, act: Act) -> Row:
    said = act.attrs
    return (
        number,
        act.case.case_id,
        act.case.debtor.debtor_id,
        act.case.debtor.name,
        act.case.debtor.identity,
        act.agency_id,
        act.party_name,
        codes.RELATION[act.party_role],
        act.contact,
        codes.KIND[act.contact_kind],
        codes.SOURCE[act.contact_source],
        codes.DIRECTION[act.direction],
        codes.METHOD[act.channel],
        str(said.get("mode", "")),
        codes.PURPOSE[act.purpose],
        system_time(act),
        max(act.duration_s, 0) if act.channel in _CALLS else "",
        codes.SYSTEM_OUTCOME[act.outcome],
        act.note,
        act.message,
        act.turns,
        staff_name(act.collector_id),
        act.collector_id,
        codes.LINE[act.line_type],
        str(said.get("recording_id", "")),
        codes.flag(said.get("institution_stated")),
        codes.flag(said.get("identity_verified")),
        str(said.get("staff_count", "")),
        codes.flag(said.get("id_shown")),
        codes.flag(said.get("entered")),
        str(said.get("place", "")),
        str(said.get("av_id", "")),
        str(said.get("visibility", "")),
        str(said.get("format", "")),
        str(said.get("basis", "")),
        codes.flag(said.get("voluntary_offer")),
        str(said.get("amount", "")),
        codes.flag(said.get("excerpt")),
    )


def _dialler_row(number: int, act: Act) -> Row:
    seconds = max(act.duration_s, 0)
    robot = act.channel == "robot_call"
    return (
        f"TH{number:09d}",
        act.own_line,
        act.contact,
        "呼入" if act.direction == "inbound" else "自动呼出" if robot else "手动呼出",
        _shown(act),
        f"{seconds // 60:02d}:{seconds % 60:02d}",
        _dialler_outcome(act),
        act.case.case_id,
        act.case.debtor.debtor_id,
        codes.RELATION_TEXT[act.party_role],
        codes.KIND[act.contact_kind],
        "智能外呼" if robot else "人工",
        str(act.attrs.get("mode", "")),
        act.agency_id,
        act.collector_id,
    )


def _dialler_outcome(act: Act) -> str:
    if act.outcome == "not_dialled":
        return codes.NOT_DIALLED[act.at % len(codes.NOT_DIALLED)]
    known = codes.DIALLER_OUTCOME.get(act.outcome)
    if known is None and act.outcome not in CONNECTED:
        raise KeyError(act.outcome)
    return known or codes.DIALLER_CONNECTED


def _weekly_row(act: Act) -> Row:
    said = act.attrs
    return (
        act.case.case_id,
        act.case.debtor.debtor_id,
        act.case.debtor.name,
        "在催",
        act.party_name,
        codes.RELATION_TEXT[act.party_role],
        act.contact,
        codes.KIND[act.contact_kind],
        codes.SOURCE[act.contact_source],
        codes.METHOD[act.channel],
        codes.DIRECTION[act.direction],
        codes.PURPOSE[act.purpose],
        _shown(act, form="%Y/%m/%d"),
        _shown(act, form="%H:%M:%S"),
        max(act.duration_s, 0) if act.channel in _CALLS else "",
        codes.AGENCY_OUTCOME[act.outcome],
        "有效" if act.outcome in CONNECTED else "无效",
        act.note,
        act.collector_id,
        codes.LINE[act.line_type],
        str(said.get("recording_id", "")),
        codes.flag(said.get("institution_stated")),
        codes.flag(said.get("identity_verified")),
        str(said.get("staff_count", "")),
        codes.flag(said.get("id_shown")),
        codes.flag(said.get("entered")),
        str(said.get("place", "")),
        str(said.get("av_id", "")),
    )
