"""E-mail and IP addresses, anchored on the signs they cannot do without."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from ipaddress import AddressValueError, IPv6Address
from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.detect.anchors.found import Span, candidates, collected, kind, uniform
from auditkit.checks.privacy.detect.anchors.index import DIGIT, LETTER, MAILBOX, Page
from auditkit.checks.privacy.detect.anchors.words import FLAGS, any_of, lore
from auditkit.checks.privacy.detect.resolve import joined
from auditkit.checks.privacy.interface import Candidates, Positions

_LONGEST: Final = 64
_TOP_DOMAIN: Final = 18
_DOT: Final = r"(?:\.|点|[ ]?[(\[]dot[)\]][ ]?|[ ]dot[ ])"
_LABEL: Final = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN: Final = re.compile(rf"[ ]?({_LABEL}{_DOT}(?:{_LABEL}{_DOT}){{0,4}}[a-z]{{2,18}})", FLAGS)
_WORDED: Final = re.compile("[ 点([]")
_SURE: Final = 0.95
_SPELT: Final = 0.8
_PART: Final = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_V4: Final = re.compile(rf"{_PART}(?:\.{_PART}){{3}}(?![0-9]|\.[0-9])")
_V6: Final = re.compile(
    r"(?=[0-9a-f:]{0,4}:)[0-9a-f:]{2,39}(?:(?<=:)[0-9.]{7,15})?(?![0-9a-z:])", FLAGS
)
_HEXTET: Final = 5
"""Four digits at most stand between two colons."""
_HEX: Final = "0123456789abcdefABCDEF:"


def emails(page: Page) -> Candidates:
    """Return e-mail addresses, also with ``(at)`` for the sign and spaces around it."""
    sign = np.flatnonzero(page.codes == ord("@"))
    start, end, plainly = _plain_emails(page, sign)
    signs = [(place, place + 1) for place in sign[~plainly].tolist()]
    signs += _marks(page)
    usual = uniform(start[plainly], end[plainly], "EMAIL_ADDRESS", _SURE)
    return joined([usual, candidates(_spelt_emails(page, signs))]) if signs else usual


def _plain_emails(page: Page, sign: Positions) -> tuple[Positions, Positions, NDArray[np.bool_]]:
    """Return the usual form around signs: start, end, and which signs have it."""
    codes = page.codes
    start = page.run_before(sign, MAILBOX, _LONGEST)
    end = page.run_behind(sign + 1, MAILBOX, _LONGEST)
    end -= codes[end - 1] == ord(".")
    top = page.run_before(end, LETTER, _TOP_DOMAIN + 1)
    plainly = (start < sign) & page.is_a(start, LETTER | DIGIT)
    plainly &= page.is_a(sign + 1, LETTER | DIGIT) & (codes[top - 1] == ord("."))
    plainly &= (top - 2 > sign) & (end - top > 1) & (end - top <= _TOP_DOMAIN)
    return start, end, plainly


def _marks(page: Page) -> list[tuple[int, int]]:
    """Return words that stand for the sign; " at " does with a " dot " near behind."""
    plain, marks = page.plain, []
    for start, end in page.spans("email"):
        if plain[end - 1] != " ":
            marks.append((start, end))
        elif plain[max(start - 1, 0)] == " " and " dot " in plain[end : end + _LONGEST].lower():
            marks.append((start - 1, end))
    return marks


def _spelt_emails(page: Page, signs: list[tuple[int, int]]) -> Iterator[Span]:
    """Return e-mail addresses around signs whose start and end are given, in any form."""
    code, plain = kind("EMAIL_ADDRESS"), page.plain
    places = np.array([sign for sign, _ in signs], dtype=np.int64)
    closes = places - (page.codes[places - 1] == ord(" "))
    opens = page.run_before(closes, MAILBOX, _LONGEST)
    for (sign, behind), low, close in zip(signs, opens.tolist(), closes.tolist(), strict=True):
        domain = _DOMAIN.match(plain, behind)
        if domain is None:
            continue
        local = plain[low:close].lstrip(".-%+")
        # words in the middle of a sentence: "reach him at gmail.com" names no mailbox
        if local and (plain[sign] != " " or "." not in domain[1]):
            spelt = behind - sign > 1 or _WORDED.search(domain[1]) is not None
            yield close - len(local), domain.end(1), code, _SPELT if spelt else _SURE


@collected
def addresses(page: Page) -> Iterator[Span]:
    """Return IP addresses of both versions; numbers of a version of software are none."""
    yield from _v4(page)
    yield from _v6(page)


def _inner(page: Page, sign: str) -> Positions:
    """Return the places of a sign that has digits on both sides."""
    start, end = page.numbers
    place = end[:-1][start[1:] - end[:-1] == 1]
    inner: Positions = place[page.codes[place] == ord(sign)]
    return inner


def _v4(page: Page) -> Iterator[Span]:
    code, dots = kind("IP_ADDRESS"), _inner(page, ".")
    if len(dots) < 3:
        return
    gap = np.diff(dots) <= 4
    first = dots[:-2][gap[:-1] & gap[1:]]
    for dot in first.tolist():
        before = page.plain[max(dot - 4, 0) : dot]
        digits = before[len(before.rstrip("0123456789")) :]
        found = _V4.match(page.plain, dot - len(digits))
        edge = page.plain[max(dot - len(digits) - 8, 0) : dot - len(digits)]
        if found is None or edge.endswith(".") or _version().search(edge):
            continue
        if page.plain.startswith(_behind(), found.end()):
            continue
        lone = all(len(part) == 1 for part in found[0].split("."))
        yield found.start(), found.end(), code, 0.45 if lone else 0.85


@cache
def _behind() -> tuple[str, ...]:
    return tuple(lore("values")["version_behind"])


@cache
def _version() -> re.Pattern[str]:
    words = any_of(lore("values")["versions"])
    return re.compile(rf"(?:(?<![a-z]){words}[ :号]{{0,2}}|(?<!ip)(?<=[a-z_]))\Z", FLAGS)


def _v6(page: Page) -> Iterator[Span]:
    code = kind("IP_ADDRESS")
    colons = np.flatnonzero(page.codes == ord(":"))
    if len(colons) < 2:
        return
    done = 0
    for colon in colons[:-1][np.diff(colons) <= _HEXTET].tolist():
        if colon < done:
            continue
        before = page.plain[max(colon - 5, 0) : colon]
        start = colon - len(before) + len(before.rstrip(_HEX))
        found = _V6.match(page.plain, start)
        done = max(done, found.end()) if found is not None else done
        if found is None or _joined(page.plain[max(start - 1, 0) : start]):
            continue
        if _is_v6(found[0]):
            yield found.start(), found.end(), code, 0.9


def _joined(char: str) -> bool:
    """Return whether a character before an address makes it part of something longer."""
    return char.isascii() and char.isalnum()


def _is_v6(text: str) -> bool:
    try:
        IPv6Address(text)
    except AddressValueError:
        return False
    return text.count(":") > 3 or ("::" in text and any(char.isdigit() for char in text))
