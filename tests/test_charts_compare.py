"""The charts of trials beside each other say what the numbers say."""

from datetime import date

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb, to_rgba
from matplotlib.figure import Figure
from trials_example import MILE, SUMMER, Run, log, trace_of, trial

from analyzer import frames
from analyzer.charts import delta as delta_chart
from analyzer.charts import heat, lap_shares, trend
from analyzer.charts.dates import EPOCH, date_axis, day_of, short
from analyzer.charts.palette import FASTER, SLOWER
from analyzer.model import Delta, Gain, Shares, TrialName

OLDER, NEWER = SUMMER[5], SUMMER[7]
"""26 July, 5:44.4, and 13 September, 5:41.2: 3.2 s faster."""


def days_of(*days: date) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array([(day - EPOCH).days for day in days], dtype=float)


def texts(axes: Axes) -> list[str]:
    return [text.get_text() for text in axes.texts]


def ticks(axes: Axes, which: str) -> list[str]:
    return [label.get_text() for label in getattr(axes, f"get_{which}ticklabels")()]


@pytest.fixture
def axes() -> Axes:
    return Figure(figsize=(5.5, 3.2)).add_subplot()


def named(run: Run) -> TrialName:
    return TrialName(run.session, 0, (run.day - EPOCH).days, run.nominal)


def delta_of(older: Run, newer: Run) -> Delta:
    """Lay two runs of one distance along each other by hand: their traces have the same metres."""
    first, second = trial(older), trial(newer)
    gains = tuple(
        Gain(
            a["lap"],
            a["zone"],
            f"{a['zone']} of lap {a['lap']}",
            a["from_m"],
            a["to_m"],
            a["time"] - b["time"],
            0.3,
            True,
        )
        for a, b in zip(first.zones.to_dict("records"), second.zones.to_dict("records"), strict=True)
    )
    return Delta(
        first=named(older),
        second=named(newer),
        distance=older.distance,
        metre=first.trace["metre"].to_numpy(),
        delta=trace_of(newer)["time"].to_numpy() - trace_of(older)["time"].to_numpy(),
        delta_sd=np.full(len(first.trace), 0.4),
        lap_ends=tuple(first.laps["to_m"]),
        total=older.time - newer.time,
        total_sd=0.42,
        change=None,
        gains=gains,
        pieces="zones",
        alike=frames.empty(frames.ALIKE),
    )


def points(**more: object) -> trend.Points:
    trials = log().trials
    given: dict[str, object] = {
        "nominal": "1 mile",
        "day": trials["day"].to_numpy(dtype=float),
        "time": trials["time"].to_numpy(),
        "time_sd": trials["time_sd"].to_numpy(),
        "run": ["1 mile"] * len(trials),
        "best": 7,
    }
    return trend.Points(**(given | more))  # type: ignore[arg-type]


def test_faster_trials_are_higher_and_the_axis_says_so(axes: Axes) -> None:
    trend.draw(axes, points())
    low, high = axes.get_ylim()
    assert low > max(run.time for run in SUMMER if run.nominal == "1 mile")
    assert high < min(run.time for run in SUMMER if run.nominal == "1 mile") - 1
    assert low > high
    assert axes.get_ylabel() == "mile (faster is higher)"


def test_the_best_trial_is_marked_with_its_time(axes: Axes) -> None:
    trend.draw(axes, points(time=np.array([352.3, 350.1, 348.5, 347.8, 345.2, 344.4, 345.9, 341.2])))
    assert "best 5:41.2" in texts(axes)
    assert {"5:52.3", "5:45.9"} <= set(texts(axes))


def test_a_time_below_the_trend_is_written_below_its_point(axes: Axes) -> None:
    day = np.array([20555.0, 20709.0])
    line = trend.Line(day, np.array([350.0, 350.0]), np.array([1.0, 1.0]))
    trend.draw(axes, points(best=None), line)
    slow = next(text for text in axes.texts if text.get_text() == "5:52.3")
    fast = next(text for text in axes.texts if text.get_text() == "5:44.4")
    assert (slow.get_verticalalignment(), fast.get_verticalalignment()) == ("top", "bottom")


def test_other_distances_have_points_of_their_own_and_a_key(axes: Axes) -> None:
    run = [one.nominal for one in SUMMER]
    trend.draw(axes, points(run=run))
    legend = axes.get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["1 mile", "1500 m, as a mile", "1600 m, as a mile"]
    marks = [line.get_marker() for line in axes.lines if line.get_label() and not str(line.get_label()).startswith("_")]
    assert len(set(marks)) == 3


def test_a_thousand_trials_are_drawn_without_a_time_beside_each(axes: Axes) -> None:
    many = 1000
    day = np.linspace(10000.0, 20000.0, many)
    time = np.linspace(400.0, 340.0, many)
    trend.draw(axes, points(day=day, time=time, time_sd=np.full(many, 0.3), run=["1 mile"] * many, best=many - 1))
    assert texts(axes) == ["best 5:40.0"]


def test_two_trials_on_one_day_can_be_drawn(axes: Axes) -> None:
    trend.draw(
        axes,
        points(day=np.full(2, 20555.0), time=np.array([350.0, 350.0]), time_sd=np.zeros(2), run=["1 mile"] * 2, best=0),
    )
    assert axes.get_xlim()[1] - axes.get_xlim()[0] >= 5


