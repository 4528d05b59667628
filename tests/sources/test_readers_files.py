"""Workbooks, Parquet, JSON and transcripts come back as text, row by row."""

from __future__ import annotations

import datetime as dt
import json

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from auditkit.core.errors import InputError
from auditkit.sources.resolve import resolve


def rows_of(source, columns=None):
    found = {}
    for raw in source.batches(columns):
        cells = [column.to_pylist() for column in raw.table.columns]
        found.update(zip(raw.rows.tolist(), map(list, zip(*cells, strict=True)), strict=True))
    return found


def workbook(path, *rows, name="log.xlsx", empty=False):
    book = openpyxl.Workbook()
    book.active.title = "催记"
    for row in rows:
        book.active.append(row)
    if empty:
        book.create_sheet("空")
    book.save(path / name)
    return str(path / name)


def test_cells_of_a_workbook_are_the_text_a_person_would_type(tmp_path):
    spec = workbook(
        tmp_path,
        ["催收跟进表"],
        ["电话", "时间", "时长", "承诺", "金额"],
        [2026100300017, dt.datetime(2026, 3, 1, 9, 5, 7), dt.time(0, 5, 7), True, 12.5],  # noqa: DTZ001 - a cell has no zone
        [],
        ["02", dt.date(2026, 3, 2), dt.timedelta(hours=30), None, 3.0],
        empty=True,
    )
    [source] = resolve([spec])
    assert source.name == "log.xlsx[催记]"
    assert source.header() == ("电话", "时间", "时长", "承诺", "金额")
    assert rows_of(source) == {
        3: ["2026100300017", "2026-03-01 09:05:07", "00:05:07", "true", "12.5"],
        5: ["02", "2026-03-02", "30:00:00", None, "3"],
    }
    assert rows_of(source, frozenset({"金额"})) == {3: ["12.5"], 5: ["3"]}
    assert source.facts.read == 2
    assert len(source.facts.sha256) == 64


def test_a_number_that_a_workbook_cut_is_noted_with_its_column(tmp_path):
    [source] = resolve([workbook(tmp_path, ["证件号", "x"], [110105194912312345, 1])])
    assert rows_of(source) == {2: ["110105194912312000", "1"]}
    assert "证件号" in source.facts.notes[0].en
    assert "110105" not in source.facts.notes[0].en


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04junk", "damaged"),
        (b"", "damaged"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "web page"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2048, "damaged"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
            + b"\0" * 2048
            + "EncryptedPackage".encode("utf-16-le"),
            "password",
        ),
    ],
)
def test_a_workbook_that_cannot_be_read_says_why(tmp_path, data, said):
    (tmp_path / "log.xlsx").write_bytes(data)
    with pytest.raises(InputError) as caught:
        resolve([str(tmp_path / "log.xlsx")])
    assert said in caught.value.problem
    assert caught.value.hint


def test_parquet_gives_text_and_only_the_asked_columns(tmp_path):
    at = dt.datetime(2026, 3, 1, 1, 2, 3, tzinfo=dt.UTC)
    table = pa.table(
        {
            "id": [1, 2],
            "at": pa.array([at, None], pa.timestamp("us", "Asia/Shanghai")),
            "amount": [1.0, 2.5],
            "attrs": [{"额": 1}, None],
        }
    )
    pq.write_table(table, tmp_path / "log.parquet", row_group_size=1)
    [source] = resolve([str(tmp_path / "log.parquet")])
    assert rows_of(source) == {
        2: ["1", "2026-03-01T09:02:03+0800", "1", '{"额": 1}'],
        3: ["2", None, "2.5", None],
    }
    assert rows_of(source, frozenset({"id"})) == {2: ["1"], 3: ["2"]}
    assert source.facts.read == 2


def test_a_broken_parquet_file_is_refused(tmp_path):
    (tmp_path / "log.parquet").write_bytes(b"PAR1junk")
    [source] = resolve([str(tmp_path / "log.parquet")])
    with pytest.raises(InputError, match="Parquet"):
        source.header()


def test_a_broken_line_of_json_is_rejected_with_its_number(tmp_path):
    text = '{"id": 1, "attrs": {"a": [1]}}\n{broken\n\n[1]\n{"id": 0.10, "late": true}\n'
    text += '{"note": "好"}\n' * 3
    (tmp_path / "log.jsonl").write_bytes(text.encode() + b'{"id": "\xff"}\n')
    [source] = resolve([str(tmp_path / "log.jsonl")])
    assert source.header() == ("id", "attrs", "late", "note")
    assert rows_of(source) == {
        1: ["1", '{"a": [1]}', None, None],
        5: ["0.10", None, "true", None],
        **{row: [None, None, None, "好"] for row in (6, 7, 8)},
    }
    assert [(r.row, r.reason) for r in source.facts.unread] == [
        (2, "not_json"),
        (4, "not_json"),
        (9, "undecodable"),
    ]
    assert source.facts.read == 8


