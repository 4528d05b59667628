"""Bounds what a workbook may ask for before it is opened.

The library that reads workbooks lays a sheet out in full: one stray cell in the last corner of a
sheet of a few kilobytes would ask for hundreds of gigabytes.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from auditkit.core.errors import InputError

UNPACKED: Final = 8 << 30
"""Bytes the parts of a workbook may have together."""
_CELLS: Final = 150_000_000
_SPARSE: Final = 20_000_000
_FILL: Final = 20
_CHUNK: Final = 1 << 20
_REF: Final = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]{0,7})([0-9]{1,10})[\"']")
_CUT_REF: Final = 32
_ROW_RECORD: Final = 0
_CELL_RECORDS: Final = frozenset(range(1, 12))


@dataclass(slots=True)
class _Extent:
    """The corner of a sheet and how many cells were named."""

    rows: int = 0
    columns: int = 0
    cells: int = 0

    @property
    def too_large(self) -> bool:
        area = self.rows * self.columns
        return area > _CELLS or (area > _SPARSE and area > _FILL * self.cells)


def check_extent(name: str, path: Path, form: str) -> None:
    """Raise ``InputError`` for a workbook that unpacks to too much, or has a stray far cell."""
    measure = _measure_binary if form == "xlsb" else _measure_xml
    try:
        with zipfile.ZipFile(path) as book:
            parts = [part for part in book.infolist() if not part.is_dir()]
            if sum(part.file_size for part in parts) > UNPACKED:
                raise _too_large(name)
            for part in parts:
                with book.open(part) as file:
                    if measure(file).too_large:
                        raise _too_large(name)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError):
        raise _damaged(name) from None
    except (ValueError, IndexError, KeyError, OverflowError, UnicodeError):
        raise _damaged(name) from None


def _too_large(name: str) -> InputError:
    return InputError(
        name,
        "asks for more cells than a sheet may hold / 工作表展开后过大",
        "Delete stray cells far below or right of the table and save it again, or save it as "
        "CSV. / 请删除表格之外的零散单元格后另存，或另存为 CSV。",
    )


def _damaged(name: str) -> InputError:
    return InputError(
        name,
        "is a damaged workbook / 工作簿已损坏",
        "Export it again; it may be cut short. / 请重新导出，文件可能不完整。",
    )


def _measure_xml(file: IO[bytes]) -> _Extent:
    """Return the corner of a sheet from the references of its cells; other parts have none."""
    extent, carry, letters = _Extent(), b"", set()
    while chunk := file.read(_CHUNK):
        text = carry + chunk
        found = _REF.findall(text)
        carry = text[-_CUT_REF:] if len(text) > _CUT_REF else text
        extent.cells += len(found)
        letters |= {column for column, _ in found}
        if found:
            extent.rows = max(extent.rows, *(int(row) for row in {row for _, row in found}))
    extent.columns = max(map(_column, letters), default=0)
    return extent


def _column(letters: bytes) -> int:
    place = 0
    for letter in letters.upper():
        place = place * 26 + letter - 64
    return place


def _measure_binary(file: IO[bytes]) -> _Extent:
    """Return the corner of a sheet from the records of its rows and cells."""
    extent = _Extent()
    for kind, head in _records(file):
        first = int.from_bytes(head[:4], "little")
        if kind == _ROW_RECORD and len(head) == 4:
            extent.rows = max(extent.rows, first + 1)
        elif kind in _CELL_RECORDS and len(head) == 4:
            extent.cells += 1
            extent.columns = max(extent.columns, first + 1)
    return extent


def _records(file: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Yield the kind of each record and its first four bytes; parts of XML end at once."""
    while (kind := _number(file, 2)) >= 0:
        size = _number(file, 4)
        if size < 0:
            return
        head = file.read(min(size, 4))
        left = size - len(head)
        while left > 0:
            skipped = file.read(min(left, _CHUNK))
            if not skipped:
                return
            left -= len(skipped)
        yield kind, head


def _number(file: IO[bytes], longest: int) -> int:
    """Return a number of seven bits a byte, -1 at the end."""
    value = 0
    for place in range(longest):
        byte = file.read(1)
        if not byte:
            return -1
        value |= (byte[0] & 0x7F) << (7 * place)
        if byte[0] < 0x80:
            break
    return value
