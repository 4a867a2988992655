import json
from datetime import UTC, datetime
from itertools import pairwise

import numpy as np
import pytest

from analyzer import frames, oval, simulate
from analyzer.errors import OptionError
from analyzer.model import Direction, Placement, Zone
from analyzer.simulate import Simulated, TrueEffort
from analyzer.units import MILE

WITHOUT_TRIAL = ("easy_track", "road", "city_block", "park_oval", "easy", "long")


def ground(session: Simulated, shape: oval.Oval = oval.STANDARD) -> Placement:
    track = session.truth.track
    assert track is not None
    return Placement(
        shape, track.latitude, track.longitude, track.bearing_deg, direction=track.direction, lane=track.lane
    )


def trial(**options: object) -> TrueEffort:
    efforts = simulate.session(**options).truth.efforts  # type: ignore[arg-type] # options by name, to keep tests short
    assert len(efforts) == 1
    return efforts[0]


@pytest.mark.parametrize("kind", simulate.KINDS)
def test_every_kind_of_session_gives_samples_that_fit_the_column_table(kind: str) -> None:
    session = simulate.session(kind=kind, seed=2, reps=3, minutes=8.0)
    samples = session.recording.samples
    assert list(samples.columns) == [column.name for column in frames.SAMPLES]
    assert samples["elapsed"].is_monotonic_increasing
    assert samples["elapsed"].iloc[0] == 0
    assert len(session.motion) == len(samples)
    assert (not session.truth.efforts) == (kind in WITHOUT_TRIAL)


@pytest.mark.parametrize("kind", ["mile", "mile_lane8", "1500", "1600", "3000", "5000", "intervals"])
def test_splits_laps_and_zones_add_up_to_the_time_and_the_distance(kind: str) -> None:
    for effort in simulate.session(kind=kind, seed=4, reps=4, recovery="jog").truth.efforts:
        for pieces in (effort.splits, effort.laps, effort.zones):
            assert sum(piece.time_s for piece in pieces) == pytest.approx(effort.time_s, abs=1e-9)
            assert pieces[0].from_m == 0
            assert pieces[-1].to_m == pytest.approx(effort.distance_m)
            assert all(a.to_m == pytest.approx(b.from_m) for a, b in pairwise(pieces))
        for lap in effort.laps if kind != "mile_lane8" else effort.laps[:3]:
            zones = [zone.time_s for zone in effort.zones if zone.lap == lap.lap]
            assert sum(zones) == pytest.approx(lap.time_s, abs=1e-9)
        assert effort.end_s - effort.start_s == pytest.approx(effort.time_s)


def test_the_mile_in_lane_one_is_four_laps_and_starts_9_344_m_before_the_finish() -> None:
    mile = trial(kind="mile")
    assert mile.distance_m == MILE
    assert [lap.to_m - lap.from_m for lap in mile.laps] == pytest.approx([409.344, 400, 400, 400], abs=0.006)
    assert mile.start_arc_m == pytest.approx(390.656, abs=0.007)
    first = mile.zones[0]
    assert first.zone is Zone.FIRST_TURN
    assert first.to_m == pytest.approx(115.61 + 9.344, abs=0.01)
    assert [zone.zone for zone in mile.zones] == list(Zone) * 4
    assert len(mile.splits) == 17
    assert mile.splits[-1].to_m - mile.splits[-1].from_m == pytest.approx(9.344)


def test_the_mile_in_lane_eight_is_three_laps_and_a_half_and_23_73_m() -> None:
    mile = trial(kind="mile_lane8")
    assert mile.lane == 8
    assert mile.zones[0].zone is Zone.BACK_TURN
    lengths = [lap.to_m - lap.from_m for lap in mile.laps]
    assert lengths == pytest.approx([226.51, 453.03, 453.03, 453.03, 23.73], abs=0.01)
    assert sum(lengths[:-1]) == pytest.approx(1585.61, abs=0.01)
    run_off = mile.zones[-1]
    assert (run_off.lap, run_off.zone) == (4, Zone.HOME_STRAIGHT)
    assert run_off.to_m - run_off.from_m == pytest.approx(23.73, abs=0.01)


