"""Reads points in time as banks write them, as seconds of the wall clock and an offset.

Text of fixed width is read as an array of digits; what is left goes through patterns. Both check
the calendar: the parsers of pyarrow accept a 30th of February.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

LOCAL: Final = -(2**31)
"""The offset of a time that does not say one."""
OK, EMPTY, NOT_A_DATE, NOT_A_TIME = 0, 1, 2, 3
DAY: Final = 86_400
_FIRST_YEAR, _YEARS = 1900, 300
_MONTH_STARTS: Final = (
    np.arange(f"{_FIRST_YEAR}-01", f"{_FIRST_YEAR + _YEARS}-02", dtype="datetime64[M]")
    .astype("datetime64[D]")
    .astype(np.int64)
)

_HALF: Final = r"上午|下午|中午|晚上|凌晨|早上|[AaPp]\.?[Mm]\.?"
_CLOCK: Final = (
    rf"(?P<half>{_HALF})?\s*(?P<h>\d{{1,2}})\s*[:时点]\s*(?:(?P<mi>\d{{1,2}})\s*分?)?\s*"
    rf"(?::?\s*(?P<s>\d{{1,2}})\s*秒?)?(?:[.,]\d+)?\s*(?P<half2>{_HALF})?"
    r"\s*(?P<z>[Zz]|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?"
)
_PACKED: Final = r"(?P<h>\d{2})(?P<mi>\d{2})(?P<s>\d{2})?"
_YMD: Final = r"(?P<y>\d{4})\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})"
_ABY: Final = r"(?P<a>\d{1,2})\s*[-/.]\s*(?P<b>\d{1,2})\s*[-/.]\s*(?P<y>\d{4}|\d{2})"
_RUN: Final = r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})"
_PATTERNS: Final = (
    rf"^{_YMD}(?:(?:\s*日[\sT,]*|[\sT,]+){_CLOCK}|\s*日)?$",
    rf"^{_RUN}(?:[\sT]*{_PACKED})?$",
    rf"^{_RUN}[\sT]+{_CLOCK}$",
    rf"^{_ABY}(?:[\sT,]+{_CLOCK})?$",
)
_FIELDS: Final = ("y", "m", "d", "a", "b", "h", "mi", "s")
_MINUS: Final = ord("-") - 48 & 0xFF


@dataclass(frozen=True, slots=True)
class Wall:
    """Times of the wall clock, one per row.

    ``seconds`` since 1970 on that clock, fractions cut; ``offset`` east of UTC in seconds, or
    ``LOCAL``; ``problem`` is 0 where the time could be read; ``day_only`` marks dates without a
    time of day; ``ambiguous`` marks dates whose day and month could be exchanged and for which
    nobody said the order.
    """

    seconds: NDArray[np.int64]
    offset: NDArray[np.int32]
    problem: NDArray[np.int8]
    day_only: NDArray[np.bool_]
    ambiguous: NDArray[np.bool_]


def parse_times(column: pa.Array, order: str | None = None) -> Wall:
    """Return the times of a text column.

    ``order`` decides ``3/4/2026`` (``mdy`` or ``dmy``); without it a part above 12 decides, else
    the month is taken to come first and the row is marked ambiguous.
    """
    n = len(column)
    wall = Wall(
        np.zeros(n, np.int64),
        np.full(n, LOCAL, np.int32),
        np.full(n, NOT_A_DATE, np.int8),
        np.zeros(n, bool),
        np.zeros(n, bool),
    )
    offsets, data, empty = _buffers(column)
    wall.problem[empty] = EMPTY
    _fixed_width(offsets, data, wall)
    rest = np.flatnonzero(wall.problem == NOT_A_DATE)
    if len(rest):
        _general(column.take(pa.array(rest)), rest, wall, order)
    return wall


def _buffers(column: pa.Array) -> tuple[NDArray[np.int32], NDArray[np.uint8], NDArray[np.bool_]]:
    _, offset_buffer, data_buffer = column.buffers()
    offsets = np.frombuffer(offset_buffer, np.int32)[
        column.offset : column.offset + len(column) + 1
    ]
    data = (
        np.frombuffer(data_buffer, np.uint8) if data_buffer is not None else np.empty(0, np.uint8)
    )
    empty = np.diff(offsets) == 0
    if column.null_count:
        empty |= pc.is_null(column).to_numpy(zero_copy_only=False)
    return offsets, data, empty


def _fixed_width(offsets: NDArray[np.int32], data: NDArray[np.uint8], wall: Wall) -> None:
    lengths = np.diff(offsets)
    for length in (16, 19, 20, 25):  # minutes, seconds, seconds and Z, seconds and an offset
        rows = np.flatnonzero(lengths == length)
        if not len(rows):
            continue
        if len(rows) == len(lengths):
            chars = data[offsets[0] : offsets[0] + len(rows) * length].reshape(-1, length)
        else:
            chars = data[offsets[rows][:, None] + np.arange(length)]
        _digits(np.ascontiguousarray(chars.T) - np.uint8(48), rows, wall)


def _digits(d: NDArray[np.uint8], rows: NDArray[np.int64], wall: Wall) -> None:
    """Read ``YYYY-MM-DD HH:MM[:SS[Z|+HH:MM]]``; ``d`` has one row per place, '0' is 0."""
    places = [0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15]
    colon, blank, t, slash = 10, 240, 36, 255
    ok = ((d[4] == _MINUS) | (d[4] == slash)) & (d[4] == d[7])
    ok &= ((d[10] == blank) | (d[10] == t)) & (d[13] == colon)
    offset: NDArray[np.int32] | None = None
    if len(d) >= 19:
        places += [17, 18]
        ok &= d[16] == colon
    if len(d) == 20:
        ok &= d[19] == ord("Z") - 48
        offset = np.zeros(len(rows), np.int32)
    if len(d) == 25:
        places += [20, 21, 23, 24]
        ok &= ((d[19] == 251) | (d[19] == _MINUS)) & (d[22] == colon)  # 251 is '+'
        east = _number(d, 20, 2) * 3600 + _number(d, 23, 2) * 60
        offset = np.where(d[19] == 251, east, -east).astype(np.int32)
    for place in places:
        ok &= d[place] <= 9
    second = _number(d, 17, 2) if len(d) >= 19 else np.zeros(len(rows), np.int32)
    year, month, day = _number(d, 0, 4), _number(d, 5, 2), _number(d, 8, 2)
    seconds, problem = _instant(year, month, day, _number(d, 11, 2), _number(d, 14, 2), second)
    problem[~ok] = NOT_A_DATE
    wall.seconds[rows], wall.problem[rows] = seconds, problem
    if offset is not None:
        wall.offset[rows] = offset


def _number(d: NDArray[np.uint8], place: int, width: int) -> NDArray[np.int32]:
    value: NDArray[np.int32] = d[place].astype(np.int32)
    for next_place in range(place + 1, place + width):
        value *= 10
        value += d[next_place]
    return value


def _instant(
    y: NDArray[Any],
    m: NDArray[Any],
    d: NDArray[Any],
    h: NDArray[Any],
    mi: NDArray[Any],
    s: NDArray[Any],
) -> tuple[NDArray[np.int64], NDArray[np.int8]]:
    known = (y >= _FIRST_YEAR) & (y < _FIRST_YEAR + _YEARS) & (m >= 1) & (m <= 12)
    month = np.where(known, (y - _FIRST_YEAR) * 12 + m - 1, 0)
    start = _MONTH_STARTS[month]
    known &= (d >= 1) & (d <= _MONTH_STARTS[month + 1] - start)
    on_clock = (h < 24) & (mi < 60) & (s < 60)
    seconds = (start + d - 1) * DAY + h * 3600 + mi * 60 + s
    problem = np.where(known, np.where(on_clock, OK, NOT_A_TIME), NOT_A_DATE).astype(np.int8)
    return seconds, problem


def _general(texts: pa.Array, rows: NDArray[np.int64], wall: Wall, order: str | None) -> None:
    texts = pc.utf8_trim_whitespace(pc.utf8_normalize(texts, form="NFKC"))
    # a date cell and a time cell of a workbook, joined: each carries the other's zero
    texts = pc.replace_substring_regex(
        texts,
        r"^(\d{4}-\d{2}-\d{2})[ T]00:00:00 (?:1899-12-3\d[ T]|1900-01-0\d[ T])?(\d)",
        r"\1 \2",
    )
    wall.problem[rows[pc.equal(texts, "").to_numpy(zero_copy_only=False)]] = EMPTY
    for pattern in _PATTERNS:
        if not len(rows):
            return
        found = pc.extract_regex(texts, pattern)
        hit = pc.is_valid(found).to_numpy(zero_copy_only=False)
        if hit.any():
            _from_groups(found.filter(pa.array(hit)), rows[hit], wall, order)
            rows, texts = rows[~hit], texts.filter(pa.array(~hit))
    if len(rows):
        _from_numbers(texts, rows, wall)


def _from_groups(found: Any, rows: NDArray[np.int64], wall: Wall, order: str | None) -> None:  # noqa: ANN401 - pyarrow
    names = {field.name for field in found.type}
    part = {name: _ints(found.field(name)) for name in _FIELDS if name in names}
    if "a" in part:
        part["m"], part["d"], unsure = _by_order(part["a"], part["b"], order)
        part["y"] = np.where(part["y"] < 100, part["y"] + 2000, part["y"])
        wall.ambiguous[rows] = unsure
    hour = np.maximum(part["h"], 0)
    if "half" in names:
        hour = _half_day(
            hour, pc.binary_join_element_wise(found.field("half"), found.field("half2"), "")
        )
    seconds, problem = _instant(
        part["y"], part["m"], part["d"], hour, np.maximum(part["mi"], 0), np.maximum(part["s"], 0)
    )
    wall.seconds[rows], wall.problem[rows] = seconds, problem
    wall.day_only[rows] = part["h"] < 0
    if "z" in names:
        said = found.field("z").dictionary_encode()
        east = np.array([_offset(str(z)) for z in said.dictionary.to_pylist()], np.int32)
        wall.offset[rows] = east[said.indices.to_numpy()]


def _ints(texts: pa.Array) -> NDArray[np.int64]:
    """Return numbers, -1 for a part that was not written."""
    filled: NDArray[np.int64] = (
        pc.if_else(pc.equal(texts, ""), "-1", texts).cast(pa.int64()).to_numpy()
    )
    return filled


def _by_order(
    a: NDArray[np.int64], b: NDArray[np.int64], order: str | None
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    if order == "dmy":
        return b, a, np.zeros(len(a), bool)
    day_first = (a > 12) & (b <= 12) if order is None else np.zeros(len(a), bool)
    unsure = (a <= 12) & (b <= 12) & (a != b) if order is None else np.zeros(len(a), bool)
    return np.where(day_first, b, a), np.where(day_first, a, b), unsure


def _half_day(hour: NDArray[np.int64], half: pa.Array) -> NDArray[np.int64]:
    said = half.dictionary_encode()
    words = [str(word).lower().replace(".", "") for word in said.dictionary.to_pylist()]
    kind = np.array([_HALVES.get(word, 0) for word in words], np.int8)[said.indices.to_numpy()]
    late = (kind == 2) & (hour < 12) | (kind == 3) & (hour < 3)
    midnight = (kind == 1) & (hour == 12)
    moved: NDArray[np.int64] = np.where(late, hour + 12, np.where(midnight, 0, hour))
    # 12 at night is the end of one day or of another: nobody can tell
    return np.where(
        (kind == 4), np.where(hour < 12, hour + 12, np.where(hour == 12, 99, hour)), moved
    )


_HALVES: Final = {
    "am": 1,
    "上午": 1,
    "早上": 1,
    "凌晨": 1,
    "pm": 2,
    "下午": 2,
    "中午": 3,
    "晚上": 4,
}


def _offset(text: str) -> int:
    if not text:
        return LOCAL
    if text[0] not in "+-":
        return 0
    digits = text[1:].replace(":", "").ljust(4, "0")
    seconds = int(digits[:2]) * 3600 + int(digits[2:]) * 60
    return seconds if text[0] == "+" else -seconds


def _from_numbers(texts: pa.Array, rows: NDArray[np.int64], wall: Wall) -> None:
    """Read Excel serial days and Unix times; the latter say their offset."""
    is_number = pc.match_substring_regex(texts, r"^\d{5}(?:\.\d+)?$|^\d{10}(?:\.\d+)?$|^\d{13}$")
    hit = is_number.to_numpy(zero_copy_only=False)
    if not hit.any():
        return
    value = texts.filter(is_number).cast(pa.float64()).to_numpy()
    serial = value < 100_000
    unix = np.where(value >= 1e12, value / 1000, value)
    seconds = np.where(serial, np.round((value - 25_569) * DAY), np.floor(unix)).astype(np.int64)
    wall.seconds[rows[hit]] = seconds
    wall.offset[rows[hit]] = np.where(serial, LOCAL, 0)
    wall.day_only[rows[hit]] = serial & (value == np.floor(value))
    wall.problem[rows[hit]] = OK
