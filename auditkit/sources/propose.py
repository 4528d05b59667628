"""Proposes how a bank's columns and codes map, with confidence and reason for each."""

from __future__ import annotations

import re
from collections.abc import Mapping as Table
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

import numpy as np
import pyarrow as pa

from auditkit.core.activity import COLUMNS
from auditkit.core.findings import Bilingual
from auditkit.sources.case_list import CONSTANTS, steps_of
from auditkit.sources.columns import ColumnGuess, guess_columns
from auditkit.sources.doubts import alarms_of, assumed_in, undated
from auditkit.sources.guesses import CodeGuess, guess_codes
from auditkit.sources.interface import RawBatch
from auditkit.sources.lore import Lore, Vendor, load_lore, plain, vendor_of
from auditkit.sources.mapping import Codes, FieldMap, Mapping, SourceMapping, is_canonical_name
from auditkit.sources.plan import is_canonical
from auditkit.sources.shapes import Shape, shape

__all__ = ["CodeGuess", "ColumnGuess", "Proposal", "SourceHead", "SourceProposal", "propose"]


@dataclass(frozen=True, slots=True)
class SourceHead:
    """The name, header and first rows of a source."""

    name: str
    header: tuple[str, ...]
    sample: RawBatch


@dataclass(frozen=True, slots=True)
class SourceProposal:
    """The proposal for one kind of export."""

    mapping: SourceMapping
    columns: tuple[ColumnGuess, ...]
    codes: tuple[CodeGuess, ...]
    alarms: tuple[Bilingual, ...]
    assumptions: tuple[Bilingual, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """The proposal for all exports given."""

    sources: tuple[SourceProposal, ...]

    @property
    def mapping(self) -> Mapping:
        """The mapping proposed."""
        return Mapping(sources=tuple(source.mapping for source in self.sources))

    @property
    def assumptions(self) -> list[Bilingual]:
        """What was assumed, for a run without a confirmed mapping."""
        return [text for source in self.sources for text in source.assumptions]

    @property
    def alarms(self) -> list[Bilingual]:
        """What a person must look at before trusting the result."""
        return [text for source in self.sources for text in source.alarms]


def propose(heads: Sequence[SourceHead]) -> Proposal:
    """Return how the columns and codes of these exports map, one entry per kind of export.

    Files of one header whose names differ in digits only (weeks, months) are one kind.
    """
    lore = load_lore()
    names: set[str] = set()
    kinds: dict[tuple[tuple[str, ...], str], list[SourceHead]] = {}
    for head in heads:
        kinds.setdefault((head.header, _pattern(head.name)), []).append(head)
    return Proposal(tuple(_propose(_together(alike), lore, names) for alike in kinds.values()))


def _together(heads: Sequence[SourceHead]) -> SourceHead:
    """Return files of one kind as one head, with the first rows of all that are written alike."""
    first = heads[0]
    alike = [h.sample for h in heads if h.sample.table.schema.equals(first.sample.table.schema)]
    same = [sample for sample in alike if sample.encoding == first.sample.encoding]
    sample = RawBatch(
        pa.concat_tables([each.table for each in same]).combine_chunks(),
        np.concatenate([each.rows for each in same]),
        first.sample.encoding,
    )
    return SourceHead(first.name, first.header, sample)


def _propose(head: SourceHead, lore: Lore, names: set[str]) -> SourceProposal:
    name = _name(head.name, names)
    if is_canonical(head.header):
        return _canonical(head, name)
    kind, vendor = _kind(head, lore), vendor_of(lore, head.header)
    shapes = {h: shape(head.sample, h) for h in head.header if h in head.sample.table.column_names}
    steps = None
    if kind == "case_list":
        steps = steps_of(guess_columns(shapes, lore.of_case_lists(), vendor), lore.case_list)
    guesses = guess_columns(shapes, lore, vendor) if steps is None else steps.guesses
    fields = _fields({h: g for h, g in guesses.items() if not g.activity}, shapes)
    guesses = _joined(guesses, fields)
    tables, codes = _tables(fields, shapes, lore, vendor)
    constants = {"channel": "call"} if kind == "dialler" and "channel" not in fields else {}
    activities = () if steps is None else steps.activities
    dated = [fields["at"]] if "at" in fields else [each.at for each in activities]
    mapping = SourceMapping.model_validate(
        {
            "name": name,
            "kind": kind,
            "match": (_pattern(head.name),),
            "time_order": _order([each.from_[0] for each in dated], shapes),
            "fields": fields,
            "constants": constants if steps is None else CONSTANTS,
            "activities": activities,
            "codes": Codes(version="1", tables=tables) if tables else Codes(),
        }
    )
    alarms = alarms_of(head.name, mapping, shapes, codes)
    alarms += undated(head.name, steps.undated if steps is not None else ())
    return SourceProposal(
        mapping,
        tuple(guesses[header] for header in shapes),
        tuple(codes),
        tuple(alarms),
        tuple(assumed_in(head.name, mapping, guesses)),
    )


def _canonical(head: SourceHead, name: str) -> SourceProposal:
    reason = Bilingual("标准列名", "a column of the activity table")
    unused = Bilingual("不是标准列，未使用", "not a column of the activity table, not used")
    fields = {h: FieldMap(from_=(h,)) for h in head.header if is_canonical_name(h)}
    guesses = tuple(
        ColumnGuess(h, h, 1.0, reason) if h in fields else ColumnGuess(h, None, 0.0, unused)
        for h in head.header
    )
    mapping = SourceMapping(name=name, match=(_pattern(head.name),), fields=fields)
    return SourceProposal(mapping, guesses, (), (), ())


def _fields(guesses: Table[str, ColumnGuess], shapes: Table[str, Shape]) -> dict[str, FieldMap]:
    fields: dict[str, FieldMap] = {}
    for header, guess in guesses.items():
        if guess.canonical is None:
            continue
        found = shapes[header]
        headers: tuple[str, ...] = (header,)
        if guess.canonical == "at":
            headers = _split_time(header, shapes)
        unit = "mm:ss" if guess.canonical == "duration_s" and found.minutes > 0.5 else None
        is_words = guess.canonical in COLUMNS and COLUMNS[guess.canonical].vocabulary is not None
        codes = guess.canonical if is_words else None
        fields[guess.canonical] = FieldMap(from_=headers, unit=unit, codes=codes)
    return {name: fields[name] for name in (*COLUMNS, *fields) if name in fields}


def _joined(
    guesses: Table[str, ColumnGuess], fields: Table[str, FieldMap]
) -> dict[str, ColumnGuess]:
    """Return the guesses with the other half of a time said to be that."""
    joined = dict(guesses)
    for name, field in fields.items():
        for header in field.from_:
            if guesses[header].canonical != name and len(field.from_) > 1:
                both = " + ".join(field.from_)
                text = Bilingual(f"日期与时刻分列：{both}", f"date and time apart: {both}")
                joined[header] = ColumnGuess(header, name, 0.9, text)
    return joined


def _split_time(header: str, shapes: Table[str, Shape]) -> tuple[str, ...]:
    """Return the date and the time column where they are apart, the date first."""
    order = list(shapes)
    near = sorted(order, key=lambda other: abs(order.index(other) - order.index(header)))
    if shapes[header].clocks > 0.8:
        partner = next((h for h in near if h != header and shapes[h].days > 0.8), None)
        return (partner, header) if partner is not None else (header,)
    if shapes[header].days > 0.8:
        partner = next((h for h in near if h != header and _is_clock(h, shapes[h])), None)
        return (header, partner) if partner is not None else (header,)
    return (header,)


def _is_clock(header: str, found: Shape) -> bool:
    return found.clocks > 0.8 and "长" not in header and "duration" not in plain(header)


def _tables(
    fields: dict[str, FieldMap], shapes: Table[str, Shape], lore: Lore, vendor: Vendor | None
) -> tuple[dict[str, dict[str, object]], list[CodeGuess]]:
    tables: dict[str, dict[str, object]] = {}
    guesses: list[CodeGuess] = []
    for name, field in list(fields.items()):
        if field.codes is None:
            continue
        table, found = guess_codes(name, shapes[field.from_[0]].coded, lore, vendor)
        guesses += found
        if table:
            tables[name] = dict(table)
        else:
            fields[name] = field.model_copy(update={"codes": None})
    return tables, guesses


def _kind(head: SourceHead, lore: Lore) -> str:
    names = {plain(name) for name in head.header}
    file = plain(head.name)
    scores = {
        kind: len(marks & names) + 2 * any(word in file for word in lore.files[kind])
        for kind, marks in lore.kinds.items()
    }
    best = max(scores, key=lambda kind: scores[kind])
    return best if scores[best] >= 2 else "other"


def _order(times: Sequence[str], shapes: Table[str, Shape]) -> str | None:
    """Return the order of month and day, where the first columns of time that tell it agree."""
    found = [shapes[header].orders for header in times]
    told = {next(iter(orders)) for orders in found if len(orders) == 1}
    return next(iter(told)) if len(told) == 1 else None


def _name(source: str, names: set[str]) -> str:
    stem = PurePosixPath(source.replace("\\", "/")).name.split(".")[0]
    stem = re.sub(r"\d+", "", stem).strip("_- ") or stem or "source"
    name, number = stem, 2
    while name in names:
        name, number = f"{stem}-{number}", number + 1
    names.add(name)
    return name


def _pattern(source: str) -> str:
    """Return a pattern that also fits next month's file: digits may be others."""
    escaped = re.sub(r"[\[\]*?]", "?", source)
    return re.sub(r"\d+", "*", escaped)
