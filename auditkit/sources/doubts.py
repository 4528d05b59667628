"""Says what is doubtful about a proposal and what it takes for granted."""

from __future__ import annotations

import re
from collections.abc import Mapping as Table
from collections.abc import Sequence
from typing import Final

from auditkit.core.findings import Bilingual
from auditkit.sources.columns import ColumnGuess
from auditkit.sources.guesses import CodeGuess, only_integers
from auditkit.sources.identifiers import cut_by_excel
from auditkit.sources.mapping import SourceMapping
from auditkit.sources.shapes import Shape

_WORKBOOK: Final = re.compile(r"\.xls[xmb]?($|[^0-9A-Za-z])", re.IGNORECASE)


def alarms_of(
    source: str,
    mapping: SourceMapping,
    shapes: Table[str, Shape],
    codes: Sequence[CodeGuess],
) -> list[Bilingual]:
    """Return what a person must decide before relying on a proposal."""
    alarms = []
    for header, found in shapes.items():
        if found.distinct and _is_cut(source, found):
            alarms.append(
                Bilingual(
                    f"{source}：“{header}”列的长号码疑被表格软件截断到 15 位，请以文本格式重新导出",
                    f"{source}: long numbers in {header} seem cut at 15 digits by a "
                    "spreadsheet; export the column as text",
                )
            )
    for name, field in mapping.fields.items():
        if field.codes is not None and only_integers(shapes[field.from_[0]].coded):
            alarms.append(
                Bilingual(
                    f"{source}：“{field.from_[0]}”是数字代码，需要代码表（{name}）",
                    f"{source}: {field.from_[0]} holds integer codes and needs a code table "
                    f"({name})",
                )
            )
    if any(guess.term == "dropped" for guess in codes):
        alarms.append(
            Bilingual(
                f"{source}：“呼损”按已拨打未接通处理；如为线路故障，请改为 not_dialled",
                f"{source}: dropped calls are counted as attempts; where the line failed, map "
                "them to not_dialled",
            )
        )
    times = [mapping.fields["at"]] if "at" in mapping.fields else []
    times += [activity.at for activity in mapping.activities]
    if any(len(shapes[field.from_[0]].orders) == 2 for field in times):
        alarms.append(
            Bilingual(
                f"{source}：日期的月、日先后无法确定，请写明 time_order",
                f"{source}: nobody can tell month from day; say time_order",
            )
        )
    return alarms


def undated(source: str, headers: Sequence[str]) -> list[Bilingual]:
    """Return the alarm about facts of cases of which the list does not say the day."""
    if not headers:
        return []
    shown = ", ".join(headers)
    return [
        Bilingual(
            f"{source}：没有数据日期列，无法使用案件事实（{shown}）；请在导出中加入数据日期",
            f"{source}: no column says of which day the facts of the cases are ({shown}); they "
            "are not used; add the date of the data to the export",
        )
    ]


def _is_cut(source: str, found: Shape) -> bool:
    cut = cut_by_excel(found.coded.values, workbook=_WORKBOOK.search(source) is not None)
    return True in cut.to_pylist()


def assumed_in(
    source: str, mapping: SourceMapping, guesses: Table[str, ColumnGuess]
) -> list[Bilingual]:
    """Return what a run takes for granted when nobody has confirmed a mapping."""
    taken = [(name, field) for name, field in mapping.fields.items()]
    for each in mapping.activities:
        own = {"at": each.at, **each.fields}
        taken += [(f"{each.step}: {name}", field) for name, field in own.items()]
    used = ", ".join(f"{'+'.join(field.from_)} → {name}" for name, field in taken)
    unused = ", ".join(h for h, g in guesses.items() if g.canonical is None)
    assumed = [
        Bilingual(
            f"{source}：没有映射文件，列按推测使用：{used}",
            f"{source}: no mapping was given; columns were taken as {used}",
        )
    ]
    if unused:
        assumed.append(
            Bilingual(f"{source}：未使用的列：{unused}", f"{source}: columns not used: {unused}")
        )
    for name, value in mapping.constants.items():
        assumed.append(
            Bilingual(f"{source}：{name} 一律按 {value} 处理", f"{source}: every {name} is {value}")
        )
    return assumed