def test_the_lead_rises_to_what_the_newer_trial_was_faster_by(axes: Axes) -> None:
    delta_chart.draw(axes, delta_of(OLDER, NEWER))
    line = max(axes.lines, key=lambda one: len(np.atleast_1d(np.asarray(one.get_xdata()))))
    ahead = np.asarray(line.get_ydata())
    assert ahead[0] == pytest.approx(0.0)
    assert ahead[-1] == pytest.approx(344.4 - 341.2)
    assert "+3.2" in texts(axes)
    assert {"13 Sep ahead", "13 Sep behind", "Lap 1", "Lap 4"} <= set(texts(axes))
    assert axes.get_ylabel() == "seconds ahead of 26 Jul"


def test_the_gap_at_a_lap_is_the_difference_of_the_lap_times(axes: Axes) -> None:
    delta_chart.draw(axes, delta_of(OLDER, NEWER))
    first, second = trial(OLDER).laps["time"].cumsum(), trial(NEWER).laps["time"].cumsum()
    gaps = [delta_chart.lead(gap) for gap in first - second]
    assert [text for text in texts(axes) if text[0] in "+−0"] == gaps


def test_a_trial_that_was_slower_ends_below_zero(axes: Axes) -> None:
    delta_chart.draw(axes, delta_of(NEWER, OLDER))
    assert "−3.2" in texts(axes)
    assert axes.get_ylim()[0] < -3.2
    assert axes.get_ylim()[1] > 0


def test_a_lead_of_many_laps_names_only_some_of_them(axes: Axes) -> None:
    runs = [Run(1, date(2026, 5, 1), "3000 m", 700.0), Run(2, date(2026, 6, 1), "3000 m", 690.0)]
    delta_chart.draw(axes, delta_of(*runs))
    laps = [text for text in texts(axes) if text.startswith("Lap ")]
    assert "Lap 8" in laps
    assert len(laps) == 4


def test_days_of_two_years_have_their_year_and_of_one_day_their_session() -> None:
    assert delta_chart.names((TrialName(9, 0, 20709, "1 mile"), TrialName(4, 0, 20300, "1 mile"))) == (
        "13 Sep 2026",
        "31 Jul 2025",
    )
    assert delta_chart.names((TrialName(9, 0, 20709, "1 mile"), TrialName(8, 0, 20709, "1 mile"))) == (
        "session 9",
        "session 8",
    )


def test_what_was_won_is_orange_and_what_was_lost_blue_with_the_number_in_the_cell(axes: Axes) -> None:
    gains = np.array([[0.42, -0.31], [np.nan, 0.0]])
    heat.draw(axes, gains, ("first turn", "back straight"), ("12 Apr", "3 May"))
    assert texts(axes) == ["+0.4", "−0.3", "–", "0"]
    won, lost, *_ = axes.patches
    deep_won, deep_lost = (to_rgba(patch.get_facecolor()) for patch in (won, lost))
    assert deep_won[:3] == to_rgb(FASTER)
    assert deep_lost[:3] == to_rgb(SLOWER)
    assert deep_won[3] > deep_lost[3]


def test_laps_of_a_mile_stand_beside_those_of_records(axes: Axes) -> None:
    none = (float("nan"),) * 4
    own = Shares("13 Sep 2026", 0, "", (91.6, 85.3, 83.3, 81.0), (409.344, 400, 400, 400), (-0.05, 0, 0.02, 0.05), none)
    record = Shares(
        "El Guerrouj", 1999, "", (55.07, 56.51, 56.33, 55.22), (MILE / 4,) * 4, (0.013, -0.013, -0.01, 0.01), none
    )
    lap_shares.draw(axes, (own,), (record,))
    legend = axes.get_legend()
    assert legend is not None
    assert {text.get_text() for text in legend.get_texts()} == {"13 Sep 2026", "El Guerrouj 1999"}
    assert ticks(axes, "x") == ["Lap 1", "Lap 2", "Lap 3", "Lap 4"]


@pytest.mark.parametrize(
    ("first", "last", "wanted"),
    [
        (date(2026, 4, 12), date(2026, 9, 13), ["May\n2026", "Jun", "Jul", "Aug", "Sep"]),
        (date(2025, 11, 20), date(2026, 2, 3), ["Dec\n2025", "Jan\n2026", "Feb"]),
        (date(2026, 6, 1), date(2026, 6, 8), ["31 May\n2026", "2 Jun", "4 Jun", "6 Jun", "8 Jun"]),
    ],
)
def test_an_axis_of_days_says_the_year_once(axes: Axes, first: date, last: date, wanted: list[str]) -> None:
    date_axis(axes, list(days_of(first, last)))
    assert ticks(axes, "x") == wanted


def test_an_axis_of_thirty_years_has_few_ticks(axes: Axes) -> None:
    date_axis(axes, list(days_of(date(1996, 5, 1), date(2026, 5, 1))))
    assert 3 <= len(ticks(axes, "x")) <= 8


def test_a_day_is_counted_from_1970() -> None:
    assert day_of(0) == date(1970, 1, 1)
    assert short(day_of(20555), year=True) == "12 Apr 2026"
