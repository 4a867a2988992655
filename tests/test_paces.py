"""The runner's paces, against the published equivalents."""

import pytest
from scipy.optimize import brentq

from analyzer.errors import OptionError
from analyzer.strategy import paces, vdot
from analyzer.units import MILE


@pytest.mark.parametrize(
    ("five_k", "ratio", "mile"),
    [(840, 1.112, 243.0), (990, 1.108, 287.5), (1200, 1.100, 351.0), (1440, 1.091, 425.0), (1680, 1.082, 500.0)],
)
def test_mile_and_five_k_are_equal_performances_by_vdot(five_k: float, ratio: float, mile: float) -> None:
    found = paces(five_k=five_k)
    assert found.mile / found.five_k == pytest.approx(ratio, abs=0.0006)
    assert MILE / found.mile == pytest.approx(mile, abs=0.6)
    assert 5000 / paces(goal=MILE / found.mile).five_k == pytest.approx(five_k, abs=0.01)


def test_threshold_and_easy_are_shares_of_five_k_speed() -> None:
    found = paces(five_k=1200.0, goal=340.0)
    speed = 5000 / 1200
    assert found.threshold == pytest.approx((0.90 * speed, 0.96 * speed))
    assert found.easy == pytest.approx((0.66 * speed, 0.82 * speed))


def test_threshold_holds_88_per_cent_of_the_oxygen_uptake_of_a_twenty_minute_five_k() -> None:
    def cost(speed: float) -> float:
        return -4.60 + 0.182258 * 60 * speed + 0.000104 * (60 * speed) ** 2

    speed = brentq(lambda value: cost(value) - 0.88 * vdot(5000, 1200), 2.0, 6.0)
    low, high = paces(five_k=1200.0).threshold
    assert low < speed < high
    assert speed / (5000 / 1200) == pytest.approx(0.937, abs=0.001)


@pytest.mark.parametrize(
    ("given", "estimated"),
    [
        ({"five_k": 1200.0, "goal": 340.0}, ()),
        ({"five_k": 1200.0}, ("goal",)),
        ({"goal": 340.0}, ("five_k",)),
        ({"run": 345.0}, ("five_k", "goal")),
        ({"five_k": 1200.0, "run": 345.0}, ("goal",)),
    ],
)
def test_what_was_not_given_is_said(given: dict[str, float], estimated: tuple[str, ...]) -> None:
    assert paces(**given).estimated == estimated


def test_a_goal_over_1500_metres_is_worth_a_mile() -> None:
    assert MILE / paces(goal=300.0, distance=1500.0).mile == pytest.approx(300 * 1.080, rel=0.003)


def test_a_run_alone_tells_its_own_pace() -> None:
    assert MILE / paces(run=345.0).mile == pytest.approx(345.0, abs=0.01)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "give at least one"),
        ({"five_k": 300.0}, "write it as 20:00"),
        ({"goal": 60.0}, "write it as 5:40"),
        ({"five_k": 1200.0, "goal": 400.0}, "faster goal"),
    ],
)
def test_times_that_make_no_runner_are_refused(given: dict[str, float], words: str) -> None:
    with pytest.raises(OptionError, match=words):
        paces(**given)
