"""The charts of sessions of reps, of hills, and of easy running."""

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from analysis_example import reps, without_sensors
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle
from session_example import PACES, SESSIONS, easy, hills, interval_session, mixed, strides, tempo
from test_charts import drawn, texts

from analyzer.charts import charts
from analyzer.charts.easy import above_easy
from analyzer.charts.palette import KEPT
from analyzer.charts.slots import Kept, Slot, counts, judged, length, run, slots
from analyzer.charts.within import within
from analyzer.model import Analysis, Compare, Effort, EffortKind, MatchedRep, Verdict, Workout, WorkoutKind
from analyzer.oval import STANDARD

ON_ROAD = ("reps", "profiles", "session")
ON_TRACK = (*ON_ROAD, "track", "zones", "splits")


def panels(axes: Axes) -> list[Axes]:
    """Give the axes that are set into others."""
    return [child for child in axes.child_axes if isinstance(child, Axes)]


def boxes(axes: Axes) -> list[Rectangle]:
    """Give the bars of a panel."""
    return [patch for patch in axes.patches if isinstance(patch, Rectangle)]


def without_targets(analysis: Analysis) -> Analysis:
    """Take the plan and the checks away."""
    return replace(analysis, workout=Workout(WorkoutKind.INTERVALS, ""))


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("4 x 400", ON_TRACK),
        ("32 x 400", ON_TRACK),
        ("mixed", ON_TRACK),
        ("tempo", ON_ROAD),
        ("hills", ON_ROAD),
        ("strides", ON_ROAD),
        ("easy", ("session",)),
    ],
)
def test_each_kind_of_session_has_its_charts(name: str, found: tuple[str, ...]) -> None:
    assert tuple(chart.name for chart in charts(SESSIONS[name])) == found
    for chart in found:
        drawn(chart, SESSIONS[name])


def test_the_turns_and_straights_of_reps_are_drawn_only_for_who_asks() -> None:
    asked = [chart.name for chart in charts(interval_session(4), also=["rep_zones"])]
    assert asked == ["reps", "profiles", "rep_zones", "session", "track", "zones", "splits"]


def test_a_bar_is_as_high_as_its_rep_was_fast() -> None:
    analysis = interval_session(6)
    upper = panels(drawn("reps", analysis))[0]
    tops = [bar.get_y() + bar.get_height() for bar in boxes(upper)]
    np.testing.assert_allclose(tops, [400.0 / effort.time for effort in analysis.efforts], rtol=1e-5)


def test_a_bar_has_the_colour_of_how_its_target_was_kept() -> None:
    efforts = tuple(
        replace(effort, end=effort.start + time, time_sd=0.1)
        for effort, time in zip(interval_session(3).efforts, (86.0, 88.5, 91.0), strict=True)
    )
    known = interval_session(3)
    assert known.workout is not None
    analysis = replace(known, efforts=efforts, workout=replace(known.workout, checks=()))
    colours = [to_hex(bar.get_facecolor()) for bar in boxes(panels(drawn("reps", analysis))[0])]
    assert colours == [KEPT[Kept.FAST], KEPT[Kept.IN_TARGET], KEPT[Kept.SLOW]]
    key = drawn("reps", analysis).get_legend()
    assert key is not None
    assert [text.get_text() for text in key.get_texts()][:3] == ["in target", "too fast ▲", "too slow ▼"]


def test_a_planned_rep_that_was_not_run_is_an_empty_slot() -> None:
    analysis = interval_session(10, missed=2)
    upper = panels(drawn("reps", analysis))[0]
    assert texts(upper).count("not run") == 2
    assert [bar.get_fill() for bar in boxes(upper)] == [True] * 10 + [False] * 2


@pytest.mark.parametrize("count", [4, 6, 7, 10, 11, 32])
def test_the_times_on_the_bars_do_not_overlap(count: int) -> None:
    axes = drawn("reps", interval_session(count))
    figure = axes.get_figure(root=True)
    assert figure is not None
    figure.draw_without_rendering()
    for panel in panels(axes):
        extents = [text.get_window_extent() for text in panel.texts if text.get_text()]
        assert not any(a.overlaps(b) for i, a in enumerate(extents) for b in extents[i + 1 :])
    assert len(panels(axes)[0].texts) == count


