"""The report of sessions of reps, of hills, and of easy running: in the terminal, as a page, as PDF and pictures."""

import io
import math
import re
from dataclasses import replace

import numpy as np
import pytest
from analysis_example import mile_trial, reps, steady
from rich.console import Console
from session_example import SESSIONS, easy, hills, interval_session, mixed, strides, tempo, verdict
from test_report import Page

from analyzer import report
from analyzer.charts.slots import slots
from analyzer.model import Analysis, Boundary, Compare, Effort, EffortKind, Workout, WorkoutKind
from analyzer.report.assumptions import assumptions
from analyzer.report.checks import check_lines, numbers
from analyzer.report.rep_words import kept_line, ring, tiles
from analyzer.report.rows import Row, Table
from analyzer.report.summary import advice, facts, headline
from analyzer.report.tables import tables
from analyzer.units import format_time


def printed(analysis: Analysis, *, width: int = 80, zones_in_reps: bool = False) -> str:
    """Print a report, and give what is on the screen."""
    page = io.StringIO()
    report.terminal(analysis, Console(file=page, width=width), zones_in_reps=zones_in_reps)
    return page.getvalue()


def table(analysis: Analysis, name: str) -> Table:
    """Give one table of a report."""
    return next(found for found in tables(analysis, zones_in_reps=True) if found.name == name)


def column(found: Table, name: str) -> list[str]:
    """Give the cells of a column."""
    return [row.cells[found.columns.index(name)] for row in found.rows]


@pytest.mark.parametrize("name", SESSIONS)
def test_a_session_is_reported_in_every_way_without_nonsense(name: str) -> None:
    analysis = SESSIONS[name]
    page = Page(report.html(analysis, zones_in_reps=True))
    assert not page.open
    assert len(set(page.ids)) == len(page.ids)
    assert not {"nan", "none"} & {word.lower() for sentence in page.words for word in re.findall(r"\w+", sentence)}
    assert report.pdf(analysis, zones_in_reps=True).startswith(b"%PDF")
    text = printed(analysis)
    assert "nan" not in text.lower()
    assert max(map(len, text.splitlines())) <= 80


def test_the_headline_says_what_was_run_how_fast_and_how_the_target_was_kept() -> None:
    top = headline(interval_session(10, missed=2))
    mean = np.mean([effort.time for effort in interval_session(10).efforts])
    assert (top.name, top.number) == ("10 x 400 m", f"mean 1:{mean - 60:.1f} ± 0.1 s")
    assert top.lines[0] == "Target 1:27–1:30 kept in 6 of 10; 4 too slow; 2 of 12 planned reps not run"
    assert "recovery 1:02 on the mean" in top.lines[1]


def test_reps_by_the_clock_have_a_mean_pace_and_a_target_pace() -> None:
    total = sum(effort.distance for effort in tempo().efforts)
    pace = 6 * 240.0 / total * 1000.0
    top = headline(tempo())
    assert top.name == "6 x 4 min"
    assert top.number.startswith(f"mean {int(pace // 60)}:{round(pace % 60):02d} min/km")
    assert top.lines[0] == "Target 4:10–4:27 kept in 4 of 6; 2 too slow"


def test_hills_strides_and_sets_are_named_as_runners_do() -> None:
    assert headline(hills()).name == "7 x 45 s hills"
    assert headline(strides()).name == "5 x 20 s strides"
    assert headline(strides()).lines[0] == "25 min easy and 5 strides of 20 s"
    assert headline(mixed()).name == "3 x (800 m + 400 m)"
    assert headline(mixed()).number.endswith("in all")
    workout = Workout(WorkoutKind.INTERVALS, "6 reps: 3 x 800 m, 3 x 400 m, 3:40/km")
    many = headline(replace(mixed(), workout=workout))
    assert (many.name, many.lines[0]) == ("6 reps", "3 x 800 m, 3 x 400 m, 3:40/km")


def test_an_easy_run_says_how_much_of_it_was_faster_than_easy() -> None:
    top = headline(easy())
    assert (top.name, top.number) == ("Easy run", "39:59")
    assert top.lines[1] == "15 % of the time faster than easy (4:52 min/km)"


def test_a_run_that_has_no_effort_is_named_by_its_kind() -> None:
    workout = Workout(WorkoutKind.EASY, "easy run, 7.8 km, 39:59")
    top = headline(replace(easy(), efforts=(), workout=workout))
    assert (top.name, top.number, top.lines[0]) == ("Easy run", "39:59", "Running: 7.8 km, 39:59")
    assert not any("no track" in line for line in top.lines)


def test_the_ring_counts_the_reps_that_kept_their_target() -> None:
    found = ring(interval_session(10, missed=2))
    assert found is not None
    assert (found.number, found.under) == ("6/12", "in target")
    assert found.share == pytest.approx(0.5)
    assert ring(reps()) is None
    score = ring(mile_trial())
    assert score is not None
    assert (score.number, score.words) == ("84", "Plan kept: 84 ± 5 of 100")


