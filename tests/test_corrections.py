"""What the runner corrects afterwards: the text and back, each correction on a session with known truth, the errors."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import jsonschema
import numpy as np
import pandas as pd
import pytest
from corrected_example import half, ladder, session, with_press
from hypothesis import given
from hypothesis import strategies as st

import analyzer
from analyzer import corrections, efforts, frames, pipeline, report, simulate
from analyzer.charts.numbers import numbered
from analyzer.errors import CorrectionError, PlanError
from analyzer.model import (
    Add,
    Analysis,
    Corrections,
    Direction,
    Drop,
    Edit,
    Effort,
    Join,
    Move,
    Recording,
    Split,
    Trigger,
)
from analyzer.oval import LANES, SHAPES

Analysed = Callable[[str], Analysis]


@pytest.fixture(scope="module")
def recording() -> Recording:
    return session().recording


@pytest.fixture(scope="module")
def plain(recording: Recording) -> Analysis:
    return analyzer.analyze(recording)


@pytest.fixture(scope="module")
def head(plain: Analysis) -> str:
    """The first lines of the file to edit: the recording, and the reps that the numbers are for."""
    return corrections.to_edit(plain, numbered(plain))


@pytest.fixture(scope="module")
def analysed(recording: Recording, head: str) -> Analysed:
    return lambda text: corrected(recording, head + text)


def corrected(recording: Recording, text: str, **said: str) -> Analysis:
    return analyzer.analyze(recording, corrections=corrections.read(text), **said)  # type: ignore[arg-type]  # texts


def near(effort: Effort, start: float, end: float) -> bool:
    """Tell whether the time of an effort is within three of its errors of the truth, and it is that effort."""
    return abs(effort.time - (end - start)) < 3 * effort.time_sd and abs(effort.start - start) < 2.0


# the text and back

MOMENTS = st.integers(0, 36_000_000).map(lambda thousandths: thousandths / 1000)
SPANS = st.tuples(MOMENTS, MOMENTS).filter(lambda ends: ends[0] < ends[1])
TEXTS = st.text(min_size=1).filter(lambda text: bool(text.strip()))


@st.composite
def every_edit(draw: st.DrawFn) -> tuple[Edit, ...]:
    numbers = iter(range(1, 30))
    edits: list[Edit] = []
    for kind in draw(st.lists(st.sampled_from(["at", "at_m", "join", "drop", "add", "start", "end", "move"]))):
        rep, moment, span = next(numbers, 31), draw(MOMENTS), draw(SPANS)
        made: dict[str, Edit] = {
            "at": Split(rep, at=moment),
            "at_m": Split(rep, at_m=draw(st.floats(0.5, 5000.0))),
            "drop": Drop(rep),
            "add": Add(*span),
            "start": Move(rep, start=moment),
            "end": Move(rep, end=moment),
            "move": Move(rep, *span),
        }
        edits.append(Join((rep, next(numbers, 32))) if kind == "join" else made[kind])
        if len(edits) > 20:
            break
    return tuple(dict.fromkeys(edits))


@given(
    st.builds(
        Corrections,
        sha256=st.sampled_from(["", "0123456789abcdef" * 4]),
        reps=st.lists(st.none() | SPANS).map(tuple),
        five_k=st.none() | MOMENTS.filter(bool),
        goal=st.none() | MOMENTS.filter(bool),
        lane=st.none() | st.integers(1, LANES),
        shape=st.none() | st.sampled_from(sorted(SHAPES)),
        direction=st.none() | st.sampled_from(Direction),
        finish=st.none() | st.tuples(st.floats(-90, 90), st.floats(-180, 180)),
        plan=st.just("") | TEXTS,
        workout=st.just("") | TEXTS,
        wrong_presses=st.lists(MOMENTS, unique=True).map(tuple),
        edits=every_edit(),
    )
)
def test_what_is_written_is_read_as_the_same(said: Corrections) -> None:
    again = corrections.read(corrections.write(said))
    assert replace(again, edits=()) == replace(said, edits=())
    assert set(again.edits) == set(said.edits)
    assert len(again.edits) == len(said.edits)


def test_times_are_text_or_seconds_and_comments_are_notes() -> None:
    text = (
        'wrong_presses = ["12:34", 60, "1:02:03.5", "0:00"] # a slip of the thumb\n[[add]]\nstart = 61.5\nend = "2:00"'
    )
    said = corrections.read(text)
    assert said.wrong_presses == (754.0, 60.0, 3723.5, 0.0)
    assert said.edits == (Add(61.5, 120.0),)


def test_the_file_to_edit_corrects_nothing_until_it_is_edited(head: str, plain: Analysis) -> None:
    said = corrections.read(head)
    assert said.are_none
    assert said.sha256 == plain.recording.sha256
    assert len(said.reps) == 8
    for effort, span in zip(plain.efforts, said.reps, strict=True):
        assert span is not None
        assert np.allclose(span, (effort.start, effort.end), atol=0.051)


def test_every_comment_of_the_file_to_edit_can_be_used(head: str) -> None:
    values_part = head[: head.index("# A rep that is two")]
    lines = [line.removeprefix("# ") for line in values_part.splitlines() if line.startswith("# ")]
    values = [line for line in lines if line.split(" = ")[0] in {*Corrections().__dataclass_fields__}]
    assert {line.split(" = ")[0] for line in values} == {
        "lane", "shape", "direction", "finish", "five_k", "goal", "plan", "workout", "wrong_presses",
    }  # fmt: skip
    rows = head[head.index("# wrong_presses") : head.index("# Reps")]
    said = corrections.read("\n".join([*(v for v in values if "presses" not in v), rows.replace("#", "").strip()]))
    assert said.settings.keys() == {"lane", "shape", "direction", "finish", "five_k", "goal", "plan", "workout"}
    own = session().recording.device_laps["trigger"].eq(str(Trigger.MANUAL)).sum()
    assert len(said.wrong_presses) == own > 10
    for kind in ("split", "join", "drop", "add", "move"):
        part = head[head.index(f"# [[{kind}]]") :].split("\n\n", maxsplit=1)[0].replace("# or:", "##").replace("# ", "")
        assert len(corrections.read(part).edits) == 1


# each correction against the truth


def test_a_rep_is_parted_at_a_time_and_its_parts_are_of_nominal_distances(analysed: Analysed) -> None:
    third = session().truth.efforts[2]
    found = analysed(f"[[split]]\nrep = 3\nat = {round(half(third))}")
    assert [effort.nominal for effort in found.efforts] == ["400 m"] * 2 + ["200 m"] * 2 + ["400 m"] * 5
    first, second = found.efforts[2:4]
    assert near(first, third.start_s, half(third))
    assert near(second, half(third), third.end_s)
    assert abs(first.end - second.start) < 2 * first.time_sd
    assert 0 < first.time_sd < 1.0


def test_a_rep_is_parted_at_a_distance(analysed: Analysed) -> None:
    third = session().truth.efforts[2]
    first, second = analysed("[[split]]\nrep = 3\nat_m = 200").efforts[2:4]
    assert (first.nominal, first.distance) == ("200 m", 200.0)
    assert near(first, third.start_s, half(third))
    assert near(second, half(third), third.end_s)


def test_a_rep_is_parted_more_than_once(analysed: Analysed) -> None:
    found = analysed("[[split]]\nrep = 3\nat_m = 300\n[[split]]\nrep = 3\nat_m = 100")
    assert [effort.nominal for effort in found.efforts[2:5]] == ["100 m", "200 m", "100 m"]


def test_reps_are_joined_with_the_rest_between_them(analysed: Analysed) -> None:
    fourth, fifth = session().truth.efforts[3:5]
    found = analysed("[[join]]\nreps = [5, 4]")
    assert len(found.efforts) == 7
    assert near(found.efforts[3], fourth.start_s, fifth.end_s)


def test_what_was_no_rep_is_dropped(analysed: Analysed, plain: Analysis) -> None:
    found = analysed("[[drop]]\nrep = 7")
    assert len(found.efforts) == 7
    kept = [effort.time for number, effort in enumerate(plain.efforts) if number != 6]
    assert [effort.time for effort in found.efforts] == pytest.approx(kept, abs=0.2)


def test_a_rep_is_added_to_the_second_and_timed_to_a_third_of_one(analysed: Analysed) -> None:
    seventh = session().truth.efforts[6]
    found = analysed(f"[[drop]]\nrep = 7\n[[add]]\nstart = {round(seventh.start_s)}\nend = {round(seventh.end_s)}")
    assert len(found.efforts) == 8
    assert found.efforts[6].nominal == "400 m"
    assert near(found.efforts[6], seventh.start_s, seventh.end_s)


def test_an_end_of_a_rep_is_moved(analysed: Analysed) -> None:
    second = session().truth.efforts[1]
    found = analysed(f"[[move]]\nrep = 2\nend = {round(half(second))}").efforts[1]
    assert found.nominal == "200 m"
    assert near(found, second.start_s, half(second))


def test_every_rep_can_be_dropped(analysed: Analysed) -> None:
    found = analysed("".join(f"[[drop]]\nrep = {number}\n" for number in range(1, 9)))
    assert not numbered(found)


def test_the_order_of_the_corrections_does_not_matter(analysed: Analysed) -> None:
    edits = ["[[drop]]\nrep = 2", "[[split]]\nrep = 3\nat_m = 200", "[[join]]\nreps = [5, 6]", "[[drop]]\nrep = 1"]
    one, other = analysed("\n".join(edits)), analysed("\n".join(reversed(edits)))
    assert [effort.nominal for effort in one.efforts] == ["200 m", "200 m", "400 m", "800 m", "400 m", "400 m"]
    assert [effort.time for effort in one.efforts] == [effort.time for effort in other.efforts]


def test_corrections_survive_a_second_analysis(analysed: Analysed) -> None:
    text = 'lane = 1\nplan = "8x400 r75"\n[[split]]\nrep = 3\nat_m = 200\n[[drop]]\nrep = 8'
    assert analysed(text).to_dict() == analysed(text).to_dict()


def test_a_file_without_the_list_of_reps_takes_the_numbers_of_the_report(
    analysed: Analysed, recording: Recording
) -> None:
    text = "[[split]]\nrep = 3\nat_m = 200\n[[drop]]\nrep = 8"
    with_list, without = analysed(text).efforts, corrected(recording, text).efforts
    assert [effort.nominal for effort in without] == [effort.nominal for effort in with_list]
    assert [effort.time for effort in without] == pytest.approx([effort.time for effort in with_list], abs=0.1)


# presses

THIRD = ladder().truth.efforts[2]
PRESSED = round(half(THIRD), 1)
"""The button was pressed half-way through the 1200 m of a ladder. [s]"""


@pytest.fixture(scope="module")
def pressed() -> Recording:
    return with_press(ladder().recording, PRESSED)


def test_a_wrong_press_no_longer_parts_a_rep(pressed: Recording) -> None:
    assert [effort.nominal for effort in analyzer.analyze(pressed).efforts][2:4] == ["600 m", "600 m"]
    found = corrected(pressed, f"wrong_presses = [{PRESSED + 2}]")
    assert [effort.nominal for effort in found.efforts] == ["400 m", "800 m", "1200 m", "800 m", "400 m"]
    assert near(found.efforts[2], THIRD.start_s, THIRD.end_s)


def test_the_lap_of_a_wrong_press_goes_on_to_the_next_and_nothing_is_lost(pressed: Recording) -> None:
    found = corrected(pressed, f"wrong_presses = [{PRESSED - 2}]").recording.device_laps
    for column in ("timer", "distance"):
        assert found[column].sum() == pytest.approx(pressed.device_laps[column].sum())
    assert len(found) == len(pressed.device_laps) - 1
    assert np.abs(found["end"] - PRESSED).min() > 5.0
    assert found["start"].to_numpy()[1:] == pytest.approx(found["end"].to_numpy()[:-1])


def test_the_numbers_are_those_before_a_wrong_press_is_taken_out(pressed: Recording) -> None:
    found = corrected(pressed, f"wrong_presses = [{PRESSED}]\n[[drop]]\nrep = 5")
    assert [effort.nominal for effort in found.efforts] == ["400 m", "800 m", "1200 m", "400 m"]


def test_a_wrong_press_and_the_joining_of_what_it_parted_are_one_correction(pressed: Recording) -> None:
    found = corrected(pressed, f"wrong_presses = [{PRESSED}]\n[[join]]\nreps = [3, 4]")
    assert [effort.nominal for effort in found.efforts] == ["400 m", "800 m", "1200 m", "800 m", "400 m"]


# settings


def test_the_plan_and_the_lane_of_the_file_are_used_and_said(analysed: Analysed) -> None:
    found = analysed('plan = "8x400@90 r75"\nlane = 2')
    assert found.workout is not None
    assert (found.workout.plan, found.workout.plan_from) == ("8x400@90 r1:15", "runner")
    assert found.track is not None
    assert found.track.lane == 2
    assert found.workout.corrections == ("lane 2", "plan 8x400@90 r75")
    assert {f"Corrected, as you said: {text}." for text in found.workout.corrections} <= set(found.all_notes)


def test_an_option_overrules_the_file(recording: Recording) -> None:
    found = corrected(recording, 'plan = "8x400 r75"\nworkout = "4x400"', plan="8x400@90 r60", workout="8-12x400")
    assert found.workout is not None
    assert (found.workout.plan, found.workout.template) == ("8x400@90 r1min", "8-12x400")
    assert found.workout.corrections == ()


def test_the_json_says_what_was_corrected(analysed: Analysed) -> None:
    found = analysed('goal = "5:40"\n[[add]]\nstart = "5:00"\nend = "6:00"').to_dict()
    found["recording"]["format"] = "fit"
    jsonschema.validate(found, report.schema())
    assert found["workout"]["corrections"] == ["goal 5:40", "a rep added from 5:00 to 6:00"]


def test_without_corrections_nothing_is_said(plain: Analysis) -> None:
    assert plain.to_dict()["workout"]["corrections"] == []


# errors

WRONG = [
    ("lne = 2", "x.toml: lne: no such key: did you mean lane?"),
    ("qqqq = 2", "x.toml: qqqq: no such key: there are sha256, reps, five_k,"),
    ("lane = 12", "x.toml: lane: '12': lanes go from 1 to 9"),
    ("lane = true", "x.toml: lane: 'True': lanes go from 1 to 9"),
    ('shape = "standrd"', "x.toml: shape: 'standrd': did you mean standard?"),
    ('direction = "left"', "x.toml: direction: 'left': choose one of anticlockwise, clockwise"),
    ('finish = "47,15"', "x.toml: finish: '47,15': write latitude and longitude in degrees"),
    ("finish = [97, 15]", "x.toml: finish: '[97, 15]': this is not on the earth"),
    ('goal = "fast"', "x.toml: goal: 'fast': write the time as the report prints it"),
    ("five_k = 0", "x.toml: five_k: '0': write a time above zero"),
    ("goal = 5:40", "x.toml: no TOML (Expected newline"),
    ("goal = 05:40:00", "x.toml: goal: '05:40:00': write the time in quotes"),
    ("plan = 3", "x.toml: plan: '3': write a text in quotes"),
    ('sha256 = "abc"', "x.toml: sha256: 'abc': leave it as it was written"),
    ('reps = ["7:00"]', "x.toml: reps: '['7:00']': '7:00' is not from when to when"),
    ("reps = 8", "x.toml: reps: '8': leave the list as it was written"),
    ('wrong_presses = "5:00"', "x.toml: wrong_presses: '5:00': write a list of times"),
    ('wrong_presses = ["5:00", 300]', "x.toml: wrong_presses: '['5:00', 300]': a time is there twice"),
    ("wrong_presses = [-3]", "x.toml: wrong_presses: '[-3]': no recording has this time"),
    ("wrong_presses = [nan]", "x.toml: wrong_presses: '[nan]': write the time in quotes"),
    ("split = 3", "x.toml: split: '3': write it as a part of its own below a line [[split]]"),
    ('[[split]]\nat = "5:00"', "x.toml: split 1: rep: missing: it needs rep"),
    ("[[split]]\nrep = 3", "x.toml: split 1: where the rep is to be parted: write either at"),
    ('[[split]]\nrep = 3\nat = "5:00"\nat_m = 200', "x.toml: split 1: where the rep is to be parted: write either at"),
    ("[[split]]\nrep = 3\nat_m = -1", "x.toml: split 1: at_m: '-1': write metres after the start of the rep"),
    ("[[drop]]\nrep = 0", "x.toml: drop 1: rep: '0': write the number of a rep, 1 for the first"),
    ('[[drop]]\nrep = "3"', "x.toml: drop 1: rep: '3': write the number of a rep"),
    ("[[drop]]\nrep = 3\nreps = 4", "x.toml: drop 1: reps: no such key: did you mean rep?"),
    (
        "[[join]]\nreps = [4, 6]",
        "x.toml: join 1: reps: '[4, 6]': only reps that follow each other can be one, as [4, 5]",
    ),
    ("[[join]]\nreps = [4]", "x.toml: join 1: reps: '[4]': write the numbers of two or more reps"),
    ("[[move]]\nrep = 2", "x.toml: move 1: nothing is moved: write start, end or both"),
    ('[[add]]\nstart = "5:00"', "x.toml: add 1: end: missing: it needs start and end"),
    ('[[add]]\nstart = "6:00"\nend = "5:00"', "x.toml: add 1: '6:00' to '5:00': the start comes before the end"),
    ("[[drop]]\nrep = 3\n[[drop]]\nrep = 3", "x.toml: drop 1: it is there twice: take one of the two out"),
    (
        "[[drop]]\nrep = 3\n[[split]]\nrep = 3\nat_m = 200",
        "x.toml: drop 1: rep 3 is corrected in split 1 too: take one of the two out",
    ),
    (
        "[[join]]\nreps = [3, 4]\n[[join]]\nreps = [4, 5]",
        "x.toml: join 2: rep 4 is corrected in join 1 too: take one of the two out",
    ),
]


@pytest.mark.parametrize(("text", "told"), WRONG, ids=[told.split(": ", 1)[1][:40] for _, told in WRONG])
def test_an_entry_that_cannot_be_is_told_in_one_line(text: str, told: str) -> None:
    with pytest.raises(CorrectionError) as error:
        corrections.read(text, file="x.toml")
    assert str(error.value).startswith(told)
    assert "\n" not in str(error.value)


UNFIT = [
    ("[[drop]]\nrep = 9", "drop 1: rep: 9: there is no such rep; before any correction there are 1 to 8"),
    ("[[join]]\nreps = [8, 9]", "join 1: reps: 9: there is no such rep"),
    ('[[split]]\nrep = 3\nat = "1:00"', "split 1: at: '1:00': rep 3 went from 12:28"),
    ("[[split]]\nrep = 3\nat_m = 600", "split 1: at_m: 600: rep 3 is 39"),
    ("[[split]]\nrep = 3\nat = 750", "split 1: at: '12:30': rep 3 went from 12:28"),
    ("[[split]]\nrep = 3\nat_m = 20", "split 1: from 12:"),
    ('[[add]]\nstart = "12:40"\nend = "14:30"', "add 1: it overlaps the rep from 12:"),
    ('[[move]]\nrep = 3\nend = "15:30"', "move 1: it overlaps the rep from 15:"),
    ('[[add]]\nstart = "3:10:00"\nend = "3:11:00"', "add 1: from 3:10:00 to 3:11:00: the recording ends at "),
    ('[[move]]\nrep = 3\nend = "12:00"', "move 1: from 12:"),
    ('wrong_presses = ["4:00"]', "wrong_presses: '4:00': there is no press within 5 s; the nearest is at "),
    ('workout = "intervls"', "workout: 'intervls' is no workout;"),
    ('plan = "8x4OO"', "plan: at character 4: 'OO' is no unit: write a distance or a time"),
]


@pytest.mark.parametrize(("text", "told"), UNFIT, ids=[told[:40] for _, told in UNFIT])
def test_a_correction_that_does_not_fit_the_recording_is_told_in_one_line(
    recording: Recording, head: str, text: str, told: str
) -> None:
    with pytest.raises(CorrectionError) as error:
        analyzer.analyze(recording, corrections=corrections.read(head + text, file="run.toml"))
    assert str(error.value).startswith(f"run.toml: {told}")
    assert "\n" not in str(error.value)


def test_a_plan_that_cannot_be_read_is_pointed_at(recording: Recording) -> None:
    with pytest.raises(CorrectionError) as error:
        corrected(recording, 'plan = "8x4OO"')
    assert error.value.pointed == "8x4OO\n   ^"
    assert isinstance(error.value.__cause__, PlanError)


def test_the_corrections_of_another_recording_are_refused(recording: Recording) -> None:
    said = Corrections(sha256="0" * 64, lane=2, file="run.toml")
    known = replace(recording, sha256="1" * 64)
    with pytest.raises(CorrectionError, match=r"run\.toml: sha256: '000000000000\.\.': these corrections are for ano"):
        pipeline.analyze(known, pipeline.Options(corrections=said))


# trials


@pytest.fixture(scope="module")
def mile() -> Recording:
    return analyzer.read(Path(__file__).parent.parent / "sample_data" / "mile_trial.fit")


def test_a_rep_that_is_added_stands_beside_a_trial(mile: Recording) -> None:
    plain, found = analyzer.analyze(mile), corrected(mile, '[[add]]\nstart = "10:00"\nend = "11:00"')
    assert plain.trial is not None
    assert found.trial is not None
    assert found.trial.time == plain.trial.time
    assert found.strategy is not None
    assert [round(effort.time, -1) for effort in numbered(found).values()] == [350.0, 60.0]


def test_a_trial_that_was_none_is_dropped_and_one_that_was_reps_is_parted(mile: Recording) -> None:
    dropped = corrected(mile, "[[drop]]\nrep = 1")
    assert (dropped.trial, dropped.strategy, dict(numbered(dropped))) == (None, None, {})
    parted = corrected(mile, "[[split]]\nrep = 1\nat_m = 800")
    assert parted.trial is None
    assert [round(effort.distance, -2) for effort in parted.efforts] == [800, 800]


def even_speed() -> pd.DataFrame:
    elapsed = np.arange(0.0, 3600.0)
    columns = {"elapsed": elapsed, "distance": 4.0 * elapsed, "speed": 4.0, "altitude": np.nan, "on_track": 0.0}
    return frames.conform(pd.DataFrame(columns), frames.SPEED)


def test_of_two_trials_whose_laps_are_found_apart_one_is_dropped_and_nothing_else_comes_forth() -> None:
    laps = tuple(efforts.Hard(start, start + 90.0, 360.0) for start in (100.0, 190.0, 280.0, 1000.0, 1090.0, 1180.0))
    hidden = efforts.Hard(2000.0, 2030.0, 120.0)
    said = Corrections(reps=((98.0, 368.0), (998.0, 1268.0)), edits=(Drop(2),))
    found = efforts.corrected(efforts.Session((*laps, hidden)), said, even_speed(), None, None)
    assert [(rep.start, rep.end, rep.distance) for rep in found.reps] == [(100.0, 370.0, 1080.0)]
    assert found.corrected


def test_a_rep_that_is_no_longer_found_is_taken_as_it_was() -> None:
    said = Corrections(reps=((100.0, 190.0), (300.0, 390.0)), edits=(Split(2, at=345.0),))
    found = efforts.corrected(efforts.Session((efforts.Hard(101.0, 191.0, 360.0),)), said, even_speed(), None, None)
    assert [(rep.start, rep.end) for rep in found.reps] == [(101.0, 191.0), (300.0, 345.0), (345.0, 390.0)]
    assert [rep.said for rep in found.reps] == [(False, False), (True, True), (True, True)]


def test_where_no_speed_is_told_no_rep_can_be_corrected() -> None:
    said = Corrections(reps=((100.0, 190.0),), edits=(Drop(1),))
    with pytest.raises(CorrectionError, match="drop 1: the recording tells no speed: take out what corrects reps"):
        efforts.corrected(efforts.Session(), said, frames.empty(frames.SPEED), None, None)


def test_a_press_at_the_end_of_the_recording_can_be_wrong_too() -> None:
    laps = session().recording.device_laps.iloc[:2]
    recording = replace(session().recording, device_laps=laps)
    found = efforts.without_presses(recording, Corrections(wrong_presses=(float(laps["end"].iloc[-1]),))).device_laps
    assert found["trigger"].tolist() == [laps["trigger"].iloc[0], str(Trigger.SESSION_END)]


def test_corrections_off_the_track_are_taken_as_they_are_said() -> None:
    hills = simulate.session(kind="hills", seed=2).recording
    plain = analyzer.analyze(hills)
    second = numbered(plain)[2]
    middle = round(second.start + 0.5 * second.time)
    found = corrected(hills, f"[[drop]]\nrep = 1\n[[split]]\nrep = 2\nat = {middle}").efforts
    assert len(found) == len(plain.efforts)
    assert found[0].end == found[1].start == middle
    assert not found[0].on_track
