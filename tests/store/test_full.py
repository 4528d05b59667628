"""A full disk: told with its place in both languages, no earlier run lost, no half file left."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import event

from auditkit import store as st
from auditkit.core.errors import DiskFullError, StoreError
from auditkit.store.share import LOCAL, ON_SHARE
from tests.small_audit import PSEUDONYMS, calls, log, policies, scan
from tests.store.whole import whole

FULL = r"disk full.*磁盘已满"


def big_run(store: st.Store, run_id: str, rows: int = 3_000) -> None:
    """Keep a run of a few megabytes."""
    items = (st.Item(f"F{n}", '"' + "x" * 1_000 + '"') for n in range(rows))
    st.begin_run(store, run_id, started_at=datetime(2026, 3, 2, tzinfo=UTC), manifest={})
    ended = st.Ended("RNAME", "2026-03-02T09:10:00+00:00", {}, {"sighting": items})
    st.keep_run(store, run_id, ended)


def test_a_file_that_may_not_grow_keeps_what_it_held(tmp_path):
    path = tmp_path / "audit.db"
    with st.open_store(path, PSEUDONYMS) as store:
        big_run(store, "R1", rows=10)
        limit = "PRAGMA max_page_count = 200"
        event.listen(store.engine, "begin", lambda c: c.exec_driver_sql(limit))
        with pytest.raises(StoreError, match=FULL) as failed:
            big_run(store, "R2")
        assert str(failed.value).startswith(str(path))
    assert whole(path) == {"R1": "complete", "R2": "running"}
    with st.open_store(path, PSEUDONYMS) as store:
        big_run(store, "R3")
    assert whole(path)["R3"] == "complete"


@pytest.mark.parametrize("kept", [LOCAL, ON_SHARE], ids=["disk", "share"])
def test_a_disk_without_room_keeps_what_it_held(small_disk, kept):
    path = small_disk.folder / "audit.db"
    with st.open_store(path, PSEUDONYMS, kept=kept) as store:
        big_run(store, "R1", rows=10)
        with pytest.raises(StoreError, match=FULL):
            big_run(store, "R2", rows=20_000)
    assert whole(path) == {"R1": "complete", "R2": "running"}
    with st.open_store(path, PSEUDONYMS, kept=kept) as store:
        big_run(store, "R3", rows=10)
    assert whole(path)["R3"] == "complete"


def test_a_store_that_finds_no_room_to_be_made_is_made_later(small_disk):
    path = small_disk.folder / "audit.db"
    small_disk.fill(leave=0)
    with pytest.raises(StoreError, match=FULL):
        st.open_store(path, PSEUDONYMS)
    small_disk.grow()
    with st.open_store(path, PSEUDONYMS) as store:
        big_run(store, "R1", rows=10)
    assert whole(path) == {"R1": "complete"}


def test_a_limit_on_the_size_of_files_keeps_what_was_held(tmp_path):
    path = tmp_path / "audit.db"
    with st.open_store(path, PSEUDONYMS) as store:
        big_run(store, "R1", rows=10)
    program = f"""
        import resource
        from pathlib import Path
        from auditkit import store as st
        from auditkit.core.errors import StoreError
        from tests.small_audit import PSEUDONYMS
        from tests.store.test_full import big_run
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))
        with st.open_store(Path({str(path)!r}), PSEUDONYMS) as store:
            try:
                big_run(store, "R2")
            except StoreError as error:
                print(error)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        check=True, capture_output=True, text=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert "file size limit" in done.stdout
    assert "文件大小限制" in done.stdout
    assert whole(path) == {"R1": "complete", "R2": "running"}


@pytest.mark.postgres
def test_a_server_without_room_keeps_what_it_held(server, small_disk):
    space = small_disk.folder / "space"
    space.mkdir()
    server.own(small_disk.folder, space)
    server.sql(f"CREATE TABLESPACE small LOCATION '{space}'")
    url = server.database("TABLESPACE small STRATEGY file_copy")
    try:
        with st.open_store(url, PSEUDONYMS) as store:
            big_run(store, "R1", rows=10)
            with pytest.raises(StoreError, match=FULL) as failed:
                big_run(store, "R2", rows=40_000)
            assert str(failed.value).startswith(f"postgresql://127.0.0.1:{server.port}/")
        assert whole(url) == {"R1": "complete", "R2": "running"}
        small_disk.grow()
        with st.open_store(url, PSEUDONYMS) as store:
            big_run(store, "R3", rows=10)
        assert whole(url)["R3"] == "complete"
    finally:
        server.sql(f"DROP DATABASE {url.rpartition('/')[2]} WITH (FORCE)", "DROP TABLESPACE small")


@pytest.mark.parametrize("name", ["json", "jsonl", "csv", "xlsx"])
def test_a_report_that_finds_no_room_leaves_no_half_file(small_disk, tmp_path, name):
    out, db = small_disk.folder / "out", tmp_path / "audit.db"
    given = {"policies": policies(tmp_path), "formats": (name,), "db": str(db)}
    found = log(tmp_path, "calls.csv", calls(range(2)))
    scan(found, out=tmp_path / "first", **given)
    small_disk.fill(leave=6_000)
    with pytest.raises(DiskFullError, match=FULL) as failed:
        scan(found, out=out, **given)
    assert str(out) in str(failed.value)
    assert failed.value.exit_code == 4
    whole_files = {file.name for file in out.iterdir()}
    assert not [each for each in whole_files if each.endswith(".part")]
    assert sorted(whole(db).values()) == ["complete", "running"]
