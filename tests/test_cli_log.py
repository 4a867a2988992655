"""`analyzer log`: sessions in, listed, shown, edited, taken out and looked at again."""

import gzip
import io
import json
import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result

from analyzer import pipeline, report, simulate
from analyzer.cli import commands
from analyzer.cli.choices import DIRECTIONS
from analyzer.cli.log import athletes, listing, saying
from analyzer.model import Direction, Said, Sex, WorkoutKind
from analyzer.report import log_story

MORNING = datetime(2026, 5, 16, 7, 30, tzinfo=UTC)
GROUND: dict[str, Any] = {"latitude": 47.0, "longitude": 15.0, "bearing": 30.0}


def recorded(kind: str = "road", *, day: int = 0, form: str = "fit", **options: Any) -> bytes:
    """Give a file of a short session, so many days after the first."""
    short = {"record_from": "trial", "record_to": "trial"} if kind == "mile" else {"minutes": 6.0}
    started = {"start_time": MORNING + timedelta(days=day), "seed": day}
    made = simulate.session(kind=kind, **(GROUND | short | started | options)).recording
    return simulate.write_gpx(made, speed=False) if form == "gpx" else simulate.write_fit(made)


MILE = recorded("mile")
GPX = recorded("mile", form="gpx")
RUN, LATER = recorded(day=1), recorded(day=2)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ANALYZER_DATA", str(tmp_path / "data"))
    runs = tmp_path / "runs"
    runs.mkdir()
    (runs / "mile.fit").write_bytes(MILE)
    (runs / "run.fit.gz").write_bytes(gzip.compress(RUN))
    return tmp_path


def log(*arguments: str | Path, stdin: str | None = None) -> Result:
    told = CliRunner().invoke(commands, ["log", *map(str, arguments)], input=stdin, prog_name="analyzer")
    assert "unexpected" not in told.stderr, told.stderr
    return told


def done(*arguments: str | Path) -> str:
    told = log(*arguments)
    assert told.exit_code == 0, told.output
    return told.stdout


def shown(number: int = 1, *arguments: str) -> dict[str, Any]:
    return dict(json.loads(done("show", str(number), "--json", *arguments)))


def listed(*arguments: str) -> list[dict[str, Any]]:
    return list(json.loads(done("list", "--json", *arguments))["sessions"])


def test_a_file_is_added_known_again_and_joined_by_its_export(folder: Path) -> None:
    said = done("add", folder / "runs" / "mile.fit")
    assert said.startswith("added 1: 2026-05-16 Mile 5:")
    assert len(said.splitlines()) == 1
    assert done("add", folder / "runs" / "mile.fit") == "already in the log: 1\n"
    (folder / "mile.gpx").write_bytes(GPX)
    joined = done("add", folder / "mile.gpx")
    assert joined == "the same session as 1, from another export: kept with it, analysed as before\n"
    assert [one["files"] for one in listed()] == [2]


def test_what_is_said_of_a_file_that_is_in_the_log_fills_what_the_session_is_silent_of(folder: Path) -> None:
    done("add", folder / "runs" / "mile.fit", "--notes", "windy")
    again = done("add", folder / "runs" / "mile.fit", "--notes", "calm", "--rpe", "8", "--goal", "5:50")
    assert again == (
        "already in the log: 1, and now with what you said of it (its notes stay; analyzer log edit 1 changes them)\n"
    )
    session = shown()
    assert session["session"]["diary"] == {"notes": "windy", "weather": "", "shoes": "", "rpe": 8}
    assert session["analysis"]["strategy"]["goal_s"] == 350.0


def test_the_richer_file_is_analysed_and_what_was_written_stays(folder: Path) -> None:
    (folder / "mile.gpx").write_bytes(GPX)
    done("add", folder / "mile.gpx", "--notes", "windy", "--rpe", "9")
    joined = done("add", folder / "runs" / "mile.fit", "--notes", "calm")
    assert joined == (
        "the same session as 1, from another export: kept with it, analysed from the FIT file now "
        "(its notes stay; analyzer log edit 1 changes them)\n"
    )
    session = shown()
    assert session["session"]["diary"] == {"notes": "windy", "weather": "", "shoes": "", "rpe": 9}
    assert session["analysis"]["recording"]["format"] == "fit"
    assert [file["format"] for file in session["session"]["files"]] == ["fit", "gpx"]


def test_a_folder_is_counted_and_the_exit_code_tells_of_what_could_not_be_read(folder: Path) -> None:
    (folder / "runs" / "noise.fit").write_bytes(b"no recording at all")
    told = log("add", folder / "runs", "--jobs", "2")
    assert told.exit_code == 1
    assert told.stdout.splitlines()[-1] == "2 added; 1 could not be read."
    assert "noise.fit: could not be read: the 19 bytes are neither FIT nor GPX nor TCX" in told.stderr
    assert len(told.stderr.splitlines()) == 1
    assert [one["session"] for one in listed()] == [1, 2]


