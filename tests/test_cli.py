"""The commands as a runner meets them: help, plan, simulate, and every option told of."""

import json
import re
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

import analyzer
from analyzer import oval, readers, simulate, strategy
from analyzer.cli import COMMANDS, choices, commands
from analyzer.model import Direction

ROOT = Path(__file__).parent.parent
HELP_LIMIT = 0.25
"""The whole process of `analyzer --help` is to be faster. [s]"""
HEAVY = {"numpy", "pandas", "matplotlib", "scipy", "rich", "jinja2", "fitparse", "gpxpy"}


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(commands, [str(argument) for argument in arguments], prog_name="analyzer")


def command_of(name: str) -> click.Command:
    found = commands.get_command(click.Context(commands), name)
    assert isinstance(found, click.Command)
    return found


def options_of(name: str) -> list[click.Option]:
    return [option for option in _parameters(command_of(name)) if isinstance(option, click.Option)]


def _parameters(command: click.Command) -> list[click.Parameter]:
    """Give what a command takes, and the commands that it is made of."""
    parts = command.commands.values() if isinstance(command, click.Group) else ()
    return [*command.params, *(parameter for part in parts for parameter in _parameters(part))]


def test_help_imports_nothing_heavy() -> None:
    told = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "analyzer", "--help"], capture_output=True, text=True, check=True
    )
    imported = {line.rsplit("|", 1)[-1].strip().split(".")[0] for line in told.stderr.splitlines()}
    assert "click" in imported
    assert not imported & HEAVY


def test_help_comes_at_once() -> None:
    took = []
    for _ in range(5):
        begun = time.perf_counter()
        subprocess.run([sys.executable, "-m", "analyzer", "--help"], capture_output=True, check=True)
        took.append(time.perf_counter() - begun)
    assert min(took) < HELP_LIMIT


def test_importing_the_package_imports_nothing_heavy() -> None:
    code = "import sys, analyzer; print(*{name.split('.')[0] for name in sys.modules})"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not set(told.stdout.split()) & HEAVY


def test_the_version_is_the_package_s() -> None:
    assert run("--version").output == f"analyzer {analyzer.__version__}\n"


