"""Licence plates: a province, a letter, and five or six letters and digits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.detect.anchors.found import Span, candidates, kind, uniform
from auditkit.checks.privacy.detect.anchors.index import DIGIT, LETTER, PROVINCE, Page
from auditkit.checks.privacy.detect.anchors.words import FLAGS, lore
from auditkit.checks.privacy.detect.resolve import joined
from auditkit.checks.privacy.interface import Candidates, Positions

_SIGN: Final = r"[ ]?[A-HJ-NP-Z0-9]"
_SURE: Final = 0.9
_LETTERED: Final = 0.7
_DIGITS: Final = re.compile("[0-9]")
_LEAST_DIGITS: Final = 2
_DOTS: Final = np.array([ord(char) for char in "·•・.-_*"], dtype=np.uint32)
_UNUSED: Final = np.array([ord(char) for char in "IOio"], dtype=np.uint32)
"""Letters that no plate has, for they look like digits."""
_GREEN: Final = np.array([ord(char) for char in "DFdf"], dtype=np.uint32)
"""Letters of cars of new energy, before or behind five digits."""


@cache
def _plate() -> re.Pattern[str]:
    ends, provinces = lore("values")["plate_ends"], lore("values")["provinces"]
    green = r"(?:[DF](?:[ ]?[A-HJ-NP-Z0-9])(?:[ ]?[0-9]){4}|(?:[ ]?[0-9]){5}[ ]?[DF])"
    return re.compile(
        rf"[{provinces}][ ]?[A-HJ-NP-Z][ ]?[·•・.\-_*]?[ ]?"
        rf"(?:{green}(?![A-Z0-9])|(?:{_SIGN}){{5}}(?![A-Z0-9])|(?:{_SIGN}){{4}}[ ]?[{ends}])",
        FLAGS,
    )


def _places(page: Page) -> Positions:
    """Return where a province stands before a letter, with a space between or not."""
    place = page.of(PROVINCE)
    letter = place + 1 + (page.codes[place + 1] == ord(" "))
    found: Positions = place[page.is_a(letter, LETTER)]
    return found


def plates(page: Page) -> Candidates:
    """Return plates, of cars of every drive, of police, schools, Hong Kong and Macau."""
    place = _places(page)
    end, digits = _plain_plates(page, place)
    usual = end > 0
    enough = usual & (digits >= _LEAST_DIGITS)
    score = np.where(digits > _LEAST_DIGITS, _SURE, _LETTERED)[enough].astype(np.float32)
    found = uniform(place[enough], end[enough], "CN_PLATE", _SURE)
    rest = place[~usual].tolist()
    return joined([replace(found, score=score), candidates(_odd_plates(page, rest))])


def _plain_plates(page: Page, place: Positions) -> tuple[Positions, NDArray[np.int64]]:
    """Return the end of plates written without spaces, 0 for other forms, and their digits."""
    codes = page.codes
    first = place + 2 + np.isin(codes[place + 2], _DOTS)
    signs = np.stack([first + nth for nth in range(7)])
    digit = page.is_a(signs, DIGIT)
    known = (digit | page.is_a(signs, LETTER)) & ~np.isin(codes[signs], _UNUSED)
    five = known[:5].all(axis=0) & ~known[5]
    green = known[:6].all(axis=0) & ~known[6] & digit[2:5].all(axis=0)
    at_head = np.isin(codes[first], _GREEN) & digit[5]
    at_tail = np.isin(codes[first + 5], _GREEN) & digit[:2].all(axis=0)
    green &= at_head | at_tail
    end = np.where(five, first + 5, np.where(green, first + 6, 0))
    end[~page.is_a(place + 1, LETTER)] = 0
    return end, digit[:5].sum(axis=0)


def _odd_plates(page: Page, places: list[int]) -> Iterator[Span]:
    """Return plates with spaces, and those with a character behind that tells their use."""
    code = kind("CN_PLATE")
    for place in places:
        found = _plate().match(page.plain, place)
        if found is not None:
            digits = len(_DIGITS.findall(found[0]))
            if digits >= _LEAST_DIGITS:
                yield *found.span(), code, _SURE if digits > _LEAST_DIGITS else _LETTERED
