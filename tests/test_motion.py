import numpy as np
import pytest
from followed import followed
from scipy.integrate import quad

from analyzer import motion, simulate
from analyzer.motion import chain, local, noise, profile, solver, stretches

SEEDS = range(8)


def test_splits_of_a_typical_watch_are_within_the_target() -> None:
    errors = np.concatenate([followed(seed).split_errors()[0] for seed in SEEDS])
    assert np.sqrt(np.mean(errors**2)) < 0.20


def test_standard_errors_are_true() -> None:
    pairs = [followed(seed).split_errors() for seed in SEEDS]
    ratio = np.abs(np.concatenate([errors / sd for errors, sd in pairs]))
    assert 0.58 < (ratio < 1).mean() < 0.85
    assert 0.90 < (ratio < 2).mean() <= 1.0


def test_a_cleaner_watch_gives_smaller_errors_and_says_so() -> None:
    clean, urban = followed(0, noise="clean"), followed(0, noise="urban")
    assert clean.split_errors()[1].mean() < 0.7 * urban.split_errors()[1].mean()


def test_the_runner_is_where_he_was_but_for_the_lag_of_the_watch() -> None:
    case = followed(3)
    true = case.simulated.motion["arc"].to_numpy()
    elapsed = case.simulated.recording.samples["elapsed"].to_numpy()
    lag = case.simulated.truth.watch["lag"]
    frame = case.motion.frame
    running = frame[(frame["elapsed"] > case.true_trial.start_s + 20) & (frame["elapsed"] < case.true_trial.end_s - 5)]
    miss = running["arc"].to_numpy() - np.interp(running["elapsed"] - lag, elapsed, true)
    miss -= np.round(miss.mean() / case.placement.lap) * case.placement.lap
    assert np.abs(miss).max() < 5.0
    assert miss.std() < 1.2


def test_the_delay_of_the_watch_speed_is_found() -> None:
    found = [followed(seed) for seed in SEEDS]
    # the watch's speed is late by its delay, positions by their lag: the difference is what shows
    late = [case.simulated.truth.watch["speed_delay"] for case in found]
    seen = [case.motion.watch["speed_delay"] for case in found]
    assert np.corrcoef(late, seen)[0, 1] > 0.7


def test_without_the_watch_speed_the_motion_is_still_followed() -> None:
    errors, _ = followed(1, with_speed=False).split_errors()
    assert np.sqrt(np.mean(errors**2)) < 0.4


def test_a_track_of_other_shape_in_the_other_direction_is_followed() -> None:
    errors, _ = followed(2, shape="equal_quadrant", direction="clockwise").split_errors()
    assert np.sqrt(np.mean(errors**2)) < 0.35


def test_too_few_positions_are_not_followed() -> None:
    case = followed(0)
    samples = case.simulated.recording.samples.iloc[:10]
    assert motion.follow(samples, case.placement) is None


@pytest.mark.parametrize("dt", [0.05, 1.0, 6.0, 40.0])
def test_the_spread_of_a_step_is_that_of_a_matern_process(dt: float) -> None:
    lam = chain.SPEED_RATE

    def correlation(lag: float) -> float:
        return float((1 + lam * lag) * np.exp(-lam * lag))

    step, covariance = chain.motion_step(np.array([dt]), np.array([0.3]))
    loading = step[0, :, 1:] @ np.diag([0.3**2, (0.3 * lam) ** 2]) @ step[0, :, 1:].T
    whole = 2 * quad(lambda lag: (dt - lag) * correlation(lag), 0, dt)[0] * 0.3**2
    assert (covariance[0] + loading)[0, 0] == pytest.approx(whole, rel=1e-6, abs=1e-8)
    assert (covariance[0] + loading)[1, 1] == pytest.approx(0.3**2, rel=1e-6)


