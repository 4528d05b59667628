"""What opens an account: codes on a card, passwords, one-time codes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from auditkit.checks.privacy.detect.anchors.found import NO, Follower, Span, always, collected, kind
from auditkit.checks.privacy.detect.anchors.index import Page
from auditkit.checks.privacy.detect.anchors.words import FLAGS, any_of, glue, lore, words_of

_SAID: Final = 0.9
_NEAR: Final = 0.65
_MONTH: Final = "(?:0[1-9]|1[0-2])"
_YEAR: Final = "(?:20)?[2-4][0-9]"
_EXPIRY: Final = (
    rf"{_MONTH}[ ]?[/\\-][ ]?{_YEAR}|{_MONTH}[ ]?[2-4][0-9]"
    rf"|(?:0?[1-9]|1[0-2])月[ ]?/?[ ]?{_YEAR}年?"
    r"|20[2-4][0-9][ ]?[年/.-][ ]?(?:0[1-9]|1[0-2]|[1-9])月?(?:底|末)?"
)
_AROUND: Final = 20


@cache
def followers() -> tuple[Follower, ...]:
    """Return the rules for secrets that stand behind their word."""
    return (
        Follower("CARD_CVV", "cvv", _cvv_pattern(), always(_SAID)),
        Follower("CARD_EXPIRY", "expiry", _expiry_pattern(), _expiry),
        Follower("ACCOUNT_PASSWORD", "password", _password_pattern(), _password),
        Follower("ONE_TIME_CODE", "code", _code_pattern(), always(_SAID)),
    )


@collected
def secrets(page: Page) -> Iterator[Span]:
    """Return card codes, expiry dates, passwords and one-time codes."""
    for follower in followers():
        yield from follower.find(page)
    yield from _codes_before(page)


def _cvv_pattern() -> re.Pattern[str]:
    return re.compile(
        rf"{words_of('cvv')}{glue('secret_glue')}"
        rf"(?P<value>(?<![0-9])[0-9](?:[ -]?[0-9]){{2,3}})(?![0-9a-z]|[ -][0-9])",
        FLAGS,
    )


def _expiry_pattern() -> re.Pattern[str]:
    return re.compile(
        rf"{words_of('expiry')}{glue('expiry_glue')}(?P<value>{_EXPIRY})(?![0-9]|[-/.日号][0-9]?|月[0-9])",
        FLAGS,
    )


def _expiry(found: re.Match[str]) -> float:
    """Return the score of an expiry date; one of an offer or a document is none."""
    before = found.string[max(found.start() - _AROUND, 0) : found.start()]
    before = re.split(r"[\x1e\n。;!?]", before)[-1].lower()
    if any(word.lower() in before[-10:] for word in lore("values")["not_cards"]):
        return NO
    told = any(word.lower() in before for word in lore("values")["cards"])
    value = found["value"]
    if re.match(rf"{_MONTH}[ ]?[/\\-]?[ ]?[0-9]{{2}}\Z", value):
        return _SAID if told or "/" in value else _NEAR
    if re.match("20", value):
        return _NEAR if told else NO
    return _NEAR


def _password_pattern() -> re.Pattern[str]:
    value = r"(?=[^\x1e\n]{0,19}[0-9a-z])[a-z0-9!@#$%^&*_.+?~-]{4,24}"
    return re.compile(
        rf"(?<!动态){words_of('password')}(?P<glue>{glue('secret_glue')})(?P<value>{value})"
        rf"(?<![.,!?])",
        FLAGS,
    )


def _password(found: re.Match[str]) -> float:
    value, between = found["value"], found["glue"].lower()
    if sum(map(str.isalnum, value)) < 4 or value.lower() in lore("values")["not_passwords"]:
        return NO
    pin = found[0][:3].lower() == "pin"
    if value.isdigit():
        return _SAID if len(value) < 11 and _uncounted(found) else NO
    if pin or not any(sign in between for sign in (":", "=", "是", "为", "成", "is", "was", '"')):
        mixed = re.search("[0-9]", value) and re.search("[A-Za-z]", value)
        return _NEAR if mixed and not pin else NO
    plain_word = value.isalpha() and ":" not in between and "=" not in between
    english = found.string[found.start()].isascii()
    return NO if plain_word and english else _SAID


def _uncounted(found: re.Match[str]) -> bool:
    units = any_of(lore("values")["units"])
    return re.match(rf"[ ]?{units}", found.string[found.end() : found.end() + 4]) is None


def _code_pattern() -> re.Pattern[str]:
    value = r"(?:[a-z]-)?[0-9](?:[ -]?[0-9]){3,7}"
    return re.compile(
        rf"{words_of('code')}{glue('code_glue')}(?P<value>{value})(?![0-9a-z]|[年月元次/])", FLAGS
    )


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
