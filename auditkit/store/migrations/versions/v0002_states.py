"""Schema 2: what a run hands to the next."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables of states."""
    op.create_table(
        "state",
        sa.Column("run_id", sa.String(64), sa.ForeignKey("run.id"), primary_key=True),
        sa.Column("about", sa.Text, nullable=False),
    )
    op.create_table(
        "state_part",
        sa.Column("run_id", sa.String(64), sa.ForeignKey("state.run_id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
