"""What is told of trials beside each other, held against summers made by hand."""

import io
import math
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import jsonschema
import numpy as np
import pytest
from matplotlib.figure import Figure
from rich.console import Console
from test_charts_compare import delta_of
from trials_example import ERROR, JO, SUMMER, Run, log, many, trial

from analyzer import report, trials
from analyzer.model import Athlete, Change, Delta, Reality, TrialLog, TrialName
from analyzer.report import comparison_schema, trials_story
from analyzer.report.rows import Table
from analyzer.report.story import Section, Story
from analyzer.report.trial_words import change_line
from analyzer.units import format_time

NOBODY = Athlete("Jo", id=1)
FIRST, LAST = SUMMER[0], SUMMER[-1]


def story_of(runs: tuple[Run, ...] = SUMMER, athlete: Athlete = JO, *, delta: Delta | None = None) -> Story:
    return trials_story(trials.compare(log(runs, athlete)), delta=delta)


def told(known: TrialLog) -> Story:
    """Tell trials with the best realistic mile of them."""
    return trials_story(trials.compare(known), mile=trials.best_realistic(known))


def section(story: Story, title: str) -> Section:
    return next(one for one in story.told if one.title.startswith(title))


def table(story: Story, title: str) -> Table:
    found = section(story, title).table
    assert found is not None
    return found


def column(found: Table, name: str) -> list[str]:
    return [row.cells[found.columns.index(name)] for row in found.rows]


def on_screen(story: Story, *, width: int = 100) -> str:
    console = Console(width=width, record=True, file=io.StringIO())
    report.story_terminal(story, console)
    return console.export_text()


def everything(story: Story) -> str:
    """Give all words of a story: of the terminal, the page and the JSON."""
    return f"{on_screen(story)}\n{report.story_html(story)}\n{report.story_json(story)}"


def test_the_headline_is_the_latest_time_and_what_it_is_faster_than() -> None:
    story = story_of()
    assert story.number == "5:41.2 ± 0.3 s"
    assert story.lines[0].startswith("13 September 2026, 4.7 s faster than on 16 August (5:45.9): ")
    assert story.lines[1].startswith("3.2 s faster than on 26 July (5:44.4): ")
    assert story.lines[2].startswith("11.1 s faster than on 12 April (5:52.3): ")


def test_a_gain_is_called_real_only_with_its_probability() -> None:
    lines = story_of().lines
    assert lines[0].endswith("unclear whether form is better (P 0.69)")
    assert re.search(r"likely a real gain of form \(P 0\.\d\d\)$", lines[2])
    words = everything(story_of(delta=delta_of(SUMMER[5], LAST)))
    assert not re.search(r"\bproves?\b|\bproven\b|\bproof\b", words)
    for match in re.finditer(r"\breal\b", words):
        assert re.match(r"real (gain|loss) of form \(P", words[match.start() :])


def test_the_probability_is_that_of_the_formula() -> None:
    """The sums: delta = ln(345.9/341.2) = 1.368 %, its error sqrt(2) x 1.25 % and 0.3 s twice: 1.772 %; less 0.5 %."""
    change = trials.compare(log()).previous
    assert change is not None
    assert change.faster == pytest.approx(0.688, abs=0.002)


def test_a_slower_trial_is_told_as_such() -> None:
    story = story_of((replace(SUMMER[0], time=340.0), replace(LAST, time=362.0)))
    assert "22.0 s slower than on 12 April (5:40.0): " in story.lines[0]
    assert re.search(r"(very )?likely a real loss of form \(P > ?0\.\d\d\)|\(P 0\.\d\d\)", story.lines[0])


def test_the_table_has_a_row_for_each_trial_with_its_time_score_and_what_was_won() -> None:
    found = table(story_of(), "Trials")
    assert column(found, "No.") == ["3", "9", "14", "21", "26", "31", "37", "44"]
    assert column(found, "Time")[:3] == ["5:52.3 ± 0.3", "5:50.1 ± 0.3", "5:46.4 ± 0.3"]
    assert column(found, "Won")[0] == "–"
    assert column(found, "Won")[1] == "+2.2"
    assert column(found, "Won")[-1] == "+4.7"
    assert column(found, "Distance")[-1] == "1 mile, best"
    assert column(found, "Score")[0] == "74"


def test_other_distances_have_the_mile_that_they_are_worth() -> None:
    """346.4 s x 1.0062 = 348.5 s; 319.6 s x 1.080 = 345.2 s."""
    found = table(story_of(), "Trials")
    worth = dict(zip(column(found, "No."), column(found, "As a mile"), strict=True))
    assert worth["14"].startswith("5:48.5")
    assert worth["26"].startswith("5:45.2")
    assert worth["3"] == "–"
    assert "As a mile" not in table(story_of((FIRST, LAST)), "Trials").columns


