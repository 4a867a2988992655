"""Conditions on sessions: what they hold for, what can be told early, and errors that point at the character."""

import contextlib
import operator
import pickle
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from analyzer.batch.where_scan import WhereError
from analyzer.batch.where_words import condition
from analyzer.model import WorkoutKind

TRIAL = {
    "file": "/runs/2026/mile.fit",
    "kind": "mile_trial",
    "trial": "1 mile",
    "trial_time_s": 339.2,
    "start": datetime(2026, 5, 16, 18, 30, tzinfo=UTC),
    "date": datetime(2026, 5, 16, tzinfo=UTC).date(),
    "duration_s": 2400.0,
    "distance_m": 5200.0,
    "on_track": True,
    "lane": 8,
    "device": "Fenix 7",
    "title": 'Mile "all out"',
}
ROAD = TRIAL | {"kind": "easy", "trial": None, "trial_time_s": None, "on_track": False, "lane": None, "device": None}


def holds(text: str, row: dict[str, Any]) -> bool | None:
    return condition(text).holds(row)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "kind = trial",
        "kind = mile_trial",
        "KIND = 'Mile Trial'",
        "kind = trial and date >= 2026-01-01",
        "kind in (tempo, trial)",
        "not kind in (tempo, hills)",
        "kind not in (tempo, hills)",
        "date = 2026",
        "date = 2026-05",
        "date = 2026-05-16",
        "date > 2026-04 and date < 2026-06",
        "date <= 2026-05",
        "not date > 2026-05",
        "start >= 2026-05-16T18:30",
        "start = 2026-05-16T18:30:00Z",
        "start < 2026-05-16T18:30:01",
        "start = 2026-05-16",
        "trial_time < 5:40",
        "trial_time_s < 340",
        "trial_time <= 5.7 min",
        "duration = 40:00",
        "duration = 40 min",
        "distance > 5 km",
        "distance > 3 miles and distance < 5250",
        "lane = 8",
        "lane >= 2 or on_track = no",
        "on_track",
        "on_track = yes",
        "not (on_track = no)",
        "device = 'fenix 7'",
        "device = “Fenix 7”",
        "device contains FENIX",
        "device like 'fen*'",
        "device like 'fenix ?'",
        "file like '%/2026/%.fit'",
        "file contains '2026/mile'",
        'title = "Mile ""all out"""',
        "trial is not missing",
        "lane ≥ 8",
        "lane <> 7",
        "kind = tempo or kind = trial and lane = 8",
    ],
)
def test_a_condition_holds_for_the_trial(text: str) -> None:
    assert holds(text, TRIAL) is True


@pytest.mark.parametrize(
    "text",
    [
        "kind = trial",
        "lane = 8",
        "lane != 8 and lane = 7",
        "lane < 9",
        "trial_time < 5:40",
        "trial_time >= 5:40",
        "device = 'fenix 7'",
        "device like '*'",
        "on_track",
        "trial is not missing",
        "date = 2025",
        "date > 2026-05-16",
        "date < 2026-05-16",
        "start > 2026-05-16T18:30",
        "(kind = easy or kind = trial) and lane = 8",
        "device like 'fen'",
    ],
)
def test_a_condition_does_not_hold_for_the_run_on_the_road(text: str) -> None:
    assert holds(text, ROAD) is False


def test_what_a_session_does_not_have_compares_with_nothing_and_differs_from_all() -> None:
    assert holds("lane = 1", ROAD) is False
    assert holds("lane != 1", ROAD) is True
    assert holds("lane is missing", ROAD) is True


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("date >= 2027-01-01", False),
        ("kind = trial and date >= 2027-01-01", False),
        ("date >= 2026-01-01 or kind = trial", True),
        ("kind = trial and date >= 2026-01-01", None),
        ("not kind = trial", None),
        ("kind = trial or date >= 2027", None),
        ("on_track", None),
        ("title like 'x'", None),
        ("trial is missing", None),
    ],
)
def test_what_can_be_told_before_the_analysis_is_told(text: str, told: bool | None) -> None:
    early = {name: TRIAL[name] for name in ("file", "start", "date", "duration_s", "device")}
    assert holds(text, early) is told


