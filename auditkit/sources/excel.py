"""Reads the sheets of a workbook (.xlsx, .xlsm, .xlsb, .xls)."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

from auditkit.core.errors import InputError
from auditkit.sources.compound import check_compound
from auditkit.sources.extent import check_extent
from auditkit.sources.grid import GridRow, GridSource
from auditkit.sources.headers import Spans
from auditkit.sources.passwords import refused
from auditkit.sources.place import Place

_SUFFIXES: Final = {"xls": (".xls",), "xlsx": (".xlsx", ".xlsm"), "xlsb": (".xlsb",)}


def sheet_sources(place: Place, form: str) -> list[GridSource]:
    """Return a source for every sheet of a workbook that holds anything.

    ``form`` is xls, xlsx or xlsb; ``InputError`` for a file that is damaged or too large.
    """
    if form == "xls":
        check_compound(place.name, place.path)
    else:
        check_extent(place.name, place.path, form)
    book = Book(place.name, place.path, form)
    return [
        GridSource(_of_sheet(place, sheet), form, lambda s=sheet: book.rows(s))  # type: ignore[misc]
        for sheet in book.sheets()
    ]


def _of_sheet(place: Place, sheet: str) -> Place:
    return Place(f"{place.name}[{sheet}]", place.path, place.hash, place.encoding)


class Book:
    """A workbook that is opened anew for every reading."""

    def __init__(self, name: str, path: Path, form: str) -> None:
        self._name, self._path, self._form = name, path, form

    def sheets(self) -> list[str]:
        """Return the names of the sheets that hold anything."""
        with self._open() as book:
            return [
                each.name
                for each in book.sheets_metadata
                if each.typ == SheetTypeEnum.WorkSheet and self._height(book, each.name)
            ]

    def rows(self, sheet: str) -> Iterator[GridRow]:
        """Yield the rows of a sheet, numbered from 1."""
        with self._open() as book:
            found = self._guarded(lambda: book.get_sheet_by_name(sheet))
            merged = self._guarded(lambda: _merged(found))
            rows = self._guarded(found.iter_rows)
            number = 0
            while (cells := self._guarded(lambda: next(rows, None))) is not None:
                yield number + 1, cells, merged.get(number, {})
                number += 1

    def _height(self, book: Any, sheet: str) -> int:  # noqa: ANN401 - calamine has no types
        return int(self._guarded(lambda: book.get_sheet_by_name(sheet).height))

    def _open(self) -> Any:  # noqa: ANN401
        if self._path.suffix.lower() in ("", *_SUFFIXES[self._form]):
            return self._guarded(lambda: CalamineWorkbook.from_path(str(self._path)))
        # by its content: its name says something else
        content = io.BytesIO(self._path.read_bytes())
        return self._guarded(lambda: CalamineWorkbook.from_filelike(content))

    def _guarded(self, act: Callable[[], Any]) -> Any:  # noqa: ANN401
        """Return what the library gives; a damaged workbook may make it panic."""
        try:
            return act()
        except PasswordError:
            raise refused(self._name) from None
        except (CalamineError, OSError, ValueError, ArithmeticError, MemoryError):
            raise damaged(self._name) from None
        except BaseException as error:
            if type(error).__name__ == "PanicException":
                raise damaged(self._name) from None
            raise


def damaged(name: str) -> InputError:
    """Return the error for a workbook that cannot be read."""
    return InputError(
        name,
        "is a damaged workbook / 工作簿已损坏",
        "Export it again; it may be cut short. / 请重新导出，文件可能不完整。",
    )


def _merged(sheet: Any) -> dict[int, Spans]:  # noqa: ANN401
    """Return by row index which cells reach over several rows or columns."""
    left = (sheet.start or (0, 0))[1]
    merged: dict[int, dict[int, tuple[int, int]]] = {}
    for (top, first), (bottom, last) in sheet.merged_cell_ranges or ():
        if first >= left and bottom >= top and last >= first:
            merged.setdefault(top, {})[first - left] = (bottom - top + 1, last - first + 1)
    return dict(merged)
