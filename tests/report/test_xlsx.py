from __future__ import annotations

import hashlib
import io
import os
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from report_decided import decided_bundle
from report_factory import bundle, many
from report_golden import assert_golden

from auditkit.report.interface import ContactKey, ReportBundle
from auditkit.report.safe import CELL_LIMIT
from auditkit.report.sheets.shape import load_layout
from auditkit.report.xlsx import render


def written(of: ReportBundle, lang: str = "en", rows: int = 0) -> io.BytesIO:
    layout = load_layout()
    out = io.BytesIO()
    render(of, out, lang=lang, layout=replace(layout, rows=rows) if rows else layout)
    out.seek(0)
    return out


def opened(of: ReportBundle, lang: str = "en", rows: int = 0) -> Workbook:
    return openpyxl.load_workbook(written(of, lang, rows))


def column(book: Workbook, sheet: str, header: str) -> list[object]:
    rows = list(book[sheet].iter_rows(values_only=True))
    head = next(n for n, row in enumerate(rows) if header in row)
    at = rows[head].index(header)
    return [row[at] for row in rows[head + 1 :]]


def with_evidence(*texts: str) -> ReportBundle:
    whole = bundle()
    first = whole.findings[0]
    findings = tuple(
        replace(first, fingerprint=f"F{n}", evidence=text) for n, text in enumerate(texts)
    )
    return replace(whole, findings=findings, incidents=())


def dump(book: Workbook) -> str:
    lines = []
    for sheet in book.worksheets:
        lines.append(f"## {sheet.title}")
        for row in sheet.iter_rows():
            lines += [
                f"{cell.coordinate}\t{cell.data_type}\t{cell.value!r}"
                for cell in row
                if cell.value is not None
            ]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_cells_of_a_run_are_those_of_the_golden_dump(lang: str) -> None:
    assert_golden(f"report.{lang}.txt", dump(opened(decided_bundle(), lang)).encode())


def test_equal_runs_give_equal_bytes() -> None:
    assert written(bundle()).getvalue() == written(bundle()).getvalue()


def test_sheets_stand_in_the_order_they_are_read_and_the_first_is_shown() -> None:
    book = opened(bundle(), "zh")
    assert book.sheetnames == [
        "封面", "数据清单", "汇总", "图表", "完整性", "逐日行数", "投诉对照", "复核顺序",
        "问题明细", "事件时间线", "整改台账", "抽样复核", "规则册", "所引条款", "覆盖情况",
        "豁免依据", "未评价", "拒收行", "联结",
    ]  # fmt: skip
    assert book.active.title == "封面"
    assert [s.title for s in book.worksheets if s.sheet_view.tabSelected] in ([], ["封面"])


def test_findings_have_a_frozen_header_a_filter_and_repeat_it_in_print() -> None:
    sheet = opened(bundle())["Findings"]
    assert sheet.freeze_panes == "C4"
    assert sheet.auto_filter.ref == "A3:AK10"
    assert sheet.print_title_rows == "$1:$3"
    assert sheet.page_setup.orientation == "landscape"


def test_wording_follows_the_force_of_the_instrument() -> None:
    said = column(opened(bundle(), "zh"), "问题明细", "定性")
    assert said == [
        "违反本行制度", "违反本行制度", "与标准或自律规范不一致", "违反本行制度",
        "与标准或自律规范不一致", "与标准或自律规范不一致", "涉嫌违反法律",
    ]  # fmt: skip


def test_a_headline_counts_an_overlap_once() -> None:
    cover = dump(opened(bundle())).split("## Manifest")[0]
    assert re.search(r"B\d+\tn\t5\n", cover)
    assert re.search(r"C\d+\tn\t7\n", cover)
    assert "3 belong to instruments not read in the primary text" in cover


def test_each_counted_activity_of_an_incident_is_a_row() -> None:
    counts = column(opened(bundle()), "Incidents", "Count")
    assert counts == [*(f"{n}/5" for n in range(1, 6))] * 2 + ["1/1", "1/2", "2/2"]


def test_rates_are_activities_per_thousand_contacts_and_a_note_where_there_are_few() -> None:
    contacts = {
        ContactKey("", "CS1007", "HZ", "2026-03-02"): 500,
        ContactKey("AG-02", "WB0031", "HZ", "2026-03-02"): 99,
    }
    rows = list(opened(bundle(contacts=contacts))["Summary"].iter_rows(values_only=True))
    lender = next(row for row in rows if row[0] == "the lender")
    agency = next(row for row in rows if row[0] == "AG-02")
    # five findings of the lender are of three calls
    assert lender[1:11] == (5, 5, 0, 2, 3, 3, 500, 6, 2.04, 17.49)
    assert agency[1:11] == (2, 1, 1, 2, 2, 2, 99, "under 100", None, None)


HOSTILE = (
    "=1+1", "+1", "-1", "@SUM(A1)", "＝1", "#N/A", "a\x00b", "a\x0bc", "a\ud800b", "a\uffffb",
    "http://example.invalid/a", "mailto:a@example.invalid", "一\n二", "😀" * 3,
    "1234567890123456789", "_x0041_", " blanks ", "'quoted", "TRUE", "2026-03-02",
)  # fmt: skip


