"""Sessions made by hand: reps against a plan, tempo on the road, hills, strides after an easy run, easy running."""

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
from analysis_example import START, Run, edges, effort_of, recording, reps
from numpy.typing import NDArray

from analyzer import frames
from analyzer.model import (
    Analysis,
    Boundary,
    Compare,
    Effort,
    EffortKind,
    MatchedRep,
    Paces,
    Recording,
    RecoveryKind,
    Verdict,
    Workout,
    WorkoutKind,
)

Floats = NDArray[np.float64]

AT_MOST = Compare.AT_MOST
PACES = Paces(five_k=4.17, mile=4.58, threshold=(3.75, 4.0), easy=(2.75, 3.42), estimated=("five_k",))


def verdict(
    rule: str,
    where: str,
    values: tuple[float, float, float],
    advice: str,
    *,
    passed: bool | None,
    unit: str = "",
    compare: Compare = Compare.WITHIN,
    measured_sd: float = math.nan,
    effort: int | None = None,
) -> Verdict:
    """Write a check: measured, target and tolerance."""
    return Verdict(rule, where, *values, passed, advice, unit, compare, measured_sd, effort)


def on_target(effort: Effort, index: int, target: tuple[float, float]) -> Verdict:
    """Hold a rep against its target as the room of workouts does."""
    middle, tolerance = sum(target) / 2, max((target[1] - target[0]) / 2, 1.5 * effort.time_sd)
    return verdict(
        "target",
        f"rep {index + 1}",
        (effort.time, middle, tolerance),
        "",
        passed=abs(effort.time - middle) <= tolerance,
        unit="s",
        measured_sd=effort.time_sd,
        effort=index,
    )


def interval_session(count: int = 10, *, target: tuple[float, float] = (87.0, 90.0), missed: int = 0) -> Analysis:
    """Make 400 m reps on the track with 60 s of standing, the first of them too fast, and some that were not run."""
    efforts, runs, began = [], [], 600.0
    for index in range(count):
        mean = 4.65 if index == 0 else 4.55 - 0.11 * (index / max(count - 1, 1)) ** 2 + 0.02 * math.sin(2.3 * index)
        run = Run(edges(1, 0.0), mean * np.array([1.01, 1.0, 0.985, 1.005]), began)
        effort = effort_of(run, laps=1, start_arc=0.0, nominal="400 m", kind=EffortKind.REP)
        rest, last = 58.0 + 9.0 * math.sin(1.7 * index) ** 2, index == count - 1
        efforts.append(
            replace(
                effort,
                recovery=math.nan if last else rest,
                recovery_distance=math.nan if last else 0.0,
                recovery_kind=None if last else (RecoveryKind.WALK if index % 4 == 3 else RecoveryKind.STAND),
                heart_rate=168.0 + index % 5,
                cadence=181.0 - 0.3 * index,
                boundary=(Boundary.BUTTON, Boundary.BUTTON if index % 3 else Boundary.LINE),
            )
        )
        runs.append((run, 0.0))
        began = effort.end + rest
    made, motion = recording(runs, began + 500.0)
    planned = [MatchedRep("400@87-90 r60", i if i < count else None, *target, 60.0) for i in range(count + missed)]
    checks = (
        *(on_target(effort, index, target) for index, effort in enumerate(efforts)),
        verdict("consistency", "400 m", (0.012, 0.02, 0.02), "Even.", passed=True, compare=AT_MOST, measured_sd=0.001),
        verdict("fade", "400 m", (-0.002, 0.0, 0.01), "Little fade.", passed=True, compare=Compare.AT_LEAST),
        verdict("cadence", "the session", (math.nan, math.nan, math.nan), "No cadence in the file.", passed=None),
    )
    workout = Workout(
        WorkoutKind.INTERVALS,
        f"{count} x 400 m, mean 1:29.3, rest 1:00",
        plan=f"{count + missed}x400@87-90 r60",
        plan_from="file",
        checks=checks,
        template="8-12 x 400",
        reps=tuple(planned),
        advice=("Begin at 1:29: the first rep was 1.0 s faster than its target.", "Rests were even."),
        notes=("A press 4 s into rep 3 was taken as a second press of its start.",),
        paces=PACES,
    )
    known = reps()
    return replace(known, recording=made, motion=motion, efforts=tuple(efforts), workout=workout)


