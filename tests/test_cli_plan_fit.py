"""`analyzer plan --fit` and `analyzer workouts --fit`: the plan of a mile, and sessions, for the watch."""

import io
import json
from pathlib import Path

import fitdecode
import pytest
from click.testing import CliRunner, Result

from analyzer.cli import commands


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(commands, [str(argument) for argument in arguments], prog_name="analyzer")


def ends_of(data: bytes) -> list[str]:
    with fitdecode.FitReader(io.BytesIO(data)) as reader:
        return [
            frame.get_value("duration_type")
            for frame in reader
            if isinstance(frame, fitdecode.FitDataMessage) and frame.name == "workout_step"
        ]


def test_the_plan_goes_to_the_watch_by_the_lap_button(tmp_path: Path) -> None:
    told = run("plan", "--goal", "5:40", "--fit", tmp_path / "mile.fit")
    assert told.exit_code == 0, told.output
    assert "GARMIN/NewFiles" in told.stdout
    assert ends_of((tmp_path / "mile.fit").read_bytes()) == ["open"] * 6


@pytest.mark.parametrize(("steps", "end"), [("zones", "distance"), ("times", "time")])
def test_the_steps_can_be_turns_and_straights(tmp_path: Path, steps: str, end: str) -> None:
    path = tmp_path / "mile.fit"
    assert run("plan", "--goal", "5:40", "--lane", "8", "--fit", path, "--fit-steps", steps).exit_code == 0
    assert ends_of(path.read_bytes()) == ["open", *[end] * 15, "open"]


def test_json_stays_alone_on_standard_output(tmp_path: Path) -> None:
    told = run("plan", "--goal", "5:40", "--fit", tmp_path / "mile.fit", "--json")
    assert json.loads(told.stdout)["schema"] == "plan/1"
    assert "Workout:" in told.stderr


def test_a_workout_of_ours_is_replaced_and_nothing_else_is(tmp_path: Path) -> None:
    path = tmp_path / "mile.fit"
    assert run("plan", "--goal", "5:40", "--fit", path).exit_code == 0
    before = path.read_bytes()
    assert run("plan", "--goal", "5:30", "--fit", path).exit_code == 0
    assert path.read_bytes() != before
    recording = tmp_path / "run.fit"
    assert run("simulate", recording, "--seed", "1").exit_code == 0
    kept = recording.read_bytes()
    told = run("plan", "--goal", "5:40", "--fit", recording)
    assert told.exit_code == 1
    assert "is left as it is: choose another name" in told.stderr
    assert recording.read_bytes() == kept


@pytest.mark.parametrize(
    ("extra", "code", "why"),
    [
        (("--fit", "no_folder.txt/mile.fit"), 1, "could not be written"),
        (("--fit", "mile.fit", "--fit-lap", "300"), 2, "is not what a watch shows for a lap"),
        (("--fit", "mile.fit", "--fit-steps", "bends"), 2, "is not one of"),
        (("--fit-lap", "410"), 2, "say where with --fit PATH"),
        (("--fit-steps", "zones"), 2, "say where with --fit PATH"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, extra: tuple[str, ...], code: int, why: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "no_folder.txt").write_text("a file", encoding="utf-8")
    told = run("plan", "--goal", "5:40", *extra)
    assert told.exit_code == code
    assert why in told.stderr
    assert "Traceback" not in told.stderr
    assert not (tmp_path / "mile.fit").exists()


def test_a_plan_that_cannot_be_made_writes_nothing(tmp_path: Path) -> None:
    told = run("plan", "--fit", tmp_path / "mile.fit")
    assert told.exit_code == 2
    assert "no 5K time and no goal" in told.stderr
    assert not (tmp_path / "mile.fit").exists()


def test_a_session_goes_to_the_watch_with_what_the_watch_cannot_be_told(tmp_path: Path) -> None:
    path = tmp_path / "session.fit"
    told = run("workouts", "8-12x400@90 r60", "--fit", path)
    assert told.exit_code == 0, told.output
    assert ends_of(path.read_bytes()) == ["distance", "time", "repeat_until_steps_cmplt"]
    assert "The watch ends each rep by its own distance" in told.stdout
    assert "The plan asks for 8 to 12 rounds; the watch counts 12" in told.stdout


def test_a_workout_of_the_training_goes_to_the_watch_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "tempo.fit"
    told = run("workouts", "6x4min", "--five-k", "20:00", "--fit", path, "--json")
    assert told.exit_code == 0, told.output
    json.loads(told.stdout)
    assert "Workout:" in told.stderr
    assert b"6 x 4 min tempo\0" in path.read_bytes()


def test_the_lap_button_can_end_the_reps(tmp_path: Path) -> None:
    path = tmp_path / "session.fit"
    assert run("workouts", "10x400@90 r60", "--fit", path, "--fit-button").exit_code == 0
    assert ends_of(path.read_bytes()) == ["open", "time", "repeat_until_steps_cmplt"]


def test_a_workout_without_the_runners_times_says_that_it_has_no_paces(tmp_path: Path) -> None:
    told = run("workouts", "8-12x400", "--fit", tmp_path / "400s.fit")
    assert told.exit_code == 0, told.output
    assert "Its steps have no paces; give --five-k 20:00 or --goal 5:40 for yours." in told.stdout
    assert "no paces" not in run("workouts", "hills", "--fit", tmp_path / "hills.fit").stdout


@pytest.mark.parametrize(
    ("arguments", "code", "why"),
    [
        (("workouts",), 2, "--fit needs the NAME of a workout or a PLAN"),
        (("workouts", "10x400@M r60"), 2, "names the pace M, and how fast that is for you is not known"),
        (("workouts", "120x100@20 r60"), 1, "120 repeats are too many"),
        (("workouts", " + ".join(str(100 * far) for far in range(1, 53))), 1, "needs 52 steps, and watches take 50"),
    ],
)
def test_a_session_that_no_watch_takes_is_refused(
    tmp_path: Path, arguments: tuple[str, ...], code: int, why: str
) -> None:
    told = run(*arguments, "--fit", tmp_path / "x.fit")
    assert told.exit_code == code
    assert why in " ".join(told.stderr.split())
    assert not (tmp_path / "x.fit").exists()
