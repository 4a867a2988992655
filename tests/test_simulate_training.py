import json
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import analyzer
from analyzer import simulate
from analyzer.cli.simulate import command
from analyzer.errors import OptionError
from analyzer.model import EffortKind, RecoveryKind, WorkoutKind
from analyzer.simulate import NOISE, Programme, Rep, Rest, Simulated, sets

sys.path.append(str(Path(__file__).parent.parent / "benchmarks"))

from sessions import FAMILIES, families

EASY_KINDS = {"easy", "long"}
MADE = {kind: simulate.session(kind=kind, seed=5) for kind in simulate.TRAINING}


def intervals(*reps: Rep, **more: object) -> Programme:
    return Programme(workout=WorkoutKind.INTERVALS, reps=reps, warm_up=300.0, cool_down=120.0, **more)  # type: ignore[arg-type] # fields by name


@pytest.mark.parametrize("kind", simulate.TRAINING)
def test_each_session_of_training_tells_its_workout_and_its_efforts(kind: str) -> None:
    session = MADE[kind]
    efforts = session.truth.efforts
    assert session.truth.workout in set(WorkoutKind)
    assert (not efforts) == (kind in EASY_KINDS)
    ends = session.recording.samples["elapsed"].iloc[-1]
    for effort in efforts:
        assert effort.start_s > 0
        assert effort.end_s < ends
        assert effort.end_s - effort.start_s == pytest.approx(effort.time_s)
        assert np.isfinite([effort.distance_m, effort.climb_m, effort.start_arc_m]).all()
        assert sum(split.time_s for split in effort.splits) == pytest.approx(effort.time_s)
    for before, after in pairwise(efforts):
        assert before.recovery_s == pytest.approx(after.start_s - before.end_s)


@pytest.mark.parametrize("kind", simulate.TRAINING)
def test_the_distance_of_an_effort_is_that_which_its_speed_covers(kind: str) -> None:
    session = simulate.session(kind=kind, seed=5, noise="none")
    at, speed = session.motion["elapsed"].to_numpy(), session.motion["speed"].to_numpy()
    for effort in session.truth.efforts:
        covered = np.interp([effort.start_s, effort.end_s], at, np.concatenate([[0.0], np.cumsum(speed[:-1])]))
        assert covered[1] - covered[0] == pytest.approx(effort.distance_m, rel=0.03, abs=8.0)


def test_the_same_seed_gives_the_same_session_and_another_watch_the_same_runner() -> None:
    first, again = (simulate.session(kind="fartlek", seed=4) for _ in range(2))
    assert first.recording.samples.equals(again.recording.samples)
    assert first.truth == again.truth
    other = simulate.session(kind="fartlek", seed=4, noise="urban", buttons="messy", recording_interval="smart")
    assert other.truth.efforts == first.truth.efforts


def test_a_ladder_is_run_from_mark_to_mark() -> None:
    efforts = MADE["ladder"].truth.efforts
    assert [effort.nominal for effort in efforts] == ["200 m", "400 m", "800 m", "400 m", "200 m"]
    assert [effort.distance_m for effort in efforts] == pytest.approx([200, 400, 800, 400, 200], abs=0.02)
    for effort in efforts:
        assert effort.start_arc_m % 200.0 == pytest.approx(0.0, abs=0.05)


def test_reps_by_time_on_the_track_end_wherever_they_end() -> None:
    session = MADE["minutes"]
    efforts = session.truth.efforts
    assert [effort.time_s for effort in efforts] == pytest.approx([120.0] * 10, abs=2.0)
    assert all(effort.on_track and effort.zones for effort in efforts)
    starts = np.array([effort.start_arc_m for effort in efforts])
    assert np.ptp(starts % 100.0) > 10.0


def test_a_jog_on_the_track_leads_to_a_mark_and_takes_about_its_time() -> None:
    rep = Rep(speed=4.4, distance=400.0, rest=Rest(kind=RecoveryKind.JOG, time=90.0))
    for effort in simulate.training(intervals(*(rep,) * 5), seed=3).truth.efforts[:-1]:
        assert effort.recovery_s == pytest.approx(90.0, abs=12.0)
        assert effort.recovery_kind is RecoveryKind.JOG
        assert (effort.start_arc_m + 50.0) % 100.0 == pytest.approx(50.0, abs=0.05)


def test_a_walked_rest_is_walked_and_a_stood_one_stood() -> None:
    covered = {}
    for kind in (RecoveryKind.WALK, RecoveryKind.STAND):
        rep = Rep(speed=4.4, distance=400.0, rest=Rest(kind=kind, time=90.0))
        efforts = simulate.training(intervals(*(rep,) * 4), seed=3, lane=2).truth.efforts
        assert [effort.recovery_s for effort in efforts[:-1]] == pytest.approx([90.0] * 3, abs=12.0)
        covered[kind] = max(effort.recovery_m or 0.0 for effort in efforts)
    assert covered[RecoveryKind.WALK] > 85.0
    assert covered[RecoveryKind.STAND] < 40.0


