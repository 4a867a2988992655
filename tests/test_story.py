"""Stories in the terminal, as a page, as PDF, PNG and JSON."""

import io
import itertools
import json
import re
import subprocess
import sys

import pytest
from rich.console import Console
from story_example import bare, chart, hostile, long, table, whole
from test_report import Page

from analyzer import report
from analyzer.report.rows import MANY
from analyzer.report.story import Check, Section, Story

ALL = {"whole": whole(), "bare": bare(), "long": long(), "hostile": hostile()}


def screen(story: Story, *, width: int = 100) -> str:
    made = io.StringIO()
    report.story_terminal(story, Console(file=made, width=width))
    return made.getvalue()


def headings(text: str) -> list[tuple[int, str]]:
    found = re.findall(r"<h([1-6])[^>]*>(.*?)</h\1>", text, re.DOTALL)
    return [(int(level), re.sub(r"<[^>]*>", "", words)) for level, words in found]


@pytest.mark.parametrize("name", ALL)
def test_the_page_of_a_story_needs_nothing_but_itself(name: str) -> None:
    text = report.story_html(ALL[name])
    page = Page(text)
    assert text.startswith("<!doctype html>")
    assert not page.open
    assert not {"script", "link", "iframe"} & set(page.tags)
    assert len(set(page.ids)) == len(page.ids)
    assert not re.search(r"https?://|url\((?!#)|@import", text)
    assert "prefers-color-scheme: dark" in text
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in text


