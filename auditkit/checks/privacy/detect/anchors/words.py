"""The words of the anchored detectors, and patterns made of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, Final

from auditkit.core.resources import load_yaml

_DATA: Final = Path(__file__).parents[2] / "data"
FLAGS: Final = re.IGNORECASE | re.ASCII


@cache
def lore(name: str) -> dict[str, Any]:
    """Return a data file of the privacy checks, ``anchors``, ``values`` or ``places``."""
    loaded: dict[str, Any] = load_yaml(_DATA / f"{name}.yaml")
    return loaded


@cache
def family(name: str) -> tuple[str, ...]:
    """Return the words of a family in small letters."""
    return tuple(dict.fromkeys(str(word).lower() for word in lore("anchors")[name]))


def any_of(words: Iterable[str]) -> str:
    """Return a pattern of one of some words, the longest first.

    >>> any_of(["Q", "QQ", "a.b"])
    '(?:a\\\\.b|QQ|Q)'
    """
    ordered = sorted(map(str, words), key=lambda word: (-len(word), word))
    return "(?:" + "|".join(map(re.escape, ordered)) + ")"


@cache
def glue(name: str = "glue", most: int = 6) -> str:
    """Return a pattern of what may stand between a word and its value."""
    return f"(?:{any_of(lore('values')[name])}){{0,{most}}}"


@cache
def glue_length(name: str, most: int = 6) -> int:
    """Return how many characters may at most stand between a word and its value."""
    return most * max(len(str(word)) for word in lore("values")[name])
