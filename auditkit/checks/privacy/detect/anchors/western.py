"""Numbers of people and accounts in the United States and Europe."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import chain
from typing import Final

import numpy as np
from numpy.typing import NDArray
from stdnum import iban
from stdnum.us import rtn

from auditkit.checks.privacy.detect.anchors.found import (
    NO,
    Follower,
    Span,
    candidates,
    kind,
    uniform,
)
from auditkit.checks.privacy.detect.anchors.index import DIGIT, HANDLE, LETTER, Page, Words
from auditkit.checks.privacy.detect.anchors.words import FLAGS, glue, lore
from auditkit.checks.privacy.detect.resolve import joined
from auditkit.checks.privacy.interface import Candidates, Positions

_END: Final = r"(?![0-9a-z])"
_UPPER: Final = np.uint32(0xFFFFFFDF)
_CHECKED: Final = 0.95
_SURE: Final = 0.9
_SHAPED: Final = 0.85
_SAID: Final = 0.7
_WEAK: Final = 0.4
_LONG_ACCOUNT: Final = 8
_SIZES: Final = (3, 2, 4)
"""Digits of a social security number between its dashes."""
_UNDASHED: Final = frozenset({"nine", "itin"})
"""Families whose numbers are found by their dashes, unless they have none."""
_ITIN_GROUPS: Final = frozenset((*range(50, 66), *range(70, 89), *range(90, 93), *range(94, 100)))
_IBAN: Final = re.compile(r"[a-z]{2}[0-9]{2}(?:[ -]?[a-z0-9]){11,31}", FLAGS)
_NINO: Final = re.compile(
    r"(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][ ]?"
    rf"[0-9]{{2}}[ ]?[0-9]{{2}}[ ]?[0-9]{{2}}[ ]?[A-D]{_END}",
    FLAGS,
)


@cache
def followers() -> tuple[Follower, ...]:
    """Return the rules for numbers that need a word before them."""
    licence = r"[a-z]{0,3}[- ]?[0-9](?:[- ]?[0-9]){3,15}|[a-z0-9]{5,17}"
    return (
        Follower("US_SSN", "nine", _behind(r"[0-9]{3}[ .]?[0-9]{2}[ .]?[0-9]{4}"), _ssn),
        Follower("US_ITIN", "itin", _behind(r"9[0-9]{2}[ ]?[0-9]{2}[ ]?[0-9]{4}"), _itin),
        Follower("US_DRIVER_LICENSE", "licence", _behind(licence), _licence),
        Follower("US_BANK_NUMBER", "account", _behind(r"[0-9]{6,17}"), _account),
        Follower("US_ROUTING_NUMBER", "routing", _behind(r"[0-9]{9}"), _routing),
    )


def western(page: Page) -> Candidates:
    """Return western numbers, those with a shape of their own also without a word."""
    return joined([_dashed(page), candidates(chain(_numbered(page), _spelt(page)))])


def _numbered(page: Page) -> Iterator[Span]:
    for follower in followers():
        words = page.both(follower.family)
        if follower.family in _UNDASHED:
            words = _undashed(page, words)
        yield from follower.find_at(page, zip(*(place.tolist() for place in words), strict=True))


def _undashed(page: Page, words: Words) -> Words:
    """Return the words whose number behind them does not go on with a dash after a part of it."""
    start, end = page.numbers
    nth = np.searchsorted(start, words[1])
    size = np.append(end - start, 0)[nth]
    follower = page.codes[np.append(end, len(page.codes) - 1)[nth]]
    whole = (follower != ord("-")) | (size == sum(_SIZES))
    return words[0][whole], words[1][whole]


def _behind(value: str) -> re.Pattern[str]:
    return re.compile(rf"{glue('english_glue')}(?<![0-9a-z])(?P<value>{value}){_END}", FLAGS)


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def is_ssn(area: str, group: str, serial: str) -> bool:
    """Return whether the parts may be of a social security number.

    >>> is_ssn("219", "09", "9999"), is_ssn("666", "09", "9999"), is_ssn("912", "70", "1234")
    (True, False, False)
    """
    return area not in ("000", "666") and area < "900" and group != "00" and serial != "0000"


def is_itin(area: str, group: str) -> bool:
    """Return whether the parts may be of an individual taxpayer number.

    >>> is_itin("912", "70"), is_itin("912", "89"), is_itin("812", "70")
    (True, False, False)
    """
    return area.startswith("9") and int(group) in _ITIN_GROUPS


def _ssn(found: re.Match[str], _: int) -> float:
    digits = _digits(found["value"])
    return _SURE if is_ssn(digits[:3], digits[3:5], digits[5:]) else NO


def _itin(found: re.Match[str], _: int) -> float:
    digits = _digits(found["value"])
    return _SURE if is_itin(digits[:3], digits[3:5]) else NO


def _licence(found: re.Match[str], _: int) -> float:
    return _SAID if len(_digits(found["value"])) >= 4 else NO


def _account(found: re.Match[str], word: int) -> float:
    """Return the score of an account number; a short one may be the lender's own for the case."""
    long = len(found["value"]) >= _LONG_ACCOUNT
    banking = found.string[word : word + 2].lower() in ("ch", "sa")
    return _SAID if long or banking else _WEAK