def test_laps_and_conditions_stand_beside_the_trials() -> None:
    found = table(story_of(), "Laps and conditions")
    times = [f"1:{time - 60:04.1f}" for time in trial(LAST).laps["time"]]
    assert column(found, "Laps")[-1].split() == times
    assert column(found, "Conditions")[-1] == "14 degrees, still; RPE 9"
    assert column(found, "Age grade")[-1].endswith("%")


def test_long_conditions_are_cut_on_the_screen_and_kept_in_the_json() -> None:
    wordy = replace(LAST, notes="a headwind on the back straight " * 20)
    story = story_of((FIRST, wordy))
    assert len(column(table(story, "Laps and conditions"), "Conditions")[-1]) < 50
    assert story.document["trials"][-1]["notes"] == wordy.notes


def test_the_trend_is_in_words_with_its_error_and_its_probability() -> None:
    trend = section(story_of(), "The trend")
    assert re.search(r"faster, \d\.\d+ ± \d\.\d+ s a month", trend.lines[0])
    assert re.search(r"likely getting faster, .*, P (> )?0\.\d\d\.$", trend.lines[0])
    assert trend.drawing is not None


def test_a_trend_needs_time() -> None:
    trend = section(story_of((FIRST, LAST)), "The trend")
    assert trend.lines[0].startswith("No trend yet: ")
    assert trend.drawing is not None


def test_the_best_is_named_and_who_may_be_the_best() -> None:
    close = (replace(SUMMER[5], time=341.4), LAST)
    lines = section(story_of(close), "The best").lines
    assert lines[0].startswith("5:41.2 ± 0.3 s on 13 September 2026")
    chances = [float(text) for text in re.findall(r"P (0\.\d\d)", lines[1])]
    assert len(chances) == 2
    assert sum(chances) == pytest.approx(1.0, abs=0.011)
    assert chances[0] > chances[1]


def test_zones_of_the_last_trials_are_held_against_their_mean() -> None:
    runs = (SUMMER[0], SUMMER[5], LAST)
    found = table(story_of(runs), "Turns and straights")
    times = [trial(run).zones["time"].to_numpy() for run in runs]
    won = sum(times) / 3 - times[-1]
    assert [float(cell.replace("−", "-").replace("±", "")) for cell in column(found, "Won")] == pytest.approx(
        won, abs=0.051
    )
    assert column(found, "13 Sep") == [f"{time:.1f}" for time in times[-1]]
    assert len(found.rows) == 16


def test_the_stub_of_a_turn_of_a_1500_is_not_held_against_whole_turns() -> None:
    found = table(story_of(), "Turns and straights")
    first = found.rows[0]
    assert first.cells[:2] == ("1", "first turn")
    assert first.cells[found.columns.index("5 Jul")] == "–"


def test_long_trials_are_laid_beside_each_other_by_laps() -> None:
    """A 3000 m has 30 turns and straights, and half a lap at its start."""
    runs = tuple(Run(number, date(2026, number, 1), "3000 m", 700.0 - number) for number in (5, 6, 7))
    found = table(story_of(runs), "Laps over the trials")
    assert column(found, "Lap") == [str(lap) for lap in range(1, 9)]
    assert "Zone" not in found.columns
    times = [trial(run).laps["time"].to_numpy() for run in runs]
    assert column(found, "1 Jul") == [f"{time:.1f}" for time in times[-1]]
    drawing = section(story_of(runs), "The trend").drawing
    assert drawing is not None
    assert drawing.title == "3000 m over time"
    axes = Figure().add_subplot()
    drawing.draw(axes)
    line = max(axes.lines, key=lambda one: len(np.atleast_1d(np.asarray(one.get_xdata()))))
    assert np.asarray(line.get_ydata()) == pytest.approx(np.linspace(695, 693, 60), abs=0.4)
    report.story_png(story_of(runs))


def test_trials_of_very_different_distances_are_not_held_against_each_other_by_zones() -> None:
    story = story_of((replace(FIRST, nominal="3000 m", time=690.0), LAST))
    assert not [one for one in story.told if one.title == "Turns and straights"]
    assert "Beside record miles" in [one.title for one in story.told]


