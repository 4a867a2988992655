"""The charts: what they show, and that they leave nothing behind."""

import subprocess
import sys
from dataclasses import replace
from types import ModuleType

import matplotlib as mpl
import numpy as np
import pytest
from analysis_example import TRACK, indoor, mile_trial, reps, road, steady, without_plan, without_sensors
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

import analyzer.charts
from analyzer.charts import CHARTS, ON_REQUEST, charts, palette
from analyzer.charts import session as session_chart
from analyzer.charts import track as track_chart
from analyzer.charts import zones as zones_chart
from analyzer.charts.ground import along
from analyzer.model import Analysis, Direction, ZoneEffort
from analyzer.units import format_pace

TRIAL = ("track", "zones", "splits", "pace")


def drawn(name: str, analysis: Analysis) -> Axes:
    """Draw one chart, and give the axes."""
    chart = next(chart for chart in charts(analysis, also=ON_REQUEST) if chart.name == name)
    axes = Figure(figsize=chart.size).add_axes((0.1, 0.1, 0.8, 0.8))
    chart.draw(axes, analysis)
    return axes


def texts(axes: Axes) -> list[str]:
    """Give every text on the axes and on those set into them."""
    here = [text.get_text() for text in (*axes.texts, *axes.get_xticklabels(), *axes.get_yticklabels())]
    return here + [text for child in axes.child_axes if isinstance(child, Axes) for text in texts(child)]


@pytest.mark.parametrize(
    ("analysis", "names"),
    [
        (mile_trial(), TRIAL),
        (without_plan(without_sensors(mile_trial())), TRIAL),
        (reps(), ("reps", "profiles", "session", "track", "zones", "splits")),
        (steady(), ("session", "track", "zones", "splits")),
        (road(), ("session",)),
        (replace(mile_trial(), motion=None), ("session", "zones", "splits")),
    ],
    ids=["mile", "bare mile", "reps", "steady", "road", "no motion"],
)
def test_a_session_has_the_charts_it_has_something_to_show_on(analysis: Analysis, names: tuple[str, ...]) -> None:
    assert tuple(chart.name for chart in charts(analysis)) == names
    for name in names:
        drawn(name, analysis)


def test_drawing_changes_no_global_state_and_opens_no_pyplot() -> None:
    before = dict(mpl.rcParams)
    for name in TRIAL:
        drawn(name, mile_trial())
    for name in set(CHARTS) - set(TRIAL):
        drawn(name, reps())
    assert dict(mpl.rcParams) == before
    modules = ", ".join(f"analyzer.charts.{name}" for name in CHARTS)
    code = f"import sys, {modules}; assert 'matplotlib.pyplot' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_chart_is_added_by_its_module_and_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    wind = ModuleType("analyzer.charts.wind")
    wind.__dict__.update(
        title="Wind",
        bare=False,
        applies=lambda _: True,
        caption=lambda _: "From the west.",
        size=lambda _: (2.0, 2.0),
        draw=lambda axes, _: axes.plot([0, 1], [0, 1]),
    )
    monkeypatch.setitem(sys.modules, "analyzer.charts.wind", wind)
    monkeypatch.setattr(analyzer.charts, "CHARTS", (*CHARTS, "wind"))
    assert [chart.title for chart in charts(road())] == [session_chart.title, "Wind"]
    drawn("wind", road())


def test_each_effort_has_a_colour_of_its_own() -> None:
    assert set(palette.EFFORT) == set(ZoneEffort)
    assert len(set(palette.EFFORT.values())) == len(ZoneEffort)


def test_faster_is_higher_and_the_axis_reads_in_minutes_a_kilometre() -> None:
    axes = drawn("zones", mile_trial())
    labels = [label.get_text() for label in axes.get_yticklabels()]
    ticks = axes.get_yticks()
    assert list(ticks) == sorted(ticks)
    assert labels == [format_pace(speed) for speed in ticks]
    assert "3:30" in labels
    assert axes.get_ylim()[0] < axes.get_ylim()[1]


def test_zone_points_stand_where_the_zones_were_run() -> None:
    analysis = mile_trial()
    axes = drawn("zones", analysis)
    points = next(line for line in axes.lines if line.get_marker() == "o")
    np.testing.assert_allclose(np.asarray(points.get_ydata(), dtype=float), analysis.efforts[0].zones["speed"])
    assert sum(text.startswith("Lap ") for text in texts(axes)) == 4


def test_a_band_of_the_plan_lies_on_the_target_speed() -> None:
    analysis = mile_trial()
    assert analysis.strategy is not None
    axes = drawn("zones", analysis)
    middles = [patch.get_y() + patch.get_height() / 2 for patch in axes.patches if isinstance(patch, Rectangle)]
    np.testing.assert_allclose(middles, [zone.speed for zone in analysis.strategy.zones])


def test_lap_times_are_written_with_their_errors_and_splits_without_overlap() -> None:
    axes = drawn("splits", mile_trial())
    said = texts(axes)
    assert sum(" ± " in text for text in said) == 4
    figure = axes.get_figure()
    assert isinstance(figure, Figure)
    figure.draw_without_rendering()
    lower = axes.child_axes[1]
    boxes = [text.get_window_extent() for text in lower.texts]
    assert len(boxes) == 16
    assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[i + 1 :])


def test_the_runners_line_follows_the_oval_at_its_true_place() -> None:
    _, passes = track_chart._passes(mile_trial())
    assert len(passes) == 4
    arc = np.concatenate([arc for arc, _, _ in passes])
    assert (arc[-1] - arc[0]) == pytest.approx(1609.3, abs=10.0)
    assert max(float(np.abs(offset).max()) for _, _, offset in passes) < 0.5


def test_north_is_up_whichever_way_the_track_was_run() -> None:
    for direction in Direction:
        track = replace(TRACK, bearing=0.0, direction=direction)
        (_, _), (low, high) = along(track, np.array([-80.0, -1.0]))
        assert high - low == pytest.approx(79.0, abs=0.01)


def test_many_laps_are_drawn_as_the_usual_speed_at_each_place() -> None:
    assert "25 laps" in track_chart.caption(steady())
    assert "side by side" in track_chart.caption(mile_trial())
    axes = drawn("track", steady())
    assert len(axes.collections) == 1


def test_the_pace_of_a_trial_runs_along_its_distance_with_its_sensors_under_it() -> None:
    axes = drawn("pace", mile_trial())
    assert [child.get_ylabel() for child in axes.child_axes] == ["min/km", "1/min", "steps/min"]
    x = np.asarray(axes.child_axes[0].lines[-1].get_xdata(), dtype=float)
    assert x[0] >= 0.0
    assert x[-1] == pytest.approx(1609.3, abs=8.0)
    bare = drawn("pace", without_sensors(mile_trial()))
    assert len(bare.child_axes) == 1


def test_a_treadmill_has_its_pace_from_the_watchs_distance() -> None:
    assert [chart.name for chart in charts(indoor())] == ["session"]
    trace = session_chart._trace(indoor())
    assert float(np.nanmedian(trace.speed)) == pytest.approx(1.03 * 2.7, abs=0.05)


def test_zones_without_a_plan_tell_turns_from_straights() -> None:
    axes = drawn("zones", without_plan(mile_trial()))
    legend = axes.get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["turn", "straight"]
    assert zones_chart.caption(without_plan(mile_trial())).startswith("Points")
