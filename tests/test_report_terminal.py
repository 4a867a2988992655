"""The report in the terminal."""

import io
from dataclasses import replace

import pytest
from analysis_example import indoor, mile_trial, reps, road, steady, without_plan, without_sensors
from rich.console import Console

from analyzer import report
from analyzer.model import Analysis


def printed(analysis: Analysis, width: int = 100) -> str:
    """Print a report, and give what is on the screen."""
    page = io.StringIO()
    report.terminal(analysis, Console(file=page, width=width))
    return page.getvalue()


@pytest.mark.parametrize(
    "analysis",
    [mile_trial(), reps(), steady(), road(), indoor(), without_plan(mile_trial()), without_sensors(mile_trial())],
    ids=["mile", "reps", "steady", "road", "indoor", "no plan", "no sensors"],
)
def test_a_report_fits_sixty_lines_and_says_no_nonsense(analysis: Analysis) -> None:
    text = printed(analysis)
    assert text.count("\n") <= 60
    assert "nan" not in text.lower()
    assert "None" not in text


def test_the_first_line_is_the_time_with_its_error() -> None:
    assert printed(mile_trial()).splitlines()[0] == "Mile  5:51.1 ± 0.4 s"


def test_each_lap_and_zone_stands_with_its_error_and_its_target() -> None:
    lines = [line.split() for line in printed(mile_trial()).splitlines()]
    assert ["2", "400.0", "m", "1:27.3", "±", "0.3", "1:27.6", "−0.3", "96", "3:38"] in lines
    assert any(line[:5] == ["3", "back", "straight", "surge", "17.9"] for line in lines)
    splits = lines.index(["100", "m", "splits,", "each", "±", "0.2", "s"])
    assert len(lines[splits + 1]) == 10


def test_score_advice_assumptions_and_notes_are_said() -> None:
    text = printed(mile_trial(), width=200)
    for words in ("Plan kept: 84 ± 5 of 100", "Lap 4: all out", "--five-k 20:00", "Note: 3 s without a position"):
        assert words in text


def test_a_run_without_a_track_says_what_the_watch_says() -> None:
    text = printed(road())
    assert "no track in this recording: no laps or turns to time" in text
    assert "4.85 km by the watch's own distance" in text


def test_a_run_without_positions_says_how_to_get_them() -> None:
    unknown = replace(indoor(), recording=replace(indoor().recording, sub_sport=""))
    assert "record outdoors with GPS on" in printed(unknown)


def test_a_run_on_a_treadmill_is_not_sent_outdoors() -> None:
    said = printed(indoor())
    assert "indoors: no track to time laps and turns on" in said
    assert "outdoors" not in said


def test_the_sport_is_not_said_twice() -> None:
    known = replace(indoor(), recording=replace(indoor().recording, sport="running", sub_sport="indoor_running"))
    assert "Sport: indoor running" in printed(known)


def test_many_notes_are_counted_rather_than_listed() -> None:
    noisy = replace(road(), notes=tuple(f"Thing {index}." for index in range(30)))
    assert "and 23 more notes" in printed(noisy)


def test_marks_of_the_terminal_in_a_name_are_shown_as_they_are() -> None:
    known = road()
    named = replace(known, recording=replace(known.recording, device="[red]watch[/red]"))
    assert "[red]watch[/red]" in printed(named, width=200)


def test_the_zones_of_a_mile_have_a_line_each_at_eighty_columns() -> None:
    lines = printed(mile_trial(), width=80).splitlines()
    first = next(i for i, line in enumerate(lines) if line.startswith("Lap  Zone"))
    zones = lines[first + 1 : first + 17]
    assert all(line[0] in "1234" for line in zones)
    assert not [line for line in zones if "…" in line]
    assert "Cadence" in printed(mile_trial(), width=100)
