"""The two recorded acts that lead back to a person, and what must be refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from auditkit import api
from auditkit.core.errors import ConfigError, InputError, KeyMismatchError
from auditkit.core.pseudonym import KEY_FILE_ENV, Pseudonymiser, create_key, load_key
from auditkit.store.access import read_access
from auditkit.store.database import Store, open_store
from auditkit.store.runs import read_findings, read_run
from auditkit.synthetic.bank import write_bank


@pytest.fixture(scope="module")
def month(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("month")
    write_bank(folder, rows=1_500)
    return folder


@pytest.fixture
def run(month, tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv(KEY_FILE_ENV, str(tmp_path / "institution.key"))
    create_key(tmp_path / "institution.key")
    api.scan(
        [str(month / "logs")], mapping=month / "mapping.yaml", out=tmp_path / "out", formats=()
    )
    return tmp_path / "out"


def store_of(run: Path) -> Store:
    return open_store(run / "audit.db", Pseudonymiser(load_key()))


def accesses(run: Path) -> list[tuple[str, str, int]]:
    with store_of(run) as store:
        return [(each.verb, each.reason, each.count) for each in read_access(store)]


def test_every_finding_leads_back_to_a_named_person_and_the_act_is_recorded(run, tmp_path) -> None:
    made = api.identify(run, reason="remediation", who="officer", out=tmp_path / "work.xlsx")
    count = made.count
    assert made.file.path == tmp_path / "work.xlsx"
    rows = CalamineWorkbook.from_path(str(tmp_path / "work.xlsx")).get_sheet_by_index(0).to_python()
    names = [index for index, title in enumerate(rows[0]) if "debtor_name" in str(title)]
    assert len(rows) == count + 1
    named = sum(bool(row[names[0]]) for row in rows[1:])
    assert named > count * 0.9, "a call that only the dialler saw has no name; all others do"
    assert accesses(run) == [("identify", "remediation", count)]


def test_one_finding_is_revealed_with_its_own_row(run) -> None:
    with store_of(run) as store:
        finding = next(iter(read_findings(store, read_run(store).id)))
    found = api.reveal(run, finding["fingerprint"], reason="complaint", who="officer")
    assert found["person"]["case_id"] == finding["case_id"]
    assert accesses(run) == [("reveal", "complaint", 1)]


def test_no_reason_no_person(run) -> None:
    with pytest.raises(ConfigError, match="reason"):
        api.identify(run, reason=" ", who="officer", out=run / "work.xlsx")
    assert not (run / "work.xlsx").exists()


def test_an_unknown_fingerprint_and_another_key_are_refused(run, tmp_path, monkeypatch) -> None:
    with pytest.raises(InputError, match="no such finding"):
        api.reveal(run, "FAAAAAAAAAAAAAAAA", reason="r", who="w")
    create_key(tmp_path / "other.key")
    monkeypatch.setenv(KEY_FILE_ENV, str(tmp_path / "other.key"))
    with pytest.raises(KeyMismatchError):
        api.identify(run, reason="r", who="w", out=tmp_path / "work.xlsx")


def test_an_input_that_has_changed_is_not_what_was_audited(month, run, tmp_path) -> None:
    file = month / "logs" / "拨号_202610.csv"
    kept = file.read_bytes()
    file.write_bytes(kept + b"\r\n")
    try:
        with pytest.raises(InputError, match="not the file that was audited"):
            api.identify(run, reason="r", who="w", out=tmp_path / "work.xlsx")
    finally:
        file.write_bytes(kept)
