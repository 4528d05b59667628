"""Every hostile text in every field of a run: read back as it was or visibly marked, none alive."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from report_hostile import VALUES, hostile_bundle
from report_ooxml import problems

from auditkit.core.i18n import Catalogue
from auditkit.report.safe import CELL_LIMIT, CellText
from auditkit.report.sample_book import write_sample, write_sample_csv
from auditkit.report.xlsx import render

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
MARKED = re.compile("[\u2400-\u2421\ufffd]|\\\\[xu][0-9a-f]{2}|_x005F_|…\\[\\+\\d+\\]$")
ALONE = {  # columns that hold one text of the run and nothing else
    "findings": (
        "what", "case_id", "debtor", "collector_id", "agency_id", "org_id", "evidence", "remedy",
        "suggested", "reason", "owner", "due", "until", "decided_by", "rule", "incident",
        "overlap", "fingerprint", "anchor_activity", "party",
    ),
    "ledger": (
        "what", "case_id", "agency_id", "org_id", "measure", "owner", "due", "reason",
        "fingerprint",
    ),
    "incidents": (
        "incident", "collector_id", "agency_id", "debtor", "party", "contact", "activity_id",
        "rule",
    ),
    "exemptions": ("case_id", "debtor", "relied_on", "anchor_activity", "rule"),
    "rejects": ("file", "column", "reason_key", "activity"),
    "coverage": ("rule",),
}  # fmt: skip
CHARTS = ("over time", "agencies", "ages", "top rules")
WORDS = Catalogue("en")


@pytest.fixture(scope="module")
def raw() -> bytes:
    out = io.BytesIO()
    render(hostile_bundle(), out, lang="en")
    return out.getvalue()


@pytest.fixture(scope="module")
def book(raw: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(raw))


def shown(value: str) -> str:
    return CellText()(value)


def in_column(book: Workbook, sheet: str, key: str) -> list[str]:
    rows = list(book[WORDS.text(f"sheet.{sheet}")].iter_rows(min_row=3, values_only=True))
    at = rows[0].index(WORDS.text(f"column.{key}"))
    return ["" if row[at] is None else str(row[at]) for row in rows[1:]]


def test_a_workbook_full_of_hostile_text_opens_without_a_question(raw: bytes) -> None:
    assert problems(raw) == []


def test_no_cell_is_alive_and_no_part_holds_a_link(raw: bytes, book: Workbook) -> None:
    kinds = {
        cell.data_type
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }
    assert kinds == {"s", "n", "d"}  # a day is a date: one that was due, where it was one
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        for name in archive.namelist():
            text = archive.read(name)
            assert b"<hyperlink" not in text
            assert not re.search(rb"<f[ >]", text) or name.startswith("xl/charts/")
            assert b'TargetMode="External"' not in text


@pytest.mark.parametrize(("sheet", "key"), [(s, key) for s, keys in ALONE.items() for key in keys])
def test_each_text_of_a_row_is_read_back_as_it_was_or_marked(
    book: Workbook, sheet: str, key: str
) -> None:
    found = in_column(book, sheet, key)
    expected = [shown(value) for value in VALUES]
    if (sheet, key) in (("findings", "due"), ("findings", "until"), ("ledger", "due")):
        at = VALUES.index("2026-03-02")  # what is a day becomes one
        assert found[at] == "2026-03-02 00:00:00"
        found[at] = expected[at]
    assert found == expected


def test_whatever_is_changed_in_a_cell_can_be_seen() -> None:
    for value in VALUES:
        text = shown(value)
        assert text == value or MARKED.search(text), ascii(value[:20])
        assert len(text.encode("utf-16-le")) // 2 <= CELL_LIMIT


def test_every_value_stands_on_the_sheets_that_are_made_of_the_manifest(book: Workbook) -> None:
    for sheet in ("Cover", "Manifest", "Summary", "Rule book", "Clauses", "Not evaluated"):
        said = "\n".join(
            str(cell) for row in book[sheet].iter_rows(values_only=True) for cell in row
        )
        short = [value for value in VALUES if len(value) < 100]
        assert [ascii(value) for value in short if shown(value).strip() not in said] == []


def test_a_sample_by_itself_is_as_safe() -> None:
    out, table = io.BytesIO(), io.BytesIO()
    write_sample(hostile_bundle(), out, lang="zh", seed="=1+1")
    assert problems(out.getvalue()) == []
    write_sample_csv(hostile_bundle(), table, lang="zh", seed="=1+1")
    rows = csv.reader(io.StringIO(table.getvalue().decode("utf-8-sig")))
    alive = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
    assert [cell for row in rows for cell in row if cell.startswith(alive)] == []


@pytest.mark.office
@pytest.mark.slow
def test_libreoffice_keeps_every_text_through_a_saving(tmp_path: Path) -> None:
    if OFFICE is None:
        pytest.skip("LibreOffice is not installed: apt-get install libreoffice-calc")
    short = [value for value in VALUES if len(value) < 100]
    whole = hostile_bundle(short)
    long = replace(whole.findings[0], evidence="a" + "😀" * 20_000)
    with (tmp_path / "report.xlsx").open("wb") as out:
        render(replace(whole, findings=(*whole.findings, long)), out, lang="en")
    command = [OFFICE, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    options = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,9"
    for form, name in (("xlsx", "again"), (options, "csv")):
        more = ["--convert-to", form, "--outdir", str(tmp_path / name)]
        subprocess.run(
            [*command, *more, str(tmp_path / "report.xlsx")],
            check=True, timeout=180, capture_output=True,
        )  # fmt: skip
    # an office takes the escape of an underscore back, as Excel does, and the reader of shared
    # texts here drops what is left of one; the CSV below holds what the office really has
    expected = [shown(value).replace("_x005F_", "_") for value in (*short, short[0])]
    again = openpyxl.load_workbook(tmp_path / "again" / "report.xlsx")
    for key in ("case_id", "debtor", "fingerprint"):
        pairs = zip(in_column(again, "findings", key), expected, strict=True)
        assert [(a, b) for a, b in pairs if a not in (b, b.replace("x005F_", ""))] == []
    assert in_column(again, "findings", "evidence")[-1] == shown(long.evidence)
    kinds = {cell.data_type for row in again["Findings"].iter_rows() for cell in row}
    assert kinds <= {"s", "n", "d"}
    assert again["Findings"].data_validations.count == 6
    with zipfile.ZipFile(tmp_path / "again" / "report.xlsx") as archive:
        charts = [name for name in archive.namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) == len(CHARTS)
    [table] = (tmp_path / "csv").glob("*.csv")
    rows = list(csv.reader(table.read_text(encoding="utf-8").splitlines(keepends=True)[2:]))
    at = rows[0].index(WORDS.text("column.case_id"))
    assert [row[at] for row in rows[1:]] == expected
