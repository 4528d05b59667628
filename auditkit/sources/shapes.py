"""Tells from its values what a column may hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from auditkit.sources.interface import RawBatch
from auditkit.sources.keys import contact_texts
from auditkit.sources.texts import Coded, decode, encode
from auditkit.sources.times import parse_times

_PHONE: Final = r"^(?:1[3-9]\d{9}|0\d{9,11}|[2-9]\d{9}|[48]00\d{7})$"
_CLOCK: Final = r"^(?:上午|下午)?\s*\d{1,2}[:：]\d{2}([:：]\d{2})?\s*(?:[AaPp][Mm])?$"
_MINUTES: Final = r"^\d{1,3}:\d{2}$"
_LENGTH: Final = r"^(?:\d{1,5}(?:\.\d+)?|\d{1,3}(?::\d{2}){1,2}|(?:\d+\s*[时分秒小钟]+)+)$"


@dataclass(frozen=True, slots=True)
class Shape:
    """Shares (0–1) of the distinct values that look like this or that; ``said`` rows with a value.

    ``days`` are dates without a time of day, ``clocks`` times of day without a date, ``orders``
    the orders of day and month that the dates allow: ``mdy``, ``dmy``, both or none.
    """

    coded: Coded
    said: int
    distinct: int
    phones: float
    times: float
    days: float
    clocks: float
    minutes: float
    lengths: float
    long_texts: float
    orders: frozenset[str]


def shape(raw: RawBatch, header: str) -> Shape:
    """Return what the sample shows of a column."""
    column = raw.table.column(header).combine_chunks()
    if isinstance(column, pa.ChunkedArray):
        column = pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], pa.string())
    coded = encode(decode(column, raw.encoding)[0])
    used = np.unique(coded.indices[coded.indices >= 0])
    values = coded.values.take(pa.array(used))
    n = len(values)
    wall = parse_times(values)
    readable = wall.problem == 0
    plain_numbers = _share(values, r"^\d+(?:\.\d+)?$")
    times = float(readable.mean()) if n and plain_numbers < 0.5 else 0.0
    lengths = pc.utf8_length(values).to_numpy() if n else np.zeros(0)
    return Shape(
        coded,
        int((coded.indices >= 0).sum()),
        n,
        _share(contact_texts(values), _PHONE),
        times,
        float((readable & wall.day_only).mean()) if n else 0.0,
        _share(values, _CLOCK),
        _share(values, _MINUTES),
        _share(values, _LENGTH),
        float((lengths > 12).mean()) if n else 0.0,
        _orders(values),
    )


def _share(values: pa.Array, pattern: str) -> float:
    if not len(values):
        return 0.0
    return float(pc.mean(pc.match_substring_regex(values, pattern).cast(pa.int8())).as_py() or 0.0)


def _orders(values: pa.Array) -> frozenset[str]:
    parts = pc.extract_regex(values, r"^(?P<a>\d{1,2})[-/.](?P<b>\d{1,2})[-/.](?:\d{4}|\d{2})\b")
    parts = parts.filter(pc.is_valid(parts))
    if not len(parts):
        return frozenset()
    first = pc.max(parts.field("a").cast(pa.int32())).as_py()
    second = pc.max(parts.field("b").cast(pa.int32())).as_py()
    return frozenset(order for order, month in (("mdy", first), ("dmy", second)) if month <= 12)
