"""Facts of numbers and words around them, read once from the package's data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from auditkit.core.resources import load_yaml

_DATA: Final = Path(__file__).parent.parent / "data"


@cache
def load(name: str) -> Mapping[str, Any]:
    """Return what a data file of the package says."""
    facts: Mapping[str, Any] = load_yaml(_DATA / f"{name}.yaml")
    return facts


def listed(ranges: str) -> Iterator[str]:
    """Return the members of a list of ranges.

    >>> list(listed("10, 20-22"))
    ['10', '20', '21', '22']
    """
    for part in ranges.split(","):
        first, _, last = part.strip().partition("-")
        yield from map(str, range(int(first), int(last or first) + 1))


@cache
def area_codes(digits: int, local: int) -> NDArray[np.bool_]:
    """Return which codes of that many digits, without the 0, have local numbers that long."""
    table = np.zeros(10**digits, dtype=bool)
    for entry in load("numbers")["area_codes"]:
        if local in entry["local"]:
            table[[int(code) for code in listed(entry["codes"]) if len(code) == digits]] = True
    return table


@cache
def regions(name: str) -> NDArray[np.bool_]:
    """Return which two leading digits are ``provinces`` or ``residence`` regions."""
    table = np.zeros(100, dtype=bool)
    table[[int(code) for code in listed(load("numbers")[name])]] = True
    return table


@cache
def birth_years() -> tuple[int, int]:
    """Return the first and the last year in which somebody may be born."""
    first, last = load("numbers")["birth_years"]
    return int(first), int(last)


@cache
def issuers(length: int) -> NDArray[np.float32]:
    """Return by six leading digits how sure an issuer has cards that long, 0 for none."""
    table = np.zeros(10**6, dtype=np.float32)
    for entry in load("numbers")["cards"]:
        if length in entry["lengths"]:
            for lead in listed(entry["lead"]):
                width = 10 ** (6 - len(lead))
                table[int(lead) * width : (int(lead) + 1) * width] = entry["weight"]
    return table


def packed(words: Sequence[str]) -> NDArray[np.uint64]:
    """Return words of at most eight ASCII letters as numbers, sorted."""
    keys = [int.from_bytes(word.lower().encode().ljust(8, b"\0"), "big") for word in words]
    return np.array(sorted(keys), dtype=np.uint64)