def test_a_profile_and_a_fade_show_within_a_rep() -> None:
    rep = Rep(speed=4.5, distance=800.0)
    faded = simulate.training(intervals(rep, fade=0.05, uneven=0.0), seed=6).truth.efforts[0]
    rising = MADE["progression"].truth.efforts[0]
    assert faded.splits[1].time_s < faded.splits[-1].time_s
    assert len(rising.laps) == 10
    assert rising.laps[1].time_s > rising.laps[-1].time_s + 5.0


@pytest.mark.parametrize("kind", ["tempo", "fartlek", "hills", "strides", "leg_speed"])
def test_off_the_track_there_are_no_laps_no_zones_and_no_track(kind: str) -> None:
    session = MADE[kind]
    assert session.truth.track is None
    assert session.recording.sub_sport == "generic"
    assert session.motion["arc"].isna().all()
    for effort in session.truth.efforts:
        assert (effort.on_track, effort.lane, effort.start_arc_m, effort.laps, effort.zones) == (False, 0, 0.0, (), ())


def test_hill_reps_climb_their_grade_and_the_runner_comes_down_the_way_that_he_went_up() -> None:
    session = simulate.session(kind="hills", seed=2, noise="none", grade=0.08)
    efforts, samples = session.truth.efforts, session.recording.samples
    assert len(efforts) == 8
    places = []
    for effort in efforts:
        assert effort.kind is EffortKind.HILL
        assert effort.climb_m / effort.distance_m == pytest.approx(0.08, rel=0.05)
        # The barometer is late and drifts.
        rise = np.interp([effort.start_s, effort.end_s + 3], samples["elapsed"], samples["altitude"])
        assert rise[1] - rise[0] == pytest.approx(effort.climb_m, abs=2.5)
        places.append(
            [np.interp(effort.start_s, samples["elapsed"], samples[axis]) for axis in ("latitude", "longitude")]
        )
    assert np.ptp(np.array(places), axis=0).max() < 2e-4
    assert all(effort.recovery_m == pytest.approx(effort.distance_m, abs=15.0) for effort in efforts[:-1])


def test_strides_come_in_the_last_third_of_an_easy_run() -> None:
    session = MADE["strides"]
    efforts = session.truth.efforts
    assert session.truth.workout is WorkoutKind.STRIDES
    assert efforts[0].start_s > 0.66 * session.recording.samples["elapsed"].iloc[-1]
    assert all(effort.distance_m / effort.time_s > 1.1 * 5000.0 / 1200.0 for effort in efforts)


def test_an_easy_run_stops_at_crossings_and_runs_livelier_here_and_there_without_reps() -> None:
    runs = [simulate.session(kind="easy", seed=seed) for seed in range(6)]
    standing = [(run.motion["speed"].to_numpy()[60:-60] < 0.3).sum() for run in runs]
    assert min(standing) >= 5
    assert max(run.motion["speed"].max() for run in runs) > 1.1 * 3.0
    assert all(run.truth.efforts == () for run in runs)


def test_a_watch_can_be_stopped_at_crossings() -> None:
    run, stopped = (simulate.session(kind="easy", seed=3, timer_stops=stops) for stops in (False, True))
    assert len(stopped.recording.pauses) >= 2
    stood = (run.motion["speed"] < 0.1).sum()
    assert (stopped.motion["speed"] < 0.1).sum() < 0.5 * stood


def test_hills_slow_an_easy_runner() -> None:
    programme = Programme(workout=WorkoutKind.EASY, place="streets", warm_up=2400.0, cool_down=0.0, relief=15.0)
    session = simulate.training(programme, seed=1, noise="none")
    altitude, speed = session.recording.samples["altitude"].to_numpy(), session.motion["speed"].to_numpy()
    climb = np.gradient(np.convolve(altitude, np.ones(31) / 31, "same"))[60:-60]
    assert np.corrcoef(climb, speed[60:-60])[0, 1] < -0.4


@pytest.mark.parametrize("kind", [kind for kind in simulate.TRAINING if kind not in EASY_KINDS])
def test_the_plan_in_the_file_is_read_back(kind: str) -> None:
    recording = simulate.session(kind=kind, seed=5, buttons="workout").recording
    back = analyzer.read(simulate.write_fit(recording))
    assert recording.plan is not None
    assert back.plan is not None
    assert back.plan.name == recording.plan.name
    assert repr(back.plan.steps) == repr(recording.plan.steps)


