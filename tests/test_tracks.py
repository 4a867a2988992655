import json
import math
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analyzer import clean, pipeline, readers, simulate, survey, tracks
from analyzer.errors import OptionError, ReadError
from analyzer.model import Analysis, Direction, FinishFrom, Placement, Recording, SavedTrack
from analyzer.oval import SHAPES, STANDARD, simple_oval
from analyzer.plane import to_geographic, to_plane

RECORDINGS = Path(__file__).parent.parent.parent / "shared" / "data" / "recordings"
PLACE = (47.0, 15.0)
BEARING = 30.0
GROUND: dict[str, Any] = {"latitude": PLACE[0], "longitude": PLACE[1], "bearing": BEARING}
STADIUM = SavedTrack(
    "Stadium", STANDARD, *PLACE, BEARING, 0.5, 0.2, 1.0, FinishFrom.STANDING_START, 0.97, ("a" * 64, "b" * 64)
)


def recorded(seed: int, kind: str = "mile", **options: Any) -> Recording:
    made = simulate.session(kind=kind, seed=seed, **(GROUND | options))
    return replace(made.recording, sha256=f"{kind} {seed} {options}")


def placed(recording: Recording, *saved: SavedTrack, **said: Any) -> Placement:
    found = survey.place(recording.samples, saved=saved, **said).placement
    assert found is not None
    return found


def moved(recording: Recording, east: float, north: float) -> Recording:
    latitude, longitude = to_geographic(east, north, PLACE)
    samples = recording.samples
    return replace(
        recording,
        samples=samples.assign(
            latitude=samples["latitude"] + float(latitude) - PLACE[0],
            longitude=samples["longitude"] + float(longitude) - PLACE[1],
        ),
    )


def away(track: SavedTrack | Placement, place: tuple[float, float] = PLACE) -> float:
    return float(np.hypot(*to_plane(track.latitude, track.longitude, place)))


def turned(bearing: float, other: float = BEARING) -> float:
    return abs((bearing - other + 180.0) % 360.0 - 180.0)


def after(sessions: int, first: int = 0, **options: Any) -> list[SavedTrack]:
    """Save a track and give it as it is after each session."""
    kept: tuple[SavedTrack, ...] = ()
    history = []
    for seed in range(first, first + sessions):
        recording = recorded(seed, **options)
        placement = placed(recording, *kept)
        if kept:
            kept = tracks.refined(kept, placement, recording.sha256)
        else:
            kept = tracks.kept(kept, "Stadium", placement, recording.sha256)
        history.append(kept[0])
    return history


@lru_cache(maxsize=1)
def known() -> SavedTrack:
    """Give the stadium as four miles left it, its finish line known."""
    return tracks.with_finish((after(4)[-1],), "Stadium", tracks.finish_of(STADIUM))[0]


def test_the_place_becomes_more_exact_with_each_session() -> None:
    histories = [after(6, first=100 * run) for run in range(5)]
    error = np.sqrt(np.mean([[away(track) ** 2 for track in history] for history in histories], axis=0))
    claimed = np.mean([[track.centre_sd for track in history] for history in histories], axis=0)
    assert error[-1] < 0.65 * error[0]
    assert error[-1] < 1.2
    assert (np.diff(claimed) < 0).all()
    assert 0.5 < error[-1] / (math.sqrt(2) * claimed[-1]) < 1.6
    assert all(turned(history[-1].bearing) % 180 < 0.5 or turned(history[-1].bearing) > 179.5 for history in histories)


def test_a_session_counts_once() -> None:
    recording = recorded(1)
    kept = tracks.kept((), "Stadium", placed(recording), recording.sha256)
    again = placed(recording, *tracks.for_session(kept, recording.sha256))
    assert tracks.refined(kept, again, recording.sha256) == kept
    assert tracks.kept(kept, "stadium", again, recording.sha256) == kept


def test_a_session_does_not_agree_with_itself() -> None:
    recording = recorded(2)
    alone = placed(recording)
    kept = tracks.kept((), "Stadium", alone, recording.sha256)
    again = placed(recording, *tracks.for_session(kept, recording.sha256))
    assert again.name == "Stadium"
    assert away(again, (alone.latitude, alone.longitude)) < 0.05


