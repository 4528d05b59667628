"""A memo of a kept run: written beside it, noted in the chain, refused for what has no finding."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from auditkit import store as st
from auditkit.cli.main import main
from auditkit.core.pseudonym import KEY_ENV
from auditkit.store.chain import read_chain
from tests import small_audit as small


@pytest.fixture(scope="module")
def out(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("memo")
    log = small.log(folder, "calls.csv", small.calls([1, 2]))
    small.scan(log, out=folder / "out", policies=small.policies(folder))
    return folder / "out"


@pytest.fixture(autouse=True)
def _key(monkeypatch):
    monkeypatch.setenv(KEY_ENV, small.KEY_TEXT)


def text_of(file: Path) -> str:
    with zipfile.ZipFile(io.BytesIO(file.read_bytes())) as archive:
        return archive.read("word/document.xml").decode()


def cases(out: Path) -> list[str]:
    with st.open_store(out / "audit.db", small.PSEUDONYMS) as store:
        run = st.read_run(store, "latest")
        return sorted({each["case_id"] for each in st.read_findings(store, run.id)})


def test_a_memo_of_one_case_names_it_the_head_of_the_chain_and_no_other_case(out):
    first, other = cases(out)
    assert main(["memo", str(out), "--case", first, "--lang", "en"]) == 0
    said = text_of(out / "memo.docx")
    assert f"Case {first}" in said
    assert other not in said
    with st.open_store(out / "audit.db", small.PSEUDONYMS) as store, store.reading() as connection:
        links = list(read_chain(connection))
    [ended] = [each for each in links if each.kind == "run.completed"]
    assert ended.short in said
    assert links[-1].kind == "report"
    assert [each["file"] for each in links[-1].body["outputs"]] == ["memo.docx"]
    assert main(["runs", "verify", str(out)]) == 0


def test_a_memo_by_rule_goes_where_it_is_sent(out, tmp_path):
    file = tmp_path / "calls.docx"
    assert main(["memo", str(out), "--rule", small.RULE, "-o", str(file)]) == 0
    assert "13900000001" not in text_of(file)
    assert small.RULE in text_of(file)


def test_a_case_without_finding_is_refused_without_repeating_it(out, tmp_path, capsys):
    asked = ["--case", "13800138000", "-o", str(tmp_path / "m.docx")]
    assert main(["memo", str(out), *asked]) == 3
    assert "13800138000" not in capsys.readouterr().err
    assert not (tmp_path / "m.docx").exists()


def test_the_format_is_one_of_a_report_and_no_console_bears_it(out, tmp_path):
    assert main(["report", str(out), "--format", "docx", "--out", str(tmp_path)]) == 0
    assert "word/document.xml" in zipfile.ZipFile(tmp_path / "memo.docx").namelist()
    assert main(["report", str(out), "--format", "docx", "--stdout"]) == 2