def test_hostile_text_stays_text() -> None:
    out = written(with_evidence(*HOSTILE))
    book = openpyxl.load_workbook(out)
    sheet = book["Findings"]
    cells = [sheet.cell(row, 17) for row in range(4, 4 + len(HOSTILE))]
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.hyperlink is None for cell in cells)
    shown = [cell.value for cell in cells]
    assert shown == [
        "=1+1", "+1", "-1", "@SUM(A1)", "＝1", "#N/A", "a␀b", "a␋c", "a\ufffdb", "a\ufffdb",
        "http://example.invalid/a", "mailto:a@example.invalid", "一\n二", "😀" * 3,
        "1234567890123456789", "_x005F_x0041_", " blanks ", "'quoted", "TRUE", "2026-03-02",
    ]  # fmt: skip


def test_no_part_of_the_workbook_holds_a_formula_a_link_or_a_macro() -> None:
    with zipfile.ZipFile(written(with_evidence(*HOSTILE))) as archive:
        names = archive.namelist()
        sheets = [archive.read(name) for name in names if "worksheets/" in name]
    assert not any(re.search(rb"<f[ >]|<hyperlink", sheet) for sheet in sheets)
    assert not any("vba" in name or "externalLink" in name for name in names)


def test_changed_characters_and_cut_cells_are_counted_on_the_manifest() -> None:
    book = opened(with_evidence("a\x00b\x0bc\ud800", "x" * 40_000))
    pairs = {row[0]: row[1] for row in book["Manifest"].iter_rows(values_only=True)}
    assert pairs["Control characters made visible"] == "3"
    assert pairs["Cells cut because they were too long"] == "1"


@pytest.mark.parametrize("letter", ["x", "中", "😀"])
def test_a_cell_that_is_too_long_is_cut_where_it_can_be_seen(letter: str) -> None:
    book = opened(with_evidence(letter * 40_000))
    text = book["Findings"].cell(4, 17).value
    kept, cut = re.fullmatch(rf"({letter}+)…\[\+(\d+)\]", text).groups()
    assert len(text.encode("utf-16-le")) // 2 <= CELL_LIMIT
    assert len(kept) + int(cut) == 40_000


def test_a_list_longer_than_a_sheet_goes_on_in_the_next() -> None:
    book = opened(many(20), rows=10)
    names = [name for name in book.sheetnames if name.startswith("Findings")]
    assert names == ["Findings", "Findings (2)", "Findings (3)"]
    numbers = [n for name in names for n in column(book, name, "No.")]
    assert numbers == list(range(1, 21))
    assert all(book[name].max_row <= 10 for name in names)
    assert book["Findings (3)"].auto_filter.ref == "A3:AK9"
    for name, last in zip(names, (10, 10, 9), strict=True):
        reaches = [str(each.sqref) for each in book[name].data_validations.dataValidation]
        assert len(reaches) == 6
        assert all(re.fullmatch(rf"[A-Z]+4:[A-Z]+{last}", reach) for reach in reaches)


def test_a_list_that_just_fills_a_sheet_is_not_split() -> None:
    assert "Findings (2)" not in opened(many(7), rows=10).sheetnames


def test_an_empty_run_says_none_instead_of_nothing() -> None:
    empty = bundle(
        findings=(), incidents=(), exemptions=(), not_evaluated=(), coverage=(),
        unknown_codes=(), rejects=(), rules=(), files=(), contacts={}, manifest={},
    )  # fmt: skip
    book = opened(empty)
    assert book["Findings"]["A4"].value == "None"
    assert book["Rejects"]["A4"].value == "None"


def test_the_rule_book_reads_parameters_in_words() -> None:
    said = column(opened(bundle(), "zh"), "规则册", "参数")
    assert said[2] == (
        "对象：〔渠道：电话、智能语音；方向：呼出；被联系人：债务人；计数口径：通话〕\n"
        "计数维度：债务人\n上限：3\n天数（含当日）：1"
    )
    assert said[-1] == "自该日起不再适用"


DIGEST = """
import hashlib, io, sys
sys.path.insert(0, sys.argv[1])
import factory
from auditkit.report.xlsx import render
out = io.BytesIO()
render(factory.bundle(), out, lang="zh")
print(hashlib.sha256(out.getvalue()).hexdigest())
"""


def test_the_bytes_of_a_workbook_do_not_depend_on_the_hash_seed() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", DIGEST, str(Path(__file__).parent)],
        check=True, capture_output=True, text=True, cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONHASHSEED": "1"},
    )  # fmt: skip
    here = hashlib.sha256(written(bundle(), "zh").getvalue()).hexdigest()
    assert ran.stdout.strip() == here


GROWTH = """
import io, resource, sys
sys.path.insert(0, sys.argv[1])
import factory
from auditkit.report.xlsx import render
small, large = factory.many(2_000), factory.many(30_000)
def high_water():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
with open(sys.argv[2], "wb") as out:
    render(small, out, lang="zh")
before = high_water()
with open(sys.argv[2], "wb") as out:
    render(large, out, lang="zh")
print(high_water() - before)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads the high-water mark in KiB")
def test_fifteen_times_the_findings_take_hardly_more_memory(tmp_path: Path) -> None:
    # a process of its own: the high-water mark of a process never falls
    ran = subprocess.run(
        [sys.executable, "-c", GROWTH, str(Path(__file__).parent), str(tmp_path / "x.xlsx")],
        check=True, capture_output=True, text=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    # 28,000 more rows of 28 cells; what may grow is the sets that count incidents and overlaps
    assert int(ran.stdout) < 60_000
