"""Keeps normalised rows in buckets by a key, in memory up to a budget and on disk beyond it.

Spool files hold no raw identifier and no free text that a rule does not read; they are created
in a folder of mode 0700 and removed with the spool.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

BUCKETS: Final = 16
SMALL: Final = 250_000
"""Up to this many rows are judged as one frame: cheaper than the overhead of sixteen."""
BUDGET: Final = 384 * 1024 * 1024


def stored_schema(schema: pa.Schema) -> pa.Schema:
    """Return the schema in which rows are kept: texts as such.

    A dictionary would be carried whole by every part of every batch.
    """
    return pa.schema(
        [
            pa.field(f.name, f.type.value_type if pa.types.is_dictionary(f.type) else f.type)
            for f in schema
        ]
    )


@dataclass(slots=True)
class Spool:
    """Tables by bucket; use as a context manager, so that its files go away.

    ``schema`` is a ``stored_schema``; what is added is cast to it. With ``keep`` the buckets can be
    given more than once.
    """

    schema: pa.Schema
    key: str
    fallback: str | None = None
    budget: int | None = None
    buckets: int = BUCKETS
    rows: int = 0
    keep: bool = False
    _held: list[list[pa.Table]] = field(default_factory=list)
    _bytes: int = 0
    _folder: tempfile.TemporaryDirectory[str] | None = None
    _writers: dict[int, Any] = field(default_factory=dict)

    def __enter__(self) -> Spool:
        self._held = [[] for _ in range(self.buckets)]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for writer in self._writers.values():
            writer.close()
        if self._folder is not None:
            self._folder.cleanup()

    def add(self, table: pa.Table) -> None:
        """Put rows into their buckets; rows without the key go by the fallback key."""
        if table.num_rows == 0:
            return
        table = table.select(self.schema.names).cast(self.schema)
        bucket = self._bucket(table)
        order = np.argsort(bucket, kind="stable")
        table = table.take(pa.array(order))
        edges = np.searchsorted(bucket[order], np.arange(self.buckets + 1))
        for number in range(self.buckets):
            part = table.slice(edges[number], edges[number + 1] - edges[number])
            if part.num_rows:
                self._held[number].append(part)
        self.rows += table.num_rows
        self._bytes += table.nbytes
        if self._bytes > (BUDGET if self.budget is None else self.budget):
            self._flush()

    @property
    def whole(self) -> bool:
        """Whether the rows are few enough to be judged as one frame."""
        return self.rows <= SMALL and not self._writers

    def frames(self) -> Iterator[pa.Table]:
        """Yield the buckets, or everything as one when it is small and in memory."""
        if self.whole:
            held = [table for tables in self._held for table in tables]
            yield self._join(held)
            return
        if self._writers:
            self._flush()
            for writer in self._writers.values():
                writer.close()
        for number in range(self.buckets):
            table = self._join([*self._stored(number), *self._held[number]])
            if not self.keep:
                self._held[number] = []
            if table.num_rows:
                yield table

    def look(self, columns: Sequence[str]) -> Iterator[pa.Table]:
        """Yield some columns of everything that is held, in pieces, and keep all of it."""
        names = list(columns)
        for number in range(self.buckets):
            yield from (table.select(names) for table in self._held[number])
            if number in self._writers:
                with pa.memory_map(str(self._path(number))) as file:
                    for batch in pa.ipc.open_stream(file):
                        yield pa.Table.from_batches([batch]).select(names)

    def _bucket(self, table: pa.Table) -> NDArray[np.int64]:
        key: NDArray[np.int64] = table.column(self.key).to_numpy().astype(np.int64)
        if self.fallback is not None:
            other = table.column(self.fallback).to_numpy()
            key = np.where(key == 0, other, key)
        return key & np.int64(self.buckets - 1)

    def _join(self, tables: list[pa.Table]) -> pa.Table:
        if not tables:
            return self.schema.empty_table()
        # copied: a slice that travels to another process takes its whole batch along
        return pa.concat_tables(tables).combine_chunks()

    def _flush(self) -> None:
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="auditkit-")
        for number, tables in enumerate(self._held):
            if tables:
                writer = self._writers.get(number)
                if writer is None:
                    writer = pa.ipc.new_stream(str(self._path(number)), self.schema)
                    self._writers[number] = writer
                for table in tables:
                    writer.write_table(table)
                self._held[number] = []
        self._bytes = 0

    def _path(self, number: int) -> Path:
        if self._folder is None:
            raise RuntimeError
        return Path(self._folder.name) / f"{number:02d}.arrow"

    def _stored(self, number: int) -> list[pa.Table]:
        if number not in self._writers:
            return []
        with pa.OSFile(str(self._path(number))) as file:
            return [pa.ipc.open_stream(file).read_all()]
