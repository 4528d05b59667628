"""Fictional people: names, telephone numbers and identity numbers that belong to nobody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.random import Generator

_SURNAMES: Final = "赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜"
_FIRST: Final = "安博晨丹恩芳刚涵嘉凯岚敏宁沛清若书彤婉晓雅泽智子宇欣"
_SECOND: Final = ("", *"然宁轩怡涵杰琳霖洁远悦文航颖铭瑶")
_PREFIXES: Final = ("130", "133", "135", "138", "139", "150", "158", "177", "180", "186", "189")
_REGIONS: Final = ("110101", "110105", "110108", "310101", "310104", "310110", "120101", "120103")
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS: Final = "10X98765432"


@dataclass(frozen=True, slots=True)
class Third:
    """A person named in a case who is not the debtor; ``role`` is a term of the party roles."""

    name: str
    role: str
    contact: str


@dataclass(frozen=True, slots=True)
class Debtor:
    """Who owes: number at the bank, name, identity, mobile, work line, home, people around."""

    debtor_id: str
    name: str
    identity: str
    mobile: str
    work: str
    address: str
    thirds: tuple[Third, ...]


def name(rng: Generator) -> str:
    """Return a made-up name of two or three characters."""
    return _pick(rng, _SURNAMES) + _pick(rng, _FIRST) + _pick(rng, _SECOND)


def identity(rng: Generator) -> str:
    """Return an 18-character resident number of an adult with a valid check character."""
    birth = f"{rng.integers(1965, 2003)}{rng.integers(1, 13):02d}{rng.integers(1, 29):02d}"
    body = f"{_pick(rng, _REGIONS)}{birth}{rng.integers(1, 1000):03d}"
    return body + check_character(body)


def check_character(body: str) -> str:
    """Return the check character of the first 17 digits of a resident number.

    >>> check_character("11010519491231002")
    'X'
    """
    total = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True))
    return _CHECKS[total % len(_CHECKS)]


@dataclass(slots=True)
class Numbers:
    """Hands out telephone numbers, each once, from blocks with zeros in the middle."""

    used: int = 0

    def mobile(self) -> str:
        """Return a mobile number that was not handed out before."""
        self.used += 1
        prefix = _PREFIXES[self.used % len(_PREFIXES)]
        return f"{prefix}000{self.used // len(_PREFIXES) + 10_000:05d}"

    def landline(self) -> str:
        """Return a landline of a made-up exchange that was not handed out before."""
        self.used += 1
        return f"025-5000{self.used % 10_000:04d}"


def staff_name(collector_id: str) -> str:
    """Return the made-up name of a collector, the same for the same number; "" for robots."""
    if not collector_id or collector_id.startswith("ROBOT"):
        return ""
    return name(np.random.default_rng(list(collector_id.encode())))


def bank_card(serial: int) -> str:
    """Return a card number of a made-up range with a valid Luhn digit.

    >>> bank_card(1)
    '6222000000000017'
    """
    body = f"6222{serial:011d}"
    doubled = [int(d) * (2 - n % 2) for n, d in enumerate(reversed(body))]
    return body + str(-sum(d - 9 * (d > 9) for d in doubled) % 10)


def _pick(rng: Generator, choices: str | tuple[str, ...]) -> str:
    return choices[int(rng.integers(len(choices)))]


def debtor(rng: Generator, numbers: Numbers, serial: int) -> Debtor:
    """Return a debtor with a friend, a family member and a colleague on file."""
    roles = ("friend", "family", "colleague")
    thirds = tuple(Third(name(rng), role, numbers.mobile()) for role in roles)
    return Debtor(
        debtor_id=f"KH{serial:07d}",
        name=name(rng),
        identity=identity(rng),
        mobile=numbers.mobile(),
        work=numbers.landline(),
        address=f"示例市样板路{serial}号",
        thirds=thirds,
    )


def lognormal(rng: Generator, median: float, spread: float) -> int:
    """Return a whole number of seconds around a median, at least 2."""
    return max(2, int(np.exp(rng.normal(np.log(median), spread))))
