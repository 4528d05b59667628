"""A sample by itself: as a workbook of one sheet for testers, and as rows for a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from auditkit.report.csv_table import write_table
from auditkit.report.interface import ReportBundle
from auditkit.report.safe import CellText
from auditkit.report.sheets.sampling import DRAWN, drawn_rows, sample_of, sampling_sheet
from auditkit.report.sheets.shape import Marked, Value, Wide, load_layout
from auditkit.report.words import words_for
from auditkit.report.xlsx import bound, new_book
from auditkit.report.xlsx_sheet import SheetWriter


def write_sample(bundle: ReportBundle, out: BinaryIO, *, lang: str, seed: str = "") -> None:
    """Write a workbook with the sampling sheet only; without a seed, that of the run."""
    layout = load_layout()
    words = words_for(bundle, lang, layout.units)
    book = new_book()
    SheetWriter(book, layout, words, CellText()).write(sampling_sheet(bundle, words, seed))
    bound(book, bundle, words, out, title="title.sampling")


def write_sample_csv(bundle: ReportBundle, out: BinaryIO, *, lang: str, seed: str = "") -> None:
    """Write one row per finding drawn, with empty cells for the tester."""
    write_table(out, *sample_table(bundle, lang, seed))


def sample_table(
    bundle: ReportBundle, lang: str, seed: str = ""
) -> tuple[tuple[str, ...], Iterator[tuple[str | int | float | None, ...]]]:
    """Return the header and the rows of a sample; the last column repeats the seed."""
    words = words_for(bundle, lang, load_layout().units)
    sample = sample_of(bundle, seed)
    header = (*(words.label("column", key) for key in DRAWN), words.text("sampling.seed"))
    rows = ((*map(_plain, row), sample.seed) for row in drawn_rows(sample, words))
    return header, rows


def _plain(value: Value) -> str | int | float | None:
    shown = value.value if isinstance(value, (Marked, Wide)) else value
    return shown if isinstance(shown, (str, int, float)) or shown is None else shown.isoformat()