def test_what_repeats_is_written_once() -> None:
    plan = simulate.session(kind="pairs", seed=5, buttons="workout").recording.plan
    assert plan is not None
    assert [step.intensity for step in plan.steps] == [
        "warmup", "interval", "recovery", "interval", "recovery", "", "cooldown",
    ]  # fmt: skip
    assert (plan.steps[5].repeat_from, plan.steps[5].repeats) == (1, 5)
    assert plan.steps[1].distance == 600.0
    slow, fast = plan.steps[1].speed
    assert slow < 1.09 * 5000.0 / 1200.0 < fast


def test_a_watch_that_leads_takes_a_lap_at_each_step() -> None:
    session = simulate.session(kind="tempo", seed=7, buttons="workout")
    laps = session.recording.device_laps
    assert laps["trigger"].tolist()[:-1] == ["time"] * 12
    spans = (laps["end"] - laps["start"]).to_numpy()[1:-1]
    assert spans == pytest.approx([240.0, 60.0] * 5 + [240.0], abs=0.01)
    for effort, end in zip(session.truth.efforts, laps["end"].to_numpy()[1::2], strict=True):
        assert 0 < effort.end_s - end < 2.0


def test_a_kilometre_is_counted_within_a_step_of_the_workout() -> None:
    laps = simulate.session(kind="tempo", seed=7, buttons="workout_km", reps=3, rep_time=600.0).recording.device_laps
    triggers = laps["trigger"].tolist()
    assert triggers.count("time") == 6
    assert triggers.count("distance") >= 7
    assert laps.loc[laps["trigger"] == "distance", "distance"].to_numpy() == pytest.approx(1000.0, abs=0.02)


def test_a_hill_and_the_way_to_the_track_end_by_a_press_of_the_plan() -> None:
    hills, track = (simulate.session(kind=kind, seed=3, buttons="workout").recording for kind in ("hills", "minutes"))
    assert hills.plan is not None
    assert track.plan is not None
    assert set(hills.device_laps["trigger"][:-1]) == {"manual"}
    assert all(np.isnan([step.duration, step.distance]).all() for step in hills.plan.steps[:-1])
    assert track.device_laps["trigger"].tolist()[:3] == ["manual", "time", "time"]
    assert np.isnan(track.plan.steps[0].duration)


def test_a_rep_by_the_distance_of_the_watch_is_short_by_what_the_watch_shows_too_much() -> None:
    rep = Rep(speed=4.5, distance=400.0, rest=Rest(kind=RecoveryKind.WALK, time=60.0))
    watch = replace(NOISE["typical"], over_read=(0.03, 0.03))
    session = simulate.training(intervals(*(rep,) * 6), seed=2, buttons="workout", noise=watch)
    assert np.mean([effort.distance_m for effort in session.truth.efforts]) == pytest.approx(400.0 / 1.03, abs=2.0)
    assert session.recording.device_laps["trigger"].tolist()[1:-1:2] == ["distance"] * 6


def test_laps_of_presses_and_kilometres_come_together() -> None:
    laps = simulate.session(kind="fartlek", seed=2, buttons="both").recording.device_laps
    assert set(laps["trigger"]) == {"manual", "distance", "session_end"}
    assert laps.loc[laps["trigger"] == "distance", "distance"].to_numpy() == pytest.approx(1000.0, abs=0.02)


def test_with_the_timer_stopped_in_recoveries_a_kilometre_swallows_several_reps() -> None:
    rep = Rep(speed=5.2, distance=150.0, rest=Rest(kind=RecoveryKind.STAND, time=90.0))
    session = simulate.training(intervals(*(rep,) * 10), seed=4, buttons="auto", timer_stops=True)
    assert len(session.recording.pauses) == 9
    laps = session.recording.device_laps
    inside = [
        sum(start < effort.start_s and effort.end_s < end for effort in session.truth.efforts)
        for start, end in zip(laps["start"], laps["end"], strict=True)
    ]
    assert max(inside) >= 4


def test_a_session_indoors_has_no_positions_and_a_wrist_that_is_wrong() -> None:
    wrong = []
    for seed in range(6):
        session = simulate.session(kind="minutes", seed=seed, gps=False)
        samples = session.recording.samples
        assert samples["latitude"].isna().all()
        assert session.truth.track is None
        assert session.recording.sub_sport == "indoor_running"
        wrong.append(samples["distance"].iloc[-1] / session.motion["speed"].sum() - 1.0)
    assert np.abs(wrong).min() > 0.02
    assert np.abs(wrong).max() < 0.09
    back = analyzer.read(simulate.write_fit(session.recording))
    assert back.sub_sport == "indoor_running"
    assert back.samples["latitude"].isna().all()