@pytest.mark.parametrize("seed", [21, 22, 23])
def test_the_saved_track_brings_a_session_nearer_to_where_it_is(seed: int) -> None:
    recording = recorded(seed, noise="urban")
    alone, helped = placed(recording), placed(recording, STADIUM)
    assert helped.name == "Stadium"
    assert helped.seen is not None
    assert away(helped) < away(alone)
    assert away(helped, (helped.seen.latitude, helped.seen.longitude)) > 0.1


def test_what_a_session_alone_has_seen_does_not_depend_on_the_saved_track() -> None:
    recording = recorded(24)
    assert placed(recording, known()).seen == placed(recording).seen


@pytest.mark.parametrize("kind", ["easy_track", "intervals"])
def test_the_finish_line_is_known_for_easy_running_after_one_standing_start(kind: str) -> None:
    trial = recorded(5)
    first = pipeline.analyze(trial)
    assert first.track is not None
    kept = tracks.kept((), "Stadium", first.track, trial.sha256)
    easy = recorded(6, kind, minutes=12.0, reps=4, rep_distance=300.0)
    alone, helped = pipeline.analyze(easy), analysed(easy, *kept)
    assert alone.track is not None
    assert helped.track is not None
    assert alone.track.finish_from is not FinishFrom.STANDING_START
    assert helped.track.finish_from is FinishFrom.SAVED
    assert helped.track.finish_probability >= 0.95
    assert turned(helped.track.bearing) < 3.0


def analysed(recording: Recording, *saved: SavedTrack, **said: Any) -> Analysis:
    return pipeline.analyze(recording, pipeline.Options(saved=saved, **said))


def test_a_trial_on_a_saved_track_makes_its_finish_line_surer() -> None:
    unsure = replace(STADIUM, finish_from=FinishFrom.LAP_PRESSES, finish_probability=0.8)
    recording = recorded(7)
    found = analysed(recording, unsure).track
    assert found is not None
    assert found.finish_from is FinishFrom.SAVED
    assert found.finish_probability > 0.97
    kept = tracks.refined((unsure,), found, recording.sha256)[0]
    assert kept.finish_from is FinishFrom.LAP_PRESSES
    assert kept.finish_probability == found.finish_probability
    assert kept.sessions[-1] == recording.sha256


def test_a_wrong_finish_line_is_put_right_by_a_trial() -> None:
    wrong = replace(STADIUM, bearing=BEARING + 180, finish_from=FinishFrom.REPS, finish_probability=0.7)
    recording = recorded(7)
    analysis = analysed(recording, wrong)
    assert analysis.track is not None
    assert analysis.track.finish_from is FinishFrom.STANDING_START
    assert any("at the other end" in note for note in analysis.all_notes)
    kept = tracks.refined((wrong,), analysis.track, recording.sha256)[0]
    assert turned(kept.bearing) < 2.0
    assert kept.finish_from is FinishFrom.STANDING_START


def test_what_the_runner_says_of_the_finish_overrules_the_saved_one() -> None:
    wrong = replace(STADIUM, bearing=BEARING + 180)
    recording = recorded(8, "easy_track", minutes=8.0)
    told = analysed(recording, wrong, finish=tracks.finish_of(STADIUM)).track
    assert told is not None
    assert (told.finish_from, told.finish_probability) == (FinishFrom.RUNNER, 1.0)
    assert turned(told.bearing) < 2.0
    kept = tracks.refined((wrong,), told, recording.sha256)[0]
    assert (kept.finish_from, kept.finish_probability) == (FinishFrom.RUNNER, 1.0)
    assert turned(kept.bearing) < 2.0


@pytest.mark.parametrize("seed", [31, 32])
def test_clockwise_running_is_on_the_same_track_with_the_same_home_straight(seed: int) -> None:
    recording = recorded(seed, "easy_track", minutes=8.0, direction=Direction.CLOCKWISE)
    found = placed(recording, known())
    assert found.name == "Stadium"
    assert found.direction is Direction.CLOCKWISE
    x, y = (float(part) for part in found.to_track(*tracks.finish_of(STADIUM)))
    assert (x, y) == pytest.approx((-STANDARD.straight / 2, -36.8), abs=3.0)
    kept = tracks.refined((known(),), found, recording.sha256)[0]
    assert turned(kept.bearing) < 1.0


