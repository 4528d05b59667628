"""Copies Parquet with its columns and types; a column of numbers that hold persons becomes text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, BinaryIO, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from auditkit.core.errors import InputError
from auditkit.sources.copy.interface import ROWS, Cell, Change
from auditkit.sources.naming import unique_headers
from auditkit.sources.parquet import as_text
from auditkit.sources.place import Place

_DAMAGE: Final = (pa.ArrowException, OSError, ValueError, OverflowError)


class ParquetCopier:
    """A Parquet file."""

    suffix = ""

    def __init__(self, place: Place) -> None:
        self._place = place

    def columns(self) -> tuple[str, ...]:
        """Return the names of the columns."""
        with self._open() as file:
            return unique_headers(file.schema_arrow.names)

    def copy(self, change: Change, out: BinaryIO) -> None:
        """Write the copy; a number that must not stand becomes null where its column has a type."""
        names = self.columns()
        with self._open() as file:
            schema = pa.schema([_kept(field) for field in file.schema_arrow])
            with pq.ParquetWriter(out, schema) as writer:
                for batch in self._stream(file):
                    writer.write_batch(_changed(batch, names, schema, change))

    def _stream(self, file: Any) -> Any:  # noqa: ANN401 - pyarrow has no types
        try:
            yield from file.iter_batches(batch_size=ROWS)
        except _DAMAGE:
            raise self._broken() from None

    def _open(self) -> Any:  # noqa: ANN401
        try:
            return pq.ParquetFile(self._place.path)
        except _DAMAGE:
            raise self._broken() from None

    def _broken(self) -> InputError:
        return InputError(
            self._place.name,
            "is not a readable Parquet file / 不是可读的 Parquet 文件",
            "Export it again; it may be cut short. / 请重新导出，文件可能不完整。",
        )


def _kept(field: pa.Field) -> pa.Field:
    """Return a column as the copy has it: bytes, numbers and codes that may be persons as text."""
    kind = field.type
    plain = pa.types.is_floating(kind) or pa.types.is_decimal(kind) or pa.types.is_temporal(kind)
    same = plain or pa.types.is_boolean(kind) or pa.types.is_string(kind)
    return pa.field(field.name, kind if same else pa.string())


def _changed(
    batch: pa.RecordBatch, names: Sequence[str], schema: pa.Schema, change: Change
) -> pa.RecordBatch:
    columns = [as_text(column) for column in batch.columns]
    texts = [_texts(column) for column in columns]
    rows: list[list[Cell]] = [
        [(name, text or "") for name, text in zip(names, row, strict=True)]
        for row in zip(*texts, strict=True)
    ]
    new = list(zip(*change(rows), strict=True)) or [()] * len(names)
    made = [
        _column(old, before, after, field.type)
        for old, before, after, field in zip(batch.columns, texts, new, schema, strict=True)
    ]
    return pa.RecordBatch.from_arrays(made, schema=schema)


def _texts(column: pa.Array) -> list[str | None]:
    if pa.types.is_binary(column.type):
        values = column.to_pylist()
        return [None if v is None else v.decode("utf-8", "replace") for v in values]
    texts: list[str | None] = column.to_pylist()
    return texts


def _column(
    old: pa.Array, before: Sequence[str | None], after: Sequence[str], kind: pa.DataType
) -> pa.Array:
    if pa.types.is_string(kind):
        return pa.array(
            [None if b is None else a for b, a in zip(before, after, strict=True)], kind
        )
    gone = pa.array([(b or "") != a for b, a in zip(before, after, strict=True)])
    return pc.if_else(gone, pa.scalar(None, kind), old)
