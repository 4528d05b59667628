"""What a source adds up to while its batches go by."""

from __future__ import annotations

from collections import Counter
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


@dataclass(slots=True)
class Totals:
    """Counters over the accepted rows of a source; ``alarms`` counts rows by kind and column."""

    rows: int = 0
    rejected: int = 0
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

    def texts(self) -> tuple[Bilingual, ...]:
        """Return the alarms as people read them."""
        return tuple(alarm(*key, rows) for key, rows in sorted(self.alarms.items()))


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
    "unknown_attribute": (
        "attrs 中的“{column}”不是已知属性，{rows} 行，未使用",
        "attrs: {column} is not a known attribute; in {rows} rows, not used",
    ),
}
