"""A season of simulated sessions: its dates, its trials, its weeks, its files."""

import json
import math
from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

import analyzer
from analyzer import simulate
from analyzer.cli import commands
from analyzer.errors import OptionError
from analyzer.model import WorkoutKind
from analyzer.simulate import Flaw
from analyzer.simulate.season_runner import form

WEEKS = 12
SEASON = simulate.season(weeks=WEEKS, seed=1)
DATED = list(SEASON)
TRUTH = SEASON.truth([dated.truth for dated in DATED])
KEPT = [week for week in TRUTH.weeks if week.flaw is None]


def week_with(flaw: Flaw) -> simulate.TrueWeek:
    return next(week for week in TRUTH.weeks if week.flaw is flaw)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(commands, [str(argument) for argument in arguments], prog_name="analyzer")


def test_the_sessions_of_a_season_follow_each_other() -> None:
    assert len(DATED) >= 5 * WEEKS - 2
    for before, after in pairwise(DATED):
        assert before.truth.begin + timedelta(seconds=before.truth.duration_s) < after.truth.begin


def test_a_session_is_made_when_it_is_asked_for() -> None:
    ten_years = simulate.season(weeks=520)
    first, second = islice(ten_years, 2)
    assert (first.truth.number, second.truth.number) == (1, 2)


def test_the_recording_begins_when_the_truth_says() -> None:
    for dated in DATED:
        assert dated.made.recording.samples.index[0] == dated.truth.begin.astimezone(UTC)
        assert dated.truth.day == dated.truth.begin.date()


def test_an_evening_in_the_west_is_tomorrow_in_utc() -> None:
    evenings = [dated.truth for dated in DATED if dated.truth.begin.hour >= 20]
    assert evenings
    assert all(truth.begin.astimezone(UTC).date() == truth.day + timedelta(days=1) for truth in evenings)


def test_the_clock_goes_on_when_summer_time_begins() -> None:
    # in New York summer time began on 8 March 2026
    offsets = {dated.truth.day: dated.truth.begin.utcoffset() for dated in DATED}
    assert offsets[date(2026, 3, 7)] == timedelta(hours=-5)
    assert offsets[date(2026, 3, 8)] == timedelta(hours=-4)


def test_the_same_seed_gives_the_same_season() -> None:
    again = list(islice(simulate.season(weeks=WEEKS, seed=1), 3))
    assert [dated.truth for dated in again] == [dated.truth for dated in DATED[:3]]
    for dated, first in zip(again, DATED, strict=False):
        assert dated.made.recording.samples.equals(first.made.recording.samples)
    other = next(iter(simulate.season(weeks=WEEKS, seed=2)))
    assert other.truth.distance_m != DATED[0].truth.distance_m


def test_a_season_has_trials_of_each_distance_and_the_session_that_foretells_the_mile() -> None:
    trials = [dated.truth.trial.nominal for dated in DATED if dated.truth.trial is not None]
    assert trials.count("1 mile") == 4
    assert {trials.count(name) for name in ("1500 m", "1600 m", "3000 m", "5000 m")} == {1}
    fours = [dated for dated in DATED if dated.truth.kind == "4x400"]
    assert fours
    assert all([effort.nominal for effort in dated.made.truth.efforts] == ["400 m"] * 4 for dated in fours)


def test_a_trial_takes_its_form_and_its_luck() -> None:
    for dated in DATED:
        trial = dated.truth.trial
        if trial is None:
            continue
        (effort,) = dated.made.truth.efforts
        assert effort.time_s == trial.time_s
        assert trial.time_s == pytest.approx(trial.form_s * (1.0 + trial.luck), abs=1e-6)
        assert trial.form_s == pytest.approx(form(trial.distance_m, dated.truth.five_k_s), rel=1e-4)


def test_without_luck_the_times_improve_by_what_was_said() -> None:
    season = simulate.season(weeks=10, seed=4, improvement=0.02, variation=0.0)
    miles = [
        (dated.truth.day, dated.truth.trial.time_s)
        for dated in season
        if dated.truth.trial is not None and dated.truth.trial.nominal == "1 mile"
    ]
    (first, slow), (last, fast) = miles[0], miles[-1]
    months = (last - first).days / (365.25 / 12)
    assert len(miles) == 4
    assert 1.0 - (fast / slow) ** (1 / months) == pytest.approx(0.02, abs=2e-5)


