"""Says what each column of a log holds, so that a masked copy knows what to do with its cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from auditkit.core.activity import ATTRIBUTE_KINDS, COLUMNS, Kind
from auditkit.core.resources import load_yaml
from auditkit.sources.copy.interface import ASTRAY
from auditkit.sources.lore import plain
from auditkit.sources.people import PREFIXES
from auditkit.sources.plan import Plan

_DATA: Final = Path(__file__).parent.parent / "data" / "personal.yaml"
_NOT: Final = "not"
_NOTHING: Final = "nothing"
_SHORT: Final = 4
_LETTERS: Final = re.compile("[a-z]+")
_HIDDEN: Final = {
    "debtor_id": ("D", "debtor", ""),
    "debtor_ids": ("D", "debtor", "CN_ID_CARD"),
    "party_id": ("P", "party", ""),
    "contact": ("C", "contact", "CN_MOBILE"),
    "own_line": ("L", "own_line", "CN_MOBILE"),
    "attrs.address": ("C", "contact", "CN_MOBILE"),
}
_NAMES: Final = ("debtor_name", "party_name", "collector_name")
_TIMES: Final = frozenset({"turns.stime", "turns.etime"})
_NUMBERS: Final = frozenset({"number", "int", "bool"})


@dataclass(frozen=True, slots=True)
class Holds:
    """What the cells of a column are, by the ``way`` that they take.

    hidden: identifies a person and is replaced whole, by a pseudonym (``prefix``, ``domain``) or
    by what may be seen of ``kind``; name: the same, and looked for in the texts of its row;
    id: stays unless it identifies a person; code: stays unless a value stands in it; time,
    number: stays where it is one; text: read; gone: nothing of it stays.
    """

    way: str = "text"
    kind: str = ""
    prefix: str = ""
    domain: str = ""


TEXT: Final = Holds()
_NAME: Final = Holds("name", "PERSON", "N", "name")
_ID: Final = Holds("id", "", "I", "id")


def holdings(plans: Iterable[Plan], names: Iterable[str]) -> dict[str, Holds]:
    """Return what each named column holds: by the mapping, else by a word of its name."""
    known: dict[str, Holds] = {}
    for plan in plans:
        for part in plan.activities:
            for canonical, bound in part.plan.bound.items():
                for header in bound.headers:
                    holds = _canonical(canonical, pseudonym=bound.pseudonym)
                    known[header] = _stricter(known.get(header), holds)
    words = _words()
    for name in names:
        if name not in known or known[name] == TEXT:
            known[name] = _canonical(name) if name in COLUMNS else _by_name(name, words)
    return known


def within(column: str) -> Holds:
    """Return what a part of a column of JSON holds: ``attrs.amount``, ``turns.stime``."""
    if column.startswith("attrs."):
        return _canonical(column)
    if column == ASTRAY:
        return Holds("gone")
    return Holds("number") if column in _TIMES else TEXT


def _canonical(name: str, *, pseudonym: bool = False) -> Holds:
    if name in _HIDDEN:
        prefix, domain, kind = _HIDDEN[name]
        return Holds("hidden", kind, prefix, domain)
    if name in _NAMES:
        return _NAME
    if name.startswith("attrs."):
        return _attribute(name.removeprefix("attrs."))
    kind = COLUMNS[name].kind if name in COLUMNS else Kind.TEXT
    if kind is Kind.ID:
        prefix = PREFIXES.get(name, name[0].upper())
        return Holds("hidden" if pseudonym else "id", "", prefix, name.removesuffix("_id"))
    ways = {Kind.TIME: "time", Kind.INT: "number", Kind.TERM: "code", Kind.TERMS: "code"}
    return Holds(ways[kind]) if kind in ways else TEXT


def _attribute(name: str) -> Holds:
    kind = ATTRIBUTE_KINDS.get(name, "text")
    if name.endswith(("_id", "_no")):
        return _ID
    if kind in _NUMBERS:
        return Holds("number")
    return Holds("time") if kind in ("date", "window") else TEXT


def _stricter(first: Holds | None, second: Holds) -> Holds:
    order = ("hidden", "name", "id", "text", "code", "time", "number")
    return second if first is None else min(first, second, key=lambda each: order.index(each.way))


def _by_name(name: str, words: Mapping[str, str]) -> Holds:
    own, alone = plain(name), set(_LETTERS.findall(name.casefold()))
    ends = {word: own.rfind(word) + len(word) for word in words if _stands(word, own, alone)}
    kind = words[max(ends, key=lambda word: (ends[word], len(word)))] if ends else _NOT
    if not kind.isupper():
        return TEXT if kind == _NOT else _ID if kind == _ID.way else Holds(kind)
    if kind == "PERSON":
        return _NAME
    prefixes = {"CN_ID_CARD": ("D", "debtor"), "CN_MOBILE": ("C", "contact")}
    return Holds("hidden", kind, *prefixes.get(kind, ("", "")))


def _stands(word: str, own: str, alone: set[str]) -> bool:
    if word.isascii() and len(word) <= _SHORT:
        return word in alone or word == own
    return word in own


def nothings() -> frozenset[str]:
    """Return what cells say that hold nothing, in small letters."""
    return frozenset(str(word).casefold() for word in _said()[_NOTHING])


def _words() -> dict[str, str]:
    said = {kind: words for kind, words in _said().items() if kind != _NOTHING}
    return {plain(str(word)): kind for kind, words in said.items() for word in words}


@cache
def _said() -> Mapping[str, Sequence[object]]:
    said: Mapping[str, Sequence[object]] = load_yaml(_DATA)
    return said
