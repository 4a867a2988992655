"""From an analysis to what the log keeps of it."""

import math
from typing import Any

import numpy as np
import pandas as pd

from analyzer import frames, pipeline, segment
from analyzer.logbook.way import way_of
from analyzer.model import (
    SPEED_BINS,
    SPEED_STEP,
    Analysis,
    Effort,
    EffortKind,
    Entry,
    Floats,
    WorkoutKind,
    pack,
)
from analyzer.report.summary import headline
from analyzer.workouts.running import paced, running

WHOLE = "analysis"
"""The name of the trace that holds the packed analysis, from which its page is drawn again."""
_ROUNDING = 1e-9
"""2.3 / 0.1 is a little less than 23."""


def entry(analysis: Analysis) -> Entry:
    """Give what the log keeps of an analysis."""
    recording, track, workout = analysis.recording, analysis.track, analysis.workout
    samples = recording.samples
    ran = running(analysis.speed, analysis.efforts)
    where = np.flatnonzero(np.isfinite(samples["latitude"]) & np.isfinite(samples["longitude"]))
    latitude, longitude = samples[["latitude", "longitude"]].iloc[where[0]] if len(where) else (math.nan, math.nan)
    top = headline(analysis)
    return Entry(
        start=samples.index[0],
        duration=float(samples["elapsed"].iloc[-1]),
        running=ran.time,
        distance=ran.distance,
        kind=workout.kind if workout is not None else WorkoutKind.OTHER,
        title=workout.title if workout is not None else "",
        headline=f"{top.name} {top.number}",
        method=pipeline.METHOD,
        speeds=speeds(analysis),
        document=analysis.to_dict(),
        on_track=track is not None and analysis.motion is not None,
        track=track.name if track is not None else "",
        lap=track.lap if track is not None else math.nan,
        latitude=float(latitude),
        longitude=float(longitude),
        sport=recording.sport,
        device=recording.device,
        strides=sum(effort.kind is EffortKind.STRIDE for effort in analysis.efforts),
        temperature=_mean(samples["temperature"]),
        efforts=_efforts(analysis.efforts),
        laps=_pieces(analysis, "laps", frames.TRIAL_LAPS),
        zones=_with_scores(analysis),
        traces=_traces(analysis),
    )


def speeds(analysis: Analysis) -> Floats:
    """Count the seconds at each speed, standing too; gaps and what has no speed are left out. (SPEED_BINS,)"""
    if len(analysis.speed) >= 2:
        seconds, pace = paced(analysis.speed)
    else:
        seconds = np.array([effort.time for effort in analysis.efforts])
        pace = np.array([effort.speed for effort in analysis.efforts])
    known = np.isfinite(pace) & np.isfinite(seconds)
    bins = np.clip((pace[known] / SPEED_STEP + _ROUNDING).astype(int), 0, SPEED_BINS - 1)
    return np.bincount(bins, weights=seconds[known], minlength=SPEED_BINS).astype(float)


def _mean(values: "pd.Series[float]") -> float:
    known = values.to_numpy(dtype=float)
    known = known[np.isfinite(known)]
    return float(known.mean()) if len(known) else math.nan


def _efforts(efforts: tuple[Effort, ...]) -> pd.DataFrame:
    rows = [
        {
            "effort": place,
            "kind": effort.kind.value,
            "nominal": effort.nominal,
            "on_track": int(effort.on_track),
            **{
                name: getattr(effort, name)
                for name in ("start", "time", "time_sd", "distance", "distance_sd", "recovery", "heart_rate", "cadence")
            },
        }
        for place, effort in enumerate(efforts)
    ]
    return _frame(rows, frames.LOGGED_EFFORTS)


def _trials(analysis: Analysis) -> list[tuple[int, Effort]]:
    return [(place, effort) for place, effort in enumerate(analysis.efforts) if effort.kind is EffortKind.TRIAL]


def _pieces(analysis: Analysis, name: str, table: frames.Table) -> pd.DataFrame:
    """Give the laps or zones of the trials."""
    own = [column.name for column in table]
    rows: list[dict[str, Any]] = []
    for place, effort in _trials(analysis):
        pieces: pd.DataFrame = getattr(effort, name)
        kept = pieces[[column for column in own if column in pieces]]
        rows += [{"effort": place, **{str(key): value for key, value in row.items()}} for row in _records(kept)]
    return _frame(rows, table)


def _records(frame: pd.DataFrame) -> list[dict[Any, Any]]:
    return frame.to_dict("records")


def _frame(rows: list[dict[str, Any]], table: frames.Table) -> pd.DataFrame:
    made = frames.conform(pd.DataFrame(rows), table) if rows else frames.empty(table)
    return made.reset_index(drop=True)


def _with_scores(analysis: Analysis) -> pd.DataFrame:
    """Give the zones of the trials, those that were held against a plan with their scores."""
    zones = _pieces(analysis, "zones", frames.TRIAL_ZONES).assign(score=math.nan)
    scored = list(analysis.score.zones) if analysis.score is not None else []
    if not scored:
        return zones
    planned = next(place for place, effort in _trials(analysis) if effort.nominal in pipeline.PLANNED)
    score = zones["score"].to_numpy(dtype=float).copy()
    for row, (effort, lap, zone) in enumerate(zip(zones["effort"], zones["lap"], zones["zone"], strict=True)):
        one = next((one for one in scored if effort == planned and (one.lap, one.zone.value) == (lap, zone)), None)
        if one is not None:
            scored.remove(one)
            score[row] = one.score
    return zones.assign(score=score)


def _traces(analysis: Analysis) -> dict[str, np.ndarray[Any, Any]]:
    """Give the whole analysis, the way that was run, and the time at each metre of the trials."""
    traces: dict[str, np.ndarray[Any, Any]] = {WHOLE: np.frombuffer(pack(analysis), dtype=np.uint8)}
    traces |= way_of(analysis.recording.samples).traces()
    for place, effort in _trials(analysis):
        if analysis.motion is not None:
            timed = segment.trace(effort, analysis.motion)
            names = [column.name for column in frames.TRACE] if len(timed) else []
            traces |= {f"trial/{place}/{name}": timed[name].to_numpy(dtype=float) for name in names}
    return traces
