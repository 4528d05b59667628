"""Opens sources and finds out how their columns map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pyarrow as pa

from auditkit.core.errors import ConfigError, InputError
from auditkit.core.findings import Bilingual
from auditkit.engine.roster import Input
from auditkit.sources.identifiers import identifies
from auditkit.sources.interface import RawBatch, Source, SourceFacts
from auditkit.sources.mapping import Mapping, read_mapping
from auditkit.sources.plan import is_canonical, plan_for
from auditkit.sources.propose import Proposal, SourceHead, propose
from auditkit.sources.resolve import resolve
from auditkit.sources.texts import fold

SAMPLE = 2_000


@dataclass(frozen=True, slots=True)
class Opened:
    """Sources with their plans, what was assumed and what needs a look; ``empty`` hold nothing."""

    inputs: tuple[Input, ...]
    mapping: Mapping
    assumptions: tuple[Bilingual, ...]
    alarms: tuple[Bilingual, ...] = ()
    empty: tuple[SourceFacts, ...] = ()


def open_inputs(
    specs: Sequence[str],
    *,
    mapping: Path | None = None,
    query: str | None = None,
    stdin: BinaryIO | None = None,
    besides: Sequence[Path] = (),
) -> Opened:
    """Return sources with their plans; without a mapping one is proposed and said to be assumed."""
    given, notes = read_mapping(mapping) if mapping is not None else (None, ())
    encodings = {
        pattern: entry.encoding
        for entry in (given.sources if given else ())
        if entry.encoding
        for pattern in entry.match
    }
    found = resolve(specs, query=query, stdin=stdin, encodings=encodings, besides=besides)
    sources = with_headers(found)
    empty = tuple(_read_through(source) for source in found if not source.header())
    if given is not None:
        opened = _with_mapping(sources, given)
        return replace(opened, assumptions=(*notes, *opened.assumptions), empty=empty)
    strange = [source for source in sources if not is_canonical(source.header())]
    proposal = propose([head(source) for source in strange])
    opened = _with_mapping(sources, proposal.mapping)
    return Opened(
        opened.inputs,
        proposal.mapping,
        (*opened.assumptions, *proposal.assumptions),
        tuple(proposal.alarms),
        empty,
    )


def with_headers(sources: Sequence[Source]) -> list[Source]:
    """Return the sources that have columns.

    Raises ``InputError`` for one whose names of columns are a person's: they are its first row.
    """
    for source in sources:
        if any(identifies(fold(name)) for name in source.header()):
            raise InputError(
                source.name,
                "has no header: its first row holds values / 没有表头：首行是数据而不是列名",
                "Add a row with the names of the columns. / 请在首行补上列名。",
            )
    return [source for source in sources if source.header()]


def _read_through(source: Source) -> SourceFacts:
    """Return what is known of a source without a header once it has been read to its end."""
    for _ in source.batches():
        pass
    return source.facts


def _with_mapping(sources: Sequence[Source], mapping: Mapping) -> Opened:
    inputs = tuple(Input(s, plan_for(mapping, s.name, s.header())) for s in sources)
    for item in inputs:
        needed = {"at": item.plan.mapped & {"at"}}
        whose = {"debtor_id", "debtor_ids", "case_id", "contact"}
        needed["debtor_id, case_id or contact"] = item.plan.mapped & whose
        missing = [name for name, found in needed.items() if not found]
        if missing:
            raise ConfigError(
                item.source.name,
                f"no column is known to be {' nor '.join(missing)}",
                "Run auditkit map on it, name the column in the mapping, and scan with --mapping.",
            )
    return Opened(inputs, mapping, tuple(n for i in inputs for n in i.plan.assumptions))


def head(source: Source) -> SourceHead:
    """Return the name, header and first rows of a source."""
    for batch in source.batches():
        rows = min(SAMPLE, batch.table.num_rows)
        sample = RawBatch(batch.table.slice(0, rows), batch.rows[:rows], batch.encoding)
        return SourceHead(source.name, source.header(), sample)
    names = source.header()
    empty = pa.table({name: pa.array([], pa.string()) for name in names})
    return SourceHead(source.name, names, RawBatch(empty, np.empty(0, dtype=np.int64)))


def propose_mapping(
    specs: Sequence[str], *, query: str | None = None, stdin: BinaryIO | None = None
) -> Proposal:
    """Return how the columns and codes of sources map, with confidence and reason for each."""
    sources = with_headers(resolve(specs, query=query, stdin=stdin))
    return propose([head(source) for source in sources])
