"""auditkit scan with a list of whose numbers are, and with a dialler that names nobody."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from auditkit.cli.main import main

DIALLER = "contact,at,channel,direction,outcome"
NUMBERS = [f"1380013{n:04d}" for n in range(6)]


@pytest.fixture(autouse=True)
def key(tmp_path, monkeypatch):
    monkeypatch.setenv("AUDITKIT_KEY_FILE", str(tmp_path / "institution.key"))
    monkeypatch.delenv("AUDITKIT_KEY", raising=False)


@pytest.fixture
def dialler(tmp_path: Path) -> str:
    path = tmp_path / "dialler.csv"
    rows = [
        f"{n},2026-10-12 1{hour}:00:00,call,outbound,no_answer" for n in NUMBERS for hour in (1, 3)
    ]
    path.write_text("\n".join([DIALLER, *rows]) + "\n", encoding="utf-8")
    return str(path)


ROWS = [(NUMBERS[0], "D1"), (NUMBERS[1], "D2"), ("13900000000", "D3"), ("", "D4")]


def write_csv(path: Path, header: tuple[str, str]) -> None:
    lines = [",".join(header), *(",".join(row) for row in ROWS)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_xlsx(path: Path, header: tuple[str, str]) -> None:
    book = openpyxl.Workbook()
    for row in [header, *ROWS]:
        book.active.append(list(row))
    book.save(path)


def write_parquet(path: Path, header: tuple[str, str]) -> None:
    columns = zip(header, zip(*ROWS, strict=True), strict=True)
    pq.write_table(pa.table({name: pa.array(cells) for name, cells in columns}), path)


WRITERS = {"csv": write_csv, "xlsx": write_xlsx, "parquet": write_parquet}


def linking(out: Path) -> dict:
    return json.loads((out / "manifest.json").read_text(encoding="utf-8"))["linking"]


@pytest.mark.parametrize("kind", WRITERS)
def test_numbers_are_joined_whatever_file_the_crosswalk_is(kind, dialler, tmp_path, capsys) -> None:
    crosswalk, out = tmp_path / f"crosswalk.{kind}", tmp_path / "out"
    WRITERS[kind](crosswalk, ("number", "debtor_id"))
    arguments = ["scan", dialler, "--crosswalk", str(crosswalk), "--out", str(out), "--lang", "en"]
    assert main(arguments) == 0
    said = linking(out)
    assert [said["without_debtor"][0][k] for k in ("rows", "by_number", "left")] == [12, 4, 8]
    names = ("read", "used", "unused", "ambiguous", "rejected")
    assert [said["crosswalk"][name] for name in names] == [4, 2, 1, 0, 1]
    err = " ".join(capsys.readouterr().err.split())
    assert "joined by the crosswalk 4, by the log's own numbers 0, left 8" in err
    sheet = openpyxl.load_workbook(out / "report.xlsx")["Linking"]
    cells = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert "Rows that name no debtor" in cells
    assert not [text for text in cells if "1380013" in text or "1390000" in text]
    rejects = (out / "rejects.csv").read_text(encoding="utf-8-sig")
    assert "no_number_or_case" in rejects or "neither a number nor a case" in rejects


def test_a_crosswalk_with_the_banks_own_headers_is_mapped(dialler, tmp_path) -> None:
    crosswalk, out = tmp_path / "手机号对照.csv", tmp_path / "out"
    write_csv(crosswalk, ("手机号", "客户号"))
    fields = {name: name for name in DIALLER.split(",")}
    entries = [
        {"name": "dialler", "kind": "dialler", "match": ["dialler*"], "fields": fields},
        {
            "name": "numbers",
            "kind": "crosswalk",
            "match": ["*对照*"],
            "fields": {"number": "手机号", "debtor_id": "客户号"},
        },
    ]
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(yaml.safe_dump({"version": 1, "sources": entries}), encoding="utf-8")
    options = ["--mapping", str(mapping), "--crosswalk", str(crosswalk), "--out", str(out), "-q"]
    assert main(["scan", dialler, *options]) == 0
    assert linking(out)["without_debtor"][0]["by_number"] == 4


def test_a_crosswalk_that_does_not_say_whose_it_is_is_refused(dialler, tmp_path, capsys) -> None:
    crosswalk = tmp_path / "crosswalk.csv"
    write_csv(crosswalk, ("phone", "who"))
    assert main(["scan", dialler, "--crosswalk", str(crosswalk), "-q"]) == 3
    err = capsys.readouterr().err
    assert "a crosswalk needs debtor_id and one of number, agency_case and case_id" in err
    assert NUMBERS[0] not in err


def test_a_mapping_may_not_give_a_log_the_columns_of_a_crosswalk(dialler, tmp_path, capsys) -> None:
    mapping = tmp_path / "mapping.yaml"
    entry = {"name": "d", "match": ["*"], "fields": {"number": "contact", "at": "at"}}
    mapping.write_text(yaml.safe_dump({"version": 1, "sources": [entry]}), encoding="utf-8")
    assert main(["scan", dialler, "--mapping", str(mapping), "-q"]) == 3
    assert "number is not a column of the activity table" in capsys.readouterr().err


def test_a_dialler_that_names_nobody_is_read_and_says_what_was_not_judged(
    dialler, tmp_path, capsys
) -> None:
    out = tmp_path / "out"
    assert main(["scan", dialler, "--out", str(out), "--lang", "en"]) == 0
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["files"][0]["read"], manifest["files"][0]["judged"]) == (12, 12)
    assert manifest["linking"]["without_debtor"][0]["left"] == 12
    assert "the debtor" in capsys.readouterr().err