@pytest.mark.parametrize(("kind", "arc"), [("1500", 100.0), ("1600", 0.0), ("3000", 200.0), ("5000", 200.0)])
def test_the_other_trials_start_where_the_track_is_marked_and_end_on_the_line(kind: str, arc: float) -> None:
    effort = trial(kind=kind)
    assert effort.start_arc_m == pytest.approx(arc, abs=0.01)
    assert effort.laps[-1].to_m - effort.laps[-1].from_m == pytest.approx(400.0, abs=0.01)
    assert effort.zones[-1].zone is Zone.HOME_STRAIGHT


@pytest.mark.parametrize("direction", list(Direction))
@pytest.mark.parametrize("latitude", [-41.3, 60.2])
@pytest.mark.parametrize("shape", list(oval.SHAPES.values()), ids=list(oval.SHAPES))
def test_a_watch_without_error_shows_the_runner_on_his_line_on_every_track(
    shape: oval.Oval, latitude: float, direction: Direction
) -> None:
    session = simulate.session(noise="none", seed=7, oval=shape, latitude=latitude, direction=direction, lane=2)
    place = ground(session, shape)
    samples, motion = session.recording.samples, session.motion
    x, y = place.to_track(samples["latitude"].to_numpy(), samples["longitude"].to_numpy())
    arc, out = place.line.project(x, y)
    behind = (motion["arc"].to_numpy() - arc + place.lap / 2) % place.lap - place.lap / 2
    # A FIT position is rounded to 9 mm; the true motion is joined by straight lines each 0.1 s.
    assert np.abs(behind).max() < 0.03
    assert np.abs(out - motion["offset"].to_numpy()).max() < 0.03


def test_the_finish_is_crossed_when_the_truth_says() -> None:
    session = simulate.session(noise="none", seed=12)
    mile, place, samples = session.truth.efforts[0], ground(session), session.recording.samples
    x, y = place.to_track(samples["latitude"].to_numpy(), samples["longitude"].to_numpy())
    arc, _ = place.line.project(x, y)
    ends = mile.start_s + np.cumsum([lap.time_s for lap in mile.laps])
    unwrapped = np.unwrap(arc, period=place.lap)
    begun = np.interp(mile.start_s - 1.5, samples["elapsed"], unwrapped)
    crossed = np.interp(begun + np.array([lap.to_m for lap in mile.laps]), unwrapped, samples["elapsed"])
    # Between samples a second apart the speed changes by a few per cent.
    assert crossed == pytest.approx(ends, abs=0.05)
    track = session.truth.track
    assert track is not None
    finish_x, finish_y = place.to_track(track.finish_latitude, track.finish_longitude)
    assert (finish_x, finish_y) == pytest.approx((84.39 / 2, -36.8), abs=1e-3)


def test_clockwise_and_anticlockwise_are_mirror_images() -> None:
    turned = {}
    for direction in Direction:
        session = simulate.session(noise="none", seed=3, direction=direction, bearing=0.0, latitude=45.0)
        track, samples = session.truth.track, session.recording.samples
        assert track is not None
        east = samples["longitude"].to_numpy() - track.longitude
        north = samples["latitude"].to_numpy() - track.latitude
        turned[direction] = float(np.sum(east[:-1] * north[1:] - east[1:] * north[:-1]))
    assert turned[Direction.ANTICLOCKWISE] > 0
    assert turned[Direction.CLOCKWISE] == pytest.approx(-turned[Direction.ANTICLOCKWISE], rel=1e-3)


def test_a_machine_runs_the_plan_with_the_lap_times_of_the_worked_example() -> None:
    """Plan A': 5K 20:00, goal 5:48.65 gives laps of 95.2 87.6 84.5 81.4; no two surges come out alike, so a mean."""
    seeds = range(24)
    laps = np.array([[lap.time_s for lap in trial(variation=0.0, start="rolling", seed=s).laps] for s in seeds])
    assert laps.mean(axis=0) == pytest.approx([95.2, 87.6, 84.5, 81.4], abs=1.2)
    assert laps.sum(axis=1).mean() == pytest.approx(348.65, abs=2.0)


