import math

import numpy as np
import pytest
from hand_made import NONE, Run, hard, line

from analyzer import efforts
from analyzer.efforts import Hard
from analyzer.model import Boundary, Effort, Floats

WALK = (60.0, 1.3)


def _timed(*runs: Run, presses: Floats = NONE, stops: Floats = NONE, late: float = 1.8) -> tuple[Effort, ...]:
    """Time the fast runs of a session that are seen late. [s]"""
    ends = np.cumsum([lasting for lasting, _ in runs])
    reps = tuple(
        Hard(end - lasting + late, end + late, lasting * speed)
        for end, (lasting, speed) in zip(ends.tolist(), runs, strict=True)
        if speed > 3.0
    )
    return efforts.timed_on_road(reps, line(*runs), presses, stops)


def _names(*runs: Run, presses: Floats = NONE) -> list[str]:
    return [effort.nominal for effort in _timed(*runs, presses=presses)]


def test_without_a_press_the_change_of_speed_is_seen_late() -> None:
    told = _timed((600.0, 2.8), *((90.0, 4.6), WALK) * 3)
    assert [one.start for one in told] == pytest.approx([600.0, 750.0, 900.0])
    assert [one.time for one in told] == pytest.approx([90.0] * 3)
    assert {one.boundary for one in told} == {(Boundary.INFERRED, Boundary.INFERRED)}
    assert not any(one.on_track for one in told)


def test_a_press_near_a_change_of_speed_is_the_end_of_the_rep() -> None:
    told = _timed((600.0, 2.8), *((90.0, 4.6), WALK) * 3, presses=np.array([600.3, 690.2]))
    assert (told[0].start, told[0].end) == (600.3, 690.2)
    assert told[0].boundary == (Boundary.BUTTON, Boundary.BUTTON)
    assert told[0].time_sd < told[1].time_sd
    assert told[1].boundary == (Boundary.INFERRED, Boundary.INFERRED)


def test_a_stop_of_the_watch_is_the_end_of_a_rep_too() -> None:
    told = _timed((600.0, 2.8), (90.0, 4.6), WALK, stops=np.array([690.9]))
    assert told[0].end == 690.9


def test_a_press_far_from_every_change_of_speed_is_of_no_rep() -> None:
    told = _timed((600.0, 2.8), (90.0, 4.6), WALK, presses=np.array([640.0]))
    assert told[0].start == pytest.approx(600.0)


def test_the_starts_that_were_pressed_tell_how_late_this_watch_is() -> None:
    starts = np.array([600.0, 750.0, 900.0])
    told = _timed((600.0, 2.8), *((90.0, 4.6), WALK) * 4, presses=starts, late=4.0)
    assert told[3].start == pytest.approx(1050.0)
    assert [one.end for one in told] == pytest.approx([690.0, 840.0, 990.0, 1140.0])


@pytest.mark.parametrize(("lasting", "name"), [(120.0, "2 min"), (90.0, "90 s"), (60.0, "60 s"), (240.0, "4 min")])
def test_reps_of_a_round_time_are_named_by_it(lasting: float, name: str) -> None:
    assert _names((600.0, 2.8), *((lasting, 4.35), WALK) * 4) == [name] * 4


def test_reps_of_a_round_distance_are_named_by_it() -> None:
    times = (217.0, 214.0, 219.0, 212.0)
    assert _names((600.0, 2.8), *(run for time in times for run in ((time, 1000.0 / time), WALK))) == ["1000 m"] * 4
    miles = (363.0, 358.0, 371.0)
    assert _names((600.0, 2.8), *(run for time in miles for run in ((time, 1609.344 / time), WALK))) == ["1 mile"] * 3


def test_a_rep_alone_is_never_rounded() -> None:
    assert _names((600.0, 2.8), (217.0, 1000.0 / 217.0), WALK) == ["217 s"]


def test_the_workout_in_the_file_tells_that_a_rep_was_run_by_time() -> None:
    rep = Hard(0.0, 540.0, 2100.0, by_time=True)
    told = efforts.timed_on_road((rep,), line((540.0, 3.9), (60.0, 2.0)), np.array([0.0, 540.0]), NONE)[0]
    assert told.nominal == "9 min"


def test_what_the_runner_said_stands() -> None:
    rep = Hard(100.0, 190.0, 400.0, said=(True, False))
    told = efforts.timed_on_road((rep,), line((400.0, 4.4)), np.array([102.0, 191.0]), NONE)[0]
    assert (told.start, told.end) == (100.0, 191.0)


def test_the_splits_of_a_rep_add_up_to_it() -> None:
    told = _timed((600.0, 2.8), (217.0, 1000.0 / 217.0), WALK)[0]
    assert told.splits["time"].sum() == pytest.approx(told.time)
    assert told.splits["distance"].sum() == pytest.approx(told.distance)
    assert len(told.splits) == math.ceil(told.distance / 100.0 - 0.01)
    np.testing.assert_allclose(told.splits["time"][1:-1], 21.7, atol=0.3)


def test_a_session_without_reps_has_none_to_time() -> None:
    assert efforts.timed_on_road((), line((400.0, 4.4)), NONE, NONE) == ()


def test_the_shortest_rep_takes_no_press_that_is_far_for_it() -> None:
    rep = hard(100.0, 12.0, 6.0)
    told = efforts.timed_on_road((rep,), line((400.0, 4.4)), np.array([104.0]), NONE)[0]
    assert told.boundary[0] is Boundary.INFERRED
