"""Numbers of documents: passports, travel permits, military cards."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

import numpy as np

from auditkit.checks.privacy.detect.anchors.found import (
    Follower,
    Span,
    always,
    candidates,
    collected,
    kind,
    uniform,
)
from auditkit.checks.privacy.detect.anchors.index import DIGIT, LETTER, Page
from auditkit.checks.privacy.detect.anchors.usual import all_digits, usual
from auditkit.checks.privacy.detect.anchors.words import FLAGS, glue, lore
from auditkit.checks.privacy.detect.resolve import joined
from auditkit.checks.privacy.interface import Candidates
from auditkit.core.vocabulary import NONE

_SAID: Final = 0.9
_OTHER: Final = 0.65
_UPPER: Final = 0xFFFFFFDF
_LENGTH: Final = 9
_BARE: Final = 0.4
"""A document's shape without a word for it; an order number can have it too."""
_CHINESE: Final = re.compile(r"(?:[EG][0-9]{8}|E[A-HJ-NP-Z][0-9]{7}|[DSP]E?[0-9]{7,8})\Z", FLAGS)
_END: Final = r"(?![a-z0-9])"
_SHAPES: Final = {
    "E": "CN_PASSPORT",
    "G": "CN_PASSPORT",
    "H": "CN_HK_MACAU_PERMIT",
    "M": "CN_HK_MACAU_PERMIT",
    "C": "CN_EXIT_PERMIT",
    "W": "CN_EXIT_PERMIT",
}
_PERMIT: Final = "[0-9](?:[ -]?[0-9])"


@cache
def followers() -> tuple[Follower, ...]:
    """Return the rules for documents of one kind each."""
    military = rf"(?:[\u4e00-\u9fff]{{1,2}}字)?(?:第[ ]?)?[0-9](?:[ ]?[0-9]){{5,7}}{_END}号?"
    return (
        Follower("CN_HK_MACAU_PERMIT", "hk_macau", _numbered("[hm]"), always(_SAID)),
        Follower("CN_TAIWAN_PERMIT", "taiwan", _taiwan(), always(_SAID)),
        Follower("CN_EXIT_PERMIT", "exit", _numbered("[cw][a-z]?|[tl]"), always(_SAID)),
        Follower("CN_MILITARY_ID", "military", _behind(military), always(_SAID)),
    )


@collected
def documents(page: Page) -> Iterator[Span]:
    """Return document numbers that a word names, and those of a military series."""
    for follower in followers():
        yield from follower.find(page)
    yield from _lettered(page)


def _behind(value: str) -> re.Pattern[str]:
    return re.compile(rf"{glue('document_glue')}(?P<value>{value})", FLAGS)


def _numbered(letter: str) -> re.Pattern[str]:
    return _behind(rf"(?:{letter})[ -]?{_PERMIT}{{6,9}}{_END}")


def _taiwan() -> re.Pattern[str]:
    return _behind(rf"(?:t)?{_PERMIT}{{7}}(?:[0-9]{{2}})?(?:\([a-z0-9]{{1,2}}\))?{_END}")


@cache
def _passport() -> re.Pattern[str]:
    return _behind(rf"[a-z]{{0,2}}[ ]?[0-9](?:[ -]?[0-9]){{6,8}}{_END}")


def passports(page: Page) -> Candidates:
    """Return passport numbers; the usual one is E or G and eight digits."""
    runs = usual(page, "passport")
    letter = page.codes[runs.start] & np.uint32(_UPPER)
    plainly = (runs.end - runs.start == _LENGTH) & np.isin(letter, (ord("E"), ord("G")))
    plainly &= all_digits(page, runs.start + 1, runs.end)
    usually = uniform(runs.start[plainly], runs.end[plainly], "CN_PASSPORT", _SAID)
    return joined([usually, candidates(_other_passports(page, runs.others(plainly)))])


def _other_passports(page: Page, others: list[tuple[int, int]]) -> Iterator[Span]:
    """Return passport numbers in any form; behind an English word the others are American."""
    for place, behind in others:
        found = _passport().match(page.plain, behind)
        if found is None:
            continue
        value = found["value"].replace(" ", "").replace("-", "")
        chinese = _CHINESE.match(value) is not None
        if chinese or not page.plain[place].isascii():
            yield *found.span("value"), kind("CN_PASSPORT"), _SAID if chinese else _OTHER
        elif re.fullmatch("[A-Za-z]?[0-9]{8,9}", value):
            yield *found.span("value"), kind("US_PASSPORT"), 0.8


@cache
def _series() -> re.Pattern[str]:
    letters = lore("values")["military"]
    return re.compile(rf"[{letters}]字第[ ]?[0-9](?:[ ]?[0-9]){{5,7}}{_END}号?", FLAGS)


def _lettered(page: Page) -> Iterator[Span]:
    """Return numbers of the form 军字第…号 without a word for them."""
    for place in page.at("series"):
        found = _series().match(page.plain, place - 1) if place else None
        if found is not None:
            yield *found.span(), kind("CN_MILITARY_ID"), _OTHER


def shapes(page: Page) -> Candidates:
    """Return a letter with eight digits that stand alone, of the kind the letter tells."""
    start, end = page.numbers
    place = start[end - start == _LENGTH - 1] - 1
    place = place[page.letters[place] & ~page.is_a(place + _LENGTH, LETTER)]
    place = place[~page.is_a(place - 1, DIGIT | LETTER)]
    letter = page.codes[place] & np.uint32(_UPPER)
    code = np.full(len(place), NONE, dtype=np.int16)
    for sign, name in _SHAPES.items():
        code[letter == ord(sign)] = kind(name)
    place, code = place[code != NONE], code[code != NONE]
    return Candidates(place, place + 9, code, np.full(len(place), _BARE, dtype=np.float32))
