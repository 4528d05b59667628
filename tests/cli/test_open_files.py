"""A run whose outputs are open elsewhere: numbered copies, said on stderr and in the manifest."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from auditkit import api
from auditkit.cli.main import main

ROWS = (
    "activity_id,debtor_id,case_id,contact,at,channel,direction,party_role,outcome\n"
    "A1,D1,K1,C1,2026-03-02 10:00:00,call,outbound,debtor,no_answer\n"
)


@pytest.fixture(autouse=True)
def log(tmp_path, monkeypatch) -> str:
    monkeypatch.setenv("AUDITKIT_KEY_FILE", str(tmp_path / "institution.key"))
    monkeypatch.delenv("AUDITKIT_KEY", raising=False)
    path = tmp_path / "calls.csv"
    path.write_text(ROWS, encoding="utf-8")
    return str(path)


def taken(*places: Path) -> None:
    """Make places that no system lets a file replace."""
    for place in places:
        (place / "inside").mkdir(parents=True)


@pytest.mark.parametrize(("lang", "word"), [("zh", "无法替换"), ("en", "could not be replaced")])
def test_every_output_of_a_scan_goes_round_what_is_taken(log, tmp_path, capsys, lang, word):
    out = tmp_path / "out"
    names = (
        "report.xlsx",
        "report.html",
        "findings.json",
        "findings.csv",
        "rejects.csv",
        "manifest.json",
    )
    taken(*(out / name for name in names))
    assert main(["scan", log, "--out", str(out), "--lang", lang, "-q"]) == 0
    said = capsys.readouterr().err
    for name in names:
        stem, _, ending = name.partition(".")
        assert (out / f"{stem}-2.{ending}").stat().st_size
        assert f"{stem}-2.{ending}" in said
    assert said.count(word) == len(names)
    manifest = json.loads((out / "manifest-2.json").read_text(encoding="utf-8"))
    assert {each["format"]: each["file"] for each in manifest["outputs"]} == {
        "rejects": "rejects-2.csv",
        "xlsx": "report-2.xlsx",
        "html": "report-2.html",
        "json": "findings-2.json",
        "jsonl": "findings.jsonl",
        "csv": "findings-2.csv",
    }


def test_the_library_names_the_files_that_were_written(log, tmp_path):
    taken(tmp_path / "out" / "report.xlsx")
    result = api.scan([log], out=tmp_path / "out", formats=("xlsx",))
    assert [path.name for path in result.written] == [
        "rejects.csv",
        "report-2.xlsx",
        "manifest.json",
        "audit.db",
    ]
    assert ["report-2.xlsx" in note.en for note in result.notes] == [True]


def test_a_workbook_that_is_open_is_said_to_be_open(log, tmp_path, capsys):
    out = tmp_path / "out"
    out.mkdir()
    (out / "~$report.xlsx").touch()
    assert main(["scan", log, "--out", str(out), "-q"]) == 0
    assert "~$report.xlsx" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["mapping.yaml", "mapping.xlsx"])
def test_a_mapping_that_is_open_gets_a_numbered_copy(log, tmp_path, capsys, name):
    (tmp_path / f".~{name}").touch()
    assert main(["map", log, "-o", str(tmp_path / name)]) == 0
    assert f".~{name}" in capsys.readouterr().err
    assert (tmp_path / name).stat().st_size