def test_help_names_each_command() -> None:
    told = run("--help").output
    assert re.findall(r"^  (\w+)  ", told, re.MULTILINE) == list(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_and_option_has_help(name: str) -> None:
    assert command_of(name).help
    assert not [option.name for option in options_of(name) if not option.help]


@pytest.mark.parametrize("name", COMMANDS)
def test_the_readme_tells_of_each_command_and_option(name: str) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = readme.partition(f"### `analyzer {name}")[2].partition("\n## ")[0].partition("\n### ")[0]
    assert section
    missing = [option.opts[0] for option in options_of(name) if f"`{option.opts[0]}" not in section]
    assert not missing


@pytest.mark.parametrize("name", COMMANDS)
def test_the_readme_tells_of_no_option_that_does_not_exist(name: str) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = readme.partition(f"### `analyzer {name}")[2].partition("\n## ")[0].partition("\n### ")[0]
    known = {name for option in options_of(name) for name in (*option.opts, *option.secondary_opts)}
    assert set(re.findall(r"`(--[a-z0-9-]+)", section)) <= known


def test_the_choices_are_the_rooms_own() -> None:
    assert choices.LANES == oval.LANES
    assert tuple(oval.SHAPES) == choices.SHAPES
    assert tuple(Direction) == choices.DIRECTIONS
    assert choices.KINDS == simulate.KINDS
    assert tuple(simulate.NOISE) == choices.NOISE
    assert choices.STRATEGIES == simulate.STRATEGIES
    assert choices.INTERVALS == simulate.INTERVALS
    assert choices.BUTTONS == simulate.BUTTONS


@pytest.mark.parametrize(
    "wrong",
    [
        ("report",),
        ("report", "--lane", "12", "run.fit"),
        ("report", "--five-k", "soon", "run.fit"),
        ("report", "--shape", "egg", "run.fit"),
        ("report", "--finish", "here", "run.fit"),
        ("report", "--finish", "97,15", "run.fit"),
        ("report", "--html", "a.html", "--out", "there", "run.fit"),
        ("report", "--html", "a.html", "run.fit", "other.fit"),
        ("plan",),
        ("plan", "--five-k", "20:00", "--goal", "9:40"),
        ("plan", "--goal", "5:99"),
        ("simulate", "run.txt"),
        ("simulate", "run.gz"),
        ("fly",),
    ],
)
def test_wrong_use_is_exit_code_two_and_says_why(wrong: tuple[str, ...]) -> None:
    told = run(*wrong)
    assert told.exit_code == 2
    assert not told.stdout
    assert "Traceback" not in told.stderr
    assert re.search(r"^Error: \S.*\S$", told.stderr, re.MULTILINE)


def test_the_plan_prints_the_worked_laps_of_a_20_minute_5k() -> None:
    told = run("plan", "--five-k", "20:00", "--goal", "5:48.65")
    assert told.exit_code == 0
    assert re.search(r"1:35\.2\s+1:27\.6\s+1:24\.5\s+1:21\.4", told.output)


def test_the_plan_in_json_has_targets_that_add_up_to_the_goal() -> None:
    told = json.loads(run("plan", "--five-k", "24:00", "--goal", "7:00", "--json").stdout)
    targets = [value for zone in told["zones"] for name, value in zone.items() if name.startswith("target")]
    assert len(targets) == 16
    assert sum(targets) == pytest.approx(420.0, abs=0.01)


def test_the_plan_for_lane_eight_starts_half_a_lap_round() -> None:
    told = run("plan", "--goal", "5:40", "--lane", "8")
    assert "start half a lap round" in " ".join(told.output.split())
    plan = strategy.mile_plan(goal=340.0, lane=8)
    assert plan.zones[0].zone == "back turn"


def test_the_plan_is_written_as_a_card_to_print(tmp_path: Path) -> None:
    told = run("plan", "--goal", "5:40", "--html", tmp_path / "card.html", "--pdf", tmp_path / "card.pdf", "--json")
    assert told.exit_code == 0
    json.loads(told.stdout)
    assert (tmp_path / "card.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert (tmp_path / "card.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("ending", ["fit", "gpx", "tcx", "fit.gz", "gpx.gz", "TCX"])
def test_a_simulated_recording_is_in_the_format_of_its_name(tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"mile.{ending}"
    told = run("simulate", out, "--seed", "4", "--truth", tmp_path / "truth.json")
    assert told.exit_code == 0, told.output
    recording = readers.read(out.read_bytes())
    assert recording.format == ending.lower().removesuffix(".gz")
    assert out.read_bytes().startswith(b"\x1f\x8b") == ending.endswith("gz")
    truth = json.loads((tmp_path / "truth.json").read_text(encoding="utf-8"))
    assert truth["efforts"][0]["nominal"] == "1 mile"


def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not(tmp_path: Path) -> None:
    for name, seed in (("a", "3"), ("b", "3"), ("c", "4")):
        assert run("simulate", tmp_path / f"{name}.fit.gz", "--seed", seed).exit_code == 0
    files = [(tmp_path / f"{name}.fit.gz").read_bytes() for name in "abc"]
    assert [one == other for one, other in pairwise(files)] == [True, False]


def test_the_simulator_does_what_its_options_say(tmp_path: Path) -> None:
    out, truth = tmp_path / "reps.fit", tmp_path / "truth.json"
    told = run(
        *("simulate", out, "--truth", truth, "--kind", "intervals", "--reps", "3", "--rep-distance", "300"),
        *("--lane", "2", "--direction", "clockwise", "--shape", "equal_quadrant", "--buttons", "laps", "--no-speed"),
        *("--interval", "5s", "--recovery", "walk", "--recovery-time", "40", "--noise", "clean"),
    )
    assert told.exit_code == 0, told.output
    happened = json.loads(truth.read_text(encoding="utf-8"))
    assert [round(effort["distance_m"]) for effort in happened["efforts"]] == [300] * 3
    assert (happened["track"]["lane"], happened["track"]["direction"]) == (2, "clockwise")
    assert happened["track"]["shape"] == "equal_quadrant"
    samples = readers.read(out.read_bytes()).samples
    assert samples["speed"].isna().all()
    assert samples["elapsed"].diff().median() == 5.0


def test_the_simulator_never_replaces_a_file_unless_forced(tmp_path: Path) -> None:
    out, truth = tmp_path / "mine.fit", tmp_path / "truth.json"
    truth.write_text("mine", encoding="utf-8")
    told = run("simulate", out, "--truth", truth)
    assert (told.exit_code, told.stderr) == (
        1,
        f"Error: {truth} exists; choose another name, or replace it with --force\n",
    )
    assert not out.exists()
    assert truth.read_text(encoding="utf-8") == "mine"
    assert run("simulate", out, "--truth", truth, "--force").exit_code == 0
    assert json.loads(truth.read_text(encoding="utf-8"))["seed"] == 0
