"""`analyzer balance`: from a log to the screen, pages and JSON."""

import json
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator
from log_example import easy, intervals, raw, trial

from analyzer import report, store
from analyzer.cli import commands
from analyzer.model import Athlete, Day, Entry, Form, Said

SUNDAY = "2026-05-17"
KNOWN = (Form(date(2026, 1, 1), five_k=1200.0),)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(commands, ["balance", *(str(one) for one in arguments)], prog_name="analyzer")


def at(day: str, clock: str = "07:00") -> pd.Timestamp:
    return pd.Timestamp(f"{day}T{clock}Z")


def fill(place: Path, athlete: Athlete, entries: list[Entry], *, days: tuple[Day, ...] = ()) -> None:
    with store.open(place) as log:
        who = log.put_athlete(athlete)
        for number, entry in enumerate(entries):
            name = f"{athlete.name} {number}"
            log.put(who, entry, sha256=log.keep(who, raw(name), name=name, said=Said()).sha256)
        for day in days:
            log.write_day(who, day)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Keep the log of Jo: easy on Monday and Friday, intervals on Tuesday and Wednesday."""
    place = tmp_path / "log.db"
    entries = [
        easy(at("2026-05-11")),
        intervals(at("2026-05-12")),
        intervals(at("2026-05-13")),
        easy(at("2026-05-15"), distance=6000.0),
    ]
    jo = Athlete("Jo", timezone="Europe/Vienna", forms=KNOWN)
    fill(place, jo, entries, days=(Day(date(2026, 5, 14), sleep=8.0),))
    return place


def document(*arguments: str | Path) -> Any:
    told = run(*arguments, "--json")
    assert told.exit_code == 0, told.output
    return json.loads(told.stdout)


def test_the_balance_of_a_log_is_told(log: Path) -> None:
    told = run("--log", log, "--until", SUNDAY)
    assert told.exit_code == 0, told.output
    assert told.stdout.startswith("Balance of training  ")
    words = " ".join(told.stdout.split())
    assert "✗ No hard days back to back (not kept): 1 time one after another: Tue 12 May and Wed 13 May" in words
    assert "Jo, the four weeks from 2026-04-20 to 2026-05-17; the log begins on 2026-05-11" in words
    assert "8.0 h on the mean of 1 night" in words
    assert "11 May E H H – E · ·" in words


def test_the_json_keeps_to_its_schema_and_is_all_that_is_printed(log: Path) -> None:
    told = document("--log", log, "--until", SUNDAY)
    Draft202012Validator(report.balance_schema()).validate(told)
    assert told["until"] == SUNDAY
    assert [week["sessions"] for week in told["weeks"]] == [4]
    assert told["five_k_s"] == 1200.0
    assert told["five_k_from"] == "what you said of yourself"


def test_pages_are_written_where_they_are_wanted(log: Path, tmp_path: Path) -> None:
    page = tmp_path / "b.html"
    told = run(
        "--log", log, "--until", SUNDAY, "--html", page, "--pdf", tmp_path / "b.pdf", "--png", tmp_path / "b.png"
    )
    assert told.exit_code == 0, told.output
    assert {path.name for path in tmp_path.glob("b*")} == {"b.html", "b.pdf", "b-weeks.png", "b-calendar.png"}
    assert "Hard and easy days" in page.read_text(encoding="utf-8")


def test_weeks_are_as_many_as_are_asked_for(tmp_path: Path) -> None:
    place = tmp_path / "log.db"
    fill(place, Athlete("Jo", forms=KNOWN), [easy(at("2026-03-02")), easy(at("2026-05-12"))])
    assert len(document("--log", place, "--until", SUNDAY)["weeks"]) == 11
    assert len(document("--log", place, "--until", SUNDAY, "--weeks", "3")["weeks"]) == 3


def test_the_last_day_is_today_where_the_athlete_lives(tmp_path: Path) -> None:
    """In Kiritimati (UTC+14) it is a day later than in Pago Pago (UTC-11) at any time."""
    now = datetime.now(UTC)
    for name, ahead in (("Pacific/Kiritimati", 14), ("Pacific/Pago_Pago", -11)):
        place = tmp_path / f"{ahead}.db"
        fill(place, Athlete("Jo", timezone=name, forms=KNOWN), [])
        told = date.fromisoformat(document("--log", place)["until"])
        assert told in {(now + timedelta(hours=ahead)).date(), (datetime.now(UTC) + timedelta(hours=ahead)).date()}


def test_a_late_run_is_of_the_day_that_it_was_where_the_runner_lives(tmp_path: Path) -> None:
    """On Sunday at 21:30 in New York it is Monday, 01:30 in UTC."""
    place = tmp_path / "log.db"
    fill(place, Athlete("Jo", timezone="America/New_York", forms=KNOWN), [easy(at("2026-05-11", "01:30"))])
    weeks = document("--log", place, "--until", SUNDAY, "--weeks", "2")["weeks"]
    assert [week["monday"] for week in weeks if week["sessions"]] == ["2026-05-04"]


def test_a_day_to_come_is_refused(log: Path) -> None:
    told = run("--log", log, "--until", "2999-01-01")
    assert told.exit_code == 2
    assert told.stderr.startswith("Error: --until 2999-01-01 is still to come; today is ")


@pytest.mark.parametrize("wrong", [("--weeks", "0"), ("--until", "tomorrow")])
def test_wrong_use_is_told_in_its_own_words(log: Path, wrong: tuple[str, str]) -> None:
    assert run("--log", log, *wrong).exit_code == 2


def test_a_trial_tells_the_5k_time_where_nobody_said_it(tmp_path: Path) -> None:
    place = tmp_path / "log.db"
    fill(place, Athlete("Jo"), [easy(at("2026-05-12")), trial(at("2026-05-09"))])
    told = document("--log", place, "--until", SUNDAY)
    with store.open(place) as log:
        known = log.trials(log.athlete()).trials["five_k"].iloc[0]
    assert told["five_k_from"] == "a trial"
    assert told["five_k_s"] == pytest.approx(known)
    assert told["five_k_day"] == "2026-05-09"


def test_several_athletes_are_held_apart_and_have_to_be_named(log: Path) -> None:
    fill(log, Athlete("Mo", forms=KNOWN), [easy(at("2026-05-16"))])
    assert document("--log", log, "--until", SUNDAY, "--athlete", "Mo")["weeks"][0]["sessions"] == 1
    assert document("--log", log, "--until", SUNDAY, "--athlete", "jo")["weeks"][0]["sessions"] == 4
    told = run("--log", log, "--until", SUNDAY)
    assert told.exit_code == 2
    assert "Jo" in told.stderr
    assert "Mo" in told.stderr


def test_an_empty_log_says_how_to_fill_it(tmp_path: Path) -> None:
    place = tmp_path / "log.db"
    fill(place, Athlete("Jo"), [])
    told = run("--log", place)
    assert told.exit_code == 0
    assert "nothing is logged yet" in told.stdout
    assert "analyzer log add FILE" in told.stdout


def test_its_help_waits_for_no_frames() -> None:
    code = (
        "import sys; from analyzer.cli import balance;"
        "assert not {'numpy', 'pandas', 'matplotlib', 'sqlalchemy'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