def test_the_luck_of_many_days_varies_as_was_said() -> None:
    season = simulate.season(weeks=520)
    luck = [season.luck_of(planned.number) for planned in season.planned]
    assert np.std(luck) == pytest.approx(0.0125, rel=0.06)
    assert np.mean(luck) == pytest.approx(0.0, abs=0.001)


def test_the_form_is_one_critical_speed() -> None:
    # by hand: D' = 220.8 m, CS = (5000 - 220.8) / 1200 = 3.9827 m/s; 3000 m in 2779.2 / 3.9827
    assert form(3000.0, 1200.0) == pytest.approx(697.8, abs=0.1)
    assert form(1500.0, 1200.0) / form(1609.344, 1200.0) == pytest.approx(1 / 1.085, abs=0.001)


def test_the_trials_are_on_one_track_and_the_race_on_another() -> None:
    places = {
        dated.truth.kind: (dated.made.truth.track.latitude, dated.made.truth.track.longitude)
        for dated in DATED
        if dated.truth.trial is not None and dated.made.truth.track is not None
    }
    assert len({places[kind] for kind in ("mile", "1600", "3000", "1500")}) == 1
    assert places["5000"] != places["mile"]


def test_running_is_told_apart_by_speed() -> None:
    for dated in DATED:
        truth = dated.truth
        assert truth.easy_s + truth.hard_s <= truth.running_s <= truth.duration_s
    easy = next(dated.truth for dated in DATED if dated.truth.kind == "easy")
    reps = next(dated for dated in DATED if dated.truth.kind == "10x400")
    assert easy.easy_s / easy.running_s > 0.95
    assert reps.truth.hard_s == pytest.approx(sum(effort.time_s for effort in reps.made.truth.efforts), rel=0.05)


def test_the_distance_of_a_session_is_what_its_speed_covers() -> None:
    dated = next(dated for dated in DATED if dated.truth.kind == "long")
    speed = dated.truth.distance_m / dated.truth.running_s
    assert speed == pytest.approx(0.72 * 5000 / 1200, rel=0.02)


def test_what_is_walked_between_reps_is_no_running() -> None:
    dated = next(dated for dated in DATED if dated.truth.kind == "4x400")
    motion = dated.made.motion
    whole = float((motion["speed"].iloc[1:].to_numpy() * np.diff(motion["elapsed"])).sum())
    assert dated.truth.distance_m < whole - 4 * 10.0
    assert dated.truth.running_s < dated.truth.duration_s - 3 * 100.0


def test_good_weeks_keep_the_rules() -> None:
    assert len(KEPT) == 6
    for week in KEPT:
        assert week.easy_share_4 is not None
        assert week.easy_share_4 >= 0.75
        assert not week.back_to_back
        assert week.long_run
        assert week.with_strides > week.easy_runs / 2
        assert (week.spike or 1.0) <= 1.10


def test_each_bad_week_breaks_its_rule_and_no_other() -> None:
    assert {week.flaw for week in TRUTH.weeks} - {None} == set(Flaw)
    for flaw in Flaw:
        week = week_with(flaw)
        assert bool(week.back_to_back) == (flaw is Flaw.BACK_TO_BACK)
        assert week.long_run != (flaw is Flaw.NO_LONG)
        assert (week.with_strides > week.easy_runs / 2) != (flaw is Flaw.NO_STRIDES)
        assert ((week.spike or 1.0) > 1.10) == (flaw is Flaw.SPIKE)
        assert ((week.easy_share_4 or 0.0) < 0.75) == (flaw is Flaw.TOO_FAST)


def test_a_spike_is_a_run_of_1_3_times_the_longest() -> None:
    assert week_with(Flaw.SPIKE).spike == pytest.approx(1.3, abs=0.06)


def test_the_longest_run_before_is_of_thirty_days() -> None:
    for dated in DATED:
        begin = dated.truth.begin
        before = [other.truth.distance_m for other in DATED if begin - timedelta(days=30) <= other.truth.begin < begin]
        assert dated.truth.longest_before_m == max(before, default=None)


def test_there_is_a_day_of_rest_in_each_week() -> None:
    for week in TRUTH.weeks:
        days = {dated.truth.day for dated in DATED if 0 <= (dated.truth.day - week.monday).days < 7}
        assert week.sessions == len(days) <= 6


