import datetime as dt

import gpxpy
import numpy as np
import pytest
from tcxreader.tcxreader import TCXReader
from watch_files import DECLARATION, RECORDINGS, extension, gpx, lap, point, tcx

from analyzer import readers
from analyzer.errors import DamagedFileError, EmptyRecordingError, ReadError
from analyzer.readers import values


@pytest.mark.parametrize("prefix", ["", "gpxtpx:", "ns3:", "undeclared:"])
def test_heart_rate_and_cadence_are_found_under_any_prefix(prefix: str) -> None:
    points = [point(s, extension(prefix, hr=150 + s, cad=88, atemp=21.5)) for s in range(3)]
    samples = readers.read(gpx(points).encode()).samples
    assert samples["heart_rate"].tolist() == [150, 151, 152]
    assert samples["cadence"].tolist() == [176] * 3
    assert samples["temperature"].tolist() == [21.5] * 3


def test_cadence_of_both_feet_stays() -> None:
    points = [point(s, extension("", cad=176)) for s in range(3)]
    assert readers.read(gpx(points).encode()).samples["cadence"].tolist() == [176] * 3


@pytest.mark.parametrize("name", ["power", "PowerInWatts", "watts"])
def test_power_has_several_names(name: str) -> None:
    points = [point(s, f"<extensions><{name}>301</{name}></extensions>") for s in range(2)]
    assert readers.read(gpx(points).encode()).samples["power"].tolist() == [301, 301]


def test_a_prefixed_root_reads_like_a_plain_one() -> None:
    prefixed = gpx([point(s, prefix="g:") for s in range(4)], prefix="g:")
    plain = gpx([point(s) for s in range(4)])
    assert readers.read(prefixed.encode()).samples.equals(readers.read(plain.encode()).samples)


def test_a_break_between_segments_is_a_pause() -> None:
    recording = readers.read(gpx([point(s) for s in range(5)], [point(s) for s in range(65, 70)]).encode())
    assert recording.pauses.to_numpy().tolist() == [[4, 65, "segment"]]
    assert len(recording.samples) == 10


def test_the_track_names_its_sport_and_the_file_its_maker() -> None:
    recording = readers.read(gpx([point(0), point(1)], head="<name>Lunch</name><type>trail_running</type>").encode())
    assert (recording.sport, recording.sub_sport, recording.device) == ("running", "trail", "A Watch")


def test_gpx_1_0_has_speed_in_the_point() -> None:
    points = [point(s, "<course>12</course><speed>4.25</speed>") for s in range(2)]
    data = gpx(points).replace("GPX/1/1", "GPX/1/0")
    assert readers.read(data.encode()).samples["speed"].tolist() == [4.25, 4.25]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1"])
def test_any_encoding_reads_whatever_the_file_declares(encoding: str) -> None:
    data = gpx([point(s) for s in range(3)], head="<name>Läufe</name>").encode(encoding)
    assert len(readers.read(data).samples) == 3


def test_a_bare_ampersand_and_a_control_character_in_a_name_do_no_harm() -> None:
    data = gpx([point(s) for s in range(3)], head="<name>Laps & strides \x0b&nbsp;&#228;</name>")
    recording = readers.read(data.encode())
    assert len(recording.samples) == 3
    assert recording.notes == ()


def test_xml_cut_off_in_a_tag_gives_the_points_before_it() -> None:
    data = gpx([point(s) for s in range(10)]).encode()
    recording = readers.read(data[: data.index(point(7).encode()) + 30])
    assert len(recording.samples) == 7
    assert "the 7 points before it were read" in recording.notes[0]


def test_a_file_cut_before_its_first_point_is_damaged() -> None:
    data = gpx([point(0)]).encode()
    with pytest.raises(DamagedFileError, match="before its first point"):
        readers.read(data[: data.index(b"<trkpt") + 4])


def test_points_stay_in_the_order_of_the_file() -> None:
    samples = readers.read(gpx([point(5), point(3), point(4)]).encode()).samples
    assert samples["elapsed"].tolist() == [0, -2, -1]


def test_times_may_have_fractions_and_zones() -> None:
    stamps = ["2024-05-01T12:00:00.25Z", "2024-05-01T14:00:01+02:00", "2024-05-01 12:00:02.123456789Z", "soon", ""]
    expected = [dt.datetime(2024, 5, 1, 12, 0, s, tzinfo=dt.UTC).timestamp() for s in range(3)]
    np.testing.assert_allclose(values.unix_times(stamps)[:3] - expected, [0.25, 0, 0.123456], atol=1e-6)
    assert np.isnan(values.unix_times(stamps)[3:]).all()


def test_points_without_times_are_left_out_with_a_note() -> None:
    recording = readers.read(gpx([point(0), '<trkpt lat="52" lon="13"/>', point(2)]).encode())
    assert len(recording.samples) == 2
    assert "1 points without a time were left out" in recording.notes


def test_a_gpx_without_times_says_what_to_do() -> None:
    with pytest.raises(EmptyRecordingError, match="none of the 1 GPX points has a time; export"):
        readers.read(gpx(['<trkpt lat="52" lon="13"/>']).encode())


def test_a_route_is_no_run() -> None:
    with pytest.raises(EmptyRecordingError, match="only waypoints or a route"):
        readers.read(b'<gpx><rte><rtept lat="1" lon="2"/></rte></gpx>')


BOMB = '<!DOCTYPE lol [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize("root", ["gpx", "TrainingCenterDatabase"])
def test_a_document_type_is_refused(root: str) -> None:
    with pytest.raises(ReadError, match="DOCTYPE"):
        readers.read(f"{DECLARATION}{BOMB}<{root}>&b;</{root}>".encode())


def test_absurd_nesting_is_refused() -> None:
    with pytest.raises(ReadError, match="nests"):
        readers.read(b"<gpx>" * 200_000)


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


@pytest.mark.parametrize(
    "name", ["gpx/d02_easy_01", "gpx/d03_interval_01", "gpx/d12_tempo_01", "malformed/m00_malformed_24"]
)
def test_real_gpx_reads_as_gpxpy_reads_it(name: str) -> None:
    path = RECORDINGS / f"{name}.gpx"
    if not path.exists():
        pytest.skip("the real recordings are not here")
    parsed = gpxpy.parse(path.read_text())
    points = [point for track in parsed.tracks for segment in track.segments for point in segment.points]
    samples = readers.read(path.read_bytes()).samples
    assert samples["latitude"].tolist() == [point.latitude for point in points]
    assert samples["altitude"].tolist() == [point.elevation for point in points]
    assert [time.timestamp() for time in samples.index] == pytest.approx(
        [point.time.timestamp() for point in points if point.time]
    )
    rates = [
        float(e.text or "nan") for p in points for group in p.extensions for e in group.iter() if e.tag.endswith("}hr")
    ]
    assert samples["heart_rate"].dropna().tolist() == rates


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
