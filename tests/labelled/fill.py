"""Fills the places of labelled texts with made-up values, the same ones at each run."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tests.labelled.values import MAKERS

PLACE: Final = re.compile(
    r"⟦(?P<kind>[A-Z_]+)(?:=(?P<literal>[^⟧]+)|:(?P<form>[a-z0-9]+)(?:#(?P<tag>[a-z]))?)⟧"
)
NOT: Final = "NOT"
"""Stands for a number that is no value at all: an order, a case, a flow of money."""
GROUPS: Final = {
    "CN_MOBILE": (3, 4, 4),
    "CN_ID_CARD": (6, 8, 4),
    "BANK_CARD": (4, 4, 4, 4, 3),
    "CN_USCC": (2, 6, 9, 1),
    "US_SSN": (3, 2, 4),
    "CN_LANDLINE": (4, 4, 4),
    "CN_QQ": (3, 3, 4),
}
_FULL: Final = str.maketrans({chr(point): chr(point + 0xFEE0) for point in range(0x21, 0x7F)})
_CIRCLED: Final = str.maketrans("0123456789", "⓪①②③④⑤⑥⑦⑧⑨")
_NUMERALS: Final = str.maketrans("0123456789", "零一二三四五六七八九")
_SPOKEN: Final = str.maketrans("0123456789", "洞幺二三四五六拐八九")
_YAO: Final = str.maketrans("0123456789", "〇幺二三四五六七八九")
_FORMAL: Final = str.maketrans("0123456789", "零壹贰叁肆伍陆柒捌玖")
_STYLED: Final = str.maketrans("0123456789", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗")


@dataclass(frozen=True, slots=True)
class Span:
    """A value in a filled text: code-point offsets, its kind, and how it is written."""

    start: int
    end: int
    kind: str
    form: str


@dataclass(frozen=True, slots=True)
class Filled:
    """A text as a collector would have written it, and the values that stand in it."""

    text: str
    spans: tuple[Span, ...]


def fill(text: str, seed: str) -> Filled:
    """Return the text with its places filled; ``seed`` decides the values.

    >>> fill("来电⟦CN_MOBILE:dashed⟧", "a").spans
    (Span(start=2, end=15, kind='CN_MOBILE', form='dashed'),)
    """
    rng = random.Random(seed)
    parts: list[str] = []
    spans: list[Span] = []
    same: dict[str, str] = {}
    done = length = 0
    for place in PLACE.finditer(text):
        plain = text[done : place.start()]
        written = _written(place, rng, same)
        start = length + len(plain)
        length, done = start + len(written), place.end()
        parts += [plain, written]
        if place["kind"] != NOT:
            spans.append(Span(start, length, place["kind"], place["form"] or "literal"))
    return Filled("".join([*parts, text[done:]]), tuple(spans))


def _written(place: re.Match[str], rng: random.Random, same: dict[str, str]) -> str:
    kind, form, tag = place["kind"], place["form"], place["tag"]
    if place["literal"]:
        return place["literal"]
    if tag in same:
        return same[tag]
    written = dress(MAKERS[kind](rng, form), kind, form)
    if tag:
        same[tag] = written
    return written


def dress(value: str, kind: str, form: str) -> str:
    """Return a value as it is written in some form; a form of the value itself leaves it.

    >>> dress("13900000000", "CN_MOBILE", "spaced")
    '139 0000 0000'
    """
    worn = DRESSES.get(form.removeprefix("visa"))
    return worn(value, GROUPS.get(kind, (4, 4, 4, 4, 4))) if worn else value


def _joined(by: str) -> Callable[[str, tuple[int, ...]], str]:
    def join(value: str, groups: tuple[int, ...]) -> str:
        if not value.isalnum():
            return value.replace("-", by).replace("·", by)
        cut, at = [], 0
        for size in groups:
            cut.append(value[at : at + size])
            at += size
        return by.join(part for part in (*cut, value[at:]) if part)

    return join


def _mapped(table: dict[int, int]) -> Callable[[str, tuple[int, ...]], str]:
    return lambda value, groups: value.translate(table)


def _mixed(value: str, groups: tuple[int, ...]) -> str:
    half = len(value) // 2
    return value[:half].translate(_FULL) + " " + value[half:].translate(_NUMERALS)


DRESSES: Final[dict[str, Callable[[str, tuple[int, ...]], str]]] = {
    "spaced": _joined(" "),
    "dashed": _joined("-"),
    "dotted": _joined("."),
    "middot": _joined("·"),
    "full": _mapped(_FULL),
    "circled": _mapped(_CIRCLED),
    "styled": _mapped(_STYLED),
    "cn": _mapped(_NUMERALS),
    "yao": _mapped(_YAO),
    "radio": _mapped(_SPOKEN),
    "formal": _mapped(_FORMAL),
    "zw": lambda value, groups: "\u200b".join(_joined("|")(value, groups).split("|")),
    "lower": lambda value, groups: value.lower(),
    "prefix86": lambda value, groups: f"+86{value}",
    "dashed86": lambda value, groups: "+86-" + _joined("-")(value, groups),
    "prefix0086": lambda value, groups: f"0086{value}",
    "mixed": _mixed,
}
"""Every form that changes how a value is written, not what it is."""
