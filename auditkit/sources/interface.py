"""What a source is, and what reading and normalising one gives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from auditkit.core.findings import Bilingual


@dataclass(frozen=True, slots=True)
class RawBatch:
    """Rows as the bank wrote them.

    Columns are ``string``, or ``binary`` in ``encoding`` when decoding is left for later; equal
    headers are told apart as ``name``, ``name#2``. ``rows`` are record numbers as a spreadsheet
    shows them: the header is row 1.
    """

    table: pa.Table
    rows: NDArray[np.int64]
    encoding: str = "utf-8"


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that cannot be read; ``column`` is the bank's header, "" for the row as a whole.

    ``activity`` names what is lost where the row makes several activities and others of them
    could be read; it is empty for a row that is rejected whole.
    """

    row: int
    column: str
    reason: str
    activity: str = ""


@dataclass(slots=True)
class SourceFacts:
    """What is known of a source once it has been read to its end.

    ``unread`` are records the reader could not turn into a row at all (too many cells, bytes that
    are no text, a line without end); they count as read and rejected. ``passed`` are files that
    stand beside the sources and are not read; the first source of a run names them.
    """

    name: str
    format: str = ""
    encoding: str = ""
    sha256: str = ""
    bytes: int = 0
    read: int = 0
    unread: list[Reject] = field(default_factory=list)
    notes: list[Bilingual] = field(default_factory=list)
    passed: tuple[str, ...] = ()


class Source(Protocol):
    """One file, sheet, stream or query."""

    @property
    def name(self) -> str:
        """The name reports show: a path relative to what was given, never with a password."""
        ...

    @property
    def facts(self) -> SourceFacts:
        """What is known; complete once ``batches`` is exhausted."""
        ...

    def header(self) -> tuple[str, ...]:
        """Return the column names without reading the whole source."""
        ...

    def batches(self, columns: frozenset[str] | None = None) -> Iterator[RawBatch]:
        """Yield the rows in order, only ``columns`` when given; may be called again for files."""
        ...
