"""A query is read as a stream, without writing and without saying what opened the database."""

from __future__ import annotations

import sqlite3
import subprocess
import sys

import pytest
import sqlalchemy as sa

from auditkit.core.errors import InputError
from auditkit.sources.resolve import resolve
from auditkit.sources.sql import SqlSource


@pytest.fixture
def database(tmp_path):
    file = tmp_path / "bank.db"
    connection = sqlite3.connect(file)
    connection.execute("create table log (id integer, note text, amount real, at text)")
    rows = [(n, "已联系", n / 2, "2026-03-01 09:00:00") for n in range(20_000)]
    connection.executemany("insert into log values (?, ?, ?, ?)", rows)
    connection.commit()
    connection.close()
    return f"sqlite:///{file}"


def test_rows_of_a_query_are_text_with_numbers(database):
    [source] = resolve([database], query="select * from log where at > '2026-01-01 00:00:00';")
    batches = list(source.batches(frozenset({"note", "amount"})))
    assert source.name == "sqlite:bank.db"
    assert source.header() == ("id", "note", "amount", "at")
    assert batches[0].table.slice(0, 2).to_pylist() == [
        {"note": "已联系", "amount": "0"},
        {"note": "已联系", "amount": "0.5"},
    ]
    assert batches[-1].rows[-1] == 20_001
    assert source.facts.read == 20_000
    assert len(source.facts.sha256) == 64


@pytest.mark.parametrize(
    "query",
    [
        "delete from log",
        "select 1; drop table log",
        "with x as (delete from log returning *) select * from x",
        "select * into copy_of from log",
        "pragma writable_schema = 1",
        "",
    ],
)
def test_anything_but_one_select_is_refused(database, query):
    with pytest.raises(InputError):
        resolve([database], query=query)


def test_words_inside_texts_are_no_commands(database):
    [source] = resolve([database], query="select 'drop; delete' as word -- update\n")
    assert [raw.table.to_pylist() for raw in source.batches()] == [[{"word": "drop; delete"}]]


def test_a_database_that_is_not_there_is_not_made(tmp_path):
    [source] = resolve([f"sqlite:///{tmp_path}/none.db"], query="select 1")
    with pytest.raises(InputError, match="OperationalError"):
        source.header()
    assert list(tmp_path.iterdir()) == []


def test_errors_name_their_kind_and_nothing_of_the_query(database):
    [source] = resolve([database], query="select secret_word from log")
    with pytest.raises(InputError) as caught:
        source.header()
    assert "secret_word" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_driver_that_is_missing_is_named_by_its_extra():
    block = "import sys; sys.modules['psycopg'] = None\n"
    read = (
        "from auditkit.sources.sql import SqlSource\n"
        "try: SqlSource('postgresql://u:hush@h/bank', 'select 1').header()\n"
        "except Exception as e: print(type(e).__name__, e)"
    )
    done = subprocess.run(
        [sys.executable, "-c", block + read], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("InputError postgresql:bank")
    assert "auditkit[pg]" in done.stdout
    assert "hush" not in done.stdout


@pytest.mark.postgres
def test_postgres_is_streamed_and_read_only(postgres):
    engine = sa.create_engine(postgres.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.execute(sa.text("create table log (id int, note text, at timestamptz, j jsonb)"))
        connection.execute(
            sa.text(
                "insert into log select n, '已联系', '2026-03-01 09:00+08', '{\"a\": 1}' "
                "from generate_series(1, 40000) n"
            )
        )
        connection.execute(
            sa.text(
                "create function sneak() returns int language sql as "
                "'insert into log (id) values (0) returning id'"
            )
        )
    engine.dispose()
    [source] = resolve([postgres], query="select id, note, j, id::text as t from log order by id")
    batches = list(source.batches())
    assert [len(raw.rows) for raw in batches] == [16_384, 16_384, 7_232]
    assert batches[0].table.slice(0, 1).to_pylist() == [
        {"id": "1", "note": "已联系", "j": '{"a": 1}', "t": "1"}
    ]
    assert source.name == "postgresql:postgres"
    with pytest.raises(InputError, match="ReadOnlySqlTransaction"):
        list(SqlSource(postgres, "select sneak()").batches())


@pytest.mark.postgres
def test_postgres_errors_hold_no_password(postgres):
    source = SqlSource(postgres, "select * from nowhere")
    with pytest.raises(InputError) as caught:
        source.header()
    assert "UndefinedTable" in str(caught.value)
    assert "hush-hush" not in str(caught.value)
