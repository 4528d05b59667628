"""Delimited text comes back exactly, with the row numbers a spreadsheet shows."""

from __future__ import annotations

import csv
import io
import tracemalloc

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditkit.core.errors import InputError
from auditkit.sources import screen
from auditkit.sources.cells import clean
from auditkit.sources.csv import CsvSource
from auditkit.sources.hashing import FileHash
from auditkit.sources.place import Place
from auditkit.sources.resolve import resolve


def source_of(path, data, name="log.csv"):
    file = path / name
    file.write_bytes(data)
    return CsvSource(Place(name, file, FileHash(file)))


def rows_of(source, columns=None):
    """All rows as {row number: cells}."""
    found = {}
    for raw in source.batches(columns):
        cells = [
            [c.decode(raw.encoding) if isinstance(c, bytes) else c for c in column.to_pylist()]
            for column in raw.table.columns
        ]
        found.update(zip(raw.rows.tolist(), map(list, zip(*cells, strict=True)), strict=True))
    return found


def unread(source):
    return [(each.row, each.reason) for each in source.facts.unread]


CELLS = st.text(
    st.sampled_from(list("ab1 ,;|\t\"'\n欠款已提醒（张）。𠮷é")), max_size=8
)  # é stands in GB18030 too
ENCODINGS = ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(records=st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=12))
def test_what_was_written_is_read_with_its_row_numbers(tmp_path, encoding, delimiter, records):
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter)
    header = ["借据编号编号编号", "call_time_of_the_call", "催收记录"]
    writer.writerow(header)
    writer.writerows([["案件编号", "x" * 8, "备注"], *records])
    source = source_of(tmp_path, out.getvalue().encode(encoding))
    assert source.header() == tuple(header)
    expected = {n: r for n, r in enumerate(records, start=3) if any(r)}
    found = {n: [clean(cell) for cell in r] for n, r in rows_of(source).items()}
    given = {n: [clean(cell) for cell in r] for n, r in expected.items()}
    assert found == {2: ["案件编号", "x" * 8, "备注"], **given}
    assert source.facts.unread == []
    assert source.facts.read == 1 + len(expected)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_row_with_too_many_cells_is_rejected_and_the_rest_keep_their_numbers(tmp_path, encoding):
    text = '案件,备注\n一,"两\n行"\n二,多,余\n三,好\n四\n\n五,好\n'
    source = source_of(tmp_path, text.encode(encoding))
    assert rows_of(source) == {2: ["一", "两\n行"], 4: ["三", "好"], 7: ["五", "好"]}
    assert unread(source) == [(3, "cell_count"), (5, "cell_count")]
    assert source.facts.read == 5


def test_a_quote_that_is_never_closed_costs_one_row(tmp_path):
    source = source_of(tmp_path, b'a,b\n1,x\n2,"open\n3,y\n4,z\n')
    assert rows_of(source) == {2: ["1", "x"], 4: ["3", "y"], 5: ["4", "z"]}
    assert unread(source) == [(3, "quote_not_closed")]


def test_a_quote_inside_a_cell_is_only_a_character(tmp_path):
    source = source_of(tmp_path, b'a,b\n1,5" pipe\n2,y\n')
    assert rows_of(source) == {2: ["1", '5" pipe'], 3: ["2", "y"]}


@pytest.mark.parametrize("quote", [b"", b'"'])
def test_a_line_longer_than_any_record_is_rejected_in_bounded_memory(tmp_path, quote):
    file = tmp_path / "log.csv"
    with file.open("wb") as out:
        out.write(b"a,b\n1,x\n2," + quote)
        for _ in range(16):
            out.write(b"y" * (8 << 20))
        out.write(quote + b"\n3,z\n")
    source = CsvSource(Place("log.csv", file, FileHash(file)))
    tracemalloc.start()
    assert rows_of(source) == {2: ["1", "x"], 4: ["3", "z"]}
    assert tracemalloc.get_traced_memory()[1] < 120 << 20
    tracemalloc.stop()
    assert unread(source) == [(3, "record_too_long")]


def test_a_quote_left_open_in_a_long_file_costs_one_row(tmp_path):
    # longer than any record, which is a matter of bytes
    lines = [b"%d,%s" % (n, b"good" * 25) for n in range(2, 90_000)]
    lines[9] = b'11,"open'
    source = source_of(tmp_path, b"a,b\n" + b"\n".join(lines) + b"\n")
    found = rows_of(source)
    assert len(found) == len(lines) - 1
    assert all(int(cells[0]) == row for row, cells in found.items())
    assert unread(source) == [(11, "record_too_long")]


