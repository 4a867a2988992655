"""Analyses made by hand, with a known run in them: a mile trial, reps, a steady run, a road run, a treadmill."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer import frames
from analyzer.model import (
    Analysis,
    Boundary,
    Effort,
    EffortKind,
    FinishFrom,
    MilePlan,
    Motion,
    Placement,
    PlannedZone,
    Recording,
    RecoveryKind,
    Score,
    Verdict,
    Workout,
    WorkoutKind,
    Zone,
    ZoneEffort,
    ZoneScore,
)
from analyzer.oval import MILE_START, STANDARD

Floats = NDArray[np.float64]

START = pd.Timestamp("2026-05-01T16:00:00Z")
TRACK = Placement(
    oval=STANDARD,
    latitude=52.0911,
    longitude=5.1232,
    bearing=71.0,
    lane=1,
    lane_probability={1: 0.91, 2: 0.09},
    finish_from=FinishFrom.STANDING_START,
    finish_probability=0.97,
    residual=0.84,
    covered=1.0,
    laps=4.6,
    offset_sd=0.6,
    name="Example track",
)
FIVE_K, GOAL, SURGE = 1200.0, 348.65, 0.179
"""The worked example A' of the strategy: 20:00 for 5K and a mile of 5:48.65."""

ASKED = "CSCC SCSC SSDC AAAA".replace(" ", "")
EFFORT_OF = {"C": ZoneEffort.COAST, "S": ZoneEffort.SURGE, "D": ZoneEffort.HOLD, "A": ZoneEffort.ALL_OUT}
RUN = (1.00, 0.985, 1.01, 1.005, 0.99, 1.01, 1.0, 1.015, 0.985, 0.96, 1.0, 1.01, 0.99, 0.975, 0.985, 1.02)
"""Speed run over speed planned, zone by zone."""


def edges(laps: int = 4, start: float = MILE_START) -> Floats:
    """Distances from the start at which the zones end. [m]"""
    lengths = np.tile([STANDARD.turn(), STANDARD.straight], 2 * laps)
    lengths[0] += start
    return np.concatenate([[0.0], np.cumsum(lengths)])


def plan() -> MilePlan:
    """Make the plan of the worked example A' by hand."""
    marks, zones = edges(), []
    cruise = 5000.0 / FIVE_K
    for index, code in enumerate(ASKED):
        speed = cruise if code == "C" else cruise * (1.0 + SURGE)
        effort = ZoneEffort.SETTLE if index == 0 else EFFORT_OF[code]
        zones.append(
            PlannedZone(
                lap=index // 4 + 1,
                zone=list(Zone)[index % 4],
                effort=effort,
                code=code,
                from_m=marks[index],
                to_m=marks[index + 1],
                target=(marks[index + 1] - marks[index]) / speed,
                speed=speed,
            )
        )
    return MilePlan(
        lane=1, five_k=FIVE_K, goal=GOAL, surge=SURGE, zones=tuple(zones), estimated=("five_k",), attainable=math.nan
    )


class Run:
    """A run with a known speed at every distance, from a moment `began` [s]."""

    def __init__(self, marks: Floats, speeds: Floats, began: float) -> None:
        self.distance = np.arange(0.0, marks[-1] + 0.25, 0.25)
        zone = np.clip(np.searchsorted(marks, self.distance, side="right") - 1, 0, len(speeds) - 1)
        smooth = np.convolve(np.pad(speeds[zone], 40, mode="edge"), np.ones(81) / 81, mode="valid")
        self.speed = smooth * (1.0 - 0.75 * np.exp(-self.distance / 4.0))
        steps = 0.25 / (0.5 * (self.speed[1:] + self.speed[:-1]))
        self.when = began + np.concatenate([[0.0], np.cumsum(steps)])

    def rows(self, marks: Floats, time_sd: float) -> pd.DataFrame:
        """Cut the run at distances, in the columns of splits."""
        times = np.interp(marks, self.distance, self.when)
        took, length = np.diff(times), np.diff(marks)
        speed = length / took
        return frames.conform(
            pd.DataFrame(
                {
                    "from_m": marks[:-1],
                    "to_m": marks[1:],
                    "start": times[:-1],
                    "end": times[1:],
                    "time": took,
                    "time_sd": np.where(marks[:-1] == 0.0, 1.8 * time_sd, time_sd),
                    "distance": length,
                    "speed": speed,
                    "speed_sd": speed * time_sd / took,
                    "heart_rate": 150.0 + 30.0 * (1.0 - np.exp(-marks[1:] / 350.0)),
                    "cadence": 172.0 + 6.0 * (speed - 4.0),
                    "step_length": speed / (172.0 + 6.0 * (speed - 4.0)) * 60.0,
                    "gap": 1.0,
                }
            ),
            frames.SPLITS,
        )