def test_bytes_that_gb18030_does_not_have_cost_one_line_of_json(tmp_path):
    lines = ['{"case_id": "一", "note": "已联系本人"}'.encode("gb18030")] * 3
    lines[1] = lines[1].replace("本".encode("gb18030"), b"\xff\xff")
    (tmp_path / "log.jsonl").write_bytes(b"\n".join(lines) + b"\n")
    (source,) = resolve([str(tmp_path / "log.jsonl")], encodings={"*": "gb18030"})
    assert sorted(rows_of(source)) == [1, 3]
    assert [(each.row, each.reason) for each in source.facts.unread] == [(2, "undecodable")]


def test_a_line_of_json_that_is_too_long_costs_one_row(tmp_path):
    with (tmp_path / "log.jsonl").open("wb") as out:
        out.write(b'{"id": 1}\n{"id": "')
        for _ in range(4):
            out.write(b"x" * (8 << 20))
        out.write(b'"}\n{"id": 3}\n')
    [source] = resolve([str(tmp_path / "log.jsonl")])
    assert rows_of(source) == {1: ["1"], 3: ["3"]}
    assert [(r.row, r.reason) for r in source.facts.unread] == [(2, "record_too_long")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_an_array_of_objects_has_a_row_each(tmp_path, encoding):
    data = json.dumps([{"备注": "已联系本人"}, 3, {"备注": None}], ensure_ascii=False)
    (tmp_path / "log.json").write_bytes(data.encode(encoding))
    [source] = resolve([str(tmp_path / "log.json")])
    assert rows_of(source) == {1: ["已联系本人"], 3: [None]}
    assert [(r.row, r.reason) for r in source.facts.unread] == [(2, "not_json")]


def test_a_document_that_is_no_json_is_refused_by_line(tmp_path):
    (tmp_path / "log.json").write_text('{"id": 1,\n oops}')
    [source] = resolve([str(tmp_path / "log.json")])
    with pytest.raises(InputError, match="line 2"):
        source.header()


TURNS = [
    {"speaker": "collector", "text": "您好", "stime": 0, "etime": 2},
    {"speaker": "party", "text": "哪位", "stime": 2, "etime": 3},
]


def test_a_call_in_one_json_file_is_one_row_with_its_turns(tmp_path):
    call = {
        "call_id": "c1",
        "segments": [
            {"role": "Agent", "content": "您好", "start": 0, "end": 2},
            {"role": "客户", "content": "哪位", "start": 2, "end": 3},
        ],
    }
    (tmp_path / "c1.json").write_text(json.dumps(call, ensure_ascii=False), encoding="utf-8")
    (tmp_path / "calls.jsonl").write_text(json.dumps(call), encoding="utf-8")
    for source in resolve([str(tmp_path)]):
        [[call_id, turns]] = rows_of(source).values()
        assert call_id == "c1"
        assert json.loads(turns) == TURNS


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_plain_transcript_is_one_row(tmp_path, encoding):
    text = "坐席01：您好\n请还款\nCustomer: who is it\n[00:12] 客户：再见\n"
    (tmp_path / "c7.txt").write_bytes(text.encode(encoding))
    [source] = resolve([str(tmp_path / "c7.txt")])
    [[call_id, turns]] = rows_of(source).values()
    said = [(turn["speaker"], turn["text"], turn["stime"]) for turn in json.loads(turns)]
    assert call_id == "c7"
    assert said == [
        ("collector", "您好\n请还款", None),
        ("party", "who is it", None),
        ("party", "再见", "00:12"),
    ]


def test_a_cell_beyond_the_header_costs_its_row_and_a_title_is_said_to_be_passed_over(tmp_path):
    path = workbook(
        tmp_path, ["催收日志"], ["案件号", "时间"], ["K1", "9:00"], ["K2", "9:01", "多余"]
    )
    (source,) = resolve([str(path)])
    assert sorted(rows_of(source)) == [3]
    assert [(each.row, each.reason) for each in source.facts.unread] == [(4, "cell_count")]
    assert source.facts.read == 2
    assert any("the header is row 2" in note.en for note in source.facts.notes)
