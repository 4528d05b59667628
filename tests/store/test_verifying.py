"""A store of an earlier version verifies from the moment it was upgraded."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from auditkit import store as st
from auditkit.core.errors import StoreError
from auditkit.store.reading import looking
from auditkit.store.verifying import Looked, check_identities, check_run, check_store, look
from tests.store.test_upgrade import KEY, old_store


def looked_at(path: Path) -> Looked:
    with looking(path) as connection:
        looked = look(connection, KEY)
        check_store(looked)
        for run in looked.standing():
            check_run(looked, run, lambda *_: None)
        check_identities(looked, list(looked.standing()))
        return looked


@pytest.fixture(params=[1, 2])
def upgraded(request, tmp_path) -> Path:
    path = old_store(tmp_path / "audit.db", request.param)
    with pytest.raises(StoreError, match="schema version"):
        looked_at(path)
    st.open_store(path, KEY).close()
    return path


def test_an_upgraded_store_fits(upgraded) -> None:
    looked = looked_at(upgraded)
    assert looked.found == []
    assert looked.checked["rows"] > 0


@pytest.mark.parametrize(
    ("deed", "place"),
    [
        ("UPDATE sighting SET body = body || ' ' WHERE position = 0", "sighting"),
        ("DELETE FROM sighting WHERE position = 0", "sighting"),
        ("UPDATE run SET manifest = manifest || ' '", "run["),
        ("UPDATE access SET reason = 'x'", "access["),
    ],
)
def test_what_is_done_to_it_afterwards_is_found(upgraded, deed, place) -> None:
    with closing(sqlite3.connect(upgraded)) as db:
        for (name,) in db.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            db.execute(f"DROP TRIGGER {name}")
        db.execute(deed)
        db.commit()
    assert any(each.place.startswith(place) for each in looked_at(upgraded).found)
