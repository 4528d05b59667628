"""A store in PostgreSQL: what is wrong is said in both languages, with host and database only."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from auditkit import store as st
from auditkit.core.errors import ConfigError, StoreError
from auditkit.core.pseudonym import Pseudonymiser
from auditkit.store.place import place_of
from auditkit.store.reading import looking
from tests.postgres import PASSWORD

pytestmark = pytest.mark.postgres
KEY = Pseudonymiser(b"a synthetic key of the tests, 32b")
NOBODY = "hidden-user"
SECRET = "hidden-secret"


def refused(url: str) -> str:
    with pytest.raises(StoreError) as failed:
        st.open_store(url, KEY)
    said = str(failed.value)
    assert not re.search(f"{PASSWORD}|{SECRET}|{NOBODY}", said + repr(failed.value))
    assert failed.value.__context__ is None or failed.value.__suppress_context__
    assert failed.value.exit_code == 4
    return said


def test_a_server_that_is_not_there_is_named():
    said = refused(f"postgresql://{NOBODY}:{SECRET}@127.0.0.1:1/books")
    assert said.startswith("postgresql://127.0.0.1:1/books: the database server cannot be reached")
    assert "无法连接数据库服务器" in said


def test_who_only_looks_is_told_the_same():
    with pytest.raises(StoreError, match="cannot be reached") as failed:
        looking(f"postgresql://{NOBODY}:{SECRET}@127.0.0.1:1/books").__enter__()
    assert SECRET not in str(failed.value)


def test_a_host_that_has_no_address_is_named():
    assert "cannot be reached" in refused(f"postgresql://{NOBODY}:{SECRET}@no.such.invalid/books")


@pytest.mark.parametrize(
    ("user", "password"),
    [("auditor", SECRET), (NOBODY, SECRET), ("auditor", "")],
    ids=["password", "user", "no password"],
)
def test_a_wrong_user_or_password_is_told(server, user, password):
    said = refused(server.url_of("postgres", user, password))
    assert "wrong user or password" in said
    assert "密码错误" in said


def test_a_missing_database_is_told(server):
    said = refused(server.url_of("nowhere"))
    assert f"127.0.0.1:{server.port}/nowhere: there is no such database" in said
    assert "没有这个数据库" in said


def test_missing_rights_are_told(server):
    server.sql(f"CREATE ROLE reader LOGIN PASSWORD '{SECRET}'")
    url = place_of(server.database()).url.set(username="reader", password=SECRET)
    said = refused(url.render_as_string(hide_password=False))
    assert "lacks rights" in said
    assert "没有所需权限" in said


def test_a_demand_for_encryption_that_is_not_met_is_told(server):
    said = refused(f"{server.url}?sslmode=require")
    assert "SSL/TLS" in said


def test_too_many_connections_are_told(server):
    url = server.database()
    database = url.rpartition("/")[2]
    server.sql(f"CREATE ROLE lone LOGIN PASSWORD '{SECRET}' CONNECTION LIMIT 0")
    assert "no connection left" in refused(server.url_of(database, "lone", SECRET))


def test_a_database_that_cannot_hold_every_character_is_refused(server):
    options = "ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0"
    assert "UTF8" in refused(server.database(options))


def test_a_database_of_other_things_is_no_store(server):
    url = server.database()
    engine = sa.create_engine(place_of(url).url)
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE ledger (a int)"))
    engine.dispose()
    assert "not a store of auditkit" in refused(url)


def test_a_reader_sees_one_state_and_writes_nothing(server):
    said = "can be read but not written"
    with (
        st.open_store(server.database(), KEY) as store,
        pytest.raises(StoreError, match=said),
        store.reading() as connection,
    ):
        connection.execute(sa.text("UPDATE store SET head = 7"))


def test_a_url_that_is_none_repeats_nothing():
    with pytest.raises(ConfigError) as failed:
        st.open_store(f"postgresql://u:{SECRET}@host:port/name", KEY)
    assert SECRET not in str(failed.value)


def test_a_password_is_not_shown_by_what_holds_it(server):
    with st.open_store(f"{server.database()}?password={PASSWORD}", KEY) as store:
        assert PASSWORD not in repr(store)
        assert PASSWORD not in repr(store.place)


def test_the_short_name_of_the_scheme_is_taken_too(server):
    st.open_store(server.database().replace("postgresql:", "postgres:"), KEY).close()
