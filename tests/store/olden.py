"""Makes stores as earlier versions of the program left them: two runs kept, a third broken off."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import sqlalchemy as sa
from alembic import command

from auditkit.core.pseudonym import Pseudonymiser
from auditkit.store.engines import WRITES, server_engine
from auditkit.store.place import place_of
from auditkit.store.schema import revision_of
from auditkit.store.upgrade import configured

KEY = Pseudonymiser(b"a synthetic key of the tests, 32b")
_OLD = Path(__file__).parent / "old"


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
    with engine.execution_options(**{WRITES: True}).begin() as connection:
        command.upgrade(configured(connection), revision_of(version))
        connection.execute(sa.text("DROP TABLE alembic_version"))
        rows = re.findall(r'^INSERT INTO "(\w+)" (VALUES.*);$', script, re.MULTILINE)
        for table in ("store", "run", "finding", "access", "state", "state_part"):
            for values in (values for name, values in rows if name == table):
                bytea = re.sub(r"X'([0-9A-F]+)'", r"'\\x\1'", values)
                connection.exec_driver_sql(f"INSERT INTO {table} {bytea}")
    engine.dispose()


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
