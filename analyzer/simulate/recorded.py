"""What the watch recorded, put on the map and into house columns; where the track lies."""

from datetime import datetime

import numpy as np
import pandas as pd
from numpy.random import Generator

from analyzer import frames
from analyzer.model import Floats, Placement, PlannedWorkout, Recording
from analyzer.simulate import buttons
from analyzer.simulate.runner import Run
from analyzer.simulate.truth import TrueTrack
from analyzer.simulate.watch import round_position


def place(
    rng: Generator, latitude: float | None, longitude: float | None, bearing: float | None
) -> tuple[float, float, float]:
    """Give the place and bearing of the track, drawn anywhere between 50 south and 62 north where not given. [deg]"""
    drawn = rng.uniform([-50.0, -179.0, 0.0], [62.0, 179.0, 360.0])
    north, east, heading = (float(value) for value in drawn)
    return (
        north if latitude is None else latitude,
        east if longitude is None else longitude,
        heading if bearing is None else bearing,
    )


def recording(
    samples: pd.DataFrame,
    ground: Placement,
    laps: pd.DataFrame,
    stopped: list[tuple[float, float]],
    start_time: datetime,
    sub_sport: str,
    plan: PlannedWorkout | None = None,
) -> Recording:
    """Put the watch's samples on the map and into house columns."""
    latitude, longitude = ground.to_geographic(samples["x"].to_numpy(), samples["y"].to_numpy())
    placed = samples.assign(latitude=round_position(latitude), longitude=round_position(longitude))
    left, pauses = buttons.pause(placed.drop(columns=["x", "y"]), stopped)
    time = pd.DatetimeIndex(
        pd.Timestamp(start_time.replace(microsecond=0)) + pd.to_timedelta(left["elapsed"].to_numpy(), unit="s"),
        name="time",
    )
    return Recording(
        frames.conform(left.set_index(time), frames.SAMPLES),
        device_laps=laps,
        pauses=pauses,
        plan=plan,
        device="simulated watch",
        sport="running",
        sub_sport=sub_sport,
        format="simulated",
    )


def track(ground: Placement) -> TrueTrack:
    """Give where the track lies and its finish on the lane's line."""
    x, y = ground.line.at(0.0)
    finish_latitude, finish_longitude = ground.to_geographic(x, y)
    return TrueTrack(
        latitude=ground.latitude,
        longitude=ground.longitude,
        bearing_deg=ground.bearing,
        shape=ground.oval.shape,
        straight_m=ground.oval.straight,
        radius_m=ground.oval.radius,
        lap_m=ground.lap,
        lane=ground.lane,
        direction=ground.direction,
        finish_latitude=float(finish_latitude),
        finish_longitude=float(finish_longitude),
    )


def motion(ran: Run, at: Floats, first: float) -> pd.DataFrame:
    """Give the true motion at the times of the samples."""
    arc = np.interp(at, ran.time, np.nan_to_num(ran.arc))
    on_track = np.interp(at, ran.time, np.isnan(ran.arc).astype(float)) == 0.0
    return pd.DataFrame(
        {
            "elapsed": at - first,
            "arc": np.where(on_track, arc, np.nan),
            "speed": np.interp(at, ran.time, ran.speed),
            "offset": np.interp(at, ran.time, ran.outward),
        }
    )