def test_an_archive_and_standard_input_are_taken_too(folder: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a/mile.fit", MILE)
        archive.writestr("a/run.fit.gz", gzip.compress(RUN))
    (folder / "export.zip").write_bytes(packed.getvalue())
    assert done("add", folder / "export.zip", "--jobs", "1").splitlines()[-1] == "2 added."
    told = CliRunner().invoke(commands, ["log", "add", "-"], input=LATER)
    assert told.stdout.startswith("added 3: 2026-05-18 ")
    first = shown(1)["session"]["files"][0]
    assert (first["name"], first["size"]) == ("mile.fit", len(MILE))


def test_what_came_of_each_file_is_json_where_it_is_asked_for(folder: Path) -> None:
    (folder / "runs" / "noise.fit").write_bytes(b"no recording at all")
    told = log("add", folder / "runs", "--json")
    document = json.loads(told.stdout)
    assert {Path(file["place"]).name: file["status"] for file in document["files"]} == {
        "mile.fit": "new",
        "run.fit.gz": "new",
        "noise.fit": "failed",
    }
    assert document["counts"]["new"] == 2
    assert told.exit_code == 1


def test_the_list_has_a_line_a_session_the_newest_last(folder: Path) -> None:
    done("add", folder / "runs", "--jobs", "1")
    done("edit", "1", "--rpe", "9", "--notes", "windy, alone, and much too fast at the start")
    lines = done("list").splitlines()
    assert lines[0] == "Log of me  2 sessions"
    assert lines[3].split() == ["No.", "Date", "Kind", "Result", "Notes", "Distance", "RPE"]
    assert lines[4].startswith("1    2026-05-16  trial")
    assert "windy, alone, and much.." in lines[4]
    assert lines[4].endswith("9")
    assert lines[5].startswith("2    2026-05-17  easy")


def test_a_long_list_is_cut_to_the_last_ones_unless_all_are_wanted(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done("add", folder / "runs", "--jobs", "1")
    monkeypatch.setattr(listing, "LAST", 1)
    cut = done("list").splitlines()
    assert cut[0] == "Log of me  the last 1 session"
    assert cut[4].startswith("2    2026-05-17  easy")
    assert cut[5] == "There are more before these: --limit N, --since DAY or --all."
    whole = done("list", "--all").splitlines()
    monkeypatch.setattr(listing, "MANY", 1)
    assert [line.rstrip() for line in whole] == done("list", "--all").splitlines()


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        (("--since", "2026-05-17"), [2]),
        (("--until", "2026-05-16"), [1]),
        (("--kind", "mile_trial"), [1]),
        (("--kind", "easy", "--kind", "mile_trial"), [1, 2]),
        (("--track", "Nowhere"), []),
        (("--limit", "1"), [2]),
        (("--since", "1d"), []),
    ],
)
def test_the_list_is_cut_as_asked(folder: Path, asked: tuple[str, ...], numbers: list[int]) -> None:
    done("add", folder / "runs", "--jobs", "1")
    assert [one["session"] for one in listed(*asked)] == numbers


def test_the_json_of_list_and_session_fit_their_schemas(folder: Path) -> None:
    done("add", folder / "runs", "--goal", "5:40", "--notes", "ä, ±")
    done("edit", "1", "--sleep", "7:30")
    jsonschema.validate(json.loads(done("list", "--json")), log_story.schema(log_story.LIST))
    session = shown()
    jsonschema.validate(session, log_story.schema(log_story.LOGGED))
    jsonschema.validate(session["analysis"], report.schema())
    assert (session["session"]["day"]["sleep_h"], session["session"]["said"]) == (7.5, {"goal": 340.0})


