"""Where one input stands and what is common to every source over a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from auditkit.core.findings import Bilingual
from auditkit.sources.hashing import FileHash
from auditkit.sources.interface import SourceFacts


@dataclass(frozen=True, slots=True)
class Place:
    """A file and the name reports show for it; the hash is shared by the sheets of a workbook."""

    name: str
    path: Path
    hash: FileHash = field(compare=False, repr=False)
    encoding: str | None = None


def begin(facts: SourceFacts, place: Place) -> None:
    """Forget what an earlier reading counted and begin to hash the file."""
    facts.read = 0
    facts.unread.clear()
    place.hash.start()


def finish(facts: SourceFacts, place: Place) -> None:
    """Complete what is known once the last row was given."""
    facts.sha256, facts.bytes = place.hash.result()
    facts.unread.sort(key=lambda reject: reject.row)
    note_if_empty(facts)


def note_if_empty(facts: SourceFacts) -> None:
    """Note that a source has no rows."""
    if facts.read == 0:
        add_note(facts, f"{facts.name}：没有数据行", f"{facts.name} has no rows")


def add_note(facts: SourceFacts, zh: str, en: str) -> None:
    """Add a note once."""
    note = Bilingual(zh, en)
    if note not in facts.notes:
        facts.notes.append(note)


def pick(header: tuple[str, ...], columns: frozenset[str] | None) -> list[str]:
    """Return the asked columns in order of the header; the first one when none is there."""
    if columns is None:
        return list(header)
    return [name for name in header if name in columns] or list(header[:1])


def numbers(first: int, count: int) -> NDArray[np.int64]:
    """Return consecutive row numbers."""
    return np.arange(first, first + count, dtype=np.int64)


def text_table(header: list[str], rows: list[list[str | None]]) -> pa.Table:
    """Return rows of text as a table."""
    cells = list(zip(*rows, strict=True)) if rows else [()] * len(header)
    return pa.table(
        {name: pa.array(column, pa.string()) for name, column in zip(header, cells, strict=True)}
    )
