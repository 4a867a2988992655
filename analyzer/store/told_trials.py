"""What an analysis tells of its trials, as the rows by which trials are compared."""

import math
from typing import Any

import pandas as pd

from analyzer import frames, oval
from analyzer.model import Entry
from analyzer.model.doubt import sure_of_finish
from analyzer.store.packed_tables import pack

_OF_EFFORT = ("distance", "time", "time_sd", "heart_rate", "cadence")


def trial_rows(entry: Entry) -> list[dict[str, Any]]:
    """Give a row for each trial among the efforts: where and how it was run, how the plan was kept, what was wanted."""
    told = entry.document.get("efforts") or []
    efforts = entry.efforts[entry.efforts["kind"] == "trial"]
    rows = []
    for row in efforts.to_dict("records"):
        effort = int(row["effort"])
        lane = (told[effort].get("lane") if effort < len(told) else None) or 0
        rows.append(
            {
                "effort": effort,
                "lane": lane,
                "nominal": str(row["nominal"]),
                **{name: _known(float(row[name])) for name in _OF_EFFORT},
                **_of_document(entry, lane),
                "finish_probability": _finish(entry, lane),
                "laps": _packed(entry.laps, effort, frames.TRIAL_LAPS),
                "zones": _packed(entry.zones, effort, frames.TRIAL_ZONES),
            }
        )
    return rows


def _of_document(entry: Entry, lane: int) -> dict[str, Any]:
    track, strategy = entry.document.get("track") or {}, entry.document.get("strategy") or {}
    return {
        "lap": _lap(track, lane),
        "latitude": track.get("latitude", _known(entry.latitude)),
        "longitude": track.get("longitude", _known(entry.longitude)),
        "score": strategy.get("score"),
        "score_sd": strategy.get("score_sd"),
        "five_k": strategy.get("five_k_s"),
        "goal": None if "goal" in (strategy.get("estimated") or ()) else strategy.get("goal_s"),
    }


def _finish(entry: Entry, lane: int) -> float | None:
    """Tell how sure the names of the turns and straights are; None off the track."""
    finish = (entry.document.get("track") or {}).get("finish")
    return sure_of_finish(finish["known_from"], finish["probability"]) if lane and finish else None


def _lap(track: dict[str, Any], lane: int) -> float | None:
    """Give a lap in the lane of the trial, which may be another one than the session's. [m]"""
    lap = track.get("lap_m")
    if lap is None or not lane:
        return None
    return float(lap) + oval.lap_length(lane) - oval.lap_length(track.get("lane") or lane)


def _packed(frame: pd.DataFrame, effort: int, table: frames.Table) -> bytes | None:
    own = frame[frame["effort"] == effort]
    return pack(own, table) if len(own) else None


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None
