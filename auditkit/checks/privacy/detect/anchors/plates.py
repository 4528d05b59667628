"""Licence plates: a province, a letter, and five or six letters and digits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

import numpy as np

from auditkit.checks.privacy.detect.anchors.found import Span, kind
from auditkit.checks.privacy.detect.anchors.index import LETTER, PROVINCE, Page
from auditkit.checks.privacy.detect.anchors.words import FLAGS, lore
from auditkit.checks.privacy.interface import Positions

_SIGN: Final = r"[ ]?[A-HJ-NP-Z0-9]"
_SURE: Final = 0.9
_LETTERED: Final = 0.7
_DIGITS: Final = re.compile("[0-9]")


@cache
def _plate() -> re.Pattern[str]:
    ends, provinces = lore("values")["plate_ends"], lore("values")["provinces"]
    green = r"(?:[DF](?:[ ]?[A-HJ-NP-Z0-9])(?:[ ]?[0-9]){4}|(?:[ ]?[0-9]){5}[ ]?[DF])"
    return re.compile(
        rf"[{provinces}][ ]?[A-HJ-NP-Z][ ]?[·•・.\-_*]?[ ]?"
        rf"(?:{green}(?![A-Z0-9])|{_SIGN}(?:{_SIGN}){{4}}(?![A-Z0-9])|{_SIGN}(?:{_SIGN}){{3}}[ ]?[{ends}])",
        FLAGS,
    )


def _places(page: Page) -> Positions:
    """Return where a province stands before a letter, with a space between or not."""
    place = page.of(PROVINCE)
    letter = place + 1 + (page.codes[place + 1] == ord(" "))
    found: Positions = place[page.is_a(letter, LETTER)]
    return found


def plates(page: Page) -> Iterator[Span]:
    """Return plates, of cars of every drive, of police, schools, Hong Kong and Macau."""
    code = kind("CN_PLATE")
    for place in _places(page).tolist():
        found = _plate().match(page.plain, place)
        if found is None:
            continue
        digits = len(_DIGITS.findall(found[0]))
        if digits >= 2:
            yield *found.span(), code, _SURE if digits >= 3 else _LETTERED
