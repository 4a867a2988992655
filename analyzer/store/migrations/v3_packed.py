"""Keep the efforts of a session, and the laps and zones of a trial, as one value each instead of a row each.

A log of 20,000 sessions has 70,000 of those rows, and reading them was most of the time that a comparison of its trials
took. An index counts the files of each session.
"""

import json
import math
import struct
from collections.abc import Iterable
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from alembic import op

from analyzer.store.types import BYTES, LONG, REAL, TEXT

revision = "3"
down_revision = "2"

_EFFORT = "effort kind nominal on_track start time time_sd distance distance_sd recovery heart_rate cadence"
_LAP = "effort lap from_m to_m time time_sd"
_ZONE = "effort lap zone from_m to_m time time_sd speed speed_sd heart_rate cadence score"
_OF_TRIAL = "distance time time_sd heart_rate cadence"
_WORDS = {"kind", "nominal", "zone"}


def upgrade() -> None:
    """Pack what is there, and drop the tables of rows."""
    _trials()
    _efforts()
    op.create_index("ix_claims_athlete_session", "claims", ["athlete", "session"])


def _trials() -> None:
    op.add_column("trials", sa.Column("nominal", TEXT, nullable=False, server_default=""))
    for name in _OF_TRIAL.split():
        op.add_column("trials", sa.Column(name, REAL))
    op.add_column("trials", sa.Column("laps", BYTES))
    op.add_column("trials", sa.Column("zones", BYTES))
    for name in ("nominal", *_OF_TRIAL.split()):
        chosen = f"SELECT {name} FROM efforts WHERE session = trials.session AND effort = trials.effort"  # noqa: S608
        op.execute(f"UPDATE trials SET {name} = ({chosen})")  # noqa: S608 - the names are those of above
    for table, column, names in (("trial_laps", "laps", _LAP), ("trial_zones", "zones", _ZONE)):
        where = "WHERE session = :session AND effort = :effort"
        change = sa.text(f"UPDATE trials SET {column} = :packed {where}")  # noqa: S608 - as above
        change = change.bindparams(sa.bindparam("packed", type_=BYTES))
        for (session, effort), packed in _packed(table, names, 2, "place"):
            op.get_bind().execute(change, {"packed": packed, "session": session, "effort": effort})
        op.drop_table(table)


def _efforts() -> None:
    rows = [{"session": session, "packed": packed} for (session,), packed in _packed("efforts", _EFFORT, 1, "effort")]
    op.drop_table("efforts")
    efforts = op.create_table(
        "efforts",
        sa.Column("session", LONG, nullable=False, autoincrement=False),
        sa.Column("packed", BYTES, nullable=False),
        sa.PrimaryKeyConstraint("session", name="pk_efforts"),
        sa.ForeignKeyConstraint(["session"], ["sessions.number"], name="fk_efforts_session"),
        sqlite_strict=True,
    )
    if rows:
        op.bulk_insert(efforts, rows)


def _packed(table: str, names: str, key: int, order: str) -> "list[tuple[tuple[int, ...], bytes]]":
    """Pack the rows of each session, or of each of its efforts."""
    keys = ("session", "effort")[:key]
    columns = ", ".join((*keys, *names.split()))
    chosen = sa.text(f"SELECT {columns} FROM {table} ORDER BY session, effort, {order}")  # noqa: S608 - names of above
    rows = op.get_bind().execute(chosen)
    return [
        (which, _pack((row[key:] for row in group), names.split()))
        for which, group in groupby(rows, key=lambda row: tuple(row[:key]))
    ]


def _pack(rows: "Iterable[Any]", names: list[str]) -> bytes:
    """Pack rows: a line of JSON with the columns and the words in them, then numbers of eight bytes."""
    words: dict[str, int] = {}
    numbers = []
    for row in rows:
        for name, value in zip(names, row, strict=True):
            if name in _WORDS:
                numbers.append(float(words.setdefault(value, len(words))))
            else:
                numbers.append(math.nan if value is None else float(value))
    head = json.dumps([names, list(words)])
    return head.encode() + b"\n" + struct.pack(f"<{len(numbers)}d", *numbers)