def test_clockwise_the_finish_line_named_is_on_the_home_straight() -> None:
    recording = recorded(33, "easy_track", minutes=8.0, direction=Direction.CLOCKWISE)
    found = placed(recording, finish=tracks.finish_of(STADIUM))
    assert turned(found.bearing, BEARING + 180) < 2.0


@pytest.mark.parametrize("seed", [41, 42, 43])
@pytest.mark.parametrize("metres", [15.0, 100.0])
def test_a_track_next_door_is_another_track(seed: int, metres: float) -> None:
    recording = moved(recorded(seed), 0.6 * metres, 0.8 * metres)
    found = survey.place(recording.samples, saved=[known()])
    assert found.placement is not None
    assert found.placement.name == ""
    assert away(found.placement) == pytest.approx(metres, abs=4.0)
    assert [note for note in found.notes if "'Stadium' is not used" in note and "m from it" in note] or metres > 60


@pytest.mark.parametrize(
    ("options", "why"),
    [({"oval": SHAPES["equal_quadrant"]}, "another shape"), ({"bearing": BEARING + 9}, "turned by")],
    ids=["shape", "bearing"],
)
def test_a_track_that_was_rebuilt_is_not_taken_for_the_old_one(options: dict[str, Any], why: str) -> None:
    found = survey.place(recorded(44, **options).samples, saved=[known()])
    assert found.placement is not None
    assert found.placement.name == ""
    assert any(why in note for note in found.notes)


def test_a_saved_place_that_fits_clearly_worse_is_not_used() -> None:
    there = to_geographic(4.5, 5.0, PLACE)
    wrong = replace(STADIUM, latitude=float(there[0]), longitude=float(there[1]), centre_sd=0.2)
    found = survey.place(recorded(45, noise="clean").samples, saved=[wrong])
    assert found.placement is not None
    assert found.placement.name == ""
    assert any("not used" in note for note in found.notes)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("kind", ["road", "park_oval", "city_block"])
@pytest.mark.parametrize("metres", [0.0, 60.0])
def test_other_running_beside_a_saved_track_is_not_on_it(seed: int, kind: str, metres: float) -> None:
    recording = moved(recorded(seed, kind), metres, 0.0)
    assert survey.place(recording.samples, saved=[known()]).placement is None


def _along(x: np.ndarray, y: np.ndarray, speed: float = 3.5) -> Recording:
    """Run once along a line on the plane, the samples of a mile put on it."""
    length = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))])
    samples = recorded(0).samples
    along = samples["elapsed"].to_numpy() * speed
    samples, along = samples[along < length[-1]], along[along < length[-1]]
    drift = np.random.default_rng(1).normal(0, 0.4, (2, 40))
    knots = np.linspace(0, length[-1], 40)
    latitude, longitude = to_geographic(
        np.interp(along, length, x) + np.interp(along, knots, drift[0]),
        np.interp(along, length, y) + np.interp(along, knots, drift[1]),
        PLACE,
    )
    return replace(recorded(0), samples=samples.assign(latitude=latitude, longitude=longitude))


def test_a_road_along_the_home_straight_is_not_the_track() -> None:
    angle, across = math.radians(BEARING), 36.8
    ahead = np.array([-900.0, 900.0])
    x, y = ahead * math.sin(angle) + across * math.cos(angle), ahead * math.cos(angle) - across * math.sin(angle)
    recording = _along(x, y)
    assert survey.place(recording.samples, saved=[known()]).placement is None


def test_a_path_round_the_stands_is_not_the_track() -> None:
    x, y = _around(16.0)
    found = survey.place(_along(np.tile(x, 3), np.tile(y, 3)).samples, saved=[known()]).placement
    assert found is None or found.name == ""
    assert survey.place(_along(x, y).samples, saved=[known()]).placement is None


