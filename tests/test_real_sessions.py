"""Real sessions, one or two of each kind, and what a coach calls them."""

from pathlib import Path

import pytest

from analyzer import pipeline
from analyzer.model import WorkoutKind

RECORDINGS = Path(__file__).parent.parent.parent / "shared" / "data" / "recordings"

pytestmark = pytest.mark.skipif(not RECORDINGS.exists(), reason="the shared recordings are not here")

K = WorkoutKind
SESSIONS = {
    "fit/d01_interval_19.fit": K.INTERVALS,
    "fit/d01_interval_28.fit": K.INTERVALS,
    "fit/d01_interval_30.fit": K.INTERVALS,
    "fit/d08_interval_01.fit": K.INTERVALS,
    "tcx/d06_interval_02.tcx": K.INTERVALS,
    "tcx/d06_tempo_01.tcx": K.TEMPO,
    "fit/d01_strides_01.fit": K.STRIDES,
    "fit/d01_easy_01.fit": K.EASY,
    "gpx/d02_easy_01.gpx": K.EASY,
    "fit/d04_easy_09.fit": K.EASY,
    "fit/d01_long_01.fit": K.LONG,
    "fit/d05_long_02.fit": K.LONG,
    "fit/d05_hills_01.fit": K.HILLS,
}


@pytest.mark.parametrize("name", SESSIONS)
def test_a_real_session_is_called_what_a_coach_calls_it(name: str) -> None:
    session = pipeline.analyze(pipeline.read((RECORDINGS / name).read_bytes(), name=name))
    assert session.workout is not None
    assert session.workout.kind is SESSIONS[name]


def test_the_set_that_the_runner_pressed_is_the_title() -> None:
    for name, told in (
        ("fit/d01_interval_30.fit", "10 x 2 min"),
        ("fit/d08_interval_01.fit", "5 x 800 m"),
        ("fit/d01_interval_04.fit", "9 x 600 m"),
    ):
        session = pipeline.analyze(pipeline.read((RECORDINGS / name).read_bytes(), name=name))
        assert session.workout is not None
        assert session.workout.title.startswith(told)