def test_each_rep_has_a_tile_where_there_are_few() -> None:
    found = tiles(interval_session(10, missed=2))
    assert [tile.number for tile in found[-2:]] == ["not run", "not run"]
    assert (found[0].name, found[0].under, found[0].tone) == ("Rep 1 · 400 m", "in target", "in target")
    assert found[7].under == "0.6 s too slow"
    assert not tiles(interval_session(32))


def test_the_table_of_the_reps_has_all_that_is_known_of_each() -> None:
    found = table(interval_session(10, missed=2), "reps")
    assert len(found.rows) == 12
    assert all(len(row.cells) == len(found.columns) for row in found.rows)
    assert column(found, "Target") == ["1:27–1:30"] * 12
    assert column(found, "Off by")[:1] + column(found, "Off by")[8:] == ["in", "+1.1", "+1.0", "–", "–"]
    assert column(found, "Recovery after")[3] == "1:06 walk"
    assert column(found, "Ends")[:2] == ["button / finish line", "button"]
    assert column(found, "Time")[10] == "not run"
    assert "Recovery planned: 1:00." in found.note


def test_hills_have_their_grade_and_their_pace_on_the_level() -> None:
    found = table(hills(), "reps")
    assert {cell[:2] for cell in column(found, "Grade")} == {"+5"}
    speed = hills().efforts[0].graded_speed
    minutes, seconds = divmod(round(1000.0 / speed), 60)
    assert column(found, "On the level")[0] == f"{minutes}:{seconds:02d}"
    flat = tuple(replace(effort, grade=0.004, graded_speed=4.0) for effort in tempo().efforts)
    assert "Grade" not in table(replace(tempo(), efforts=flat), "reps").columns


def test_strides_beside_reps_have_a_table_of_their_own() -> None:
    known = interval_session(4)
    stride = replace(known.efforts[0], kind=EffortKind.STRIDE, nominal="20 s", start=100.0, end=120.0)
    analysis = replace(known, efforts=(*known.efforts, stride))
    assert column(table(analysis, "others"), "Time") == ["20.0 ± 0.4"]
    assert len(table(analysis, "reps").rows) == 4


def test_a_narrow_page_leaves_out_what_says_least() -> None:
    found = Table(
        "t", "T", ("A", "Bee", "Cee"), (Row(("1", "22", "333"), "in target", toned=2),), 2, spare=("Bee", "Cee")
    )
    fitted = found.fitted(lambda one: len(one.columns) <= 2)
    assert fitted.columns == ("A", "Cee")
    assert fitted.rows[0] == Row(("1", "333"), "in target", toned=1)
    assert fitted.numbers == 1
    assert found.fitted(lambda _: False).columns == ("A",)


def test_the_terminal_is_as_wide_as_it_says_and_keeps_time_and_target() -> None:
    lines = printed(interval_session(10)).splitlines()
    head = next(line for line in lines if line.startswith("Rep "))
    assert "Ends" not in head
    assert "Off by" in head
    wide = next(line for line in printed(interval_session(10), width=140).splitlines() if line.startswith("Rep "))
    assert "Ends" in wide


def test_checks_are_told_with_what_was_measured_and_asked() -> None:
    lines = {line.name: line for line in check_lines(interval_session(10))}
    each = lines["On target"]
    assert (each.mark, each.tone, each.numbers) == ("✗", "failed", "6 of 10")
    assert each.under[0] == "rep 6: 1:30.2 ± 0.4 s, asked 1:28.5 ± 1.5 s"
    assert lines["Even reps"].numbers == "1.2 % ± 0.1 %, asked at most 2 %, 4 % allowed"
    assert lines["No fade"].numbers == "−0.2 %, asked at least −1 %"
    assert (lines["Quicker steps"].mark, lines["Quicker steps"].numbers) == ("?", "")
    page = report.html(interval_session(10), charts=False)
    assert "Checks: 2 kept, 1 not kept, 1 cannot be told" in page
    assert "Checks: 2 kept, 1 not kept, 1 cannot be told" in printed(interval_session(10))


def test_a_check_of_speed_is_told_as_a_pace() -> None:
    fast = verdict("too_fast", "", (4.5, 4.4, 0.05), "", passed=False, unit="m/s", compare=Compare.AT_MOST)
    assert numbers(fast) == "3:42 min/km, no faster than 3:47 min/km by more than 2.6 s"
    long = verdict("duration", "", (2393.0, 2250.0, 450.0), "", passed=True, unit="s")
    assert numbers(long) == "39:53, asked 37:30 ± 7:30"


def test_a_rule_without_a_name_is_told_by_its_own() -> None:
    odd = verdict("wind_at_the_back", "rep 1", (3.0, 2.0, 0.0), "Turn round.", passed=False)
    known = interval_session(4)
    assert known.workout is not None
    lines = check_lines(replace(known, workout=replace(known.workout, checks=(odd,))))
    assert [line.name for line in lines] == ["Wind at the back"]


