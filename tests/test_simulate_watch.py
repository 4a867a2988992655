import numpy as np
import pytest
from numpy.random import PCG64, Generator

from analyzer import simulate
from analyzer.model import Floats, Placement
from analyzer.oval import STANDARD
from analyzer.simulate import NOISE, Noise, Simulated
from analyzer.simulate.buttons import thumb
from analyzer.simulate.signals import drift, low_pass, variation
from analyzer.units import SEMICIRCLE

SILENT = NOISE["none"]


def seen(session: Simulated) -> tuple[Floats, Floats]:
    track, samples = session.truth.track, session.recording.samples
    assert track is not None
    place = Placement(STANDARD, track.latitude, track.longitude, track.bearing_deg, direction=track.direction)
    return place.to_track(samples["latitude"].to_numpy(), samples["longitude"].to_numpy())


def errors(noise: Noise, seed: int, **options: object) -> tuple[Floats, Floats]:
    """Give how far the watch's points are from those of a watch without error, along x and y. [m]"""
    noisy, exact = (
        seen(simulate.session(seed=seed, noise=level, **options))  # type: ignore[arg-type] # options by name
        for level in (noise, SILENT)
    )
    return noisy[0] - exact[0], noisy[1] - exact[1]


def correlation(signal: Floats, lag: int) -> float:
    return float(np.corrcoef(signal[:-lag], signal[lag:])[0, 1])


def test_a_drift_has_the_size_and_the_memory_that_were_asked_for() -> None:
    signal = drift(Generator(PCG64(1)), 200_000, 0.1, sigma=1.5, tau=7.0)
    assert signal.std() == pytest.approx(1.5, rel=0.05)
    assert correlation(signal, 70) == pytest.approx(np.exp(-1), abs=0.05)


def test_the_variation_of_speed_is_matern_with_its_scale() -> None:
    signal = variation(Generator(PCG64(2)), 200_000, 0.1, sigma=0.15, scale=8.0)
    assert signal.std() == pytest.approx(0.15, rel=0.05)
    assert correlation(signal, 80) == pytest.approx((1 + np.sqrt(3)) * np.exp(-np.sqrt(3)), abs=0.05)
    assert correlation(signal, 1) > 0.999


def test_a_low_pass_is_behind_a_ramp_by_its_time_constant() -> None:
    ramp = np.arange(0.0, 60.0, 0.1)
    assert (ramp - low_pass(ramp, 0.1, tau=2.0))[300:] == pytest.approx(2.0, abs=0.06)
    assert low_pass(np.full(100, 7.0), 0.1, tau=2.0) == pytest.approx(7.0)


@pytest.mark.parametrize(
    ("noise", "sd"),
    [
        (Noise(**{**vars(SILENT), "drift": 1.5, "drift_tau": 10.0}), 1.5),
        (Noise(**{**vars(SILENT), "fast": 0.6}), 0.6),
        (Noise(**{**vars(SILENT), "white": 0.15}), 0.15),
        (Noise(**{**vars(SILENT), "constant": 0.7}), 0.7),
        (Noise(**{**vars(SILENT), "multipath": 0.6}), 0.6),
    ],
    ids=["drift", "fast", "white", "constant", "multipath"],
)
def test_each_error_of_position_has_the_size_that_was_asked_for(noise: Noise, sd: float) -> None:
    measured = [np.concatenate(errors(noise, seed)) for seed in range(12)]
    assert np.sqrt(np.mean(np.square(np.concatenate(measured)))) == pytest.approx(sd, rel=0.25)


def test_the_presets_are_as_noisy_as_real_watches() -> None:
    """Newer watches 1.2-2.3 m across the track, hardly any white noise: autocorrelation at 1 s above .9."""
    levels = {}
    for name in ("clean", "typical", "urban"):
        across = [errors(Noise(**{**vars(NOISE[name]), "lag": (0, 0), "filter": (0, 0), "dropouts": 0.0}), seed)[1]
                  for seed in range(8)]  # fmt: skip
        levels[name] = float(np.sqrt(np.mean(np.square(np.concatenate(across)))))
        assert min(correlation(error, 1) for error in across) > 0.85
    assert levels["clean"] < 1.3 < levels["typical"] < 2.3 < levels["urban"] < 4.5


