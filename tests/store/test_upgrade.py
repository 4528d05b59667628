"""An older store is upgraded with nothing lost, and a new one is as the migrations make it."""

from __future__ import annotations

import base64
import json
import os
import sqlite3
import subprocess
import sys
import textwrap
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from auditkit import store as st
from auditkit.api.custody.choice import Choice
from auditkit.api.custody.evidence import make_pack
from auditkit.api.custody.purging import Why, purge
from auditkit.api.custody.verifying import verify
from auditkit.api.runs.reporting import read_bundle
from auditkit.core.errors import KeyMismatchError, StoreError
from auditkit.core.findings import Finding
from auditkit.core.pseudonym import Pseudonymiser
from auditkit.report.interface import ContactKey, Workload
from auditkit.store.chain import canonical, digest_of, read_chain
from auditkit.store.engines import WRITES, file_engine, server_engine
from auditkit.store.guards import guard
from auditkit.store.place import place_of
from auditkit.store.schema import METADATA, PARTS, SCHEMA_VERSION
from auditkit.store.share import LOCAL, ON_SHARE
from auditkit.store.states import read_state
from auditkit.store.upgrade import migrate
from tests.store.olden import KEY, dump, old_store

FOUND = {"R1": ["FB", "FA"], "R2": ["FA", "FC"], "R3": ["FD"]}


@pytest.fixture(params=[1, 2])
def old(request, place):
    return old_store(place, request.param)


def test_an_older_store_on_a_share_is_upgraded_too(tmp_path):
    path = old_store(tmp_path / "audit.db", 2)
    with st.open_store(path, KEY, kept=ON_SHARE) as store:
        assert len(st.read_runs(store)) == 3
        assert len(list(st.read_findings(store, "R2"))) == 2


def test_an_older_store_keeps_its_runs_findings_and_accesses(old):
    with st.open_store(old, KEY) as store:
        runs = {run.id: run for run in st.read_runs(store)}
        assert {name: run.status for name, run in runs.items()} == {
            "R1": "complete", "R2": "complete", "R3": "running",
        }  # fmt: skip
        assert (runs["R1"].name, runs["R3"].name) == ("RNAME", "")
        for run, fingerprints in FOUND.items():
            bodies = list(st.read_findings(store, run))
            assert [body["fingerprint"] for body in bodies] == fingerprints
            assert set(bodies[0]) <= set(Finding.__dataclass_fields__)
        with store.reading() as connection:
            rows = connection.execute(sa.text("SELECT fingerprint, first_run FROM finding"))
            first = dict(tuple(row) for row in rows)
        assert first == {"FB": "R1", "FA": "R1", "FC": "R2", "FD": "R3"}
        assert [(act.verb, act.what) for act in st.read_access(store)] == [
            ("identify", "R1"), ("reveal", "FA"),
        ]  # fmt: skip


def test_a_state_handed_on_is_still_handed_on(place):
    with st.open_store(old_store(place, 2), KEY) as store:
        assert read_state(store, "R1") == (
            {"zone": "Asia/Shanghai", "days": [1, 2]},
            [b"first", "二".encode()],
        )
        assert read_state(store, "R3") is None


def test_rows_are_sealed_at_the_upgrade_and_a_link_says_so(old):
    with st.open_store(old, KEY) as store, store.reading() as connection:
        (link,) = read_chain(connection)
        sighting = PARTS["sighting"]
        for row in connection.execute(sa.select(sighting)):
            parts = (row.run_id, str(row.position), row.name, row.body)
            assert store.sealer.fits(row.seal, "sighting", *parts)
        acts = connection.execute(sa.text("SELECT * FROM access ORDER BY id")).mappings().all()
        texts = [
            canonical({k: v for k, v in act.items() if k not in ("id", "seal")}) for act in acts
        ]
        assert all(
            store.sealer.fits(act["seal"], "access", said)
            for act, said in zip(acts, texts, strict=True)
        )
    assert (link.kind, link.body["to"]) == ("store.upgraded", SCHEMA_VERSION)
    assert link.body["access"] == [[1, digest_of(texts[0])], [2, digest_of(texts[1])]]
    assert [(run["id"], run["parts"]["sighting"]["rows"]) for run in link.body["runs"]] == [
        ("R1", 2), ("R2", 2), ("R3", 1),
    ]  # fmt: skip


def test_a_whole_run_of_version_3_is_kept_and_knows_no_hours_and_no_cases(place):
    with st.open_store(old_store(place, 3), KEY) as store:
        broken, kept = st.read_runs(store)
        assert (broken.status, kept.status) == ("running", "complete")
        bundle = read_bundle(store, kept, datetime(2026, 10, 20, tzinfo=UTC))
        assert bundle.contacts == {ContactKey("001", "", "", "2026-10-12"): 5}
        assert [len(part) for part in (bundle.findings, bundle.incidents, bundle.rules)] == [
            3,
            1,
            1,
        ]
        assert (bundle.hours, bundle.workload) == ({}, Workload())
        assert [act.reason for act in st.read_access(store)] == ["complaint 12"]
        assert read_state(store, kept.id) is not None
        with store.reading() as connection:
            *_, link = read_chain(connection)
        assert (link.kind, link.body) == ("store.upgraded", {"from": 3, "to": SCHEMA_VERSION})


@pytest.mark.parametrize(("version", "gone"), [(2, []), (3, ["input calls.csv"])])
def test_an_upgraded_store_agrees_with_its_chain(tmp_path, monkeypatch, version, gone):
    monkeypatch.setenv("AUDITKIT_KEY", base64.b64encode(KEY.key).decode())
    path = old_store(tmp_path / "audit.db", version)
    st.open_store(path, KEY).close()
    assert [each.place for each in verify(path).differences] == gone
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE sighting SET name = 'FX' WHERE run_id > 'R2'")
    connection.close()
    assert len(verify(path).differences) > len(gone)


