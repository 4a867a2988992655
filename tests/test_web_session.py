"""What the page of a session is drawn from: its pieces by name, and lines that a browser can read."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from analysis_example import indoor, mile_trial, reps, road, steady, without_sensors

from analyzer.model import Analysis
from analyzer.web.views.series import series


@pytest.mark.parametrize("made", [mile_trial, reps, steady, road, indoor, lambda: without_sensors(road())])
def test_the_lines_of_a_session_are_json_that_a_browser_reads(made: Callable[[], Analysis]) -> None:
    found = json.loads(json.dumps(series(made()), allow_nan=False))
    assert {"t", "v"} <= set(found["lines"])
    assert len({len(line) for line in found["lines"].values()}) == 1


def test_the_pieces_of_a_mile_are_its_turns_and_straights_with_what_was_asked() -> None:
    pieces = series(mile_trial())["pieces"]
    assert [piece["name"] for piece in pieces[-4:]] == [
        f"Lap 4, {zone}" for zone in ("first turn", "back straight", "back turn", "home straight")
    ]
    assert pieces[-1]["tone"] == "all-out"


def test_where_either_straight_may_be_the_home_straight_the_pieces_have_both_names() -> None:
    analysis = mile_trial()
    assert analysis.track is not None
    doubtful = replace(analysis, track=replace(analysis.track, finish_probability=0.5))
    assert series(doubtful)["pieces"][-1]["name"] == "Lap 4, home / back straight"
