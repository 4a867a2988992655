"""A log that is exported can be made again, with all that was said and written."""

import csv
import gzip
import hashlib
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from analyzer import simulate, store
from analyzer.cli import commands
from analyzer.model import Athlete, Said

MORNING = datetime(2026, 5, 16, 7, 30, tzinfo=UTC)
GROUND: dict[str, Any] = {"latitude": 47.0, "longitude": 15.0, "bearing": 30.0}


def files() -> dict[str, bytes]:
    mile = simulate.session(kind="mile", record_from="trial", record_to="trial", start_time=MORNING, **GROUND).recording
    later = MORNING + timedelta(days=1)
    run = simulate.session(kind="road", minutes=6.0, seed=1, start_time=later, **GROUND).recording
    return {
        "mile.fit": simulate.write_fit(mile),
        "mile.gpx": simulate.write_gpx(mile, speed=False),
        "run.fit.gz": gzip.compress(simulate.write_fit(run)),
    }


RUNS = files()


def log(*arguments: str | Path) -> Result:
    told = CliRunner().invoke(commands, ["log", *map(str, arguments)], prog_name="analyzer")
    assert "unexpected" not in told.stderr, told.stderr
    return told


def done(*arguments: str | Path) -> str:
    told = log(*arguments)
    assert told.exit_code == 0, told.output
    return told.stdout


