"""`analyzer tracks`, and what `analyzer report` keeps from session to session."""

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from analyzer import simulate
from analyzer.cli import commands
from analyzer.cli.shelf import shelf

GROUND: dict[str, Any] = {"latitude": 47.0, "longitude": 15.0, "bearing": 30.0}


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(commands, [str(argument) for argument in arguments], prog_name="analyzer")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ANALYZER_DATA", str(tmp_path / "data"))
    return tmp_path


def recorded(folder: Path, seed: int, kind: str = "mile", **options: Any) -> Path:
    path = folder / f"{kind}-{seed}.fit"
    made = simulate.session(kind=kind, seed=seed, **(GROUND | options))
    path.write_bytes(simulate.write_fit(made.recording))
    return path


def report(*arguments: str | Path) -> dict[str, Any]:
    told = run("report", "--json", *arguments)
    assert told.exit_code == 0, told.output
    return dict(json.loads(told.stdout))


def listed(*arguments: str | Path) -> list[dict[str, Any]]:
    return list(json.loads(run("tracks", "--json", *arguments).stdout))


def test_a_track_is_kept_known_again_and_refined(folder: Path) -> None:
    told = run("report", recorded(folder, 1), "--save-track", "Stadium", "--no-charts")
    assert told.exit_code == 0, told.output
    assert told.stdout.splitlines()[-1].startswith("Saved track: Stadium, 1 session, its place known within 1.")
    easy = recorded(folder, 2, "easy_track", minutes=8.0)
    again = report(easy)
    assert again["track"]["name"] == "Stadium"
    assert again["track"]["finish"] == {"known_from": "saved", "probability": 0.97}
    kept = listed()[0]
    assert (kept["name"], len(kept["sessions"])) == ("Stadium", 2)
    assert report(easy)["track"]["name"] == "Stadium"
    assert listed()[0] == kept
    assert "Stadium: track of 400.0 m" in run("report", easy, "--no-charts").stdout


def test_without_the_saved_tracks_nothing_is_read_or_written(folder: Path) -> None:
    mile = recorded(folder, 1)
    assert report(mile)["track"]["name"] == ""
    assert not (folder / "data").exists()
    report(mile, "--save-track", "Stadium")
    before = (folder / "data" / "tracks.json").read_bytes()
    found = report(recorded(folder, 2), "--no-saved-tracks")
    assert found["track"]["name"] == ""
    assert (folder / "data" / "tracks.json").read_bytes() == before
    assert run("report", mile, "--no-saved-tracks", "--save-track", "X").exit_code == 2


def test_several_sessions_in_one_go_refine_one_track(folder: Path) -> None:
    files = [recorded(folder, seed) for seed in (1, 2, 3)]
    told = run("report", *files, "--save-track", "Stadium", "--no-charts")
    assert told.exit_code == 0, told.output
    assert len(listed()[0]["sessions"]) == 3
    assert listed()[0]["errors"]["centre_m"] < 1.2


def test_a_track_can_be_added_shown_named_and_forgotten(folder: Path) -> None:
    added = run("tracks", "add", recorded(folder, 1), "--name", "Stadium")
    assert added.exit_code == 0, added.output
    assert "known within" in added.stdout
    assert run("tracks", "show", "stadium").stdout == added.stdout
    assert "Stadium" in run("tracks").stdout
    named = json.loads(run("tracks", "name", "Stadium", "Home", "--json").stdout)
    assert named["name"] == "Home"
    assert named["latitude"] == pytest.approx(47.0, abs=1e-4)
    assert json.loads(run("tracks", "show", "Home", "--json").stdout) == named
    assert run("tracks", "forget", "Home").stdout == "Forgotten: Home\n"
    assert listed() == []
    assert "No tracks are saved yet" in run("tracks").stdout


def test_the_finish_line_is_told_once_for_all_sessions(folder: Path) -> None:
    south = {"latitude": -33.8, "longitude": -70.6}
    run("tracks", "add", recorded(folder, 1, "easy_track", minutes=8.0, **south), "--name", "Stadium")
    assert listed()[0]["finish"]["known_from"] == "assumed"
    truth = simulate.session(seed=1, **(GROUND | south)).truth.track
    assert truth is not None
    place = f"{truth.finish_latitude},{truth.finish_longitude}"
    told = run("tracks", "finish", "Stadium", place, "--json")
    assert told.exit_code == 0, told.output
    found = json.loads(told.stdout)
    assert found["finish"] == {"known_from": "runner", "probability": 1.0}
    assert abs(found["finish_latitude"] - truth.finish_latitude) < 5e-5
    easy = report(recorded(folder, 2, "easy_track", minutes=8.0, **south))
    assert easy["track"]["finish"] == {"known_from": "saved", "probability": 1.0}
    assert abs((easy["track"]["bearing_deg"] - 30.0 + 180.0) % 360.0 - 180.0) < 2.0


