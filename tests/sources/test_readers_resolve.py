"""Files, folders, patterns and streams are found under names fit to be shown."""

from __future__ import annotations

import gc
import io

import openpyxl
import pytest

from auditkit.core.errors import InputError
from auditkit.sources.resolve import resolve


def names(specs, **more):
    return [source.name for source in resolve(specs, **more)]


@pytest.fixture
def folder(tmp_path):
    for name in ("b.csv", "a.csv", "sub/c.tsv", "~$d.xlsx", ".e.csv", "f.pdf", ".git/g.csv"):
        file = tmp_path / "logs" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("a,b\n1,2\n")
    out = tmp_path / "logs" / "out"
    out.mkdir()
    (out / "manifest.json").write_text('{"version": "0", "key_id": "x"}')
    (out / "findings.csv").write_text("a,b\n")
    return tmp_path / "logs"


def test_a_folder_gives_its_logs_and_says_what_it_passed_over(folder):
    sources = resolve([str(folder)])
    assert [source.name for source in sources] == ["a.csv", "b.csv", "sub/c.tsv"]
    [note] = sources[0].facts.notes
    assert "f.pdf" in note.en
    assert "~$d.xlsx" in note.zh


def test_what_was_passed_over_is_still_noted_after_reading(folder):
    source = resolve([str(folder)])[0]
    list(source.batches())
    assert len(source.facts.notes) == 1


def test_a_file_named_twice_is_read_once(folder):
    assert names([str(folder / "a.csv"), str(folder)]) == ["a.csv", "b.csv", "sub/c.tsv"]


def test_a_pattern_is_expanded_in_order(folder):
    assert names([str(folder / "*.csv")]) == ["a.csv", "b.csv"]
    assert names([str(folder / "**" / "*.tsv")]) == ["sub/c.tsv"]


def test_files_of_one_name_are_told_apart(tmp_path):
    for part in ("one", "two"):
        (tmp_path / part).mkdir()
        (tmp_path / part / "log.csv").write_text(f"a,b\n{part},2\n")
    specs = [str(tmp_path / "one" / "log.csv"), str(tmp_path / "two" / "log.csv")]
    assert names(specs) == ["log.csv", "two/log.csv"]


def test_a_name_that_leads_to_nothing_is_refused_with_a_hint(tmp_path):
    (tmp_path / "empty").mkdir()
    for spec in ("missing.csv", "empty", "*.csv", "sqlite:///x.db"):
        with pytest.raises(InputError) as caught:
            resolve([spec if "://" in spec else str(tmp_path / spec)])
        assert caught.value.hint


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"a,b\n1,2\n", "csv"),
        (b"a\tb\n1\t2\n", "tsv"),
        (b'{"a": 1}\n{"a": 2}\n', "jsonl"),
        (b'[{"a": 1}]', "json"),
        ("坐席：您好\n客户：好\n".encode(), "transcript"),
    ],
)
def test_standard_input_is_read_twice_whatever_it_holds(data, kind):
    [source] = resolve(["-"], stdin=io.BytesIO(data))
    assert source.header()
    first = [raw.table.to_pylist() for raw in source.batches()]
    assert first == [raw.table.to_pylist() for raw in source.batches()]
    assert first
    assert (source.name, source.facts.format) == ("stdin", kind)


def test_what_was_kept_of_standard_input_goes_with_the_last_sheet_and_on_failure(
    tmp_path, monkeypatch
):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    book = openpyxl.Workbook()
    for sheet in (book.active, book.create_sheet("two")):
        sheet.append(["a", "b"])
        sheet.append(["1", "2"])
    data = io.BytesIO()
    book.save(data)
    data.seek(0)
    sources = resolve(["-"], stdin=data)
    [kept] = tmp_path.iterdir()
    assert kept.stat().st_mode & 0o777 == 0o600
    del sources[0]
    gc.collect()
    assert [raw.table.num_rows for raw in sources[0].batches()] == [1]
    sources.clear()
    gc.collect()
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(InputError):
        resolve(["-"], stdin=io.BytesIO(b"PK\x03\x04junk"))
    gc.collect()
    assert list(tmp_path.iterdir()) == []


def test_names_shown_hold_no_path_of_the_machine(folder):
    shown = [text for s in resolve([str(folder)]) for n in s.facts.notes for text in (n.zh, n.en)]
    assert not any(str(folder) in text for text in [*shown, *names([str(folder)])])
