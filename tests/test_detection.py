"""What is found of whole sessions, from the bytes of their files: simulated ones of every kind, and real ones."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analyzer import pipeline, simulate
from analyzer.model import Effort, EffortKind, WorkoutKind

RECORDINGS = Path(__file__).parent.parent.parent / "shared" / "data" / "recordings"
SHARED = 0.5
"""A rep is found where the found one and it share more than this of the time of both."""
OTHER_CLOCK = 7.0
"""The clock of the real truth and that of the recording differ by so much in some files. [s]"""
CLOCKS = {"fit/d01_interval_29.fit": 636.0}
"""That of this file counts from a later record, by its laps. [s]"""
OF_THREE = "urban", "typical", "clean"

Span = tuple[float, float]

ON_TRACK: dict[str, dict[str, Any]] = {
    "400s": {"kind": "intervals", "reps": 8, "recovery": "stand", "warm_up": "streets", "strides": 3},
    "200s with a jog": {
        "kind": "intervals", "rep_distance": 200.0, "reps": 8, "recovery": "jog", "recovery_time": 70.0,
    },
    "800s with timer stops": {
        "kind": "intervals", "rep_distance": 800.0, "reps": 4, "timer_stops": True, "buttons": "trial",
    },
    "400s with messy presses": {"kind": "intervals", "reps": 8, "buttons": "messy", "recovery": "walk"},
    "ladder": {"kind": "ladder"},
    "pairs": {"kind": "pairs", "reps": 4},
    "minutes": {"kind": "minutes", "reps": 6},
    "mile": {"kind": "mile", "warm_up": "streets", "cool_down": "same"},
}  # fmt: skip
OFF_TRACK: dict[str, dict[str, Any]] = {
    "tempo": {"kind": "tempo", "reps": 5},
    "fartlek": {"kind": "fartlek"},
    "tempo led by the watch": {"kind": "tempo", "rep_time": 540.0, "reps": 3, "buttons": "workout_km"},
    "hills": {"kind": "hills", "reps": 6},
    "strides": {"kind": "strides", "minutes": 25.0},
    "leg speed": {"kind": "leg_speed", "reps": 8},
}
NO_REPS: dict[str, dict[str, Any]] = {
    "easy": {"kind": "easy", "minutes": 30.0},
    "easy on the track": {"kind": "easy_track", "minutes": 25.0, "buttons": "auto"},
    "easy with stops": {"kind": "easy", "minutes": 30.0, "timer_stops": True},
    "long": {"kind": "long", "minutes": 70.0},
}
EVERY = ON_TRACK | OFF_TRACK | NO_REPS
SEEDS = 71, 72


@dataclass(frozen=True)
class Told:
    """A session as it was run and as it was told: the reps of both, and what a coach calls it. [s]"""

    run: list[Span]
    found: list[Span]
    workout: WorkoutKind
    called: WorkoutKind | None

    @property
    def right(self) -> int:
        return _right(self.run, self.found)


def _shared(one: Span, other: Span) -> float:
    return (min(one[1], other[1]) - max(one[0], other[0])) / (max(one[1], other[1]) - min(one[0], other[0]))


def _right(run: list[Span], found: list[Span]) -> int:
    left, right = list(found), 0
    for rep in run:
        best = max(left, key=lambda one: _shared(rep, one), default=None)
        if best is not None and _shared(rep, best) > SHARED:
            left.remove(best)
            right += 1
    return right


def _hard(efforts: Iterable[Effort]) -> list[Span]:
    return [(one.start, one.end) for one in efforts if one.kind is not EffortKind.STEADY]


@cache
def _told(name: str, seed: int) -> Told:
    made = simulate.session(seed=seed, noise=OF_THREE[(seed + len(name)) % 3], **EVERY[name])
    analysis = pipeline.analyze(pipeline.read(simulate.write_fit(made.recording), name=f"{name}.fit"))
    true = [one for one in made.truth.efforts if one.kind is not EffortKind.STEADY]
    reps = [one for one in true if one.kind is not EffortKind.STRIDE] or true
    called = analysis.workout.kind if analysis.workout is not None else None
    return Told([(one.start_s, one.end_s) for one in reps], _hard(analysis.efforts), made.truth.workout, called)


def _f1(names: Iterable[str]) -> float:
    every = [_told(name, seed) for name in names for seed in SEEDS]
    return 2 * sum(one.right for one in every) / sum(len(one.run) + len(one.found) for one in every)


def test_the_reps_of_sessions_on_the_track_are_found() -> None:
    assert _f1(ON_TRACK) >= 0.97


def test_the_reps_of_sessions_off_the_track_are_found() -> None:
    assert _f1(OFF_TRACK) >= 0.93


@pytest.mark.parametrize("name", NO_REPS)
def test_a_run_without_reps_has_none(name: str) -> None:
    assert [_told(name, seed).found for seed in SEEDS] == [[], []]


@pytest.mark.parametrize("name", EVERY)
def test_a_session_is_called_what_a_coach_calls_it(name: str) -> None:
    for seed in SEEDS:
        told = _told(name, seed)
        assert told.called is told.workout


def _truth() -> dict[str, list[Span]]:
    """Give the reps of each real recording, by the laps and stops of its watch. [s]"""
    found: dict[str, list[Span]] = {}
    text = (RECORDINGS / "GROUND_TRUTH.md").read_text()
    for part in text.split("\n## ")[1:]:
        rows = re.findall(r"\| *\d+ *\| *t\+(-?[\d.]+) s *\| *([\d.]+) s *\|", part)
        name = part.splitlines()[0].strip()
        first = CLOCKS.get(name, 0.0)
        found[name] = [(first + float(start), first + float(start) + float(time)) for start, time in rows]
    return found


def _found_on_any_clock(run: list[Span], found: list[Span]) -> int:
    """Give how many reps are found, with the shift of the clocks at which most are."""
    shifts = np.arange(-OTHER_CLOCK, OTHER_CLOCK + 0.5, 1.0).tolist()
    return max(_right([(start + late, end + late) for start, end in run], found) for late in shifts)


@pytest.mark.skipif(not RECORDINGS.exists(), reason="the shared recordings are not here")
def test_the_reps_of_real_sessions_are_found() -> None:
    run = right = found = 0
    for name, reps in _truth().items():
        if "interval" not in name:
            continue
        analysis = pipeline.analyze(pipeline.read((RECORDINGS / name).read_bytes(), name=name))
        told = _hard(analysis.efforts)
        run, found, right = run + len(reps), found + len(told), right + _found_on_any_clock(reps, told)
    assert run > 200
    assert right >= 0.9 * run
    assert right >= 0.85 * found
