"""The store: private, bound to one key, honest about a run that was killed."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import textwrap
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from auditkit import store as st
from auditkit.core.errors import ConfigError, KeyMismatchError, StoreError
from auditkit.core.pseudonym import Pseudonymiser
from auditkit.store.chain import canonical, hash_of, read_chain

KEY = Pseudonymiser(b"a synthetic key of the tests, 32b")
STARTED = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def decision(fingerprint: str, **more: object) -> st.DecisionEvent:
    given = {
        "fingerprint": fingerprint,
        "run_id": "R1",
        "at": "2026-03-03T10:00:00+00:00",
        "who": "reviewer",
        "os_user": "os",
        "status": "confirmed",
        "reason": "listened to the call",
    }
    return st.DecisionEvent(**(given | more))  # type: ignore[arg-type]


def access(**more: object) -> st.Access:
    given = {
        "run_id": "R1",
        "at": "2026-03-02T10:00:00+00:00",
        "who": "auditor",
        "os_user": "os",
        "verb": "reveal",
        "reason": "complaint 12",
        "what": "FAAA",
        "count": 1,
    }
    return st.Access(**(given | more))  # type: ignore[arg-type]


@pytest.fixture
def store(place: Path | str):
    with st.open_store(place, KEY) as opened:
        yield opened


def sightings(*fingerprints: str) -> dict[str, list[st.Item]]:
    return {"sighting": [st.Item(name, body(name)) for name in fingerprints]}


def body(fingerprint: str) -> str:
    return canonical({"fingerprint": fingerprint, "case_id": "K1", "message": {"zh": "第 4 次"}})


def ended(*fingerprints: str, **more: object) -> st.Ended:
    given = {
        "name": "RNAME",
        "at": "2026-03-02T09:10:00+00:00",
        "manifest": {"run_id": "RNAME"},
        "parts": sightings(*fingerprints),
        "rules": dict.fromkeys(fingerprints, "bank-example.calls.daily"),
    }
    return st.Ended(**(given | more))  # type: ignore[arg-type]


def test_a_run_is_read_back_with_its_findings_in_their_order(store):
    st.begin_run(store, "R1", started_at=STARTED, manifest={})
    assert not st.read_run(store).is_complete
    manifest = {"run_id": "RNAME", "profile": {"zh": "银行"}}
    st.keep_run(store, "R1", ended("FB", "FA", manifest=manifest))

    run = st.read_run(store)
    assert (run.id, run.name, run.status) == ("R1", "RNAME", "complete")
    assert run.key_id == KEY.key_id
    assert run.manifest["profile"] == {"zh": "银行"}
    bodies = list(st.read_findings(store, "R1"))
    assert [each["fingerprint"] for each in bodies] == ["FB", "FA"]
    assert bodies[0]["message"] == {"zh": "第 4 次"}


def test_a_finding_is_found_by_its_fingerprint(store):
    st.begin_run(store, "R1", started_at=STARTED, manifest={})
    st.keep_run(store, "R1", ended("FA"))
    assert st.read_finding(store, "R1", "FA")["case_id"] == "K1"
    assert st.read_finding(store, "R1", "FZ") is None


def test_a_finding_seen_by_two_runs_is_one_finding(store):
    for run in ("R1", "R2"):
        st.begin_run(store, run, started_at=STARTED, manifest={})
        st.keep_run(store, run, ended("FA", "FB" if run == "R2" else "FC"))
    with store.reading() as connection:
        rows = connection.execute(text("SELECT fingerprint, first_run FROM finding ORDER BY 1"))
        assert [tuple(row) for row in rows] == [("FA", "R1"), ("FB", "R2"), ("FC", "R1")]


def test_the_latest_run_comes_first_and_a_missing_one_is_an_error(store):
    st.begin_run(store, "R1", started_at=STARTED, manifest={})
    st.begin_run(store, "R2", started_at=STARTED.replace(hour=10), manifest={})
    assert [run.id for run in st.read_runs(store)] == ["R2", "R1"]
    assert st.read_run(store).id == "R2"
    with pytest.raises(StoreError, match="holds no run R9"):
        st.read_run(store, "R9")


def test_a_run_is_found_by_its_name_and_the_latest_whole_one_by_latest(store):
    st.begin_run(store, "R1", started_at=STARTED, manifest={})
    st.keep_run(store, "R1", ended("FA"))
    st.begin_run(store, "R2", started_at=STARTED.replace(hour=10), manifest={})
    assert st.read_run(store, "RNAME").id == "R1"
    assert st.read_run(store, "latest").id == "R1"


def test_runs_that_begin_at_one_instant_have_an_id_each(store):
    begun = [st.begin_run(store, "R1", started_at=STARTED, manifest={}) for _ in range(3)]
    assert begun == ["R1", "R12", "R13"]
    assert {run.id for run in st.read_runs(store)} == set(begun)


def test_a_run_is_completed_once(store):
    st.begin_run(store, "R1", started_at=STARTED, manifest={})
    st.keep_run(store, "R1", ended("FA"))
    with pytest.raises(StoreError):
        st.keep_run(store, "R1", ended("FA"))
    assert len(list(st.read_findings(store, "R1"))) == 1


def test_a_run_is_kept_all_or_none(store):
    def breaks_off():
        yield st.Item("FA", body("FA"))
        raise KeyError

    st.begin_run(store, "R1", started_at=STARTED, manifest={})
    with pytest.raises(KeyError):
        st.keep_run(store, "R1", ended(parts={"sighting": breaks_off()}))
    assert list(st.read_findings(store, "R1")) == []
    assert not st.read_run(store).is_complete


def test_every_act_is_a_link_that_names_the_one_before(store):
    st.begin_run(store, "R1", started_at=STARTED, manifest={})
    st.keep_run(store, "R1", ended("FA"))
    st.record_access(store, access())
    st.record_decisions(store, [decision("FA"), decision("FA", status="remediated")])
    with store.reading() as connection:
        links = list(read_chain(connection))
    assert [each.kind for each in links] == ["run.begun", "run.completed", "access", "decision"]
    assert [each.prev for each in links[1:]] == [each.hash for each in links[:-1]]
    assert all(
        each.hash == hash_of(each.seq, each.at, each.kind, each.run_id, each.body, each.prev)
        for each in links
    )
    assert [each.status for each in st.read_decisions(store)] == ["confirmed", "remediated"]


@pytest.mark.skipif(os.name != "posix", reason="modes are a matter of POSIX")
def test_the_file_can_be_read_by_its_owner_only(tmp_path):
    with st.open_store(tmp_path / "audit.db", KEY) as store:
        assert stat.S_IMODE(store.place.path.stat().st_mode) == 0o600


def test_another_institutions_key_is_refused(place):
    st.open_store(place, KEY).close()
    with pytest.raises(KeyMismatchError) as refused:
        st.open_store(place, Pseudonymiser(b"another synthetic key, 32 bytes!"))
    assert refused.value.exit_code == 3


def test_a_newer_schema_version_is_refused(store, place):
    with store.writing() as connection:
        connection.execute(text("UPDATE store SET schema_version = 99"))
    with pytest.raises(StoreError, match="schema version 99"):
        st.open_store(place, KEY)


def test_a_file_that_is_no_store_is_refused(tmp_path: Path):
    other = tmp_path / "audit.db"
    other.write_bytes(b"this is not a database at all, only some text" * 40)
    with pytest.raises(StoreError, match="is not a database / 不是数据库文件"):
        st.open_store(other, KEY)


def test_a_store_that_must_exist_is_not_made(tmp_path: Path):
    with pytest.raises(StoreError, match="there is no store here"):
        st.open_store(tmp_path / "audit.db", KEY, create=False)
    assert not (tmp_path / "audit.db").exists()


def test_an_access_is_recorded_with_who_and_why(store):
    st.begin_run(store, "R1", started_at=STARTED, manifest={})
    st.record_access(store, access())
    st.record_access(store, access(verb="identify", what="R1", count=7))
    assert st.read_access(store) == (access(), access(verb="identify", what="R1", count=7))


@pytest.mark.parametrize("field", ["who", "reason"])
def test_an_access_without_who_or_why_is_refused(store, field):
    st.begin_run(store, "R1", started_at=STARTED, manifest={})
    with pytest.raises(ConfigError, match=field):
        st.record_access(store, access(**{field: "  "}))
    assert st.read_access(store) == ()


@pytest.mark.parametrize("deed", ["UPDATE access SET who = 'x'", "DELETE FROM access"])
def test_the_record_of_accesses_cannot_be_edited(store, deed):
    st.begin_run(store, "R1", started_at=STARTED, manifest={})
    st.record_access(store, access())
    with pytest.raises(StoreError), store.writing() as connection:
        connection.execute(text(deed))
    assert st.read_access(store) == (access(),)


def test_an_error_of_the_database_carries_no_value(store):
    with pytest.raises(StoreError) as failed, store.writing() as connection:
        connection.execute(text("INSERT INTO run (id) VALUES (:id)"), {"id": "13800138000"})
    assert "13800138000" not in str(failed.value)
    assert failed.value.__cause__ is None
    assert failed.value.__suppress_context__


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is a matter of POSIX")
def test_a_killed_run_leaves_a_store_that_opens_and_says_running(tmp_path: Path):
    path = tmp_path / "audit.db"
    program = f"""
        import os, signal
        from datetime import UTC, datetime
        from pathlib import Path
        from auditkit import store as st
        from auditkit.core.pseudonym import Pseudonymiser
        opened = st.open_store(Path({str(path)!r}), Pseudonymiser({KEY.key!r}))
        st.begin_run(opened, "R1", started_at=datetime(2026, 3, 2, tzinfo=UTC), manifest={{"a": 1}})
        with opened.writing() as connection:
            connection.exec_driver_sql("INSERT INTO finding VALUES ('FA', 'r', 'R1')")
            os.kill(os.getpid(), signal.SIGKILL)
    """
    killed = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], check=False)
    assert killed.returncode == -signal.SIGKILL

    with st.open_store(path, KEY) as reopened:
        run = st.read_run(reopened)
        assert (run.status, run.is_complete, run.manifest) == ("running", False, {"a": 1})
        assert list(st.read_findings(reopened, "R1")) == []
