"""Bounds what an old workbook (.xls) may ask for before it is opened.

Such a file is a small file system: tables of sectors that lead from one to the next. The library
that reads it follows them without asking whether they ever end.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from auditkit.core.errors import InputError

_HEAD: Final = 512
_SPECIAL: Final = 0xFFFFFFFA  # from here on a number ends a chain
_IN_HEADER: Final = 109
_ENTRY: Final = 128
_SMALL: Final = 64
_COLUMNS: Final = 256
"""Columns a sheet of that age has."""
_CELLS: Final = 150_000_000
_SHEET: Final = 0x0085
_END: Final = 0x000A
_ONE_CELL: Final = frozenset(
    (0x0006, 0x0201, 0x0203, 0x0204, 0x0205, 0x0207, 0x027E, 0x00D6, 0x00FD, 0x0406, 0x0206)
)
_MANY_CELLS: Final = frozenset((0x00BD, 0x00BE))
_BOOKS: Final = ("Workbook", "Book")
Words = NDArray[np.int64]


class _BrokenError(Exception):
    """The file is not what its tables say."""


def check_compound(name: str, path: Path) -> None:
    """Raise ``InputError`` for an old workbook whose tables lead in circles or out of the file."""
    try:
        _File(path.read_bytes()).check()
    except (_BrokenError, IndexError, ValueError):
        raise InputError(
            name,
            "is a damaged workbook / 工作簿已损坏",
            "Export it again; it may be cut short. / 请重新导出，文件可能不完整。",
        ) from None


class _File:
    """The sectors of a file and the table that chains them."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        head = _words(data[:_HEAD])
        if len(data) < _HEAD or len(head) < _HEAD // 4:
            raise _BrokenError
        shift = int.from_bytes(data[30:32], "little")
        if shift not in (9, 12):
            raise _BrokenError
        self._size = 1 << shift
        self._count = -(-(len(data) - _HEAD) // self._size)
        self._head = head

    def check(self) -> None:
        """Follow every chain; ``_BrokenError`` where one never ends or leaves the file."""
        head = self._head
        if any(int(head[at]) > self._count for at in (10, 11, 16, 18)):
            raise _BrokenError
        fat = self._table(self._fat_sectors())[: self._count]
        _ends(fat, self._count)
        small = self._table(self._chain(int(head[15]), fat))
        _ends(small, len(small))
        folder = b"".join(map(self._sector, self._chain(int(head[12]), fat)))
        entries = [folder[at : at + _ENTRY] for at in range(0, len(folder) - _ENTRY + 1, _ENTRY)]
        for entry in entries:
            self._check_entry(entry, fat, small)
        for entry in entries:
            if _name(entry) in _BOOKS:
                _check_cells(self._stream(entry, entries[0], fat, small))

    def _stream(self, entry: bytes, root: bytes, fat: Words, small: Words) -> bytes:
        """Return the bytes of a stream, which lies in small sectors when it is short."""
        start, size = struct.unpack_from("<II", entry, 116)
        if size >= int(self._head[14]):
            return b"".join(map(self._sector, self._chain(start, fat)))[:size]
        held = b"".join(map(self._sector, self._chain(_start(root), fat)))
        chain = self._chain(start, small)
        return b"".join(held[at * _SMALL : (at + 1) * _SMALL] for at in chain)[:size]

    def _check_entry(self, entry: bytes, fat: Words, small: Words) -> None:
        kind, start = entry[66], int.from_bytes(entry[116:120], "little")
        size = int.from_bytes(entry[120:128], "little")
        if self._size == _HEAD:
            size &= 0xFFFFFFFF
        if not _name(entry):
            return
        if size > len(self._data):
            raise _BrokenError
        is_small = kind != 5 and size < int(self._head[14])
        if size and start < _SPECIAL and start >= (len(small) if is_small else len(fat)):
            raise _BrokenError

    def _fat_sectors(self) -> list[int]:
        """Return the sectors that hold the table: the first in the header, others in a chain."""
        sectors = [int(word) for word in self._head[19 : 19 + _IN_HEADER]]
        further, steps = int(self._head[17]), 0
        while further < _SPECIAL:
            steps += 1
            if steps > self._count:
                raise _BrokenError
            *words, further = (int(word) for word in _words(self._sector(further)))
            sectors += words
        return [sector for sector in sectors if sector < _SPECIAL]

    def _table(self, sectors: list[int]) -> Words:
        return _words(b"".join(map(self._sector, sectors)))

    def _chain(self, start: int, fat: Words) -> list[int]:
        chain: list[int] = []
        while start < _SPECIAL:
            if start >= len(fat) or len(chain) > len(fat):
                raise _BrokenError
            chain.append(start)
            start = int(fat[start])
        return chain

    def _sector(self, number: int) -> bytes:
        if number >= self._count:
            raise _BrokenError
        at = _HEAD + number * self._size if self._size == _HEAD else (number + 1) * self._size
        return self._data[at : at + self._size]


def _name(entry: bytes) -> str:
    # cut at the first zero, whatever follows it
    return entry[:64].decode("utf-16-le", "replace").partition("\0")[0]


def _start(entry: bytes) -> int:
    return int.from_bytes(entry[116:120], "little")


def _check_cells(stream: bytes) -> None:
    """Raise ``_BrokenError`` for cells where a sheet has none, or sheets of too large an area."""
    sheets = [
        struct.unpack_from("<I", stream, at)[0]
        for kind, at, size in _records(stream, 0)
        if kind == _SHEET and size >= 4
    ]
    # a sheet is read from where its entry says, which need not be where it truly begins
    if sum(_area(stream, begin) for begin in (0, *sheets)) > _CELLS:
        raise _BrokenError


def _area(stream: bytes, begin: int) -> int:
    rows = columns = 0
    for kind, at, size in _records(stream, begin):
        if kind == _END:
            break
        if size >= 4 and (kind in _ONE_CELL or kind in _MANY_CELLS):
            row, column = struct.unpack_from("<HH", stream, at)
            if kind in _MANY_CELLS:
                column = max(column, *struct.unpack_from("<H", stream, at + size - 2))
            if column >= _COLUMNS:
                raise _BrokenError
            rows, columns = max(rows, row + 1), max(columns, column + 1)
    return rows * columns


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Yield the kind of each record, where it begins and its size."""
    end = len(stream) - 4
    while at <= end:
        kind, size = struct.unpack_from("<HH", stream, at)
        at += 4
        if at + size > len(stream):
            return
        yield kind, at, size
        at += size


def _words(data: bytes) -> Words:
    return np.frombuffer(data[: len(data) // 4 * 4], "<u4").astype(np.int64)


def _ends(table: Words, limit: int) -> None:
    """Raise ``_BrokenError`` unless every chain ends within the file: steps are doubled."""
    inside = table < _SPECIAL
    if (table[inside] >= limit).any():
        raise _BrokenError
    end = len(table)
    step = np.append(np.where(inside, np.minimum(table, end), end), end)
    for _ in range(max(end, 1).bit_length() + 1):
        step = step[step]
    if (step != end).any():
        raise _BrokenError
