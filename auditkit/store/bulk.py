"""Writes many rows at the speed of the driver, taking each from its stream when it is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.exc import DBAPIError

Rows = Iterable[Sequence[Any]]


def load(connection: Connection, table: Table, names: Sequence[str], rows: Rows) -> None:
    """Insert rows of the named columns: by COPY in PostgreSQL, else by the driver's executemany."""
    if connection.dialect.name == "postgresql":
        _copy(connection, table.name, names, rows)
    else:
        _run_many(connection, "INSERT", table.name, names, rows)


def load_new(connection: Connection, table: Table, names: Sequence[str], rows: Rows) -> None:
    """Insert the rows whose key is not there yet; those that are stay as they stand.

    The key is the first column. In PostgreSQL keys are taken in their order, so that of two
    programs that bring the same rows one waits for the other, and never each for the other.
    """
    if connection.dialect.name != "postgresql":
        _run_many(connection, "INSERT OR IGNORE", table.name, names, rows)
        return
    fresh, listed = f"fresh_{table.name}", ", ".join(names)
    connection.exec_driver_sql(f"CREATE TEMPORARY TABLE {fresh} (LIKE {table.name}) ON COMMIT DROP")
    _copy(connection, fresh, names, rows)
    connection.exec_driver_sql(
        f"INSERT INTO {table.name} ({listed}) SELECT {listed} FROM {fresh} ORDER BY 1 "  # noqa: S608 - names of our own tables
        "ON CONFLICT DO NOTHING"
    )


def _run_many(
    connection: Connection, deed: str, table: str, names: Sequence[str], rows: Rows
) -> None:
    marks = ", ".join("?" * len(names))
    statement = f"{deed} INTO {table} ({', '.join(names)}) VALUES ({marks})"
    cursor: Any = connection.connection.cursor()  # the DBAPI says sequence; sqlite3 takes a stream
    with _told_as_its_own(connection, statement), closing(cursor):
        cursor.executemany(statement, rows)


def _copy(connection: Connection, table: str, names: Sequence[str], rows: Rows) -> None:
    statement = f"COPY {table} ({', '.join(names)}) FROM STDIN"
    cursor: Any = connection.connection.cursor()
    with _told_as_its_own(connection, statement), closing(cursor), cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


@contextmanager
def _told_as_its_own(connection: Connection, statement: str) -> Iterator[None]:
    """Raise an error of the driver as SQLAlchemy raises those of its own statements."""
    try:
        yield
    except connection.dialect.loaded_dbapi.Error as error:
        raise DBAPIError(statement, None, error, hide_parameters=True) from None
