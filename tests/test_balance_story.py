"""The balance of training as people see it: the screen, the page, pictures, JSON."""

import io
import json
import re
from datetime import date

import numpy as np
import pytest
from balance_example import BEFORE, EASY, HARD, LONG_RUNS, MODERATE, NOBODY, SUNDAY, Run, log, spread
from jsonschema import Draft202012Validator
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from rich.console import Console
from test_report import Page

from analyzer import report
from analyzer.balance import balance
from analyzer.charts import calendar, palette, weeks
from analyzer.model import Balance, Day, TrainingLog
from analyzer.report.balance_story import bars, calendar_table, headline, weeks_table

HARD_DAYS = spread("2026-05-12", "2026-05-13", kind="tempo", at={EASY: 20.0, MODERATE: 10.0, HARD: 20.0})
EASY_DAYS = spread("2026-05-14", "2026-05-15", strides=4)
NOTED = (Day(SUNDAY, sleep=7.5, strength=30.0), Day(date(2026, 5, 16), notes="rest"))


def made(log_: TrainingLog, **of: object) -> Balance:
    return balance(log_, until=SUNDAY, **of)  # type: ignore[arg-type]


ALL = {
    "whole": made(log([*BEFORE, *LONG_RUNS, *HARD_DAYS, *EASY_DAYS], days=NOTED)),
    "bare": made(log([Run("2026-05-12", kind="other")], athlete=NOBODY)),
    "empty": made(log([])),
    "stopped": made(log(spread("2026-03-01", "2026-03-03"))),
    "a year": made(log([Run("2025-05-05"), *BEFORE, *LONG_RUNS]), weeks=52),
    "present week": made(log([*BEFORE, *LONG_RUNS, *HARD_DAYS]), today=SUNDAY),
    "no speeds": made(TrainingLog(NOBODY, log(LONG_RUNS).sessions, np.zeros((4, 100)))),
}


def screen(found: Balance) -> str:
    page = io.StringIO()
    report.story_terminal(report.training_story(found), Console(file=page, width=100))
    return page.getvalue()


@pytest.mark.parametrize("name", ALL)
def test_every_balance_is_told_in_every_way(name: str) -> None:
    story = report.training_story(ALL[name])
    page = Page(report.story_html(story))
    assert not page.open
    for words in (screen(ALL[name]), " ".join(page.words)):
        assert not re.search(r"\bnan\b|None|Outcome", words)
    assert report.story_pdf(story).startswith(b"%PDF")
    assert set(report.story_png(story)) == ({"weeks", "calendar"} if ALL[name].weeks else set())


@pytest.mark.parametrize("name", ALL)
def test_the_json_keeps_to_its_schema(name: str) -> None:
    Draft202012Validator.check_schema(report.balance_schema())
    document = json.loads(report.story_json(report.training_story(ALL[name])))
    Draft202012Validator(report.balance_schema()).validate(document)
    assert document == ALL[name].to_dict()


def test_the_headline_says_how_much_was_easy_and_how_many_checks_ask_for_a_change() -> None:
    """4 x 75 min long, 2 x 40 min easy and 2 x 20 of 50 min: 420 of 480 min are easy."""
    assert headline(ALL["whole"]) == "88 % easy over 4 weeks; 1 of 8 checks asks for a change"
    assert headline(ALL["bare"]) == "easy share unknown; none of 8 checks ask for a change"
    assert headline(ALL["empty"]) == "nothing is logged yet"
    assert screen(ALL["whole"]).startswith("Balance of training  88 % easy over 4 weeks; 1 of 8 checks asks")


def test_the_5k_time_is_told_with_where_it_is_from() -> None:
    assert "5K time 20:50, as you said of yourself" in screen(ALL["whole"])


def test_the_table_has_a_row_a_week_and_sleep_and_strength_only_where_they_were_noted() -> None:
    table = weeks_table(ALL["whole"])
    assert table.columns[-2:] == ("Sleep", "Strength")
    assert table.rows[-1].cells == (
        "2026-W20", "from 11 May", "5", "45.0", "4:15 h", "76 %", "2", "1:15 h", "2 of 2", "7.5 h", "30 min",
    )  # fmt: skip
    assert weeks_table(ALL["stopped"]).columns[-1] == "Strides"
    assert weeks_table(ALL["stopped"]).rows[-1].cells[2] == "none logged"


def test_the_bars_are_as_long_as_the_weeks_were() -> None:
    """255 min of the last week, 195 of them easy, 20 moderate, 40 hard; a letter is 10 min."""
    table = bars(ALL["whole"])
    assert table.rows[-1].cells == ("11 May", "=" * 20 + "++" + "#" * 4, "long run")
    assert table.note.startswith("Each letter is 10 min")


def test_the_calendar_tells_days_by_letters() -> None:
    rows = calendar_table(ALL["whole"]).rows
    assert rows[-1].cells == ("11 May", "·", "H", "H", "E", "E", "–", "L")
    assert "H hard, L long, E easy, – rest, · nothing logged" in screen(ALL["whole"])
    assert [cell for row in calendar_table(ALL["bare"]).rows for cell in row.cells].count("R") == 1


def test_what_is_not_known_is_said_not_to_be_failed() -> None:
    told = screen(ALL["bare"])
    assert "✗" not in told
    assert told.count("(unknown)") == 7
    assert "That nothing was logged does not say that none was run." in " ".join(told.split())


def test_each_failed_check_is_in_the_advice() -> None:
    story = report.training_story(ALL["whole"])
    assert [line.split(":")[0] for line in story.advice] == ["No hard days back to back"]


def test_weeks_that_are_not_whole_are_marked() -> None:
    assert weeks_table(ALL["present week"]).rows[-1].cells[0] == "2026-W20 *"
    assert "Not over yet" in weeks_table(ALL["present week"]).note
    assert "Pale" in weeks.caption(ALL["present week"])
    assert weeks_table(ALL["whole"]).rows[-1].cells[0] == "2026-W20"


def test_the_chart_of_weeks_stacks_easy_moderate_and_hard() -> None:
    axes = Figure().add_subplot()
    weeks.draw(axes, ALL["whole"])
    legend = axes.get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["easy", "moderate", "hard", "long run"]
    bars_ = [bar for bar in axes.patches if isinstance(bar, Rectangle) and bar.get_x() > 7.5]
    heights = sorted(round(bar.get_height() * 60) for bar in bars_)
    assert heights == [20, 40, 195]


def test_the_calendar_has_a_letter_and_the_minutes_in_each_cell() -> None:
    axes = Figure().add_subplot()
    calendar.draw(axes, ALL["whole"])
    texts = [text.get_text() for text in axes.texts]
    assert {"H 50", "E 40", "L 75", "–"} <= set(texts)
    assert calendar.size(ALL["a year"]) == (calendar.WIDTH, calendar.AROUND + calendar.ROW * calendar.MOST)


def test_letters_can_be_read_on_each_colour() -> None:
    """Contrast of 4.5 : 1 is what WCAG 2.2 asks of text."""

    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark = light(calendar.LETTER)
    for colour in (palette.EASY, palette.MODERATE, palette.HARD, palette.LONG, palette.RACE):
        assert (light(colour) + 0.05) / (dark + 0.05) >= 4.5