@pytest.mark.parametrize(
    ("text", "at", "told"),
    [
        ("knd = trial", 0, "'knd' is no column of the sessions"),
        ("kind = trail", 7, "'trail' is no kind; choose trial, mile_trial, intervals"),
        ("kind trial", 5, "'trial' where a comparison should be"),
        ("kind = ", 7, "nothing more where a value should be"),
        ("kind > tempo", 7, "kind has no order"),
        ("date >= yesterday", 8, "'yesterday' where a date should be; write 2026, 2026-01 or 2026-01-31"),
        ("date >= 2026-13-01", 8, "'2026-13-01' is no date"),
        ("date >= 9999-12-31", 8, "'9999-12-31' is no date"),
        ("date = 26", 7, "'26' where a date should be"),
        ("lane = eight", 7, "'eight' where a number should be; write lane >= 8 or 12.5"),
        ("lane = 8 km", 9, "'km' after a number; units of lane are none"),
        ("duration > 5:70", 11, "'5:70' is no time"),
        ("distance > 5 kg", 13, "'kg' after a number; units of distance_m are m, km"),
        ("lane like '8'", 5, "lane is no text"),
        ("lane = 8 kind = trial", 9, "'kind' after a number"),
        ("on_track kind = trial", 9, "'kind' after the end of the condition"),
        ("(lane = 8", 9, "nothing more where ')' should be"),
        ("lane = 8)", 8, "')' after the end of the condition"),
        ("lane in 8", 8, "'8' where '(' should be"),
        ('device = "Fenix', 9, "a quotation that does not end"),
        ("lane = 8; drop", 8, "';' where a name, a sign or a value should be"),
        ("lane = 1.2.3", 7, "neither a number nor a time nor a date"),
        ("on_track = maybe", 11, "'maybe' where yes or no should be"),
        ("lane is 8", 8, "'8' after is"),
        ("and lane = 8", 0, "'and' where the name of a column should be"),
        ("not " * 60 + "on_track", 200, "more than 50 conditions inside one another"),
    ],
)
def test_an_error_points_at_the_character(text: str, at: int, told: str) -> None:
    with pytest.raises(WhereError) as caught:
        condition(text)
    assert caught.value.at == at
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.pointed.splitlines()[1].endswith("^")


def test_a_condition_goes_to_other_processes() -> None:
    again = pickle.loads(pickle.dumps(condition("kind = trial and not device like 'x*' or date >= 2026")))  # noqa: S301
    assert again == condition("kind = trial and not device like 'x*' or date >= 2026")


SIGNS = {"=": operator.eq, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
lanes = some.none() | some.integers(1, 9)
tests_of_a_lane = some.tuples(some.just("lane"), some.sampled_from([*SIGNS, "!="]), some.integers(1, 9))
tests_of_a_kind = some.tuples(some.just("kind"), some.sampled_from(["=", "!="]), some.sampled_from(list(WorkoutKind)))
trees = some.recursive(
    tests_of_a_lane | tests_of_a_kind,
    lambda inner: some.tuples(some.sampled_from(["and", "or"]), inner, inner) | some.tuples(some.just("not"), inner),
    max_leaves=12,
)


def written(tree: Any) -> str:
    if tree[0] == "not":
        return f"not ({written(tree[1])})"
    if tree[0] in {"and", "or"}:
        return f"({written(tree[1])}) {tree[0]} ({written(tree[2])})"
    return f"{tree[0]} {tree[1]} {tree[2]}"


def plainly(tree: Any, row: dict[str, Any]) -> bool:
    """Evaluate a tree by Python's own operators."""
    if tree[0] == "not":
        return not plainly(tree[1], row)
    if tree[0] == "and":
        return plainly(tree[1], row) and plainly(tree[2], row)
    if tree[0] == "or":
        return plainly(tree[1], row) or plainly(tree[2], row)
    value = row[tree[0]]
    if tree[1] == "!=":
        return bool(value != tree[2])
    return value is not None and bool(SIGNS[tree[1]](value, tree[2]))


@given(trees, lanes, some.sampled_from(list(WorkoutKind)))
def test_a_condition_holds_as_python_says(tree: Any, lane: int | None, kind: WorkoutKind) -> None:
    row = {"lane": lane, "kind": kind.value}
    assert holds(written(tree), row) is plainly(tree, row)


@given(trees, lanes, some.sampled_from(list(WorkoutKind)))
def test_what_is_told_early_is_never_taken_back(tree: Any, lane: int | None, kind: WorkoutKind) -> None:
    early, late = {"lane": lane}, {"lane": lane, "kind": kind.value}
    told = holds(written(tree), early)
    assert told is None or told is holds(written(tree), late)


@given(some.text(max_size=40))
def test_any_text_is_a_condition_or_an_error_with_a_place(text: str) -> None:
    at = -1
    with contextlib.suppress(WhereError):
        try:
            condition(text)
            at = 0
        except WhereError as error:
            at = error.at
            raise
    assert 0 <= at <= len(text)