@pytest.fixture
def place(log_place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The place of a log with two sessions of Jo, one with two files; a day; what was said and written."""
    monkeypatch.setenv("ANALYZER_LOG", log_place)
    for name, data in RUNS.items():
        (tmp_path / name).write_bytes(data)
    done("athlete", "add", "Jo", "--birth-year", "1980", "--five-k", "20:00", "--since", "2026-01-01")
    for name in RUNS:
        done("add", tmp_path / name)
    done("edit", "1", "--notes", 'windy, "alone"', "--rpe", "9", "--goal", "5:50", "--sleep", "7:30")
    done("edit", "2026-06-01", "--strength", "20", "--notes", "rest")
    return log_place


def exported(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def test_an_export_has_the_recordings_as_they_came_and_tables(place: str, tmp_path: Path) -> None:
    said = done("export", tmp_path / "out")
    assert said == f"Exported: {tmp_path / 'out'} (2 sessions of Jo, 3 recordings)\n"
    found = exported(tmp_path / "out")
    assert set(found) == {
        "files/00001-mile.fit",
        "files/00001-2-mile.gpx",
        "files/00002-run.fit",
        "sessions.csv",
        "efforts.csv",
        "zones.csv",
        "days.csv",
        "log.json",
    }
    assert found["files/00001-mile.fit"] == RUNS["mile.fit"]
    assert found["files/00001-2-mile.gpx"] == RUNS["mile.gpx"]
    assert found["files/00002-run.fit"] == gzip.decompress(RUNS["run.fit.gz"])
    rows = {
        name: list(csv.DictReader(found[f"{name}.csv"].decode().splitlines())) for name in ("sessions", "zones", "days")
    }
    assert [(row["session"], row["rpe"], row["notes"]) for row in rows["sessions"]] == [
        ("1", "9", 'windy, "alone"'),
        ("2", "", ""),
    ]
    assert len(rows["zones"]) == 16
    assert [(row["date"], row["sleep_h"], row["strength_min"]) for row in rows["days"]] == [
        ("2026-05-16", "7.5", ""),
        ("2026-06-01", "", "20.0"),
    ]
    document = json.loads(found["log.json"])
    assert document["athlete"]["name"] == "Jo"
    assert [one["analysis"]["schema"] for one in document["sessions"]] == ["analysis/1"] * 2
    for session in document["sessions"]:
        for file in session["files"]:
            assert hashlib.sha256(found[file["path"]]).hexdigest() == file["sha256"]


def test_an_export_is_brought_up_to_date_and_nothing_else_is_overwritten(place: str, tmp_path: Path) -> None:
    done("export", tmp_path / "out")
    before = exported(tmp_path / "out")
    done("edit", "2", "--notes", "new")
    done("export", tmp_path / "out")
    after = exported(tmp_path / "out")
    assert {name for name in before if before[name] != after[name]} == {"sessions.csv", "log.json"}
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "log.json").write_text("{}")
    told = log("export", tmp_path / "other")
    assert told.exit_code == 1
    assert "holds other files, which are left as they are" in told.stderr
    (tmp_path / "out" / "files" / "00001-mile.fit").write_bytes(b"another")
    told = log("export", tmp_path / "out")
    assert told.exit_code == 1
    assert "is another recording, which is left as it is" in told.stderr


def test_an_export_makes_the_same_log_again(place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done("export", tmp_path / "out")
    monkeypatch.setenv("ANALYZER_LOG", str(tmp_path / "again.db"))
    for _ in range(2):
        done("restore", tmp_path / "out", "--jobs", "1")
        with store.open(place) as old, store.open(tmp_path / "again.db") as new:
            jo, same = old.athlete("Jo"), new.athlete()
            assert (same.name, same.birth_year, same.forms) == (jo.name, jo.birth_year, jo.forms)
            assert new.days(same) == old.days(jo)
            assert list(new.sessions(same)["session"]) == [1, 2]
            for number in (1, 2):
                was, now = old.session(jo, number), new.session(same, number)
                assert (now.said, now.diary, now.files, now.document) == (was.said, was.diary, was.files, was.document)
    assert Said(goal=350.0) == now_said(tmp_path / "again.db")


def now_said(place: Path) -> Said:
    with store.open(place) as log_again:
        return log_again.session(log_again.athlete(), 1).said


def test_the_folder_of_an_export_can_be_added_as_any_other(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done("export", tmp_path / "out")
    monkeypatch.setenv("ANALYZER_LOG", str(tmp_path / "plain.db"))
    said = done("add", tmp_path / "out", "--jobs", "1")
    assert said.splitlines()[-1] == "2 added; 1 another export of a session."
    with store.open(tmp_path / "plain.db") as plain:
        assert sorted(plain.sessions(plain.athlete())["files"]) == [1, 2]


def test_it_can_be_restored_for_another_athlete_and_what_is_there_stays(place: str, tmp_path: Path) -> None:
    done("export", tmp_path / "out")
    done("edit", "1", "--notes", "otherwise")
    said = done("restore", tmp_path / "out", "--athlete", "Kim")
    assert said.splitlines()[-1] == "2 added."
    done("restore", tmp_path / "out")
    with store.open(place) as opened:
        jo, kim = opened.athlete("Jo"), opened.athlete("Kim")
        assert [one.name for one in opened.athletes()] == ["Jo", "Kim"]
        assert opened.session(jo, 1).diary.notes == "otherwise"
        first = int(opened.sessions(kim)["session"].iloc[0])
        assert opened.session(kim, first).diary.notes == 'windy, "alone"'


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda _: "{}", "no export of a log"),
        (lambda _: "not json", "no export of a log"),
        (lambda text: text.replace("files/00001-mile.fit", "../mile.fit"), "lies outside of the folder"),
        (lambda text: text.replace("files/00001-mile.fit", "files/gone.fit"), "cannot be opened"),
        (lambda text: text[: len(text) // 2], "the export is damaged"),
    ],
)
def test_an_export_that_is_damaged_is_one_clear_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoil: Any, told: str
) -> None:
    monkeypatch.setenv("ANALYZER_LOG", str(tmp_path / "log.db"))
    (tmp_path / "mile.fit").write_bytes(RUNS["mile.fit"])
    done("add", tmp_path / "mile.fit")
    done("export", tmp_path / "out")
    index = tmp_path / "out" / "log.json"
    index.write_text(spoil(index.read_text(encoding="utf-8")), encoding="utf-8")
    found = log("restore", tmp_path / "out", "--log", str(tmp_path / "new.db"))
    assert found.exit_code == 1
    assert told in found.stderr
    assert "Traceback" not in found.stderr


def test_files_that_wait_wait_in_the_restored_log_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANALYZER_LOG", str(tmp_path / "log.db"))
    with store.open(tmp_path / "log.db") as opened:
        me = opened.put_athlete(Athlete("me"))
        opened.failed(me, opened.keep(me, RUNS["mile.fit"], name="mile.fit", said=Said(lane=1)).sha256, "too odd")
    done("export", tmp_path / "out")
    monkeypatch.setenv("ANALYZER_LOG", str(tmp_path / "new.db"))
    done("restore", tmp_path / "out")
    with store.open(tmp_path / "new.db") as opened:
        (one,) = opened.waiting()
    assert (one.name, one.said, one.problem) == ("mile.fit", Said(lane=1), "too odd")