def effort_of(run: Run, *, laps: int, start_arc: float, nominal: str, kind: EffortKind) -> Effort:
    """Make the effort of a run that ends on the finish line."""
    total = float(laps * STANDARD.lap() - start_arc)
    zone_marks = edges(laps, -start_arc)
    lap_marks = np.concatenate([[0.0], zone_marks[4::4]])
    ends = np.interp([0.0, total], run.distance, run.when)
    zones = run.rows(zone_marks, 0.17)
    return Effort(
        kind=kind,
        nominal=nominal,
        on_track=True,
        lane=1,
        start=float(ends[0]),
        start_sd=0.31,
        end=float(ends[1]),
        end_sd=0.24,
        time_sd=0.42,
        distance=total,
        distance_sd=0.3,
        start_arc=start_arc,
        boundary=(Boundary.BUTTON, Boundary.LINE),
        splits=run.rows(np.append(np.arange(0.0, total, 100.0), total), 0.18),
        laps=run.rows(lap_marks, 0.27).assign(lap=np.arange(1, laps + 1)).pipe(frames.conform, frames.LAPS),
        zones=zones.assign(
            lap=np.arange(len(zones)) // 4 + 1, zone=[list(Zone)[i % 4].value for i in range(len(zones))]
        ).pipe(frames.conform, frames.ZONES),
    )


def _covariance(times: Floats, onsets: tuple[int, ...] = ()) -> Floats:
    return 0.8 * np.eye(len(times) + len(onsets))


def recording(runs: list[tuple[Run, float]], duration: float) -> tuple[Recording, Motion]:
    """Make what a watch saw of runs (each with its start arc) on the track, with a jog before and after on a road."""
    elapsed = np.arange(0.0, duration)
    speed, arc = np.full(len(elapsed), 2.7), np.full(len(elapsed), np.nan)
    for run, start_arc in runs:
        inside = (elapsed >= run.when[0]) & (elapsed <= run.when[-1])
        speed[inside] = np.interp(elapsed[inside], run.when, run.speed)
        arc[inside] = start_arc + np.interp(elapsed[inside], run.when, run.distance)
    on_track = np.isfinite(arc)
    wander = 0.3 * np.sin(elapsed / 9.0)
    x, y = TRACK.line.at(np.where(on_track, arc, 0.0), wander)
    x, y = np.where(on_track, x, 60.0 + 2.0 * np.abs(elapsed - runs[0][0].when[0])), np.where(on_track, y, -150.0)
    latitude, longitude = TRACK.to_geographic(x, y)
    samples = pd.DataFrame(
        {
            "elapsed": elapsed,
            "latitude": latitude,
            "longitude": longitude,
            "distance": np.cumsum(1.03 * speed),
            "speed": speed,
            "heart_rate": 125.0 + 55.0 * np.convolve((speed > 3.5).astype(float), np.ones(60) / 60, mode="same"),
            "cadence": np.round(172.0 + 6.0 * (speed - 4.0) + 1.2 * np.sin(elapsed)),
        },
        index=pd.DatetimeIndex(START + pd.to_timedelta(elapsed, unit="s"), name="time"),
    )
    kept = np.flatnonzero(on_track)
    motion = pd.DataFrame(
        {
            "elapsed": elapsed[kept],
            "arc": arc[kept],
            "speed": speed[kept],
            "offset": wander[kept],
            "arc_sd": 0.9,
            "speed_sd": 0.12,
        },
        index=kept,
    )
    made = Recording(
        samples=frames.conform(samples, frames.SAMPLES),
        device="Example 55",
        sport="running",
        format="fit",
        file="mile_trial.fit",
        sha256="0" * 64,
        notes=("3 s without a position at 12:04.",),
    )
    return made, Motion(frames.conform(motion, frames.MOTION), _covariance)


def mile_trial() -> Analysis:
    """Make a mile trial of 5:5x in lane 1, with a warm-up and a cool-down on the road."""
    target = plan()
    run = Run(edges(), np.array([zone.speed for zone in target.zones]) * np.array(RUN), began=754.4)
    made, motion = recording([(run, -MILE_START)], 1500.0)
    effort = effort_of(run, laps=4, start_arc=-MILE_START, nominal="1 mile", kind=EffortKind.TRIAL)
    return Analysis(
        recording=made,
        track=replace(TRACK, intervals=((740.0, 1110.0),)),
        motion=motion,
        efforts=(effort,),
        workout=Workout(WorkoutKind.MILE_TRIAL, "Mile trial"),
        strategy=target,
        score=score_of(target, effort),
        notes=("The lap button agrees with the finish line within 0.4 s.",),
    )


