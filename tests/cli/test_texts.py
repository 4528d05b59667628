"""What notes give away stands in the report, masked as the bank says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from auditkit.cli.main import main

HEADER = "debtor_id,debtor_name,case_id,contact,at,channel,party_role,outcome,note"
PHONE = "1390000" + "0525"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AUDITKIT_KEY_FILE", str(tmp_path / "institution.key"))
    monkeypatch.delenv("AUDITKIT_KEY", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def scanned(capsys: pytest.CaptureFixture[str], *more: str) -> list[dict[str, object]]:
    rows = [
        f"D1,葛若泓,K1,C1,2026-10-12 10:00:00,call,debtor,talked_debtor,其母电话{PHONE}，可联系",
        "D1,葛若泓,K1,C2,2026-10-12 11:00:00,call,family,third_talk,已告知其母欠款2万",
    ]
    Path("log.csv").write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    code = main(["scan", "log.csv", "--format", "json", "-q", *more])
    assert code == 1
    found: list[dict[str, object]] = json.loads(capsys.readouterr().out)["findings"]
    return found


def test_a_note_that_tells_a_mother_is_found_with_its_words(capsys):
    found = {f["rule"]: f for f in scanned(capsys)}
    told = found["cn-civil.third.disclosure"]
    assert "已告知其母欠款2万" in str(told["evidence"])
    assert "2026-10-12 向家人透露债务信息（告知欠款、告知欠款金额）" in str(told["message"])


def test_a_bank_says_how_much_of_a_number_is_seen(capsys):
    usual = {f["rule"]: str(f["evidence"]) for f in scanned(capsys)}
    rule = "cn-pipl.note.other-person"
    assert "其母电话***25" in usual[rule]
    Path("widths.yaml").write_text("shown: {CN_MOBILE: {first: 0, last: 4}}\n", encoding="utf-8")
    more = {f["rule"]: str(f["evidence"]) for f in scanned(capsys, "--widths", "widths.yaml")}
    assert "其母电话***0525" in more[rule]
    assert PHONE not in str(more)


def test_widths_that_show_too_much_are_refused_with_their_line(capsys):
    Path("log.csv").write_text(HEADER + "\n", encoding="utf-8")
    Path("widths.yaml").write_text("shown:\n  CN_ID_CARD: {first: 6, last: 4}\n", encoding="utf-8")
    assert main(["scan", "log.csv", "--widths", "widths.yaml"]) == 3
    assert "widths.yaml:2" in capsys.readouterr().err
