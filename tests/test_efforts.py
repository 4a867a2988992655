import pytest
from followed import followed

from analyzer import efforts
from analyzer.efforts import trials
from analyzer.model import EffortKind, FinishFrom
from analyzer.oval import STANDARD


@pytest.mark.parametrize(
    ("kind", "nominal"),
    [("mile", "1 mile"), ("1500", "1500 m"), ("1600", "1600 m"), ("3000", "3000 m"), ("5000", "5000 m")],
)
def test_each_trial_distance_is_told(kind: str, nominal: str) -> None:
    for seed in (1, 2, 3):
        case = followed(seed, kind=kind)
        assert case.trial.nominal == nominal
        assert not case.found.turned


def test_a_trial_found_without_a_button_is_timed_within_two_errors() -> None:
    outside = 0
    for seed in range(10):
        case = followed(seed)
        outside += abs(case.trial.time - case.true_trial.time_s) > 2 * case.trial.time_sd
    assert outside <= 2


def test_a_mile_in_lane_eight_is_half_a_lap_round_and_three_and_a_half_laps() -> None:
    case = followed(3, kind="mile_lane8")
    assert case.trial.nominal == "1 mile"
    assert case.trial.distance == pytest.approx(1609.344)
    assert abs(case.trial.time - case.true_trial.time_s) < 2.0


def test_a_rolling_start_is_timed_at_its_line() -> None:
    case = followed(2, start="rolling")
    assert case.trial.nominal == "1 mile"
    assert abs(case.trial.start - case.true_trial.start_s) < 2.5


def test_a_standing_start_before_the_line_tells_the_home_straight() -> None:
    case = followed(1)
    assert case.found.finish_from is FinishFrom.STANDING_START
    assert case.found.finish_probability > 0.9


def test_the_wrong_straight_is_turned() -> None:
    case = followed(1)
    half = case.placement.lap / 2
    found = efforts.find(case.motion.moved(half), case.placement, case.simulated.recording.device_laps)
    assert found.turned
    assert found.bouts[0].nominal == "1 mile"


def test_ten_reps_are_no_trial() -> None:
    case = followed(1, kind="intervals", reps=6)
    assert all(effort.kind is not EffortKind.TRIAL for effort in case.efforts)
    fast = [effort for effort in case.efforts if effort.distance > 350]
    assert len(fast) == 6


def test_a_trial_ends_on_the_finish_line_in_lane_one() -> None:
    for hypothesis in trials.hypotheses(STANDARD, 1, 1.0):
        assert hypothesis.start is not None
        assert (hypothesis.start + hypothesis.distance) % 400.0 == pytest.approx(0.0, abs=0.02) or (
            hypothesis.start + hypothesis.distance
        ) % 400.0 == pytest.approx(400.0, abs=0.02)


@pytest.mark.parametrize("seed", range(3))
def test_the_reps_of_a_set_share_their_distance_and_are_timed(seed: int) -> None:
    case = followed(seed, kind="intervals", reps=6)
    reps = [effort for effort in case.efforts if effort.kind is EffortKind.REP]
    assert [rep.nominal for rep in reps] == ["400 m"] * 6
    assert [rep.distance for rep in reps] == pytest.approx([400.0] * 6)
    for rep, true in zip(reps, case.simulated.truth.efforts, strict=True):
        assert abs(rep.time - true.time_s) < max(3 * rep.time_sd, 1.0)
