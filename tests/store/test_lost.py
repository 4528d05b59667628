"""A connection lost in the middle: told at once, earlier runs whole, the next attempt works."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from auditkit import store as st
from auditkit.core.errors import StoreError
from tests.postgres import PASSWORD, Server, new_server
from tests.small_audit import PSEUDONYMS
from tests.store.conftest import EVENT, begun
from tests.store.whole import whole

pytestmark = pytest.mark.postgres
LOST = r"connection to the database was lost.*连接中断"


@pytest.fixture(scope="module")
def own_server() -> Iterator[Server]:
    """Give a server that may be stopped: others use theirs."""
    home = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        server = new_server(home)
        yield server
        server.stop()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def keep(
    store: st.Store, run_id: str, rows: int = 3_000, halfway: Callable[[], None] = bool
) -> None:
    def items() -> Iterator[st.Item]:
        for number in range(rows):
            if number == rows // 2:
                halfway()
            yield st.Item(f"F{number}", '"' + "x" * 1_000 + '"')

    begun(store, run_id)
    rules = {f"F{number}": "bank-example.calls.daily" for number in range(rows)}
    ended = st.Ended("RNAME", EVENT["at"], {}, {"sighting": items()}, rules=rules)
    st.keep_run(store, run_id, ended)


def drop(server: Server, url: str) -> None:
    name = url.rpartition("/")[2]
    server.sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        f"WHERE datname = '{name}' AND pid <> pg_backend_pid()"
    )


def lost(store: st.Store, run_id: str, halfway: Callable[[], None]) -> None:
    with pytest.raises(StoreError, match=LOST) as failed:
        keep(store, run_id, halfway=halfway)
    assert PASSWORD not in str(failed.value)
    assert failed.value.__suppress_context__


def test_a_server_stopped_while_a_run_is_written_loses_no_earlier_run(own_server):
    url = own_server.database()
    with st.open_store(url, PSEUDONYMS) as store:
        keep(store, "R1", rows=10)
        lost(store, "R2", own_server.stop)
        with pytest.raises(StoreError, match="cannot be reached"):
            st.read_runs(store)
        own_server.start()
        assert whole(url) == {"R1": "complete", "R2": "running"}
        keep(store, "R3", rows=10)
    assert whole(url)["R3"] == "complete"


def test_a_connection_ended_by_the_server_loses_no_earlier_run(server):
    url = server.emptied()
    with st.open_store(url, PSEUDONYMS) as store:
        keep(store, "R1", rows=10)
        lost(store, "R2", lambda: drop(server, url))
        assert whole(url) == {"R1": "complete", "R2": "running"}
        keep(store, "R3", rows=10)
    assert whole(url)["R3"] == "complete"


def test_a_connection_ended_between_two_acts_is_made_anew(server):
    url = server.emptied()
    with st.open_store(url, PSEUDONYMS) as store:
        begun(store)
        drop(server, url)
        st.record_decisions(store, [st.DecisionEvent(**EVENT, fingerprint="F1")])
        assert len(st.read_decisions(store)) == 1


def test_a_connection_ended_within_an_act_keeps_nothing_of_it(server):
    url = server.emptied()
    with st.open_store(url, PSEUDONYMS) as store:
        begun(store)
        with pytest.raises(StoreError, match=LOST), store.writing() as connection:
            change_twice(connection, lambda: drop(server, url))
        assert [run.name for run in st.read_runs(store)] == [""]
        whole(url)


def change_twice(connection: Connection, between: Callable[[], None]) -> None:
    connection.exec_driver_sql("UPDATE run SET name = 'changed'")
    between()
    connection.exec_driver_sql("UPDATE run SET name = 'changed again'")
