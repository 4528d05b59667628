"""The evidence pack: made of what is kept, proved by a program that needs only Python."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from auditkit.api.custody.evidence import Packing, make_pack, verifier
from auditkit.api.custody.holds import accesses, hold, release
from auditkit.api.custody.verifying import verify
from auditkit.core.errors import InputError
from auditkit.core.evidence.container import open_pack
from auditkit.store.database import open_store
from auditkit.store.runs import read_run
from tests.api import custody
from tests.api.test_mutations import key, latest

PYENV = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
IS_NEW_ENOUGH = "import sys; sys.exit(sys.version_info < (3, 8))"


@pytest.fixture(scope="module")
def bank(tmp_path_factory):
    root = custody.make_bank(tmp_path_factory.mktemp("bank") / "bank")
    with pytest.MonkeyPatch.context() as patch:
        custody.use_key(root, patch)
        out = custody.scan(root)
        hold(out, reason="suit", who="counsel")
        make_pack(out, out=root / "evidence.zip", asked=Packing(reports=True, reason="court"))
        yield root


@pytest.fixture
def unpacked(bank, tmp_path) -> Path:
    with zipfile.ZipFile(bank / "evidence.zip") as archive:
        archive.extractall(tmp_path / "pack")
    return tmp_path / "pack"


def alone(
    folder: Path, *args: str, python: str = sys.executable
) -> subprocess.CompletedProcess[str]:
    """Run verify.py with Python and nothing else: no site packages, no environment."""
    command = [python, "-I", "-S", str(folder / "verify.py"), *args]
    return subprocess.run(
        command, env={}, capture_output=True, text=True, encoding="utf-8", check=False, cwd=folder
    )


def test_the_verifier_needs_only_python(unpacked) -> None:
    done = alone(unpacked)
    assert (done.returncode, done.stderr) == (0, "")
    zh, en = done.stdout.splitlines()[0], done.stdout.splitlines()[4]
    assert zh.startswith("相符")
    assert en.startswith("FITS")
    assert "auditkit" not in {line.split()[-1] for line in done.stdout.splitlines()}


def test_the_verifier_takes_the_zip_and_the_head(bank, unpacked) -> None:
    head = "{}:{}".format(*verify(bank / "evidence.zip").head)
    done = alone(unpacked, str(bank / "evidence.zip"), "--head", head, "--lang", "en")
    assert done.returncode == 0
    assert head in done.stdout
    assert "older copy" not in done.stdout
    other = alone(unpacked, "--head", "2:0123456789abcdef", "--lang", "en")
    assert other.returncode == 1
    assert other.stdout.startswith("DIFFERS")


def test_the_verifier_names_what_differs_in_both_languages(unpacked) -> None:
    (unpacked / "manifest.json").write_text("{}")
    done = alone(unpacked)
    assert done.returncode == 1
    assert done.stdout.count("manifest.json") == 2
    assert "已被更改  manifest.json" in done.stdout


def test_where_there_is_no_pack_there_is_nothing_to_verify(unpacked, tmp_path) -> None:
    assert alone(unpacked, str(tmp_path / "nowhere")).returncode == 3
    (tmp_path / "empty").mkdir()
    assert alone(unpacked, str(tmp_path / "empty")).returncode == 3


def pythons() -> list[str]:
    """Return every Python of this machine that starts and is new enough, this one among them."""
    found = [*Path("/usr/bin").glob("python3.*[0-9]"), *PYENV.glob("versions/3.*/bin/python3")]
    return [
        str(python)
        for python in (sys.executable, *sorted(found))
        if not subprocess.run(
            [python, "-c", IS_NEW_ENOUGH], capture_output=True, check=False
        ).returncode
    ]


def test_the_verifier_runs_on_every_python_of_this_machine(unpacked) -> None:
    assert {each: alone(unpacked, python=each).returncode for each in pythons()} == dict.fromkeys(
        pythons(), 0
    )


def test_the_verifier_is_written_in_python_3_8_and_imports_only_what_comes_with_it() -> None:
    tree = ast.parse(verifier(), feature_version=(3, 8))
    names = {
        (node.module or "") if isinstance(node, ast.ImportFrom) else node.names[0].name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names
    called = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert called & {"removeprefix", "removesuffix", "file_digest", "is_relative_to"} == set()


def test_names_are_ascii_and_equal_contents_give_equal_bytes(bank) -> None:
    from io import BytesIO

    from auditkit.store.packing import Extra, write_pack

    with zipfile.ZipFile(bank / "evidence.zip") as archive:
        assert all(name.isascii() for name in archive.namelist())
        assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    made = []
    for number in (1, 2):
        copy = bank / f"copy-{number}.db"
        shutil.copy(bank / "out" / "audit.db", copy)
        out = BytesIO()
        with open_store(copy, key()) as store:
            run = read_run(store, "latest").id
            write_pack(store, run, out, extras=[Extra("a.txt", b"a")], act={}, at="2026",
                       progress=lambda *_: None)  # fmt: skip
        made.append(out.getvalue())
    assert made[0] == made[1]


def test_the_pack_holds_the_real_files_of_the_rule_packs(unpacked) -> None:
    from auditkit.core.resources import data_folder

    kept = unpacked / "policies" / "bank-example" / "pack"
    there = data_folder("policies") / "bank-example"
    for path in there.rglob("*.yaml"):
        assert (kept / path.relative_to(there)).read_bytes() == path.read_bytes()


def test_no_personal_data_is_in_a_pack(bank) -> None:
    with open_pack(bank / "evidence.zip") as pack:
        for name in pack.names:
            with pack.open(name) as file:
                assert "葛若泓".encode() not in file.read(), name


def test_the_making_of_a_pack_is_recorded_and_the_store_still_fits(bank) -> None:
    from auditkit.store.chain import read_chain

    with open_store(bank / "out" / "audit.db", key()) as store, store.reading() as connection:
        link = [each for each in read_chain(connection) if each.kind == "pack"][-1]
    assert link.body["reason"] == "court"
    assert "parts/sighting.jsonl" in link.body["members"]
    assert verify(bank / "out").differences == []


def test_a_report_that_was_changed_is_left_out_and_said(bank, tmp_path) -> None:
    out = Path(shutil.copytree(bank / "out", tmp_path / "out"))
    (out / "findings.csv").write_text("changed")
    made = make_pack(out, out=tmp_path / "pack.zip", asked=Packing(reports=True))
    assert [("findings.csv" in note.en) for note in made.notes] == [True]
    with open_pack(tmp_path / "pack.zip") as pack:
        assert "reports/findings.csv" not in pack.names
        assert "reports/findings.json" in pack.names


def test_a_hold_is_counted_and_lifted_one_by_one(bank, tmp_path) -> None:
    out = Path(shutil.copytree(bank / "out", tmp_path / "out"))
    assert hold(out, reason="another matter", who="counsel") == 2
    assert release(out, reason="settled", who="counsel") == 1
    assert release(out, reason="settled", who="counsel") == 0
    with pytest.raises(InputError):
        release(out, reason="settled", who="counsel")
    assert verify(out).differences == []


def test_an_identify_that_fails_is_recorded_all_the_same(bank, tmp_path, monkeypatch) -> None:
    from auditkit import api

    root = custody.copied(bank, tmp_path / "bank")
    custody.use_key(root, monkeypatch)
    out = custody.scan(root, 11, "fails")
    (root / "logs-11" / "calls.csv").unlink()
    for _ in range(2):
        with pytest.raises(InputError):
            api.identify(out, reason="ticket", who="officer", out=tmp_path / "work.xlsx")
    with pytest.raises(InputError):
        api.reveal(out, latest(out)[1], reason="complaint", who="officer")
    assert [each.verb for each in accesses(out)] == ["identify", "identify", "reveal"]
    assert not (tmp_path / "work.xlsx").exists()
