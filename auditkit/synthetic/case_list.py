"""The bank's list of cases at the end of the month: one row per case tells of several steps."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Final

from auditkit.synthetic.exports import CASES_FILE, Place
from auditkit.synthetic.sheet import Row, write_workbook
from auditkit.synthetic.world import DAY, DAYS, EVENTS, FIRST, Act, World

CASES_HEADER: Final = (
    "客户案件号",
    "客户号",
    "客户姓名",
    "产品名称",
    "本金",
    "逾期起始日",
    "逾期天数",
    "案件状态",
    "委外机构",
    "委案日期",
    "委外合同到期日",
    "数据日期",
)
PLACED: Final = "已委外"
"""The state of a case that an agency works."""


def is_listed(act: Act) -> bool:
    """Return whether the list of cases tells of an event, so that the list of events need not."""
    before = act.step == "agency.placed" and act.at < 0
    return act.home == EVENTS and (before or act.step in {"due.missed", "case.facts"})


def write_case_list(world: World, folder: Path) -> dict[int, Place]:
    """Write one row per case and return where each event it tells of (by ``id``) stands."""
    steps: dict[str, dict[str, Act]] = {}
    for act in filter(is_listed, world.acts):
        steps.setdefault(act.case.case_id, {})[act.step] = act
    rows = [steps[case] for case in sorted(steps)]
    write_workbook(folder / CASES_FILE, CASES_HEADER, map(_row, rows))
    return dict(_places(rows))


def _places(rows: Iterable[dict[str, Act]]) -> Iterable[tuple[int, Place]]:
    for number, acts in enumerate(rows, 2):
        yield from ((id(act), Place(CASES_FILE, number)) for act in acts.values())


def _row(acts: dict[str, Act]) -> Row:
    due, facts, placed = (acts.get(s) for s in ("due.missed", "case.facts", "agency.placed"))
    if due is None or facts is None:
        raise KeyError(sorted(acts))
    last = DAYS - 1
    return (
        due.case.case_id,
        due.case.debtor.debtor_id,
        due.case.debtor.name,
        str(facts.attrs["product"]),
        str(facts.attrs["principal"]),
        _day(due),
        last - due.at // DAY,
        PLACED if placed is not None else "在催",
        placed.agency_id if placed is not None else "",
        _day(placed) if placed is not None else "",
        str(placed.attrs["contract_until"]) if placed is not None else "",
        (FIRST + timedelta(days=last)).strftime("%Y-%m-%d"),
    )


def _day(act: Act) -> str:
    return act.time.strftime("%Y-%m-%d")
