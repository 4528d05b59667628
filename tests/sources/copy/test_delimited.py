"""A copy of delimited text is the text itself, byte for byte, but for the cells that changed."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditkit.core.errors import InputError
from auditkit.sources.copy.delimited import DelimitedCopier, records
from auditkit.sources.hashing import FileHash
from auditkit.sources.place import Place

ROWS = st.text(st.sampled_from('ab,"\n\r;中 \t'), max_size=40)
LOG = "电话,备注,时间\n1,甲,x\n2,乙,y\n"


def copier(path: Path, raw: bytes) -> DelimitedCopier:
    path.write_bytes(raw)
    return DelimitedCopier(Place(path.name, path, FileHash(path)))


def copied(made: DelimitedCopier, change) -> bytes:
    out = io.BytesIO()
    made.copy(lambda rows: [[change(*cell) for cell in row] for row in rows], out)
    return out.getvalue()


@given(ROWS)
def test_no_character_is_lost_between_records(text):
    found = list(records(io.StringIO(text, newline=""), ","))
    assert "".join(field.raw + field.after for record in found for field in record) == text


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"])), min_size=2),
                max_size=5))  # fmt: skip
def test_cells_are_those_that_the_csv_module_wrote(rows):
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    found = records(io.StringIO(out.getvalue(), newline=""), ",")
    assert [[field.text for field in record] for record in found] == rows


def test_a_quote_that_nobody_closed_does_not_swallow_the_rest():
    text = '"open,1\n' + "a,b\n" * 1_500
    found = list(records(io.StringIO(text, newline=""), ","))
    assert len(found) == 1_501
    assert found[-1][1].text == "b"


@pytest.mark.parametrize(
    "raw",
    [
        LOG.encode(),
        b"\xef\xbb\xbf" + LOG.replace("\n", "\r\n").encode(),
        LOG.encode("gb18030"),
        b"\xff\xfe" + LOG.replace(",", "\t").encode("utf-16-le"),
        LOG.replace("\n", "\r").encode(),
        LOG.encode() + b"3,\xff\xfe,z\n",
        ("报表\n\n" + LOG + "合计,,\n多,了,一,格\n").encode(),
        (LOG + '4,"a\nb",""\n5,"a""b",c').encode(),
    ],
)
def test_what_does_not_change_stays_byte_for_byte(tmp_path, raw):
    made = copier(tmp_path / "log.csv", raw)
    assert copied(made, lambda _, text: text) == raw


def test_only_cells_that_change_are_written_anew_and_quoted_where_they_must(tmp_path):
    raw = '电话,备注\n1,"x"\n2,y\n'.encode()
    made = copier(tmp_path / "log.csv", raw)
    changed = copied(made, lambda column, text: text + ',"' if column == "备注" else text)
    assert changed.decode() == '电话,备注\n1,"x,"""\n2,"y,"""\n'


def test_cells_know_their_column_and_titles_and_totals_have_none(tmp_path):
    seen = []
    made = copier(tmp_path / "log.csv", ("导出人：甲\n" + LOG + "合计,,\n").encode())
    copied(made, lambda column, text: seen.append((column, text)) or text)
    assert seen[0] == ("", "导出人：甲")
    assert ("备注", "甲") in seen
    assert ("", "合计") in seen


def test_text_that_is_cut_within_a_character_is_an_error_that_says_so(tmp_path):
    made = copier(tmp_path / "log.csv", b"\xff\xfe" + LOG.encode("utf-16-le") + b"\x00")
    with pytest.raises(InputError, match="Export it again"):
        copied(made, lambda _, text: text)
