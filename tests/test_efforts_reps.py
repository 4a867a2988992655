import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hand_made import NONE

from analyzer import frames, pipeline, simulate
from analyzer.efforts import Hard
from analyzer.efforts.reps import END_LATE, SLOWED_LATE, START_LATE, Button, Placed, on_lines, round_time
from analyzer.model import EffortKind, Floats, Motion, Placement
from analyzer.oval import STANDARD

UNPRESSED = Button(NONE, NONE, NONE)
LANE_ONE = Placement(STANDARD, 50.0, 8.0, 0.0, lane=1, lane_probability={1: 1.0})
REST = 90.0


def _unknown(times: Floats, onsets: tuple[int, ...] = ()) -> Floats:
    return np.eye(len(times) + len(onsets))


@dataclass(frozen=True, eq=False)
class _Reps:
    """Reps on the track with rests between, as the motion sees them. starts, ends : True. [s]"""

    motion: Motion
    hard: tuple[Hard, ...]
    starts: Floats
    ends: Floats

    def placed(self, button: Button = UNPRESSED, placement: Placement = LANE_ONE, lane: int | None = None) -> Placed:
        return on_lines(self.hard, self.motion, placement, button, lane=lane)

    def names(self, button: Button = UNPRESSED) -> list[str]:
        return [bout.nominal for bout in self.placed(button).bouts]


def _run(metres: list[float], *, times: list[float] | None = None, first: float = 0.0, lap: float = 400.0) -> _Reps:
    """Run so many metres again and again at 4.5 m/s, or in these times [s], each from one place of the lap. [m]"""
    lasting = times or [far / 4.5 for far in metres]
    starts = 100.0 + np.cumsum([0.0, *(time + REST for time in lasting)])[:-1]
    ends = starts + np.array(lasting)
    clock = np.arange(0.0, ends[-1] + 60.0)
    at, where = [0.0], [first]
    for start, end, far in zip(starts.tolist(), ends.tolist(), metres, strict=True):
        begin = first + lap * math.ceil((where[-1] - first) / lap - 1e-6)
        at += [start, end]
        where += [begin, begin + far]
    arc = np.interp(clock, at, where)
    inside = ((clock[:, None] >= starts) & (clock[:, None] <= ends + SLOWED_LATE)).any(axis=1)
    speed = np.where(inside, 4.5, 1.0)
    frame = frames.conform(pd.DataFrame({"elapsed": clock, "arc": arc, "speed": speed}), frames.MOTION)
    hard = tuple(
        Hard(start + START_LATE, end + END_LATE, far, on_track=True)
        for start, end, far in zip(starts.tolist(), ends.tolist(), metres, strict=True)
    )
    return _Reps(Motion(frame, _unknown), hard, starts, ends)


def test_the_reps_of_a_set_are_of_one_distance() -> None:
    reps = _run([403.0, 398.0, 405.0, 396.0, 401.0])
    assert reps.names() == ["400 m"] * 5
    assert [bout.distance for bout in reps.placed().bouts] == [400.0] * 5


def test_an_error_that_all_reps_share_is_not_theirs() -> None:
    late = _run([407.0, 408.0, 409.0, 407.0, 207.0, 208.0, 206.0])
    assert late.names() == ["400 m"] * 4 + ["200 m"] * 3


@pytest.mark.parametrize("metres", [437.0, 337.0, 131.0, 1330.0])
def test_a_rep_alone_of_no_usual_distance_is_not_rounded(metres: float) -> None:
    bout = _run([metres]).placed().bouts[0]
    assert bout.nominal.endswith(" m")
    assert float(bout.nominal.removesuffix(" m")) == pytest.approx(metres, abs=8.0)
    assert math.isnan(bout.distance)


def test_a_set_of_an_unusual_distance_keeps_it() -> None:
    assert _run([560.0, 561.0, 559.0, 560.0]).names()[0] not in {"500 m", "600 m", "550 m"}
    assert math.isnan(_run([560.0, 561.0, 559.0, 560.0]).placed().bouts[0].distance)


def test_each_step_of_a_ladder_has_its_own_distance() -> None:
    steps = [200.0, 400.0, 800.0, 1200.0, 800.0, 400.0, 200.0]
    assert _run([step + 3.0 for step in steps]).names() == [f"{step:.0f} m" for step in steps]


def test_reps_by_time_have_no_distance() -> None:
    far = [503.0, 521.0, 534.0, 549.0, 562.0]
    bouts = _run(far, times=[120.0] * 5).placed().bouts
    assert [bout.nominal for bout in bouts] == ["2 min"] * 5
    assert all(math.isnan(bout.distance) for bout in bouts)


def test_a_set_of_one_distance_is_by_distance_though_its_time_is_round() -> None:
    assert _run([400.0] * 5, times=[90.0] * 5).names() == ["400 m"] * 5


def test_a_round_time_is_told_by_several_reps_that_agree() -> None:
    far = [480.0, 530.0, 505.0]
    assert round_time([120.2, 119.6, 120.4], far) == 120.0
    assert round_time([120.2, 119.6], far[:2]) is None
    assert round_time([120.0, 112.0, 127.0], far) is None
    assert round_time([127.0, 126.8, 127.3], far) is None


