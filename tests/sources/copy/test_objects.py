"""A copy of JSON keeps the writing of all that did not change."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from auditkit.core.errors import InputError
from auditkit.sources.copy.objects import JsonCopier, document
from auditkit.sources.hashing import FileHash
from auditkit.sources.place import Place

LINES = '{"a":1.50,  "b":"\\u4e2d"}\r\n\n{"a": 1e3}\nnot json\n{"a": [1, {"k": "v"}]}'


def copied(path: Path, raw: bytes, kind: str, change) -> str:
    path.write_bytes(raw)
    made, out = JsonCopier(Place(path.name, path, FileHash(path)), kind), io.BytesIO()
    made.copy(lambda rows: [[change(*cell) for cell in row] for row in rows], out)
    return out.getvalue().decode()


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("jsonl", LINES),
        ("jsonl", "\ufeff" + LINES),
        ("json", '[{"a": 1},\n {"a": 2}]\n'),
        ("json", '\ufeff {"data": [{"a": 1}, {"b": []}]}'),
        ("json", '{"a": 1, "b": [1]}'),
        ("json", '{"a]": [{"b": "["}]}'),
        ("json", "[]"),
        ("transcript", "坐席：你好\r\n客户：在\n"),
    ],
)
def test_what_does_not_change_stays_as_it_is_written(tmp_path, kind, text):
    assert copied(tmp_path / "f", text.encode(), kind, lambda _, x: x) == text


def test_values_change_where_they_stand(tmp_path):
    text = '[{"note": "甲", "phone": 139}, {"note": "乙"}]'
    changed = copied(tmp_path / "f.json", text.encode(), "json", lambda column, x: f"{column}!{x}")
    assert changed == '[{"note": "note!甲", "phone": "phone!139"}, {"note": "note!乙"}]'


def test_a_line_that_is_no_json_is_changed_as_text(tmp_path):
    assert copied(tmp_path / "f.jsonl", b'{"a": "x"\n', "jsonl", lambda _, x: "***") == "***\n"


def test_the_elements_of_an_array_are_rows_wherever_it_stands():
    rows = [piece for piece, is_row in document("f", '{"data": [{"a": 1}, {"a": 2}]}') if is_row]
    assert [json.loads(row) for row in rows] == [{"a": 1}, {"a": 2}]
    assert [row for row, is_row in document("f", '{"a": 1, "b": [2]}') if is_row] == [
        '{"a": 1, "b": [2]}'
    ]


def test_a_document_that_is_no_json_is_an_error_without_its_text(tmp_path):
    with pytest.raises(InputError) as raised:
        list(document("f.json", '{"a": 13912345678'))
    assert "13912345678" not in str(raised.value)