def test_the_banded_solver_agrees_with_a_dense_one() -> None:
    rng = np.random.default_rng(5)
    n, g, m = 7, 3, chain.STATES
    root = rng.normal(size=(n * m + g, n * m + g)) * 0.05
    keep = np.zeros((n * m + g, n * m + g), dtype=bool)
    for k in range(n):
        keep[k * m : (k + 1) * m, k * m : min((k + 2), n) * m] = True
    keep |= keep.T
    keep[n * m :] = keep[:, n * m :] = True
    dense = np.where(keep, root + root.T, 0.0) + np.eye(n * m + g) * 3.0
    # the last of the globals is an onset that touches three samples
    dense[-1, : 2 * m] = dense[: 2 * m, -1] = dense[-1, 5 * m : n * m] = dense[5 * m : n * m, -1] = 0.0
    blocks = np.array([dense[k * m : (k + 1) * m, k * m : (k + 1) * m] for k in range(n)])
    lower = np.array([dense[(k + 1) * m : (k + 2) * m, k * m : (k + 1) * m] for k in range(n - 1)])
    border = dense[: n * m, n * m :].reshape(n, m, g)
    onset = local.Local(np.array([2]), border[2:5, :, -1][None])
    factor = solver.factorise(blocks, lower, border[:, :, :-1], onset, dense[n * m :, n * m :])
    pull = rng.normal(size=n * m + g)
    states, shared = solver.solve(factor, pull[: n * m].reshape(n, m), pull[n * m :])
    expected = np.linalg.solve(dense, pull)
    np.testing.assert_allclose(np.append(states.ravel(), shared), expected, rtol=1e-9, atol=1e-12)
    inverse = np.linalg.inv(dense)
    parts = solver.marginals(factor, (0, 4))
    np.testing.assert_allclose(
        solver.variances(factor, parts), np.diag(inverse)[: n * m].reshape(n, m)[:, [0, 4]], rtol=1e-9
    )
    node, share = np.array([1, 4]), np.array([0.25, 0.5])
    pick = np.zeros((3, n * m + g))
    pick[[0, 0, 1, 1], [m, 2 * m, 4 * m, 5 * m]] = [0.75, 0.25, 0.5, 0.5]
    pick[2, -1] = 1.0
    joint = solver.covariance(factor, parts, node, share, np.array([[0.0, 0.0, 1.0]]))
    np.testing.assert_allclose(joint, pick @ inverse @ pick.T, rtol=1e-9)


def test_noise_levels_are_read_off_the_errors_across_the_track() -> None:
    rng = np.random.default_rng(1)
    elapsed = np.arange(6000.0)
    heading = elapsed * 2 * np.pi / 85.0
    error = np.zeros((2, len(elapsed))) + sum(
        np.stack([_ornstein_uhlenbeck(rng, len(elapsed), sd, memory) for _ in range(2)])
        for sd, memory in ((2.0, 80.0), (0.5, 6.0))
    )
    cross = error[0] * np.sin(heading) - error[1] * np.cos(heading) + rng.normal(size=len(elapsed)) * 0.3
    levels = noise.of_positions(elapsed, cross, heading, chain.Levels())
    assert levels.drift_sd == pytest.approx(2.0, rel=0.3)
    assert levels.fast_sd == pytest.approx(0.55, abs=0.3)
    assert levels.white_sd == pytest.approx(0.3, abs=0.15)


def _ornstein_uhlenbeck(rng: np.random.Generator, count: int, sd: float, memory: float) -> np.ndarray:
    keep = np.exp(-1 / memory)
    values = np.empty(count)
    values[0] = rng.normal() * sd
    for k, kick in enumerate(rng.normal(size=count - 1) * sd * np.sqrt(1 - keep**2)):
        values[k + 1] = keep * values[k] + kick
    return values


def test_the_profile_finds_standing_running_and_walking() -> None:
    elapsed = np.arange(0.0, 200.0)
    speed = np.where(elapsed < 40, 0.0, np.where(elapsed < 150, 4.5, 1.3))
    found = stretches.build(elapsed, np.cumsum(speed), at_gun=False)
    np.testing.assert_allclose(found.levels, [0.0, 4.5, 1.3], atol=0.05)
    np.testing.assert_allclose(found.begins[1:], [40.0, 150.0], atol=3.5)
    assert list(found.onsets) == [1, 2]


def test_the_distance_of_the_profile_is_the_integral_of_its_speed() -> None:
    elapsed = np.arange(0.0, 200.0)
    speed = np.where(elapsed < 40, 0.0, np.where(elapsed < 150, 4.5, 1.3))
    found = stretches.build(elapsed, np.cumsum(speed), at_gun=False)
    fine = np.linspace(0.0, 199.0, 20001)
    pace = profile.speed_at(found, fine)
    integral = np.concatenate([[0.0], np.cumsum(0.5 * (pace[1:] + pace[:-1]) * np.diff(fine))])
    distance = profile.distance_at(found, fine)
    np.testing.assert_allclose(distance - distance[0], integral, atol=0.02)


def test_the_effect_of_an_onset_is_the_change_when_it_is_moved() -> None:
    elapsed = np.arange(0.0, 200.0)
    speed = np.where(elapsed < 40, 0.0, np.where(elapsed < 150, 4.5, 1.3))
    found = stretches.build(elapsed, np.cumsum(speed), at_gun=False)
    late = found.moved(np.array([1e-4, 0.0]))
    times = np.array([39.0, 43.0, 60.0, 140.0])
    steps = np.diff(profile.distance_at(late, times) - profile.distance_at(found, times)) / 1e-4
    effect, _ = profile.onset_effects(found, times)
    np.testing.assert_allclose(np.diff(effect[0]), steps, atol=1e-3)


def test_a_session_is_reproduced_to_the_last_bit() -> None:
    first = simulate.session(seed=9)
    case = followed(9)
    again = motion.follow(first.recording.samples, case.placement)
    assert again is not None
    assert (again.frame["arc"] == case.motion.frame["arc"]).all()
