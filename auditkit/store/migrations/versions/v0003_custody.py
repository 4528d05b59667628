"""Schema 3: whole runs in sealed rows, findings apart from sightings, decisions, custody.

Rows that were there get an empty seal; ``auditkit.store.upgrade`` seals them afterwards.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_PARTS = (
    "input",
    "rule_version",
    "sighting",
    "incident",
    "exemption",
    "not_evaluated",
    "coverage",
    "lookback",
    "unknown_code",
    "reject",
    "contact",
)


def upgrade() -> None:
    """Make the tables of custody and take over what was found until now."""
    _widen()
    op.drop_index("ix_finding_fingerprint", table_name="finding")
    op.rename_table("finding", "finding_before")
    for name in _PARTS:
        _make_part(name)
    op.create_table(
        "finding",
        sa.Column("fingerprint", sa.String(64), primary_key=True),
        sa.Column("rule", sa.String(128), nullable=False),
        sa.Column("first_run", sa.String(64), sa.ForeignKey("run.id"), nullable=False),
    )
    _take_over()
    op.drop_table("finding_before")
    op.create_table(
        "policy",
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("pack", sa.String(128), nullable=False),
        sa.Column("version", sa.String(64), nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    _make_acts()
    _make_custody()


def _widen() -> None:
    op.add_column("store", sa.Column("head", sa.BigInteger, nullable=False, server_default="0"))
    op.add_column("store", sa.Column("head_seal", sa.String(40), nullable=False, server_default=""))
    for name, length in (("name", 64), ("ended_at", 40)):
        column = sa.Column(name, sa.String(length), nullable=False, server_default="")
        op.add_column("run", column)
    op.create_index("ix_run_name", "run", ["name"])
    with op.batch_alter_table("access", recreate="auto") as access:
        access.add_column(sa.Column("seal", sa.String(40), nullable=False, server_default=""))
    with op.batch_alter_table("access", recreate="auto") as access:
        access.alter_column("seal", server_default=None)


def _make_part(name: str) -> None:
    op.create_table(
        name,
        sa.Column("run_id", sa.String(64), sa.ForeignKey("run.id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("seal", sa.String(40), nullable=False),
    )


def _take_over() -> None:
    op.execute(
        "INSERT INTO sighting (run_id, position, name, body, seal) "
        "SELECT run_id, position, fingerprint, body, '' FROM finding_before"
    )
    op.execute(
        "INSERT INTO finding (fingerprint, rule, first_run) "
        "SELECT fingerprint, rule, run_id FROM (SELECT f.fingerprint, f.rule, f.run_id, "
        "row_number() OVER (PARTITION BY f.fingerprint ORDER BY r.started_at, r.id, f.position) "
        "AS seen FROM finding_before f JOIN run r ON r.id = f.run_id) AS ranked WHERE seen = 1"
    )


def _make_acts() -> None:
    op.create_table(
        "decision",
        *_act(),
        sa.Column("fingerprint", sa.String(64), nullable=False, index=True),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("until", sa.String(10), nullable=False),
        sa.Column("owner", sa.String(200), nullable=False),
        sa.Column("due", sa.String(10), nullable=False),
        sa.Column("final", sa.Boolean, nullable=False),
        sa.Column("reopens", sa.Boolean, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("seal", sa.String(40), nullable=False),
    )
    op.create_table(
        "hold",
        *_act(),
        sa.Column("held", sa.Boolean, nullable=False),
        sa.Column("seal", sa.String(40), nullable=False),
    )


def _act() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("run_id", sa.String(64), sa.ForeignKey("run.id"), nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("os_user", sa.String(200), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
    )


def _make_custody() -> None:
    op.create_table(
        "custody",
        sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("run_id", sa.String(64), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("prev", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("seal", sa.String(40), nullable=False),
    )