def test_another_file_of_tracks_can_be_named_before_and_after_the_command(folder: Path) -> None:
    other = folder / "other.json"
    mile = recorded(folder, 1)
    assert run("report", mile, "--no-charts", "--tracks", other, "--save-track", "Stadium").exit_code == 0
    assert listed() == []
    assert listed("--tracks", other)[0]["name"] == "Stadium"
    assert run("tracks", "--tracks", other, "show", "Stadium").exit_code == 0
    assert run("tracks", "show", "Stadium", "--tracks", other).exit_code == 0
    assert run("tracks", "show", "Stadium", "--tracks", folder).exit_code == 2
    assert report(mile, "--tracks", other)["track"]["name"] == "Stadium"


@pytest.mark.parametrize("spoiled", [b"", b"{", b'{"schema": "tracks/9", "tracks": []}', b"\xff\xfe", b"my notes"])
def test_a_damaged_file_is_told_in_one_line_and_never_written_over(folder: Path, spoiled: bytes) -> None:
    path = folder / "data" / "tracks.json"
    path.parent.mkdir()
    path.write_bytes(spoiled)
    mile = recorded(folder, 1)
    for command in (
        ("tracks",),
        ("tracks", "forget", "Stadium"),
        ("tracks", "add", mile, "--name", "Stadium"),
        ("report", mile, "--no-charts", "--save-track", "Stadium"),
        ("report", mile, "--no-charts"),
    ):
        told = run(*command)
        assert told.exit_code == 1
        assert len(told.stderr.splitlines()) == 1
        assert told.stderr.startswith(f"Error: {path}: ")
        assert path.read_bytes() == spoiled
        assert command[0] == "tracks" or told.stdout.startswith("Mile  ")


def test_a_track_that_cannot_be_saved_is_told_and_the_report_is_written(folder: Path) -> None:
    road = recorded(folder, 1, "road")
    told = run("report", road, "--no-charts", "--save-track", "Stadium")
    assert told.exit_code == 2
    assert told.stderr == f"Error: {road}: no track was found in it, so none is saved as 'Stadium'\n"
    assert Path(f"{road}.html").exists()
    mile = recorded(folder, 2)
    report(mile, "--save-track", "Stadium")
    told = run("report", mile, "--no-charts", "--save-track", "Arena")
    assert told.exit_code == 2
    assert "saved already as 'Stadium'; rename it with analyzer tracks name" in told.stderr


def test_a_folder_that_cannot_be_written_is_told_in_one_line(folder: Path) -> None:
    (folder / "data").write_text("a file", encoding="utf-8")
    told = run("report", recorded(folder, 1), "--no-charts", "--save-track", "Stadium")
    assert told.exit_code == 1
    assert told.stdout.startswith("Mile  ")
    assert len(told.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        ("show",),
        ("show", "Nowhere"),
        ("name", "Nowhere", "Home"),
        ("forget", "Nowhere"),
        ("finish", "Nowhere", "47,15"),
        ("finish", "Nowhere", "here"),
        ("lose", "Nowhere"),
    ],
)
def test_wrong_use_is_one_line_and_exit_code_2(folder: Path, wrong: tuple[str, ...]) -> None:
    told = run("tracks", *wrong)
    assert told.exit_code == 2
    assert told.stderr.splitlines()[-1].startswith("Error: ")
    assert "Traceback" not in told.output
    assert not (folder / "data").exists()


def test_the_tracks_are_in_the_data_folder_of_the_user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("ANALYZER_DATA")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    path = shelf(None)
    assert path.name == "tracks.json"
    assert tmp_path in path.parents or sys.platform == "win32"
    assert shelf(tmp_path) == tmp_path / "tracks.json"
    assert shelf(tmp_path / "my.json") == tmp_path / "my.json"


def test_the_file_is_written_whole(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report(recorded(folder, 1), "--save-track", "Stadium")
    path = folder / "data" / "tracks.json"
    before = path.read_bytes()

    def full(*_: object, **__: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(Path, "replace", full)
    told = run("tracks", "name", "Stadium", "Home")
    assert told.exit_code == 1
    assert len(told.stderr.splitlines()) == 1
    assert path.read_bytes() == before
    assert {entry.name for entry in path.parent.iterdir()} == {"tracks.json", ".tracks.json.lock"}


@pytest.mark.parametrize("command", ["show", "name", "finish", "forget", "add"])
def test_each_command_on_tracks_has_help_and_is_in_the_readme(command: str) -> None:
    told = run("tracks", command, "--help")
    assert told.exit_code == 0
    assert "--tracks" in told.stdout
    assert "--json" in told.stdout
    readme = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
    assert f"`analyzer tracks {command} " in readme