def test_recoveries_are_as_high_as_they_were_long() -> None:
    analysis = interval_session(5)
    lower = panels(drawn("reps", analysis))[1]
    rests = [effort.recovery for effort in analysis.efforts[:-1]]
    np.testing.assert_allclose([bar.get_height() for bar in boxes(lower)], rests)


def test_reps_without_recoveries_have_no_panel_for_them() -> None:
    bare = tuple(replace(effort, recovery=math.nan) for effort in interval_session(4).efforts)
    assert len(panels(drawn("reps", replace(interval_session(4), efforts=bare)))) == 1


def test_reps_of_different_lengths_are_held_to_each_other_by_pace() -> None:
    upper = panels(drawn("reps", mixed()))[0]
    widths = [bar.get_width() for bar in boxes(upper)]
    assert upper.get_ylabel() == "min/km"
    assert widths[0] == pytest.approx(2 * widths[1], rel=0.2)
    assert "Rep 1\n800 m" in texts(upper)


def test_a_rep_is_held_to_its_target_with_one_and_a_half_of_its_errors() -> None:
    assert judged(90.8, 0.6, 89.9, 90.1) is Kept.IN_TARGET
    assert judged(90.8, 0.5, 89.9, 90.1) is Kept.SLOW
    assert judged(84.9, 0.0, 85.0, math.nan) is Kept.FAST
    assert judged(95.0, 0.0, 85.0, math.nan) is Kept.IN_TARGET
    assert judged(95.0, 0.0, math.nan, math.nan) is Kept.NO_TARGET


def test_without_a_plan_the_target_is_that_of_the_check() -> None:
    efforts = reps().efforts[:1]
    checks = (Verdict("target", "rep 1", 89.0, 88.0, 2.0, True, "", "s", effort=0),)
    by_time = replace(reps(), efforts=efforts, workout=Workout(WorkoutKind.INTERVALS, "", checks=checks))
    assert (slots(by_time)[0].fastest, slots(by_time)[0].slowest) == (86.0, 90.0)
    fast = Verdict("target", "rep 1", 4.2, 4.5, 0.5, True, "", "m/s", compare=Compare.AT_LEAST, effort=0)
    by_speed = replace(by_time, workout=Workout(WorkoutKind.INTERVALS, "", checks=(fast,)))
    assert slots(by_speed)[0].slowest == pytest.approx(efforts[0].distance / 4.0)
    assert math.isnan(slots(by_speed)[0].fastest)


def test_strides_before_reps_are_no_reps_of_the_session() -> None:
    known = without_targets(interval_session(4))
    stride = replace(known.efforts[0], kind=EffortKind.STRIDE, nominal="20 s", start=100.0, end=120.0)
    analysis = replace(known, efforts=(stride, *known.efforts))
    assert [slot.number for slot in slots(analysis)] == [1, 2, 3, 4]
    assert all(effort.kind is EffortKind.REP for effort in run(slots(analysis)))


def test_reps_about_as_long_share_the_name_of_their_length() -> None:
    efforts = [replace(effort, end=effort.start + time, nominal=f"{time} s") for effort, time in _timed((44, 46, 47))]
    assert length(efforts) == "45 s"
    assert not length([replace(effort, nominal=f"{time} m") for effort, time in _timed((200, 400))])


def _timed(values: tuple[int, ...]) -> Iterator[tuple[Effort, int]]:
    return zip(interval_session(4).efforts, values, strict=False)


def test_profiles_tell_the_first_the_last_and_the_fastest_apart() -> None:
    known = interval_session(5)
    efforts = list(known.efforts)
    efforts[2] = replace(efforts[2], end=efforts[2].start + 80.0)
    panel = panels(drawn("profiles", replace(known, efforts=tuple(efforts))))[0]
    assert panel.get_legend_handles_labels()[1] == ["first", "fastest (rep 3)", "last", "mean"]


