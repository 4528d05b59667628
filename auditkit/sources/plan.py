"""Binds one source's mapping to the header that the file really has."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Table
from dataclasses import dataclass, field, replace
from fnmatch import fnmatch
from pathlib import PurePosixPath
from typing import Final

from auditkit.core.activity import COLUMNS
from auditkit.core.errors import ConfigError
from auditkit.core.findings import Bilingual
from auditkit.sources.mapping import (
    CROSSWALK,
    ActivityMap,
    Effect,
    FieldMap,
    Mapping,
    SourceMapping,
    is_canonical_name,
)
from auditkit.sources.texts import fold

WHEN: Final = "when"
"""Stands among the bound columns of a part for the column that says whether a row makes it."""
_ROW: Final = "row"
"""The label of an activity that is the row itself and no step."""
_SHEET: Final = re.compile(r"\[[^\[\]]*\]$")
_WORKBOOK: Final = re.compile(r"\.xls[xmb]?($|[^0-9A-Za-z])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Bound:
    """A canonical column, the headers it comes from and how their cells are read."""

    canonical: str
    headers: tuple[str, ...]
    join: str = " "
    unit: str | None = None
    table: Table[str, Effect] = field(default_factory=dict)
    default: str | None = None
    pseudonym: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """One source's mapping bound to its header.

    ``canonical`` says that the columns already are those of the activity table, so that a word
    outside a vocabulary is a mistake and not a code of the bank. ``workbook`` is set for files
    that a spreadsheet program wrote. ``parts`` are the activities of one row where it makes
    several; ``bound`` and ``constants`` are then what they share.
    """

    source: str
    name: str
    kind: str
    rank: int
    bound: Table[str, Bound]
    constants: Table[str, str]
    header: tuple[str, ...]
    zone: str | None = None
    time_order: str | None = None
    encoding: str | None = None
    clock_offset_s: int | None = None
    codes_version: str = ""
    canonical: bool = False
    workbook: bool = False
    assumptions: tuple[Bilingual, ...] = ()
    parts: tuple[Part, ...] = ()

    @property
    def mapped(self) -> frozenset[str]:
        """The canonical columns that this source says something about."""
        own = frozenset(self.bound) | frozenset(self.constants)
        return own.union(*(part.plan.mapped for part in self.parts))

    @property
    def activities(self) -> tuple[Part, ...]:
        """What a row makes: its parts, or the row itself alone."""
        return self.parts or (Part(self),)


@dataclass(frozen=True, slots=True)
class Part:
    """One activity that a row makes, with a plan of its own; without a label it is the only one.

    ``label`` tells it from the others, ``own`` are the columns that its entry speaks of itself,
    ``among`` the codes asked for under ``WHEN`` (folded; empty asks for any).
    """

    plan: Plan
    step: str = ""
    label: str = ""
    own: frozenset[str] = frozenset()
    among: frozenset[str] = frozenset()


def is_canonical(header: Sequence[str]) -> bool:
    """Return whether a file's columns are those of the activity table (others may stand beside)."""
    known = [name for name in header if is_canonical_name(name)]
    return "at" in known and len(known) * 2 > len(header)


def plan_for(mapping: Mapping, source_name: str, header: Sequence[str]) -> Plan:
    """Return the plan of a source.

    ``ConfigError`` when no entry of the mapping fits, or when the entry that fits speaks of a
    column that the file does not have. A canonical file needs no entry.
    """
    logs = [entry for entry in mapping.sources if entry.kind != "crosswalk"]
    fitting = [entry for entry in logs if _fits(entry, source_name, header)]
    whole = [entry for entry in fitting if not _absent(entry, header)]
    if whole:
        return bind(whole[0], source_name, header)
    if not fitting:
        if is_canonical(header):
            return canonical_plan(source_name, header)
        raise ConfigError(
            source_name,
            "no source of the mapping fits this file",
            "add a pattern for its name under match, or make a new entry with: auditkit map",
        )
    missing = ", ".join(_absent(fitting[0], header))
    raise ConfigError(
        source_name, f"the mapping {fitting[0].name} names columns the file lacks: {missing}"
    )


def crosswalk_plan(mapping: Mapping, source_name: str, header: Sequence[str]) -> Plan:
    """Return the plan of a crosswalk: its entry in the mapping, else its canonical headers."""
    entries = [entry for entry in mapping.sources if entry.kind == "crosswalk"]
    for entry in entries:
        if _fits(entry, source_name, header) and not _absent(entry, header):
            return bind(entry, source_name, header)
    fields = {name: FieldMap(from_=(name,)) for name in header if name in CROSSWALK}
    entry = SourceMapping(name="crosswalk", kind="crosswalk", fields=fields)
    return bind(entry, source_name, header)


