"""What ``auditkit runs`` says of custody: verdicts, exit codes, packs, holds, purges."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from auditkit.cli.main import main
from tests.api import custody


@pytest.fixture(scope="module")
def bank(tmp_path_factory):
    root = custody.make_bank(tmp_path_factory.mktemp("bank") / "bank")
    with pytest.MonkeyPatch.context() as patch:
        custody.use_key(root, patch)
        custody.scan(root)
        yield root


@pytest.fixture
def out(bank, tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return Path(shutil.copytree(bank / "out", tmp_path / "out"))


def said(capsys, *args: str) -> tuple[int, str, str]:
    code = main(["runs", *args])
    told = capsys.readouterr()
    return code, told.out, told.err


def test_a_run_that_fits_ends_with_0_and_its_head(out, capsys) -> None:
    code, text, _ = said(capsys, "verify", str(out), "--lang", "en", "-q")
    assert (code, text.splitlines()[0][:5]) == (0, "FITS:")
    head = next(line for line in text.splitlines() if line.startswith("head ")).split()[1]
    code, text, _ = said(capsys, "verify", str(out), "--lang", "en", "-q", "--head", head)
    assert code == 0
    assert "older copy" not in text


def test_what_differs_is_named_line_by_line_and_ends_with_1(out, capsys) -> None:
    (out / "findings.csv").unlink()
    (out / "findings.json").write_text("{}")
    code, text, _ = said(capsys, "verify", str(out), "-q")
    lines = text.splitlines()
    assert code == 1
    assert lines[0].startswith("不符")
    assert {tuple(line.split()[:2]) for line in lines[1:3]} == {
        ("缺失", "findings.csv"),
        ("已被更改", "findings.json"),
    }


def test_the_verdict_as_json(out, capsys) -> None:
    (out / "manifest.json").write_text("{}")
    code, text, _ = said(capsys, "verify", str(out), "--format", "json")
    told = json.loads(text)
    assert code == 1
    assert told["fits"] is False
    assert told["differences"] == [{"kind": "changed", "place": "manifest.json", "why": "link"}]
    assert (told["head"]["seq"], told["seals"]) == (2, "checked")


def test_nothing_to_verify_ends_with_3_and_a_bad_head_with_2(out, tmp_path, capsys) -> None:
    assert said(capsys, "verify", str(tmp_path / "nowhere"))[0] == 3
    assert said(capsys, "verify", str(out), "--head", "12:xyz")[0] == 2


def test_progress_goes_to_stderr(out, capsys) -> None:
    _, text, told = said(capsys, "verify", str(out), "--lang", "en")
    assert "verifying" in told
    assert "verifying" not in text.splitlines()[0]


def test_a_pack_is_made_verified_and_recorded(out, tmp_path, capsys) -> None:
    pack = str(tmp_path / "evidence.zip")
    code, _, told = said(capsys, "pack", str(out), "-o", pack, "--reports", "--lang", "en", "-q")
    assert (code, told.startswith("evidence pack written")) == (0, True)
    head = told.split("head ")[1].rstrip(")\n")
    assert said(capsys, "verify", pack, "--head", head)[0] == 0
    code, text, _ = said(capsys, "verify", str(out), "--head", head, "--format", "json")
    assert json.loads(text)["checked"]["links"] == 3


def test_a_hold_keeps_a_run_from_being_purged(out, capsys) -> None:
    assert said(capsys, "hold", str(out), "--reason", "suit")[0] == 0
    code, _, told = said(
        capsys, "purge", str(out), "--reason", "old", "--no-keep-latest", "--lang", "en"
    )
    assert (code, "is on hold" in told) == (3, True)
    assert said(capsys, "release", str(out), "--reason", "settled")[0] == 0
    assert said(capsys, "release", str(out), "--reason", "settled")[0] == 3
    code, _, told = said(capsys, "purge", str(out), "--reason", "old", "--lang", "en")
    assert (code, "latest run of its profile" in told) == (3, True)
    code, text, _ = said(
        capsys, "purge", str(out), "--reason", "old", "--no-keep-latest", "--lang", "en"
    )
    assert (code, text.startswith("purged")) == (0, True)
    assert list(out.glob("purge-*.json"))
    code, text, _ = said(capsys, "verify", str(out), "--lang", "en", "-q")
    assert (code, "were purged" in text) == (0, True)


def test_a_purge_that_has_nothing_to_do_says_so(out, capsys) -> None:
    args = ("purge", "--older-than", "3y", "--db", str(out / "audit.db"), "--reason", "retention")
    code, _, told = said(capsys, *args, "--lang", "en")
    assert (code, "nothing to purge" in told) == (0, True)
    assert said(capsys, "purge", "--reason", "r")[0] == 2


def test_the_accesses_of_a_run_are_listed(out, capsys) -> None:
    code, text, _ = said(capsys, "show", str(out), "--format", "json")
    main(["identify", str(out), "--reason", "ticket 481", "-o", "work.xlsx", "--who", "officer"])
    capsys.readouterr()
    code, text, _ = said(capsys, "accesses", str(out), "--format", "json")
    (access,) = json.loads(text)
    assert (code, access["verb"], access["who"], access["reason"]) == (
        0, "identify", "officer", "ticket 481",
    )  # fmt: skip
    assert "ticket 481" in said(capsys, "accesses", str(out), "--lang", "en")[1]
