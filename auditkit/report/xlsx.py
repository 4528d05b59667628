"""The workbook, streamed row by row; nothing in it is newer than Excel 2010."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any, BinaryIO, Final
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

from auditkit.report.interface import ReportBundle
from auditkit.report.safe import CellText
from auditkit.report.sheets.charts import charts_sheet
from auditkit.report.sheets.clauses import clauses_sheet
from auditkit.report.sheets.completeness import (
    complaints_sheet,
    completeness_sheet,
    matrix_sheet,
)
from auditkit.report.sheets.cover import cover_sheet
from auditkit.report.sheets.findings import findings_sheet, incidents_sheet
from auditkit.report.sheets.ledger import ledger_sheet
from auditkit.report.sheets.linking import linking_sheet
from auditkit.report.sheets.lists import (
    coverage_sheet,
    exemptions_sheet,
    not_evaluated_sheet,
    rejects_sheet,
)
from auditkit.report.sheets.manifest import manifest_sheet
from auditkit.report.sheets.ranking import ranking_sheet
from auditkit.report.sheets.rulebook import rulebook_sheet
from auditkit.report.sheets.sampling import sampling_sheet
from auditkit.report.sheets.shape import Layout, load_layout
from auditkit.report.sheets.summary import summary_sheet
from auditkit.report.timeless import entry, started
from auditkit.report.words import Words, words_for
from auditkit.report.xlsx_sheet import SheetWriter

_SHEETS: Final = (
    cover_sheet,
    summary_sheet,
    charts_sheet,
    completeness_sheet,
    matrix_sheet,
    complaints_sheet,
    ranking_sheet,
    findings_sheet,
    incidents_sheet,
    ledger_sheet,
    sampling_sheet,
    rulebook_sheet,
    clauses_sheet,
    coverage_sheet,
    exemptions_sheet,
    not_evaluated_sheet,
    rejects_sheet,
    linking_sheet,
)
_MANIFEST_AT: Final = 1


def render(bundle: ReportBundle, out: BinaryIO, *, lang: str, layout: Layout | None = None) -> None:
    """Write the workbook; equal bundles give equal bytes."""
    shape = layout or load_layout()
    words, cells = words_for(bundle, lang, shape.units), CellText()
    book = new_book()
    writer = SheetWriter(book, shape, words, cells)
    for sheet in _SHEETS:
        writer.write(sheet(bundle, words))
    writer.write(manifest_sheet(bundle, words, cells))
    # last written, because it counts what was changed elsewhere; second to be read
    book.move_sheet(book.worksheets[-1].title, _MANIFEST_AT + 1 - len(book.worksheets))
    bound(book, bundle, words, out)


def new_book() -> Workbook:
    """Return an empty workbook whose rows are written as they come."""
    return Workbook(write_only=True)


def bound(
    book: Workbook, bundle: ReportBundle, words: Words, out: BinaryIO, title: str = "title.cover"
) -> None:
    """Write a book whose sheets are done; no clock stands in it but that of the run."""
    at = started(str(bundle.manifest.get("started_at", "")))
    book.active = 0
    book.properties.creator = "auditkit"
    book.properties.title = words.text(title)
    book.properties.created = at
    book.properties.modified = at
    with _TimelessZip(out, "w", ZIP_DEFLATED, allowZip64=True) as archive:
        ExcelWriter(book, archive).write_data()


class _TimelessZip(ZipFile):
    """A zip whose entries all bear one time and one set of rights, whoever writes it and when."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *args: Any, **more: Any) -> None:  # noqa: ANN401, ARG002 the signature of the library
        """Write text or bytes under a name."""
        super().writestr(entry(str(zinfo_or_arcname)), data)

    def write(self, filename: Any, arcname: Any = None, *args: Any, **more: Any) -> None:  # noqa: ANN401, ARG002 the signature of the library
        """Write a file under a name, piece by piece."""
        with Path(filename).open("rb") as source, self.open(entry(str(arcname)), "w") as target:
            shutil.copyfileobj(source, target)
