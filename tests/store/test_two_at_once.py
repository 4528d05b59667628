"""Programs that write to one store at the same time: nothing is lost, waits come to an end."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from auditkit import store as st
from auditkit.core.errors import StoreError
from auditkit.store import engines
from auditkit.store.chain import read_chain
from tests.small_audit import PSEUDONYMS
from tests.store.conftest import EVENT, POSTGRESQL
from tests.store.whole import whole

TIMES = 4


@pytest.fixture(params=["wal", "delete", POSTGRESQL])
def shared(request, tmp_path):
    """Give a place and what programs must be told to keep it as asked."""
    if request.param == "postgresql":
        return request.getfixturevalue("server").emptied(), {}
    return str(tmp_path / "audit.db"), {"on_share": request.param == "delete"}


def test_scans_and_deciders_at_once_lose_nothing(victims, shared):
    db, given = shared
    keepers = [
        given | {"deed": "keep", "db": db, "run": name, "times": TIMES} for name in ("A", "B")
    ]
    assert victims.crowd(*keepers) == [0, 0]
    events = [EVENT | {"run_id": "A-0", "fingerprint": f"F{n}"} for n in range(5)]
    decider = given | {"deed": "decide", "db": db, "times": TIMES, "events": events}
    keepers[0] |= {"run": "C"}
    assert victims.crowd(decider, decider, keepers[0]) == [0, 0, 0]

    place = db if "://" in db else Path(db)
    assert list(whole(place).values()) == ["complete"] * 3 * TIMES
    with st.open_store(place, PSEUDONYMS) as store:
        assert len(st.read_decisions(store)) == 2 * TIMES * len(events)
        with store.reading() as connection:
            assert len(list(read_chain(connection))) == (3 * 2 + 2) * TIMES


@pytest.mark.postgres
def test_a_wait_for_another_program_comes_to_an_end(server, monkeypatch):
    monkeypatch.setattr(engines, "_WAIT", "200ms")
    url = server.emptied()
    with st.open_store(url, PSEUDONYMS) as store, psycopg.connect(url) as other:
        other.execute("SELECT * FROM store FOR UPDATE")
        with pytest.raises(StoreError, match=r"another program kept writing.*另一个程序"):
            st.record_decisions(_begun(store, other), [st.DecisionEvent(**EVENT, fingerprint="F")])


def _begun(store: st.Store, other: psycopg.Connection) -> st.Store:
    with psycopg.connect(other.info.dsn, password=other.info.password) as third:
        third.execute(
            "INSERT INTO run (id, started_at, key_id, status, manifest) "
            "VALUES ('R1', '', '', 'running', '{}')"
        )
    return store
