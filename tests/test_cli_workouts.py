"""`analyzer workouts`: the list, a workout explained, a plan of the runner's own."""

import io
import json
import re
from typing import Any

import pytest
from click.testing import CliRunner, Result
from rich.console import Console

from analyzer.cli import commands
from analyzer.model import Template
from analyzer.report.workout import workout, workout_list
from analyzer.strategy import paces
from analyzer.units import MILE, parse_time
from analyzer.workouts.checks import RULES
from analyzer.workouts.language import parse
from analyzer.workouts.templates import templates

RUNNER = ("--five-k", "20:00", "--goal", "5:40")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(commands, ["workouts", *arguments], prog_name="analyzer")


def document(*arguments: str) -> Any:
    told = run(*arguments, "--json")
    assert told.exit_code == 0
    return json.loads(told.stdout)


def times(text: str, row: str) -> tuple[float, float]:
    """Give the fastest and the slowest time in a row of the targets."""
    found = re.search(rf"^ *{re.escape(row)} +([\d:.]+)–([\d:.]+)", text, re.MULTILINE)
    assert found is not None
    return parse_time(found[1]), parse_time(found[2])


def test_the_list_has_every_workout_with_its_plan_and_purpose() -> None:
    told = " ".join(run().output.split())
    for one in templates():
        assert all(said in told for said in (one.name, one.title, one.plan, one.purpose))


@pytest.mark.parametrize("name", [one.name for one in templates()])
def test_each_workout_is_explained(name: str) -> None:
    one = next(one for one in templates() if one.name == name)
    told = run(name, *RUNNER)
    assert told.exit_code == 0
    words = " ".join(told.output.split())
    assert one.title in words
    assert one.purpose in words
    assert one.how in words
    assert "5K 20:00, goal mile 5:40" in words
    for rule in one.rules:
        assert (RULES[rule].__doc__ or "").strip().splitlines()[0] in words


def test_the_targets_are_the_runners_own() -> None:
    fast, slow = times(run("8-12x400", *RUNNER).output, "8-12 x 400")
    centre = 400 / ((5000 / 1200) * (MILE / 340)) ** 0.5
    assert [fast, slow] == pytest.approx([centre / 1.03, centre / 0.97], abs=0.06)
    fast, slow = times(run("4x400", *RUNNER).output, "4 x 400@M")
    asked = 340 / 4.02336
    assert [fast, slow] == pytest.approx([0.96 * asked, 1.01 * asked], abs=0.1)
    fast, slow = times(run("6x4min", *RUNNER).output, "6 x 4min@T")
    assert (fast, slow) == (900.0, 960.0)


def test_the_goal_of_a_trial_is_one_time() -> None:
    assert re.search(r"1mile@M trial +5:40\.0 ", run("mile", *RUNNER).output)
    assert re.search(r"5000@5K trial +20:00\.0 ", run("5000", *RUNNER).output)


def test_what_is_too_fast_is_said() -> None:
    assert "Faster than 3:31/km (1:24.5 for 400 m) is too fast" in run("8-12x400", *RUNNER).output


def test_without_paces_it_says_how_to_give_them() -> None:
    words = " ".join(run("8-12x400").output.split())
    assert "97 % to 103 % of the speed half way between 5K and goal mile" in words
    assert "Give --five-k 20:00, --goal 5:40 or both" in words


def test_an_estimated_pace_is_called_so() -> None:
    assert "5K 20:00, goal mile 5:51 (estimated)" in run("4x400", "--five-k", "20:00").output
    assert re.search(r"5K 19:\d\d \(estimated\), goal mile 5:40", run("4x400", "--goal", "5:40").output)


def test_a_plan_of_ones_own_is_read_and_told() -> None:
    told = run("15min E + 5x(600@M r200 + 200@M r2min)", "--goal", "5:40").output
    assert "15min@E + 5x(600@M r200m + 200@M r2min)" in told
    fast, slow = times(told, "5 x 600@M")
    assert (fast + slow) / 2 == pytest.approx(600 * 340 / MILE, rel=0.002)
    assert "200 m" in told


def test_a_plan_with_its_own_times_needs_no_paces() -> None:
    fast, slow = times(run("10x400@88-92 r60").output, "10 x 400@88-92")
    assert (fast, slow) == (88.0, 92.0)
    assert "Give --five-k" not in run("10x400@90 r60").output
    assert "Give --five-k" in run("10x400@M r60").output
    assert "write one as 400@90" in run("10x400").output


def test_a_plan_that_cannot_be_read_is_pointed_at() -> None:
    told = run("10x400@9o r60")
    assert told.exit_code == 2
    assert not told.stdout
    error, line, caret = told.stderr.splitlines()
    assert error.startswith('Error: "10x400@9o r60": at character 9: ')
    assert line[caret.index("^")] == "o"


def test_an_unknown_name_suggests_the_nearest() -> None:
    told = run("hil")
    assert told.exit_code == 2
    assert told.stderr.startswith("Error: 'hil' is no workout; did you mean hills? There are 4x400, ")
    assert len(told.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "wrong", [("--goal", "soon"), ("--five-k", "3:00"), ("--five-k", "20:00", "--goal", "9:00"), ("",)]
)
def test_wrong_use_is_exit_code_two(wrong: tuple[str, ...]) -> None:
    told = run(*wrong)
    assert told.exit_code == 2
    assert not told.stdout
    assert "Error: " in told.stderr
    assert "Traceback" not in told.stderr


def test_the_list_in_json_has_what_each_workout_says() -> None:
    told = document()
    assert told["schema"] == "workouts/1"
    assert [one["name"] for one in told["workouts"]] == [one.name for one in templates()]
    (leg_speed,) = (one for one in told["workouts"] if one["name"] == "leg-speed")
    assert leg_speed["reps"] == [8, 12]
    assert leg_speed["rest_s"] == [240, 360]
    assert leg_speed["distance_m"] == [0, None]
    assert [check["rule"] for check in leg_speed["checks"]] == ["target", "rest", "cadence", "fade"]


def test_a_workout_in_json_has_its_targets() -> None:
    told = document("4x400", *RUNNER)
    assert told["plan"] == "4x400@M r3min"
    assert told["paces"]["estimated"] == []
    (target,) = told["targets"]
    assert target["rep"] == "400@M"
    assert target["count"] == [4, 4]
    assert target["slowest"] == pytest.approx(0.99 * MILE / 340, abs=0.001)
    assert target["fastest_s"] == pytest.approx(0.96 * 340 / 4.02336, abs=0.05)


def test_a_plan_in_json_has_no_name() -> None:
    told = document("8-12x400@90 r60")
    assert "name" not in told
    assert told["targets"][0]["count"] == [8, 12]
    assert document("8-12x400")["paces"] is None


@pytest.mark.parametrize("one", templates(), ids=lambda one: one.name)
def test_all_fits_into_eighty_columns(one: Template) -> None:
    screen = Console(width=80, file=io.StringIO(), color_system=None)
    workout_list(templates(), screen)
    for runner in (None, paces(five_k=1200.0, goal=340.0), paces(five_k=2400.0)):
        workout(parse(one.plan), one, runner, screen)
    assert isinstance(screen.file, io.StringIO)
    lines = screen.file.getvalue().splitlines()
    assert max(len(line) for line in lines) <= 80
    assert not [line for line in lines if "…" in line]
    assert "nan" not in screen.file.getvalue()
    assert "inf" not in screen.file.getvalue()
