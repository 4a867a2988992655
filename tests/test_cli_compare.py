"""`analyzer compare` at the command line: the log, two of its trials, and files that are in no log."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result
from trials_example import JO, SUMMER, put_into

from analyzer import simulate, store
from analyzer.cli import commands
from analyzer.model import Athlete
from analyzer.report import comparison_schema

Command = Callable[..., Result]


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a log with the trials of a summer: sessions 1 to 8, and 9, which is no trial."""
    path = tmp_path_factory.mktemp("log") / "log.db"
    with store.open(path) as kept:
        assert put_into(kept, kept.put_athlete(replace(JO, id=0))) == list(range(1, 9))
    return path


@pytest.fixture
def compare(log: Path) -> Command:
    return lambda *words: run(*words, "--log", str(log))


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Simulate two miles on one track, a fortnight and some six seconds apart."""
    folder = tmp_path_factory.mktemp("files")
    made = []
    for name, goal, seed in (("may.fit", 350.0, 5), ("june.fit", 341.0, 6)):
        path = folder / name
        path.write_bytes(
            simulate.write_fit(simulate.session(kind="mile", seed=seed, five_k=1200.0, goal=goal).recording)
        )
        made.append(path)
    return made[0], made[1]


def run(*words: str) -> Result:
    return CliRunner().invoke(commands, ["compare", *words], catch_exceptions=False)


def document(result: Result) -> dict[str, object]:
    assert result.exit_code == 0, result.stderr
    found: dict[str, object] = json.loads(result.stdout)
    jsonschema.Draft202012Validator(comparison_schema()).validate(found)
    return found


def test_the_first_lines_are_the_latest_time_and_what_changed(compare: Command) -> None:
    lines = compare().stdout.splitlines()
    assert lines[0] == "Trials  5:41.2 ± 0.3 s"
    assert lines[1].startswith("13 September 2026, 4.7 s faster than on 16 August (5:45.9): ")
    assert "(P 0." in lines[1]


def test_the_whole_log_has_its_trend_its_best_and_the_latest_two_along_the_race(compare: Command) -> None:
    printed = compare().stdout
    for title in (
        "The trend",
        "The best",
        "Best realistic mile",
        "Along the race: 13 September 2026 against 16 August",
    ):
        assert title in printed
    assert "Won and lost by turn and straight" not in printed


def test_the_latest_trial_is_laid_beside_one_of_its_own_distance(compare: Command) -> None:
    """Up to August the latest is a mile: the 1500 m before it is passed over for the mile before that."""
    printed = compare("--until", "2026-08-01").stdout
    assert "Along the race: 26 July 2026 against 14 June" in printed
    assert "Along the race: 5 July 2026 against 14 June" in compare("--until", "2026-07-10").stdout


def test_two_numbers_lay_these_two_along_the_race(compare: Command) -> None:
    printed = compare("6", "8").stdout
    assert "Along the race: 13 September 2026 against 26 July" in printed
    assert "3.2 ± 0.4 s faster, as measured" in printed
    assert "Won and lost by turn and straight" in printed
    assert "2026-04-12" not in printed


def test_the_order_of_two_numbers_does_not_matter(compare: Command) -> None:
    assert compare("8", "6").stdout == compare("6", "8").stdout


def test_two_can_be_laid_along_the_race_beside_the_whole_log(compare: Command) -> None:
    found = document(compare("--two", "1", "8", "--json"))
    delta = found["delta"]
    assert isinstance(delta, dict)
    assert (delta["first"]["session"], delta["second"]["session"]) == (1, 8)
    assert delta["trace"]["ahead_s"][-1] == pytest.approx(11.1, abs=0.001)
    trials = found["trials"]
    assert isinstance(trials, list)
    assert len(trials) == 8


def test_days_and_distances_leave_the_others_out(compare: Command) -> None:
    def sessions(*words: str) -> list[int]:
        found = document(compare(*words, "--json"))["trials"]
        assert isinstance(found, list)
        return [trial["session"] for trial in found]

    assert sessions() == [1, 2, 3, 4, 5, 6, 7, 8]
    assert sessions("--since", "2026-07-01") == [5, 6, 7, 8]
    assert sessions("--until", "2026-05-24") == [1, 2, 3]
    assert sessions("--distance", "1mile") == [1, 2, 4, 6, 7, 8]
    assert sessions("1", "4", "8") == [1, 4, 8]


def test_json_is_all_that_is_printed(compare: Command, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    result = compare("--json", "--html", str(page))
    document(result)
    assert "Report: " in result.stderr
    assert page.read_bytes().startswith(b"<!doctype html>")


def test_page_sheets_and_pictures_are_written(compare: Command, tmp_path: Path) -> None:
    result = compare(
        "6", "8", "--html", str(tmp_path), "--pdf", str(tmp_path / "two.pdf"), "--png", str(tmp_path / "c.png")
    )
    assert result.exit_code == 0
    assert {path.name for path in tmp_path.iterdir()} == {
        "trials.html",
        "two.pdf",
        "c-trend.png",
        "c-delta.png",
        "c-records.png",
    }


def test_more_variation_from_day_to_day_makes_a_change_less_sure(compare: Command) -> None:
    def chance(*words: str) -> float:
        changes = document(compare(*words, "--json"))["changes"]
        assert isinstance(changes, dict)
        return float(changes["first"]["probability_faster"])

    assert chance("--variation", "0.8") > chance() > chance("--variation", "3")


def test_a_log_that_nobody_is_in_says_how_to_begin(tmp_path: Path) -> None:
    result = run("--log", str(tmp_path / "new.db"))
    assert result.exit_code == 0
    assert "no trial is in the log yet" in result.stdout
    assert "`analyzer log add FILE`" in result.stdout
    found = document(run("--log", str(tmp_path / "new.db"), "--json"))
    assert found["trials"] == []


def test_one_trial_is_told_without_a_change(tmp_path: Path) -> None:
    with store.open(tmp_path / "one.db") as kept:
        put_into(kept, kept.put_athlete(Athlete("Al")), SUMMER[-1:])
    result = run("--log", str(tmp_path / "one.db"))
    assert result.exit_code == 0
    assert "The only trial so far" in result.stdout
    assert "No age grades" in result.stdout


def test_trials_off_the_track_compare_by_their_times(tmp_path: Path) -> None:
    with store.open(tmp_path / "road.db") as kept:
        put_into(kept, kept.put_athlete(Athlete("Al")), tuple(replace(run, on_track=False) for run in SUMMER))
    result = run("--log", str(tmp_path / "road.db"), "1", "8")
    assert result.exit_code == 0
    assert "11.1 s faster" in result.stdout
    assert "off the track" in result.stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("99",), "session 99 has no trial in the log of Jo"),
        (("9", "8"), "session 9 has no trial"),
        (("--two", "1", "99"), "session 99 has no trial"),
        (("--two", "8", "8"), "session 8 has one trial only"),
        (("8", "a.fit"), "give numbers or files, not both"),
        (("a.fit", "b.fit", "--since", "2026-01-01"), "are for sessions of the log, not for files"),
        (("--distance", "800"), "no trials are timed over 800 m"),
        (("--distance", "5000"), "no trial over '5000 m'"),
        (("--since", "yesterday"), "'yesterday' does not match"),
        (("--athlete", "Nobody"), "Nobody: no such athlete"),
        (("--variation", "-1"), "-1.0 is not in the range"),
    ],
)
def test_what_is_used_wrongly_is_one_line_and_exit_code_2(compare: Command, words: tuple[str, ...], told: str) -> None:
    result = compare(*words)
    assert result.exit_code == 2
    assert told in result.stderr
    assert "Traceback" not in result.stderr


def test_an_athlete_never_sees_the_trials_of_another(log: Path, tmp_path: Path) -> None:
    own = tmp_path / "both.db"
    own.write_bytes(log.read_bytes())
    with store.open(own) as kept:
        kept.put_athlete(Athlete("Al"))
    assert "no trial is in the log yet" in run("--log", str(own), "--athlete", "Al").stdout
    assert run("--log", str(own), "--athlete", "Al", "8").exit_code == 2
    assert "Trials  5:41.2" in run("--log", str(own), "--athlete", "Jo").stdout


def test_two_files_are_compared_without_a_log(files: tuple[Path, Path], tmp_path: Path) -> None:
    result = run(*(str(path) for path in files))
    assert result.exit_code == 0, result.stderr
    assert "Along the race: " in result.stdout
    assert "No. 1 is may.fit; no. 2 is june.fit." in result.stdout
    assert "No age grades" not in result.stdout
    found = document(run(*(str(path) for path in files), "--json"))
    trials = found["trials"]
    assert isinstance(trials, list)
    times = [trial["time_s"] for trial in trials]
    delta = found["delta"]
    assert isinstance(delta, dict)
    assert delta["gain_s"] == pytest.approx(abs(times[0] - times[1]), abs=0.002)


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("missing.fit", None, "missing.fit: the file cannot be opened"),
        ("text.fit", b"this is no recording", "text.fit: "),
    ],
)
def test_a_file_that_cannot_be_read_is_named(
    files: tuple[Path, Path], tmp_path: Path, name: str, data: bytes | None, told: str
) -> None:
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    result = run(str(files[0]), str(path))
    assert result.exit_code == 1
    assert told in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_a_file_without_a_trial_is_named(files: tuple[Path, Path], tmp_path: Path) -> None:
    easy = tmp_path / "easy.fit"
    easy.write_bytes(simulate.write_fit(simulate.session(kind="easy_track", seed=3, minutes=12).recording))
    result = run(str(files[0]), str(easy))
    assert result.exit_code == 1
    assert "easy.fit: no trial in it" in result.stderr