def _around(out: float, turns: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    """Give the line at a distance outside lane 1 on the plane. [m]"""
    line = STANDARD.line()
    ground = Placement(STANDARD, *PLACE, BEARING)
    there = ground.to_geographic(*line.at(np.linspace(0, turns * line.lap, 400), out))
    return to_plane(*there, PLACE)


@pytest.mark.parametrize("direction", list(Direction))
@pytest.mark.parametrize("metres", [300.0, 400.0])
def test_a_single_rep_on_a_saved_track_is_enough(metres: float, direction: Direction) -> None:
    recording = recorded(
        51, "intervals", reps=1, rep_distance=metres, record_from="trial", record_to="trial", direction=direction
    )
    assert survey.place(recording.samples).placement is None
    analysis = analysed(recording, known())
    assert analysis.track is not None
    assert (analysis.track.name, analysis.track.direction, analysis.track.seen) == ("Stadium", direction, None)
    assert away(analysis.track) < 4.0
    assert any("since they lie on a saved one" in note for note in analysis.all_notes)
    assert survey.place(moved(recording, 9.0, 12.0).samples, saved=[known()]).placement is None
    assert tracks.refined((known(),), analysis.track, recording.sha256) == (known(),)
    with pytest.raises(OptionError, match="too little was run"):
        tracks.kept((), "Rep", replace(analysis.track, name=""), recording.sha256)


def test_a_watch_in_its_own_track_mode_says_the_same_every_day() -> None:
    first, second = (recorded(seed, noise=simulate.SNAPPED) for seed in (53, 54))
    kept = tracks.kept((), "Stadium", placed(first), "c")
    assert kept[0].centre_sd > 1.9
    again = placed(second, *kept)
    assert (again.name, again.snapped) == ("Stadium", True)
    assert tracks.refined(kept, again, "d") == (replace(kept[0], sessions=("c", "d")),)


@pytest.mark.skipif(not RECORDINGS.exists(), reason="the shared recordings are not here")
@pytest.mark.parametrize("device", ["fit/d04_easy", "gpx/d02_easy"])
def test_real_sessions_on_one_track_agree_within_metres(device: str) -> None:
    kept: tuple[SavedTrack, ...] = ()
    for number in range(1, 6):
        path = next(RECORDINGS.glob(f"{device}_{number:02d}.*"))
        recording = clean.samples(readers.read(path.read_bytes(), name=path.name))
        found = placed(recording, *kept)
        if not kept:
            kept = tracks.kept((), "Stadium", found, recording.sha256)
            continue
        assert found.seen is not None
        assert found.name == "Stadium"
        assert away(kept[0], (found.seen.latitude, found.seen.longitude)) < 3.0
        kept = tracks.refined(kept, found, recording.sha256)
    assert len(kept[0].sessions) == 5


def test_without_saved_tracks_nothing_changes() -> None:
    recording = recorded(52)
    elsewhere = replace(STADIUM, latitude=48.0)
    assert analysed(recording).to_dict() == analysed(recording, elsewhere).to_dict()


def test_the_text_holds_all_that_is_known() -> None:
    fitted = replace(STADIUM, name="Športhalle «B» 2", oval=simple_oval(90.123, 34.5), finish_from=FinishFrom.ASSUMED)
    text = tracks.write([STADIUM, fitted])
    first, second = tracks.read(text)
    assert first == STADIUM
    assert replace(second, oval=fitted.oval) == fitted
    assert second.oval.straight == pytest.approx(90.123, abs=1e-4)
    assert tracks.write(tracks.read(text)) == text
    assert json.loads(text)["schema"] == "tracks/1"
    assert "Športhalle" in text


def _spoiled(**changes: Any) -> str:
    document = json.loads(tracks.write([STADIUM]))
    document["tracks"][0].update(changes)
    return json.dumps(document)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "damaged in line 1"),
        (tracks.write([STADIUM])[:-20], "damaged in line"),
        ("[" * 100_000, "damaged"),
        ("[1]", "no file of saved tracks"),
        ('{"schema": "analysis/1"}', "no file of saved tracks"),
        ('{"schema": "tracks/2", "tracks": []}', "update analyzer"),
        ('{"schema": "tracks/1"}', "no list"),
        ('{"schema": "tracks/1", "tracks": [7]}', "track 1"),
        (_spoiled(latitude=91), "'latitude' is 91"),
        (_spoiled(longitude="15"), "'longitude' is '15'"),
        (_spoiled(bearing_deg=math.nan), "'bearing_deg' is nan"),
        (_spoiled(shape="egg"), "'egg' is not known"),
        (_spoiled(straight_m=90.0), "not those of the shape"),
        (_spoiled(shape="fitted", straight_m=200.0, radius_m=80.0), "its lap would be"),
        (_spoiled(name=" "), "its name"),
        (_spoiled(errors={"centre_m": 0}), "centre_m"),
        (_spoiled(finish={"known_from": "a dream", "probability": 0.9}), "a dream"),
        (_spoiled(sessions=[1]), "'sessions'"),
        (tracks.write([STADIUM, replace(STADIUM, name="STADIUM")]), "two are called"),
    ],
)
def test_a_damaged_text_is_told_in_one_line(text: str, why: str) -> None:
    with pytest.raises(ReadError) as told:
        tracks.read(text)
    assert why in str(told.value)
    assert "\n" not in str(told.value)


