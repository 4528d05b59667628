from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from report_decided import decided_bundle
from report_factory import bundle

from auditkit.report.interface import ReportBundle
from auditkit.report.sheets.charts import charts_sheet
from auditkit.report.sheets.shape import Chart, load_layout
from auditkit.report.words import words_for
from auditkit.report.xlsx import render
from auditkit.report.xlsx_chart import steps_of

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def drawn(of: ReportBundle) -> list[etree._Element]:
    out = io.BytesIO()
    render(of, out, lang="en")
    with zipfile.ZipFile(out) as archive:
        names = sorted(name for name in archive.namelist() if name.startswith("xl/charts/"))
        return [etree.fromstring(archive.read(name)) for name in names]


def top_of(chart: etree._Element) -> float:
    [top] = chart.iter(f"{C}max")
    return float(top.get("val"))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_column_a_chart_draws_stands_in_its_table_and_has_a_colour(lang: str) -> None:
    layout = load_layout()
    sheet = charts_sheet(decided_bundle(), words_for(decided_bundle(), lang, layout.units))
    assert len(sheet.blocks) == 4
    for block in sheet.blocks:
        chart = block.chart
        assert isinstance(chart, Chart)
        assert {*chart.columns, *(chart.bounds or ())} <= set(block.columns)
        assert set(chart.colours) <= set(layout.charts)
        assert len(block.columns) <= len(layout.sheets["charts"].columns)


def test_an_axis_reaches_the_end_of_every_interval() -> None:
    charts = drawn(bundle())
    out = io.BytesIO()
    render(bundle(), out, lang="en")
    rows = list(openpyxl.load_workbook(out)["Charts"].iter_rows(values_only=True))
    head = next(n for n, row in enumerate(rows) if "Upper bound" in row)
    at = rows[head].index("Upper bound")
    highest = max(row[at] for row in rows[head + 1 : head + 3])
    assert top_of(charts[1]) >= highest
    assert [each.getparent().getparent().tag for each in charts[1].iter(f"{C}plus")] == [f"{C}ser"]


def test_a_chart_of_few_findings_counts_them_one_by_one() -> None:
    one = bundle()
    single = drawn(replace(one, findings=one.findings[:1], incidents=()))[0]
    assert [each.get("val") for each in single.iter(f"{C}majorUnit")] == ["1"]


def test_a_run_without_findings_draws_no_axis_out_of_nothing() -> None:
    empty = drawn(bundle(findings=(), incidents=()))
    assert list(empty[0].iter(f"{C}max")) == []


@given(st.floats(0.001, 1e7), st.booleans())
def test_marks_stand_at_round_numbers_and_are_few(top: float, whole: bool) -> None:
    step = steps_of(top, whole=whole)
    assert top / step <= 5 + 1e-9
    digits = f"{step:e}".split("e")[0]
    assert float(digits) in (1, 2, 5)
    assert not whole or step >= 1
