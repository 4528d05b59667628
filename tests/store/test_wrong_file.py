"""Files that are no store, are damaged, or may not be written: told in both languages."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from auditkit import store as st
from auditkit.core.errors import StoreError
from tests.small_audit import PSEUDONYMS
from tests.store.conftest import EVENT, begun


def refused(path: Path, **more: object) -> str:
    with pytest.raises(StoreError) as failed:
        st.open_store(path, PSEUDONYMS, **more)
    said = str(failed.value)
    assert said.startswith(str(path))
    assert failed.value.exit_code == 4
    return said


@pytest.fixture
def path(tmp_path):
    made = tmp_path / "audit.db"
    with st.open_store(made, PSEUDONYMS) as store:
        begun(store)
        events = [EVENT | {"fingerprint": f"F{n}", "reason": "r" * 500} for n in range(200)]
        st.record_decisions(store, [st.DecisionEvent(**event) for event in events])
    return made


def test_a_folder_in_the_place_of_a_store_is_told_and_left_as_it_is(tmp_path):
    folder = tmp_path / "audit.db"
    folder.mkdir(mode=0o755)
    said = refused(folder)
    assert "is a folder" in said
    assert "是文件夹" in said
    assert folder.stat().st_mode & 0o777 == 0o755


def test_text_is_no_database(tmp_path):
    text = tmp_path / "audit.db"
    text.write_bytes(b"not a database, only words " * 100)
    assert "is not a database / 不是数据库文件" in refused(text)


def test_a_database_of_other_things_is_no_store(tmp_path):
    other = tmp_path / "audit.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE store (a)")
    connection.close()
    assert "审计库" in refused(other)


def reading_fails(path: Path) -> str:
    with pytest.raises(StoreError) as failed, st.open_store(path, PSEUDONYMS) as store:
        st.read_decisions(store)
    return str(failed.value)


def test_a_damaged_page_is_told(path):
    size = 4096
    data = bytearray(path.read_bytes())
    for page in range(3, len(data) // size):
        data[page * size : page * size + 64] = os.urandom(64)
    path.write_bytes(data)
    assert "the store is damaged" in reading_fails(path)


def test_a_store_cut_short_is_told(path):
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 3])
    assert "the store is damaged" in reading_fails(path)


def test_a_store_that_may_only_be_read_says_so_when_it_is_written(small_disk, path):
    kept = small_disk.folder / "audit.db"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    connection.close()
    kept.write_bytes(path.read_bytes())
    small_disk.make_read_only()
    with st.open_store(kept, PSEUDONYMS, create=False) as store:
        assert len(st.read_decisions(store)) == 200
        with pytest.raises(StoreError, match=r"can be read but not written.*只能读取"):
            st.record_decisions(store, [st.DecisionEvent(**EVENT, fingerprint="F")])


def test_a_store_cannot_be_made_where_nothing_can_be_written(small_disk):
    small_disk.make_read_only()
    assert "not written" in refused(small_disk.folder / "audit.db")