def test_a_steady_watch_shows_an_easy_run_as_smooth_as_real_ones_and_still_follows_a_rep() -> None:
    """Real watches: the speed changes by 0.00-0.02 m/s from second to second, and by 1-2 m/s as a rep starts."""
    steady = replace(NOISE["typical"], steady=12.0, jump=0.5, speed_tau=(0.5, 1.0))
    session = simulate.session(kind="minutes", seed=3, noise=steady)
    speed = session.recording.samples["speed"].to_numpy()
    change = np.abs(np.diff(speed))
    assert np.median(change[speed[1:] > 2.2]) < 0.02
    assert change.max() > 0.5
    assert session.recording.samples["distance"].is_monotonic_increasing


def test_cadence_takes_over_near_the_top_speed() -> None:
    cadences = {}
    for speed in (5.0, 6.5, 8.0):
        rep = Rep(speed=speed, time=30.0, kind=EffortKind.STRIDE)
        session = simulate.training(intervals(rep, place="streets", uneven=0.0), seed=1)
        effort, samples = session.truth.efforts[0], session.recording.samples
        inside = samples["elapsed"].between(effort.start_s + 10, effort.end_s - 2)
        cadences[speed] = samples["cadence"][inside].mean()
    assert cadences[8.0] - cadences[6.5] > cadences[6.5] - cadences[5.0] + 5.0


def test_the_truth_of_training_is_plain_json() -> None:
    truth = json.loads(json.dumps(MADE["hills"].truth.to_dict()))
    assert truth["workout"] == "hills"
    assert truth["efforts"][0]["on_track"] is False
    assert truth["track"] is None


def test_sets_have_their_own_rest() -> None:
    rep, long = Rep(speed=4.6, distance=300.0), Rest(kind=RecoveryKind.WALK, time=240.0)
    reps = sets(2, (rep,) * 3, rest=long)
    assert [one.rest.time for one in reps] == [90.0, 90.0, 240.0] * 2


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"place": "moon"}, "moon"),
        ({"warm_up_in": "sauna"}, "sauna"),
        ({"reps": (Rep(speed=4.0),)}, "nan"),
        ({"reps": (Rep(speed=14.0, time=60.0),)}, "14"),
        ({"reps": (Rep(speed=4.0, time=2.0),)}, "2"),
        ({"reps": (Rep(speed=4.0, time=60.0, rest=Rest(distance=100.0)),)}, "100"),
        ({"reps": (Rep(speed=4.0, time=60.0),), "place": "hill"}, "1 min"),
        ({"grade": 0.8}, "0.8"),
    ],
)
def test_what_nobody_runs_is_named_in_one_line(change: dict[str, object], said: str) -> None:
    programme = replace(intervals(Rep(speed=4.0, distance=400.0)), **change)  # type: ignore[arg-type] # wrong on purpose
    with pytest.raises(OptionError, match=said) as error:
        simulate.training(programme)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    "options",
    [
        {"kind": "mile", "buttons": "workout"},
        {"kind": "tempo", "recovery": "sleep"},
        {"kind": "easy", "minutes": 0.0},
        {"kind": "hills", "grade": 0.5},
        {"kind": "tempo", "reps": 0},
        {"kind": "tempo", "rep_time": 2.0},
        {"kind": "tempo", "recovery_time": 0.0},
        {"kind": "tempo", "gps": False, "with_speed": False},
    ],
)
def test_an_option_that_does_not_fit_the_kind_is_refused(options: dict[str, object]) -> None:
    with pytest.raises(OptionError):
        simulate.session(**options)  # type: ignore[arg-type] # wrong on purpose


def test_a_gpx_file_without_places_is_refused(tmp_path: Path) -> None:
    asked = [str(tmp_path / "run.gpx"), "--kind", "minutes", "--no-gps"]
    said = CliRunner().invoke(command, asked)
    assert said.exit_code == 2
    assert ".tcx with --no-gps" in said.output


def test_the_options_of_training_reach_the_session(tmp_path: Path) -> None:
    out, truth = tmp_path / "run.fit", tmp_path / "run.json"
    asked = ["--kind", "tempo", "--reps", "3", "--rep-time", "10:00", "--recovery", "walk", "--recovery-time", "150"]
    said = CliRunner().invoke(command, [str(out), "--truth", str(truth), "--buttons", "workout", *asked])
    assert said.exit_code == 0, said.output
    told = json.loads(truth.read_text(encoding="utf-8"))
    assert (told["kind"], told["workout"], len(told["efforts"])) == ("tempo", "tempo", 3)
    assert told["efforts"][0]["time_s"] == pytest.approx(600.0, abs=2.0)
    assert told["efforts"][0]["recovery_kind"] == "walk"


def test_every_family_of_the_benchmark_makes_what_it_says() -> None:
    made: dict[str, Simulated] = {name: make(11) for name, make in families().items()}
    assert len(made) > 30
    assert {session.truth.workout for session in made.values()} == set(WorkoutKind) - {WorkoutKind.OTHER}
    for name, family in FAMILIES.items():
        assert made[name].truth.workout is family.workout
