"""A folder of deliberately awkward exports is read to the last row, and so is its archive."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from auditkit import api
from auditkit.core.errors import InputError
from tests import awkward as make
from tests.awkward import HEADER, calls, delimited

SECRET = "月报-2026"
MAPPING = """
version: 1
sources:
  - name: grouped
    match: ["*grouped*"]
    fields:
      case_id: 案件号
      debtor_id: 客户
      at: 通话/时间
      outcome: 通话/结果
    constants: {channel: call}
"""


def _titled() -> bytes:
    rows = calls("T", 3)
    foot = [["合计", "共 4 条"], ["制表人：甲某", None, "审核人：乙某"]]
    return make.xlsx([["三月外呼明细"], [], HEADER, *rows, *foot], ["A1:I1"])


def _grouped(mark: str) -> list[list[str]]:
    return [
        ["案件号", "客户", "通话", ""],
        ["", "", "时间", "结果"],
        [f"KG1{mark}", f"DG1{mark}", "2026-03-02 10:00:00", "no_answer"],
        ["", f"DG1{mark}", "2026-03-03 10:00:00", "no_answer"],
        [f"KG2{mark}", f"DG2{mark}", "2026-03-02 10:05:00", "busy"],
    ]


def _page() -> bytes:
    first, second, third = calls("P", 3)
    first[0] = "<b>P-0</b>&nbsp;"
    second[3] = '="13900001001"'
    cells = ["".join(f"<td>{c}</td>" for c in row) for row in (first, second[:2], third)]
    middle = "".join(f"<td>{c}</td>" for c in second[3:])
    text = f"""<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>
    <meta http-equiv=Content-Type content="text/html; charset=gb2312">
    <style>td {{mso-number-format:"\\@";}}</style></head><body><table>
    <tr><td colspan=9>外呼明细 &mdash; 三月</td></tr>
    <tr>{"".join(f"<th>{name}</th>" for name in HEADER)}</tr>
    <tr>{cells[0].replace(f"<td>{first[2]}", f"<td rowspan=2>{first[2]}")}</tr>
    <tr>{cells[1]}{middle}</tr>
    <tr><td>小计</td><td colspan=8>2 笔</td></tr>
    <tr>{cells[2]}</tr>
    <tr><td colspan=2>合计：</td><td colspan=7>3 笔</td></tr></table></body></html>"""
    return text.encode("gbk")


def _two_tables() -> bytes:
    def table(mark: str) -> str:
        rows = [HEADER, *calls(mark, 2)]
        return (
            "<table>"
            + "".join(
                "<tr>" + "".join(f"<td><span>{c}</span></td>" for c in row) + "</tr>"
                for row in rows
            )
            + "</table>"
        )

    layout = f"<tr><td>{table('W')}</td></tr><tr><td>{table('X')}</td></tr>"
    menu = "<table><tr><td>首页</td></tr></table>"
    return f"<html><body>{menu}<table>{layout}</table></body></html>".encode()


def _wrapped() -> str:
    rows = calls("F", 4)
    rows[0] = [f'="{cell}"' for cell in rows[0]]
    rows[1][3] = "'" + rows[1][3]
    rows[2] = [f"\u200b{cell}\u00a0\t" for cell in rows[2]]
    rows[3][3] = rows[3][3].translate({48 + n: 0xFF10 + n for n in range(10)})
    return delimited([[f"{name}\t" for name in HEADER], *rows])


def _totals() -> str:
    rows = calls("S", 4)
    blank = [""] * 7
    return delimited(
        [
            ["催收外呼日志"],
            ["机构：某支行", "日期：2026-03-31"],
            HEADER,
            *rows[:2],
            ["小计", "2笔", *blank],
            HEADER,
            *rows[2:],
            ["合计", "5笔", *blank],
            ["制表人：甲某", "", "审核人：乙某", *blank[1:]],
            ["打印时间：2026-03-31 18:00"],
        ]
    )


def _scientific() -> str:
    rows = calls("E", 12)
    rows[3][3] = rows[7][3] = "1.39E+10"
    return delimited([HEADER, *rows])


def _wide() -> bytes:
    rows: list[list[object]] = [list(row) for row in calls("R", 30)]
    rows[1][8] = "no_answer\r\n"
    return make.xlsx([HEADER, *rows[:2], [*rows[2], "多余"], *rows[3:]])


def plain(mark: str, count: int = 2) -> list[list[str]]:
    return [list(HEADER), *calls(mark, count)]


def write_folder(folder: Path) -> None:
    files = {
        "01 titled.xlsx": _titled(),
        "02 grouped.xlsx": make.xlsx(_grouped("g"), ["A1:A2", "B1:B2", "C1:D1", "A3:A4"]),
        "03 grouped.xls": make.xls(_grouped("h"), [(0, 1, 0, 0), (0, 1, 1, 1), (0, 0, 2, 3)]),
        "04 binary.xlsb": make.xlsb([["标题"], *plain("B", 3)], at=2),
        "05 page.xls": _page(),
        "06 unicode page.xls": make.page(plain("U"), "unicode"),
        "07 xml.xls": make.xml_book(plain("M")),
        "08 text.xls": delimited(plain("N"), "\t").encode("gb18030"),
        "09 unicode text.txt": delimited(plain("V"), "\t").encode("utf-16"),
        "10 big endian.csv": delimited(plain("O")).encode("utf-16-be"),
        "11 wrapped.csv": _wrapped().encode("utf-8-sig"),
        "12 totals.csv": _totals().encode("gb18030"),
        "13 locked.xlsx": make.locked_xlsx(make.xlsx(plain("L")), SECRET),
        "14 book.csv": make.xlsx(plain("C")),
        "15 book.xls": make.xlsx(plain("D")),
        "16 two tables.xls": _two_tables(),
        "17 wide.xlsx": _wide(),
        "18 scientific.csv": _scientific().encode(),
        "19 grouped.csv": delimited([*_grouped("i")[:2], *_grouped("i")[4:]]).encode("gb18030"),
        "20 old.xls": make.xls([["", ""], *plain("Y", 3)]),
        "21 inner.zip": make.packed_in_gbk("外包/三月.csv", delimited(plain("Z")).encode("gbk")),
        "22 locked.zip": make.locked_zip(
            "a.csv", delimited(plain("Q")).encode(), SECRET.encode("gb18030")
        ),
        "23 aes.zip": make.aes_zip("b.csv", delimited(plain("A")).encode(), SECRET.encode()),
    }
    folder.mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(data)


# file: (rows read, rows judged, rejected by row)
EXPECTED = {
    "01 titled.xlsx[Sheet1]": (5, 3, {7: "total_row", 8: "footer_row"}),
    "02 grouped.xlsx[Sheet1]": (3, 3, {}),
    "03 grouped.xls[催记]": (3, 3, {}),
    "04 binary.xlsb[催记]": (3, 3, {}),
    "05 page.xls": (5, 3, {5: "total_row", 7: "total_row"}),
    "06 unicode page.xls": (2, 2, {}),
    "07 xml.xls[催记]": (2, 2, {}),
    "08 text.xls": (2, 2, {}),
    "09 unicode text.txt": (2, 2, {}),
    "10 big endian.csv": (2, 2, {}),
    "11 wrapped.csv": (4, 4, {}),
    "12 totals.csv": (
        9,
        4,
        {
            6: "total_row",
            7: "repeated_header",
            10: "total_row",
            11: "footer_row",
            12: "footer_row",
        },
    ),
    "13 locked.xlsx[Sheet1]": (2, 2, {}),
    "14 book.csv[Sheet1]": (2, 2, {}),
    "15 book.xls[Sheet1]": (2, 2, {}),
    "16 two tables.xls[table 1]": (2, 2, {}),
    "16 two tables.xls[table 2]": (2, 2, {}),
    "17 wide.xlsx[Sheet1]": (30, 29, {4: "cell_count"}),
    "18 scientific.csv": (12, 12, {}),
    "19 grouped.csv": (1, 1, {}),
    "20 old.xls[催记]": (3, 3, {}),
    "21 inner.zip/外包/三月.csv": (2, 2, {}),
    "22 locked.zip/a.csv": (2, 2, {}),
    "23 aes.zip/b.csv": (2, 2, {}),
}
SAID = (
    "01 titled.xlsx[Sheet1]: the header is row 3",
    "01 titled.xlsx[Sheet1]: the total in row 7 does not match the rows above it: the row count",
    "02 grouped.xlsx[Sheet1]: the header takes rows 1 to 2",
    "02 grouped.xlsx[Sheet1]: cells read from a merged cell above them: 1",
    "04 binary.xlsb[催记]: the header is row 4",
    "05 page.xls: is a web page under another name",
    "05 page.xls: rows of totals, not read as records: 2",
    "07 xml.xls: is an XML workbook under another name",
    "08 text.xls: is text under a workbook's name",
    "12 totals.csv: the header is row 3",
    "12 totals.csv: footers, not read as records: 2",
    "12 totals.csv: repeated headers, not read as records: 1",
    "12 totals.csv: the total in row 10 does not match the rows above it: the row count",
    "14 book.csv: is a workbook under another name",
    "16 two tables.xls: the page has 4 tables, of which 2 are not read",
    "18 scientific.csv: column contact holds 2 long numbers",
    "19 grouped.csv: the header takes rows 1 to 2",
)


@pytest.fixture
def given(tmp_path, monkeypatch):
    monkeypatch.setenv("AUDITKIT_XLSX_PASSWORD", "not this one")
    monkeypatch.setenv("AUDITKIT_PASSWORDS", f"nor this\n{SECRET}")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "private"))
    (tmp_path / "private").mkdir()
    write_folder(tmp_path / "exports")
    (tmp_path / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    return tmp_path


def scanned(given: Path, spec: Path):
    return api.scan([str(spec)], mapping=given / "mapping.yaml", key=b"k" * 32, out=None).bundle


@pytest.mark.parametrize("zipped", [False, True])
def test_every_row_of_every_awkward_file_is_accounted_for(given, zipped):
    spec, lead = given / "exports", ""
    if zipped:
        spec, lead = given / "all.zip", "all.zip/"
        spec.write_bytes(make.packed_folder(given / "exports"))
    bundle = scanned(given, spec)
    rejected: dict[str, dict[int, str]] = {}
    for each in bundle.rejects:
        rejected.setdefault(each.file, {})[each.row] = each.reason
    found = {t.file: (t.read, t.judged, rejected.get(t.file, {})) for t in bundle.files}
    assert found == {lead + name: expected for name, expected in EXPECTED.items()}
    for t in bundle.files:
        assert t.read == t.judged + t.linked + t.duplicate + t.rejected + t.context
        assert len(t.sha256) == 64
    notes = [note["en"] for note in bundle.manifest["alarms"]]
    for said in SAID:
        assert [note for note in notes if note.startswith(lead + said)], said
    del bundle
    gc.collect()
    assert list((given / "private").iterdir()) == []


def test_totals_that_agree_with_the_rows_are_not_complained_of(given):
    bundle = scanned(given, given / "exports" / "05 page.xls")
    assert not [n for n in bundle.manifest["alarms"] if "does not match" in n["en"]]


def test_the_password_is_in_no_note_and_no_error(given, monkeypatch):
    bundle = scanned(given, given / "exports" / "13 locked.xlsx")
    assert SECRET not in repr(bundle)
    monkeypatch.setenv("AUDITKIT_PASSWORDS", "another")
    for name in ("13 locked.xlsx", "22 locked.zip", "23 aes.zip"):
        with pytest.raises(InputError) as caught:
            scanned(given, given / "exports" / name)
        assert name in str(caught.value)
        assert "AUDITKIT_PASSWORDS" in str(caught.value)
        assert "another" not in str(caught.value)