def test_a_profile_goes_over_the_distance_of_the_rep_with_the_turns_shaded() -> None:
    known = interval_session(4)
    assert known.motion is not None
    panel = panels(drawn("profiles", known))[0]
    lines = {line.get_label(): line for line in panel.lines}
    x, speed = (np.asarray(values, dtype=float) for values in lines["first and fastest"].get_data())
    assert x[-1] == pytest.approx(400.0, abs=6.0)
    frame = known.motion.frame
    inside = (frame["elapsed"] > known.efforts[0].start + 10) & (frame["elapsed"] < known.efforts[0].end - 5)
    np.testing.assert_allclose(np.interp(frame["arc"][inside], x, speed), frame["speed"][inside], atol=0.02)
    spans = [(box.get_x(), box.get_x() + box.get_width()) for box in boxes(panel)]
    turn = STANDARD.turn()
    np.testing.assert_allclose(spans, [(0.0, turn), (200.0, 200.0 + turn)], atol=0.01)


def test_reps_by_the_clock_lie_over_each_other_by_time() -> None:
    panel = panels(drawn("profiles", tempo()))[0]
    assert panel.get_xlabel() == "minutes"
    assert panel.get_xlim() == pytest.approx((0.0, 4.0))
    assert panels(drawn("profiles", strides()))[0].get_xlabel() == "seconds"


def test_zones_of_a_rep_are_held_to_its_own_mean() -> None:
    known = interval_session(4)
    rep = known.efforts[0]
    speeds = 4.5 * np.array([1.02, 0.99, 1.01, 0.98])
    one = replace(rep, zones=rep.zones.assign(speed=speeds, speed_sd=0.045), zone_covariance=None)
    found = within(replace(known, efforts=(one,), workout=None))
    assert found is not None
    metres = rep.zones["distance"].to_numpy()
    assert float(metres @ found.share[0]) == pytest.approx(0.0, abs=1e-9)
    np.testing.assert_allclose(np.diff(found.share[0]), np.diff(np.log(speeds)))
    weight = metres[0] / metres.sum()
    independent = (0.045 / speeds) ** 2
    expected = (1 - weight) ** 2 * independent[0] + float((metres[1:] / metres.sum()) ** 2 @ independent[1:])
    assert found.sd[0, 0] == pytest.approx(math.sqrt(expected))


def test_reps_and_recoveries_are_shaded_and_numbered_in_the_session() -> None:
    upper = panels(drawn("session", interval_session(10)))[0]
    assert [text for text in texts(upper) if text.isdigit()] == [str(i) for i in range(1, 11)]
    assert len(boxes(upper)) == 10 + 9
    few = panels(drawn("session", interval_session(32)))[0]
    assert len([text for text in few.texts if text.get_text().isdigit()]) == 16


def test_the_altitude_of_hills_is_drawn_under_their_pace() -> None:
    assert [panel.get_ylabel() for panel in panels(drawn("session", hills()))] == ["min/km", "1/min", "m"]
    assert [panel.get_ylabel() for panel in panels(drawn("session", tempo()))] == ["min/km", "1/min", "steps/min"]


def test_an_easy_run_is_held_to_the_fastest_easy_pace() -> None:
    run_easily = easy()
    assert run_easily.workout is not None
    unchecked = replace(run_easily, workout=replace(run_easily.workout, checks=()))
    assert above_easy(unchecked) == pytest.approx(0.15, abs=0.01)
    upper = panels(drawn("session", unchecked))[0]
    assert any(np.allclose(np.asarray(line.get_ydata(), dtype=float), PACES.easy[1]) for line in upper.lines)
    assert "15 % of the time faster than easy" in texts(upper)
    assert math.isnan(above_easy(tempo()))


