"""Make the log: athletes, raw files, claims on them, sessions, their analyses and efforts."""

import sqlalchemy as sa
from alembic import op

from analyzer.store.types import BYTES, LONG, REAL, TEXT, WHOLE

revision = "1"
down_revision = None

_NO_CHANGE = "a raw file is never changed"


def upgrade() -> None:
    """Make the tables."""
    _athletes_and_files()
    _sessions()
    _claims()
    _analyses()
    _guard()


def _text(name: str, default: str = "") -> "sa.Column[str]":
    return sa.Column(name, TEXT, nullable=False, server_default=default)


def _reals(names: str) -> "list[sa.Column[float]]":
    return [sa.Column(name, REAL) for name in names.split()]


def _athletes_and_files() -> None:
    op.create_table(
        "athletes",
        sa.Column("id", LONG, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("name_key", TEXT, nullable=False),
        sa.Column("birth_year", WHOLE),
        _text("sex"),
        _text("timezone"),
        _text("forms", "[]"),
        sa.PrimaryKeyConstraint("id", name="pk_athletes"),
        sa.UniqueConstraint("name_key", name="uq_athletes_name_key"),
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    op.create_table(
        "files",
        sa.Column("sha256", TEXT, nullable=False),
        sa.Column("format", TEXT, nullable=False),
        sa.Column("size", LONG, nullable=False),
        sa.Column("data", BYTES, nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_files"),
        sqlite_strict=True,
    )


def _sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("number", LONG, nullable=False),
        sa.Column("athlete", LONG, nullable=False),
        sa.Column("sha256", TEXT, nullable=False),
        sa.Column("start", LONG, nullable=False),
        sa.Column("day", LONG, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        _text("title"),
        _text("headline"),
        sa.Column("duration", REAL, nullable=False),
        *_reals("running distance"),
        sa.Column("on_track", WHOLE, nullable=False),
        _text("track"),
        *_reals("lap latitude longitude"),
        _text("sport"),
        _text("device"),
        sa.Column("strides", WHOLE, nullable=False),
        *_reals("temperature"),
        sa.Column("method", WHOLE, nullable=False),
        _text("said", "{}"),
        _text("notes"),
        _text("weather"),
        _text("shoes"),
        sa.Column("rpe", WHOLE),
        sa.PrimaryKeyConstraint("number", name="pk_sessions"),
        sa.ForeignKeyConstraint(["athlete"], ["athletes.id"], name="fk_sessions_athlete"),
        sa.ForeignKeyConstraint(["sha256"], ["files.sha256"], name="fk_sessions_sha256"),
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    op.create_index("ix_sessions_athlete_start", "sessions", ["athlete", "start"])
    op.create_index("ix_sessions_sha256", "sessions", ["sha256"])


def _claims() -> None:
    op.create_table(
        "claims",
        sa.Column("id", LONG, nullable=False),
        sa.Column("athlete", LONG, nullable=False),
        sa.Column("sha256", TEXT, nullable=False),
        _text("name"),
        _text("said", "{}"),
        sa.Column("state", TEXT, nullable=False),
        _text("problem"),
        sa.Column("session", LONG),
        sa.Column("received", LONG, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_claims"),
        sa.ForeignKeyConstraint(["athlete"], ["athletes.id"], name="fk_claims_athlete"),
        sa.ForeignKeyConstraint(["sha256"], ["files.sha256"], name="fk_claims_sha256"),
        sa.ForeignKeyConstraint(["session"], ["sessions.number"], name="fk_claims_session"),
        sa.UniqueConstraint("athlete", "sha256", name="uq_claims_athlete_sha256"),
        sa.CheckConstraint("(state = 'logged') = (session IS NOT NULL)", name=op.f("ck_claims_state")),
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    op.create_index("ix_claims_sha256", "claims", ["sha256"])
    op.create_index("ix_claims_session", "claims", ["session"])


def _analyses() -> None:
    op.create_table(
        "analyses",
        sa.Column("session", LONG, nullable=False, autoincrement=False),
        sa.Column("made", LONG, nullable=False),
        sa.Column("speeds", BYTES, nullable=False),
        sa.Column("document", BYTES, nullable=False),
        sa.Column("traces", BYTES, nullable=False),
        sa.PrimaryKeyConstraint("session", name="pk_analyses"),
        sa.ForeignKeyConstraint(["session"], ["sessions.number"], name="fk_analyses_session"),
        sqlite_strict=True,
    )
    op.create_table(
        "efforts",
        sa.Column("session", LONG, nullable=False, autoincrement=False),
        sa.Column("effort", WHOLE, nullable=False, autoincrement=False),
        sa.Column("kind", TEXT, nullable=False),
        _text("nominal"),
        sa.Column("on_track", WHOLE, nullable=False),
        *_reals("start time time_sd distance distance_sd recovery heart_rate cadence"),
        sa.PrimaryKeyConstraint("session", "effort", name="pk_efforts"),
        sa.ForeignKeyConstraint(["session"], ["sessions.number"], name="fk_efforts_session"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _guard() -> None:
    """Let the databases themselves refuse to change a raw file."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER files_unchanged BEFORE UPDATE ON files BEGIN SELECT RAISE(ABORT, '{_NO_CHANGE}'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION files_unchanged() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_NO_CHANGE}'; END $$"
    )
    op.execute("CREATE TRIGGER files_unchanged BEFORE UPDATE ON files FOR EACH ROW EXECUTE FUNCTION files_unchanged()")
