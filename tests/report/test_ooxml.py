"""No workbook gives Excel a reason to offer a repair."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace

import pytest
from report_decided import decided_bundle
from report_factory import bundle, many
from report_ooxml import problems

from auditkit.report.sample_book import write_sample
from auditkit.report.sheets.shape import load_layout
from auditkit.report.xlsx import render


def written(write: Callable[[io.BytesIO], None]) -> bytes:
    out = io.BytesIO()
    write(out)
    return out.getvalue()


def empty(out: io.BytesIO) -> None:
    nothing = bundle(
        findings=(), incidents=(), exemptions=(), not_evaluated=(), coverage=(),
        unknown_codes=(), rejects=(), rules=(), files=(), contacts={}, manifest={},
    )  # fmt: skip
    render(nothing, out, lang="en")


BOOKS: dict[str, Callable[[io.BytesIO], None]] = {
    "zh": lambda out: render(decided_bundle(), out, lang="zh"),
    "en": lambda out: render(decided_bundle(), out, lang="en"),
    "split over sheets": lambda out: render(
        many(60), out, lang="zh", layout=replace(load_layout(), rows=40)
    ),
    "empty": empty,
    "sample": lambda out: write_sample(many(90), out, lang="zh", seed="s"),
}


@pytest.mark.parametrize("name", BOOKS)
def test_nothing_in_a_workbook_calls_for_a_repair(name: str) -> None:
    assert problems(written(BOOKS[name])) == []


@pytest.fixture(scope="module")
def whole() -> bytes:
    return written(BOOKS["en"])


def changed(raw: bytes, part: str, old: bytes, new: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            text = source.read(name)
            if name == part:
                assert old in text
                text = text.replace(old, new, 1)
            if text:
                target.writestr(name, text)
    return out.getvalue()


FINDINGS = "xl/worksheets/sheet9.xml"


@pytest.mark.parametrize(
    ("part", "old", "new", "said"),
    [
        (FINDINGS, b"<worksheet", b"<worksheet<", "is no XML"),
        (FINDINGS, b"<cols>", b"<cols/><sheetViews/><cols>", "out of order"),
        (FINDINGS, b'r="B4"', b'r="A4"', "cells of row 4 out of order"),
        (FINDINGS, b'<autoFilter ref="A3:AK10"', b'<autoFilter ref="A3:AK99"', "filter"),
        (FINDINGS, b'<dataValidations count="6"', b'<dataValidations count="7"', "miscounted"),
        (FINDINGS, b"<formula1>", b"<formula1>" + b"x" * 256, "too long"),
        ("xl/workbook.xml", b'name="Findings"', b'name="Fin:dings"', "may not be called"),
        ("xl/workbook.xml", b'name="Charts"', b'name="findings"', "one name"),
        ("xl/charts/chart1.xml", b"$A$", b"$ZZ$", "empty or missing"),
        ("xl/charts/chart1.xml", b"<idx ", b"<order val='9'/><idx ", "out of order"),
        ("xl/drawings/_rels/drawing1.xml.rels", b"chart2.xml", b"chart9.xml", "missing"),
        ("[Content_Types].xml", b"/xl/charts/chart1.xml", b"/xl/charts/chart7.xml", "missing"),
    ],
)
def test_a_fault_put_into_a_workbook_is_found(
    whole: bytes, part: str, old: bytes, new: bytes, said: str
) -> None:
    assert any(said in each for each in problems(changed(whole, part, old, new)))
