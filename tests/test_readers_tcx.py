"""TCX: laps, tracks, activities, extensions."""

import pytest
from tcxreader.tcxreader import TCXReader
from watch_files import RECORDINGS, lap, tcx

from analyzer import readers
from analyzer.errors import EmptyRecordingError


def test_tcx_laps_chain_their_fractions_of_a_second() -> None:
    data = tcx(lap(0, 80.37, "Manual", range(80)), lap(80, 80.37, "Distance", range(80, 161)), lap(161, 30, "Time"))
    laps = readers.read(data).device_laps
    assert laps["end"].tolist() == pytest.approx([80.37, 160.74, 190.74])
    assert laps["trigger"].tolist() == ["manual", "distance", "time"]
    assert laps["distance"].tolist() == [400.5] * 3


def test_a_new_track_in_a_lap_is_a_pause_but_a_new_lap_is_none() -> None:
    recording = readers.read(
        tcx(lap(0, 60, "Manual", range(60)), lap(60, 60, "Manual", range(60, 90), range(200, 230)))
    )
    assert recording.pauses.to_numpy().tolist() == [[89, 200, "segment"]]
    assert recording.device_laps["end"].tolist() == [60, 229]


@pytest.mark.parametrize("prefix", ["", "ns3:", "x:"])
def test_tcx_extensions_are_found_under_any_prefix(prefix: str) -> None:
    values = {"Speed": 4.5, "RunCadence": 90, "Watts": 320}
    inside = "".join(f"<{prefix}{name}>{value}</{prefix}{name}>" for name, value in values.items())
    points = (
        f"<HeartRateBpm><Value>165</Value></HeartRateBpm><Extensions><{prefix}TPX>{inside}</{prefix}TPX></Extensions>"
    )
    recording = readers.read(tcx(lap(0, 3, "Manual", range(3), inside=points)))
    row = recording.samples.iloc[-1]
    assert row[["speed", "cadence", "power", "heart_rate"]].tolist() == [4.5, 180, 320, 165]
    assert (recording.device, recording.sport, recording.format) == ("Forerunner 410", "running", "tcx")


@pytest.mark.parametrize("name", ["d06_interval_02", "d06_interval_03", "d10_easy_05"])
def test_real_tcx_reads_as_tcxreader_reads_it(name: str) -> None:
    path = RECORDINGS / "tcx" / f"{name}.tcx"
    if not path.exists():
        pytest.skip("the real recordings are not here")
    parsed = TCXReader().read(str(path))
    recording = readers.read(path.read_bytes())
    located = recording.samples.dropna(subset=["latitude"])
    points = [point for point in parsed.trackpoints if point.latitude is not None]
    assert located["latitude"].tolist() == [point.latitude for point in points]
    assert located["heart_rate"].dropna().tolist() == [point.hr_value for point in points if point.hr_value is not None]
    assert len(recording.device_laps) == len(parsed.laps)


def activities(*said: tuple[str, str]) -> bytes:
    """Give a TCX file of activities, a sport and its laps each."""
    inside = "".join(f'<Activity Sport="{sport}">{laps}</Activity>' for sport, laps in said)
    return f"<TrainingCenterDatabase><Activities>{inside}</Activities></TrainingCenterDatabase>".encode()


def test_several_activities_are_one_recording_with_the_laps_of_each() -> None:
    cadence = "<Cadence>90</Cadence>"
    data = activities(
        ("Biking", lap(0, 60, "Manual", range(60), inside=cadence)),
        ("Running", lap(90, 30, "Manual", range(90, 120), inside=cadence) + lap(120, 20, "Time", range(120, 140))),
    )
    recording = readers.read(data)
    assert recording.device_laps[["start", "end"]].to_numpy().tolist() == [[0, 60], [90, 120], [120, 140]]
    assert recording.pauses.to_numpy().tolist() == [[59, 90, "segment"]]
    assert recording.samples["cadence"].dropna().tolist() == [90] * 60 + [180] * 30
    assert (recording.sport, recording.notes) == ("running", ("the file holds several sports: cycling, running",))


def test_an_earlier_activity_may_follow_a_later_one() -> None:
    data = activities(
        ("Running", lap(300, 30, "Manual", range(300, 331))), ("Running", lap(0, 60, "Distance", range(61)))
    )
    laps = readers.read(data).device_laps
    assert laps["end"].tolist() == [30, -240]
    assert laps["trigger"].tolist() == ["manual", "distance"]


def test_the_cadence_of_a_foot_pod_goes_before_that_of_the_point() -> None:
    inside = "<Cadence>60</Cadence><Extensions><TPX><RunCadence>91</RunCadence></TPX></Extensions>"
    both = lap(0, 10, "Manual", range(10), inside=inside) + lap(10, 10, "Manual", range(10, 20), inside=inside[:21])
    assert readers.read(tcx(both)).samples["cadence"].tolist() == [182] * 10 + [120] * 10


def test_tcx_times_may_have_zones_and_fractions() -> None:
    data = tcx(lap(0, 3, "Manual", range(3))).replace(b"12:00:01.000Z", b"14:00:01.250+02:00")
    assert readers.read(data).samples["elapsed"].tolist() == [0, 1.25, 2]


def test_what_stands_behind_a_lap_is_none_of_its_values() -> None:
    data = tcx(lap(0, 3, "Manual", range(3)))
    data = data.replace(b"<Creator>", b"<Training><DistanceMeters>9</DistanceMeters></Training><Creator>")
    assert readers.read(data).device_laps["distance"].tolist() == [400.5]


@pytest.mark.parametrize(
    ("laps", "says"),
    [
        ([], "no track points"),
        ([lap(0, 60, "Manual")], "no track points"),
        ([lap(0, 60, "Manual", range(1))], "only one TCX point has a time"),
    ],
)
def test_a_tcx_without_a_run_says_so(laps: list[str], says: str) -> None:
    with pytest.raises(EmptyRecordingError, match=says):
        readers.read(tcx(*laps))
