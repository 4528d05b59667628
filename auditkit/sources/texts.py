"""Reads cells as text: decoded late, trimmed, and every distinct value looked at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

NOTHING: Final = pa.array(
    ["", "NULL", "null", "Null", "(null)", "\\N", "None", "nan", "NaN", "#N/A", "-", "--", "—"]
)


_WIDTHLESS: Final = "[\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad]"


@dataclass(frozen=True, slots=True)
class Coded:
    """A text column as places in a list of values; -1 is an empty cell."""

    indices: NDArray[np.int64]
    values: pa.Array

    def words(self) -> list[str]:
        """Return the values as Python text."""
        return [str(value) for value in self.values.to_pylist()]

    def spread(self, per_value: NDArray[Any], missing: float) -> NDArray[Any]:
        """Return one entry per row from one entry per value, ``missing`` for empty cells."""
        spread: NDArray[Any] = np.append(per_value, np.asarray(missing, dtype=per_value.dtype))[
            self.indices
        ]
        return spread

    def dictionary(self, values: list[str | None] | pa.Array | None = None) -> pa.Array:
        """Return the column as a dictionary array of distinct values.

        ``values`` are other texts for the same places, null where nothing is said.
        """
        texts = self.values if values is None else pa.array(values, pa.string())
        distinct = texts.dictionary_encode()
        places = np.append(pc.fill_null(distinct.indices, -1).to_numpy(), -1)[self.indices]
        indices = pa.array(places.astype(np.int32), mask=places < 0)
        return pa.DictionaryArray.from_arrays(indices, distinct.dictionary)

    def filled(self, default: str) -> Coded:
        """Return the column with a value in its empty cells."""
        if not (self.indices < 0).any():
            return self
        values = pa.concat_arrays([self.values, pa.array([default], pa.string())])
        return Coded(np.where(self.indices < 0, len(self.values), self.indices), values)


def encode(column: pa.Array) -> Coded:
    """Return a text column with values trimmed, full-width letters folded and nothings empty."""
    coded = column.dictionary_encode()
    values = coded.dictionary
    if not _is_ascii(values):
        values = pc.utf8_normalize(values, form="NFKC")
        values = pc.replace_substring_regex(values, _WIDTHLESS, "")
    values = pc.utf8_trim_whitespace(values)
    indices = coded.indices
    if indices.null_count:
        indices = pc.fill_null(indices, -1)
    places = indices.to_numpy().astype(np.int64)
    nothing = pc.is_in(values, NOTHING).to_numpy(zero_copy_only=False)
    if nothing.any():
        places = np.append(np.where(nothing, -1, np.arange(len(values))), -1)[places]
    return Coded(places, values)


def constant(value: str, length: int) -> Coded:
    """Return a column that holds one value in every row."""
    return Coded(np.zeros(length, np.int64), pa.array([value], pa.string()))


def fold(text: str) -> str:
    """Return a text as ``encode`` reads it, so that the keys of a code table meet the cells."""
    folded: str = pc.utf8_trim_whitespace(
        pc.utf8_normalize(pa.array([text], pa.string()), form="NFKC")
    )[0].as_py()
    return folded


def decode(
    column: pa.Array, encoding: str, *, errors: Literal["strict", "replace"] = "strict"
) -> tuple[pa.Array, NDArray[np.bool_] | None]:
    """Return a column as text, and which cells are no text in that encoding (None when all are)."""
    if pa.types.is_string(column.type):
        return column, None
    if not (pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type)):
        return pc.cast(column, pa.string()), None
    if pa.types.is_large_binary(column.type):
        column = column.cast(pa.binary())
    if _is_ascii_bytes(column):
        return column.view(pa.string()), None
    coded = column.dictionary_encode()
    texts = [_text(value, encoding, errors) for value in coded.dictionary.to_pylist()]
    values = pa.array(["" if text is None else text for text in texts], pa.string())
    bad = np.array([text is None for text in texts], dtype=bool)
    decoded = pc.take(values, coded.indices)
    if not bad.any():
        return decoded, None
    places = pc.fill_null(coded.indices, 0).to_numpy()
    return decoded, bad[places] & pc.is_valid(coded.indices).to_numpy(zero_copy_only=False)


def joined(columns: list[pa.Array], join: str) -> pa.Array:
    """Return several columns as one text each row, empty parts left out."""
    if len(columns) == 1:
        return columns[0]
    parts = [pc.if_else(pc.equal(c, ""), pa.scalar(None, pa.string()), c) for c in columns]
    return pc.binary_join_element_wise(*parts, join, null_handling="skip")


def _text(value: bytes | None, encoding: str, errors: str) -> str | None:
    if value is None:
        return ""
    try:
        return value.decode(encoding, errors)
    except UnicodeDecodeError:
        return None


def _is_ascii(values: pa.Array) -> bool:
    return bool(pc.all(pc.string_is_ascii(values)).as_py() is not False)


def _is_ascii_bytes(column: pa.Array) -> bool:
    _, offset_buffer, data = column.buffers()
    if data is None or len(column) == 0:
        return True
    offsets = np.frombuffer(offset_buffer, np.int32)
    used = np.frombuffer(data, np.uint8)[
        offsets[column.offset] : offsets[column.offset + len(column)]
    ]
    return bool(len(used) == 0 or used.max() < 128)
