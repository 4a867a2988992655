"""What was run, in words: a line that a coach would write into a log."""

import pytest
from sessions_example import Made

from analyzer.model import EffortKind, RecoveryKind, Rep, Repeat, SessionPlan, Target, Verdict, WorkoutKind
from analyzer.workouts import describe
from analyzer.workouts.advice import MOST, advice
from analyzer.workouts.match import match
from analyzer.workouts.running import Running
from analyzer.workouts.session import workout

STRIDE = {"kind": EffortKind.STRIDE}


def titled(made: Made) -> str:
    return workout(made.efforts, speed=made.speed).title


def reps(*pieces: tuple[str, float, float], rest: float = 62.0, how: RecoveryKind = RecoveryKind.STAND) -> str:
    made = Made().steady(900)
    for nominal, distance, time in pieces:
        made.rep(nominal, distance, time, rest, how=how)
    return titled(made)


F4, F8, F2, F6 = ("400 m", 400.0, 89.4), ("800 m", 800.0, 186.2), ("200 m", 200.0, 41.0), ("600 m", 600.0, 120.0)


def test_a_set_has_its_mean_and_its_rest() -> None:
    assert reps(*[F4] * 10) == "10 x 400 m, mean 1:29.4, rest 1:02"


def test_the_mean_of_a_set_is_its_time_over_its_count() -> None:
    assert "mean 1:30.0" in reps(("400 m", 400.0, 88.0), ("400 m", 400.0, 92.0), ("400 m", 400.0, 90.0))


def test_a_rest_that_was_jogged_or_walked_says_so() -> None:
    assert reps(*[F4] * 4, how=RecoveryKind.JOG).endswith("rest 1:02 jog")
    assert reps(*[F4] * 4, how=RecoveryKind.WALK).endswith("rest 1:02 walk")


def test_set_after_set() -> None:
    assert reps(*[F8] * 4, *[F4] * 4) == "4 x 800 m + 4 x 400 m, means 3:06.2 and 1:29.4, rest 1:02"


def test_a_ladder_goes_up_and_down() -> None:
    assert reps(F2, F4, F8, F4, F2).startswith("200-400-800-400-200 m ladder")
    assert reps(F2, F4, F8).startswith("200-400-800 m ladder")


def test_rounds_of_two_distances() -> None:
    assert reps(*[F6, F2] * 5).startswith("5 x (600 m + 200 m), means 2:00.0 and 41.0")


def test_sets_that_longer_rests_part() -> None:
    made = Made().steady(900)
    for count in range(12):
        made.rep("400 m", 400.0, 85.0, 180.0 if count in {3, 7} else 60.0, how=RecoveryKind.STAND)
    assert titled(made) == "3 x (4 x 400 m), mean 1:25.0, rest 1:00, 3:00 between sets"


def test_a_long_mix_is_counted_by_length() -> None:
    line = reps(F2, F2, F4, F2, F8, F4, F4, F2, F6)
    assert line.startswith("9 reps: 4 x 200 m, 3 x 400 m, 1 x 800 m, 1 x 600 m")


def test_reps_by_time_have_a_pace_of_distance_over_time() -> None:
    made = Made().steady(900)
    for far in (1000.0, 1068.0):
        for _ in range(3):
            made.rep("4 min", far, 240.0, 60.0, kind=EffortKind.TEMPO)
    assert titled(made) == "6 x 4 min, 3:52/km, rest 1:00 jog"


def test_strides_after_an_easy_run() -> None:
    made = Made().steady(2700, 2.963).reps("20 s", 100.0, [20.0] * 4, 60.0, how=RecoveryKind.STAND, **STRIDE)
    assert titled(made) == "8 km easy + 4 x 20 s strides"


def test_strides_of_unlike_names_are_one_set() -> None:
    made = Made().steady(2700, 3.0)
    for seconds in (18.0, 20.0, 21.0, 23.0):
        made.rep(f"{seconds:.0f} s", 5 * seconds, seconds, 60.0, kind=EffortKind.STRIDE)
    assert titled(made).endswith("+ 4 x 20 s strides")


def test_steady_runs() -> None:
    assert titled(Made().steady(2530, 3.2)) == "easy run, 8.1 km, 42:09"
    assert titled(Made().steady(5401, 3.0)) == "long run, 16.2 km, 1:30:00"