def test_a_session_is_shown_as_it_is_reported(folder: Path) -> None:
    done("add", folder / "runs" / "mile.fit", "--shoes", "spikes")
    lines = done("show", "1", "--html", folder / "page.html", "--pdf", folder).splitlines()
    assert lines[0].startswith("Mile  5:")
    assert "Shoes   spikes" in lines
    assert any(line.startswith("File    mile.fit (FIT, analysed), ") for line in lines)
    assert (folder / "page.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert (folder / "session-1.pdf").read_bytes().startswith(b"%PDF")


def test_what_is_said_of_a_session_analyses_it_again(folder: Path) -> None:
    done("add", folder / "runs" / "mile.fit")
    before = shown()
    assert before["analysis"]["track"]["lane"] == 1
    goal = done("edit", "1", "--goal", "5:50")
    assert goal.splitlines()[0].endswith(" as before")
    assert shown()["analysis"]["strategy"]["goal_s"] == 350.0
    lane = done("edit", "1", "--lane", "2")
    assert f", before {before['session']['headline']}" in lane.splitlines()[0]
    after = shown()
    assert after["analysis"]["track"]["lane"] == 2
    assert after["session"]["said"] == {"lane": 2, "goal": 350.0}
    done("edit", "1", "--unset", "lane", "--unset", "goal")
    assert shown()["analysis"] == before["analysis"]


def test_what_cannot_be_analysed_changes_nothing(folder: Path) -> None:
    done("add", folder / "runs" / "mile.fit", "--notes", "windy")
    wrong = folder / "wrong.toml"
    wrong.write_text("lane = 77\n", encoding="utf-8")
    before = shown()
    told = log("edit", "1", "--notes", "calm", "--corrections", wrong)
    assert told.exit_code == 1
    assert "wrong.toml: lane" in told.stderr
    assert shown() == before


def test_corrections_beside_a_file_are_kept_with_the_session(folder: Path) -> None:
    beside = folder / "runs" / "mile.fit.corrections.toml"
    text = 'goal = "5:45"\n# five_k = "20:00"\n'
    beside.write_text(text, encoding="utf-8")
    done("add", folder / "runs" / "mile.fit")
    beside.unlink()
    assert shown()["analysis"]["strategy"]["goal_s"] == 345.0
    assert shown()["session"]["said"] == {"corrections": text}
    assert listed()[0]["five_k_s"] is None
    done("redo", "--all")
    assert shown()["analysis"]["strategy"]["goal_s"] == 345.0


def test_a_day_has_sleep_and_strength_with_or_without_a_session(folder: Path) -> None:
    done("add", folder / "runs" / "mile.fit")
    assert done("edit", "2026-05-20", "--sleep", "6.5", "--notes", "rest") == "2026-05-20: 6:30 h of sleep, rest\n"
    done("edit", "2026-05-16", "--strength", "30")
    done("edit", "1", "--sleep", "8:15")
    assert shown()["session"]["day"] == {"date": "2026-05-16", "sleep_h": 8.25, "strength_min": 30.0, "notes": ""}
    done("edit", "2026-05-16", "--unset", "sleep", "--unset", "strength")
    assert shown()["session"]["day"] is None


def test_a_session_is_removed_only_when_somebody_says_so(folder: Path) -> None:
    done("add", folder / "runs" / "mile.fit")
    told = log("remove", "1")
    assert told.exit_code == 2
    assert "say --yes" in told.stderr
    assert len(listed()) == 1
    assert done("remove", "1", "--yes").splitlines()[-1] == "removed 1"
    assert listed() == []
    assert done("add", folder / "runs" / "mile.fit").startswith("added 2: ")


def test_redo_tells_what_changed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done("add", folder / "runs", "--jobs", "1")
    assert done("redo") == "Nothing is outdated.\n"
    monkeypatch.setattr(pipeline, "METHOD", pipeline.METHOD + 1)
    done("athlete", "set", "--five-k", "20:00", "--since", "2026-01-01")
    assert "2 sessions analysed by an earlier version: analyzer log redo" in done("list")
    assert done("redo", "1").splitlines()[-1] == "1 analysed again; 0 of them changed."
    assert done("redo", "2").splitlines()[-1] == "1 analysed again; 0 of them changed."
    assert done("redo") == "Nothing is outdated.\n"
    assert listed()[0]["five_k_s"] == 1200.0


def test_a_redo_that_fails_keeps_the_analysis_and_names_the_session(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done("add", folder / "runs" / "mile.fit")
    before = shown()

    def broken(*_: object) -> None:
        raise ZeroDivisionError("no laps")

    monkeypatch.setattr(pipeline, "analyze", broken)
    told = CliRunner().invoke(commands, ["log", "redo", "--all"])
    assert told.exit_code == 1
    assert "session 1, which keeps its analysis: unexpected error (ZeroDivisionError: no laps)" in told.stderr
    assert shown() == before


def test_files_that_wait_are_listed_and_taken_up(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("no laps")

    with monkeypatch.context() as patched:
        patched.setattr(pipeline, "analyze", broken)
        told = CliRunner().invoke(commands, ["log", "add", str(folder / "runs" / "mile.fit"), "--rpe", "8"])
    assert told.exit_code == 1
    assert "could not be analysed" in told.stderr
    assert "it is kept in the log and waits for a newer version" in told.stderr
    assert "1 file waits: mile.fit (unexpected error (ZeroDivisionError" in " ".join(done("list").split())
    assert done("redo", "--waiting").splitlines()[-1] == "1 added."
    assert listed()[0]["rpe"] == 8


def test_a_session_is_looked_at_again_when_one_before_it_comes_after_it(folder: Path) -> None:
    def spike() -> bool | None:
        (check,) = [one for one in shown()["analysis"]["workout"]["checks"] if one["rule"] == "spike"]
        return bool(check["passed"]) if check["passed"] is not None else None

    (folder / "long.fit").write_bytes(recorded(day=9, minutes=12.0))
    (folder / "short.fit").write_bytes(recorded(day=3, minutes=6.0))
    done("add", folder / "long.fit")
    assert spike() is None
    said = done("add", folder / "short.fit").splitlines()
    assert said[1] == "Looked again at the jump in length of 1: sessions before were added after."
    assert spike() is False


def test_several_athletes_have_a_log_each_in_one_store(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done("athlete", "add", "Jo", "--birth-year", "1980", "--sex", "female", "--timezone", "Europe/Vienna")
    done("athlete", "add", "Kim", "--five-k", "20:00", "--goal", "5:40", "--since", "2026-01-01")
    told = log("add", folder / "runs" / "mile.fit")
    assert told.exit_code == 2
    assert "Jo, Kim" in told.stderr
    done("add", folder / "runs" / "mile.fit", "--athlete", "kim")
    assert [one["five_k_s"] for one in listed("--athlete", "Kim")] == [1200.0]
    assert listed("--athlete", "Jo") == []
    assert log("show", "1", "--athlete", "Jo").exit_code == 2
    monkeypatch.setenv("ANALYZER_ATHLETE", "Kim")
    assert len(listed()) == 1
    done("athlete", "set", "Kim", "--rename", "Kimberly")
    people = json.loads(done("athlete", "list", "--json"))["athletes"]
    assert [one["name"] for one in people] == ["Jo", "Kimberly"]
    assert people[0]["birth_year"] == 1980
    assert people[1]["forms"] == [{"since": "2026-01-01", "five_k_s": 1200.0, "goal_s": 340.0}]


def test_a_new_form_keeps_what_it_does_not_say(folder: Path) -> None:
    done("athlete", "add", "Jo", "--five-k", "20:00", "--goal", "5:40", "--since", "2026-01-01")
    done("athlete", "set", "--five-k", "19:30", "--since", "2026-06-01")
    (jo,) = json.loads(done("athlete", "list", "--json"))["athletes"]
    assert jo["forms"][1] == {"since": "2026-06-01", "five_k_s": 1170.0, "goal_s": 340.0}


def test_an_empty_log_says_how_to_begin(folder: Path) -> None:
    assert "analyzer log add FILE adds a session" in done("list")
    assert listed() == []
    told = log("show", "1")
    assert told.exit_code == 2
    assert "the log is empty; add a session with analyzer log add FILE" in told.stderr


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (("show", "99"), "no session 99"),
        (("edit", "1"), "nothing is to be changed"),
        (("edit", "Monday", "--sleep", "7"), "'Monday' is not a day"),
        (("edit", "2026-05-16", "--rpe", "7"), "--rpe is of a session"),
        (("edit", "1", "--sleep", "25"), "no time of sleep"),
        (("edit", "1", "--plan", "8 x fast"), "8 x fast"),
        (("redo", "1", "--all"), "one of them"),
        (("remove", "7", "--yes"), "no session 7"),
        (("athlete", "add", "me"), "there is an athlete of that name"),
        (("athlete", "set", "--timezone", "Mars/Base"), "no such time zone"),
        (("list", "--since", "soon"), "is not a day"),
        (("list", "--athlete", "Nobody"), "no such athlete"),
    ],
)
def test_wrong_use_is_one_clear_line_and_exit_code_2(folder: Path, wrong: tuple[str, ...], told: str) -> None:
    done("add", folder / "runs" / "mile.fit")
    found = log(*wrong)
    assert found.exit_code == 2, found.output
    assert told in found.stderr
    assert "Traceback" not in found.stderr


@pytest.mark.parametrize(
    "name", ["", "add", "list", "show", "edit", "remove", "redo", "export", "restore", "athlete", "athlete set"]
)
def test_each_command_has_help_and_is_in_the_readme(name: str) -> None:
    told = log(*name.split(), "--help")
    assert told.exit_code == 0
    assert told.stdout.startswith("Usage: analyzer log")
    readme = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
    assert f"analyzer log {name}".strip() in readme


def test_the_names_of_options_are_those_of_the_rooms() -> None:
    assert tuple(kind.value for kind in WorkoutKind) == listing.KINDS
    assert tuple(sex.value for sex in Sex) == athletes.SEXES
    assert set(saying.SAID) | {"corrections"} == set(Said.__dataclass_fields__)
    assert tuple(direction.value for direction in Direction) == DIRECTIONS


@pytest.mark.parametrize(
    ("text", "day"),
    [("today", date(2026, 5, 16)), ("30d", date(2026, 4, 16)), ("1y", date(2025, 5, 16)), (" 2w", date(2026, 5, 2))],
)
def test_days_are_said_as_people_say_them(text: str, day: date) -> None:
    assert saying.day(text, today=date(2026, 5, 16)) == day
