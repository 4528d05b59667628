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
from auditkit.core.findings import Basis, Bilingual, Finding

KEY = "0123456789ab"
STARTED = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def finding(fingerprint: str) -> Finding:
    return Finding(
        fingerprint=fingerprint,
        incident="I1",
        overlap="O1",
        rule="bank-example.calls.daily",
        pack="bank-example",
        family="contact",
        check="contact.frequency",
        force="bank_policy",
        severity="high",
        certainty="definite",
        decision="open",
        debtor="D-A",
        party="P-A",
        party_role="debtor",
        case_id="K1",
        collector_id="C1",
        agency_id="",
        org_id="",
        at="2026-03-02T09:00:00+08:00",
        day="2026-03-02",
        anchor_activity="A4",
        activities=("A1", "A2", "A3", "A4"),
        source_file="calls.csv",
        source_row=5,
        observed=4,
        limit=3,
        window=("2026-03-02", "2026-03-02"),
        evidence="",
        message=Bilingual("第 4 次", "call 4"),
        basis=(Basis("bank-example", "2", "2026-01-01", "own"),),
        remedy=Bilingual("停", "stop"),
    )


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
def store(tmp_path: Path):
    with st.open_store(tmp_path / "out" / "audit.db", KEY) as opened:
        yield opened


def test_a_run_is_read_back_with_its_findings_in_their_order(store):
    st.begin_run(store, "R1", started_at=STARTED, manifest={"run_id": "R1"})
    assert not st.read_run(store).is_complete
    assert st.write_findings(store, "R1", [finding("FB"), finding("FA")]) == 2
    st.complete_run(store, "R1", manifest={"run_id": "R1", "profile": {"zh": "银行"}})

    run = st.read_run(store)
    assert (run.id, run.status, run.key_id) == ("R1", "complete", KEY)
    assert run.manifest["profile"] == {"zh": "银行"}
    bodies = list(st.read_findings(store, "R1"))
    assert [body["fingerprint"] for body in bodies] == ["FB", "FA"]
    assert bodies[0]["activities"] == ["A1", "A2", "A3", "A4"]
    assert bodies[0]["message"] == {"zh": "第 4 次", "en": "call 4"}


def test_a_finding_is_found_by_its_fingerprint(store):
    st.begin_run(store, "R1", started_at=STARTED, manifest={})
    st.write_findings(store, "R1", [finding("FA")])
    assert st.read_finding(store, "R1", "FA")["case_id"] == "K1"
    assert st.read_finding(store, "R1", "FZ") is None


def test_the_latest_run_comes_first_and_a_missing_one_is_an_error(store):
    st.begin_run(store, "R1", started_at=STARTED, manifest={})
    st.begin_run(store, "R2", started_at=STARTED.replace(hour=10), manifest={})
    assert [run.id for run in st.read_runs(store)] == ["R2", "R1"]
    assert st.read_run(store).id == "R2"
    with pytest.raises(StoreError, match="holds no run R9"):
        st.read_run(store, "R9")


def test_a_run_is_completed_once(store):
    st.begin_run(store, "R1", started_at=STARTED, manifest={})
    st.complete_run(store, "R1", manifest={})
    with pytest.raises(StoreError):
        st.complete_run(store, "R1", manifest={})


def test_findings_are_kept_all_or_none(store):
    def breaks_off():
        yield finding("FA")
        raise KeyError

    st.begin_run(store, "R1", started_at=STARTED, manifest={})
    with pytest.raises(KeyError):
        st.write_findings(store, "R1", breaks_off())
    assert list(st.read_findings(store, "R1")) == []


@pytest.mark.skipif(os.name != "posix", reason="modes are a matter of POSIX")
def test_the_file_can_be_read_by_its_owner_only(store):
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600


def test_another_institutions_key_is_refused(store):
    store.close()
    with pytest.raises(KeyMismatchError) as refused:
        st.open_store(store.path, "ffffffffffff")
    assert refused.value.exit_code == 3


def test_an_unknown_schema_version_is_refused(store):
    with store.transaction() as connection:
        connection.execute(text("UPDATE store SET schema_version = 99"))
    with pytest.raises(StoreError, match="schema version 99"):
        st.open_store(store.path, KEY)


def test_a_file_that_is_no_store_is_refused(tmp_path: Path):
    other = tmp_path / "audit.db"
    other.write_bytes(b"this is not a database at all, only some text" * 40)
    with pytest.raises(StoreError, match="DatabaseError"):
        st.open_store(other, KEY)


def test_a_store_that_must_exist_is_not_made(tmp_path: Path):
    with pytest.raises(StoreError, match="no store here"):
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
    with pytest.raises(StoreError), store.transaction() as connection:
        connection.execute(text(deed))
    assert st.read_access(store) == (access(),)


def test_an_error_of_the_database_carries_no_value(store):
    with pytest.raises(StoreError) as failed, store.transaction() as connection:
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
        opened = st.open_store(Path({str(path)!r}), {KEY!r})
        st.begin_run(opened, "R1", started_at=datetime(2026, 3, 2, tzinfo=UTC), manifest={{"a": 1}})
        with opened.transaction() as connection:
            connection.exec_driver_sql("INSERT INTO finding VALUES ('R1', 0, 'FA', 'r', 'x')")
            os.kill(os.getpid(), signal.SIGKILL)
    """
    killed = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], check=False)
    assert killed.returncode == -signal.SIGKILL

    with st.open_store(path, KEY) as reopened:
        run = st.read_run(reopened)
        assert (run.status, run.is_complete, run.manifest) == ("running", False, {"a": 1})
        assert list(st.read_findings(reopened, "R1")) == []
