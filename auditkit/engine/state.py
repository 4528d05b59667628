"""What one run hands to the next: the rows that open states and windows may still need.

The rows are those of the spool, before repeats and links: keyed pseudonyms and integers, no raw
identifier and no text of a note. So a later run that is handed them repeats, links and judges as
one run over everything would.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from auditkit.core.errors import StoreError
from auditkit.core.frame import FIELDS, RAW, missing_array


@dataclass(frozen=True, slots=True)
class Origin:
    """A source that rows of a state came from: its name, its system and that system's rank.

    ``speaks`` are the frame columns that the source said anything in; ``several`` says that one
    row of it may stand as several activities.
    """

    name: str
    feed: str
    rank: int
    speaks: frozenset[str]
    several: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """What an earlier run handed on; ``parts`` are packed tables of its rows, bucket by bucket.

    ``columns`` are those that the earlier run's rules asked for; ``acts_from`` and ``steps_from``
    are the local days since which its record, with what it was handed itself, holds acts of
    contact and steps, ``listed`` those of steps known from lists. The first ``read`` origins were
    read by that run, the others handed to it.
    """

    run: str
    origins: tuple[Origin, ...]
    columns: frozenset[str]
    acts_from: int | None
    steps_from: int | None
    listed: Mapping[str, int]
    parts: tuple[bytes, ...]
    read: int = 0

    def tables(self, schema: pa.Schema, first_source: int) -> Iterator[pa.Table]:
        """Yield the rows in the columns of ``schema``; sources count from ``first_source``.

        A column that the earlier run did not carry is not said.
        """
        for part in self.parts:
            yield _fitted(unpacked(part), schema, first_source)

    def named(self, run: str) -> State:
        """Return the state as handed on by a run; sources that the run read are named after it."""
        own = (replace(each, name=f"{run}/{each.name}") for each in self.origins[: self.read])
        return replace(self, run=run, origins=(*own, *self.origins[self.read :]))

    def described(self) -> dict[str, Any]:
        """Return all but the rows, as JSON can hold it."""
        return {
            "run": self.run,
            "origins": [
                [each.name, each.feed, each.rank, sorted(each.speaks), each.several]
                for each in self.origins
            ],
            "columns": sorted(self.columns),
            "acts_from": self.acts_from,
            "steps_from": self.steps_from,
            "listed": dict(self.listed),
        }


def state_of(described: Mapping[str, Any], parts: Sequence[bytes]) -> State:
    """Return a state from what ``State.described`` gave and its parts."""
    return State(
        run=described["run"],
        origins=tuple(
            Origin(name, feed, rank, frozenset(speaks), several)
            for name, feed, rank, speaks, several in described["origins"]
        ),
        columns=frozenset(described["columns"]),
        acts_from=described["acts_from"],
        steps_from=described["steps_from"],
        listed=described["listed"],
        parts=tuple(parts),
    )


def packed(table: pa.Table, kept: NDArray[np.bool_], since: int) -> bytes:
    """Return the kept rows that are steps, or acts from local day ``since`` on, as Arrow IPC."""
    step = ~np.asarray(table.column("step").is_null())
    recent = table.column("local_day").to_numpy() >= since
    rows = table.filter(pa.array(kept & (step | recent))).drop_columns(_raw(table))
    if not rows.num_rows:
        return b""
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    with pa.ipc.new_stream(sink, rows.schema, options=options) as writer:
        writer.write_table(rows.combine_chunks())
    whole: bytes = sink.getvalue().to_pybytes()
    return whole


def _raw(table: pa.Table) -> list[str]:
    return [name for name in table.column_names if name in RAW]


def unpacked(part: bytes) -> pa.Table:
    """Return the rows of ``packed``; ``StoreError`` when they are damaged."""
    try:
        return pa.ipc.open_stream(part).read_all()
    except (pa.ArrowInvalid, OSError):
        raise StoreError("the state that an earlier run handed on is damaged") from None


def count_rows(parts: Iterable[bytes]) -> int:
    """Return how many rows parts hold."""
    return sum(unpacked(part).num_rows for part in parts)


def _fitted(table: pa.Table, schema: pa.Schema, first_source: int) -> pa.Table:
    columns = [_column(table, name, first_source) for name in schema.names]
    return pa.table(columns, names=schema.names).cast(schema)


def _column(table: pa.Table, name: str, first_source: int) -> pa.ChunkedArray | pa.Array:
    if name not in table.column_names:
        return missing_array(name, table.num_rows).cast(
            FIELDS[name].type.value_type
            if pa.types.is_dictionary(FIELDS[name].type)
            else FIELDS[name].type
        )
    if name == "source":
        return pa.array(table.column(name).to_numpy() + np.int16(first_source))
    return table.column(name)
