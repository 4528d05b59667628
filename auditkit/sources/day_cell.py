"""Reads a day as a person or an office program leaves it in a cell that was to be filled in."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta
from typing import Any, Final, Literal

Amiss = Literal["date_unreadable", "date_ambiguous"]

_SERIAL_ZERO: Final = date(1899, 12, 30)  # what a workbook of today counts days from
_FIRST, _LAST = date(2000, 1, 1), date(2099, 12, 31)
_TIME: Final = r"(?:[Tt ]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
_WEEKDAY: Final = re.compile(r" *[(,]? *(?:星期|周|礼拜)[一二三四五六日天] *[)]?")
_YEAR_FIRST: Final = re.compile(
    rf"(\d{{4}}) *[-/.年] *(\d{{1,2}}) *[-/.月] *(\d{{1,2}}) *日?{_TIME}"
)
_TOGETHER: Final = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_YEAR_LAST: Final = re.compile(rf"(\d{{1,2}})[-/.](\d{{1,2}})[-/.](\d{{4}}){_TIME}")
_SHORT: Final = re.compile(rf"\d{{1,2}}[-/.年]\d{{1,2}}[-/.月]\d{{1,2}}日?{_TIME}")
_DAY_NAMED: Final = re.compile(r"(\d{1,2})[-/. ]*([a-z]{3,9})[-/., ]*(\d{4}|\d{2})")
_NAMED_DAY: Final = re.compile(r"([a-z]{3,9})[. ]*(\d{1,2})(?:st|nd|rd|th)?[, ]+(\d{4})")
_SERIAL: Final = re.compile(r"\d{5}(?:\.\d+)?")
_MONTHS: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_NUMERALS: Final = str.maketrans("〇零一二三四五六七八九", "00123456789")
_TENS: Final = re.compile(r"([一二三四五六七八九])?十([一二三四五六七八九])?")
_NO_DAY: Final = 100_000_000
_HIGHEST_DAY: Final = 31
_HIGHEST_MONTH: Final = 12


class DayError(ValueError):
    """A cell that is no day, or could be two; ``reason`` says which."""

    def __init__(self, reason: Amiss) -> None:
        super().__init__(reason)
        self.reason: Amiss = reason


def day_of_cell(value: Any) -> date | None:  # noqa: ANN401 - whatever a cell holds
    """Return the day that a cell holds, None for an empty one; ``DayError`` for anything else.

    A date cell, a number as workbooks count days, and text: year first, or with the month named.
    ``3/5/2026`` and ``5-Mar-26`` could be two days each and are refused.

    >>> day_of_cell("２０２６年3月5日"), day_of_cell(46086.0), day_of_cell("5-Mar-2026")
    (datetime.date(2026, 3, 5), datetime.date(2026, 3, 5), datetime.date(2026, 3, 5))
    """
    if isinstance(value, datetime):
        return _sane(value.date())
    if isinstance(value, date):
        return _sane(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _serial(float(value))
    if not isinstance(value, str) and value is not None:
        raise DayError("date_unreadable")
    text = unicodedata.normalize("NFKC", value or "").strip().lstrip("'").strip().lower()
    return _of_text(text) if text else None


def _of_text(text: str) -> date:
    plain = _TENS.sub(_ten, _WEEKDAY.sub("", text)).translate(_NUMERALS)
    if found := _YEAR_FIRST.fullmatch(plain) or _TOGETHER.fullmatch(plain):
        return _made(*map(int, found.groups()))
    if _SERIAL.fullmatch(plain):
        return _serial(float(plain))
    if found := _YEAR_LAST.fullmatch(plain):
        return _day_or_month(*map(int, found.groups()))
    if found := _DAY_NAMED.fullmatch(plain):
        return _with_short_year(int(found[1]), _month(found[2]), found[3])
    if found := _NAMED_DAY.fullmatch(plain):
        return _made(int(found[3]), _month(found[1]), int(found[2]))
    raise DayError("date_ambiguous" if _SHORT.fullmatch(plain) else "date_unreadable")


def _day_or_month(first: int, second: int, year: int) -> date:
    """Return a day whose year stands last, where only one reading gives one."""
    if first == second or first > _HIGHEST_MONTH:
        return _made(year, second, first)
    if second > _HIGHEST_MONTH:
        return _made(year, first, second)
    raise DayError("date_ambiguous")


def _with_short_year(day: int, month: int, year: str) -> date:
    """Return a day with its month named; a year of two digits must be no day of a month."""
    if len(year) > 2:
        return _made(int(year), month, day)
    if int(year) <= _HIGHEST_DAY:
        raise DayError("date_ambiguous")
    return _made(2000 + int(year), month, day)


def _month(name: str) -> int:
    found = [number for number, each in enumerate(_MONTHS, 1) if each.startswith(name)]
    if name == "sept":
        found = [9]
    if len(found) != 1:
        raise DayError("date_unreadable")
    return found[0]


def _ten(found: re.Match[str]) -> str:
    tens = "一" if found[1] is None else found[1]
    return tens + (found[2] or "〇")


def _serial(days: float) -> date:
    if not 0 <= days < 100_000:
        # 20260305 in a cell of numbers
        return _of_text(str(int(days))) if 0 < days < _NO_DAY else _sane(None)
    return _sane(_SERIAL_ZERO + timedelta(days=int(days)))


def _made(year: int, month: int, day: int) -> date:
    try:
        return _sane(date(year, month, day))
    except ValueError:
        raise DayError("date_unreadable") from None


def _sane(day: date | None) -> date:
    """Return a day of this century; any other is a slip, or a number that was meant for none."""
    if day is None or not _FIRST <= day <= _LAST:
        raise DayError("date_unreadable")
    return day
