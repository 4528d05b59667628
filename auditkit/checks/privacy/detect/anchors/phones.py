"""Telephone numbers outside China: of North America, and with a country's code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

import numpy as np

from auditkit.checks.privacy.detect.anchors.found import Span, collected, kind
from auditkit.checks.privacy.detect.anchors.index import DIGIT, LETTER, Page
from auditkit.checks.privacy.detect.anchors.words import FLAGS, glue, lore
from auditkit.checks.privacy.interface import Positions

_AREA: Final = "[2-9][0-8][0-9]"
_LOCAL: Final = re.compile(
    rf"(?:\((?P<a>{_AREA})\)[ ]?|(?P<b>{_AREA})(?P<sep>[ .-]))"
    r"(?P<exchange>[2-9][0-9]{2})[ .-][0-9]{4}(?![0-9]|[-.,][0-9]|[ ][0-9]{3})",
)
_ABROAD: Final = re.compile(
    r"(?:\+|00)(?P<code>[1-9][0-9]{0,2})"
    r"(?P<rest>(?:[ .-]{0,2}(?:\(0\)|\([0-9]{1,4}\)|[0-9])){7,13})(?![0-9])"
)
_ONE: Final = re.compile(r"(?<![0-9])\+?1[ .-]?\Z")
_SHORTEST: Final = 9
_LONGEST: Final = 15
"""Digits of a number with its country's code, as E.164 has them."""
_AMERICAN: Final = 11
_CHINA: Final = "86"
_SURE: Final = 0.85
_NEAR: Final = 0.65
_FREE: Final = 0.4
_NOBODY: Final = frozenset({"400", "800", "833", "844", "855", "866", "877", "888", "900"})
"""Codes of numbers that are free of charge, or cost more: nobody lives there. 400 is China's."""


@cache
def _countries() -> frozenset[str]:
    return frozenset(lore("values")["country_codes"])


@cache
def _plain() -> re.Pattern[str]:
    return re.compile(
        rf"{glue('english_glue')}"
        r"(?<![0-9])(?P<value>1?[2-9][0-8][0-9][2-9][0-9]{6})(?![0-9])",
        FLAGS,
    )


@collected
def phones(page: Page) -> Iterator[Span]:
    """Return telephone numbers; ten digits in a row need a word such as ``phone``."""
    code = kind("PHONE_NUMBER")
    for place in _tails(page).tolist():
        yield from _local(page.plain, place, code)
    for place in _prefixes(page).tolist():
        yield from _abroad(page.plain, place, code)
    for place, behind in page.spans("phone"):
        found = _plain().match(page.plain, behind)
        if found is not None and page.plain[place].isascii():
            yield *found.span("value"), code, _NEAR


def _tails(page: Page) -> Positions:
    """Return the places of signs with three digits before them and four, no more, behind."""
    codes, digits = page.codes, page.digits
    sign = (codes == ord("-")) | (codes == ord(".")) | (codes == ord(" "))
    sign[1:-1] &= digits[:-2] & digits[2:]
    place = np.flatnonzero(sign[:-1])
    for step in (-2, 2, -3, 3, 4):
        place = place[page.is_a(place + step, DIGIT)]
    found: Positions = place[~page.is_a(place + 5, DIGIT) & ~page.is_a(place - 4, DIGIT)]
    return found


def _local(plain: str, place: int, code: int) -> Iterator[Span]:
    """Return the number whose last sign stands at a place, after the three digits before it."""
    bracket = plain.rfind("(", max(place - 9, 0), place)
    begin = bracket if bracket >= 0 else max(place - 7, 0)
    found = _LOCAL.match(plain, begin)
    if found is None:
        return
    before = _ONE.search(plain, max(begin - 4, 0), begin)
    start = begin if before is None else before.start()
    area = found["a"] or found["b"]
    if area[1:] == "11" or found["exchange"][1:] == "11" or _inside(plain, start):
        return
    known = found["a"] or before is not None or found["sep"] == "-"
    free = area in _NOBODY or area.endswith("00")
    yield start, found.end(), code, _FREE if free else _SURE if known else _NEAR


def _inside(plain: str, start: int) -> bool:
    before = plain[start - 1] if start else " "
    return before.isascii() and (before.isalnum() or before in "$.-+/#")


def _prefixes(page: Page) -> Positions:
    """Return the places of a plus before a digit, and of a double nought that opens a number."""
    codes = page.codes
    plus = np.flatnonzero(codes == ord("+"))
    plus = plus[page.is_a(plus + 1, DIGIT)]
    nought = np.flatnonzero((codes[:-2] == ord("0")) & (codes[1:-1] == ord("0")))
    nought = nought[page.is_a(nought + 2, DIGIT) & ~page.is_a(nought - 1, DIGIT | LETTER)]
    found: Positions = np.concatenate([plus, nought[(codes[nought - 1] != ord("."))]])
    return found


def _abroad(plain: str, place: int, code: int) -> Iterator[Span]:
    found = _ABROAD.match(plain, place)
    if found is None:
        return
    digits = "".join(filter(str.isdigit, found[0])).removeprefix("00")
    known = next((digits[:n] for n in (1, 2, 3) if digits[:n] in _countries()), None)
    if known is None or digits.startswith(_CHINA) or not _SHORTEST <= len(digits) <= _LONGEST:
        return
    if known == "1" and (len(digits) != _AMERICAN or digits[1:4] in _NOBODY):
        return
    yield place, found.end(), code, _SURE if plain[place] == "+" else _NEAR
