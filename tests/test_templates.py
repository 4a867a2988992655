"""The workouts of the training: what they ask for, what they are made of, and how a new one is added."""

import math
import re
import shutil
from importlib import import_module
from importlib.resources import files
from pathlib import Path

import pytest

from analyzer.errors import OptionError, TemplateError
from analyzer.model import EffortKind, PaceName, Paces, Rep, Target, Template, WorkoutKind
from analyzer.strategy import paces
from analyzer.units import MILE
from analyzer.workouts.checks import RULES as CHECKS
from analyzer.workouts.language import format_plan, parse
from analyzer.workouts.targets import band, bound, speeds, too_fast
from analyzer.workouts.templates import LIMITS, load, read_template, template, templates

FOLDER = Path(str(files("analyzer.workouts"))) / "templates"
NEW = """
title = "16 x 200 m"
kind = "intervals"
plan = "16x200@M r200 jog"
purpose = "Quick and many."
how = "Run them."
rules = ["target"]
"""


@pytest.fixture
def runner() -> Paces:
    return paces(five_k=1200.0, goal=340.0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "templates"))


@pytest.mark.parametrize("one", templates(), ids=lambda one: one.name)
def test_a_workout_says_all_that_a_runner_needs(one: Template) -> None:
    assert format_plan(parse(one.plan)) == one.plan
    assert len(one.purpose) < 120
    assert 2 <= one.how.count(". ") + 1 <= 4
    assert set(one.words) == set(one.rules)
    assert all((text[0].isupper() or text[0].isdigit()) and text[-1] == "." for text in one.words.values())


@pytest.mark.parametrize("one", templates(), ids=lambda one: one.name)
def test_the_plan_of_a_workout_is_recognised_as_that_workout(one: Template) -> None:
    plan = parse(one.plan)
    for reps in (plan.reps(), plan.reps(most=False)):
        assert one.reps[0] <= len(reps) <= one.reps[1]
    for rep in plan.reps():
        length, allowed = (rep.distance, one.distance) if math.isfinite(rep.distance) else (rep.duration, one.duration)
        assert allowed[0] <= length <= allowed[1]
        if rep.rest is not None and math.isfinite(rep.rest.duration):
            assert one.rest[0] <= rep.rest.duration <= one.rest[1]
    if one.total[0]:
        (run,) = plan.parts
        assert isinstance(run, Rep)
        assert one.total[0] <= run.duration <= one.total[1]


def test_every_workout_of_the_training_is_there() -> None:
    names = "4x400 8-12x400 2x15min 3x10min 6x4min hills leg-speed strides easy long 1500 1600 mile 3000 5000"
    assert " ".join(one.name for one in templates()) == names
    assert {one.kind for one in templates()} == set(WorkoutKind) - {WorkoutKind.OTHER}


def test_every_check_is_asked_by_a_workout_and_told_of() -> None:
    assert {rule for one in templates() for rule in one.rules} == set(CHECKS)
    module = import_module("analyzer.workouts.templates")
    told = set(re.findall(r"[a-z_]+", (module.__doc__ or "").partition("names of the checks: ")[2]))
    assert told == set(CHECKS)


def test_every_limit_is_read_by_a_check() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in FOLDER.parent.glob("*.py"))
    assert set(re.findall(r"limits?(?:\.get)?\(\s*\"([a-z_]+)\"", source)) == set(LIMITS)


@pytest.mark.parametrize(
    ("name", "reps", "distance", "duration", "rest"),
    [
        ("8-12x400", (7, 13), (388, 412), (0, math.inf), (45, 120)),
        ("4x400", (3, 5), (388, 412), (0, math.inf), (60, 240)),
        ("6x4min", (5, 7), (0, math.inf), (210, 270), (40, 80)),
        ("hills", (5, 9), (0, math.inf), (25, 70), (0, math.inf)),
        ("strides", (3, 8), (0, math.inf), (10, 30), (40, math.inf)),
        ("leg-speed", (8, 12), (0, math.inf), (15, 30), (240, 360)),
    ],
)
def test_workouts_are_found_by_their_reps(
    name: str,
    reps: tuple[int, int],
    distance: tuple[float, float],
    duration: tuple[float, float],
    rest: tuple[float, float],
) -> None:
    found = template(name)
    assert (found.reps, found.distance, found.duration, found.rest) == (reps, distance, duration, rest)


def test_eight_four_hundreds_are_run_between_five_k_and_mile(runner: Paces) -> None:
    slow, fast = band(Rep(distance=400.0), template("8-12x400"), runner) or (0.0, 0.0)
    centre = math.sqrt(runner.five_k * runner.mile)
    assert (slow / centre, fast / centre) == pytest.approx((0.97, 1.03))
    assert too_fast(template("8-12x400"), runner) == pytest.approx(MILE / 340)


def test_four_four_hundreds_are_a_per_cent_slow_to_four_fast(runner: Paces) -> None:
    (rep, *_) = parse(template("4x400").plan).reps()
    slow, fast = band(rep, template("4x400"), runner) or (0.0, 0.0)
    asked = 340 / 4.02336
    assert 400 / slow == pytest.approx(1.01 * asked, rel=0.001)
    assert 400 / fast == pytest.approx(0.96 * asked, rel=0.001)


@pytest.mark.parametrize("name", ["6x4min", "3x10min", "2x15min"])
def test_tempo_is_run_at_threshold(name: str, runner: Paces) -> None:
    (rep, *_) = parse(template(name).plan).reps()
    assert rep.kind is EffortKind.TEMPO
    assert band(rep, template(name), runner) == pytest.approx((0.90 * 5000 / 1200, 0.96 * 5000 / 1200))


