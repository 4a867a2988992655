"""Keep what an app for a browser needs: passwords, who is signed in, and what is to be analysed again.

A correction that is asked for on a page is analysed beside the pages; a server that was killed must find it again.
"""

import sqlalchemy as sa
from alembic import op

from analyzer.store.types import LONG, TEXT

revision = "4"
down_revision = "3"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "passwords",
        sa.Column("athlete", LONG, nullable=False, autoincrement=False),
        sa.Column("hash", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("athlete", name="pk_passwords"),
        sa.ForeignKeyConstraint(["athlete"], ["athletes.id"], name="fk_passwords_athlete"),
        sqlite_strict=True,
    )
    op.create_table(
        "visits",
        sa.Column("token", TEXT, nullable=False),
        sa.Column("athlete", LONG, nullable=False),
        sa.Column("ends", LONG, nullable=False),
        sa.PrimaryKeyConstraint("token", name="pk_visits"),
        sa.ForeignKeyConstraint(["athlete"], ["athletes.id"], name="fk_visits_athlete"),
        sqlite_strict=True,
    )
    op.create_index("ix_visits_athlete", "visits", ["athlete"])
    op.create_table(
        "orders",
        sa.Column("session", LONG, nullable=False, autoincrement=False),
        sa.Column("said", TEXT, nullable=False),
        sa.Column("received", LONG, nullable=False),
        sa.Column("problem", TEXT, nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("session", name="pk_orders"),
        sa.ForeignKeyConstraint(["session"], ["sessions.number"], name="fk_orders_session"),
        sqlite_strict=True,
    )
