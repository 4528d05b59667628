"""The column names and codes that exports are known to use, read from the package's data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from auditkit.sources.lines import read_yaml
from auditkit.sources.texts import fold

_DATA: Final = Path(__file__).parent / "data"
_BLANKS: Final = re.compile(r"[\s_\-.（）()]+")
_CONFIDENCE: Final = {"label": 0.95, "code": 0.7, "collides": 0.4}
VENDOR: Final = 0.85
_PARTS: Final = ("exact", "contains", "doubt")


@dataclass(frozen=True, slots=True)
class Known:
    """What a code is known to mean and how sure that is; ``collides``: it differs by vendor."""

    gives: Mapping[str, str]
    confidence: float
    collides: bool = False


@dataclass(frozen=True, slots=True)
class Vendor:
    """A vendor told by its column names, with its own codes by column."""

    name: str
    header: frozenset[str]
    at_least: int
    codes: Mapping[str, Mapping[str, Known]]


@dataclass(frozen=True, slots=True)
class CaseList:
    """What is known of case lists: names of the dates of steps, of the facts that each step says.

    ``names`` are by step or attribute, ``facts`` gives the step of each attribute.
    """

    names: Mapping[str, Mapping[str, tuple[str, ...]]]
    steps: tuple[str, ...]
    facts: Mapping[str, str]
    shared: frozenset[str]


@dataclass(frozen=True, slots=True)
class Lore:
    """Everything known: header names by column, marks of source kinds, codes, vendors."""

    exact: Mapping[str, tuple[str, ...]]
    contains: Mapping[str, tuple[str, ...]]
    doubt: Mapping[str, tuple[str, ...]]
    kinds: Mapping[str, frozenset[str]]
    files: Mapping[str, tuple[str, ...]]
    codes: Mapping[str, Mapping[str, Known]]
    vendors: tuple[Vendor, ...]
    case_list: CaseList

    def of_case_lists(self) -> Lore:
        """Return what is known with the dates of steps and the facts of a case list besides."""
        known = self.case_list.names
        exact, contains, doubt = (
            {**getattr(self, part), **{name: parts[part] for name, parts in known.items()}}
            for part in _PARTS
        )
        return replace(self, exact=exact, contains=contains, doubt=doubt)


def plain(header: str) -> str:
    """Return a column name as names are compared: no case, blanks, underscores or brackets.

    >>> plain("Start_Time "), plain("通话时长(秒)")
    ('starttime', '通话时长秒')
    """
    return _BLANKS.sub("", fold(header)).casefold()


def load_lore() -> Lore:
    """Return what the package knows of headers and codes."""
    headers = read_yaml(_DATA / "headers.yaml").data
    codes = read_yaml(_DATA / "codes.yaml").data
    vendors = codes.pop("vendors")
    columns = headers["columns"]
    exact, contains, doubt = (
        {name: tuple(map(plain, entry.get(part, ()))) for name, entry in columns.items()}
        for part in _PARTS
    )
    return Lore(
        exact,
        contains,
        doubt,
        {kind: frozenset(map(plain, names)) for kind, names in headers["kinds"].items()},
        {kind: tuple(map(plain, names)) for kind, names in headers["files"].items()},
        {column: dict(_known(column, parts)) for column, parts in codes.items()},
        tuple(_vendor(name, entry) for name, entry in vendors.items()),
        _case_list(headers["case_list"]),
    )


def _case_list(entry: Mapping[str, Any]) -> CaseList:
    facts = {name: step for step, names in entry["facts"].items() for name in names}
    written = dict(entry["steps"])
    for names in entry["facts"].values():
        written |= names
    return CaseList(
        {
            name: {part: tuple(map(plain, parts.get(part, ()))) for part in _PARTS}
            for name, parts in written.items()
        },
        tuple(entry["steps"]),
        facts,
        frozenset(entry["shared"]),
    )


def _known(column: str, parts: Mapping[str, Any]) -> Iterator[tuple[str, Known]]:
    for part in ("collides", "code", "label"):
        for term, words in parts.get(part, {}).items():
            yield from _entries(column, term, words, _CONFIDENCE[part], part == "collides")


def _entries(
    column: str,
    term: str,
    words: list[str] | dict[str, Any],
    confidence: float,
    collides: bool = False,
) -> Iterator[tuple[str, Known]]:
    gives = {column: term}
    listed: Sequence[str] = words if isinstance(words, list) else words["words"]
    if isinstance(words, dict):
        gives, confidence = words["gives"], float(words["confidence"])
    for word in listed:
        yield fold(word).casefold(), Known(gives, confidence, collides)


def _vendor(name: str, entry: Mapping[str, Any]) -> Vendor:
    codes = {
        column: dict(
            pair for term, words in terms.items() for pair in _entries(column, term, words, VENDOR)
        )
        for column, terms in entry.items()
        if column not in ("header", "at_least")
    }
    return Vendor(name, frozenset(map(plain, entry["header"])), int(entry["at_least"]), codes)


def vendor_of(lore: Lore, header: Sequence[str]) -> Vendor | None:
    """Return the vendor whose column names these are, if any."""
    names = {plain(name) for name in header}
    return next((v for v in lore.vendors if len(v.header & names) >= v.at_least), None)
