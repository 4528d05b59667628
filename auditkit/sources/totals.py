"""What a source adds up to while its batches go by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from auditkit.core.findings import Bilingual
from auditkit.sources.identifiers import masked
from auditkit.sources.words import Meaning


@dataclass(slots=True)
class Joined:
    """How the accepted rows of a source that name nobody came by a debtor.

    ``cases`` are the cases that the crosswalk does not know, by key, as people may read them.
    """

    by_case: int = 0
    by_number: int = 0
    nobody: int = 0
    case_rows: int = 0
    cases: dict[int, str] = field(default_factory=dict)

    def add(self, other: Joined) -> None:
        """Add what is known of further rows."""
        self.by_case += other.by_case
        self.by_number += other.by_number
        self.nobody += other.nobody
        self.case_rows += other.case_rows
        for key, name in other.cases.items():
            self.cases.setdefault(key, name)


@dataclass(slots=True)
class Totals:
    """Counters over the accepted rows of a source; ``alarms`` counts rows by kind and column.

    ``rows`` made ``activities``; ``in_part`` of them failed to make one more, ``silent`` rows
    made none and are no part of ``rows``.
    """

    rows: int = 0
    rejected: int = 0
    activities: int = 0
    in_part: int = 0
    silent: int = 0
    duration_s: int = 0
    amount: Decimal = Decimal(0)
    unknown: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    alarms: Counter[tuple[str, str]] = field(default_factory=Counter)
    missing: Counter[str] = field(default_factory=Counter)
    joined: Joined = field(default_factory=Joined)

    def add_unknown(
        self, header: str, canonical: str, said: Meaning, accepted: NDArray[np.bool_]
    ) -> None:
        """Count the codes that nothing maps, masked where they look like identifiers."""
        places = said.coded.indices[accepted]
        counts = np.bincount(places[places >= 0], minlength=len(said.unknown))
        for place in np.flatnonzero(said.unknown & (counts > 0)).tolist():
            code = masked(str(said.coded.values[place].as_py()))
            self.unknown[(header, canonical, code)] += int(counts[place])

    def add(self, parts: Sequence[Totals]) -> None:
        """Add what the activities of one batch add up to.

        An alarm about a shared column is raised by each of them over the same rows.
        """
        for part in parts:
            self.duration_s += part.duration_s
            self.amount += part.amount
            self.unknown.update(part.unknown)
            self.missing.update(part.missing)
            self.joined.add(part.joined)
        for key in {key for part in parts for key in part.alarms}:
            self.alarms[key] += max(part.alarms[key] for part in parts)

    def texts(self) -> tuple[Bilingual, ...]:
        """Return the alarms as people read them."""
        silent = [alarm("no_activity", "", self.silent)] if self.silent else []
        in_part = [alarm("in_part", "", self.in_part)] if self.in_part else []
        alarms = (alarm(*key, rows) for key, rows in sorted(self.alarms.items()))
        return (*alarms, *in_part, *silent)


def alarm(kind: str, column: str, rows: int) -> Bilingual:
    """Return one alarm: a kind, the column it is about and how many rows."""
    zh, en = _ALARMS[kind]
    return Bilingual(zh.format(column=column, rows=rows), en.format(column=column, rows=rows))


_ALARMS = {
    "cut_ids": (
        "“{column}”列有 {rows} 行的长号码被表格软件截断到 15 位或写成科学计数法；"
        "请以文本格式重新导出",
        "column {column}: {rows} rows hold a long number that a spreadsheet cut at 15 digits or "
        "wrote in scientific notation; export the column as text",
    ),
    "ambiguous_dates": (
        "“{column}”列有 {rows} 行日期的月、日可互换，按月在前读取；请在映射中写明 time_order",
        "column {column}: {rows} dates could be read month first or day first; read month first; "
        "say time_order in the mapping",
    ),
    "days_only": (
        "“{column}”列有 {rows} 行只有日期而无时刻，时段规则无法判断这些行",
        "column {column}: {rows} rows have a date but no time of day; rules on hours cannot judge "
        "them",
    ),
    "case_as_debtor": (
        "有 {rows} 行没有债务人编号，以案件号（{column}）代替",
        "{rows} rows name no debtor; the case ({column}) stands for it",
    ),
    "id_as_debtor": (
        "有 {rows} 行没有债务人编号，以证件号码（{column}）代替",
        "{rows} rows name no debtor; an identifier ({column}) stands for it",
    ),
    "no_activity": (
        "有 {rows} 行未生成任何活动（映射所列日期均为空或条件不符），计入仅作背景",
        "{rows} rows make no activity (every date that the mapping names is empty or left out); "
        "counted as context",
    ),
    "in_part": (
        "有 {rows} 行部分活动无法读取，其余活动已采用；见拒收清单",
        "{rows} rows are rejected in part: an activity could not be read, the others were taken; "
        "see the rejects",
    ),
    "unknown_attribute": (
        "attrs 中的“{column}”不是已知属性，{rows} 行，未使用",
        "attrs: {column} is not a known attribute; in {rows} rows, not used",
    ),
}