def test_a_name_belongs_to_one_track() -> None:
    other = replace(STADIUM, name="Park", latitude=48.0)
    kept = (STADIUM, other)
    assert tracks.one(kept, " PARK ") is other
    assert [track.name for track in tracks.renamed(kept, "park", "Green  Park")] == ["Stadium", "Green Park"]
    assert tracks.renamed(kept, "park", "PARK")[1].name == "PARK"
    assert tracks.forgotten(kept, "stadium") == (other,)
    with pytest.raises(OptionError, match="'Stadium' is the name of another"):
        tracks.renamed(kept, "Park", "stadium")
    with pytest.raises(OptionError, match="no track is saved as 'x'; there is 'Stadium', 'Park'"):
        tracks.one(kept, "x")
    for name in ("", "  ", "a" * 61, "a\x00b"):
        with pytest.raises(OptionError, match="cannot be the name"):
            tracks.checked(name)


def test_a_name_that_is_taken_elsewhere_is_not_moved_here() -> None:
    placement = placed(recorded(1))
    with pytest.raises(OptionError, match=r"'Stadium' is saved already, 111 km from this track"):
        tracks.kept([replace(STADIUM, latitude=48.0)], "Stadium", placement, "c")
    with pytest.raises(OptionError, match="saved already as 'Stadium'"):
        tracks.kept([STADIUM], "Arena", replace(placement, name="Stadium"), "c")


@pytest.mark.parametrize("bearing", [BEARING, BEARING + 180.0])
def test_the_finish_line_of_a_saved_track_can_be_told(bearing: float) -> None:
    unknown = replace(STADIUM, bearing=bearing, finish_from=FinishFrom.ASSUMED, finish_probability=0.5)
    told = tracks.with_finish([unknown], "stadium", tracks.finish_of(STADIUM))[0]
    assert turned(told.bearing) == pytest.approx(0.0)
    assert (told.finish_from, told.finish_probability) == (FinishFrom.RUNNER, 1.0)
    with pytest.raises(OptionError, match="lies 111 km from the middle of 'Stadium'"):
        tracks.with_finish([unknown], "Stadium", (48.0, 15.0))


def test_the_finish_line_is_where_the_simulator_has_it() -> None:
    made = simulate.session(seed=1, **GROUND)
    assert made.truth.track is not None
    there = (made.truth.track.finish_latitude, made.truth.track.finish_longitude)
    assert float(np.hypot(*to_plane(*tracks.finish_of(STADIUM), there))) < 0.01


def test_straights_that_were_fitted_become_a_known_shape_once_one_is_seen() -> None:
    recording = recorded(61)
    found = placed(recording)
    assert found.seen is not None
    fitted = replace(STADIUM, oval=simple_oval(83.0, 36.94), straight_sd=1.5)
    helped = placed(recording, fitted)
    assert helped.name == "Stadium"
    assert tracks.refined((fitted,), helped, "c")[0].oval == STANDARD
    own = replace(helped, seen=replace(found.seen, oval=simple_oval(86.0, 35.99), straight_sd=1.5))
    refined = tracks.refined((fitted,), own, "c")[0]
    assert refined.oval.straight == pytest.approx(84.5)
    assert refined.oval.lap() == pytest.approx(fitted.oval.lap())
