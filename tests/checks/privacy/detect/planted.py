"""Made-up numbers with right check digits, and the ways in which people write a number."""

from __future__ import annotations

import random
from collections.abc import Callable

from stdnum import luhn
from stdnum.cn import ric, uscc

FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
CIRCLED = str.maketrans("0123456789", "⓪①②③④⑤⑥⑦⑧⑨")
BLACK = str.maketrans("0123456789", "⓿❶❷❸❹❺❻❼❽❾")
SANS_CIRCLED = str.maketrans("123456789", "➀➁➂➃➄➅➆➇➈")
BRACKETED = str.maketrans("123456789", "⑴⑵⑶⑷⑸⑹⑺⑻⑼")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
BOLD = str.maketrans("0123456789", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗")
NUMERALS = str.maketrans("0123456789", "零一二三四五六七八九")
SPOKEN = str.maketrans("0123456789", "〇幺两三四五六七八九")
CAPITAL = str.maketrans("0123456789", "零壹贰叁肆伍陆柒捌玖")
TRADITIONAL = str.maketrans("0123456789", "零壹貳參肆伍陸柒捌玖")
CYRILLIC_X = str.maketrans("X", "Х")
SHAPES = {11: (3, 4, 4), 18: (6, 4, 4, 4), 16: (4, 4, 4, 4), 19: (4, 4, 4, 4, 3)}


def identity(rng: random.Random) -> str:
    birth = f"{rng.randint(1940, 2015)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"
    body = (
        f"{rng.choice((11, 32, 44, 51, 65))}0{rng.randint(100, 999)}{birth}{rng.randint(0, 999):03}"
    )
    return body + ric.calc_check_digit(body + "0")


def mobile(rng: random.Random) -> str:
    return f"1{rng.randint(3, 9)}{rng.randint(0, 9)}{rng.randint(10**7, 10**8 - 1)}"


def card(rng: random.Random) -> str:
    body = "62" + "".join(rng.choices("0123456789", k=rng.choice((13, 16))))
    return body + luhn.calc_check_digit(body)


def credit_code(rng: random.Random) -> str:
    body = (
        "91"
        + f"32{rng.randint(1000, 9999)}MA"
        + "".join(rng.choices("0123456789ABCDEFGHJKLMNPQRTUWXY", k=7))
    )
    return body + uscc.calc_check_digit(body)


def fixed_line(rng: random.Random) -> str:
    return f"0{rng.choice((512, 571, 755))}{rng.randint(2, 8)}{rng.randint(10**6, 10**7 - 1)}"


KINDS: dict[str, Callable[[random.Random], str]] = {
    "CN_ID_CARD": identity,
    "CN_MOBILE": mobile,
    "BANK_CARD": card,
}


def grouped(number: str, between: str) -> str:
    """Return a number in its usual groups."""
    parts, place = [], 0
    for size in SHAPES[len(number)]:
        parts.append(number[place : place + size])
        place += size
    return between.join(parts)


def mixed(number: str) -> str:
    tables = (FULL_WIDTH, CIRCLED, SPOKEN, {}, ARABIC, CAPITAL)
    return "".join(char.translate(tables[nth % 6]) for nth, char in enumerate(number))


FORMS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "full width": lambda number: number.translate(FULL_WIDTH),
    "circled ①": lambda number: number.translate(CIRCLED),
    "black circled ❶": lambda number: number.translate(BLACK),
    "sans-serif circled ➀": lambda number: number.translate(SANS_CIRCLED),
    "bracketed ⑴": lambda number: number.translate(BRACKETED),
    "bold 𝟏": lambda number: number.translate(BOLD),
    "Arabic-Indic ١": lambda number: number.translate(ARABIC),
    "numerals 一二三": lambda number: number.translate(NUMERALS),
    "spoken 幺两三": lambda number: number.translate(SPOKEN),
    "capital 壹贰叁": lambda number: number.translate(CAPITAL),
    "traditional 壹貳參": lambda number: number.translate(TRADITIONAL),
    "spaced in groups": lambda number: grouped(number, " "),
    "wide spaces in groups": lambda number: grouped(number, "\u3000"),
    "dashed": lambda number: grouped(number, "-"),
    "dotted": lambda number: grouped(number, "·"),
    "spaced dashes": lambda number: grouped(number, " - "),
    "every digit spaced": " ".join,
    "zero width inserted": "\u200b".join,
    "keycap emoji": lambda number: (
        "".join(char + "\ufe0f\u20e3" for char in number[:-1]) + number[-1]
    ),
    "struck through": "\u0336".join,
    "letters for 0 and 1": lambda number: (
        number[0] + number[1:6].translate({48: "O", 49: "l"}) + number[6:]
    ),
    "Cyrillic Х": lambda number: number.translate(CYRILLIC_X),
    "mixed": mixed,
}
"""How a number may be written."""
PLACES: dict[str, str] = {
    "between characters": "已联系{}本人",
    "alone": "{}",
    "first": "{}为本人",
    "last": "债务人称{}",
    "after a comma": "已核实，{}，下周还款",
    "in brackets": "本人（{}）已接",
    "in quotes": "登记为“{}”",
    "after a word and colon": "客户：{}；",
    "beside an emoji": "📞{}😀",
    "on a line of its own": "备注\n{}\n完毕",
    "after a date": "2026-11-24 {}已核",
    "after a short number": "第3次，{}",
    "after ASCII words": "call back {} asap",
}
"""Where a number may stand."""