def test_easy_running_has_a_ceiling_and_leg_speed_a_floor(runner: Paces) -> None:
    easy = template("easy")
    assert easy.fastest is not None
    assert bound(easy.fastest, runner) == pytest.approx(0.82 * 5000 / 1200)
    assert band(Rep(duration=20.0), template("leg-speed"), runner) == pytest.approx((runner.mile, math.inf))


def test_names_are_the_runners_paces(runner: Paces) -> None:
    rep = Rep(distance=400.0)
    assert speeds(Target(PaceName.MILE), rep, runner) == (runner.mile, runner.mile)
    assert speeds(Target(PaceName.FIVE_K), rep, runner) == (runner.five_k, runner.five_k)
    assert speeds(Target(PaceName.THRESHOLD), rep, runner) == runner.threshold
    assert speeds(Target(PaceName.EASY), rep, runner) == runner.easy
    assert speeds(Target(PaceName.MILE), rep) is None


def test_times_and_paces_need_no_runner() -> None:
    rep = Rep(distance=400.0, target=Target(time=(88.0, 92.0)))
    assert band(rep) == pytest.approx((400 / 92, 400 / 88))
    assert speeds(Target(pace=(0.225, 0.25)), Rep(duration=240.0)) == pytest.approx((4.0, 1 / 0.225))
    assert speeds(Target(), rep) is None
    assert band(Rep(distance=400.0)) is None
    assert speeds(Target(time=(90.0, 90.0)), Rep(duration=60.0)) is None


def test_one_time_has_the_width_of_its_workout() -> None:
    rep = Rep(distance=400.0, target=Target(time=(90.0, 90.0)))
    assert band(rep) == pytest.approx((0.98 * 400 / 90, 1.02 * 400 / 90))
    assert band(rep, template("8-12x400")) == pytest.approx((0.97 * 400 / 90, 1.03 * 400 / 90))


def test_a_tempo_without_a_pace_is_at_threshold(runner: Paces) -> None:
    (rep,) = parse("20min tempo").reps()
    assert band(rep, paces=runner) == runner.threshold


@pytest.mark.parametrize("written", ["8-12 x 400 m", "8–12×400", "8-12X400", "8-12x400"])
def test_a_workout_is_found_however_it_is_spaced(written: str) -> None:
    assert template(written).name == "8-12x400"


@pytest.mark.parametrize(("written", "meant"), [("hill", "hills"), ("6x5min", "6x4min"), ("leg spead", "leg-speed")])
def test_the_nearest_workout_is_suggested(written: str, meant: str) -> None:
    with pytest.raises(OptionError, match=f"did you mean {meant}"):
        template(written)


def test_an_unknown_workout_is_told_which_there_are() -> None:
    with pytest.raises(OptionError, match="no workout; there are 4x400, 8-12x400"):
        template("zzz")


def test_a_new_file_is_a_new_workout(folder: Path) -> None:
    (folder / "16x200.toml").write_text(NEW, encoding="utf-8")
    before, after = load(FOLDER), load(folder)
    (new,) = {one.name for one in after} - {one.name for one in before}
    assert len(after) == len(before) + 1
    assert new == "16x200"
    assert next(one for one in after if one.name == new).title == "16 x 200 m"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("purpos = 'x'", ["purpos", "did you mean purpose"]),
        ("zzz = 1", ["zzz", "no such key"]),
        ("reps = 7", ["reps", "'7'", "[60, 90]"]),
        ("reps = [7.5, 9]", ["reps", "whole"]),
        ("rest = [90, 60]", ["rest", "lowest comes first"]),
        ("distance = ['a', 1]", ["distance", "[60, 90]"]),
        ("slowest = { base = '10K', share = 1.0 }", ["slowest", "5K, M, 5K-M"]),
        ("slowest = { base = 'M' }", ["slowest", "share"]),
        ("slowest = { base = 'M', share = 97 }", ["slowest", "0.97"]),
        ("name = 'other'", ["name", "its file"]),
        ("words = { rest = 'x' }", ["words", "rest is none of its rules"]),
        ("words = 'x'", ["words", "table"]),
        ("limits = { fad = 1 }", ["limits", "fade"]),
        ("limits = { fade = 'x' }", ["limits", "numbers"]),
        ("a b c", ["no TOML", "line"]),
    ],
)
def test_a_wrong_file_is_named_with_its_key(line: str, words: list[str]) -> None:
    with pytest.raises(TemplateError) as caught:
        read_template("16x200.toml", (NEW + line).encode())
    assert all(word in str(caught.value) for word in ["16x200.toml", *words])
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('kind = "intervals"', 'kind = "ladder"', ["kind", "'ladder'", "intervals"]),
        ('kind = "intervals"', "kind = ['a']", ["kind", "intervals"]),
        ('plan = "16x200@M r200 jog"', 'plan = "16y200"', ["plan", "character 3"]),
        ('title = "16 x 200 m"', "title = 3", ["title", "text"]),
        ('title = "16 x 200 m"', "", ["title", "missing"]),
        ('rules = ["target"]', 'rules = ["targets"]', ["rules", "target"]),
        ('rules = ["target"]', "rules = [[]]", ["rules", "target"]),
    ],
)
def test_a_wrong_value_is_named_with_its_key(old: str, new: str, words: list[str]) -> None:
    assert old in NEW
    with pytest.raises(TemplateError) as caught:
        read_template("16x200.toml", NEW.replace(old, new).encode())
    assert all(word in str(caught.value) for word in ["16x200.toml", *words])


def test_a_file_that_is_no_text_is_named() -> None:
    with pytest.raises(TemplateError, match=r"x\.toml: no TOML"):
        read_template("x.toml", b"\xff\xfe")