def off_track(
    pieces: list[tuple[float, float, float]], *, noise: float = 0.05, climb: float = 0.0
) -> tuple[Recording, pd.DataFrame, Floats]:
    """Make a recording off the track of pieces: seconds, speed [m/s], grade; give it, frames.SPEED and the starts."""
    speed = np.concatenate([np.full(int(seconds), pace) for seconds, pace, _ in pieces])
    grade = np.concatenate([np.full(int(seconds), slope) for seconds, _, slope in pieces])
    speed = np.convolve(np.pad(speed, 4, mode="edge"), np.ones(9) / 9, mode="valid")
    elapsed = np.arange(len(speed), dtype=float)
    wobble = noise * (np.sin(elapsed / 7.0) + np.sin(elapsed / 2.9 + 1.0))
    speed = np.maximum(speed + np.where(speed > 1.5, wobble, 0.0), 0.0)
    distance = np.concatenate([[0.0], np.cumsum(speed)[:-1]])
    altitude = 40.0 + climb + np.cumsum(grade * speed)
    hard = np.convolve((speed > 3.5).astype(float), np.ones(60) / 60, mode="same")
    samples = pd.DataFrame(
        {
            "elapsed": elapsed,
            "latitude": 52.0 + distance / 111_195.0,
            "longitude": 5.0,
            "altitude": altitude,
            "distance": distance,
            "speed": speed,
            "heart_rate": np.round(128.0 + 45.0 * hard + 6.0 * elapsed / elapsed[-1]),
            "cadence": np.round(168.0 + 7.0 * (speed - 3.0)),
        },
        index=pd.DatetimeIndex(START + pd.to_timedelta(elapsed, unit="s"), name="time"),
    )
    made = Recording(
        samples=frames.conform(samples, frames.SAMPLES),
        device="Example 55",
        sport="running",
        format="fit",
        file="session.fit",
        sha256="0" * 64,
    )
    frame = frames.conform(samples[["elapsed", "distance", "speed", "altitude"]].assign(on_track=0.0), frames.SPEED)
    starts = np.concatenate([[0.0], np.cumsum([seconds for seconds, _, _ in pieces])])
    return made, frame.reset_index(drop=True), starts


def road_effort(frame: pd.DataFrame, start: float, end: float, kind: EffortKind, nominal: str) -> Effort:
    """Cut an effort off the track out of the speed."""
    inside = (frame["elapsed"] >= start) & (frame["elapsed"] <= end)
    rows = frame[inside]
    metres = float(rows["distance"].iloc[-1] - rows["distance"].iloc[0])
    rise = float(rows["altitude"].iloc[-1] - rows["altitude"].iloc[0])
    speed = metres / (end - start)
    hill = kind is EffortKind.HILL
    return Effort(
        kind,
        nominal,
        on_track=False,
        lane=1,
        start=start,
        start_sd=0.8,
        end=end,
        end_sd=0.8,
        time_sd=1.1,
        distance=metres,
        distance_sd=3.0,
        heart_rate=math.nan if kind is EffortKind.STRIDE else 165.0 + start / 600.0,
        cadence=round(168.0 + 7.0 * (speed - 3.0), 1),
        rise=rise if hill else math.nan,
        grade=rise / metres if hill else math.nan,
        graded_speed=speed * 1.37 if hill else math.nan,
    )


def with_rests(efforts: list[Effort], kind: RecoveryKind) -> tuple[Effort, ...]:
    """Say how long it was from each effort to the next."""
    after = [follower.start - effort.end for effort, follower in pairwise(efforts)]
    rested = [
        replace(one, recovery=rest, recovery_kind=kind, recovery_distance=2.0 * rest)
        for one, rest in zip(efforts, after, strict=False)
    ]
    return (*rested, efforts[-1])


def tempo() -> Analysis:
    """Make 6 x 4 min on the road with a minute of jogging."""
    pieces = [(720.0, 2.9, 0.0)]
    for index in range(6):
        pieces += [(240.0, 3.83 + 0.03 * math.sin(1.1 * index) - 0.02 * index, 0.0), (60.0, 2.2, 0.0)]
    made, frame, starts = off_track([*pieces, (600.0, 2.8, 0.0)])
    efforts = [road_effort(frame, starts[1 + 2 * i], starts[2 + 2 * i], EffortKind.TEMPO, "4 min") for i in range(6)]
    done = with_rests(efforts, RecoveryKind.JOG)
    planned = tuple(
        MatchedRep("4min@T", i, effort.distance / 4.0, effort.distance / 3.75, 60.0) for i, effort in enumerate(done)
    )
    checks = (
        verdict("drift", "rep 4", (0.012, 0.0, 0.02), "", passed=True, compare=AT_MOST, effort=3),
        verdict("rest", "rest 2", (60.0, 60.0, 20.0), "", passed=True, unit="s", effort=1),
    )
    workout = Workout(
        WorkoutKind.TEMPO,
        "6 x 4 min, mean 4:21 min/km, rest 1:00",
        plan="6x4min@T r1min",
        plan_from="template",
        template="6 x 4 min tempo",
        checks=checks,
        reps=planned,
        paces=PACES,
    )
    return Analysis(recording=made, efforts=done, workout=workout, speed=frame)


