"""Custody on a real PostgreSQL: acts recorded, deeds found, packs made, runs purged."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditkit import api
from auditkit.api.custody.choice import Choice
from auditkit.api.custody.evidence import make_pack
from auditkit.api.custody.holds import accesses, hold, release
from auditkit.api.custody.purging import Why, purge
from auditkit.api.custody.verifying import Verifying, verify
from auditkit.core.errors import InputError
from auditkit.core.pseudonym import KEY_FILE_ENV
from auditkit.store.database import open_store
from auditkit.store.runs import read_findings, read_run
from tests.api import custody
from tests.api.test_mutations import key

pytestmark = pytest.mark.postgres

NO_INPUTS = Verifying(inputs=False)
DEEDS = (
    ("UPDATE sighting SET body = body || ' ' WHERE position = 1", "sighting"),
    ("DELETE FROM incident WHERE position = 0", "incident"),
    ("UPDATE case_load SET body = '[\"K0\",1]' WHERE name = 'K0'", "case_load"),
    ("UPDATE access SET reason = 'none'", "access[1]"),
    ("DELETE FROM hold WHERE held", "hold[1]"),
    ("UPDATE custody SET at = '2020' WHERE seq = 2", "chain[2]"),
    ("DELETE FROM custody WHERE seq = (SELECT max(seq) FROM custody)", "chain["),
    ("UPDATE run SET manifest = manifest || ' '", "run["),
    ("UPDATE policy SET body = body || '\\x00'", "policy["),
    ("UPDATE finding SET rule = 'other'", "finding["),
    ("UPDATE store SET head_seal = 'A'", "store.head_seal"),
)


@pytest.fixture(scope="module")
def bank(tmp_path_factory):
    root = custody.make_bank(tmp_path_factory.mktemp("bank") / "bank")
    with pytest.MonkeyPatch.context() as patch:
        custody.use_key(root, patch)
        yield root


def test_a_run_is_kept_in_custody_from_first_to_last(bank, server, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    db = server.database()
    out = custody.scan(bank, db=db)
    with open_store(db, key()) as store:
        run = read_run(store).id
        [first, *_] = read_findings(store, run)
    finding = first["fingerprint"]
    api.reveal(run, finding, reason="complaint", who="officer", db=db)
    assert hold(run, reason="suit", who="counsel", db=db) == 1
    assert [each.verb for each in accesses(run, db=db)] == ["reveal"]

    whole = verify(run, db=db)
    assert (whole.differences, whole.seals) == ([], "checked")
    assert verify(str(out), db=db).differences == []
    make_pack(run, out=tmp_path / "pack.zip", db=db)
    assert verify(tmp_path / "pack.zip").differences == []
    for deed, place in DEEDS:
        assert place in _after(db, deed, run), deed
    assert verify(run, db=db).differences == []

    assert purge([run], choice=Choice(keeps_latest=False), why=Why("me", "r"), db=db).refused
    release(run, reason="settled", who="counsel", db=db)
    result = purge([run], choice=Choice(keeps_latest=False), why=Why("me", "r"), db=db)
    assert result.wiped
    (done,) = result.done
    assert done.receipt is not None
    assert not (out / "findings.json").exists()
    purged = verify(run, db=db)
    assert (purged.differences, dict(purged.notes)["purged"]["run"]) == ([], run)
    with pytest.raises(InputError):
        verify("R0", db=db)


def _after(db: str, deed: str, run: str) -> str:
    """Return the places that verifying names after a deed, which is undone by its reverse copy."""
    import psycopg

    tables = ("sighting", "incident", "case_load", "access", "hold", "custody", "run", "policy",
              "finding", "store")  # fmt: skip
    with psycopg.connect(db, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")  # no triggers, no keys
        for table in tables:
            connection.execute(f"CREATE TABLE kept_{table} AS TABLE {table}")
        connection.execute(deed)
        found = verify(run, db=db, asked=NO_INPUTS).differences
        for table in tables:
            connection.execute(f"DELETE FROM {table}")
            connection.execute(f"INSERT INTO {table} SELECT * FROM kept_{table}")
            connection.execute(f"DROP TABLE kept_{table}")
    return " ".join(each.place for each in found)


def test_without_the_key_hashes_are_checked(bank, server, tmp_path, monkeypatch) -> None:
    db = server.database()
    custody.scan(bank, out="second", db=db)
    monkeypatch.setenv(KEY_FILE_ENV, str(tmp_path / "none.key"))
    verdict = verify("latest", db=db)
    assert (verdict.differences, verdict.seals) == ([], "no_key")
    assert Path(bank / "second" / "manifest.json").is_file()
