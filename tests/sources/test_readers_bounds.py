"""What would fill memory, lead out of an archive or need a password is refused by name."""

from __future__ import annotations

import gc
import io
import struct
import zipfile

import openpyxl
import pytest

from auditkit.core.errors import InputError
from auditkit.sources.resolve import resolve
from benchmarks import fuzz
from tests import awkward as make
from tests.awkward import HEADER, calls, delimited


def names_of(path):
    return [source.name for source in resolve([str(path)])]


def refusal(path):
    with pytest.raises(InputError) as caught:
        rows_of(path)
    assert caught.value.hint
    return caught.value


def rows_of(path):
    return [
        (row, *cells.values())
        for source in resolve([str(path)])
        for raw in source.batches()
        for row, cells in zip(raw.rows.tolist(), raw.table.to_pylist(), strict=True)
    ]


def test_a_stray_cell_in_the_last_corner_of_a_sheet_is_refused_before_it_fills_memory(tmp_path):
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "a", "b"
    book.save(tmp_path / "log.xlsx")
    assert "more cells" in refusal(tmp_path / "log.xlsx").problem
    (tmp_path / "log.xlsb").write_bytes(make.xlsb([["a"], ["b"]], at=1_048_000))
    assert rows_of(tmp_path / "log.xlsb") == [(1_048_002, "b")]
    far = make.xlsb([["a"]])
    with zipfile.ZipFile(io.BytesIO(far)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.bin"]
    at = sheet.index(b"\x91\x01\x00\x00\x11") + 5
    parts["xl/worksheets/sheet1.bin"] = sheet[:at] + struct.pack("<I", 2**31) + sheet[at + 4 :]
    (tmp_path / "far.xlsb").write_bytes(make.packed(parts))
    assert "more cells" in refusal(tmp_path / "far.xlsb").problem


def test_an_old_workbook_whose_sectors_lead_in_a_circle_is_refused(tmp_path):
    data = bytearray(make.xls([HEADER, *calls("C", 40)]))
    fat = 512 + 512 * struct.unpack_from("<I", data, 76)[0]
    struct.pack_into("<I", data, fat, 0)  # the first sector leads to itself
    (tmp_path / "log.xls").write_bytes(data)
    assert "damaged" in refusal(tmp_path / "log.xls").problem


def test_an_archive_that_unpacks_to_too_much_is_refused_and_leaves_nothing(tmp_path, monkeypatch):
    (tmp_path / "private").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "private"))
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", b"a,b\n" + b"\0" * (96 << 20))
    assert "unpacks to more" in refusal(tmp_path / "bomb.zip").problem
    once = make.packed({"a.csv": b"a,b\n1,2\n"})
    (tmp_path / "deep.zip").write_bytes(make.packed({"b.zip": make.packed({"c.zip": once})}))
    assert "within an archive" in refusal(tmp_path / "deep.zip").problem
    gc.collect()
    assert list((tmp_path / "private").iterdir()) == []


def test_names_in_an_archive_never_lead_out_of_it(tmp_path, monkeypatch):
    (tmp_path / "private").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "private"))
    text = b"a,b\n1,2\n"
    held = {"../../up.csv": text, "/root.csv": text, "C:\\disk\\c.csv": text, "up.csv": text}
    held |= {"__MACOSX/._up.csv": text, "readme.pdf": b"x", "n.zip": make.packed({"in.csv": text})}
    (tmp_path / "held.zip").write_bytes(make.packed(held))
    sources = resolve([str(tmp_path / "held.zip")])
    assert [source.name for source in sources] == [
        "held.zip/disk/c.csv",
        "held.zip/n.zip/in.csv",
        "held.zip/root.csv",
        "held.zip/up.csv",
        "held.zip/up.csv#2",
    ]
    assert "readme.pdf" in sources[0].facts.notes[0].en
    assert sorted(p.name for p in tmp_path.iterdir()) == ["held.zip", "private"]
    assert {p.stat().st_mode & 0o777 for p in (tmp_path / "private").iterdir()} == {0o600}
    sources.clear()
    gc.collect()
    assert list((tmp_path / "private").iterdir()) == []


@pytest.mark.parametrize("given", [None, "wrong"])
def test_what_is_locked_names_the_file_and_the_variable(tmp_path, monkeypatch, given):
    monkeypatch.delenv("AUDITKIT_PASSWORDS", raising=False)
    monkeypatch.delenv("AUDITKIT_XLSX_PASSWORD", raising=False)
    if given:
        monkeypatch.setenv("AUDITKIT_XLSX_PASSWORD", given)
    text = delimited([HEADER, *calls("L", 2)]).encode()
    for name, data in {
        "a.xlsx": make.locked_xlsx(make.xlsx([HEADER]), "right"),
        "b.zip": make.locked_zip("x.csv", text, b"right"),
        "c.zip": make.aes_zip("x.csv", text, b"right"),
    }.items():
        (tmp_path / name).write_bytes(data)
        error = refusal(tmp_path / name)
        assert error.where.startswith(name)
        assert "password" in error.problem
        assert "AUDITKIT_XLSX_PASSWORD" in error.hint
        assert "wrong" not in str(error)


