"""Reads the sheets of a workbook as LibreOffice saves it (.ods), bounded before it is opened.

A cell or row is written once with how often it is repeated: a few bytes could ask for a sheet of
billions of cells.
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import IO, Any, Final

from lxml import etree
from python_calamine import CalamineWorkbook

from auditkit.core.errors import InputError
from auditkit.sources import detect
from auditkit.sources.content import PACKED
from auditkit.sources.excel import damaged

_MIMETYPE: Final = b"application/vnd.oasis.opendocument.spreadsheet"
_TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_ROW, _CELLS = f"{_TABLE}table-row", (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_ROWS, _COLUMNS = f"{_TABLE}number-rows-repeated", f"{_TABLE}number-columns-repeated"
_KIND: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}value-type"
_MOST: Final = 20_000_000  # cells
_UNPACKED: Final = 1 << 30  # bytes
_CONTENT: Final = "content.xml"


def is_ods(path: Path) -> bool:
    """Return whether a file is a workbook of LibreOffice, whatever its name says."""
    return detect.head_of(path, 4) == PACKED and _MIMETYPE in detect.head_of(path, 200)


def ods_sheets(path: Path) -> list[tuple[str, list[list[Any]]]]:
    """Return the name and the rows of every sheet, from the first row and column on.

    Raises ``InputError`` for a workbook that is damaged or asks for too much.
    """
    try:
        with zipfile.ZipFile(path) as archive, archive.open(_CONTENT) as content:
            if archive.getinfo(_CONTENT).file_size > _UNPACKED or _cells(content) > _MOST:
                raise InputError(path.name, "is too large / 文件过大")
        with CalamineWorkbook.from_path(str(path)) as book:
            named = ((name, book.get_sheet_by_name(name)) for name in book.sheet_names)
            return [(name, sheet.to_python(skip_empty_area=False)) for name, sheet in named]
    except InputError:
        raise
    except BaseException as error:
        # a damaged workbook may make the library panic, which is no Exception
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise damaged(path.name) from None
        raise


def _cells(content: IO[bytes]) -> int:
    """Return how many cells the rows have up to the last that holds anything."""
    most = width = reach = 0
    events = etree.iterparse(content, events=("end",), resolve_entities=False)
    for _, element in events:
        if element.tag in _CELLS:
            width += int(element.get(_COLUMNS, 1))
            reach = width if len(element) or element.get(_KIND) else reach
        elif element.tag == _ROW:
            most += int(element.get(_ROWS, 1)) * reach
            width = reach = 0
            element.clear()
        if most > _MOST:
            break
    return most
