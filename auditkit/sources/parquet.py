"""Reads Parquet row group by row group, every cell as text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from auditkit.core.errors import InputError
from auditkit.sources.interface import RawBatch, SourceFacts
from auditkit.sources.jsonl import text_of
from auditkit.sources.naming import unique_headers
from auditkit.sources.place import Place, begin, finish, numbers, pick
from auditkit.sources.zones import to_wall, zone

ROWS: Final = 65_536
_DAMAGE: Final = (pa.ArrowException, OSError, ValueError, OverflowError)
_FORM: Final = "%Y-%m-%dT%H:%M:%S"


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
    def place(self) -> Place:
        """The file that is read."""
        return self._place

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
        return _instants(column.cast(pa.timestamp("s", kind.tz), safe=False))
    return column.cast(pa.string())


def _instants(column: pa.Array) -> pa.Array:
    """Return whole seconds as text, those with a zone in its local time with the offset.

    Arrow looks for zones in the system, where Windows has none; Python brings its own.
    """
    if not column.type.tz:
        return pc.strftime(column, format=_FORM)
    instants = column.cast(pa.int64())
    known = instants.drop_null().to_numpy()
    if not len(known):
        return pa.nulls(len(column), pa.string())
    since, until = int(known.min()), int(known.max())
    # an instant is the same instant in a zone that nobody knows, so UTC will do for it
    at = zone(column.type.tz, since, until)
    filled = instants.fill_null(since).to_numpy()
    wall = filled if at is None else to_wall(filled, at)
    local = pc.strftime(pa.array(wall).cast(pa.timestamp("s")), format=_FORM)
    text = pc.binary_join_element_wise(local, _offsets(wall - filled), "")
    return pc.if_else(instants.is_valid(), text, pa.scalar(None, pa.string()))


def _offsets(east: NDArray[np.int64]) -> pa.Array:
    """Return seconds east of UTC as ``+0800``."""
    distinct, which = np.unique(east, return_inverse=True)
    names = []
    for seconds in distinct.tolist():
        hours, rest = divmod(abs(seconds), 3600)
        names.append(f"{'-' if seconds < 0 else '+'}{hours:02d}{rest // 60:02d}")
    return pa.array(names, pa.string()).take(pa.array(which))


def _plain(value: Any) -> str | None:  # noqa: ANN401 - any Arrow value
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if value is None or isinstance(value, dict | list):
        return text_of(value)
    return str(value)
