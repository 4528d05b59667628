"""Numbers of people and accounts in the United States and Europe."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

import numpy as np
from stdnum import iban
from stdnum.us import rtn

from auditkit.checks.privacy.detect.anchors.found import NO, Follower, Span, collected, kind
from auditkit.checks.privacy.detect.anchors.index import DIGIT, LETTER, Page
from auditkit.checks.privacy.detect.anchors.words import FLAGS, glue, lore
from auditkit.checks.privacy.interface import Positions

_END: Final = r"(?![0-9a-z])"
_CHECKED: Final = 0.95
_SURE: Final = 0.9
_SHAPED: Final = 0.85
_SAID: Final = 0.7
_WEAK: Final = 0.4
_LONG_ACCOUNT: Final = 8
_NINE: Final = re.compile(r"([0-9]{3})[-]([0-9]{2})[-]([0-9]{4})(?![0-9]|-[0-9])")
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


@collected
def western(page: Page) -> Iterator[Span]:
    """Return western numbers, those with a shape of their own also without a word."""
    for follower in followers():
        yield from follower.find(page)
    yield from _dashed(page)
    yield from _spelt(page)


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


def _dashed(page: Page) -> Iterator[Span]:
    """Return ddd-dd-dddd that can be a social security or a taxpayer number."""
    dash = np.flatnonzero(page.codes == ord("-"))
    for step in (-1, -2, -3, 1, 2):
        dash = dash[page.is_a(dash + step, DIGIT)]
    dash = dash[(page.codes[dash + 3] == ord("-")) & ~page.is_a(dash - 4, DIGIT)]
    for place in dash.tolist():
        before = page.plain[place - 4 : place - 3]
        found = _NINE.match(page.plain, place - 3)
        if found is None or _joined(before):
            continue
        if is_ssn(*found.groups()):
            yield *found.span(), kind("US_SSN"), _SHAPED
        elif is_itin(found[1], found[2]):
            yield *found.span(), kind("US_ITIN"), _SHAPED


def _joined(char: str) -> bool:
    """Return whether a character before a number makes it part of something longer."""
    return char in ("-", ".") or (char.isascii() and char.isalpha())


def _pairs(page: Page) -> Positions:
    """Return where two letters that begin a word stand before two digits, one space between."""
    letters, digits = page.letters, page.digits
    behind = np.flatnonzero(letters[:-1] & digits[1:]) + 1
    space = np.flatnonzero(page.codes == ord(" "))
    space = space[letters[space - 1] & digits[space + 1]]
    digit = np.concatenate([behind, space + 1])
    place = np.concatenate([behind - 2, space - 2])
    pair = letters[place] & digits[digit + 1] & (place >= 0)
    found: Positions = place[pair & ~page.is_a(place - 1, LETTER | DIGIT)]
    return found


def _spelt(page: Page) -> Iterator[Span]:
    """Return IBANs and national insurance numbers."""
    for place in _pairs(page).tolist():
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
