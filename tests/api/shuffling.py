"""The rows of exports in another order, and what of a document no order of rows may change."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path
from random import Random
from typing import Any

import openpyxl

_PLACES = frozenset({"source_row", "row", "sha256", "bytes", "run_id", "started_at", "outputs"})


def shuffled(month: Path, to: Path, seed: int) -> Path:
    """Write a month anew with the rows of each file in another order."""
    random = Random(seed)
    (to / "logs").mkdir(parents=True)
    shutil.copy(month / "mapping.yaml", to)
    for file in sorted((month / "logs").iterdir()):
        write = _csv if file.suffix == ".csv" else _book
        write(file, to / "logs" / file.name, random)
    return to


def _csv(file: Path, to: Path, random: Random) -> None:
    raw = file.read_bytes()
    encoding = "utf-8-sig" if raw.startswith(b"\xef\xbb\xbf") else "gb18030"
    head, *rows = csv.reader(io.StringIO(raw.decode(encoding), newline=""))
    random.shuffle(rows)
    text = io.StringIO(newline="")
    csv.writer(text).writerows([head, *rows])
    to.write_bytes(text.getvalue().encode(encoding))


def _book(file: Path, to: Path, random: Random) -> None:
    book = openpyxl.load_workbook(file)
    for sheet in book:
        rows = [[(cell.value, cell.number_format) for cell in row] for row in sheet.iter_rows()]
        body = rows[1:]
        random.shuffle(body)
        for number, row in enumerate(body, start=2):
            for column, (value, form) in enumerate(row, start=1):
                sheet.cell(number, column).value = value
                sheet.cell(number, column).number_format = form
    book.save(to)


def without_places(value: Any, name: str = "") -> Any:
    """Return a JSON value without row numbers, hashes of files and what names the run."""
    if name in _PLACES:
        return None
    if name == "linked" and isinstance(value, list):
        return [file for file, _ in value]
    if isinstance(value, dict):
        return {key: without_places(each, key) for key, each in value.items()}
    return [without_places(each) for each in value] if isinstance(value, list) else value
