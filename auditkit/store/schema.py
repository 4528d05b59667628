"""The tables of the store; ``SCHEMA_VERSION`` changes with any of them."""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    DDL,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    event,
)

SCHEMA_VERSION: Final = 2

METADATA: Final = MetaData()

STORE: Final = Table(
    "store",
    METADATA,
    Column("schema_version", Integer, nullable=False),
    Column("key_id", String(64), nullable=False),
)

RUN: Final = Table(
    "run",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("started_at", String(40), nullable=False),
    Column("key_id", String(64), nullable=False),
    Column("status", String(16), nullable=False),
    Column("manifest", Text, nullable=False),
)

# The position keeps the order of the run; a fingerprint is looked up, so it has an index.
FINDING: Final = Table(
    "finding",
    METADATA,
    Column("run_id", ForeignKey("run.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("fingerprint", String(64), nullable=False, index=True),
    Column("rule", String(128), nullable=False),
    Column("body", Text, nullable=False),
)

# What a run hands to the next: a description as JSON, and packed rows under keyed pseudonyms.
STATE: Final = Table(
    "state",
    METADATA,
    Column("run_id", ForeignKey("run.id"), primary_key=True),
    Column("about", Text, nullable=False),
)

STATE_PART: Final = Table(
    "state_part",
    METADATA,
    Column("run_id", ForeignKey("state.run_id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("body", LargeBinary, nullable=False),
)

ACCESS: Final = Table(
    "access",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("run_id", ForeignKey("run.id"), nullable=False),
    Column("at", String(40), nullable=False),
    Column("who", String(200), nullable=False),
    Column("os_user", String(200), nullable=False),
    Column("verb", String(16), nullable=False),
    Column("reason", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("count", Integer, nullable=False),
)

# Whoever can write the file can undo this; it keeps programs, not owners, from editing the past.
for _deed in ("UPDATE", "DELETE"):
    event.listen(
        ACCESS,
        "after_create",
        DDL(  # type: ignore[no-untyped-call]
            f"CREATE TRIGGER access_no_{_deed.lower()} BEFORE {_deed} ON access "
            "BEGIN SELECT RAISE(ABORT, 'access is append-only'); END"
        ).execute_if(dialect="sqlite"),
    )