def test_advice_plan_and_paces_are_said_with_the_option_that_overrules_them() -> None:
    analysis = interval_session(10)
    assert advice(analysis)[0].startswith("Begin at 1:29")
    assert ("Planned", "10x400@87-90 r60 (from the file of the watch)") in facts(analysis)
    options = {item.what: item for item in assumptions(analysis)}
    assert options["5K time"].option == "--five-k 20:00"
    assert options["5K time"].why == "estimated from the session"
    assert options["Goal mile"].why == "as you gave it"
    assert options["Plan"].option.startswith("--plan ")
    page = report.html(analysis, charts=False)
    for words in ("Next time", "Begin at 1:29", "taken as a second press of its start", "--plan"):
        assert words in page


def test_the_turns_and_straights_of_reps_are_in_every_report_of_who_asks() -> None:
    analysis = interval_session(4)
    assert 'id="rep_zones"' in report.html(analysis, zones_in_reps=True)
    assert 'id="rep_zones"' not in report.html(analysis)
    assert "Turns and straights of each rep" in report.html(analysis, charts=False, zones_in_reps=True)
    assert set(report.png(analysis, zones_in_reps=True)) - set(report.png(analysis)) == {"rep_zones"}
    assert len(report.pdf(analysis, zones_in_reps=True)) > len(report.pdf(analysis))
    assert "Turns and straights of each rep" in printed(analysis, zones_in_reps=True)
    assert [row.cells[0] for row in table(analysis, "rep_zones").rows] == ["1", "2", "3", "4", "mean"]


def unknown(effort: Effort) -> Effort:
    """Leave of a rep only when it began and ended."""
    return replace(
        effort,
        on_track=False,
        time_sd=math.nan,
        distance=math.nan,
        distance_sd=math.nan,
        start_arc=math.nan,
        boundary=(Boundary.INFERRED, Boundary.INFERRED),
        recovery=math.nan,
        recovery_kind=None,
        heart_rate=math.nan,
        cadence=math.nan,
        splits=effort.splits.iloc[:0],
        laps=effort.laps.iloc[:0],
        zones=effort.zones.iloc[:0],
    )


ODD = {
    "one rep": replace(interval_session(1), notes=()),
    "no recoveries": replace(
        mixed(), efforts=tuple(replace(one, recovery=math.nan, recovery_kind=None) for one in mixed().efforts)
    ),
    "no targets": replace(interval_session(4), workout=None),
    "one of many planned": interval_session(1, missed=9),
    "nothing known": Analysis(
        recording=interval_session(4).recording,
        efforts=tuple(unknown(one) for one in interval_session(4).efforts),
    ),
    "no speed": replace(
        tempo(),
        speed=tempo().speed.iloc[:0],
        recording=replace(tempo().recording, samples=tempo().recording.samples[:1]),
    ),
    "many reps": interval_session(60),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_sessions_of_reps_are_reported_in_every_way(name: str) -> None:
    analysis = ODD[name]
    page = Page(report.html(analysis, zones_in_reps=True))
    assert not {"nan", "none"} & {word.lower() for sentence in page.words for word in re.findall(r"\w+", sentence)}
    assert report.pdf(analysis, zones_in_reps=True).startswith(b"%PDF")
    assert "nan" not in printed(analysis).lower()


def test_where_nothing_is_known_of_the_reps_their_times_are_told() -> None:
    analysis = ODD["nothing known"]
    assert headline(analysis).number.endswith("in all")
    assert kept_line(slots(analysis)) == ""
    assert table(analysis, "reps").columns == ("Rep", "Time")


def test_a_little_running_on_the_track_is_not_the_time_of_a_long_run() -> None:
    known = steady()
    long = known.recording.samples.assign(elapsed=lambda samples: samples["elapsed"] * 10)
    workout = Workout(WorkoutKind.LONG, "long run, 20.8 km, 2:15:05")
    analysis = replace(known, recording=replace(known.recording, samples=long), workout=workout)
    top = headline(analysis)
    assert (top.name, top.number) == ("Long run", format_time(float(long["elapsed"].iloc[-1]), decimals=0))
    assert any(line.startswith("on the track ") and " of it in " in line for line in top.lines)


def test_strides_have_one_name_and_their_pace() -> None:
    known = strides()
    count = sum(effort.kind is EffortKind.STRIDE for effort in known.efforts)
    efforts = tuple(
        replace(effort, nominal=f"{90 + i} m", distance=90.0 + i) if effort.kind is EffortKind.STRIDE else effort
        for i, effort in enumerate(known.efforts)
    )
    workout = Workout(WorkoutKind.STRIDES, f"6.4 km easy + {count} x 90 m strides")
    top = headline(replace(known, efforts=efforts, workout=workout))
    assert top.name == f"{count} x 90 m strides"
    assert "min/km" in top.number


def test_a_rep_by_the_clock_is_told_off_its_target_by_seconds_a_kilometre() -> None:
    under = [tile.under for tile in tiles(tempo()) if tile.tone not in {"", "in target"}]
    assert under
    assert all(re.fullmatch(r"[0-9.]+ s/km too (fast|slow)", text) for text in under)
