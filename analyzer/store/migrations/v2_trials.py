"""Keep the laps and zones of trials as rows, the speeds beside the sessions, a diary of days, and one with a file.

Before, a comparison of all trials had to unpack the document of each, and the balance of training fetched the speeds
from between documents and traces.
"""

import json
import zlib
from typing import Any

import sqlalchemy as sa
from alembic import op

from analyzer.store.types import BYTES, LONG, REAL, TEXT, WHOLE

revision = "2"
down_revision = "1"

_LAP = {"from_m": "from_m", "to_m": "to_m", "time": "time_s", "time_sd": "time_sd"}
_ZONE = _LAP | {"speed": "speed", "speed_sd": "speed_sd", "heart_rate": "heart_rate", "cadence": "cadence"}
_LANE_WIDTH, _LANE_1_LINE, _OTHER_LINE, _PI = 1.22, 0.30, 0.20, 3.141592653589793
"""The line measured for a lane lies so far outside its inner edge: 0.30 m in lane 1, 0.20 m in the others. [m]"""


def upgrade() -> None:
    """Make the tables and columns, and fill them from the analyses that are there."""
    _days()
    _trials()
    op.add_column("claims", sa.Column("diary", TEXT, nullable=False, server_default="{}"))
    op.add_column("sessions", sa.Column("speeds", BYTES))
    op.execute("UPDATE sessions SET speeds = (SELECT speeds FROM analyses WHERE analyses.session = sessions.number)")
    op.drop_column("analyses", "speeds")
    bind = op.get_bind()
    numbers = bind.execute(sa.text("SELECT DISTINCT session FROM efforts WHERE kind = 'trial' ORDER BY session"))
    for (number,) in numbers.all():
        _fill(bind, number)


def _reals(names: str) -> "list[sa.Column[float]]":
    return [sa.Column(name, REAL) for name in names.split()]


def _days() -> None:
    op.create_table(
        "days",
        sa.Column("athlete", LONG, nullable=False, autoincrement=False),
        sa.Column("day", LONG, nullable=False, autoincrement=False),
        *_reals("sleep strength"),
        sa.Column("notes", TEXT, nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("athlete", "day", name="pk_days"),
        sa.ForeignKeyConstraint(["athlete"], ["athletes.id"], name="fk_days_athlete"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _trials() -> None:
    def table(name: str, key: tuple[str, ...], *columns: "sa.Column[Any]") -> None:
        op.create_table(
            name,
            *(sa.Column(one, LONG if one == "session" else WHOLE, nullable=False, autoincrement=False) for one in key),
            *columns,
            sa.PrimaryKeyConstraint(*key, name=f"pk_{name}"),
            sa.ForeignKeyConstraint(["session"], ["sessions.number"], name=f"fk_{name}_session"),
            sqlite_strict=True,
            sqlite_with_rowid=False,
        )

    table(
        "trials",
        ("session", "effort"),
        sa.Column("lane", WHOLE, nullable=False),
        *_reals("lap latitude longitude score score_sd five_k goal"),
    )
    place = ("session", "effort", "place")
    table("trial_laps", place, sa.Column("lap", WHOLE, nullable=False), *_reals(" ".join(_LAP)))
    table(
        "trial_zones",
        place,
        sa.Column("lap", WHOLE, nullable=False),
        sa.Column("zone", TEXT, nullable=False),
        *_reals(f"{' '.join(_ZONE)} score"),
    )


def _fill(bind: sa.Connection, number: int) -> None:
    """Make rows of what the document of a session says of its trials."""
    row = bind.execute(
        sa.text(
            "SELECT document, latitude, longitude FROM analyses JOIN sessions ON number = session WHERE session = :n"
        ),
        {"n": number},
    ).one_or_none()
    if row is None:
        return
    document = json.loads(zlib.decompress(row.document))
    track, strategy = document.get("track") or {}, document.get("strategy") or {}
    scores = [(zone["lap"], zone["zone"], zone.get("score")) for zone in strategy.get("zones") or []]
    for place, effort in enumerate(document.get("efforts") or []):
        if effort["kind"] != "trial":
            continue
        key = {"session": number, "effort": place}
        _insert(bind, "trials", [key | _of_trial(effort, track, strategy, row)])
        laps, zones = effort.get("laps") or [], effort.get("zones") or []
        _insert(
            bind,
            "trial_laps",
            [key | {"place": at, "lap": lap["lap"]} | _named(lap, _LAP) for at, lap in enumerate(laps)],
        )
        rows = []
        for at, zone in enumerate(zones):
            score = next((one for one in scores if one[:2] == (zone["lap"], zone["zone"])), None)
            if score is not None:
                scores.remove(score)
            of_zone = {"place": at, "lap": zone["lap"], "zone": zone["zone"], "score": score and score[2]}
            rows.append(key | of_zone | _named(zone, _ZONE))
        _insert(bind, "trial_zones", rows)


def _of_trial(effort: dict[str, Any], track: dict[str, Any], strategy: dict[str, Any], start: Any) -> dict[str, Any]:
    lane = effort.get("lane") or 0
    lap = track.get("lap_m") if lane else None
    if lap is not None:
        lap += 2.0 * _PI * (_line(lane) - _line(track["lane"]))
    said = "goal" not in (strategy.get("estimated") or [])
    return {
        "lane": lane,
        "lap": lap,
        "latitude": track.get("latitude") or start.latitude,
        "longitude": track.get("longitude") or start.longitude,
        "score": strategy.get("score"),
        "score_sd": strategy.get("score_sd"),
        "five_k": strategy.get("five_k_s"),
        "goal": strategy.get("goal_s") if said else None,
    }


def _line(lane: int) -> float:
    return (lane - 1) * _LANE_WIDTH + (_LANE_1_LINE if lane == 1 else _OTHER_LINE)


def _named(values: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    return {name: values.get(own) for name, own in names.items()}


def _insert(bind: sa.Connection, table: str, rows: list[dict[str, Any]]) -> None:
    if rows:
        columns: list[sa.ColumnClause[Any]] = [sa.column(name) for name in rows[0]]
        bind.execute(sa.insert(sa.table(table, *columns)), rows)