def test_gb18030_that_begins_after_a_megabyte_of_ascii_is_found(tmp_path):
    data = b"case,note\n" + b"1,plain ascii note\n" * 80_000 + "2,已联系本人\n".encode("gb18030")
    source = source_of(tmp_path, data)
    found = rows_of(source)
    assert source.facts.encoding == "gb18030"
    assert found[80_002] == ["2", "已联系本人"]


def test_one_broken_row_does_not_make_a_utf8_file_gb18030(tmp_path):
    data = "案件,备注\n".encode() + "1,已联系\n".encode() * 50 + b"2,\xff\xfe\n"
    source = source_of(tmp_path, data)
    assert source.header() == ("案件", "备注")
    assert source.facts.encoding == "utf-8"
    assert {raw.encoding for raw in source.batches()} == {"utf-8"}


def test_a_file_in_no_known_encoding_is_refused_by_name_and_place(tmp_path):
    with pytest.raises(InputError) as caught:
        source_of(tmp_path, b"name,note\n" + b"Jos\xe9,x\n" * 20).header()
    assert "log.csv" in str(caught.value)
    assert "byte 13, line 2" in str(caught.value)
    assert "Jos" not in str(caught.value)


def test_broken_bytes_in_a_transcoded_file_are_rejected_by_row_and_column(tmp_path):
    data = "案件|备注|三\n1|好|好\n".encode("gb18030") + b"2|\xff\xff|x\n3|y|z\n"
    source = source_of(tmp_path, data)
    assert sorted(rows_of(source)) == [2, 4]
    assert [(r.row, r.column, r.reason) for r in source.facts.unread] == [
        (3, "备注", "undecodable")
    ]


def test_headers_are_trimmed_and_told_apart(tmp_path):
    source = source_of(tmp_path, "\ufeff\u200b状态 ,,状态,状态\n1,2,3,4\n".encode())
    assert source.header() == ("状态", "column_2", "状态#2", "状态#3")
    assert source.facts.encoding == "utf-8-sig"
    assert rows_of(source, frozenset({"状态#3", "状态"})) == {2: ["1", "4"]}


@pytest.mark.parametrize("data", [b"", b"a,b\n", b"a,b", b"\n\n"])
def test_a_file_without_rows_is_read_and_noted(tmp_path, data):
    source = source_of(tmp_path, data)
    assert rows_of(source) == {}
    assert source.facts.read == 0
    assert len(source.facts.notes) == 1


def test_lines_with_nothing_in_them_are_no_rows_whatever_columns_are_read(tmp_path):
    source = source_of(tmp_path, b"a,b\n1,x\n,\n\n,y\n")
    assert sorted(rows_of(source)) == [2, 5]
    assert sorted(rows_of(source, frozenset({"a"}))) == [2, 5]
    assert source.facts.read == 2


def test_reading_twice_counts_once(tmp_path):
    source = source_of(tmp_path, b"a,b\n1,x\n2\n3,y\n")
    assert rows_of(source) == rows_of(source)
    assert (source.facts.read, len(source.facts.unread)) == (3, 1)
    assert len(source.facts.sha256) == 64
    assert source.facts.bytes == 14


def test_rows_given_before_trouble_are_not_given_again(tmp_path):
    # more than two blocks, which is a matter of bytes
    lines = [b"%d,%s" % (n, b"good" * 25) for n in range(2, 170_000)]
    lines[-5] = b"1,2,3"
    source = source_of(tmp_path, b"a,b\n" + b"\n".join(lines) + b"\n")
    count = sum(len(raw.rows) for raw in source.batches())
    assert count == len(lines) - 1
    assert unread(source) == [(len(lines) - 3, "cell_count")]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 4096])
def test_the_screen_gives_the_same_records_however_the_bytes_are_cut(size):
    data = b'a,b\r\n1,"x\r\n""y"\r\n2,2,2\r3,"z"\n4,"open\n5,end'
    cut = screen.Screen(",", 2)
    chunks = (data[at : at + size] for at in range(0, len(data), size))
    given_back = b"".join(cut.pass_through(chunks))
    assert given_back == b'a,b\r\n1,"x\r\n""y"\r\n,\n3,"z"\n,\n5,end'
    assert cut.bad == {3: "cell_count", 5: "quote_not_closed"}


def test_a_mapping_may_name_the_encoding(tmp_path):
    (tmp_path / "old.csv").write_bytes("name,note\nJosé,x\n".encode("cp1252"))
    [source] = resolve([str(tmp_path / "old.csv")], encodings={"old*": "cp1252"})
    assert rows_of(source) == {2: ["José", "x"]}
    assert source.facts.encoding == "cp1252"