def test_a_snapped_recording_lies_on_the_oval_and_jitters_along_it() -> None:
    """Real ones: 0.03 m across; the speed between records jitters by 0.8-1.35 m/s."""
    session = simulate.session(seed=4, noise=simulate.SNAPPED)
    x, y = seen(session)
    line = STANDARD.line(1)
    arc, out = line.project(x, y)
    mile, at = session.truth.efforts[0], session.motion["elapsed"].to_numpy()
    running = (at > mile.start_s + 10) & (at < mile.end_s)
    assert out[running].std() < 0.05
    along = np.diff(np.unwrap(arc, period=line.lap))[running[1:]]
    assert 0.8 < (along - session.motion["speed"].to_numpy()[1:][running[1:]]).std() < 1.35


def test_an_error_fixed_in_place_comes_back_each_lap() -> None:
    noise = Noise(**{**vars(SILENT), "multipath": 1.0})
    session = simulate.session(seed=5, noise=noise, strategy="even", variation=0.0)
    error = errors(noise, 5, strategy="even", variation=0.0)[0]
    arc = session.motion["arc"].to_numpy()
    mile = session.truth.efforts[0]
    at = session.motion["elapsed"].to_numpy()
    running = (at > mile.start_s + 10) & (at < mile.end_s)
    laps = [np.interp(np.arange(20.0, 380.0, 5.0) + lap * 400.0, arc[running], error[running]) for lap in (1, 2)]
    assert np.corrcoef(laps[0], laps[1])[0, 1] > 0.95


def test_the_watch_cuts_turns_by_v_squared_t_squared_over_two_r() -> None:
    lag = 1.5
    noise = Noise(**{**vars(SILENT), "filter": (lag, lag), "lag": (lag, lag)})
    session = simulate.session(seed=3, noise=noise, strategy="even", variation=0.0, goal=320.0)
    x, y = seen(session)
    line = STANDARD.line(1)
    arc, out = line.project(x, y)
    motion = session.motion
    turning = (arc > 45) & (arc < 105) & (motion["speed"].to_numpy() > 4.5)
    speed = 1609.344 / 320.0
    inward = motion["offset"].to_numpy()[turning].mean() - out[turning].mean()
    assert inward == pytest.approx(speed**2 * lag**2 / (2 * 36.8), rel=0.2)
    straight = (arc > 130) & (arc < 190) & (motion["speed"].to_numpy() > 4.5)
    behind = (motion["arc"].to_numpy() - arc)[straight] % line.lap
    assert np.median(behind) == pytest.approx(speed * lag, abs=0.3)


def test_the_speed_of_the_watch_is_late_and_reads_too_much() -> None:
    noise = Noise(**{**vars(SILENT), "speed_delay": (3.0, 3.0), "over_read": (0.03, 0.03)})
    session = simulate.session(kind="intervals", reps=6, seed=4, noise=noise)
    speed, true = session.recording.samples["speed"].to_numpy(), session.motion["speed"].to_numpy()
    shifts = range(8)
    assert max(shifts, key=lambda k: np.corrcoef(speed[k:][:800], true[:800])[0, 1]) == 3
    effort = session.truth.efforts[2]
    inside = slice(int(effort.start_s) + 20, int(effort.end_s) - 5)
    assert speed[inside].mean() / true[inside].mean() == pytest.approx(1.03, abs=0.015)


def test_the_distance_of_the_watch_is_the_sum_of_its_speed_and_reads_too_much() -> None:
    ratios = []
    for seed in range(10):
        session = simulate.session(kind="easy_track", seed=seed, minutes=20.0)
        samples = session.recording.samples
        ratios.append(samples["distance"].iloc[-1] / session.motion["speed"].sum())
        assert samples["speed"].sum() == pytest.approx(samples["distance"].iloc[-1], rel=0.005)
    assert min(ratios) > 1.0
    assert max(ratios) < 1.05