def canonical_plan(source_name: str, header: Sequence[str]) -> Plan:
    """Return the plan of a file whose columns already are those of the activity table."""
    fields = {name: FieldMap(from_=(name,)) for name in header if is_canonical_name(name)}
    return bind(SourceMapping(name="canonical", fields=fields), source_name, header)


def bind(entry: SourceMapping, source_name: str, header: Sequence[str]) -> Plan:
    """Return the plan of an entry whose headers are known to be there."""
    bound = {name: _bound(entry, name, column) for name, column in entry.fields.items()}
    whole = Plan(
        source=source_name,
        name=entry.name,
        kind=entry.kind,
        rank=entry.rank,
        bound=bound,
        constants=dict(entry.constants),
        header=tuple(header),
        zone=entry.zone,
        time_order=entry.time_order,
        encoding=entry.encoding,
        clock_offset_s=entry.clock_offset_s,
        codes_version=entry.codes.version,
        canonical=_all_canonical(bound),
        workbook=_WORKBOOK.search(source_name) is not None,
        assumptions=tuple(_assumed(entry)),
    )
    return replace(whole, parts=tuple(_parts(entry, whole)))


def _bound(entry: SourceMapping, name: str, column: FieldMap) -> Bound:
    return Bound(
        name,
        tuple(column.from_),
        column.join,
        column.unit,
        _table(entry, name, column),
        column.default,
        column.pseudonym,
    )


def _all_canonical(bound: Table[str, Bound]) -> bool:
    return bool(bound) and all(b.headers == (b.canonical,) for b in bound.values())


def _parts(entry: SourceMapping, whole: Plan) -> Iterator[Part]:
    """Yield the activities of a row; what an entry says stands over what the source says."""
    labels: Counter[str] = Counter()
    for said in entry.activities:
        own = {"at": _bound(entry, "at", said.at)}
        own |= {name: _bound(entry, name, column) for name, column in said.fields.items()}
        constants = dict(said.constants) | ({"step": said.step} if said.step else {})
        bound = {name: b for name, b in whole.bound.items() if name not in constants} | own
        shared = {name: word for name, word in whole.constants.items() if name not in own}
        if said.when is not None:
            table = entry.codes.tables.get(said.when.codes or "", {})
            bound[WHEN] = Bound(WHEN, (said.when.from_,), table=table)
        step = said.step or ""
        labels[step] += 1
        yield Part(
            replace(
                whole, bound=bound, constants=shared | constants, canonical=_all_canonical(bound)
            ),
            step,
            (step or _ROW) + (f"-{labels[step]}" if labels[step] > 1 else ""),
            frozenset(own) | frozenset(constants),
            frozenset(fold(code).casefold() for code in (said.when.is_ if said.when else ())),
        )


def _table(entry: SourceMapping, name: str, column: FieldMap) -> Table[str, Effect]:
    if column.codes is not None:
        return entry.codes.tables.get(column.codes, {})
    return entry.codes.tables.get(name, {})


def _names(source_name: str) -> set[str]:
    """Return what a pattern is held against: path or file, with its sheet or without."""
    path = source_name.replace("\\", "/")
    book = _SHEET.sub("", path)
    return {path, book, PurePosixPath(path).name, PurePosixPath(book).name}


def _fits(entry: SourceMapping, source_name: str, header: Sequence[str]) -> bool:
    if entry.match and not any(
        fnmatch(name, pattern) for name in _names(source_name) for pattern in entry.match
    ):
        return False
    if entry.header:
        return set(entry.header) <= set(header)
    return bool(entry.match) or not _absent(entry, header)


def _absent(entry: SourceMapping, header: Sequence[str]) -> list[str]:
    return [name for name in entry.headers if name not in header]


def _assumed(entry: SourceMapping) -> list[Bilingual]:
    said = {*entry.fields, *entry.constants, *_said_by_all(entry.activities)}
    assumed = []
    for name in ("direction", "purpose"):
        default = COLUMNS[name].default
        if name not in said and default:
            vocabulary = COLUMNS[name].vocabulary
            zh, en = (vocabulary.label(default, lang) for lang in ("zh", "en"))  # type: ignore[union-attr]
            assumed.append(
                Bilingual(
                    f"未映射“{COLUMNS[name].zh}”（{name}），按“{zh}”处理",
                    f"{name} is not mapped; taken as {en}",
                )
            )
    if "debtor_id" not in said:
        assumed.append(
            Bilingual(
                "未映射债务人编号（debtor_id），依次以证件号码、对照表、案件号区分债务人，"
                "均无则看号码属于谁",
                "debtor_id is not mapped; debtors are told apart by their identifier, the "
                "crosswalk or their case, else by whose number it is",
            )
        )
    return assumed


def _said_by_all(activities: Sequence[ActivityMap]) -> set[str]:
    """Return the columns that every one of several activities speaks of itself."""
    said = [{*each.fields, *each.constants} for each in activities]
    return set.intersection(*said) if said else set()