def test_the_lead_along_the_race_ends_on_the_difference_of_the_times() -> None:
    delta = trials.along(trial(SUMMER[5]), trial(LAST))
    found = table(story_of(delta=delta), "Along the race: 13 September 2026 against 26 July")
    first, second = trial(SUMMER[5]).laps["time"], trial(LAST).laps["time"]
    assert [float(cell.replace("−", "-")) for cell in column(found, "Won")] == pytest.approx(first - second, abs=0.051)
    assert column(found, "Ahead at its end")[-1].startswith("+3.2 ± ")


def test_trials_whose_laps_end_at_other_metres_are_laid_along_the_race_without_laps() -> None:
    """A 1500 m starts 100 m after the line, a mile 9.3 m before it: no lap ends at the same metre of the race."""
    delta = trials.along(trial(SUMMER[4]), trial(LAST))
    story = story_of((SUMMER[4], LAST), delta=delta)
    along = section(story, "Along the race")
    assert along.table is None
    assert along.drawing is not None
    speeds = table(story, "Speed by turn and straight")
    assert speeds.rows[-1].cells[:2] == ("4", "home straight")
    first, second = (trial(run).zones.iloc[-1] for run in (SUMMER[4], LAST))
    assert float(speeds.rows[-1].cells[2].split(" %")[0]) == pytest.approx(
        100 * math.log(second["speed"] / first["speed"]), abs=0.051
    )
    report.story_png(story)


def test_gains_of_the_zones_add_up_to_the_whole() -> None:
    delta = trials.along(trial(SUMMER[5]), trial(LAST))
    found = table(story_of(delta=delta), "Won and lost by turn and straight")
    assert column(found, "Ahead at its end")[-1] == "+3.2"
    assert len(found.rows) == 16


def test_the_best_before_is_said_to_have_been_a_lucky_day() -> None:
    line = "The best before, on 26 July, was a lucky day too: beside it form looks worse than it is."
    assert story_of().lines[-1] == line
    assert not any("lucky" in line for line in story_of(SUMMER[:2]).lines)
    assert any("lucky" in line for line in story_of(SUMMER[:3]).lines)


def test_where_a_home_straight_is_in_doubt_zones_have_both_names() -> None:
    known = log()
    doubted = replace(
        known, trials=known.trials.assign(finish_probability=np.where(known.trials["session"] == 44, 0.75, 1))
    )
    settled, story = told(known), told(doubted)
    assert column(table(settled, "Turns and straights"), "Zone")[:2] == ["first turn", "back straight"]
    assert column(table(story, "Turns and straights"), "Zone")[:2] == ["first / back turn", "back / home straight"]
    note = "In session 44 it is not sure which straight is the home straight (odds 3 to 1): the names of turns"
    assert any(line.startswith(note) for line in section(story, "Trials").small)
    assert not any("not sure" in line for line in section(settled, "Trials").small)
    assert story.document["trials"][-1]["finish_probability"] == 0.75
    jsonschema.validate(story.document, comparison_schema())


def test_the_best_realistic_mile_is_told_with_its_zones_and_their_trials() -> None:
    story = told(log())
    assert section(story, "Best realistic mile").lines
    zones = table(story, "The zones of the best realistic mile")
    assert len(zones.rows) == 16
    mile = trials.best_realistic(log())
    assert column(zones, "Passed")[-1] == format_time(mile.time)
    assert "None yet" in section(told(log((LAST,))), "Best realistic mile").lines[0]


def test_no_trial_says_how_to_add_one() -> None:
    story = story_of(())
    assert story.number == "no trial is in the log yet"
    assert "`analyzer log add FILE`" in story.lines[0]
    assert story.drawings == ()
    assert "analyzer log add FILE" in on_screen(story)


def test_one_trial_has_nothing_to_change_from() -> None:
    story = story_of((LAST,))
    assert story.number == "5:41.2 ± 0.3 s"
    assert story.lines == ("The only trial so far, on 13 September 2026: with a second one there is a change to tell.",)
    assert len(table(story, "Trials").rows) == 1
    assert [drawing.name for drawing in story.drawings] == ["records"]
    report.story_pdf(story)


def test_trials_off_the_track_have_no_zones_and_say_so() -> None:
    story = story_of(tuple(replace(run, on_track=False) for run in (FIRST, LAST)))
    assert column(table(story, "Laps and conditions"), "Laps") == ["–", "–"]
    assert "off the track" in column(table(story, "Laps and conditions"), "Conditions")[-1]
    assert section(story, "Turns and straights").lines == (
        "No turns and straights to compare: these trials were not timed on a track.",
    )
    assert "2 trials off the track" in on_screen(story)