@pytest.mark.parametrize("nominal", ["1 mile", "1500 m", "1600 m", "3000 m", "5000 m"])
def test_a_trial_of_the_season_is_found_as_one_of_its_distance(nominal: str) -> None:
    dated = next(one for one in DATED if one.truth.trial is not None and one.truth.trial.nominal == nominal)
    found = analyzer.analyze(dated.made.recording, five_k=dated.truth.five_k_s).trial
    assert found is not None
    assert found.nominal == nominal
    assert dated.truth.trial is not None
    assert abs(found.time - dated.truth.trial.time_s) < 4 * found.time_sd


def test_the_truth_is_plain_json() -> None:
    document = json.loads(json.dumps(TRUTH.to_dict(), allow_nan=False))
    assert document["schema"] == "season/1"
    assert document["sessions"][0]["day"] == "2026-03-02"
    assert document["weeks"][5]["flaw"] == "spike"


@pytest.mark.parametrize(
    "wrong",
    [
        {"weeks": 0},
        {"five_k": 60.0},
        {"improvement": 0.5},
        {"variation": 1.0},
        {"timezone": "Nowhere/Else"},
        {"timezone": "../zone"},
        {"noise": "loud"},
        {"start": date(1900, 1, 1)},
        {"recording_interval": "2s"},
        {"buttons": "all"},
    ],
)
def test_what_is_no_season_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(OptionError):
        simulate.season(**wrong)  # type: ignore[arg-type] # options by name


def test_a_season_fills_a_folder_with_files_named_by_date(tmp_path: Path) -> None:
    told = run("simulate", tmp_path / "season", "--season", "1", "--mixed", "--copies", "--start", "2025-09-01")
    assert told.exit_code == 0, told.output
    document = json.loads((tmp_path / "season" / "truth.json").read_text(encoding="utf-8"))
    names = [name for session in document["sessions"] for name in session["files"]]
    assert sorted(path.name for path in (tmp_path / "season").iterdir()) == sorted([*names, "truth.json"])
    assert {name.partition(".")[2] for name in names} >= {"fit", "tcx", "gpx", "fit.gz"}
    for session in document["sessions"]:
        for name in session["files"]:
            assert name.startswith(session["day"])
            recording = analyzer.read(tmp_path / "season" / name)
            assert recording.samples.index[0].isoformat() == _in_utc(session["begin"])


def _in_utc(begin: str) -> str:
    return datetime.fromisoformat(begin).astimezone(UTC).isoformat()


def test_an_export_is_the_same_session_in_other_bytes(tmp_path: Path) -> None:
    assert run("simulate", tmp_path, "--season", "1", "--copies").exit_code == 0
    exports = sorted(tmp_path.glob("*-export.gpx"))
    assert len(exports) == 2
    for export in exports:
        copy = analyzer.read(export).samples
        own = analyzer.read(tmp_path / export.name.replace("-export.gpx", ".fit")).samples
        assert copy.index[0] == own.index[0]
        assert copy.index[-1] == own.index[-1]
        assert copy["speed"].isna().all()


def test_nothing_is_written_over(tmp_path: Path) -> None:
    assert run("simulate", tmp_path, "--season", "1").exit_code == 0
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    told = run("simulate", tmp_path, "--season", "2", "--seed", "9")
    assert told.exit_code == 1
    assert "--force" in told.output
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before
    assert run("simulate", tmp_path, "--season", "1", "--seed", "9", "--force").exit_code == 0


@pytest.mark.parametrize(
    "wrong",
    [
        ("run.fit", "--copies"),
        ("run.fit", "--start", "2026-01-01"),
        ("season", "--season", "2", "--kind", "mile"),
        ("season", "--season", "2", "--reps", "3"),
        ("season", "--season", "0"),
        ("season", "--season", "2", "--timezone", "Mars/Base"),
        ("season", "--season", "2", "--start", "today"),
    ],
)
def test_options_that_do_not_go_together_are_wrong_use(tmp_path: Path, wrong: tuple[str, ...]) -> None:
    assert run("simulate", tmp_path / wrong[0], *wrong[1:]).exit_code == 2
    assert not list(tmp_path.iterdir())


def test_hard_days_are_those_of_hard_sessions_and_of_much_hard_running() -> None:
    kinds = {WorkoutKind.INTERVALS, WorkoutKind.TEMPO, WorkoutKind.HILLS}
    hard = {dated.truth.day for dated in DATED if dated.truth.workout in kinds or dated.truth.hard_s >= 480.0}
    assert {day for week in TRUTH.weeks for day in week.hard_days} == hard
    assert math.isclose(sum(week.distance_m for week in TRUTH.weeks), sum(dated.truth.distance_m for dated in DATED))
