"""`analyzer predict`: each time with its error, its method and its sessions, held against sums by hand."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result
from trials_example import JO, MILE, SUMMER, Run, put_into

from analyzer import report, store
from analyzer.cli import choices, commands
from analyzer.model import Predicted, Prediction
from analyzer.report import prediction_schema, predictions_story
from analyzer.trials.critical import FORETOLD

LONG = (Run(1, date(2026, 8, 20), "3000 m", 684.0), replace(SUMMER[-1], session=2))
"""11:24 over 3000 m and a mile in 5:41.2, within a month."""


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("log") / "log.db"
    with store.open(path) as kept:
        put_into(kept, kept.put_athlete(replace(JO, id=0)))
    return path


@pytest.fixture(scope="module")
def long_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("log") / "long.db"
    with store.open(path) as kept:
        put_into(kept, kept.put_athlete(replace(JO, id=0)), LONG)
    return path


def run(log: Path, *words: str) -> Result:
    return CliRunner().invoke(commands, ["predict", *words, "--log", str(log)], catch_exceptions=False)


def document(log: Path, *words: str) -> dict[str, dict[str, Any]]:
    """Give the predictions by their methods."""
    result = run(log, *words, "--json")
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    jsonschema.Draft202012Validator(prediction_schema()).validate(found)
    return {one["method"]: one for one in found["predictions"]}


def test_critical_speed_is_that_of_two_trials(long_log: Path) -> None:
    """Two trials by hand: CS = (3000 - 1609.344) / (684 - 341.2) = 4.0568 m/s, D' = 3000 - 4.0568 x 684 = 225.2 m."""
    found = document(long_log)["critical speed"]
    assert found["critical_speed"] == pytest.approx((3000 - MILE) / (684.0 - 341.2), abs=1e-3)
    assert found["reserve_m"] == pytest.approx(3000 - 684.0 * (3000 - MILE) / (684.0 - 341.2), abs=0.2)
    times = {one["nominal"]: one["time_s"] for one in found["times"]}
    assert times["5000 m"] == pytest.approx((5000 - 225.16) / 4.05676, abs=0.2)
    assert [one["extrapolated"] for one in found["times"]] == [False, False, False, True]
    assert {one["session"] for one in found["sessions"]} == {1, 2}


def test_the_mile_from_four_400s_is_told_with_its_session(log: Path) -> None:
    """Mean 84.425 s, rest 2:30, so 2.5 % slower: 4.02336 x 84.425 x 1.025 = 348.2 s."""
    found = document(log)["4 x 400 m"]
    assert found["times"][0]["time_s"] == pytest.approx(4.02336 * 84.425 * 1.025, abs=0.05)
    assert found["times"][0]["time_sd"] > 4
    assert found["sessions"] == [{"session": 9, "day": "2026-09-09"}]
    printed = run(log).stdout
    assert "Sessions: no. 9 of 9 September 2026." in printed
    assert "mean 1:24.4" in printed


def test_each_time_has_its_error_and_its_method(long_log: Path) -> None:
    lines = run(long_log).stdout.splitlines()
    assert lines[0].startswith("Predictions  Mile in 5:4")
    assert " ± " in lines[0]
    head = next(line for line in lines if line.startswith("Distance"))
    assert all(method in head for method in ("Critical speed", "4 x 400 m", "Equal performances"))
    rows = {
        line.split("  ")[0]: line for line in lines if line.startswith(("1500 m  ", "1 mile  ", "3000 m  ", "5000 m  "))
    }
    assert list(rows) == list(FORETOLD)
    assert all("±" in row for row in rows.values())
    assert "*" in rows["5000 m"]
    assert "* Outside the range that the method was made for." in "\n".join(lines)


def test_it_is_said_what_a_prediction_is_worth(long_log: Path) -> None:
    printed = " ".join(run(long_log).stdout.split())
    assert "on a good day" in printed
    assert "one standard error" in printed
    assert "D' 225 ±" in printed


def test_one_distance_can_be_asked_for(long_log: Path) -> None:
    found = document(long_log, "--distance", "3000")
    assert [one["nominal"] for one in found["critical speed"]["times"]] == ["3000 m"]
    assert found["4 x 400 m"]["times"] == []
    printed = run(long_log, "--distance", "3000").stdout
    assert printed.startswith("Predictions  3000 m in 11:")
    assert "It says nothing of this distance." in printed
    assert "5000 m  " not in printed


def test_what_cannot_be_told_says_why_and_what_would_help(log: Path) -> None:
    """A mile and a 1500 m are too close to each other to tell D'."""
    found = document(log)["critical speed"]
    assert found["times"] == []
    assert "3000 m" in found["refused"]
    assert "Cannot be told: " in run(log).stdout


def test_an_empty_log_says_how_to_begin(tmp_path: Path) -> None:
    result = run(tmp_path / "new.db")
    assert result.exit_code == 0
    assert "nothing to tell from yet" in result.stdout
    assert "`analyzer log add FILE`" in result.stdout
    assert "Run 4 x 400 m" in result.stdout
    assert all(one["refused"] for one in document(tmp_path / "new.db").values())


def test_until_a_day_is_what_was_foretold_then(log: Path) -> None:
    found = document(log, "--until", "2026-06-30")["equivalents"]
    assert found["sessions"] == [{"session": 4, "day": "2026-06-14"}]
    assert document(log)["equivalents"]["sessions"][0]["session"] == 8


def test_a_distance_that_nothing_foretells_is_wrong_use(log: Path) -> None:
    result = run(log, "--distance", "800")
    assert result.exit_code == 2
    assert "nothing is foretold over 800 m; it is 1500 m, 1 mile, 3000 m, 5000 m" in result.stderr


def test_the_distances_of_the_option_are_those_of_the_room() -> None:
    assert choices.FORETOLD == FORETOLD


def test_page_and_sheets_are_written(log: Path, tmp_path: Path) -> None:
    result = run(log, "--html", str(tmp_path), "--pdf", str(tmp_path))
    assert result.exit_code == 0
    assert {path.name for path in tmp_path.iterdir()} == {"predictions.html", "predictions.pdf"}


def test_the_mile_inside_its_range_stands_for_a_prediction() -> None:
    outside = Prediction("a", times=(Predicted("1 mile", MILE, 330.0, 1.0, extrapolated=True),))
    inside = Prediction(
        "b", sessions=(7,), times=(Predicted("1 mile", MILE, 340.0, 6.0), Predicted("5000 m", 5e3, 1190.0, 9.0))
    )
    story = predictions_story(JO, (outside, inside), days={7: 20709})
    assert story.number == "Mile in 5:40.0 ± 6.0 s"
    assert story.lines[0] == "By b, from no. 7 of 13 September 2026."
    assert report.story_html(story).count("<svg") == 0