def test_a_run_of_version_3_is_packed_and_purged_as_any_other(tmp_path, monkeypatch):
    monkeypatch.setenv("AUDITKIT_KEY", base64.b64encode(KEY.key).decode())
    monkeypatch.chdir(tmp_path)
    path = old_store(tmp_path / "audit.db", 3)
    with st.open_store(path, KEY) as store:
        run = st.read_run(store, "latest").id
    make_pack(run, out=tmp_path / "pack.zip", db=str(path))
    assert verify(tmp_path / "pack.zip").differences == []
    done = purge([run], choice=Choice(keeps_latest=False), why=Why("me", "r"), db=str(path))
    assert [len(each) for each in (done.done, done.refused)] == [1, 0]
    assert verify(run, db=str(path)).differences == []


def test_an_upgraded_store_guards_its_record_and_takes_new_runs(old):
    with st.open_store(old, KEY) as store:
        with pytest.raises(StoreError), store.writing() as connection:
            connection.execute(sa.text("UPDATE access SET who = 'x'"))
        again = st.open_store(old, KEY)
        again.close()
        with store.reading() as connection:
            assert len(list(read_chain(connection))) == 1


def test_another_key_upgrades_nothing(old):
    before = dump(old)
    with pytest.raises(KeyMismatchError):
        st.open_store(old, Pseudonymiser(b"another synthetic key, 32 bytes!"))
    assert dump(old) == before


def test_an_upgrade_that_breaks_off_leaves_the_old_store(old, monkeypatch):
    from auditkit.store import upgrade as module

    before = dump(old)
    monkeypatch.setattr(module, "_seal_acts", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        st.open_store(old, KEY)
    assert dump(old) == before
    monkeypatch.undo()
    with st.open_store(old, KEY) as store:
        assert len(st.read_runs(store)) == 3


OPENER = """
    import sys
    from pathlib import Path
    from auditkit import store as st
    from auditkit.core.pseudonym import Pseudonymiser
    where = sys.argv[1] if "://" in sys.argv[1] else Path(sys.argv[1])
    print("ready", flush=True)
    sys.stdin.readline()
    st.open_store(where, Pseudonymiser(b"a synthetic key of the tests, 32b")).close()
"""


def open_at_once(where: Path | str, programs: int = 3) -> list[int]:
    command = [sys.executable, "-c", textwrap.dedent(OPENER), str(where)]
    opened = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for _ in range(programs)
    ]
    for program in opened:
        assert program.stdout.readline() == b"ready\n"
    for program in opened:
        program.stdin.write(b"go\n")
        program.stdin.flush()
    codes = [program.wait(timeout=60) for program in opened]
    for program in opened:
        program.stdin.close()
        program.stdout.close()
    return codes


def test_programs_that_open_an_older_store_at_once_upgrade_it_once(place):
    old_store(place, 2)
    assert open_at_once(place) == [0, 0, 0]
    with st.open_store(place, KEY) as store, store.reading() as connection:
        assert [link.kind for link in read_chain(connection)] == ["store.upgraded"]


def test_programs_that_make_a_store_at_once_make_one(place):
    assert open_at_once(place) == [0, 0, 0]
    with st.open_store(place, KEY) as store, store.reading() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM store")).scalar_one() == 1


@pytest.fixture
def engine_of(tmp_path, request):
    """Make engines on empty databases of a kind."""
    made = []

    def make(kind: str) -> sa.Engine:
        if kind == "sqlite":
            file = tmp_path / f"{len(made)}.db"
            made.append(file_engine(place_of(file), LOCAL))
        else:
            made.append(server_engine(place_of(request.getfixturevalue("server").database())))
        return made[-1].execution_options(**{WRITES: True})

    yield make
    for engine in made:
        engine.dispose()


def shape(connection: sa.Connection) -> dict[str, object]:
    """Return everything that makes a schema, in no order."""
    found = sa.inspect(connection)
    return {
        name: {
            "columns": {
                column["name"]: (repr(column["type"]), column["nullable"], column["default"])
                for column in found.get_columns(name)
            },
            "key": found.get_pk_constraint(name)["constrained_columns"],
            "foreign": sorted(
                (each["constrained_columns"], each["referred_table"], each["referred_columns"])
                for each in found.get_foreign_keys(name)
            ),
            "indexes": sorted(
                (each["name"], each["column_names"], each["unique"])
                for each in found.get_indexes(name)
            ),
            "unique": found.get_unique_constraints(name),
        }
        for name in found.get_table_names()
    }


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_the_migrations_make_what_a_new_store_is_made_as(engine_of, kind):
    with engine_of(kind).begin() as connection:
        METADATA.create_all(connection)
        made = shape(connection)
    with engine_of(kind).begin() as connection:
        migrate(connection)
        guard(connection)
        assert shape(connection) == made
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
        stamped = connection.execute(
            sa.text("SELECT version_num FROM alembic_version")
        ).scalar_one()
        assert int(stamped) == SCHEMA_VERSION


def test_alembic_is_not_loaded_when_nothing_is_to_be_migrated(tmp_path):
    program = f"""
        import sys
        from pathlib import Path
        from auditkit import store as st
        from auditkit.core.pseudonym import Pseudonymiser
        for _ in range(2):
            st.open_store(Path({str(tmp_path / "audit.db")!r}), Pseudonymiser({KEY.key!r})).close()
        print([name for name in sys.modules if name.partition(".")[0] in ("alembic", "mako")])
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        check=True, capture_output=True, text=True, env=os.environ,
    )  # fmt: skip
    assert json.loads(done.stdout) == []
