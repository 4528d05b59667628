"""Reads Parquet row group by row group, every cell as text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from auditkit.core.errors import InputError
from auditkit.sources.interface import RawBatch, SourceFacts
from auditkit.sources.jsonl import text_of
from auditkit.sources.naming import unique_headers
from auditkit.sources.place import Place, begin, finish, numbers, pick

ROWS: Final = 65_536
_DAMAGE: Final = (pa.ArrowException, OSError, ValueError, OverflowError)


class ParquetSource:
    """A Parquet file; its first row is row 2, as it would be below a header."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._facts = SourceFacts(place.name, format="parquet", encoding="utf-8")

    @property
    def name(self) -> str:
        """The name reports show."""
        return self._place.name

    @property
    def facts(self) -> SourceFacts:
        """What is known; complete once ``batches`` is exhausted."""
        return self._facts

    def header(self) -> tuple[str, ...]:
        """Return the column names from the file's footer."""
        with self._open() as file:
            return unique_headers(file.schema_arrow.names)

    def batches(self, columns: frozenset[str] | None = None) -> Iterator[RawBatch]:
        """Yield the rows; only the asked columns leave the disk."""
        begin(self._facts, self._place)
        with self._open() as file:
            header, own = self.header(), file.schema_arrow.names
            wanted = pick(header, columns)
            asked = [own[header.index(name)] for name in wanted]
            for batch in self._stream(file, asked):
                made = self._texts(batch, wanted, asked)
                rows = numbers(2 + self._facts.read, batch.num_rows)
                self._facts.read += batch.num_rows
                yield RawBatch(pa.table(made), rows)
        finish(self._facts, self._place)

    def _open(self) -> Any:  # noqa: ANN401 - pyarrow has no types
        try:
            return pq.ParquetFile(self._place.path)
        except _DAMAGE:
            raise self._broken() from None

    def _stream(self, file: Any, asked: list[str]) -> Iterator[Any]:  # noqa: ANN401
        try:
            yield from file.iter_batches(batch_size=ROWS, columns=asked)
        except _DAMAGE:
            raise self._broken() from None

    def _texts(self, batch: Any, wanted: list[str], asked: list[str]) -> dict[str, pa.Array]:  # noqa: ANN401
        try:
            return {
                shown: _checked(as_text(batch.column(stored)))
                for shown, stored in zip(wanted, asked, strict=True)
            }
        except _DAMAGE:
            raise self._broken() from None

    def _broken(self) -> InputError:
        return InputError(
            self._place.name,
            "is not a readable Parquet file / 不是可读的 Parquet 文件",
            "Export it again; it may be cut short. / 请重新导出，文件可能不完整。",
        )


def _checked(texts: pa.Array) -> pa.Array:
    """Return texts as they are; as bytes where some are no text, so that only their rows go."""
    try:
        texts.validate(full=True)
    except pa.ArrowInvalid:
        return texts.cast(pa.binary())
    return texts


def as_text(column: pa.Array) -> pa.Array:
    """Return a column as text: instants in ISO form with offset, whole numbers without fraction."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return as_text(column.dictionary_decode())
    if pa.types.is_string(kind) or pa.types.is_binary(kind):
        return column
    if pa.types.is_nested(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return pa.array([_plain(value) for value in column.to_pylist()], pa.string())
    if pa.types.is_timestamp(kind):
        zoned = "%Y-%m-%dT%H:%M:%S" + ("%z" if kind.tz else "")
        return pc.strftime(column.cast(pa.timestamp("s", kind.tz), safe=False), format=zoned)
    return column.cast(pa.string())


def _plain(value: Any) -> str | None:  # noqa: ANN401 - any Arrow value
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if value is None or isinstance(value, dict | list):
        return text_of(value)
    return str(value)
