"""What kind of session it was: from counts, lengths and rests; without a 5K time in 95 of 100."""

import math

import numpy as np
import pytest
from sessions_example import Made

from analyzer.model import EffortKind, Paces, RecoveryKind, WorkoutKind
from analyzer.workouts import classify
from analyzer.workouts.running import running

K = WorkoutKind
PACES = Paces(5000 / 1200, 1609.344 / 340, (0.90 * 5000 / 1200, 0.96 * 5000 / 1200), (0.66 * 4.17, 0.82 * 4.17))


def kind(made: Made, **more: object) -> WorkoutKind:
    return classify.kind(made.efforts, speed=made.speed, **more)  # type: ignore[arg-type]


class Draw:
    """Sessions of each family with every count, length, pace and rest drawn; the watch's errors on the times."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        self.v5 = self.rng.uniform(3.0, 5.4)
        self.made = Made()

    def between(self, low: float, high: float) -> float:
        return float(self.rng.uniform(low, high))

    def count(self, low: int, high: int) -> int:
        return int(self.rng.integers(low, high + 1))

    def easy(self, low: float, high: float) -> "Draw":
        self.made.steady(60 * self.between(low, high), self.v5 * self.between(0.68, 0.80))
        return self

    def by_distance(self, metres: float, count: int, speed: float, rest: float, **more: object) -> "Draw":
        times = metres / (self.v5 * speed) * self.rng.normal(1.0, 0.02, count)
        self.made.reps(f"{metres:.0f} m", metres, [float(time) for time in times], rest, **more)
        return self

    def by_time(self, seconds: float, count: int, speed: float, rest: float, **more: object) -> "Draw":
        for _ in range(count):
            far = seconds * self.v5 * speed * float(self.rng.normal(1.0, 0.02))
            name = f"{seconds / 60:g} min" if seconds >= 60 else f"{seconds:.0f} s"
            self.made.rep(name, far, seconds, rest, **more)  # type: ignore[arg-type]
        return self


def intervals(draw: Draw) -> None:
    metres = float(draw.rng.choice([300, 400, 500, 600, 800, 1000]))
    count = draw.count(4, 12 if metres < 700 else 6)
    speed = draw.between(1.0, 1.1)
    rest = draw.between(0.5, 1.0) * metres / (draw.v5 * speed)
    draw.easy(8, 20)
    if draw.rng.random() < 0.5:
        draw.by_time(20, 4, 1.15, 45, kind=EffortKind.STRIDE)
    draw.by_distance(metres, count, speed, rest).easy(3, 10)


def mixed(draw: Draw) -> None:
    draw.easy(8, 20).by_distance(800, 4, 1.0, 120).by_distance(400, 4, 1.08, 90).easy(3, 8)


def short_reps(draw: Draw) -> None:
    draw.easy(8, 20).by_distance(200, draw.count(10, 20), draw.between(1.1, 1.2), draw.between(45, 100)).easy(3, 8)


def minutes(draw: Draw) -> None:
    draw.easy(8, 20).by_time(120, draw.count(6, 10), draw.between(1.0, 1.06), draw.between(60, 120)).easy(3, 8)


def tempo_4(draw: Draw) -> None:
    draw.easy(8, 20).by_time(240, draw.count(5, 7), draw.between(0.90, 0.96), draw.between(40, 80)).easy(5, 10)


def tempo_10(draw: Draw) -> None:
    length = draw.between(9, 16) * 60
    draw.easy(8, 20).by_time(round(length / 60) * 60, draw.count(2, 3), 0.93, draw.between(120, 180)).easy(5, 10)


def tempo_run(draw: Draw) -> None:
    draw.easy(8, 15)
    draw.made.rep("20 min", 1200 * draw.v5 * 0.93, 1200, kind=EffortKind.TEMPO)
    draw.easy(5, 10)


def hills(draw: Draw) -> None:
    kinds = {"kind": EffortKind.HILL, "grade": draw.between(0.03, 0.1), "rise": 8.0}
    draw.easy(10, 20).by_time(draw.count(25, 70), draw.count(5, 9), 0.95, draw.between(60, 120), **kinds).easy(8, 15)


def strides(draw: Draw) -> None:
    draw.easy(25, 45)
    draw.by_time(
        draw.count(12, 30), draw.count(3, 8), draw.between(1.1, 1.25), draw.between(40, 90), kind=EffortKind.STRIDE
    )
    if draw.rng.random() < 0.4:
        draw.easy(2, 6)


def leg_speed(draw: Draw) -> None:
    kinds = {"kind": EffortKind.STRIDE if draw.rng.random() < 0.5 else EffortKind.REP}
    rest = draw.between(240, 360) if draw.rng.random() < 0.8 else draw.between(180, 240)
    draw.easy(8, 15).by_time(draw.count(15, 30), draw.count(8, 12), draw.between(1.12, 1.3), rest, **kinds)


def easy(draw: Draw) -> None:
    draw.easy(20, 65)


def long_run(draw: Draw) -> None:
    draw.easy(80, 130)


FAMILIES = {
    intervals: K.INTERVALS,
    mixed: K.INTERVALS,
    short_reps: K.INTERVALS,
    minutes: K.INTERVALS,
    tempo_4: K.TEMPO,
    tempo_10: K.TEMPO,
    tempo_run: K.TEMPO,
    hills: K.HILLS,
    strides: K.STRIDES,
    leg_speed: K.LEG_SPEED,
    easy: K.EASY,
    long_run: K.LONG,
}


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.__name__)
def test_the_kind_is_told_without_a_5k_time(family) -> None:  # type: ignore[no-untyped-def]
    right = 0
    for seed in range(40):
        draw = Draw(seed)
        family(draw)
        right += kind(draw.made) is FAMILIES[family]
    assert right >= 38


def test_a_ride_is_no_run() -> None:
    made = Made().steady(3600, 8.5)
    assert kind(made) is K.OTHER
    assert kind(Made().steady(3600, 3.0), sport="cycling") is K.OTHER
    assert kind(Made().steady(3600, 3.0), sport="running virtual_activity") is K.EASY


def test_the_fastest_mile_is_run() -> None:
    made = Made().rep("1 mile", 1609.344, 224.0, kind=EffortKind.TRIAL)
    assert kind(made) is K.MILE_TRIAL


def test_a_walk_with_some_running_is_other() -> None:
    made = Made()
    for _ in range(10):
        made.steady(60, 2.6).steady(180, 1.4)
    assert kind(made) is K.OTHER


def test_a_trial_is_a_trial_whatever_else_was_run() -> None:
    made = Made().steady(900).reps("100 m", 100.0, [18.0] * 3, 60, kind=EffortKind.STRIDE)
    made.rep("1 mile", 1609.344, 340.0, kind=EffortKind.TRIAL)
    assert kind(made) is K.MILE_TRIAL


def test_an_hour_is_long_where_its_name_says_so() -> None:
    made = Made().steady(60 * 60)
    assert kind(made) is K.EASY
    assert kind(made, name="Sunday long run") is K.LONG


def test_strides_before_a_set_leave_it_a_set() -> None:
    made = Made().steady(900).reps("100 m", 100.0, [17.0] * 4, 60, kind=EffortKind.STRIDE)
    made.reps("400 m", 400.0, [85.0] * 8, 60)
    assert kind(made) is K.INTERVALS
    assert [one.nominal for one in classify.main_set(made.efforts)] == ["400 m"] * 8


def test_short_reps_within_a_set_belong_to_it() -> None:
    made = Made().steady(900)
    for _ in range(5):
        made.rep("600 m", 600.0, 115.0, 60).rep("150 m", 150.0, 25.0, 180)
    assert len(classify.main_set(made.efforts)) == 10


def test_long_reps_at_5k_speed_are_intervals_and_at_threshold_a_tempo() -> None:
    for share, expected in ((1.0, K.INTERVALS), (0.93, K.TEMPO)):
        time = 1000 / (PACES.five_k * share)
        made = Made().steady(900).reps("1000 m", 1000.0, [time] * 5, 75)
        assert kind(made, paces=PACES) is expected


def test_a_steady_run_near_threshold_is_a_tempo_where_the_5k_is_known() -> None:
    made = Made().steady(1800, 0.92 * PACES.five_k)
    assert kind(made, paces=PACES) is K.TEMPO
    assert kind(made) is K.EASY


def test_one_fast_minute_leaves_an_easy_run_easy() -> None:
    made = Made().steady(1200).rep("300 m", 300.0, 60.0, 60).steady(1200)
    assert kind(made) is K.EASY


def test_nothing_at_all_is_other() -> None:
    assert kind(Made().steady(60)) is K.OTHER


def test_a_standing_rest_of_an_hour_is_no_running() -> None:
    made = Made().steady(1500).rep("100 m", 100.0, 18.0, 3600, kind=EffortKind.STRIDE, how=RecoveryKind.STAND)
    assert math.isclose(running(made.speed).time, 1518, abs_tol=5)


def hilly(rises: list[float], minutes: float = 6.0) -> Made:
    made = Made().steady(len(rises) * 2 * 60 * minutes, 1.6)
    made.altitude = np.concatenate([np.r_[np.linspace(0, rise, 60), np.linspace(rise, 0, 60)] for rise in rises])
    return made


def test_one_hill_climbed_again_and_again_is_hill_repeats_however_slowly() -> None:
    assert kind(hilly([50.0, 52.0, 49.0, 50.0, 51.0])) is K.HILLS


def test_a_run_over_many_hills_is_no_hill_repeats() -> None:
    assert kind(hilly([50.0, 25.0, 80.0, 40.0, 30.0])) is not K.HILLS
    assert kind(hilly([8.0] * 9)) is not K.HILLS


def test_the_jog_down_a_hill_is_no_rep_of_it() -> None:
    made = Made().steady(900)
    for _ in range(6):
        made.rep("45 s", 130.0, 45.0, 8.0, grade=0.06, rise=8.0).rep("65 s", 130.0, 65.0, 8.0, grade=-0.06, rise=-8.0)
    assert kind(made) is K.HILLS
    assert len(classify.main_set(made.efforts)) == 6


def test_strides_no_faster_than_the_run_are_none() -> None:
    made = Made().steady(1500, 3.0).reps("9 s", 26.0, [9.0] * 5, 60.0, kind=EffortKind.STRIDE)
    assert kind(made) is K.EASY


def test_the_hills_of_a_road_are_no_hill_repeats() -> None:
    made = Made()
    for easy, time, rise in ((900, 40, 6.0), (150, 95, 14.0), (620, 35, 5.0), (300, 60, 9.0), (1100, 30, 5.0)):
        made.steady(easy).rep("", 2.8 * time, time, 0.0, kind=EffortKind.HILL, grade=0.05, rise=rise)
    assert kind(made) is K.EASY


def test_brief_pieces_no_faster_than_the_run_are_no_reps() -> None:
    made = Made().steady(1500, 3.0).reps("100 m", 100.0, [34.0] * 5, 60.0)
    assert kind(made) is K.EASY