def test_an_even_pace_reaches_the_goal_and_a_standing_start_costs_its_time_constant() -> None:
    rolling = trial(strategy="even", goal=340.0, variation=0.0, start="rolling", warm_up="track")
    standing = trial(strategy="even", goal=340.0, variation=0.0)
    assert rolling.time_s == pytest.approx(340.0, abs=0.3)
    assert standing.time_s - rolling.time_s == pytest.approx(0.85, abs=0.3)
    assert standing.standing_start
    assert not rolling.standing_start


def test_the_speed_rises_to_63_per_cent_in_0_85_s_from_a_standing_start() -> None:
    session = simulate.session(strategy="even", variation=0.0, noise="none", record_from="trial", seed=1, goal=340.0)
    mile = session.truth.efforts[0]
    motion = session.motion
    at = motion["elapsed"].to_numpy() - mile.start_s
    early = (at > 0.2) & (at < 5)
    expected = MILE / 340.0 * (1.0 - np.exp(-at[early] / 0.85))
    # The runner also wanders a little inside the lane, which is speed too.
    assert motion["speed"].to_numpy()[early] == pytest.approx(expected, abs=0.12)


@pytest.mark.parametrize(
    ("strategy", "faster"),
    [("fade", (1, 4)), ("negative", (4, 1)), ("plan", (4, 1)), ("dies", (3, 4)), ("kick", (4, 2)), ("record", (1, 2))],
)
def test_a_strategy_shows_in_the_laps(strategy: str, faster: tuple[int, int]) -> None:
    mile = trial(strategy=strategy, variation=0.02, start="rolling", warm_up="track")
    speed = {lap.lap: (lap.to_m - lap.from_m) / lap.time_s for lap in mile.laps}
    assert speed[faster[0]] > speed[faster[1]]


def test_the_same_options_and_seed_give_the_same_session_and_another_seed_another() -> None:
    first, again, other = (simulate.session(seed=seed, warm_up=True, buttons="messy") for seed in (9, 9, 10))
    assert first.recording.samples.equals(again.recording.samples)
    assert first.recording.device_laps.equals(again.recording.device_laps)
    assert first.truth == again.truth
    assert first.truth.efforts[0].time_s != other.truth.efforts[0].time_s


def test_another_watch_or_thumb_leaves_the_runner_as_he_was() -> None:
    first = simulate.session(seed=9, noise="clean", buttons="none").truth.efforts[0]
    other = simulate.session(seed=9, noise="urban", buttons="messy", recording_interval="smart").truth.efforts[0]
    assert first == other


def test_a_session_leaves_the_random_state_of_numpy_alone() -> None:
    before = np.random.get_state(legacy=False)["state"]["pos"]  # noqa: NPY002 - the global state is what is tested
    simulate.session(seed=1)
    assert np.random.get_state(legacy=False)["state"]["pos"] == before  # noqa: NPY002 - as above


def test_a_whole_session_never_jumps_and_never_sprints() -> None:
    session = simulate.session(seed=14, noise="none", warm_up="streets", strides=4, cool_down="other", lane=3)
    place = ground(session)
    samples = session.recording.samples
    x, y = place.to_track(samples["latitude"].to_numpy(), samples["longitude"].to_numpy())
    assert np.hypot(np.diff(x), np.diff(y)).max() < 7.5
    assert session.motion["arc"].isna().any()
    arc = session.motion["arc"].dropna().to_numpy()
    assert np.diff(arc)[-300:].min() < -1.0


def test_reps_with_each_recovery_start_at_their_marks() -> None:
    for recovery, starts in (("stand", {0.0}), ("walk", {0.0}), ("jog", {0.0, 200.0})):
        session = simulate.session(kind="intervals", reps=4, recovery=recovery, seed=3)
        efforts = session.truth.efforts
        assert len(efforts) == 4
        assert {round(effort.start_arc_m, 1) % 400.0 for effort in efforts} == starts
        assert efforts[-1].recovery_s is None
        for before, after in pairwise(efforts):
            assert before.recovery_s == pytest.approx(after.start_s - before.end_s)
            assert before.recovery_s is not None
            assert 60 < before.recovery_s < 100


