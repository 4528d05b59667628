"""A masked copy can be worked with, and nobody in it can be read."""

from __future__ import annotations

import csv
import json
import stat
import sys

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook, load_workbook

from auditkit import api
from auditkit.core.errors import ConfigError, InputError, PolicyError

MOBILE, OTHER = "139" + "1234" + "5678", "137" + "8765" + "4321"
NAME, THIRD = "欧阳锦绣", "司徒望舒"
HEADER = ["客户号", "客户姓名", "电话号码", "联系人姓名", "催收时间", "催收结果", "催记", "随手记"]
ROWS = [
    ["K1", NAME, MOBILE, THIRD, "2026-03-02 09:00:00", "承诺还款",
     f"{NAME}之母{THIRD}（{OTHER}）代偿", f"改打{OTHER}"],
    ["K2", "慕容听雪", OTHER, "", "2026-03-02 10:00:00", "无人接听", f"友人{NAME}转告", ""],
]  # fmt: skip
PLANTED = (MOBILE, OTHER, NAME, THIRD, "慕容听雪")


@pytest.fixture(autouse=True)
def key(tmp_path, monkeypatch):
    monkeypatch.setenv("AUDITKIT_KEY_FILE", str(tmp_path / "institution.key"))
    monkeypatch.delenv("AUDITKIT_KEY", raising=False)


@pytest.fixture
def log(tmp_path):
    with (tmp_path / "calls.csv").open("w", encoding="gb18030", newline="") as out:
        csv.writer(out).writerows([HEADER, *ROWS])
    return tmp_path / "calls.csv"


def test_a_copy_keeps_all_that_names_nobody(log):
    made = api.mask(log)
    assert made.file.path == log.with_name("calls.masked.csv")
    before, after = (f.read_bytes().decode("gb18030") for f in (log, made.file.path))
    assert not [value for value in PLANTED if value in after]
    assert after.count("\r\n") == before.count("\r\n") == 3
    for kept in (",".join(HEADER), "2026-03-02 09:00:00,承诺还款", "代偿"):
        assert kept in after


def test_only_its_owner_can_read_a_copy(log):
    made = api.mask(log)
    if sys.platform != "win32":
        assert stat.S_IMODE(made.file.path.stat().st_mode) == 0o600


def test_rows_of_one_person_still_join_after_masking(log, tmp_path):
    api.mask(log, out=tmp_path / "copy.csv")
    with (tmp_path / "copy.csv").open(encoding="gb18030", newline="") as copy:
        first, second = csv.DictReader(copy)
    assert first["客户号"] != second["客户号"]
    assert first["电话号码"] != second["电话号码"]
    again = api.mask(tmp_path / "calls.csv", out=tmp_path / "again.csv")
    assert again.file.path.read_bytes() == (tmp_path / "copy.csv").read_bytes()


@pytest.mark.parametrize("suffix", ["jsonl", "json", "parquet", "xlsx"])
def test_nobody_can_be_read_in_any_format(suffix, tmp_path):
    file = tmp_path / f"log.{suffix}"
    rows = [dict(zip(HEADER, row, strict=True)) for row in ROWS]
    if suffix == "jsonl":
        file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    elif suffix == "json":
        file.write_text(json.dumps({"rows": rows}), "utf-8")
    elif suffix == "parquet":
        pq.write_table(pa.Table.from_pylist(rows), file)
    else:
        book = Workbook()
        for row in [HEADER, *ROWS]:
            book.active.append(row)
        book.save(file)
    made = api.mask(file)
    assert made.file.path.suffix == file.suffix
    assert not [value for value in PLANTED if value in _read(made.file.path)]
    assert "承诺还款" in _read(made.file.path)


def _read(path) -> str:
    if path.suffix == ".parquet":
        return str(pq.read_table(path).to_pylist())
    if path.suffix == ".xlsx":
        return str([list(sheet.values) for sheet in load_workbook(path)])
    text = path.read_text("utf-8")
    return text if path.suffix == ".jsonl" else str(json.loads(text))


