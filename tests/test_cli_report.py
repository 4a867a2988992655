"""`analyzer report` from a file to what the runner finds beside it."""

import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

import analyzer
from analyzer import report as paper
from analyzer import simulate
from analyzer.cli import commands, screen

SAMPLE = Path(__file__).parent.parent / "sample_data" / "mile_trial.fit"
HOUR_LIMIT = 2.5
"""The whole process that reports on an hour of running is to take less of the processor. [s]"""
TRUTH = json.loads(SAMPLE.with_name("mile_trial.truth.json").read_text(encoding="utf-8"))


@pytest.fixture
def mile(tmp_path: Path) -> Path:
    return Path(shutil.copy(SAMPLE, tmp_path / "mile.fit"))


def report(*arguments: str | Path) -> Result:
    return CliRunner().invoke(commands, ["report", *(str(argument) for argument in arguments)], prog_name="analyzer")


def program(
    *arguments: str | Path, env: dict[str, str] | None = None, preexec_fn: Callable[[], None] | None = None
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "analyzer", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env=env,
        preexec_fn=preexec_fn,
    )


def page(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_the_summary_is_printed_and_the_page_lies_beside_the_file(mile: Path) -> None:
    told = report(mile)
    assert (told.exit_code, told.stderr) == (0, "")
    assert told.stdout.startswith("Mile  5:")
    assert told.stdout.endswith(f"Report: {mile}.html\n")
    assert {path.name for path in mile.parent.iterdir()} == {"mile.fit", "mile.fit.html"}
    assert page(Path(f"{mile}.html")).count("<svg") > 3


def test_the_time_of_the_trial_is_within_three_of_its_errors_of_the_truth(mile: Path) -> None:
    trial = next(effort for effort in json.loads(report(mile, "--json").stdout)["efforts"] if effort["kind"] == "trial")
    assert abs(trial["time_s"] - TRUTH["efforts"][0]["time_s"]) < 3 * trial["time_sd"]
    assert trial["time_sd"] < 1.0


def test_json_is_all_that_is_printed_and_fits_its_schema(mile: Path) -> None:
    told = report(mile, "--json")
    jsonschema.validate(json.loads(told.stdout), paper.schema())
    assert told.stderr == ""
    assert [path.name for path in mile.parent.iterdir()] == ["mile.fit"]


def test_json_of_several_files_is_a_line_each(mile: Path) -> None:
    told = report(mile, mile, "--json")
    assert [json.loads(line)["recording"]["file"] for line in told.stdout.splitlines()] == ["mile.fit"] * 2


def test_json_and_a_page_can_be_had_together(mile: Path) -> None:
    told = report(mile, "--json", "--html", mile.with_name("mine.html"), "--no-charts")
    json.loads(told.stdout)
    assert told.stderr == f"Report: {mile.with_name('mine.html')}\n"
    assert page(mile.with_name("mine.html")).startswith("<!doctype html>")


def test_without_charts_the_page_is_small(mile: Path) -> None:
    report(mile, "--no-charts")
    small = page(Path(f"{mile}.html"))
    report(mile)
    assert len(small) < len(page(Path(f"{mile}.html"))) / 3


def test_pdf_and_png_go_where_the_runner_says(mile: Path) -> None:
    told = report(mile, "--pdf", mile.with_name("mile.pdf"), "--png", mile.with_name("mile.png"), "--no-charts")
    assert told.exit_code == 0, told.output
    assert mile.with_name("mile.pdf").read_bytes().startswith(b"%PDF")
    images = sorted(mile.parent.glob("mile-*.png"))
    assert {"mile-track.png", "mile-zones.png"} <= {path.name for path in images}
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in images)
    assert all(str(path) in told.stdout for path in images)


def test_all_reports_of_several_files_can_go_into_a_folder(mile: Path) -> None:
    other = Path(shutil.copy(mile, mile.with_name("other.fit")))
    there = mile.parent / "reports"
    there.mkdir()
    told = report(mile, other, "--out", there / "pages", "--pdf", there, "--no-charts")
    assert told.exit_code == 0, told.output
    assert sorted(path.name for path in (there / "pages").iterdir()) == ["mile.fit.html", "other.fit.html"]
    assert sorted(path.name for path in there.glob("*.pdf")) == ["mile.fit.pdf", "other.fit.pdf"]
    assert told.stdout.count("Mile  5:") == 2
    assert f"{other}\n" in told.stdout


def test_two_files_of_one_name_do_not_share_a_page(mile: Path) -> None:
    (mile.parent / "b").mkdir()
    other = Path(shutil.copy(mile, mile.parent / "b" / "mile.fit"))
    told = report(mile, other, "--out", mile.parent / "out", "--no-charts")
    assert told.exit_code == 2
    assert "two files are called mile.fit" in told.stderr


