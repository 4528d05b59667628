"""Accounts people are reached at: WeChat, QQ and other social networks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Final

from auditkit.checks.privacy.detect.anchors.found import NO, Follower, Span, collected
from auditkit.checks.privacy.detect.anchors.index import Page
from auditkit.checks.privacy.detect.anchors.words import FLAGS, any_of, glue, lore, words_of

_SAID: Final = 0.85
_NEAR: Final = 0.7
_WXID: Final = 0.95
_NUMBER: Final = 0.6
"""An id of digits may be another number; a detector that is sure of one wins."""
_MOBILE: Final = re.compile(r"1[3-9][0-9]{9}\Z")
_MARKED: Final = re.compile("[0-9_]")
_DATE: Final = re.compile(r"(?:19|20)[0-9]{2}[-. /][01]?[0-9][-. /][0-3]?[0-9]\Z")


@cache
def followers() -> tuple[Follower, ...]:
    """Return the rules for accounts."""
    return (
        Follower("CN_WECHAT", "wechat", _wechat_pattern(), _wechat),
        Follower("CN_QQ", "qq", _qq_pattern(), _qq),
        Follower("SOCIAL_HANDLE", "social", _social_pattern(), _social),
    )


@collected
def accounts(page: Page) -> Iterator[Span]:
    """Return WeChat, QQ and social accounts."""
    for follower in followers():
        yield from follower.find(page)


def _not_counted() -> str:
    return rf"(?![0-9])(?![ ]?{any_of(lore('values')['units'])})"


def _wechat_pattern() -> re.Pattern[str]:
    again = f"{any_of(lore('values')['again'])}?"
    account = r"wxid_[a-z0-9]{5,24}|[a-z][-_a-z0-9]{4,18}[a-z0-9_](?![-_]*[a-z0-9_@])"
    digits = rf"[0-9]{{6,11}}{_not_counted()}(?![-_a-z@.])"
    return re.compile(
        rf"(?:(?=wxid_)|{words_of('wechat')})(?P<glue>{glue()}{again}{glue()})"
        rf"(?P<value>{account}|{digits})",
        FLAGS,
    )


def _wechat(found: re.Match[str]) -> float:
    between, value = found.groups()
    if value.isdigit():
        return _NUMBER if len(value) == 11 or _says(between) else NO
    if value[:5].lower() == "wxid_":
        return _WXID
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
        rf"{words_of('qq')}(?P<glue>{glue()})(?P<value>{number})"
        rf"(?![ \-]?{digit}){_not_counted()}(?!@)(?!\.[0-9a-z])",
        FLAGS,
    )


def _qq(found: re.Match[str]) -> float:
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
    return re.compile(rf"{words_of('social')}(?P<glue>{between})(?P<value>{handle}|{named})", FLAGS)


def _social(found: re.Match[str]) -> float:
    between, value = found.groups()
    if re.fullmatch(r"[0-9.\-]+", value):
        counted = re.match(_not_counted(), found.string[found.end() : found.end() + 4]) is None
        plain = value.isdigit() and len(value) > 4 and not counted
        return _NUMBER if plain and _says(between) else NO
    if between.endswith("@"):
        return _SAID
    return _named(value, between)