def test_a_mapping_says_what_columns_are(log, tmp_path):
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(
        "sources:\n  - name: calls\n    match: calls.csv\n    fields:\n"
        "      debtor_id: 客户号\n      at: 催收时间\n"
        "      case_id: {from: 催收结果, pseudonym: true}\n",
        encoding="utf-8",
    )
    made = api.mask(log, mapping=mapping)
    text = made.file.path.read_bytes().decode("gb18030")
    assert "承诺还款" not in text
    assert not [value for value in PLANTED if value in text]


def test_columns_to_keep_are_named_and_must_exist(log):
    text = api.mask(log, keep=["随手记"]).file.path.read_bytes().decode("gb18030")
    assert f"改打{OTHER}" in text
    with pytest.raises(ConfigError, match="has no column 随手"):
        api.mask(log, keep=["随手"])


def test_widths_of_a_bank_are_used(log, tmp_path):
    own = tmp_path / "own.yaml"
    own.write_text("shown:\n  CN_MOBILE: {last: 4}\n", encoding="utf-8")
    text = api.mask(log, widths=own, pseudonyms=False).file.path.read_bytes().decode("gb18030")
    assert "***5678" in text
    own.write_text("shown:\n  PERSON: {first: 4}\n", encoding="utf-8")
    with pytest.raises(PolicyError, match="shows too much"):
        api.mask(log, widths=own)


def test_masking_alone_needs_no_key(log, tmp_path):
    made = api.mask(log, pseudonyms=False)
    assert made.new_key is None
    assert not (tmp_path / "institution.key").exists()
    assert api.mask(log).new_key == tmp_path / "institution.key"


def test_a_log_is_never_overwritten(log):
    before = log.read_bytes()
    with pytest.raises(ConfigError, match="never overwritten"):
        api.mask(log, out=log)
    with pytest.raises(ConfigError, match="never overwritten"):
        api.mask(log, out=log.parent)
    assert log.read_bytes() == before


def test_what_is_no_single_log_is_refused(log, tmp_path):
    with pytest.raises(InputError, match="no single log"):
        api.mask(tmp_path)
    page = tmp_path / "page.xls"
    row = "<tr><td>{}</td><td>{}</td></tr>"
    page.write_text(
        f"<html><table>{row.format('电话', '时间')}{row.format(MOBILE, '9:00')}</table></html>",
        encoding="utf-8",
    )
    with pytest.raises(InputError, match=r"written as \.xlsx"):
        api.mask(page, out=tmp_path / "copy.xls")
    assert api.mask(page).file.path.name == "page.xls.masked.xlsx"


def test_nothing_is_left_of_a_copy_that_failed(tmp_path):
    bad = tmp_path / "bad.json"
    bad.write_text(f'[{{"note": "{MOBILE}"}}, ', encoding="utf-8")
    with pytest.raises(InputError) as raised:
        api.mask(bad, pseudonyms=False)
    assert MOBILE not in str(raised.value)
    assert [path.name for path in tmp_path.iterdir()] == ["bad.json"]


def test_the_same_contacts_are_found_in_a_copy_as_in_the_log(tmp_path):
    """What counts persons and calls does not need to know who they are."""
    header = ["debtor_id", "debtor_name", "contact", "party_role", "at", "channel", "direction",
              "outcome", "duration_s", "note"]  # fmt: skip
    rows = [
        [f"K{n % 2}", NAME if n % 2 else THIRD, MOBILE if n % 2 else OTHER, "debtor",
         f"2026-03-02 {9 + n:02d}:00:00", "call", "outbound", "talked_debtor", "60", f"打{MOBILE}"]
        for n in range(11)
    ]  # fmt: skip
    log = tmp_path / "canonical.csv"
    with log.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([header, *rows])
    copy = api.mask(log).file.path
    found = [
        [(each.rule, each.at) for each in api.scan([str(file)]).bundle.findings
         if ".frequency." in each.rule]
        for file in (log, copy)
    ]  # fmt: skip
    assert found[0]
    assert found[0] == found[1]
