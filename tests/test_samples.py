"""Each sample recording is found to be the session that it is."""

import json
from pathlib import Path

import pytest

import analyzer
from analyzer.model import Analysis

SAMPLES = Path(__file__).parent.parent / "sample_data"
SESSIONS = {
    "intervals_10x400.tcx.gz": "10 x 400 m, ",
    "tempo_6x4min.fit.gz": "6 x 4 min, ",
    "hills_8x45s.fit.gz": "8 x 45 s hill, ",
    "easy_strides.fit.gz": "6.4 km easy + 5 x 20 s strides",
}
WITHIN = 0.045
"""Off the track the distance is the watch's own, and too far by up to so much of it."""


def analysed(name: str) -> Analysis:
    return analyzer.analyze(analyzer.read(SAMPLES / name), five_k="20:00")


@pytest.mark.parametrize("name", SESSIONS)
def test_a_sample_is_the_session_that_its_name_says(name: str) -> None:
    analysis = analysed(name)
    truth = json.loads((SAMPLES / f"{name.partition('.')[0]}.truth.json").read_bytes())["efforts"]
    assert analysis.workout is not None
    assert analysis.workout.title.startswith(SESSIONS[name])
    found = [effort for effort in analysis.efforts if effort.kind.value == truth[0]["kind"]]
    assert len(found) == len(truth)
    for effort, true in zip(found, truth, strict=True):
        assert abs(effort.time - true["time_s"]) < 4 * max(effort.time_sd, 0.1)
        assert effort.distance == pytest.approx(true["distance_m"], rel=WITHIN)


def test_the_plan_in_the_file_of_the_tempo_is_kept_beside_it() -> None:
    workout = analysed("tempo_6x4min.fit.gz").workout
    assert workout is not None
    assert workout.plan_from == "file"
    assert "6x4min@4:11-4:26/km r1min" in workout.plan
    assert [rep.effort is not None for rep in workout.reps] == [True] * 6
