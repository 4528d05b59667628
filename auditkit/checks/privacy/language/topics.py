"""What a text speaks of: a debt, its amount, its product, its lender, its collection."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.interface import Positions
from auditkit.checks.privacy.language.reading import Reading, last_of, next_of

TOPICS: Final = ("amount", "overdue", "debt", "product", "lender", "collection")
AMOUNT: Final = TOPICS.index("amount")
LENDER: Final = TOPICS.index("lender")
COLLECTION: Final = TOPICS.index("collection")
_DIGITS: Final = frozenset("0123456789")
_NUMERALS: Final = frozenset(
    "0123456789.,一二三四五六七八九十百千万两几零〇半多壹贰叁肆伍陆柒捌玖拾佰仟"
)
_ONES: Final = frozenset("123456789一二三四五六七八九")
_SCALES: Final = frozenset("万千百w")
_FILLERS: Final = frozenset(": 是为约共计合计有已达了近至大概人民币¥￥$=-of")
_NO_MONEY: Final = frozenset("天日期月年个笔次号张%条位人岁点时分秒-/:")
_LONGEST: Final = 14
_FILLED: Final = 6
_LEAST_DIGITS: Final = 3
_HAN: Final = frozenset(map(chr, range(0x4E00, 0x9FA6)))
_NAME: Final = 6
_LEAST_NAME: Final = 2
_WORD: Final = 24
_LAST_WORD: Final = re.compile(r"(?<![a-z])([a-z]{2,20}) \Z")
_NEAR: Final = 24


@dataclass(frozen=True, slots=True)
class Topics:
    """Places that speak of a topic, by start; ``topic`` is a place in ``TOPICS``.

    ``word``: the word of the reading that stands there, or the first after it.
    """

    start: Positions
    end: Positions
    topic: NDArray[np.int8]
    word: Positions


def topics(reading: Reading) -> Topics:
    """Return all topics of a reading."""
    parts = [_worded(reading, n, name) for n, name in enumerate(TOPICS)]
    parts += [_amounts(reading), _lenders(reading)]
    start, end, topic = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    order = np.lexsort((topic, end, start))
    start, end, topic = start[order], end[order], topic[order].astype(np.int8)
    return Topics(start, end, topic, np.searchsorted(reading.start, start))


_Spans = tuple[Positions, Positions, Positions]


def _worded(reading: Reading, number: int, name: str) -> _Spans:
    classes = [f"topic.{name}"] if name != "amount" else ["amount_label"]
    here = reading.is_a(*classes)
    return reading.start[here], reading.end[here], np.full(int(here.sum()), number)


def _set(reading: Reading, chars: frozenset[str], place: Positions) -> NDArray[np.bool_]:
    """Return at which places one of the characters stands; no place is outside the text."""
    codes = reading.codes[np.minimum(place, len(reading.codes) - 1)]
    found: NDArray[np.bool_] = _table(chars)[codes]
    return found


def _amounts(reading: Reading) -> _Spans:
    """Return the sums of money that stand beside a word of debt."""
    start, end = (np.concatenate(pair) for pair in zip(*_sums(reading), strict=True))
    start, end = _merged(start, end)
    owed = _beside_debt(reading, start, end)
    return start[owed], end[owed], np.full(int(owed.sum()), AMOUNT)


def _merged(start: Positions, end: Positions) -> tuple[Positions, Positions]:
    """Return spans of which none overlap, each the hull of those that did."""
    order = np.lexsort((end, start))
    start, end = start[order], end[order]
    furthest = np.maximum.accumulate(end) if len(end) else end
    begins = np.ones(len(start), dtype=bool)
    begins[1:] = start[1:] >= furthest[:-1]
    first = np.flatnonzero(begins)
    last = np.append(first[1:], len(start)) - 1
    return start[first], furthest[last[: len(first)]]


def _sums(reading: Reading) -> list[tuple[Positions, Positions]]:
    """Return numbers with a unit after them, a currency before them, or a label before them."""
    unit, sign = reading.is_a("money_after"), reading.is_a("money_before")
    first = reading.start[unit]
    first = first - (_set(reading, frozenset(" "), first - 1) & (first > 0))
    begin = _run(reading, first, _NUMERALS, -1)
    counted = begin < first
    last = reading.end[sign]
    last = last + _set(reading, frozenset(" "), last)
    stop = _run(reading, last, _NUMERALS, 1)
    priced = stop > last
    return [
        (begin[counted], _odd(reading, reading.end[unit])[counted]),
        (reading.start[sign][priced], stop[priced]),
        _labelled(reading),
    ]


def _odd(reading: Reading, stop: Positions) -> Positions:
    """Return where numbers end whose unit is followed by what is left of it: 两万三, 1万2."""
    odd = _set(reading, _SCALES, stop - 1) & _set(reading, _ONES, stop)
    odd &= ~_set(reading, _NUMERALS | _NO_MONEY, stop + 1)
    return stop + odd


def _labelled(reading: Reading) -> tuple[Positions, Positions]:
    """Return bare numbers that follow a word of debt at once: 余额:2300, owes 2300."""
    label = reading.is_a("amount_label", "topic.debt", "topic.overdue")
    begin = reading.end[label]
    begin = _run(reading, begin, _FILLERS, 1, _FILLED)
    stop = _run(reading, begin, _DIGITS | frozenset(",."), 1)
    enough = stop - begin >= _LEAST_DIGITS
    enough &= ~_set(reading, _NO_MONEY, stop) & _set(reading, _DIGITS, begin)
    return begin[enough], stop[enough]


@cache
def _table(chars: frozenset[str]) -> NDArray[np.bool_]:
    table = np.zeros(0x110000, dtype=bool)
    table[[ord(char) for char in chars]] = True
    return table


def _run(
    reading: Reading, place: Positions, chars: frozenset[str], step: int, most: int = _LONGEST
) -> Positions:
    """Return how far from each place only ``chars`` stand, going up (1) or down (-1)."""
    table = _table(chars)
    codes = reading.codes
    reached = place.copy()
    going = np.ones(len(place), dtype=bool)
    for _ in range(most):
        seen = reached if step > 0 else reached - 1
        going &= (seen >= 0) & table[codes[np.minimum(seen, len(codes) - 1)]]
        if not going.any():
            break
        reached = reached + step * going
    return reached


def _beside_debt(reading: Reading, start: Positions, end: Positions) -> NDArray[np.bool_]:
    """Return which sums stand nearest to a word of debt: before them, else behind them."""
    debt = reading.is_a("amount_label", "topic.debt", "topic.overdue", "topic.product")
    money = np.flatnonzero(debt | reading.is_a("other_money"))
    sentence = reading.sentences
    clause = reading.clauses
    index = np.searchsorted(reading.start, start)
    earlier = last_of(money, index)
    later = next_of(money, np.searchsorted(reading.start, end) - 1)
    here, in_sentence = reading.clause[start], reading.sentence[start]
    behind = (later >= 0) & (clause[later] == here)
    ahead = (earlier >= 0) & (clause[earlier] == here)
    further = (earlier >= 0) & (sentence[earlier] == in_sentence)
    further &= start - reading.end[earlier] <= _NEAR
    return np.where(
        ahead, debt[earlier], np.where(behind, debt[later], further & debt[earlier])
    ).astype(bool)


def _lenders(reading: Reading) -> _Spans:
    """Return names of lenders made with an ending such as 银行 or "bank"."""
    ending = np.flatnonzero(reading.is_a("lender_ending"))
    first, end = reading.start[ending], reading.end[ending]
    han, latin = reading.lore.no_name
    begin = _run(reading, first, _HAN - han, -1, _NAME)
    begin = np.where(first - begin >= _LEAST_NAME, begin, first)
    # 告诉妈妈银行打过电话 names no bank
    inside = begin <= reading.start[ending - 1]
    begin = np.where(inside & reading.is_a("person", "pronoun")[ending - 1], first, begin)
    for n in np.flatnonzero(reading.codes[first] < ord("一")):
        begin[n] = _name_before(reading.plain, int(first[n]), latin)
    named = begin < first
    return begin[named], end[named], np.full(int(named.sum()), LENDER)


def _name_before(plain: str, first: int, no_name: frozenset[str]) -> int:
    """Return where the word before an English ending begins when it can be a name, else ``first``.

    >>> _name_before("from harbor bank", 12, frozenset({"from"}))
    5
    """
    found = _LAST_WORD.search(plain, max(0, first - _WORD), first)
    return first if found is None or found.group(1) in no_name else found.start(1)
