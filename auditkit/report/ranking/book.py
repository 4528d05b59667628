"""The order of review by itself, as a workbook of one sheet."""

from __future__ import annotations

from typing import BinaryIO

from auditkit.report.ranking.rank import Order
from auditkit.report.safe import CellText
from auditkit.report.sheets.ranking import sheet_of
from auditkit.report.sheets.shape import load_layout
from auditkit.report.words import words_for
from auditkit.report.xlsx import bound, new_book
from auditkit.report.xlsx_sheet import SheetWriter


def write_book(order: Order, out: BinaryIO, lang: str) -> None:
    """Write a workbook with the sheet of the order only."""
    layout = load_layout()
    words = words_for(order.bundle, lang, layout.units)
    book = new_book()
    SheetWriter(book, layout, words, CellText()).write(sheet_of(order, words))
    bound(book, order.bundle, words, out, title="title.ranking")
