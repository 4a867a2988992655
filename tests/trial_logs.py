"""Logs of trials with times that were chosen, for sums that can be done by hand."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from analyzer import frames
from analyzer.model import Athlete, Sex, Trial, TrialLog, Zone
from analyzer.oval import MILE_START, STANDARD
from analyzer.units import TRIAL_DISTANCES

EPOCH = date(1970, 1, 1)
ZONE_NAMES = [str(zone) for zone in Zone]
JO = Athlete("Jo", birth_year=1986, sex=Sex.MALE)


def day_of(day: date) -> int:
    return (day - EPOCH).days


def log(
    *runs: tuple[float, float] | tuple[float, float, str],
    athlete: Athlete = JO,
    sd: float = 0.4,
    zones: Sequence[Sequence[float]] | None = None,
    zone_sd: float = 0.2,
    reps: pd.DataFrame | None = None,
    **columns: Any,
) -> TrialLog:
    """Make a log of (day after the first of 2026, time, distance); the mile where it is not named.

    zones : Times of the 16 zones of each, in lane 1.   columns : More columns of frames.TRIALS.
    """
    names = [run[2] if len(run) > 2 else "1 mile" for run in runs]
    days = [day_of(date(2026, 1, 1)) + int(run[0]) for run in runs]
    rows = {
        "session": np.arange(1, len(runs) + 1),
        "day": days,
        "nominal": np.array(names, dtype=object),
        "distance": [TRIAL_DISTANCES.get(name, float(name.split()[0]) if name[0].isdigit() else 0.0) for name in names],
        "time": [float(run[1]) for run in runs],
        "time_sd": np.full(len(runs), sd),
        "lane": np.ones(len(runs), dtype=np.int64),
        "lap": np.full(len(runs), 400.0),
    }
    index = pd.DatetimeIndex(pd.to_datetime(np.array(days, dtype=np.int64), unit="D", utc=True), name="start")
    frame = frames.conform(pd.DataFrame({**rows, **columns}, index=index), frames.TRIALS)
    pieces = [row for place, times in enumerate(zones or ()) for row in zone_rows(place + 1, times, zone_sd)]
    empty = frames.empty(frames.TRIAL_ZONES)
    return TrialLog(
        athlete,
        frame,
        frames.empty(frames.TRIAL_LAPS),
        frames.conform(pd.DataFrame(pieces), frames.TRIAL_ZONES) if pieces else empty,
        frames.empty(frames.LOGGED_EFFORTS) if reps is None else reps,
    )


def ends_of(lane: int = 1, distance: float = TRIAL_DISTANCES["1 mile"]) -> list[tuple[int, str, float, float]]:
    """Give lap, zone, from and to of a mile in lane 1 or lane 3, run from the mile line. [m]"""
    lap, turn = STANDARD.lap(lane), STANDARD.turn(lane)
    edges, found = (0.0, turn, lap / 2, lap / 2 + turn, lap), []
    for number in range(4):
        for place, name in enumerate(ZONE_NAMES):
            begin = number * lap + edges[place] + MILE_START if number or place else 0.0
            end = min(number * lap + edges[place + 1] + MILE_START, distance)
            if end - begin > 1e-6:
                found.append((number + 1, name, begin, end))
    return found


def zone_rows(session: int, times: Sequence[float], sd: float, lane: int = 1) -> list[dict[str, Any]]:
    return [
        {
            "session": session,
            "effort": 0,
            "lap": lap,
            "zone": name,
            "from_m": begin,
            "to_m": end,
            "time": time,
            "time_sd": sd,
            "speed": (end - begin) / time,
            "speed_sd": (end - begin) / time * sd / time,
        }
        for (lap, name, begin, end), time in zip(ends_of(lane), times, strict=True)
    ]


def even_zones(time: float, lane: int = 1) -> list[float]:
    """Give the times of the zones of a mile that was run at one speed. [s]"""
    ends = ends_of(lane)
    return [(end - begin) / ends[-1][3] * time for _, _, begin, end in ends]


def trial(
    zones: Sequence[float],
    *,
    lane: int = 1,
    session: int = 1,
    sd: float = 0.2,
    traced: bool = True,
    whole_sd: float = 0.4,
) -> Trial:
    """Make a mile of zone times, at one speed in each; its laps and trace belong to them."""
    rows = zone_rows(session, zones, sd, lane)
    frame = frames.conform(pd.DataFrame(rows), frames.TRIAL_ZONES)
    ends, passed = frame["to_m"].to_numpy(), np.cumsum(frame["time"].to_numpy())
    last = np.append(frame["lap"].to_numpy()[1:] != frame["lap"].to_numpy()[:-1], True)
    lap_ends, at_lap_ends = ends[last], passed[last]
    laps = pd.DataFrame(
        {
            "session": session,
            "lap": np.arange(1, len(lap_ends) + 1),
            "from_m": np.append(0.0, lap_ends[:-1]),
            "to_m": lap_ends,
            "time": np.diff(at_lap_ends, prepend=0.0),
            "time_sd": 0.25,
        }
    )
    metre = np.append(np.arange(0.0, ends[-1]), ends[-1])
    time = np.interp(metre, np.append(0.0, ends), np.append(0.0, passed))
    trace = pd.DataFrame({"metre": metre, "time": time, "time_sd": np.where(metre > 0, 0.3, 0.0)})
    row: dict[str, Any] = {
        "session": session,
        "effort": 0,
        "day": day_of(date(2026, 1, 1)) + session,
        "nominal": "1 mile",
        "distance": float(ends[-1]),
        "time": float(passed[-1]),
        "time_sd": whole_sd,
        "lane": lane,
    }
    return Trial(
        pd.Timestamp("2026-05-01T10:00:00Z"),
        row,
        frames.conform(laps, frames.TRIAL_LAPS),
        frame,
        frames.conform(trace, frames.TRACE) if traced else frames.empty(frames.TRACE),
    )