def score_of(target: MilePlan, effort: Effort) -> Score:
    """Write a score as the room of scores would."""
    values = (100, 91, 100, 100, 96, 100, 100, 88, 93, 41, 100, 96, 90, 100, 84, 100)
    zones = tuple(
        ZoneScore(zone.lap, zone.zone, zone.effort, zone.target, float(time), float(value), zone.to_m - zone.from_m)
        for zone, time, value in zip(target.zones, effort.zones["time"], values, strict=True)
    )
    return Score(
        zones=zones,
        score=84.2,
        score_sd=5.1,
        contrast=0.87,
        cadence_share=0.31,
        laps=(98.0, 96.0, 80.5, 93.0),
        held=64.0,
        advice=(
            "Lap 3, back straight: 0.7 s slower than planned; run the first half fast and carry it into the back turn.",
            "Lap 4: all out from the line; you had a kick of 2 % left for the home straight.",
            "Cadence made 31 % of your changes of speed: quicker, as it should be.",
        ),
    )


def reps() -> Analysis:
    """Make 8 x 400 m with 60 s of standing between them."""
    efforts, runs, began = [], [], 600.0
    for index in range(8):
        speeds = np.full(4, 4.55 - 0.012 * index) * np.array([1.01, 1.0, 0.99, 1.0])
        run = Run(edges(1, 0.0), speeds, began)
        effort = effort_of(run, laps=1, start_arc=0.0, nominal="400 m", kind=EffortKind.REP)
        last = index == 7
        efforts.append(
            replace(
                effort,
                recovery=math.nan if last else 60.0,
                recovery_distance=math.nan if last else 0.0,
                recovery_kind=None if last else RecoveryKind.STAND,
            )
        )
        runs.append((run, 0.0))
        began = effort.end + 60.0
    made, motion = recording(runs, began + 500.0)
    checks = (
        Verdict("even reps", "8 x 400 m", 0.007, 0.02, 0.0, passed=True, advice="Even: 0.7 % from rep to rep."),
        Verdict("fade", "rep 5", 0.013, 0.01, 0.0, passed=False, advice="The last reps faded; begin a second slower."),
        Verdict("cadence", "strides", math.nan, math.nan, math.nan, passed=None, advice="No cadence in the file."),
    )
    workout = Workout(WorkoutKind.INTERVALS, "8 x 400 m, mean 1:29.1, rest 1:00", plan="8x400 r60", checks=checks)
    return Analysis(recording=made, track=TRACK, motion=motion, efforts=tuple(efforts), workout=workout)


def steady(laps: int = 25) -> Analysis:
    """Make a steady run on the track."""
    speeds = 3.4 + 0.1 * np.sin(np.arange(4 * laps) / 9.0)
    run = Run(edges(laps, 0.0), speeds, 60.0)
    made, motion = recording([(run, 0.0)], 60.0 + float(run.when[-1]))
    effort = effort_of(run, laps=laps, start_arc=0.0, nominal="10 km", kind=EffortKind.STEADY)
    workout = Workout(WorkoutKind.EASY, "Easy running on the track")
    return Analysis(recording=made, track=TRACK, motion=motion, efforts=(effort,), workout=workout)


def road() -> Analysis:
    """Make a run without a track."""
    return Analysis(recording=mile_trial().recording, notes=("No track here: 0.2 laps lie on the best oval.",))


def indoor() -> Analysis:
    """Make a run on a treadmill: no position, no speed, no heart rate."""
    made = mile_trial().recording
    gone = ["latitude", "longitude", "speed", "heart_rate", "cadence"]
    samples = made.samples.assign(**dict.fromkeys(gone, np.nan))
    return Analysis(recording=replace(made, samples=samples, sub_sport="treadmill", notes=()))


def without_sensors(analysis: Analysis) -> Analysis:
    """Take heart rate and cadence away."""
    made = analysis.recording
    samples = made.samples.assign(heart_rate=np.nan, cadence=np.nan)
    bare = {"heart_rate": np.nan, "cadence": np.nan, "step_length": np.nan}
    efforts = tuple(replace(effort, zones=effort.zones.assign(**bare)) for effort in analysis.efforts)
    return replace(analysis, recording=replace(made, samples=samples), efforts=efforts)


def without_plan(analysis: Analysis) -> Analysis:
    """Take the plan and the score away."""
    return replace(analysis, strategy=None, score=None)
