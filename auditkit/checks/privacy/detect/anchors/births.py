"""Dates of birth: a date that a word says somebody was born on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from auditkit.checks.privacy.detect.anchors.found import Span, collected, kind
from auditkit.checks.privacy.detect.anchors.index import Page
from auditkit.checks.privacy.detect.anchors.words import FLAGS, any_of, glue, lore

_SAID: Final = 0.9
_PART: Final = 0.65
_REACH: Final = 24
_COMPACT: Final = 8
"""The length of a date in digits alone."""
_DIGIT: Final = "[0-9零〇一二三四五六七八九]"
_YEAR: Final = rf"(?:(?:19|20|一九|二[零〇])?{_DIGIT}{{2}})"
_SMALL: Final = "(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})"
_HAN: Final = (
    rf"(?:{_YEAR}[ ]?年[ ]?(?:{_SMALL}[ ]?月(?:份)?(?:[ ]?{_SMALL}[ ]?[日号])?)?"
    rf"|{_SMALL}[ ]?月[ ]?{_SMALL}[ ]?[日号]?)"
)
_SEP: Final = "[ ]?[-/.][ ]?"
_NUMBERS: Final = (
    rf"(?:(?:19|20)[0-9]{{2}}{_SEP}(?:0?[1-9]|1[0-2]){_SEP}(?:[12][0-9]|3[01]|0?[1-9])"
    rf"|[0-9]{{2}}{_SEP}(?:0?[1-9]|1[0-2]){_SEP}(?:[12][0-9]|3[01]|0?[1-9])"
    rf"|(?:[12][0-9]|3[01]|0?[1-9]){_SEP}(?:[12][0-9]|3[01]|0?[1-9]){_SEP}(?:19|20)?[0-9]{{2}}"
    r"|(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
    rf"|(?:19|20)[0-9]{{2}}{_SEP}(?:0?[1-9]|1[0-2])"
    rf"|(?:0?[1-9]|1[0-2]){_SEP}(?:[12][0-9]|3[01]|0?[1-9]))(?![0-9])"
)


@cache
def _date() -> str:
    months = f"{any_of(lore('values')['months'])}[a-z]{{0,6}}"
    english = (
        rf"(?:{months}\.? [0-9]{{1,2}}(?:st|nd|rd|th)?(?:,? (?:19|20)[0-9]{{2}})?"
        rf"|[0-9]{{1,2}}(?:st|nd|rd|th)? (?:of )?{months},?(?: (?:19|20)[0-9]{{2}})?)(?![0-9])"
    )
    return rf"(?:{_NUMBERS}|{_HAN}|{english})"


@cache
def _behind() -> re.Pattern[str]:
    return re.compile(rf"{glue('birth_glue')}(?<![0-9])(?P<value>{_date()})", FLAGS)


@cache
def _before() -> re.Pattern[str]:
    return re.compile(rf"(?<![0-9])(?P<value>{_HAN}|{_NUMBERS})\Z", FLAGS)


@cache
def _closing() -> re.Pattern[str]:
    behind = any_of(lore("values")["born_on"])
    return re.compile(rf"(?P<sign>[年月日号])(?:出生|生(?:(?![\u4e00-\u9fff])|{behind}))")


@collected
def births(page: Page) -> Iterator[Span]:
    """Return dates behind a word such as 出生, and before one: 1990年5月1日出生."""
    code = kind("BIRTH_DATE")
    for word, behind in page.spans("birth"):
        found = _behind().match(page.plain, behind)
        if found is None and page.plain[max(word - 1, 0)].isdigit():
            found = _before().search(page.plain, max(word - _REACH, 0), word)
        if found is not None:
            yield *found.span("value"), code, _score(found["value"])
    for place in page.at("born"):
        closing = _closing().match(page.plain, place)
        end = closing.end("sign") if closing is not None else 0
        found = _before().search(page.plain, max(end - _REACH, 0), end)
        if found is not None:
            yield *found.span("value"), code, _score(found["value"])


def _score(value: str) -> float:
    """Return the score: a full date is sure, a year alone says little."""
    parts = len(
        [part for part in re.split(r"[^0-9a-z零〇一二三四五六七八九十]+", value.lower()) if part]
    )
    if parts >= 3 or (len(value) == _COMPACT and value.isdigit()):
        return _SAID
    return _PART if parts == 2 else 0.4