def test_hills_have_their_grade() -> None:
    made = Made().steady(900)
    for _ in range(6):
        made.rep("45 s", 150.0, 45.0, 90.0, kind=EffortKind.HILL, grade=0.062)
    assert titled(made) == "6 x 45 s hill, 6 %, 5:00/km, rest 1:30 jog"


def test_leg_speed_is_named() -> None:
    made = Made().steady(900).reps("20 s", 120.0, [20.0] * 10, 300.0)
    assert titled(made).startswith("10 x 20 s leg speed")
    assert titled(made).endswith("rest 5:00 jog")


def test_one_tempo_run() -> None:
    made = Made().steady(900).rep("20 min", 5200.0, 1200.0, kind=EffortKind.TEMPO).steady(600)
    assert titled(made) == "20 min tempo, 3:51/km"


def test_a_trial_is_named_after_its_distance() -> None:
    made = Made().steady(900).rep("1 mile", 1609.344, 340.0, kind=EffortKind.TRIAL)
    assert titled(made) == "1 mile trial"


def test_nothing_run_is_said() -> None:
    assert describe.title(WorkoutKind.OTHER, [], Running(0.0, 0.0, 0.0)) == "no running"


def check(rule: str, where: str, measured: float, target: float, passed: bool | None, unit: str = "s") -> Verdict:
    return Verdict(rule, where, measured, target, 1.0, passed, f"{rule} went wrong.", unit=unit)


def test_reps_off_their_target_are_told_in_one_line() -> None:
    checks = [
        *(check("target", f"rep {count}", 87.0, 90.0, passed=False) for count in (1, 2)),
        *(check("target", f"rep {count}", 90.0, 90.0, passed=True) for count in range(3, 10)),
        check("target", "rep 10", 94.0, 90.0, passed=False),
    ]
    assert advice(checks) == ("3 of 10 reps off target: rep 10 too slow by 3.0 s; reps 1 and 2 too fast by 2.0 s.",)


def test_what_cannot_be_told_gives_no_advice() -> None:
    assert advice([check("fade", "4 x 400 m", 0.0, 0.0, passed=None)]) == ()


def test_advice_is_at_most_five_lines_with_the_worst_first() -> None:
    rules = ("duration", "cadence", "drift", "rest", "fade", "consistency", "target", "hill")
    lines = advice([check(rule, "rep 1", 2.0, 1.0, passed=False) for rule in rules])
    assert len(lines) == MOST
    assert "hill went wrong" in lines[0]
    assert "target went wrong" in lines[1]


def test_reps_left_out_come_first() -> None:
    plan = SessionPlan((Repeat(4, 4, (Rep(distance=400.0, target=Target(time=(90.0, 90.0))),)),))
    made = Made().reps("400 m", 400.0, [90.0] * 3, 60.0)
    found = match(plan, tuple(made.efforts))
    assert advice([], None, found)[0] == "1 of 4 reps of the plan was not run: number 4 (400 m)."


@pytest.mark.parametrize("count", [1, 2, 5, 30])
def test_every_number_of_reps_has_a_title(count: int) -> None:
    assert reps(*[F4] * count)


def test_a_hill_climbed_again_and_again_is_told_by_its_climbs() -> None:
    total = Running(600.0, 4200.0, 1500.0, 5400.0, (50.0, 51.0, 50.0, 49.0))
    assert describe.title(WorkoutKind.HILLS, [], total) == "4 climbs of 50 m, 5.4 km, 1:10:00"


def test_a_walk_is_no_run() -> None:
    assert describe.title(WorkoutKind.OTHER, [], Running(90.0, 4800.0, 200.0, 6500.0)).startswith("walk and run")
    assert describe.title(WorkoutKind.OTHER, [], Running(90.0, 4800.0, 200.0), name="Drills") == "Drills"


def test_a_few_fast_pieces_leave_a_long_run_a_long_run() -> None:
    made = Made().steady(2700, 3.0).rep("300 m", 300.0, 60.0, 2400.0).rep("300 m", 300.0, 60.0)
    assert titled(made).startswith("long run")
    assert titled(made).endswith("with 2 faster pieces")