def test_a_stopped_timer_leaves_its_samples_out_and_says_so() -> None:
    session = simulate.session(kind="intervals", reps=4, timer_stops=True, buttons="trial", seed=3)
    recording = session.recording
    assert len(recording.pauses) == 3
    elapsed = recording.samples["elapsed"].to_numpy()
    for start, end in zip(recording.pauses["start"], recording.pauses["end"], strict=True):
        assert not ((elapsed > start) & (elapsed < end)).any()
    stood = float((recording.pauses["end"] - recording.pauses["start"]).sum())
    assert recording.device_laps["timer"].sum() == pytest.approx(
        recording.device_laps["end"].iloc[-1] - stood, abs=0.01
    )
    assert (recording.device_laps["end"] - recording.device_laps["start"]).min() > 10
    assert recording.samples["distance"].is_monotonic_increasing
    assert recording.device_laps["distance"].sum() == pytest.approx(recording.samples["distance"].iloc[-1], abs=15.0)


@pytest.mark.parametrize(("distance", "walked"), [(200.0, 200.0), (300.0, 100.0), (600.0, 200.0), (1000.0, 200.0)])
def test_reps_that_are_no_whole_laps_end_on_a_line_and_the_runner_walks_to_the_next_mark(
    distance: float, walked: float
) -> None:
    efforts = simulate.session(kind="intervals", reps=3, rep_distance=distance, seed=3).truth.efforts
    for effort in efforts:
        assert effort.distance_m == pytest.approx(distance, abs=0.02)
        to_line = (effort.start_arc_m + distance + 200.0) % 400.0 - 200.0
        assert to_line == pytest.approx(0.0, abs=0.02)
    assert efforts[0].recovery_m == pytest.approx(walked, rel=0.03)


def test_the_watch_can_be_stopped_at_the_finish() -> None:
    session = simulate.session(seed=1, record_from="trial", record_to="trial")
    mile, laps = session.truth.efforts[0], session.recording.device_laps
    assert session.recording.samples["elapsed"].iloc[-1] <= mile.end_s + 4
    assert laps["end"].iloc[-1] == pytest.approx(mile.end_s, abs=4)
    assert session.recording.samples["elapsed"].iloc[-1] <= laps["end"].iloc[-1]


def test_the_truth_is_plain_json() -> None:
    session = simulate.session(kind="intervals", reps=2)
    truth = json.loads(json.dumps(session.truth.to_dict()))
    assert truth["schema"] == "truth/1"
    assert truth["track"]["direction"] == "anticlockwise"
    assert set(truth["efforts"][0]["zones"][0]) == {"lap", "zone", "from_m", "to_m", "time_s"}
    assert json.loads(json.dumps(simulate.session(kind="road", minutes=5.0).truth.to_dict()))["track"] is None


def test_the_first_sample_has_the_start_time() -> None:
    start = datetime(2024, 2, 29, 18, 5, 7, tzinfo=UTC)
    assert simulate.session(start_time=start).recording.samples.index[0] == start


@pytest.mark.parametrize(
    "options",
    [
        {"kind": "marathon"},
        {"noise": "loud"},
        {"strategy": "hope"},
        {"buttons": "toe"},
        {"recording_interval": "2s"},
        {"warm_up": "sauna"},
        {"cool_down": "ice"},
        {"start": "blocks"},
        {"after": "faint"},
        {"record_from": "never"},
        {"lane": 12},
        {"goal": 200.0},
        {"goal": 5.0},
        {"five_k": 0.0},
        {"kind": "intervals", "reps": 0},
        {"kind": "intervals", "rep_distance": -400.0},
        {"kind": "road", "minutes": 0.0},
        {"kind": "intervals", "recovery": "sleep"},
    ],
)
def test_a_value_that_is_not_known_is_named_in_one_line(options: dict[str, object]) -> None:
    with pytest.raises(OptionError) as error:
        simulate.session(**options)  # type: ignore[arg-type] # wrong on purpose
    assert "\n" not in str(error.value)
    value = next(reversed(options.values()))
    assert f"{value:g}" in str(error.value) if isinstance(value, int | float) else str(value) in str(error.value)
