"""The tables of the store.

``SCHEMA_VERSION`` changes with any of them, and each version has its migration.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

SCHEMA_VERSION: Final = 4

METADATA: Final = MetaData()
_SEAL: Final = 40

# One row: the revision that the tables stand at, as Alembic keeps it.
REVISION: Final = Table(
    "alembic_version",
    METADATA,
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)

# One row. The head names the last link of the chain of custody, so that none can be cut off.
STORE: Final = Table(
    "store",
    METADATA,
    Column("schema_version", Integer, nullable=False),
    Column("key_id", String(64), nullable=False),
    Column("head", BigInteger, nullable=False, server_default="0"),
    Column("head_seal", String(_SEAL), nullable=False, server_default=""),
)

# ``id`` is the run's own; runs over equal input, policy and settings share their ``name``.
RUN: Final = Table(
    "run",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("name", String(64), nullable=False, server_default="", index=True),
    Column("started_at", String(40), nullable=False),
    Column("ended_at", String(40), nullable=False, server_default=""),
    Column("key_id", String(64), nullable=False),
    Column("status", String(16), nullable=False),
    Column("manifest", Text, nullable=False),
)


def _part(kind: str) -> Table:
    """Return a table of what a run consists of: rows in their order, each sealed on its own."""
    return Table(
        kind,
        METADATA,
        Column("run_id", ForeignKey("run.id"), primary_key=True),
        Column("position", Integer, primary_key=True, autoincrement=False),
        Column("name", Text, nullable=False),
        Column("body", Text, nullable=False),
        Column("seal", String(_SEAL), nullable=False),
    )


PARTS: Final = {
    kind: _part(kind)
    for kind in (
        "input",  # name: file
        "rule_version",  # name: rule; body: the rule with all versions of it that the run knew
        "sighting",  # name: fingerprint; body: the finding as this run saw it
        "incident",  # name: incident
        "exemption",  # name: rule
        "not_evaluated",  # name: rule
        "coverage",  # name: rule
        "lookback",  # name: rule
        "unknown_code",  # name: file
        "reject",  # name: file
        "contact",  # name: agency
        "contact_hour",  # name: weekday
        "case_load",  # name: case
        "load_share",  # name: number of activities
    )
}
"""What a run consists of besides its manifest, by table name."""

# A finding is one row however many runs have seen it.
FINDING: Final = Table(
    "finding",
    METADATA,
    Column("fingerprint", String(64), primary_key=True),
    Column("rule", String(128), nullable=False),
    Column("first_run", ForeignKey("run.id"), nullable=False),
)

# The files of a pack as a run used them, packed once for all runs that used the same.
POLICY: Final = Table(
    "policy",
    METADATA,
    Column("sha256", String(64), primary_key=True),
    Column("pack", String(128), nullable=False),
    Column("version", String(64), nullable=False),
    Column("body", LargeBinary, nullable=False),
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
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("body", LargeBinary, nullable=False),
)


def _act(name: str, *columns: Column[object]) -> Table:
    """Return a table of acts of people: who, when and why, never changed and never deleted."""
    return Table(
        name,
        METADATA,
        Column("id", Integer, primary_key=True, autoincrement=True),
        Column("run_id", ForeignKey("run.id"), nullable=False),
        Column("at", String(40), nullable=False),
        Column("who", String(200), nullable=False),
        Column("os_user", String(200), nullable=False),
        Column("reason", Text, nullable=False),
        *columns,
        Column("seal", String(_SEAL), nullable=False),
    )


ACCESS: Final = _act(
    "access",
    Column("verb", String(16), nullable=False),
    Column("what", Text, nullable=False),
    Column("count", Integer, nullable=False),
)

DECISION: Final = _act(
    "decision",
    Column("fingerprint", String(64), nullable=False, index=True),
    Column("status", String(16), nullable=False),
    Column("until", String(10), nullable=False),
    Column("owner", String(200), nullable=False),
    Column("due", String(10), nullable=False),
    Column("final", Boolean, nullable=False),
    Column("reopens", Boolean, nullable=False),
    Column("source", Text, nullable=False),
)

# ``held`` is whether the act puts a hold on the run or lifts it.
HOLD: Final = _act("hold", Column("held", Boolean, nullable=False))

CUSTODY: Final = Table(
    "custody",
    METADATA,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at", String(40), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("run_id", String(64), nullable=False),
    Column("body", Text, nullable=False),
    Column("prev", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("seal", String(_SEAL), nullable=False),
)

APPEND_ONLY: Final = (ACCESS, DECISION, HOLD, CUSTODY)
"""Triggers keep programs from editing these; whoever owns the database can still do it."""


def revision_of(version: int) -> str:
    """Return the revision of Alembic that a schema version is.

    >>> revision_of(4)
    '0004'
    """
    return f"{version:04d}"
