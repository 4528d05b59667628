"""Telephone numbers outside China: of North America, and with a country's code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.detect.anchors.found import Span, candidates, kind
from auditkit.checks.privacy.detect.anchors.index import DIGIT, LETTER, Page
from auditkit.checks.privacy.detect.anchors.words import FLAGS, glue, glue_length, lore
from auditkit.checks.privacy.detect.resolve import joined
from auditkit.checks.privacy.interface import Candidates, Positions

_ABROAD: Final = re.compile(
    r"(?:\+|00)(?P<code>[1-9][0-9]{0,2})"
    r"(?P<rest>(?:[ .-]{0,2}(?:\(0\)|\([0-9]{1,4}\)|[0-9])){7,13})(?![0-9])"
)
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


def phones(page: Page) -> Candidates:
    """Return telephone numbers; ten digits in a row need a word such as ``phone``."""
    return joined([_american(page, _tails(page)), candidates(_others(page))])


def _others(page: Page) -> Iterator[Span]:
    code = kind("PHONE_NUMBER")
    for place in _prefixes(page).tolist():
        yield from _abroad(page.plain, place, code)
    for place, behind in _before_numbers(page):
        found = _plain().match(page.plain, behind)
        if found is not None and page.plain[place].isascii():
            yield *found.span("value"), code, _NEAR


def _before_numbers(page: Page) -> Iterator[tuple[int, int]]:
    """Return the words for a phone that ten or eleven digits in a row stand near behind."""
    word, behind = page.both("phone")
    start, end = page.numbers
    long = start[(end - start == _AMERICAN) | (end - start == _AMERICAN - 1)]
    after = np.append(long, len(page.codes))[np.searchsorted(long, behind)]
    near = after - behind <= glue_length("english_glue")
    return zip(word[near].tolist(), behind[near].tolist(), strict=True)


def _tails(page: Page) -> Positions:
    """Return the places of signs with three digits before them and four, no more, behind."""
    start, end = page.numbers
    size, place = end - start, end[:-1]
    fits = (size[:-1] == 3) & (size[1:] == 4) & (start[1:] - place == 1)
    place = place[fits]
    tails: Positions = place[_is(page, place, " .-")]
    return tails


def _is(page: Page, place: Positions, chars: str) -> NDArray[np.bool_]:
    """Return which places hold one of a few characters."""
    codes = page.codes[place]
    held = np.zeros(len(place), dtype=bool)
    for char in chars:
        held |= codes == ord(char)
    return held


def _american(page: Page, sign: Positions) -> Candidates:
    """Return the numbers of North America whose last sign stands at these places.

    They are (415) 555-1234, or three groups; a bracket further off makes what follows no number.
    """
    opens = np.stack([page.codes[sign - back] == ord("(") for back in range(4, 10)])
    tight, wide = opens[4] & _is(page, sign - 4, ")"), opens[5] & _is(page, sign - 5, ")")
    wide &= _is(page, sign - 4, " ") & ~opens[4]
    bracket = (tight | wide) & ~opens[:4].any(axis=0)
    real = bracket | (~opens.any(axis=0) & _is(page, sign - 4, " .-"))
    area = sign - 7 - wide
    for place in (area, area + 1, area + 2):
        real &= page.is_a(place, DIGIT)
    real &= ~_goes_on(page, sign + 5)
    sign, area, bracket = sign[real], area[real], bracket[real]
    return _scored(page, sign, area, bracket)


def _goes_on(page: Page, behind: Positions) -> NDArray[np.bool_]:
    """Return which numbers that end at these places are followed by more of the same."""
    more = page.is_a(behind + 1, DIGIT)
    three = more & page.is_a(behind + 2, DIGIT) & page.is_a(behind + 3, DIGIT)
    goes_on: NDArray[np.bool_] = (more & _is(page, behind, "-.,")) | (
        three & _is(page, behind, " ")
    )
    return goes_on


def _scored(page: Page, sign: Positions, area: Positions, bracket: NDArray[np.bool_]) -> Candidates:
    """Return numbers, given their last signs and their codes of area, that can be dialled."""
    codes = page.codes
    start, one = _from_country(page, area - bracket)
    real = (codes[area] >= ord("2")) & (codes[area + 1] != ord("9"))
    real &= codes[sign - 3] >= ord("2")
    for digit in (area + 1, sign - 2):
        real &= (codes[digit] != ord("1")) | (codes[digit + 1] != ord("1"))
    before = start - 1
    real &= ~(page.is_a(before, DIGIT | LETTER) | _is(page, before, "$.-+/#"))
    known = bracket | one | _is(page, area + 3, "-")
    free = np.isin(codes[area] * 65536 + codes[area + 1] * 256 + codes[area + 2], _free())
    score = np.where(free, _FREE, np.where(known, _SURE, _NEAR))[real].astype(np.float32)
    code = np.full(len(score), kind("PHONE_NUMBER"), dtype=np.int16)
    return Candidates(start[real], sign[real] + 5, code, score)


def _from_country(page: Page, start: Positions) -> tuple[Positions, NDArray[np.bool_]]:
    """Return where numbers start with the 1 or +1 before them, and which have it."""
    at = start - 1 - _is(page, start - 1, " .-")
    plus = _is(page, at - 1, "+") & ~page.is_a(at - 2, DIGIT)
    one = _is(page, at, "1") & ~page.is_a(at - 1, DIGIT)
    return np.where(one, at - plus, start), one


@cache
def _free() -> NDArray[np.uint32]:
    """Return the codes of area at which nobody lives, their three digits as one number."""
    codes = _NOBODY | {f"{hundred}00" for hundred in range(2, 10)}
    return np.array([int.from_bytes(code.encode(), "big") for code in sorted(codes)], np.uint32)


def _prefixes(page: Page) -> Positions:
    """Return the places of a plus before a digit, and of a double nought that opens a number."""
    codes = page.codes
    plus = np.flatnonzero(codes == ord("+"))
    plus = plus[page.is_a(plus + 1, DIGIT)]
    start, end = page.numbers
    nought = start[end - start > 2]
    nought = nought[(codes[nought] == ord("0")) & (codes[nought + 1] == ord("0"))]
    free = ~page.is_a(nought - 1, LETTER) & (codes[nought - 1] != ord("."))
    return np.concatenate([plus, nought[free]])


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
