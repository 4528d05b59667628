"""A copy of a workbook keeps sheets, rows, and the type of every value that did not change."""

from __future__ import annotations

import io
from datetime import datetime

import pytest
from openpyxl import Workbook, load_workbook

from auditkit.sources.copy.choose import open_copier
from auditkit.sources.copy.grid import GridCopier

WHEN = datetime(2026, 3, 2, 9, 30)  # noqa: DTZ001 - a workbook has no zones


@pytest.fixture
def book(tmp_path):
    made = Workbook()
    sheet = made.active
    sheet.title = "催记"
    for row in (["导出人：甲"], [], ["电话", "时间", "备注"], [13912345678, WHEN, "甲"],
                [None, None, None], [13912345679, WHEN, "=乙"]):  # fmt: skip
        sheet.append(row)
    sheet["C6"].data_type = "s"
    made.create_sheet("空表")
    made.create_sheet("备忘[1]".replace("[1]", "1")).append(["丙"])
    made.save(tmp_path / "log.xlsx")
    return tmp_path / "log.xlsx"


def rows_of(book, change) -> dict[str, list[tuple]]:
    made, _ = open_copier(book)
    assert isinstance(made, GridCopier)
    out = io.BytesIO()
    made.copy(lambda rows: [[change(*cell) for cell in row] for row in rows], out)
    read = load_workbook(io.BytesIO(out.getvalue()))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in read}


def test_values_that_did_not_change_keep_their_place_and_type(book):
    same = rows_of(book, lambda _, text: text)
    assert list(same) == ["催记", "备忘1"]
    assert same["催记"][3] == (13912345678, WHEN, "甲")
    assert same["催记"][5] == (13912345679, WHEN, "=乙")
    assert len(same["催记"]) == 6


def test_a_text_that_begins_like_a_formula_stays_text(book):
    made, _ = open_copier(book)
    out = io.BytesIO()
    made.copy(lambda rows: [[text for _, text in row] for row in rows], out)
    assert load_workbook(io.BytesIO(out.getvalue()))["催记"]["C6"].data_type == "s"


def test_cells_know_their_column_below_the_header_only(book):
    changed = rows_of(book, lambda column, text: column or text)
    assert changed["催记"][0][0] == "导出人：甲"
    assert changed["催记"][2] == ("电话", "时间", "备注")
    assert changed["催记"][3] == ("电话", "时间", "备注")


def test_characters_that_no_workbook_takes_are_replaced(book):
    assert rows_of(book, lambda _, text: text and "a\x00b")["备忘1"] == [("a\ufffdb",)]
