"""Schema 4: contacts by hour of the week and by case.

Runs that were there have none; what they would be stands in no store.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the tables of three more parts of a run."""
    for name in ("contact_hour", "case_load", "load_share"):
        op.create_table(
            name,
            sa.Column("run_id", sa.String(64), sa.ForeignKey("run.id"), primary_key=True),
            sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
            sa.Column("name", sa.Text, nullable=False),
            sa.Column("body", sa.Text, nullable=False),
            sa.Column("seal", sa.String(40), nullable=False),
        )