def test_the_cover_of_a_page_in_several_files_is_refused_with_what_to_do(tmp_path):
    text = (
        '<html><head></head><frameset rows="*,39"><frame src="log.files/sheet001.htm"></frameset>'
    )
    (tmp_path / "log.xls").write_text(text + "</html>")
    error = refusal(tmp_path / "log.xls")
    assert "cover" in error.problem
    assert ".xlsx" in error.hint


def test_a_row_of_data_is_never_taken_for_a_second_header(tmp_path):
    rows = [["案件号", "备注", "结果"], ["K1", "已联系", "接通"], ["K2", "", "空号"]]
    for name, data in {
        "a.xlsx": make.xlsx(rows),
        "b.csv": delimited(rows).encode(),
        "c.xlsx": make.xlsx([["案件号", "备注", None], *rows[1:]], ["B1:C1"]),
    }.items():
        (tmp_path / name).write_bytes(data)
    assert [row[:2] for row in rows_of(tmp_path / "a.xlsx")] == [(2, "K1"), (3, "K2")]
    assert [row[:2] for row in rows_of(tmp_path / "b.csv")] == [(2, "K1"), (3, "K2")]


def test_a_case_whose_number_speaks_of_totals_is_still_a_record(tmp_path):
    rows = [
        ["案件号", "备注", "结果"],
        ["K1", "合计欠款已告知", "接通"],
        ["合计", "金额", "已告知"],
    ]
    (tmp_path / "a.csv").write_text(delimited(rows), encoding="utf-8")
    assert [row[0] for row in rows_of(tmp_path / "a.csv")] == [2, 3]


def test_numbers_behind_the_text_of_a_page_are_read_where_the_text_lost_digits(tmp_path):
    cells = '<td x:num="13900001234">1.39E+10</td><td x:num="46000.5">2026-03-01 12:00</td>'
    text = f"<table><tr><td>电话</td><td>时间</td></tr><tr>{cells}</tr></table>"
    (tmp_path / "a.xls").write_text(f"<html>{text}</html>", encoding="utf-8")
    assert rows_of(tmp_path / "a.xls") == [(2, "13900001234", "2026-03-01 12:00")]


def test_an_xml_workbook_keeps_row_numbers_kinds_and_merged_cells(tmp_path):
    spread = "urn:schemas-microsoft-com:office:spreadsheet"
    text = f"""<?xml version="1.0" encoding="GBK"?><Workbook xmlns="{spread}" xmlns:ss="{spread}">
    <Worksheet ss:Name="表"><Table><Row><Cell ss:MergeAcross="2"><Data ss:Type="String">标题</Data>
    </Cell></Row><Row ss:Index="4"><Cell><Data ss:Type="String">案件</Data></Cell><Cell>
    <Data ss:Type="String">时间</Data></Cell><Cell><Data ss:Type="String">时长</Data></Cell></Row>
    <Row><Cell ss:MergeDown="1"><Data ss:Type="String">K1</Data></Cell>
    <Cell><Data ss:Type="DateTime">2026-03-01T09:05:07.000</Data></Cell>
    <Cell><Data ss:Type="Number">65</Data></Cell></Row><Row><Cell ss:Index="3">
    <Data ss:Type="DateTime">1899-12-31T00:01:05.000</Data></Cell></Row></Table></Worksheet>
    </Workbook>"""
    (tmp_path / "a.xls").write_bytes(text.encode("gbk"))
    assert rows_of(tmp_path / "a.xls") == [
        (5, "K1", "2026-03-01 09:05:07", "65"),
        (6, "K1", None, "00:01:05"),
    ]


def test_sums_of_groups_and_of_the_whole_are_held_against_the_rows(tmp_path):
    rows = [
        ["案件号", "时间", "金额"],
        ["K1", "9:00", "1,000.50"],
        ["小计", "", "1000.50"],
        ["K2", "9:01", "2"],
        ["小计", "", "3"],
        ["合计", "", "1002.5"],
    ]
    (tmp_path / "a.csv").write_text(
        "".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in rows), encoding="utf-8"
    )
    (tmp_path / "a.xlsx").write_bytes(make.xlsx(rows))
    for name in ("a.csv", "a.xlsx"):
        (source,) = resolve([str(tmp_path / name)])
        list(source.batches())
        wrong = [note.en for note in source.facts.notes if "does not match" in note.en]
        assert wrong == [
            f"{source.name}: the total in row 5 does not match the rows above it: the sum of 金额"
        ]


def test_bytes_that_are_no_text_cost_one_row_of_parquet(tmp_path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    cells = pa.array([b"K1", b"\xff\xfe", b"K3"], pa.binary()).view(pa.string())
    days = [f"2026-03-0{n} 10:00:00" for n in (1, 2, 3)]
    pq.write_table(pa.table({"case_id": cells, "at": days}), tmp_path / "a.parquet")
    assert fuzz.outcome(tmp_path / "a.parquet") == (fuzz.READ, "")
    (source,) = resolve([str(tmp_path / "a.parquet")])
    (raw,) = source.batches()
    assert raw.table.column("case_id").to_pylist() == [b"K1", b"\xff\xfe", b"K3"]