def test_who_has_not_said_how_old_gets_a_hint_and_no_age_grade() -> None:
    assert "No age grades: the log does not know your birth year and sex" in on_screen(story_of(athlete=NOBODY))
    assert "does not know your sex" in on_screen(story_of(athlete=replace(NOBODY, birth_year=1986)))
    assert "Age grade" not in table(story_of(athlete=NOBODY), "Laps and conditions").columns
    assert "No age grades" not in on_screen(story_of())


def test_two_trials_on_one_day_are_told_apart_by_their_sessions() -> None:
    twice = (replace(FIRST, day=LAST.day), LAST)
    delta = trials.along(trial(twice[0]), trial(twice[1]))
    story = story_of(twice, delta=delta)
    assert "Along the race: session 44 against session 3" in on_screen(story)
    assert "11.1 s faster than in session 3 of the same day (5:52.3)" in story.lines[0]
    assert {"no. 3", "no. 44"} <= set(table(story_of(twice), "Turns and straights").columns)


def test_of_a_thousand_trials_the_screen_has_the_last_twenty_and_the_json_all() -> None:
    story = trials_story(trials.compare(many(1000)))
    screen = on_screen(story)
    assert "The last 20 of 1,000 trials" in screen
    assert "980 more before these" in screen
    assert len(screen.splitlines()) < 120
    assert len(story.document["trials"]) == 1000
    assert len(table(story, "All trials").rows) == 1000
    page = report.story_html(story)
    assert page.count("<details") >= 1


def test_what_the_runner_wrote_stays_text_on_the_page() -> None:
    story = story_of((FIRST, replace(LAST, weather="<script>alert(1)</script>", notes="a & b")))
    page = report.story_html(story)
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("width", [60, 80, 100])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    story = story_of(delta=trials.along(trial(SUMMER[5]), trial(LAST)))
    assert max(len(line) for line in on_screen(story, width=width).splitlines()) <= width


@pytest.mark.parametrize("kind", ["summer", "none", "one", "off the track", "nobody", "two", "refused"])
def test_the_json_fits_its_schema(kind: str) -> None:
    off = tuple(replace(run, on_track=False) for run in SUMMER)
    stories: dict[str, Callable[[], Story]] = {
        "summer": lambda: told(log()),
        "none": lambda: story_of(()),
        "one": lambda: story_of((LAST,)),
        "off the track": lambda: story_of(off, delta=trials.along(trial(off[0]), trial(off[-1]))),
        "nobody": lambda: story_of(athlete=NOBODY),
        "two": lambda: story_of(delta=trials.along(trial(FIRST), trial(LAST))),
        "refused": lambda: told(log((LAST,))),
    }
    document = stories[kind]().document
    jsonschema.Draft202012Validator(comparison_schema()).validate(document)


def test_the_json_says_what_was_won_and_by_how_much_it_may_be_off() -> None:
    document = story_of(delta=trials.along(trial(SUMMER[5]), trial(LAST))).document
    last = document["trials"][-1]
    assert (last["session"], last["day"], last["time_s"], last["time_sd"]) == (44, "2026-09-13", 341.2, ERROR)
    assert last["start"] == "2026-09-13T18:00:00Z"
    assert len(last["zones"]) == 16
    assert last["against_first"]["gain_s"] == pytest.approx(11.1, abs=0.001)
    assert document["trials"][0]["against_previous"] is None
    assert document["best"]["session"] == 44
    assert document["delta"]["trace"]["ahead_s"][-1] == pytest.approx(3.2, abs=0.001)
    assert document["delta"]["gain_s"] == pytest.approx(3.2, abs=0.001)
    assert sum(gain["gain_s"] for gain in document["delta"]["gains"]) == pytest.approx(3.2, abs=0.01)


def test_a_line_of_a_change_names_the_year_where_it_is_another() -> None:
    earlier, later = TrialName(1, 0, 20300, "1 mile"), TrialName(2, 0, 20709, "1500 m")
    change = Change(
        earlier, later, "1 mile", 4.2, 6.0, 0.4, 0.012, 0.018, 0.66, 0.1, Reality.UNCLEAR, "words that are not used"
    )
    assert change_line(change, time=350.0) == (
        "4.2 s faster than on 31 July 2025 (5:50.0 over the mile), both told as a mile: "
        "unclear whether form is better (P 0.66)"
    )


def test_charts_are_drawn_for_the_page_the_sheets_and_as_pictures() -> None:
    story = story_of(delta=trials.along(trial(SUMMER[5]), trial(LAST)))
    assert [drawing.name for drawing in story.drawings] == ["trend", "delta", "zones", "records"]
    assert all(image.startswith(b"\x89PNG") for image in report.story_png(story).values())
    assert report.story_html(story).count("<svg") >= 4
    assert report.story_pdf(story).startswith(b"%PDF")