def test_the_lane_is_told_by_the_reps() -> None:
    longer = STANDARD.lap(3) / STANDARD.lap(1)
    inside = _run([400.0 / longer] * 6)
    either = replace(LANE_ONE, lane_probability={1: 0.5, 3: 0.5})
    assert inside.placed(placement=either).lane == 3
    assert _run([400.0] * 6).placed(placement=either).lane == 1
    assert inside.placed(placement=either).lanes[3] > 0.9


def test_the_lane_that_the_runner_named_is_the_lane() -> None:
    assert _run([400.0] * 6).placed(lane=2, placement=replace(LANE_ONE, lane=2)).lane == 2


@pytest.mark.parametrize(("first", "line"), [(3.0, 0.0), (-4.0, 0.0), (203.0, 200.0), (100.0, 100.0)])
def test_the_reps_of_a_set_start_from_one_place_which_is_the_line_where_that_is_near(first: float, line: float) -> None:
    bouts = _run([400.0] * 5, first=first).placed().bouts
    np.testing.assert_allclose([(bout.start_arc - line + 100) % 400 - 100 for bout in bouts], 0.0, atol=1.0)


def test_a_rep_from_elsewhere_keeps_its_own_start() -> None:
    reps = _run([400.0] * 5)
    frame = reps.motion.frame
    moved = frame["arc"].where(frame["elapsed"] < reps.starts[4] - 20, frame["arc"] + 60.0)
    motion = replace(reps.motion, frame=frame.assign(arc=moved))
    bouts = replace(reps, motion=motion).placed().bouts
    assert [round(bout.start_arc % 400) for bout in bouts[:4]] == [0] * 4
    assert bouts[4].start_arc % 400 == pytest.approx(60.0, abs=2.0)


def test_a_press_tells_the_end_of_a_rep() -> None:
    reps = _run([400.0] * 4)
    pressed = Button(np.sort(np.append(reps.starts, reps.ends)) + 0.2, NONE, NONE)
    bouts = reps.placed(pressed).bouts
    np.testing.assert_allclose([bout.end for bout in bouts], reps.ends, atol=0.01)


def test_reps_by_the_distance_of_a_watch_that_drifts_keep_their_own_where_pressed() -> None:
    # one set in order of distance: some of them are more than can be a fault of the eyes
    reps = _run([400.0, 400.0, 401.0, 399.0, 400.0, 421.0])
    pressed = Button(np.sort(np.append(reps.starts, reps.ends)) + 0.2, NONE, NONE)
    last = reps.placed(pressed).bouts[-1]
    assert math.isnan(last.distance)
    assert last.nominal != "400 m"
    assert reps.names() == ["400 m"] * 6


def test_where_the_watch_was_stopped_the_rep_begins_and_ends_there() -> None:
    reps = _run([400.0] * 4)
    stopped = Button(NONE, reps.ends + 1.0, reps.starts - 1.0)
    bouts = reps.placed(stopped).bouts
    np.testing.assert_allclose([bout.stop for bout in bouts], reps.ends + 1.0)
    np.testing.assert_allclose([bout.resume for bout in bouts], reps.starts - 1.0)
    assert all(math.isnan(bout.stop) and math.isnan(bout.resume) for bout in reps.placed().bouts)


def test_what_is_too_short_is_no_rep() -> None:
    assert [round(bout.distance) for bout in _run([400.0, 20.0, 400.0]).placed().bouts] == [400, 400]


def test_no_reps_have_no_lane_of_their_own() -> None:
    placed = on_lines((), _run([400.0]).motion, LANE_ONE, UNPRESSED, lane=None)
    assert placed == Placed((), 1, {})


@pytest.mark.parametrize(
    "options",
    [
        {"seed": 2, "kind": "ladder", "buttons": "trial"},
        {"seed": 3, "kind": "intervals", "rep_distance": 600.0, "reps": 5, "timer_stops": True, "buttons": "trial"},
        {"seed": 4, "kind": "pairs", "reps": 3},
    ],
    ids=["ladder", "timer stops", "pairs"],
)
def test_simulated_reps_have_their_distance_and_their_time(options: dict[str, Any]) -> None:
    made = simulate.session(**options)
    reps = [effort for effort in pipeline.analyze(made.recording).efforts if effort.kind is EffortKind.REP]
    assert [rep.nominal for rep in reps] == [one.nominal for one in made.truth.efforts]
    miss = [abs(rep.time - one.time_s) for rep, one in zip(reps, made.truth.efforts, strict=True)]
    assert np.median(miss) < 1.2


def test_a_rep_that_does_not_go_on_along_the_track_is_left_for_the_road() -> None:
    run = _run([400.0] * 4)
    still = Hard(5.0, 15.0, 45.0, on_track=True)
    placed = replace(run, hard=(still, *run.hard)).placed()
    assert placed.left == (still,)
    assert len(placed.bouts) == 4
