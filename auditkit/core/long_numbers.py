"""Finds what looks like a number of somebody in any text: the net under every detector.

It knows no kinds of values, only digits of any script, Chinese numerals and what people put
between them; dates of late and amounts with their unit are told apart, for they identify nobody.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Final

LONG: Final = 6
"""From so many digits on a number is long."""
_NUMERALS: Final = "两兩"  # what Unicode gives no value
_LAST_DIGIT: Final = 0x1FBFA


@cache
def _digits() -> dict[int, str]:
    """Return digits and numerals of all scripts; made once a text is read that may hold them."""
    table = {ord(char): "2" for char in _NUMERALS}
    for char in filter(str.isnumeric, map(chr, range(0x80, _LAST_DIGIT))):
        value = unicodedata.numeric(char)
        if value in range(10):
            table[ord(char)] = str(int(value))
    return table


HIDDEN: Final = (
    "\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff"
)
"""Characters that nobody sees, as a class of a pattern."""
_BETWEEN: Final = rf"\s{HIDDEN}\-‐-―−－.．。·・•_＿,，/／()（）+*＊"
_EMAIL: Final = re.compile(
    r"[A-Za-z0-9._%+-]{1,64}[@＠][A-Za-z0-9.-]{0,255}|[@＠][A-Za-z0-9][A-Za-z0-9.-]{0,254}"
)
_DATE: Final = re.compile(
    r"(?<![0-9])(?<![0-9][-/.])([12][0-9]{3})([-/.年])(?:0?[1-9]|1[0-2])"
    r"(?:\2(?:0?[1-9]|[12][0-9]|3[01])|月(?:0?[1-9]|[12][0-9]|3[01])日)?(?![-/.]?[0-9])"
)
_GROUPED: Final = r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,2}|[0-9]{1,9})(?:\.[0-9]{1,2})?"
_AMOUNT: Final = re.compile(
    rf"(?<![0-9])(?<![0-9][-,./ _*]){_GROUPED}(?= ?(?:元|块|万|RMB|CNY|USD))"
    rf"|(?<=[¥￥$]){_GROUPED}(?![0-9])(?![-,./ _*][0-9])"
)
_MASKED: Final = re.compile(
    r"(?<![0-9*])[0-9]{0,4}\*{2,3}(?!\*)(?:@[A-Za-z][A-Za-z0-9.-]{0,254}|[0-9]{0,4}(?![0-9]))"
)


@cache
def _folds() -> dict[int, int | str]:
    return {point: point - 0xFEE0 for point in range(0xFF01, 0xFF5F)} | _digits()


@cache
def _run() -> re.Pattern[str]:
    digit = "0-9" + "".join(map(chr, _digits()))
    return re.compile(rf"[{digit}](?:[{_BETWEEN}]{{0,3}}[{digit}]){{{LONG - 1},}}[Xx]?")


def folded(text: str) -> str:
    """Return a text with every digit, numeral and wide letter as ASCII, one for one.

    >>> folded("１３⑧ 幺Ａ")
    '138 1A'
    """
    return text if text.isascii() else text.translate(_folds())


def long_numbers(text: str, dates_from: int) -> Iterator[tuple[int, int]]:
    """Yield where long numbers, dates and e-mail addresses stand, in order.

    Dates from the year ``dates_from`` on (0: none), amounts of money and what is masked already
    are passed over.
    """
    harmless, dates = _harmless(text, dates_from)
    begin = 0
    for first, last in merged([*harmless, *dates]):
        yield from _in_gap(text, begin, first)
        yield from sorted(date for date in dates if first <= date[0] < last)
        begin = last
    yield from _in_gap(text, begin, len(text))


def whole_token(text: str, first: int, last: int) -> tuple[int, int]:
    """Return a span widened to the Latin letters and digits that touch it.

    What a number runs on into is as telling as the number: ``wx_13912345678``.

    >>> whole_token("加wx_139", 5, 8)
    (1, 8)
    """
    while first and _is_latin(text[first - 1]):
        first -= 1
    while last < len(text) and _is_latin(text[last]):
        last += 1
    return first, last


def _is_latin(char: str) -> bool:
    """Return whether a character is a Latin letter or a digit of any width but no numeral."""
    if "\u3000" < char < "\uff00":
        return False
    plain = folded(char)
    return plain == "_" or (plain.isascii() and plain.isalnum())


def _in_gap(text: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    gap = text[begin:end]
    spans = [
        whole_token(gap, *found.span())
        for pattern in (_EMAIL, _run())
        for found in pattern.finditer(gap)
    ]
    for first, last in merged(spans):
        yield begin + first, begin + last


def _harmless(text: str, dates_from: int) -> tuple[list[tuple[int, int]], set[tuple[int, int]]]:
    """Return where nothing needs hiding, and the dates that may be birthdays."""
    spans = [found.span() for pattern in (_AMOUNT, _MASKED) for found in pattern.finditer(text)]
    late, early = [], set()
    for found in _DATE.finditer(text):
        if dates_from and int(found[1]) >= dates_from:
            late.append(found.span())
        else:
            early.add(found.span())
    return spans + late, early


def merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans in order, those that overlap as one.

    >>> merged([(4, 6), (0, 2), (1, 3)])
    [(0, 3), (4, 6)]
    """
    whole: list[tuple[int, int]] = []
    for first, last in sorted(spans):
        if whole and first < whole[-1][1]:
            whole[-1] = (whole[-1][0], max(last, whole[-1][1]))
        else:
            whole.append((first, last))
    return whole
