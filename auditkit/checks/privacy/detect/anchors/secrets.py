"""What opens an account: codes on a card, passwords, one-time codes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from auditkit.checks.privacy.detect.anchors.found import NO, Follower, Span, always, collected, kind
from auditkit.checks.privacy.detect.anchors.index import Page
from auditkit.checks.privacy.detect.anchors.words import FLAGS, any_of, glue, lore

_SAID: Final = 0.9
_NEAR: Final = 0.65
_MONTH: Final = "(?:0[1-9]|1[0-2])"
_YEAR: Final = "(?:20)?[2-4][0-9]"
_EXPIRY: Final = (
    rf"{_MONTH}[ ]?[/\\-][ ]?{_YEAR}|{_MONTH}[ ]?[2-4][0-9]"
    rf"|(?:0?[1-9]|1[0-2])月[ ]?/?[ ]?{_YEAR}年?"
    r"|20[2-4][0-9][ ]?[年/.-][ ]?(?:0[1-9]|1[0-2]|[1-9])月?(?:底|末)?"
)
_PASSWORD_DIGITS: Final = 10
_AROUND: Final = 20


@cache
def followers() -> tuple[Follower, ...]:
    """Return the rules for secrets that stand behind their word."""
    return (
        Follower("CARD_CVV", "cvv", _cvv_pattern(), always(_SAID)),
        Follower("CARD_EXPIRY", "expiry", _expiry_pattern(), _expiry),
        Follower("ONE_TIME_CODE", "code", _code_pattern(), _code),
    )


@collected
def secrets(page: Page) -> Iterator[Span]:
    """Return card codes, expiry dates, passwords and one-time codes."""
    for follower in followers():
        yield from follower.find(page)
    yield from _passwords(page)
    yield from _codes_before(page)


def _digit() -> str:
    return f"[0-9{lore('values')['numerals']}]"


@cache
def _digits() -> frozenset[str]:
    return frozenset("0123456789" + lore("values")["numerals"])


def _cvv_pattern() -> re.Pattern[str]:
    return re.compile(
        rf"{glue('secret_glue')}"
        rf"(?P<value>(?<![0-9]){_digit()}(?:[ -]?{_digit()}){{2,3}})"
        rf"(?!{_digit()}|[a-z]|[ -][0-9])",
        FLAGS,
    )


def _expiry_pattern() -> re.Pattern[str]:
    return re.compile(
        rf"{glue('expiry_glue')}(?P<value>{_EXPIRY})(?![0-9]|[-/.日号][0-9]?|月[0-9])",
        FLAGS,
    )


def _expiry(found: re.Match[str], word: int) -> float:
    """Return the score of an expiry date; one of an offer or a document is none."""
    before = found.string[max(word - _AROUND, 0) : word]
    before = re.split(r"[\x1e\n。;!?]", before)[-1].lower()
    if any(word.lower() in before[-10:] for word in lore("values")["not_cards"]):
        return NO
    told = any(word.lower() in before for word in lore("values")["cards"])
    value = found["value"]
    if re.match(rf"{_MONTH}[ ]?[/\\-]?[ ]?[0-9]{{2}}\Z", value):
        return _SAID if told else _NEAR
    if re.match("20", value):
        return _NEAR if told else NO
    return _NEAR


def _passwords(page: Page) -> Iterator[Span]:
    """Return passwords; 动态密码 is the word of a one-time code."""
    codes = {end for _, end in page.spans("code")}
    for word, behind in page.spans("password"):
        found = _password_pattern().match(page.plain, behind) if behind not in codes else None
        if found is not None and (score := _password(found, word)):
            yield *found.span("value"), kind("ACCOUNT_PASSWORD"), score


@cache
def _password_pattern() -> re.Pattern[str]:
    value = rf"[a-z0-9!@#$%^&*_.+?~-]{{4,24}}|{_digit()}{{4,10}}(?!{_digit()})"
    return re.compile(
        rf"(?P<glue>{glue('secret_glue')})(?P<value>{value})"
        rf"(?<![.,!?])",
        FLAGS,
    )


def _password(found: re.Match[str], word: int) -> float:
    value, between = found["value"], found["glue"].lower()
    if sum(map(str.isalnum, value)) < 4 or value.lower() in lore("values")["not_passwords"]:
        return NO
    pin = found.string[word : word + 3].lower() == "pin"
    if set(value) <= _digits():
        short = len(value) <= _PASSWORD_DIGITS and not _is_hotline(value, between)
        return _SAID if short and _uncounted(found) else NO
    if pin or not any(sign in between for sign in (":", "=", "是", "为", "成", "is", "was", '"')):
        mixed = re.search("[0-9]", value) and re.search("[A-Za-z]", value)
        return _NEAR if mixed and not pin else NO
    plain_word = value.isalpha() and ":" not in between and "=" not in between
    english = found.string[word].isascii()
    return NO if plain_word and english else _SAID


def _is_hotline(value: str, between: str) -> bool:
    """Return whether digits after a pause are a number to call, as texts end with it."""
    begins = tuple(lore("values")["hotlines"].get(len(value), ()))
    return "," in between and value.startswith(begins)


def _uncounted(found: re.Match[str]) -> bool:
    units = any_of(lore("values")["units"])
    return re.match(rf"[ ]?{units}", found.string[found.end() : found.end() + 4]) is None


def _code_pattern() -> re.Pattern[str]:
    value = rf"(?:[a-z]-)?{_digit()}(?:[ -]?{_digit()}){{3,7}}"
    return re.compile(
        rf"{glue('code_glue')}(?P<value>{value})(?!{_digit()}|[a-z]|[年月元次/])", FLAGS
    )


def _code(found: re.Match[str], word: int) -> float:  # noqa: ARG001
    """Return the score of a one-time code; a hotline after a pause is none."""
    between = found.string[found.start() : found.start("value")]
    return NO if _is_hotline(found["value"], between) else _SAID


@cache
def _before() -> re.Pattern[str]:
    words = lore("values")
    return re.compile(
        rf"(?<![0-9A-Za-z.-])([0-9]{{4,8}})[ ]?{any_of(words['code_before'])}"
        rf"(?:{any_of(words['code_of'])}|[A-Z][a-z]{{1,11}} ){{0,5}}\Z"
    )


def _codes_before(page: Page) -> Iterator[Span]:
    """Return one-time codes that stand before their word: 482913是您的验证码."""
    for place in page.at("code"):
        found = _before().search(page.plain, max(place - 40, 0), place)
        if found is not None:
            yield *found.span(1), kind("ONE_TIME_CODE"), _SAID
