"""Knows the rows of a sheet that are no record: totals, repeated headers, what stands below."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Final

TOTAL, HEADER, FOOTER = "total_row", "repeated_header", "footer_row"
_TOTAL_WORD: Final = (
    r"(?:本页|本日|本月|当日|当月|本期|全部|总)?(?:合\s*计|总\s*计|小\s*计|共\s*计|累\s*计|汇\s*总)"
)
_TOTAL: Final = re.compile(
    rf"{_TOTAL_WORD}\s*(?:[（(][^（）()]{{0,12}}[)）])?\s*(?:[:：].{{0,40}})?"
    r"|(?:grand |sub-?|page )?totals?\s*(?:[:：].{0,40})?",
    re.IGNORECASE,
)
_GROUP_TOTAL: Final = re.compile(
    r".{1,30}\s*(?:小计|合计|总计|汇总)|.{1,30} (?:sub)?total", re.IGNORECASE
)
_PART: Final = re.compile(r"小\s*计|本页|sub-?total|page", re.IGNORECASE)
_FOOTER: Final = re.compile(
    r"(?:制\s*表|填\s*表|审\s*核|复\s*核|核\s*对|经办|打\s*印|导\s*出|报表|统计|数据来源|数据截至"
    r"|单位负责人|负责人|备\s*注|说\s*明|注|printed|prepared|exported|generated|source|note|checked"
    r"|reviewed|approved|end of)[^:：]{0,12}[:：].*"
    r"|(?:本报表|以上数据|以下空白|第\s*\d+\s*页).{0,60}"
    r"|-{3,}|={3,}|page \d+(?: of \d+)?|\*{0,3}\s*end of (?:report|file)\s*\*{0,3}",
    re.IGNORECASE | re.DOTALL,
)
_PAIR: Final = re.compile(r"[^:：]{1,20}[:：].*", re.DOTALL)
_COUNT: Final = re.compile(
    r"(?:共|合计|总计|小计)?\s*[:：]?\s*(\d[\d,]*)\s*(?:笔|条|行|户|件|次|通|rows?|records?|calls?)",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(r"[-+]?[¥￥$]?\s*\d[\d,]*(?:\.\d+)?\s*元?")
_GROUPS: Final = re.compile(r"[,¥￥$元\s]")


def aside(cells: Sequence[str], header: Sequence[str]) -> str:
    """Return why a row is no record, "" for one that is; ``cells`` are trimmed text.

    Only a row that leaves a column empty can be a total or a footer, so that no full row is lost.

    >>> names = ("案件号", "时间", "金额")
    >>> aside(["合计", "", "300"], names), aside(["案件号", "时间", "金额"], names)
    ('total_row', 'repeated_header')
    >>> aside(["制表人：甲", "", ""], names), aside(["K1", "", "300"], names)
    ('footer_row', '')
    """
    filled = [cell for cell in cells if cell]
    if not filled:
        return ""
    if _repeats(cells, header, len(filled)):
        return HEADER
    if len(filled) >= len(header):
        return ""
    if _is_total(filled, len(header)):
        return TOTAL
    return FOOTER if _is_footer(filled, len(header)) else ""


def _repeats(cells: Sequence[str], header: Sequence[str], filled: int) -> bool:
    same = sum(
        bool(cell) and cell in (name, name.rpartition("#")[0], name.rpartition("/")[2])
        for cell, name in zip(cells, header, strict=False)
    )
    return same == filled and same * 2 >= len(header)


def _is_total(filled: Sequence[str], width: int) -> bool:
    if any(_TOTAL.fullmatch(cell) for cell in filled[:2]):
        return True
    return len(filled) * 3 <= width * 2 and bool(_GROUP_TOTAL.fullmatch(filled[0]))


def _is_footer(filled: Sequence[str], width: int) -> bool:
    if not _FOOTER.fullmatch(filled[0]):
        return False
    return len(filled) * 3 <= width or len(filled) == 1 or all(map(_PAIR.fullmatch, filled))


def number_of(text: str) -> Decimal | None:
    """Return a number that people wrote, None for any other text.

    >>> number_of("13,000.50"), number_of("￥3 元"), number_of("K3")
    (Decimal('13000.50'), Decimal('3'), None)
    """
    if not _NUMBER.fullmatch(text):
        return None
    try:
        return Decimal(_GROUPS.sub("", text))
    except InvalidOperation:
        return None


@dataclass(frozen=True, slots=True)
class Claim:
    """What a total row says: how many rows stand above it, and the sums of columns by place."""

    row: int
    part: bool
    rows: int | None
    sums: tuple[tuple[int, Decimal], ...]


def claim_of(row: int, cells: Sequence[str]) -> Claim:
    """Return what a total row says.

    >>> claim_of(5, ["合计", "共 3 笔", "1,200.00"])
    Claim(row=5, part=False, rows=3, sums=((2, Decimal('1200.00')),))
    """
    counts = [match for cell in cells if (match := _COUNT.search(cell))]
    sums = ((place, number_of(cell)) for place, cell in enumerate(cells) if cell)
    return Claim(
        row,
        any(_PART.search(cell) for cell in cells if cell),
        int(counts[0].group(1).replace(",", "")) if counts else None,
        tuple((place, value) for place, value in sums if value is not None),
    )


@dataclass(slots=True)
class _Sums:
    """Sums since some row: by column, and of how many rows."""

    rows: int = 0
    values: dict[int, Decimal] = field(default_factory=dict)
    numeric: dict[int, int] = field(default_factory=dict)

    def add(self, cells: Sequence[str], places: Sequence[int]) -> None:
        self.rows += 1
        for place in places:
            value = number_of(cells[place]) if place < len(cells) else None
            if value is not None:
                self.values[place] = self.values.get(place, Decimal(0)) + value
                self.numeric[place] = self.numeric.get(place, 0) + 1

    def bears(self, place: int, value: Decimal) -> bool:
        """Whether a number is the sum of a column or the count of rows or of its cells."""
        return value in (self.values.get(place, Decimal(0)), self.rows, self.numeric.get(place))

    def bears_count(self, rows: int | None) -> bool:
        return rows is None or rows == self.rows


def wrong_claims(
    claims: Sequence[Claim], rows: Iterator[tuple[int, Sequence[str]]]
) -> list[tuple[Claim, tuple[int, ...], bool]]:
    """Return the claims that the rows above do not bear out.

    ``rows`` are the rows read as records, in order. With each wrong claim go the places of the
    columns whose sum differs, and whether the number of rows does. A total may count from the
    top, from the last total or from the last total over everything.
    """
    places = sorted({place for claim in claims for place, _ in claim.sums})
    whole, since, part = _Sums(), _Sums(), _Sums()
    wrong = []
    current = next(rows, None)
    for claim in claims:
        while current is not None and current[0] < claim.row:
            for sums in (whole, since, part):
                sums.add(current[1], places)
            current = next(rows, None)
        scopes = (part,) if claim.part else (whole, since, part)
        columns = tuple(p for p, v in claim.sums if not any(s.bears(p, v) for s in scopes))
        count = not any(s.bears_count(claim.rows) for s in scopes)
        if columns or count:
            wrong.append((claim, columns, count))
        part = _Sums()
        since = since if claim.part else _Sums()
    return wrong
