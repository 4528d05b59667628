"""Accounts people are reached at: WeChat, QQ and other social networks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.detect.anchors.found import (
    NO,
    Follower,
    Span,
    candidates,
    kind,
    uniform,
)
from auditkit.checks.privacy.detect.anchors.index import LETTER, Page
from auditkit.checks.privacy.detect.anchors.usual import (
    Usual,
    all_digits,
    ends_a_number,
    has_digit,
    usual,
)
from auditkit.checks.privacy.detect.anchors.words import FLAGS, any_of, glue, lore
from auditkit.checks.privacy.detect.resolve import joined
from auditkit.checks.privacy.interface import Candidates

_ID: Final = (6, 20)
_QQ: Final = (5, 11)
"""How long an id and a number may be; one of eleven digits may be a mobile number."""
_SAID: Final = 0.85
_NEAR: Final = 0.7
_ISSUED: Final = 0.95
"""An id as WeChat itself issues them."""
_WXID: Final = re.compile("wxid_[a-z0-9]{5,24}", FLAGS)
_NUMBER: Final = 0.6
"""An id of digits may be another number; a detector that is sure of one wins."""
_MOBILE_DIGITS: Final = 11
_MOBILE: Final = re.compile(r"1[3-9][0-9]{9}\Z")
_MARKED: Final = re.compile("[0-9_]")
_DATE: Final = re.compile(r"(?:19|20)[0-9]{2}[-. /][01]?[0-9][-. /][0-3]?[0-9]\Z")


def accounts(page: Page) -> Candidates:
    """Return WeChat, QQ and social accounts."""
    return joined([_wechats(page), _qqs(page), candidates(_others(page))])


@cache
def rule(name: str) -> Follower:
    """Return the rule for accounts in any form that stand behind a family's words."""
    rules = (
        Follower("CN_WECHAT", "wechat", _wechat_pattern(), _wechat),
        Follower("CN_QQ", "qq", _qq_pattern(), _qq),
        Follower("SOCIAL_HANDLE", "social", _social_pattern(), _social),
    )
    return {each.family: each for each in rules}[name]


def _wechats(page: Page) -> Candidates:
    """Return WeChat ids; the usual one begins with a letter and holds a digit or a dash below."""
    runs = usual(page, "wechat")
    length = runs.end - runs.start
    plainly = (length >= _ID[0]) & (length <= _ID[1]) & page.is_a(runs.start, LETTER)
    plainly &= (runs.follower != ord("@")) & (page.codes[runs.end - 1] != ord("-"))
    plainly &= has_digit(page, runs.start, runs.end)
    rest = candidates(rule("wechat").find_at(page, runs.others(plainly)))
    return joined([_told("CN_WECHAT", runs, plainly), rest])


def _qqs(page: Page) -> Candidates:
    """Return QQ numbers."""
    runs = usual(page, "qq")
    length = runs.end - runs.start
    plainly = (length >= _QQ[0]) & (length < _QQ[1]) & all_digits(page, runs.start, runs.end)
    plainly &= ends_a_number(runs.follower) & (page.codes[runs.start] != ord("0"))
    rest = candidates(rule("qq").find_at(page, runs.others(plainly)))
    direct = replace(runs, said=runs.said | (runs.start == runs.behind))
    return joined([_told("CN_QQ", direct, plainly), rest])


def _told(name: str, runs: Usual, which: NDArray[np.bool_]) -> Candidates:
    found = uniform(runs.start[which], runs.end[which], name, _SAID)
    score = np.where(runs.said[which], _SAID, _NEAR).astype(np.float32)
    return replace(found, score=score)


def _others(page: Page) -> Iterator[Span]:
    yield from rule("social").find(page)
    for place in page.at("wxid"):
        found = _WXID.match(page.plain, place)
        if found is not None:
            yield *found.span(), kind("CN_WECHAT"), _ISSUED


def _not_counted() -> str:
    return rf"(?![0-9])(?![ ]?{any_of(lore('values')['units'])})"


def _wechat_pattern() -> re.Pattern[str]:
    again = f"(?:{any_of(lore('values')['again'])}(?![a-z0-9_-]))?"
    account = r"[a-z][-_a-z0-9]{4,18}[a-z0-9_](?![-_]*[a-z0-9_@])"
    digits = rf"[0-9]{{6,11}}{_not_counted()}(?![-_a-z@.])"
    return re.compile(
        rf"(?P<glue>{glue()}{again}{glue()})"
        rf"(?P<value>{account}|{digits})",
        FLAGS,
    )


def _wechat(found: re.Match[str], _: int) -> float:
    between, value = found.groups()
    if value.isdigit():
        return _NUMBER if len(value) == _MOBILE_DIGITS or _says(between) else NO
    return _named(value, between)


def _named(value: str, between: str) -> float:
    """Return the score of a name in letters, which needs a digit or a word that announces it."""
    marked = _MARKED.search(value) is not None
    if not marked and value.lower() in lore("values")["not_ids"]:
        return NO
    if _says(between):
        return _SAID
    return _NEAR if marked else NO


@lru_cache(maxsize=4096)
def _says(between: str) -> bool:
    """Return whether the words before a value announce one."""
    lower = between.lower()
    return any(word in lower for word in lore("values")["says"])


def _qq_pattern() -> re.Pattern[str]:
    digit = f"[0-9{lore('values')['numerals']}]"
    number = rf"(?![0零〇]){digit}(?:[ .\-_·]{{0,2}}{digit}){{4,10}}"
    return re.compile(
        rf"(?P<glue>{glue()})(?P<value>{number})"
        rf"(?![ \-]?{digit}){_not_counted()}(?!@)(?!\.[0-9a-z])",
        FLAGS,
    )


def _qq(found: re.Match[str], _: int) -> float:
    between, value = found.groups()
    if not value.isdigit() and _DATE.match(value):
        return NO
    if _MOBILE.match(value):
        return _NUMBER
    return _SAID if not between or _says(between) else _NEAR


def _social_pattern() -> re.Pattern[str]:
    handle = r"[a-z0-9][-_.a-z0-9]{2,28}[a-z0-9_](?![-_.]*[a-z0-9_@])"
    named = r"(?<=@)[a-z0-9_\u4e00-\u9fff][-_a-z0-9\u4e00-\u9fff]{1,15}"
    between = rf"{glue()}(?:handle|user|username|account|profile)?{glue()}@?"
    return re.compile(rf"(?P<glue>{between})(?P<value>{handle}|{named})", FLAGS)


def _social(found: re.Match[str], _: int) -> float:
    between, value = found.groups()
    if re.fullmatch(r"[0-9.\-]+", value):
        counted = re.match(_not_counted(), found.string[found.end() : found.end() + 4]) is None
        plain = value.isdigit() and len(value) > 4 and not counted
        return _NUMBER if plain and _says(between) else NO
    if between.endswith("@"):
        return _SAID
    return _named(value, between)
