"""What a report says of the watch, and where the home straight or the lane cannot be told."""

import io
from dataclasses import replace

import pytest
from analysis_example import TRACK, mile_trial
from jsonschema import Draft202012Validator
from rich.console import Console

from analyzer import report
from analyzer.charts import charts
from analyzer.model import Analysis, FinishFrom, Learned, WatchBehaviour, Zone
from analyzer.report.behaviour import TITLE, watch_lines
from analyzer.report.drawing import figure

WATCH = WatchBehaviour(
    lap=400.0,
    laps=6,
    lap_error=Learned(8.4, 1.2),
    speed_delay=Learned(3.1, 0.2),
    turn_cut=Learned(0.6, 0.1),
)


def doubted(probability: float = 0.75, source: FinishFrom = FinishFrom.REPS) -> Analysis:
    track = replace(TRACK, finish_from=source, finish_probability=probability)
    return replace(mile_trial(), track=track)


def on_screen(analysis: Analysis) -> str:
    console = Console(file=io.StringIO(), width=200)
    report.terminal(analysis, console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_the_box_tells_how_the_watch_behaves_in_plain_lines() -> None:
    known = replace(mile_trial(), watch=WATCH)
    lines = (
        "It shows 0.408 km for a lap of 400 m (2.1 % too far, ± 0.3).",
        "Its speed comes 3 s late: do not pace a surge by it.",
        "It cuts turns by 0.6 m (± 0.1).",
    )
    assert watch_lines(known) == lines
    for text in (report.html(known, charts=False), on_screen(known)):
        assert TITLE in text
        assert all(line in text for line in lines)


def test_without_anything_known_of_the_watch_there_is_no_box() -> None:
    for watch in (None, WatchBehaviour(lap=400.0)):
        known = replace(mile_trial(), watch=watch)
        assert TITLE not in report.html(known, charts=False)
        assert TITLE not in on_screen(known)


def test_what_could_be_the_error_is_not_told() -> None:
    unsure = replace(WATCH, speed_delay=Learned(2.0, 1.5), turn_cut=Learned(0.4, 0.3), lap_error=Learned(2.5, 3.0))
    lines = watch_lines(replace(mile_trial(), watch=unsure))
    assert len(lines) == 1
    assert "right, as far as can be told (± 0.8 %)" in lines[0]


def test_a_lap_as_long_as_that_of_lane_six_asks_for_the_lane() -> None:
    lines = watch_lines(replace(mile_trial(), watch=replace(WATCH, lap_error=Learned(37.0, 2.0))))
    assert "did you run in lane 6 (--lane 6)?" in lines[0]


def test_the_json_knows_nothing_of_the_box() -> None:
    known = mile_trial()
    assert replace(known, watch=WATCH).to_dict() == known.to_dict()


def test_both_readings_are_given_below_ten_to_one() -> None:
    text = report.html(doubted(), charts=False)
    assert "cannot be told from this recording (odds 3 to 1)" in text
    for names in ("first / back turn", "back / home straight", "back / first turn", "home / back straight"):
        assert f"<td>{names}</td>" in text
    for zone in Zone:
        assert f"<td>{zone.value}</td>" not in text
    assert "home / back straight" in on_screen(doubted())
    assert report.pdf(doubted()).startswith(b"%PDF")


def test_the_two_places_are_the_ends_of_the_two_straights() -> None:
    note = doubted().all_notes[0]
    places = [part.split(" ")[0] for part in note.split("--finish ")[1:]]
    for place, arc in zip(places, (0.0, 200.0), strict=True):
        x, y = TRACK.to_track(*(float(number) for number in place.split(",")))
        near, out = TRACK.oval.line(1).project(x, y)
        assert abs((float(near) - arc + 200.0) % 400.0 - 200.0) < 1.5
        assert abs(float(out)) < 1.5


@pytest.mark.parametrize(
    ("probability", "source"),
    [(0.97, FinishFrom.STANDING_START), (0.6, FinishFrom.RUNNER), (0.6, FinishFrom.SAVED)],
)
def test_a_home_straight_that_is_known_has_one_name(probability: float, source: FinishFrom) -> None:
    text = report.html(doubted(probability, source), charts=False)
    assert " / back turn" not in text
    assert "<td>home straight</td>" in text


def test_even_odds_are_called_so() -> None:
    assert "(both are as likely)" in doubted(0.5, FinishFrom.ASSUMED).all_notes[0]


def test_advice_names_both_and_says_what_it_was_held_against() -> None:
    known = doubted()
    assert known.score is not None
    score = replace(known.score, advice=("Lap 2, home straight: 5 % slower than planned.",))
    text = on_screen(replace(known, score=score))
    assert "Lap 2, home / back straight: 5 % slower" in text
    assert "held against the first of both names" in text


def test_the_picture_marks_both_possible_finish_lines() -> None:
    drawn = {chart.name: chart for chart in charts(doubted())}
    words = [text.get_text() for text in figure(drawn["track"], doubted()).axes[0].texts]
    assert words.count("Finish?") == 2
    assert "back / home straight" in words
    assert "either mark" in drawn["track"].caption
    panel = figure(drawn["zones"], doubted()).axes[0].child_axes[0]
    assert [label.get_text() for label in panel.get_xticklabels()][:2] == ["T1\nT2", "BS\nHS"]


def test_the_json_keeps_the_likelier_names_and_says_so_in_the_notes() -> None:
    document = doubted().to_dict()
    Draft202012Validator(report.schema()).validate(document)
    assert {row["zone"] for row in document["efforts"][0]["zones"]} <= {zone.value for zone in Zone}
    assert sum("cannot be told" in note for note in document["recording"]["notes"]) == 1


def test_a_second_lane_within_reach_is_warned_of_under_the_headline() -> None:
    known = replace(mile_trial(), track=replace(TRACK, lane_probability={1: 0.7, 2: 0.3}))
    warning = "In lane 2 each lap is 7.0 m longer and the pace 1.8 % faster."
    page = report.html(known, charts=False)
    assert warning in page
    assert page.index(warning) < page.index("</header>")
    assert warning in "\n".join(on_screen(known).splitlines()[:6])
