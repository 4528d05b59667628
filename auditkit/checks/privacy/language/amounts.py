"""The number that an amount of money names: 1,234.56元, 3.2万, 两万三, 叁仟元整."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.checks.privacy.language.spelled import spelled
from auditkit.core.resources import load_yaml

_FILE: Final = Path(__file__).parent.parent / "data" / "amounts.yaml"
_ARABIC: Final = r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"
_TORN: Final = re.compile(r"\d[,.]\d")
_TENS: Final = 10


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of numbers, and the expressions that find them."""

    digits: Mapping[str, int]
    times: Mapping[str, int]
    sections: Mapping[str, int]
    parts: Mapping[str, float]
    token: re.Pattern[str]
    part: re.Pattern[str]
    vague: re.Pattern[str]


@cache
def _words() -> _Words:
    read = load_yaml(_FILE)
    digits, times, sections, parts = (
        read[name] for name in ("digits", "times", "sections", "parts")
    )
    token = re.compile(f"(?:{_ARABIC})|{_any([*digits, *times, *sections])}")
    number = f"(?:{_ARABIC})|{_any(digits)}"
    part = re.compile(f"({number})({_any(parts)})")
    return _Words(digits, times, sections, parts, token, part, re.compile(_any(read["vague"])))


def _any(words: Sequence[str] | Mapping[str, float]) -> str:
    longest = sorted(words, key=len, reverse=True)
    return "(?:" + "|".join(map(re.escape, longest)) + ")"


def amounts(written: Sequence[str]) -> NDArray[np.float64]:
    """Return the number that each amount names, NaN where it names none or more than one."""
    return np.fromiter(map(amount, written), dtype=np.float64, count=len(written))


@lru_cache(maxsize=65_536)
def amount(written: str) -> float:
    """Return the number that an amount of money names, NaN for none.

    >>> amount("人民币叁仟元整"), amount("$1,318.22"), amount("两万三"), amount("几千元")
    (3000.0, 1318.22, 23000.0, nan)
    """
    words, text = _words(), spelled(written).replace(" ", "")
    if words.vague.search(text):
        return math.nan
    tokens, end = _tokens(words, text)
    if not tokens:
        return math.nan
    rest = text[end:]
    if _TORN.match(text[max(end - 1, 0) : end + 2]) or words.token.search(words.part.sub("", rest)):
        return math.nan
    small = sum(
        _value(words, found[1]) * words.parts[found[2]] for found in words.part.finditer(rest)
    )
    return round(_number(words, tokens) + small, 2)


def _tokens(words: _Words, text: str) -> tuple[list[str], int]:
    """Return the first run of words of numbers, and where it ends."""
    found = words.token.search(text)
    tokens: list[str] = []
    end = 0
    while found is not None:
        tokens.append(found.group())
        end = found.end()
        found = words.token.match(text, end)
    return tokens, end


def _number(words: _Words, tokens: Sequence[str]) -> float:
    """Return the number of some words; NaN for a bare multiplier or digits torn apart."""
    total = section = number = 0.0
    last, largest, open_, zero = 1, 1, False, False
    for token in tokens:
        if token in words.sections:
            scale = words.sections[token]
            here = section + number
            total = (total + here) * scale if scale > largest else total + here * scale
            if not total:
                return math.nan
            largest = max(largest, scale)
            section, number, last, open_ = 0.0, 0.0, scale, False
            continue
        if token in words.times:
            section += (number if open_ else 1.0) * words.times[token]
            number, last, open_ = 0.0, words.times[token], False
            continue
        value = _value(words, token)
        zero = zero or (value == 0 and not open_)
        number, open_ = (number * _TENS + value, True) if open_ else (value, True)
    if open_ and last > 1 and not zero and number < _TENS:
        number *= last / _TENS
    return total + section + number


def _value(words: _Words, token: str) -> float:
    known = words.digits.get(token)
    return float(token.replace(",", "")) if known is None else float(known)
