"""The plan language: what runners write is read, written back in one way, and what cannot be read is pointed at."""

import math
import pickle
import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analyzer.errors import PlanError
from analyzer.model import EffortKind, PaceName, RecoveryKind, Rep, Repeat, Rest, SessionPlan, Target
from analyzer.units import MILE
from analyzer.workouts.language import count_pieces, format_plan, format_rep, parse
from analyzer.workouts.words import DEEPEST, LONGEST_TEXT, MOST_REPS

PAGE = (Path(__file__).parent.parent / "docs" / "plan_language.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^(.+?) +-> +(.+)$", PAGE, flags=re.MULTILINE)


def only(text: str) -> Rep:
    (part,) = parse(text).parts
    assert isinstance(part, Rep)
    return part


def repeated(text: str) -> tuple[Repeat, Rep]:
    (part,) = parse(text).parts
    assert isinstance(part, Repeat)
    (rep,) = part.parts
    assert isinstance(rep, Rep)
    return part, rep


def refused(text: str) -> PlanError:
    with pytest.raises(PlanError) as caught:
        parse(text)
    assert 0 <= caught.value.at <= len(caught.value.text)
    return caught.value


@pytest.mark.parametrize(("written", "canonical"), EXAMPLES)
def test_the_examples_of_the_page_are_read_as_it_says(written: str, canonical: str) -> None:
    assert format_plan(parse(written)) == canonical
    assert parse(canonical) == parse(written)


def test_the_error_on_the_page_is_the_error() -> None:
    error = refused("10x400@9o r60")
    wrong = next(line for line in PAGE.splitlines() if line.startswith("Error: "))
    assert f"Error: {error}".startswith(wrong.removesuffix(", .."))
    assert f"\n{error.pointed}\n" in PAGE


def test_the_page_has_its_examples() -> None:
    assert len(EXAMPLES) > 20


def test_ten_four_hundreds_at_ninety_with_a_minute() -> None:
    repeat, rep = repeated("10x400@90 r60")
    assert (repeat.least, repeat.most, repeat.rest) == (10, 10, None)
    assert rep == Rep(distance=400.0, target=Target(time=(90.0, 90.0)), rest=Rest(duration=60.0))


def test_eight_to_twelve_are_a_range() -> None:
    plan = parse("8-12x400")
    assert len(plan.reps()) == 12
    assert len(plan.reps(most=False)) == 8
    assert parse("12-8x400") == plan


def test_a_round_of_two_reps_rests_twice() -> None:
    plan = parse("5x(600@M r200 + 200@M r2min)")
    reps = plan.reps()
    assert [rep.distance for rep in reps] == [600.0, 200.0] * 5
    assert reps[0].rest == Rest(distance=200.0)
    assert reps[1].rest == Rest(duration=120.0)
    assert all(rep.target == Target(PaceName.MILE) for rep in reps)


def test_the_rest_behind_a_round_takes_the_place_of_the_last_within() -> None:
    rests = [rep.rest for rep in parse("2x(3x400 r60) r3min").reps()]
    assert rests == [Rest(60.0), Rest(60.0), Rest(180.0)] * 2


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("8x45s hill", EffortKind.HILL),
        ("10x20s stride", EffortKind.STRIDE),
        ("6x4min@T", EffortKind.TEMPO),
        ("20min tempo", EffortKind.TEMPO),
        ("10x1000@T", EffortKind.TEMPO),
        ("10x200@T", EffortKind.REP),
        ("400@M", EffortKind.REP),
        ("1 mile trial", EffortKind.TRIAL),
        ("15min@E", EffortKind.STEADY),
        ("15min easy", EffortKind.STEADY),
        ("15min warm-up", EffortKind.STEADY),
        ("15min warmup r1min", EffortKind.STEADY),
        ("15min cool down", EffortKind.STEADY),
        ("2km wu", EffortKind.STEADY),
        ("10min jog", EffortKind.STEADY),
        ("10min@T rep", EffortKind.REP),
    ],
)
def test_what_kind_of_running_it_is(text: str, kind: EffortKind) -> None:
    (part,) = parse(text).parts
    rep = part.parts[0] if isinstance(part, Repeat) else part
    assert isinstance(rep, Rep)
    assert rep.kind is kind


def test_easy_running_is_no_rep() -> None:
    assert [rep.distance for rep in parse("15min E + 4x400@M r2min + 10min E").reps()] == [400.0] * 4


