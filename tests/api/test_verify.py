"""Verifying: what is whole passes, and what is not is named."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from auditkit import api
from auditkit.api.custody.verifying import Verifying, verify
from auditkit.core.errors import InputError, StoreError
from auditkit.core.evidence.links import Difference, Verdict
from auditkit.core.pseudonym import KEY_FILE_ENV, create_key
from tests.api import custody
from tests.api.sqlite import edited

NO_INPUTS = Verifying(inputs=False)


@pytest.fixture(scope="module")
def bank(tmp_path_factory) -> Path:
    root = custody.make_bank(tmp_path_factory.mktemp("bank") / "bank")
    with pytest.MonkeyPatch.context() as patch:
        custody.use_key(root, patch)
        out = custody.scan(root)
        finding = first_finding(out)
        api.reveal(out, finding, reason="complaint", who="officer")
    return root


def first_finding(out: Path) -> str:
    with closing(edited(out / "audit.db")) as db:
        return str(db.execute("SELECT name FROM sighting ORDER BY position").fetchone()[0])


@pytest.fixture
def out(bank, tmp_path, monkeypatch) -> Path:
    custody.use_key(bank, monkeypatch)
    return Path(shutil.copytree(bank / "out", tmp_path / "out"))


def places(verdict: Verdict) -> set[tuple[str, str]]:
    return {(each.kind, each.place) for each in verdict.differences}


def noted(verdict: Verdict) -> set[str]:
    return {key for key, _ in verdict.notes}


def test_a_whole_run_fits_and_the_head_is_told(out) -> None:
    verdict = verify(out)
    assert verdict.differences == []
    assert (verdict.seals, verdict.head[0]) == ("checked", 3)
    assert verdict.checked["rows"] > 12
    assert verdict.checked["inputs"] == 1


def test_verifying_changes_nothing(out) -> None:
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    verify(out)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_without_the_key_and_with_another_seals_are_not_checked(out, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv(KEY_FILE_ENV, str(tmp_path / "none.key"))
    assert (verify(out).differences, verify(out).seals) == ([], "no_key")
    create_key(tmp_path / "none.key")
    assert (verify(out).differences, verify(out).seals) == ([], "other_key")


def test_the_head_that_was_noted_is_found_or_missed(out) -> None:
    number, hashed = verify(out).head
    assert verify(out, asked=Verifying(head=f"{number}:{hashed[:16]}")).differences == []
    missed = verify(out, asked=Verifying(head=f"{number}:{'0' * 16}"))
    assert missed.differences == [Difference("changed", "chain", "noted")]


def test_an_older_copy_is_found_by_the_head_alone(out, bank) -> None:
    older = shutil.copy(out / "audit.db", out.parent / "older.db")
    api.reveal(out, first_finding(out), reason="another complaint", who="officer")
    head = "{}:{}".format(*verify(out).head)
    shutil.copy(older, out / "audit.db")
    assert verify(out).differences == []
    assert places(verify(out, asked=Verifying(head=head))) == {("changed", "chain")}


def test_a_file_of_a_later_report_or_run_is_told_apart(bank, tmp_path, monkeypatch) -> None:
    root = custody.copied(bank, tmp_path / "bank")
    custody.use_key(root, monkeypatch)
    custody.scan(root, 10, "both")
    custody.scan(root, 11, "both")
    verdict = verify(root / "both", asked=NO_INPUTS)
    assert verdict.differences == []
    assert "replaced" in noted(verdict)


def test_an_earlier_version_and_the_file_of_another_folder_are_differences(
    bank, tmp_path, monkeypatch
) -> None:
    root = custody.copied(bank, tmp_path / "bank")
    custody.use_key(root, monkeypatch)
    custody.scan(root, 10, "both")
    older = (root / "both" / "findings.json").read_bytes()
    custody.scan(root, 11, "both")
    (root / "both" / "findings.json").write_bytes(older)
    custody.scan(root, 11, "other")
    shutil.copy(root / "other" / "rejects.csv", root / "both" / "findings.csv")
    found = verify(root / "both", asked=NO_INPUTS).differences
    assert Difference("changed", "findings.json", "earlier") in found
    assert Difference("changed", "findings.csv", "link") in found


def test_a_strange_file_is_noted_and_one_named_as_a_report_is_a_difference(out) -> None:
    (out / "remarks.txt").write_text("mine")
    assert ("unknown", {"file": "remarks.txt"}) in verify(out).notes
    (out / "findings.jsonl").write_text("{}")
    assert places(verify(out)) == {("added", "findings.jsonl")}


def test_inputs_and_mapping_that_changed_or_went_are_named(bank, tmp_path, monkeypatch) -> None:
    root = custody.copied(bank, tmp_path / "bank")
    custody.use_key(root, monkeypatch)
    mapping = root / "mapping.yaml"
    names = custody.HEADER.split(",")
    fields = "".join(f"    {name}: {{from: {name}}}\n" for name in names)
    mapping.write_text(
        f"version: 1\nsources:\n- name: calls\n  match: ['*.csv']\n  fields:\n{fields}"
    )
    out = custody.scan(root, out="mapped", mapping=mapping)
    assert verify(out).differences == []
    log = root / "logs-10" / "calls.csv"
    log.write_bytes(log.read_bytes() + b"\n")
    mapping.unlink()
    assert places(verify(out)) == {
        ("changed", "input calls.csv"),
        ("removed", "mapping mapping.yaml"),
    }
    log.unlink()
    assert ("removed", "input calls.csv") in places(verify(out))
    assert verify(out, asked=NO_INPUTS).differences == []


def test_another_version_of_a_pack_is_a_note(out, tmp_path) -> None:
    from auditkit.core.resources import data_folder

    own = tmp_path / "policies"
    shutil.copytree(data_folder("policies") / "bank-example", own / "bank-example")
    (own / "bank-example" / "CHANGELOG.md").write_text("a change\n")
    verdict = verify(out, asked=Verifying(policies=own))
    assert verdict.differences == []
    assert ("pack_version", {"pack": "bank-example"}) in verdict.notes


def test_nothing_to_verify_is_an_error_of_the_input(out, tmp_path) -> None:
    with pytest.raises(InputError):
        verify(tmp_path)
    with pytest.raises(InputError):
        verify("R123", db=str(out / "audit.db"))
    with closing(edited(out / "audit.db")) as db:
        db.execute("UPDATE store SET schema_version = 99")
        db.commit()
    with pytest.raises(StoreError, match="99"):
        verify(out)


@pytest.mark.parametrize("size", [0, 100, 5_000])
def test_a_store_that_was_cut_or_written_over_is_damaged(out, size) -> None:
    whole = (out / "audit.db").read_bytes()
    (out / "audit.db").write_bytes(whole[:size] + b"\1" * 200 + whole[size + 200 : 20_000])
    assert places(verify(out)) & {("changed", "audit.db")}


@pytest.mark.parametrize("journal", ["WAL", "DELETE"])
def test_a_store_that_a_killed_program_left_is_read_as_it_was_before(
    out, tmp_path, journal
) -> None:
    left = tmp_path / "left"
    with closing(sqlite3.connect(out / "audit.db")) as db:
        db.isolation_level = None
        db.execute(f"PRAGMA journal_mode = {journal}")
        db.execute("PRAGMA cache_size = 5")
        db.execute("BEGIN IMMEDIATE")
        db.execute("DELETE FROM sighting")
        rows = [("R9" * 10, n, "x" * 900, "y", "z") for n in range(500)]
        db.execute("PRAGMA foreign_keys = OFF")
        db.executemany("INSERT INTO sighting VALUES (?, ?, ?, ?, ?)", rows)
        shutil.copytree(out, left)  # what kill -9 would leave: pages written, nothing committed
        db.execute("ROLLBACK")
    assert [path for path in left.iterdir() if path.name.startswith("audit.db-")]
    assert verify(left).differences == []


def test_a_run_of_a_shared_store_is_verified_by_id_by_name_and_by_folder(
    bank, tmp_path, monkeypatch
) -> None:
    root = custody.copied(bank, tmp_path / "bank")
    custody.use_key(root, monkeypatch)
    db = str(root / "all.db")
    first = custody.scan(root, 10, "first", db=db)
    custody.scan(root, 11, "second", db=db)
    for spec in ("latest", str(first)):
        verdict = verify(spec, db=db)
        assert verdict.differences == []
        assert verify(verdict.run, db=db).run == verdict.run
    assert verify(str(first), db=db).run < verify("latest", db=db).run
