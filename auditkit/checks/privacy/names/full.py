"""Tells full names from what else a log writes in a name's place, and the ways to write one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from auditkit.checks.privacy.names.form import looked_up
from auditkit.checks.privacy.names.lexicon import Names, names

WHOLE: Final = 1.0
"""The score of a name as the log has it."""
SHORTER: Final = 0.95
"""The score of first and last name without what stands between, or last name first."""
INITIAL: Final = 0.6
"""The score of a surname with a title or an initial: Mr Smith, J. Smith."""
SINGLE: Final = 0.4
"""The score of a name of one Latin word."""
_HAN: Final = "[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af〇]"
_CHINESE: Final = re.compile(rf"{_HAN}{{2,15}}")
_LATIN: Final = re.compile(r"[a-z][a-z' .,-]{1,60}")
_BRACKETS: Final = re.compile(r"[(（\[【<《{/|].*$", re.DOTALL)
_HONORIFICS: Final = frozenset(("mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "madam"))
_SUFFIXES: Final = frozenset(("jr", "sr", "ii", "iii", "iv", "esq"))


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way to write a name, in the form in which names are looked up, and how sure it is."""

    text: str
    score: float


def full_names(given: Sequence[str]) -> list[str]:
    """Return each name in the form in which names are looked up; "" for what is no full name.

    >>> full_names(["张 三", "张*", "张先生", "李四（父亲）", "妈妈", "Smith, John", "Mom"])
    ['张三', '', '', '李四', '', 'john smith', '']
    """
    words = names()
    return [_full(name, words) for name in looked_up(given)]


def spellings(name: str) -> tuple[Spelling, ...]:
    """Return the ways in which a full name may be written.

    >>> [way.text for way in spellings("john a smith")][:3]
    ['john a smith', 'john smith', 'smith, john a']
    """
    if not _LATIN.fullmatch(name):
        return (Spelling(name, WHOLE),)
    words = name.split(" ")
    if len(words) == 1:
        return (Spelling(name, SINGLE),)
    first, last, initial = words[0], words[-1], f"{words[0][0]} {words[-1]}"
    scores = {name: WHOLE}
    for text in (f"{first} {last}", f"{last}, {' '.join(words[:-1])}", f"{last}, {first}"):
        scores.setdefault(text, SHORTER)
    for text in (initial, *(f"{title} {last}" for title in sorted(_HONORIFICS))):
        scores.setdefault(text, INITIAL)
    return tuple(Spelling(text, score) for text, score in scores.items())


def _full(name: str, words: Names) -> str:
    name = _BRACKETS.sub("", name).strip(" :：-")
    if name in words.not_names or name.endswith(words.institutions):
        return ""
    return _latin(name, words) if name[:1].isascii() else _chinese(name, words)


def _chinese(name: str, words: Names) -> str:
    if name.endswith(words.titles):
        for title in words.titles:
            name = name.removesuffix(title)
    if not _CHINESE.fullmatch(name) or "某" in name or name in words.not_names:
        return ""
    return name


def _latin(name: str, words: Names) -> str:
    if not _LATIN.fullmatch(name):
        return ""
    last, comma, rest = name.partition(",")
    if comma and rest.strip(" ,") not in _SUFFIXES:
        name = f"{rest} {last}"
    parts = [part for part in re.split(r"[ ,.]+", name) if part and part not in _SUFFIXES]
    while parts and parts[0] in _HONORIFICS:
        parts = parts[1:]
    text = " ".join(parts)
    if sum(len(part) > 1 for part in parts) == 0 or len(text) < 3 or text in words.not_names:
        return ""
    return text