@pytest.mark.parametrize(
    ("text", "metres"),
    [
        ("400", 400),
        ("400m", 400),
        ("1.5 km", 1500),
        ("1,5k", 1500),
        ("mile", MILE),
        ("2 miles", 2 * MILE),
        ("440yd", 402.336),
    ],
)
def test_distances_have_units_and_a_bare_number_is_metres(text: str, metres: float) -> None:
    assert only(text).distance == pytest.approx(metres)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("45s", 45),
        ("4min", 240),
        ("1:30", 90),
        ("1h", 3600),
        ("1:05:00", 3900),
        ("4'", 240),
        ('30"', 30),
        ("2,5 min", 150),
    ],
)
def test_times_have_units_or_a_colon(text: str, seconds: float) -> None:
    assert only(text).duration == seconds


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("r60", Rest(60.0)),
        ("r60s", Rest(60.0)),
        ("r90", Rest(90.0)),
        ("r1min", Rest(60.0)),
        ("r1:30", Rest(90.0)),
        ("r100", Rest(distance=100.0)),
        ("r200", Rest(distance=200.0)),
        ("r1600", Rest(distance=1600.0)),
        ("r1700", Rest(1700.0)),
        ("r250", Rest(250.0)),
        ("r250m", Rest(distance=250.0)),
        ("rest 200 jog", Rest(distance=200.0, kind=RecoveryKind.JOG)),
        ("R 2 MIN WALK", Rest(120.0, kind=RecoveryKind.WALK)),
        ("r jog", Rest(kind=RecoveryKind.JOG)),
        ("r open", Rest()),
    ],
)
def test_a_rest_without_a_unit_is_hundreds_of_metres_or_seconds(text: str, rest: Rest) -> None:
    assert only(f"400 {text}").rest == rest


def test_paces_are_times_of_the_rep_or_times_over_a_distance_or_names() -> None:
    assert only("400@88-92").target == Target(time=(88.0, 92.0))
    assert only("400@92-88").target == Target(time=(88.0, 92.0))
    assert only("1000@3:45/km").target == Target(pace=(0.225, 0.225))
    assert only("4min@6:00-6:10/mile").target == Target(pace=(360 / MILE, 370 / MILE), per=MILE)
    assert only("15min@96/400").target == Target(pace=(0.24, 0.24), per=400.0)
    for names in ("m 5k t e", "mile 5km threshold easy", "goal 5K tempo E"):
        assert [only(f"4min@{name}").target.name for name in names.split()] == list(PaceName)
    assert only("400 @ 5K pace r60") == only("400@5k r60s")


@pytest.mark.parametrize(
    "text", ["10×400@90 r60", " 10 X 400 @ 90 R 60 ", "10*400 r60s @1:30", "10x400@90,0 r1:00", "10x400, @90; r60"]
)
def test_spaces_and_signs_and_order_do_not_matter(text: str) -> None:
    assert parse(text) == parse("10x400@90 r60")


@pytest.mark.parametrize(
    ("text", "character", "remedy"),
    [
        ("10x400@9o r60", 9, "a time such as 90 or 1:30"),
        ("10x400@", 8, "a time such as 90 or 1:30"),
        ("10x400@90 r", 12, "r60s"),
        ("10y400", 3, "such as 400"),
        ("400 r60o", 8, "r60s"),
        ("10x", 4, "such as 400"),
        ("", 1, "such as 400"),
        ("hello", 1, "such as 400"),
        ("0x400", 1, "1 to 200"),
        ("400 + ", 7, "such as 400"),
        ("(400", 1, "put a )"),
        ("3x(400))", 8, "open the round"),
        ("3x4x400", 3, "3x(4x400"),
        ("400 M", 5, "400m or 400@M"),
        ("10x400@9", 7, "400@90"),
        ("4min@3:45", 5, "3:45/km"),
        ("400@1:75", 5, "00 to 59"),
        ("400@0", 5, "90 or 1:30"),
        ("400 (60)", 5, "r60s"),
        ("200-400", 1, "8-12x400"),
        ("400@M-5K", 6, "88-92"),
        ("400 r60 r90", 9, "say it once"),
        ("3x(400)@M", 8, "behind each rep"),
        ("5", 1, "4min"),
        ("60km", 1, "50 km"),
        ("3s", 1, "5 s to 6 h"),
        ("400 r0", 6, "leave it out"),
        ("100x(3x400)", 1, "at most 200"),
        ("400@90/lap", 8, "/km"),
        ("10x400@90 r60 x2", 15, "how often comes first"),
        ("400 then 200", 5, "put + between reps"),
        ("r60", 1, "behind the rep"),
        ("9" * 25, 1, "smaller"),
    ],
)
def test_an_error_points_at_the_character_and_says_what_to_write(text: str, character: int, remedy: str) -> None:
    error = refused(text)
    assert error.at == character - 1
    assert remedy in str(error)
    assert f'"{text}"' in str(error)
    assert "\n" not in str(error)


def test_the_caret_stands_below_the_character() -> None:
    line, caret = refused("10x400@9o r60").pointed.split("\n")
    assert line[caret.index("^")] == "o"


def test_the_caret_stands_below_the_character_of_a_long_plan() -> None:
    error = refused("400@90 r60 + " * 30 + "400@9o r60" + " + 400" * 30)
    line, caret = error.pointed.split("\n")
    assert line[caret.index("^")] == "o"
    assert len(line) < 80
    assert len(str(error)) < 300


