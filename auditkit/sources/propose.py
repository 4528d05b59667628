"""Proposes how a bank's columns and codes map, with confidence and reason for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from auditkit.core.findings import Bilingual
from auditkit.sources.interface import RawBatch
from auditkit.sources.mapping import Mapping, SourceMapping


@dataclass(frozen=True, slots=True)
class SourceHead:
    """The name, header and first rows of a source."""

    name: str
    header: tuple[str, ...]
    sample: RawBatch


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """What a header is taken for; ``canonical`` is None when nothing fits."""

    header: str
    canonical: str | None
    confidence: float
    reason: Bilingual


@dataclass(frozen=True, slots=True)
class CodeGuess:
    """What a code of a table is taken for; ``term`` is None when a person must decide."""

    table: str
    code: str
    term: str | None
    confidence: float
    rows: int
    reason: Bilingual


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
    """Return how the columns and codes of these exports map, one entry per shape of header."""
    raise NotImplementedError
