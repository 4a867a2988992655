"""What the document of an analysis tells of its trials, as the rows by which trials are compared."""

from typing import Any

from analyzer import oval
from analyzer.model import Entry


def trial_rows(entry: Entry) -> list[dict[str, Any]]:
    """Give a row for each trial among the efforts: where it was run, how the plan was kept, what was wanted."""
    document = entry.document
    told = document.get("efforts") or []
    track, strategy = document.get("track") or {}, document.get("strategy") or {}
    rows = []
    for effort, kind in zip(entry.efforts["effort"], entry.efforts["kind"], strict=True):
        if kind != "trial":
            continue
        lane = (told[effort].get("lane") if effort < len(told) else None) or 0
        rows.append(
            {
                "effort": int(effort),
                "lane": lane,
                "lap": _lap(track, lane),
                "latitude": track.get("latitude", _known(entry.latitude)),
                "longitude": track.get("longitude", _known(entry.longitude)),
                "score": strategy.get("score"),
                "score_sd": strategy.get("score_sd"),
                "five_k": strategy.get("five_k_s"),
                "goal": None if "goal" in (strategy.get("estimated") or ()) else strategy.get("goal_s"),
            }
        )
    return rows


def _lap(track: dict[str, Any], lane: int) -> float | None:
    """Give a lap in the lane of the trial, which may be another one than the session's. [m]"""
    lap = track.get("lap_m")
    if lap is None or not lane:
        return None
    return float(lap) + oval.lap_length(lane) - oval.lap_length(track.get("lane") or lane)


def _known(value: float) -> float | None:
    return value if value == value else None  # noqa: PLR0124 - NaN is not itself
