"""Sessions for the log, made by hand: a mile trial in lane 1, intervals, an easy run; and their raw files."""

from typing import Any

import numpy as np
import pandas as pd

from analyzer import frames
from analyzer.model import SPEED_BINS, Entry, WorkoutKind

START = pd.Timestamp("2026-05-16T17:30:00Z")
LAP, MILE = 400.0, 1609.344
ZONES = ("first turn", "back straight", "back turn", "home straight")
LATITUDE, LONGITUDE = 47.0711912, 15.4383128


def after(days: float) -> pd.Timestamp:
    """Give a moment so many days after the first session."""
    return START + pd.Timedelta(days=days)


def raw(name: str) -> bytes:
    """Give the bytes of a watch file that differ by name, 12 kB of them."""
    header = b"\x0e\x10\x00\x00\x00\x00\x00\x00.FIT\x00\x00"
    noise = np.random.default_rng(list(name.encode())).integers(0, 256, 6000, dtype=np.uint8).tobytes()
    return header + name.encode() + noise + bytes(6000)


def easy(start: pd.Timestamp = START, *, distance: float = 8000.0, track: str = "", method: int = 1) -> Entry:
    """An easy run on the road, at 2.8 m/s."""
    duration = distance / 2.8
    speeds = np.zeros(SPEED_BINS)
    speeds[28] = duration
    return Entry(
        start,
        duration,
        duration,
        distance,
        WorkoutKind.EASY,
        "Easy run",
        f"{distance / 1000:.1f} km",
        method,
        speeds,
        {"schema": "analysis/1", "track": None, "efforts": [], "strategy": None, "workout": {"kind": "easy"}},
        track=track,
        latitude=LATITUDE,
        longitude=LONGITUDE,
        sport="running",
        device="a watch",
        temperature=14.5,
        traces={"way/elapsed": np.arange(0.0, duration, 5.0)},
    )


def intervals(start: pd.Timestamp = START, *, reps: int = 10, pace: float = 80.0, method: int = 1) -> Entry:
    """So many times 400 m in lane 2, and four strides."""
    kinds = ["rep"] * reps + ["stride"] * 4
    count = len(kinds)
    efforts = pd.DataFrame(
        {
            "effort": range(count),
            "kind": kinds,
            "nominal": ["400 m"] * reps + ["100 m"] * 4,
            "on_track": 1,
            "start": 600.0 + 150.0 * np.arange(count),
            "time": [pace + 0.1 * at for at in range(reps)] + [18.0] * 4,
            "time_sd": 0.3,
            "distance": [400.0] * reps + [100.0] * 4,
            "recovery": [70.0] * (count - 1) + [np.nan],
            "heart_rate": 172.0,
            "cadence": 184.0,
        }
    )
    told = [
        {"kind": kind, "nominal": nominal, "on_track": True, "lane": 2, "laps": [], "zones": []}
        for kind, nominal in zip(efforts["kind"], efforts["nominal"], strict=True)
    ]
    speeds = np.zeros(SPEED_BINS)
    speeds[25], speeds[50] = 1800.0, 80.0 * reps
    document = {"schema": "analysis/1", "track": _track(2), "efforts": told, "strategy": None}
    return Entry(
        start,
        3600.0,
        2600.0,
        9400.0,
        WorkoutKind.INTERVALS,
        f"{reps} x 400 m",
        f"{pace:.1f} s",
        method,
        speeds,
        document,
        on_track=True,
        track="Stadium",
        lap=LAP,
        latitude=LATITUDE,
        longitude=LONGITUDE,
        strides=4,
        efforts=frames.conform(efforts, frames.LOGGED_EFFORTS),
    )