def test_a_thumb_is_late_by_a_fifth_of_a_second_with_a_long_tail() -> None:
    late = thumb(Generator(PCG64(6)), np.zeros(20_000))
    assert np.median(late) == pytest.approx(0.2, abs=0.03)
    assert np.subtract(*np.percentile(late, [75, 25])) == pytest.approx(0.3 * 1.349, rel=0.15)
    assert np.mean(np.abs(late - 0.2) > 1.0) > 0.01


def test_the_lap_button_is_pressed_at_the_start_each_lap_and_the_end() -> None:
    session = simulate.session(seed=2, buttons="laps", warm_up="track")
    mile = session.truth.efforts[0]
    expected = mile.start_s + np.concatenate([[0.0], np.cumsum([lap.time_s for lap in mile.laps])])
    ends = session.recording.device_laps["end"].to_numpy()[:-1]
    assert len(ends) == 5
    assert ends == pytest.approx(expected, abs=2.5)
    assert session.truth.presses == pytest.approx(ends, abs=1e-3)
    assert set(session.recording.device_laps["trigger"]) == {"manual", "session_end"}


def test_messy_presses_are_sometimes_missing_and_sometimes_double() -> None:
    counts = {len(simulate.session(seed=seed, buttons="messy").truth.presses) for seed in range(12)}
    assert min(counts) < 5
    assert max(counts) > 5


def test_automatic_laps_come_at_each_kilometre_of_the_watch() -> None:
    laps = simulate.session(kind="road", seed=2, buttons="auto", minutes=20.0).recording.device_laps
    assert laps["distance"].to_numpy()[:-1] == pytest.approx(1000.0, abs=0.02)
    assert set(laps["trigger"][:-1]) == {"distance"}


@pytest.mark.parametrize(("interval", "steps"), [("1s", {1}), ("5s", {5}), ("smart", {2, 3, 4, 5, 6, 7})])
def test_records_are_whole_seconds_apart(interval: str, steps: set[int]) -> None:
    elapsed = simulate.session(seed=1, recording_interval=interval).recording.samples["elapsed"].to_numpy()
    assert set(np.diff(elapsed)) == steps


def test_a_town_has_dropouts_and_a_clean_watch_none() -> None:
    lost = [simulate.session(seed=seed, noise="urban", warm_up=True).recording.samples["latitude"] for seed in range(4)]
    assert any(column.isna().any() for column in lost)
    assert simulate.session(seed=1, noise="clean").recording.samples["latitude"].notna().all()


def test_a_watch_without_speed_has_neither_speed_nor_distance() -> None:
    samples = simulate.session(seed=1, with_speed=False).recording.samples
    assert samples["speed"].isna().all()
    assert samples["distance"].isna().all()
    assert samples["latitude"].notna().all()


def test_the_watch_started_with_the_trial_begins_within_seconds_of_it() -> None:
    starts = [simulate.session(seed=s, record_from="trial", warm_up=True).truth.efforts[0].start_s for s in range(8)]
    assert max(np.abs(starts)) < 5


def test_values_are_rounded_as_a_fit_file_rounds_them() -> None:
    samples = simulate.session(seed=1).recording.samples
    semicircles = samples["latitude"].to_numpy() / SEMICIRCLE
    assert semicircles == pytest.approx(np.round(semicircles), abs=1e-5)
    for column, unit in (("speed", 1000), ("distance", 100), ("altitude", 5), ("heart_rate", 1), ("cadence", 1)):
        scaled = samples[column].to_numpy() * unit
        assert scaled == pytest.approx(np.round(scaled), abs=1e-4)


def test_cadence_follows_speed_and_heart_rate_lags_behind_it() -> None:
    session = simulate.session(seed=8, kind="intervals", reps=5, recovery="stand")
    samples, effort = session.recording.samples, session.truth.efforts[2]
    running = slice(int(effort.start_s) + 15, int(effort.end_s))
    speed = effort.distance_m / effort.time_s
    assert samples["cadence"].to_numpy()[running].mean() == pytest.approx(2 * (75.01 + 3.006 * speed), abs=3)
    beats = samples["heart_rate"].to_numpy()
    assert beats[int(effort.end_s)] > beats[int(effort.start_s) + 10] + 20