def test_an_error_survives_a_change_of_process() -> None:
    error = refused("10x400@9o r60")
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    assert (str(again), again.at, again.pointed) == (str(error), error.at, error.pointed)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 10_000,
        "3x(" * 500,
        "(" * 50 + "400" + ")" * 50,
        "2x(" * 5 + "200x400" + ")" * 5,
        "400+" * 400,
        "400\x00",
        "9" * 1999,
        "x" * 10_000,
        "1" * 1500 + "x400",
        "400@" + "9" * 1900,
        "٤٠٠",
        "400 r" + "9" * 300,
    ],
)
def test_hostile_plans_are_refused(text: str) -> None:
    refused(text)


def test_brackets_go_as_deep_as_is_said() -> None:
    parse("(" * DEEPEST + "400" + ")" * DEEPEST)
    refused("(" * (DEEPEST + 1) + "400" + ")" * (DEEPEST + 1))


METRES = st.integers(20, 50_000).map(float) | st.integers(200, 500_000).map(lambda tenths: tenths / 10)
SECONDS = st.integers(5, 6 * 3600).map(float) | st.integers(50, 60_000).map(lambda tenths: tenths / 10)
RESTS = st.builds(Rest, duration=SECONDS.filter(lambda value: value <= 3 * 3600)) | st.builds(
    Rest, distance=METRES.filter(lambda value: value <= 10_000)
)
RECOVERED = st.none() | st.builds(
    lambda rest, kind: Rest(rest.duration, rest.distance, kind),
    RESTS | st.just(Rest()),
    st.none() | st.sampled_from(RecoveryKind),
)


@st.composite
def targets(draw: st.DrawFn, distance: float) -> Target:
    way = draw(st.sampled_from(["none", "name", "pace"] + ["time"] * math.isfinite(distance)))
    if way == "none":
        return Target()
    if way == "name":
        return Target(draw(st.sampled_from(PaceName)))
    per = draw(st.sampled_from([1000.0, MILE, 400.0]))
    over = distance if way == "time" else per
    ends = sorted(draw(st.lists(st.integers(math.ceil(over), math.floor(10 * over)), min_size=2, max_size=2)))
    fast, slow = (end / 10 for end in ends)
    return Target(time=(fast, slow)) if way == "time" else Target(pace=(fast / per, slow / per), per=per)


@st.composite
def reps(draw: st.DrawFn) -> Rep:
    way = draw(st.sampled_from(["distance", "duration", "open"]))
    distance = draw(METRES) if way == "distance" else math.nan
    duration = draw(SECONDS) if way == "duration" else math.nan
    return Rep(distance, duration, draw(st.sampled_from(EffortKind)), draw(targets(distance)), draw(RECOVERED))


def rounds(children: "st.SearchStrategy[Rep | Repeat]") -> "st.SearchStrategy[Rep | Repeat]":
    counts = st.lists(st.integers(1, 5), min_size=2, max_size=2).map(sorted)
    parts = st.lists(children, min_size=1, max_size=3).map(tuple)
    return st.builds(lambda count, inner, rest: Repeat(count[0], count[1], inner, rest), counts, parts, RECOVERED)


def depth(part: Rep | Repeat) -> int:
    return 0 if isinstance(part, Rep) else 1 + max(depth(inner) for inner in part.parts)


PLANS = (
    st.lists(st.recursive(reps(), rounds, max_leaves=6), min_size=1, max_size=4)
    .map(tuple)
    .filter(lambda parts: count_pieces(parts) <= MOST_REPS and max(depth(part) for part in parts) <= DEEPEST)
    .map(SessionPlan)
    .filter(lambda plan: len(format_plan(plan)) <= LONGEST_TEXT)
)


@given(PLANS)
def test_a_plan_that_is_written_is_read_back(plan: SessionPlan) -> None:
    assert parse(format_plan(plan)) == plan


@given(reps())
def test_a_rep_that_is_written_is_a_plan_of_one(rep: Rep) -> None:
    assert parse(format_rep(rep)) == SessionPlan((rep,))


LETTERS = "10 x 8-12x 400 m km mile min s @ 90 1:30 - /km M 5K T r 60 200 jog hill open ( ) + , × 99999 : ' tempo İ \n"
WORDS = st.sampled_from([" ", "400@90 r60", *LETTERS.split(" ")])


@given(st.text() | st.lists(WORDS, max_size=30).map("".join))
@example("İ" * 5 + "x")
@example("400@0.0000001")
@example("0:00")
def test_any_text_is_read_or_pointed_at(text: str) -> None:
    error = None
    try:
        plan = parse(text)
    except PlanError as caught:
        error = caught
    if error is None:
        written = format_plan(plan)
        assert format_plan(parse(written)) == written
        assert count_pieces(plan.parts) <= MOST_REPS
    else:
        assert 0 <= error.at <= len(text)
        assert "\n" not in str(error)
        assert text.startswith(error.text)
        assert len(error.pointed.split("\n")) == 2
