"""Collects what a reader noticed while rows went by, and says it in both languages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from auditkit.sources.asides import FOOTER, HEADER, TOTAL, Claim, claim_of, wrong_claims
from auditkit.sources.interface import Reject, SourceFacts
from auditkit.sources.place import add_note

Records = Callable[[], Iterator[tuple[int, Sequence[str]]]]
"""Reads the records once more: row numbers and trimmed text."""


@dataclass(slots=True)
class Remarks:
    """What one reading set aside; ``cut`` counts shortened numbers by column."""

    asides: Counter[str] = field(default_factory=Counter)
    claims: list[Claim] = field(default_factory=list)
    cut: Counter[str] = field(default_factory=Counter)
    filled_down: int = 0

    def set_aside(self, facts: SourceFacts, row: int, reason: str, cells: Sequence[str]) -> None:
        """Reject a row that is no record, and keep what a total says."""
        facts.unread.append(Reject(row, "", reason))
        facts.read += 1
        self.note_aside(row, reason, cells)

    def note_aside(self, row: int, reason: str, cells: Sequence[str]) -> None:
        """Keep what a row says that was already rejected."""
        self.asides[reason] += 1
        if reason == TOTAL:
            self.claims.append(claim_of(row, cells))

    def tell(self, facts: SourceFacts, header: Sequence[str], records: Records) -> None:
        """Add the notes; totals are held against the rows above them, read once more."""
        self._tell_cut(facts)
        for reason, count in sorted(self.asides.items()):
            zh, en = _ASIDES[reason]
            add_note(facts, f"{facts.name}：{count} 行{zh}", f"{facts.name}: {en}: {count}")
        if self.filled_down:
            add_note(
                facts,
                f"{facts.name}：{self.filled_down} 个单元格取自其上的合并单元格",
                f"{facts.name}: cells read from a merged cell above them: {self.filled_down}",
            )
        if any(claim.sums or claim.rows is not None for claim in self.claims):
            self.claims.sort(key=lambda claim: claim.row)
            for claim, places, count in wrong_claims(self.claims, records()):
                _tell_wrong(facts, claim, [header[p] for p in places if p < len(header)], count)

    def _tell_cut(self, facts: SourceFacts) -> None:
        for column, count in sorted(self.cut.items()):
            add_note(
                facts,
                f"{facts.name}：“{column}”列有 {count} 个长号码被表格软件缩短"
                "（超过 15 位或写成科学计数法），请以文本格式重新导出",
                f"{facts.name}: column {column} holds {count} long numbers that a spreadsheet "
                "shortened (more than 15 digits, or scientific notation); export it as text",
            )


_ASIDES = {
    TOTAL: ("合计或小计，未作为记录读取", "rows of totals, not read as records"),
    HEADER: ("重复的表头，未作为记录读取", "repeated headers, not read as records"),
    FOOTER: ("表尾说明，未作为记录读取", "footers, not read as records"),
}


def _tell_wrong(facts: SourceFacts, claim: Claim, columns: Sequence[str], count: bool) -> None:
    said_zh = [f"“{column}”列之和" for column in columns] + (["行数"] if count else [])
    said_en = [f"the sum of {column}" for column in columns] + (["the row count"] if count else [])
    if said_zh:
        add_note(
            facts,
            f"{facts.name}：第 {claim.row} 行合计与其上各行不符：{'、'.join(said_zh)}",
            f"{facts.name}: the total in row {claim.row} does not match the rows above it: "
            f"{', '.join(said_en)}",
        )