def trial(
    start: pd.Timestamp = START, *, time: float = 360.0, goal: float | None = 355.0, lane: int = 1, method: int = 1
) -> Entry:
    """A mile trial from 9.344 m before the finish line: four laps, sixteen zones, the run-up in the first.

    Each turn and straight is 100 m, run evenly; zone k is scored 100 - k.
    """
    place = np.arange(16)
    speed = MILE / time
    lengths = np.where(place == 0, 100.0 + MILE - 4 * LAP, 100.0)
    ends = np.cumsum(lengths)
    zones = pd.DataFrame(
        {
            "effort": 0,
            "lap": place // 4 + 1,
            "zone": [ZONES[at % 4] for at in place],
            "from_m": ends - lengths,
            "to_m": ends,
            "time": lengths / speed,
            "time_sd": 0.25,
            "speed": speed,
            "speed_sd": 0.02,
            "heart_rate": np.where(place == 0, np.nan, 180.0),
            "cadence": 190.0,
            "score": 100.0 - place,
        }
    )
    whole = zones.groupby("lap").agg(from_m=("from_m", "min"), to_m=("to_m", "max"), time=("time", "sum"))
    laps = whole.reset_index().assign(effort=0, time_sd=0.3)
    effort = {
        "effort": 0,
        "kind": "trial",
        "nominal": "1 mile",
        "on_track": 1,
        "start": 915.5,
        "time": time,
        "time_sd": 0.32,
        "distance": MILE,
        "distance_sd": 0.0,
        "heart_rate": 176.0,
        "cadence": 190.0,
    }
    metres = np.arange(0.0, MILE, 1.0)
    arrays = {"metre": metres, "time": metres / speed, "time_sd": np.full(len(metres), 0.2)}
    return Entry(
        start,
        1611.0,
        1400.0,
        5200.0,
        WorkoutKind.MILE_TRIAL,
        "1 mile trial",
        f"{time:.1f} s",
        method,
        np.bincount([28] * 3 + [44], [400.0, 300.0, 200.0, time], minlength=SPEED_BINS).astype(float),
        _document(zones, laps, time, goal, lane),
        on_track=True,
        track="Stadium",
        lap=LAP,
        latitude=LATITUDE + 0.001,
        longitude=LONGITUDE,
        sport="running",
        device="a watch",
        temperature=18.0,
        efforts=frames.conform(pd.DataFrame([effort]), frames.LOGGED_EFFORTS),
        laps=frames.conform(laps, frames.TRIAL_LAPS),
        zones=frames.conform(zones, frames.TRIAL_ZONES),
        traces={f"trial/0/{name}": values for name, values in arrays.items()},
    )


def _track(lane: int) -> dict[str, Any]:
    return {"latitude": LATITUDE, "longitude": LONGITUDE, "lap_m": LAP, "lane": lane, "name": "Stadium"}


def _document(zones: pd.DataFrame, laps: pd.DataFrame, time: float, goal: float | None, lane: int) -> dict[str, Any]:
    """Give what the JSON of an analysis says of such a trial."""
    split = {"from_m": "from_m", "to_m": "to_m", "time": "time_s", "time_sd": "time_sd"}
    told = {"lap": "lap", "zone": "zone", **split, "speed": "speed", "speed_sd": "speed_sd", "cadence": "cadence"}
    hearts = [None if np.isnan(rate) else rate for rate in zones["heart_rate"]]
    of_zones = zones[list(told)].rename(columns=told).to_dict("records")
    effort = {
        "kind": "trial",
        "nominal": "1 mile",
        "on_track": True,
        "lane": lane,
        "time_s": time,
        "laps": laps[["lap", *split]].rename(columns=split).to_dict("records"),
        "zones": [{**zone, "heart_rate": heart} for zone, heart in zip(of_zones, hearts, strict=True)],
    }
    scored = zones[["lap", "zone", "score"]].to_dict("records")
    strategy = {
        "five_k_s": 1230.0,
        "goal_s": 355.0 if goal is None else goal,
        "estimated": ["goal"] if goal is None else [],
        "zones": scored,
        "score": 92.5,
        "score_sd": 1.5,
    }
    return {"schema": "analysis/1", "track": _track(1), "efforts": [effort], "strategy": strategy}