def _routing(found: re.Match[str], _: int) -> float:
    return _SURE if rtn.is_valid(found["value"]) else _WEAK


def _dashed(page: Page) -> Candidates:
    """Return ddd-dd-dddd that can be a social security or a taxpayer number."""
    area = _of_sizes(page)
    group, serial, end = area + 4, area + 7, area + 11
    goes_on = (page.codes[end] == ord("-")) & page.is_a(end + 1, DIGIT)
    before = page.codes[area - 1]
    joined_on = (before == ord("-")) | (before == ord(".")) | page.is_a(area - 1, LETTER)
    number = [_value(page, *part) for part in zip((area, group, serial), _SIZES, strict=True)]
    ssn = (number[0] != 0) & (number[0] != 666) & (number[0] < 900)
    ssn &= (number[1] != 0) & (number[2] != 0)
    itin = (number[0] >= 900) & np.isin(number[1], sorted(_ITIN_GROUPS))
    real = (ssn | itin) & ~goes_on & ~joined_on
    code = np.where(ssn, kind("US_SSN"), kind("US_ITIN")).astype(np.int16)
    found = uniform(area[real], end[real], "US_SSN", _SHAPED)
    return replace(found, kind=code[real])


def _of_sizes(page: Page) -> Positions:
    """Return where three, two and four digits begin with dashes between them."""
    start, end = page.numbers
    size, dashed = end - start, np.zeros(len(start), dtype=bool)
    dashed[:-1] = (start[1:] - end[:-1] == 1) & (page.codes[end[:-1]] == ord("-"))
    nth = np.flatnonzero(dashed[:-2] & dashed[1:-1] & (size[:-2] == _SIZES[0]))
    found: Positions = start[nth[(size[nth + 1] == _SIZES[1]) & (size[nth + 2] == _SIZES[2])]]
    return found


def _value(page: Page, place: Positions, size: int) -> NDArray[np.int64]:
    """Return the numbers that so many digits make."""
    value = np.zeros(len(place), dtype=np.int64)
    for nth in range(size):
        value = value * 10 + page.codes[place + nth] - ord("0")
    return value


def _pairs(page: Page) -> tuple[Positions, Positions]:
    """Return where two letters that begin a word stand before two digits, and where these do.

    One space may stand between.
    """
    letters, (start, end) = page.letters, page.numbers
    digit = start[end - start > 1]
    place = digit - 1 - (page.codes[digit - 1] == ord(" "))
    pair = letters[place] & letters[place - 1] & (place > 0)
    pair &= ~page.is_a(place - 2, LETTER | DIGIT)
    return place[pair] - 1, digit[pair]


def _may_be_insured(page: Page, digit: Positions) -> NDArray[np.bool_]:
    """Return where six digits in pairs may begin, spaces between or not."""
    may = page.is_a(digit + 3, DIGIT)
    for nth in (2, 4, 5):
        may &= page.is_a(digit + nth, DIGIT) | (page.codes[digit + nth] == ord(" "))
    return may


def _may_be_account(page: Page, place: Positions, digit: Positions) -> NDArray[np.bool_]:
    """Return where the two letters are those of a country that has IBANs, and more follows."""
    codes = page.codes[place] & _UPPER, page.codes[place + 1] & _UPPER
    known: NDArray[np.bool_] = np.isin(codes[0] << 8 | codes[1], _countries())
    known &= digit - place == len(codes)
    for nth in (4, 6, 8):
        known &= page.is_a(digit + nth, HANDLE) | (page.codes[digit + nth] == ord(" "))
    return known


@cache
def _countries() -> NDArray[np.uint32]:
    return np.array([int.from_bytes(name.encode(), "big") for name in _lengths()], np.uint32)


def _spelt(page: Page) -> Iterator[Span]:
    """Return IBANs and national insurance numbers."""
    pair, digit = _pairs(page)
    spelt = _may_be_insured(page, digit) | _may_be_account(page, pair, digit)
    for place in pair[spelt].tolist():
        nino = _NINO.match(page.plain, place)
        if nino is not None:
            yield *nino.span(), kind("UK_NINO"), _SHAPED
            continue
        account = _IBAN.match(page.plain, place)
        if account is not None:
            yield from _iban(account)


@cache
def _lengths() -> dict[str, int]:
    return dict(lore("values")["ibans"])


def _iban(found: re.Match[str]) -> Iterator[Span]:
    """Return the IBAN at the head of a run of letters and digits when its check digits hold."""
    length = _lengths().get(found[0][:2].upper(), 0)
    places = [place for place, char in enumerate(found[0]) if char.isalnum()][:length]
    if not length or len(places) < length:
        return
    end = places[-1] + 1
    goes_on = found[0][end : end + 1].isalnum()
    if not goes_on and iban.is_valid("".join(found[0][place] for place in places)):
        yield found.start(), found.start() + end, kind("IBAN_CODE"), _CHECKED
