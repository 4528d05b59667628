"""Makes stores as earlier versions of the program left them.

Of versions 1 and 2 two runs that were kept and a third that broke off; of version 3 a whole audit
of five calls, an access, and a run that broke off.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa
from alembic import command

from auditkit.core.pseudonym import Pseudonymiser
from auditkit.store.engines import WRITES, server_engine
from auditkit.store.guards import guard
from auditkit.store.place import place_of
from auditkit.store.schema import REVISION, revision_of
from auditkit.store.upgrade import configured

KEY = Pseudonymiser(b"a synthetic key of the tests, 32b")
_OLD = Path(__file__).parent / "old"
_STAMPED_SINCE = 3


def old_store(place: Path | str, version: int) -> Path | str:
    """Make a store of an earlier schema version."""
    script = (_OLD / f"schema{version}.sql").read_text(encoding="utf-8")
    if isinstance(place, Path):
        place.parent.mkdir(parents=True, exist_ok=True)
        with sqlite3.connect(place) as connection:
            connection.executescript(script)
        connection.close()
    else:
        _on_server(place, version, script)
    return place


def _on_server(url: str, version: int, script: str) -> None:
    """No such store was ever made by a release; it is what its tables would have been."""
    engine = server_engine(place_of(url))
    with closing(sqlite3.connect(":memory:")) as old:
        old.executescript(script)
        with engine.execution_options(**{WRITES: True}).begin() as connection:
            command.upgrade(configured(connection), revision_of(version))
            tables = sa.MetaData()
            tables.reflect(connection)
            for table in tables.sorted_tables:
                if table.name != REVISION.name:
                    _fill(connection, table, old)
            if version < _STAMPED_SINCE:
                connection.execute(sa.text(f"DROP TABLE {REVISION.name}"))
            else:
                guard(connection)
    engine.dispose()


def _fill(connection: sa.Connection, table: sa.Table, old: sqlite3.Connection) -> None:
    names = table.columns.keys()
    rows = old.execute(f"SELECT {', '.join(names)} FROM {table.name}").fetchall()
    if rows:
        connection.execute(table.insert(), [dict(zip(names, row, strict=True)) for row in rows])


def dump(place: Path | str) -> list[str]:
    """Return everything that stands in a store."""
    if isinstance(place, Path):
        with sqlite3.connect(place) as connection:
            lines = list(connection.iterdump())
        connection.close()
        return lines
    engine = sa.create_engine(place_of(place).url)
    with engine.connect() as connection:
        tables = sorted(sa.inspect(connection).get_table_names())
        rows = {name: connection.exec_driver_sql(f"SELECT * FROM {name}").all() for name in tables}
    engine.dispose()
    return [f"{name} {row}" for name in tables for row in sorted(map(repr, rows[name]))]
