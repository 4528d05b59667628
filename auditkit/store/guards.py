"""Triggers that keep programs from editing what is append-only."""

from __future__ import annotations

from sqlalchemy import Connection, text

from auditkit.store.schema import APPEND_ONLY


def guard(connection: Connection) -> None:
    """Make the triggers of a new store, in the words of its database."""
    names = [table.name for table in APPEND_ONLY]
    if connection.dialect.name == "postgresql":
        _guard_postgresql(connection, names)
    else:
        _guard_sqlite(connection, names)


def _guard_sqlite(connection: Connection, names: list[str]) -> None:
    for name in names:
        for deed in ("UPDATE", "DELETE"):
            connection.exec_driver_sql(
                f"CREATE TRIGGER IF NOT EXISTS {name}_no_{deed.lower()} BEFORE {deed} ON {name} "
                f"BEGIN SELECT RAISE(ABORT, '{name} is append-only'); END"
            )


def _guard_postgresql(connection: Connection, names: list[str]) -> None:
    connection.execute(
        text(
            "CREATE OR REPLACE FUNCTION auditkit_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
        )
    )
    for name in names:
        connection.exec_driver_sql(
            f"CREATE OR REPLACE TRIGGER {name}_append_only "
            f"BEFORE UPDATE OR DELETE OR TRUNCATE ON {name} "
            "FOR EACH STATEMENT EXECUTE FUNCTION auditkit_append_only()"
        )