def hills() -> Analysis:
    """Make 7 hill repeats of 45 s on 6 %, jogging down."""
    pieces = [(900.0, 2.8, 0.0)]
    for index in range(7):
        pieces += [(45.0, 3.4 - 0.03 * index, 0.06), (95.0, 1.9, -0.06 * 45 * 3.3 / (95 * 1.9))]
    made, frame, starts = off_track([*pieces, (700.0, 2.8, 0.0)], noise=0.03)
    efforts = [road_effort(frame, starts[1 + 2 * i], starts[2 + 2 * i], EffortKind.HILL, "45 s") for i in range(7)]
    workout = Workout(WorkoutKind.HILLS, "7 hills of 45 s, 6.0 %, jog down 1:35")
    return Analysis(recording=made, efforts=with_rests(efforts, RecoveryKind.JOG), workout=workout, speed=frame)


def strides() -> Analysis:
    """Make an easy run of half an hour with 5 strides at its end."""
    pieces = [(1500.0, 3.0, 0.0)]
    for _ in range(5):
        pieces += [(20.0, 5.3, 0.0), (70.0, 1.6, 0.0)]
    made, frame, starts = off_track([*pieces, (120.0, 2.8, 0.0)], noise=0.02)
    efforts = [road_effort(frame, starts[1 + 2 * i], starts[2 + 2 * i], EffortKind.STRIDE, "20 s") for i in range(5)]
    run = road_effort(frame, 0.0, 1500.0, EffortKind.STEADY, "25 min")
    workout = Workout(WorkoutKind.STRIDES, "25 min easy and 5 strides of 20 s", paces=PACES)
    return Analysis(
        recording=made, efforts=(run, *with_rests(efforts, RecoveryKind.WALK)), workout=workout, speed=frame
    )


def easy(minutes: float = 40.0, *, kind: WorkoutKind = WorkoutKind.EASY) -> Analysis:
    """Make an easy run, a little too fast at its end."""
    parts = [(0.85 * minutes * 60, 3.2, 0.004), (0.15 * minutes * 60, 3.55, -0.02)]
    made, frame, starts = off_track(parts, noise=0.06)
    run = road_effort(frame, 0.0, float(starts[-1]) - 1.0, EffortKind.STEADY, f"{minutes:.0f} min")
    check = verdict(
        "ceiling",
        "the easy running",
        (0.152, 0.0, 0.05),
        "Too fast for an easy run: 15 % of the time faster than 4:52/km. Slow down until you can talk.",
        passed=False,
        compare=AT_MOST,
    )
    title = f"{'Long' if kind is WorkoutKind.LONG else 'Easy'} run"
    workout = Workout(kind, title, checks=(check,), paces=PACES, advice=("Run the last third easier.",))
    return Analysis(recording=made, efforts=(run,), workout=workout, speed=frame)


def mixed() -> Analysis:
    """Make 3 x (800 m + 400 m) on the track with no plan."""
    efforts, runs, began = [], [], 500.0
    for index in range(6):
        long = index % 2 == 0
        laps = 2 if long else 1
        run = Run(
            edges(laps, 0.0), ((4.4 if long else 5.0) - 0.03 * index) * np.tile([1.0, 1.02, 0.98, 1.0], laps), began
        )
        nominal = "800 m" if long else "400 m"
        effort = effort_of(run, laps=laps, start_arc=0.0, nominal=nominal, kind=EffortKind.REP)
        rest = 90.0 if long else 150.0
        last = index == 5
        kind = RecoveryKind.WALK if long else RecoveryKind.JOG
        efforts.append(replace(effort, recovery=math.nan if last else rest, recovery_kind=None if last else kind))
        runs.append((run, 0.0))
        began = effort.end + rest
    made, motion = recording(runs, began + 300.0)
    workout = Workout(WorkoutKind.INTERVALS, "3 x (800 m + 400 m)")
    return replace(reps(), recording=made, motion=motion, efforts=tuple(efforts), workout=workout)


SESSIONS = {
    "4 x 400": interval_session(4, target=(84.0, 88.6)),
    "10 x 400": interval_session(10, missed=2),
    "32 x 400": interval_session(32),
    "tempo": tempo(),
    "hills": hills(),
    "strides": strides(),
    "easy": easy(),
    "long": easy(75.0, kind=WorkoutKind.LONG),
    "mixed": mixed(),
}