@pytest.mark.parametrize("name", SESSIONS)
def test_sessions_are_drawn_without_positions_sensors_speed_or_targets(name: str) -> None:
    known = without_sensors(SESSIONS[name])
    samples = known.recording.samples.assign(latitude=np.nan, longitude=np.nan, altitude=np.nan)
    bare = replace(
        known,
        recording=replace(known.recording, samples=samples),
        track=None,
        motion=None,
        speed=known.speed.iloc[:0],
        workout=None,
    )
    found = charts(bare, also=["rep_zones"])
    assert "session" in {chart.name for chart in found}
    for chart in found:
        drawn(chart.name, bare)


def test_a_rep_left_out_keeps_the_numbers_of_the_others() -> None:
    known = interval_session(4)
    assert known.workout is not None
    planned = list(known.workout.reps)
    planned.insert(1, replace(planned[0], effort=None))
    analysis = replace(known, workout=replace(known.workout, reps=tuple(planned)))
    assert counts(slots(analysis))[Kept.NOT_RUN] == 1
    splits = panels(drawn("splits", analysis))[0]
    assert [label.get_text() for label in splits.get_xticklabels()] == ["1", "3", "4", "5"]


def test_stubs_of_zones_at_the_ends_of_a_rep_are_left_out() -> None:
    known = interval_session(2)
    stubbed = tuple(
        replace(rep, zones=rep.zones.assign(distance=[115.6, 84.4, 115.6, 12.0], speed=[4.5, 4.5, 4.5, 1.0]))
        for rep in known.efforts
    )
    analysis = replace(known, efforts=stubbed)
    found = within(analysis)
    assert found is not None
    assert [zone.value for _, zone in found.zones] == ["first turn", "back straight", "back turn"]
    np.testing.assert_allclose(found.share, 0.0, atol=1e-9)
    assert drawn("zones", analysis).get_ylim()[0] > 4.0


def test_no_line_is_drawn_over_a_pause_of_the_watch() -> None:
    known = tempo()
    paused = known.speed[(known.speed["elapsed"] < 200.0) | (known.speed["elapsed"] > 600.0)]
    line = panels(drawn("session", replace(known, speed=paused)))[0].lines[0]
    x, y = (np.asarray(values, dtype=float) for values in line.get_data())
    inside = (x > 200.0 / 60.0) & (x < 600.0 / 60.0)
    assert inside.any()
    assert np.isnan(y[inside]).all()


def test_a_recovery_whose_kind_is_not_known_is_an_empty_bar() -> None:
    known = interval_session(4)
    efforts = (replace(known.efforts[0], recovery_kind=None), *known.efforts[1:])
    axes = drawn("reps", replace(known, efforts=efforts))
    assert [bar.get_fill() for bar in boxes(panels(axes)[1])] == [False, True, True]
    key = axes.get_legend()
    assert key is not None
    assert "kind not known" in [text.get_text() for text in key.get_texts()]


def test_a_hill_is_drawn_and_held_by_the_pace_on_the_level() -> None:
    one = reps().efforts[0]
    hill = replace(one, kind=EffortKind.HILL, nominal="45 s", end=one.start + 45.0, distance=160.0, graded_speed=4.6)
    check = Verdict("target", "rep 1", 4.6, 4.6, 0.4, True, "", "m/s", effort=0)
    workout = Workout(WorkoutKind.HILLS, "", checks=(check,))
    analysis = replace(reps(), efforts=(hill, replace(hill, start=300.0, end=345.0)), workout=workout)
    slot = slots(analysis)[0]
    assert slot.held_time == pytest.approx(160.0 / 4.6)
    assert slot.off_by == 0.0
    assert panels(drawn("reps", analysis))[0].get_ylabel() == "min/km on the level"


def test_a_target_by_pace_of_a_rep_by_the_clock_is_that_of_the_check() -> None:
    one = replace(reps().efforts[0], nominal="2 min", distance=480.0)
    check = Verdict("target", "rep 1", 4.0, 4.2, 0.1, False, "", "m/s")
    slot = Slot(1, MatchedRep("2min@3:53-4:07/km", 0), one, 0, check)
    assert slot.fastest == pytest.approx(480.0 / 4.3)
    assert slot.slowest == pytest.approx(480.0 / 4.1)
    assert slot.off_by != 0.0