def test_a_page_is_replaced_by_the_next_but_no_other_file_is(mile: Path) -> None:
    notes = Path(f"{mile}.html")
    notes.write_text("my notes", encoding="utf-8")
    told = report(mile, "--no-charts")
    assert told.exit_code == 1
    assert told.stdout.startswith("Mile  5:")
    assert told.stderr == f"Error: {notes} exists and is no report; it is left as it is: choose another name\n"
    assert page(notes) == "my notes"
    notes.unlink()
    assert report(mile, "--no-charts").exit_code == report(mile, "--no-charts").exit_code == 0


@pytest.mark.parametrize("option", ["--html", "--pdf"])
def test_the_recording_is_never_overwritten(mile: Path, option: str) -> None:
    before = mile.read_bytes()
    assert report(mile, option, mile).exit_code == 1
    assert mile.read_bytes() == before


def test_where_no_file_can_be_written_the_summary_is_shown_all_the_same(mile: Path) -> None:
    def no_space() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))

    told = program("report", mile, preexec_fn=no_space)
    assert told.returncode == 1
    assert told.stdout.startswith("Mile  5:")
    assert len(told.stderr.splitlines()) == 1
    assert told.stderr.startswith(f"Error: {mile}.html could not be written (")
    assert [path.name for path in mile.parent.iterdir()] == ["mile.fit"]


def test_a_folder_that_is_a_file_is_told(mile: Path) -> None:
    told = report(mile, "--out", mile / "reports", "--no-charts")
    assert told.exit_code == 1
    assert told.stdout.startswith("Mile  5:")
    assert told.stderr.endswith("could not be written (Not a directory); choose another folder\n")


def test_what_the_runner_says_overrules_the_guesses(mile: Path) -> None:
    track = TRUTH["track"]
    told = report(
        *(mile, "--json", "--five-k", "21:00", "--goal", "6:00", "--lane", "2", "--shape", "equal_quadrant"),
        *("--direction", track["direction"], "--finish", f"{track['finish_latitude']},{track['finish_longitude']}"),
    )
    found = json.loads(told.stdout)
    assert (found["strategy"]["five_k_s"], found["strategy"]["goal_s"]) == (1260.0, 360.0)
    assert found["track"]["lane"] == 2
    assert found["track"]["shape"] == "equal_quadrant"
    assert found["track"]["direction"] == track["direction"]
    assert found["track"]["finish"]["known_from"] == "runner"


def test_a_goal_that_no_plan_can_join_with_the_5k_is_told_and_the_times_are_shown(mile: Path) -> None:
    told = report(mile, "--five-k", "30:00", "--goal", "4:00", "--no-charts")
    assert told.exit_code == 0
    assert told.stdout.startswith("Mile  5:")
    assert "goal 4:00.0 is out of reach of a 30:00 5K" in " ".join(told.stdout.split())


def test_the_unexpected_is_one_line_and_does_not_stop_the_others(mile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    analyze, calls = analyzer.analyze, iter([RuntimeError("a hole in\nthe track")])

    def stumbling(recording: analyzer.Recording, **said: object) -> analyzer.Analysis:
        for error in calls:
            raise error
        return analyze(recording, **said)  # type: ignore[arg-type]  # passed on

    monkeypatch.setattr(analyzer, "analyze", stumbling)
    told = report(mile, mile, "--no-charts")
    assert told.exit_code == 1
    assert told.stdout.count("Mile  5:") == 1
    assert told.stderr == (
        f"Error: {mile}: unexpected error (RuntimeError: a hole in the track); please report it with the output of "
        "--debug\n"
    )


def test_debug_shows_the_traceback(tmp_path: Path) -> None:
    told = program("report", tmp_path / "gone.fit", "--debug")
    assert told.returncode == 1
    assert "Traceback (most recent call last)" in told.stderr
    assert told.stderr.splitlines()[-1].startswith("Error: ")


def test_a_reader_that_stops_reading_ends_it_quietly(mile: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "analyzer", "report", mile, mile, "--no-charts"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""


def test_a_terminal_of_plain_letters_gets_plain_letters(mile: Path) -> None:
    told = program("report", mile, "--no-charts", env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert told.returncode == 0, told.stderr
    assert told.stdout.isascii()
    assert "+/-" in told.stdout
    assert "?" not in told.stdout


def test_no_line_is_wider_than_a_page(mile: Path) -> None:
    assert max(map(len, report(mile, "--no-charts").stdout.splitlines())) <= screen.WIDTH


def test_an_hour_of_running_is_reported_within_its_time(tmp_path: Path) -> None:
    path = tmp_path / "hour.fit"
    path.write_bytes(simulate.write_fit(simulate.session(kind="easy_track", minutes=60.0).recording))
    took = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert program("report", path).returncode == 0
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        took.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert page(tmp_path / "hour.fit.html").count("<svg") > 2
    assert min(took) < HOUR_LIMIT