@pytest.mark.parametrize("name", ALL)
def test_headings_follow_each_other_without_a_gap(name: str) -> None:
    levels = [level for level, _ in headings(report.story_html(ALL[name]))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_sections_with_nothing_in_them_are_left_out_everywhere() -> None:
    page = report.story_html(whole())
    for words in (page, screen(whole())):
        assert "Empty" not in words
        assert "Only a table without rows" not in words
    assert [words for level, words in headings(page) if level == 2] == [
        "What to do next",
        "Balance",
        "Sessions",
        "Times",
        "Times again",
        "Told and drawn",
    ]


def test_a_check_is_told_by_mark_and_word_and_not_by_colour_alone() -> None:
    page = " ".join(Page(report.story_html(whole())).words)
    told = screen(whole())
    for mark, name, word in (
        ("✓", "Easy share", "kept"),
        ("✗", "Hard days", "not kept"),
        ("?", "Sleep", "cannot be told"),
        ("~", "Easy running", "between"),
    ):
        assert f"{mark} {name} {word}" in page
        assert f"{mark} {name} ({word})" in told
    for words in (page, told):
        assert "Cannot be seen: a hard day on the bicycle" in words
        assert "Rest on Wed." in words


def test_charts_have_a_name_for_those_who_do_not_see_them() -> None:
    found = re.findall(r'<svg [^>]*role="img" aria-label="([^"]*)"', report.story_html(whole()))
    assert found == ["Times", "Times again", "Third"]


def test_charts_take_the_colours_of_the_page() -> None:
    drawn = re.findall(r"<svg.*?</svg>", report.story_html(whole()), re.DOTALL)
    assert len(drawn) == 3
    assert all("var(--pace)" in svg and "#0072b2" not in svg for svg in drawn)


def test_charts_of_one_name_get_names_of_their_own() -> None:
    assert list(report.story_png(whole())) == ["times", "times-2", "third"]
    assert all(image.startswith(b"\x89PNG") for image in report.story_png(whole()).values())
    assert not report.story_png(bare())


def test_charts_alone_stand_beside_each_other_and_those_told_of_in_their_section() -> None:
    page = report.story_html(whole())
    pair = re.search(r'<div class="two plots">(.*?)</div>', page, re.DOTALL)
    assert pair is not None
    assert pair[1].count("<figure") == 2
    assert page.count("<figure") == 3


def test_a_table_scrolls_in_a_box_of_its_own_that_the_keyboard_reaches() -> None:
    page = report.story_html(whole())
    assert '<div class="scroll" role="region" tabindex="0" aria-label="All sessions">' in page
    assert ".scroll { overflow-x: auto; }" in page


def test_a_long_table_is_folded_on_the_page_and_cut_on_the_screen() -> None:
    page = report.story_html(long(2000))
    assert "<details><summary>2,000 rows</summary>" in page
    assert page.count("<tr>") == 2001
    told = screen(long(2000))
    assert f"and {2000 - MANY:,} more before these; --html and --json have them all" in told
    assert re.search(r"^1999 ", told, re.MULTILINE)
    assert re.search(r"^1960 ", told, re.MULTILINE)
    assert not re.search(r"^1959 ", told, re.MULTILINE)
    assert "<details>" not in report.story_html(long(MANY))
    assert "more before" not in screen(long(MANY))


def test_of_a_list_with_the_best_first_the_first_rows_stay() -> None:
    told = screen(Story("Best", "41", sections=(Section("Best", table=table(MANY + 1), last=False),)))
    assert re.search(r"^0 ", told, re.MULTILINE)
    assert not re.search(rf"^{MANY} ", told, re.MULTILINE)
    assert "and 1 more after these" in told


def test_the_screen_shows_no_chart_and_nothing_of_what_is_not_for_it() -> None:
    story = Story(
        "Trials", "3", sections=(Section("Drawn", drawing=chart()), Section("Small", ("hidden",), on_screen=False))
    )
    told = screen(story)
    assert "Drawn" not in told
    assert "hidden" not in told
    assert "hidden" in report.story_html(story)


@pytest.mark.parametrize("width", [40, 80, 100])
def test_no_line_on_the_screen_is_wider_than_it(width: int) -> None:
    wordy = Check("Easy share", False, "58 % of all running " * 10, unseen="much " * 40, advice="Run easier. " * 20)
    story = Story("Balance", "58 % easy " * 20, ("long " * 50,), sections=(Section("Checks", checks=(wordy,)),))
    assert max(len(line) for line in screen(story, width=width).splitlines()) <= width


def test_what_a_runner_writes_is_escaped_and_moves_no_cursor() -> None:
    text = report.story_html(hostile())
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    told = screen(hostile())
    assert "\x1b" not in told
    assert "[bold]run" in told
    assert report.story_pdf(hostile()).startswith(b"%PDF")


@pytest.mark.parametrize("name", ALL)
def test_the_same_story_gives_the_same_bytes(name: str) -> None:
    assert report.story_pdf(ALL[name]).startswith(b"%PDF")
    assert report.story_pdf(ALL[name]) == report.story_pdf(ALL[name])
    assert report.story_html(ALL[name]) == report.story_html(ALL[name])


def test_a_table_too_long_for_a_sheet_does_not_run_off_it() -> None:
    assert len(re.findall(rb"/Type /Page\b", report.story_pdf(long(2000)))) == 2
    assert len(re.findall(rb"/Type /Page\b", report.story_pdf(long(20)))) == 1


def test_the_json_of_a_story_is_its_document() -> None:
    assert json.loads(report.story_json(whole())) == whole().document
    with pytest.raises(ValueError, match="not JSON compliant"):
        report.story_json(Story("Trials", "", document={"best_s": float("nan")}))


def test_a_long_story_as_json_has_an_item_a_line_and_a_short_one_a_value() -> None:
    trial = {"day": "2026-04-12", "weather": "9 °C", "laps": [{"lap": lap, "time_s": 85.123} for lap in range(4)]}
    short, long = ({"schema": "x/1", "trials": [trial] * count, "best": None, "notes": []} for count in (2, 2000))
    assert (
        report.story_json(Story("Trials", "", document=short)) == json.dumps(short, indent=1, ensure_ascii=False) + "\n"
    )
    text = report.story_json(Story("Trials", "", document=long))
    assert json.loads(text) == long
    assert '  {"day": "2026-04-12", "weather": "9 °C", "laps": [' in text.splitlines()[3]
    assert len(text.splitlines()) == 2000 + 7
    with pytest.raises(ValueError, match="not JSON compliant"):
        report.story_json(Story("Trials", "", document={**long, "best": float("nan")}))


def test_a_story_without_charts_does_not_wait_for_matplotlib() -> None:
    code = (
        "import sys; sys.path.insert(0, 'tests'); from story_example import bare, long; from analyzer import report;"
        "report.story_html(long(50)); report.story_json(bare());"
        "assert 'matplotlib' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
