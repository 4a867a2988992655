"""GPX: names, prefixes, segments, times."""

import gpxpy
import numpy as np
import pytest
from watch_files import RECORDINGS, extension, gpx, point

from analyzer import readers
from analyzer.errors import EmptyRecordingError


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


def test_points_stay_in_the_order_of_the_file() -> None:
    samples = readers.read(gpx([point(5), point(3), point(4)]).encode()).samples
    assert samples["elapsed"].tolist() == [0, -2, -1]


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


def test_a_ride_and_a_run_in_one_file_keep_each_its_cadence() -> None:
    ride = (
        "<trk><type>cycling</type><trkseg>" + "".join(point(s, extension("", cad=90)) for s in range(20)) + "</trkseg>"
    )
    run = "".join(point(s, extension("", cad=88)) for s in range(60, 80))
    data = gpx([run], head="<type>running</type>").replace("<trk>", f"{ride}</trk><trk>", 1)
    recording = readers.read(data.encode())
    assert recording.samples["cadence"].tolist() == [90] * 20 + [176] * 20
    assert recording.sport == "running"
    assert "the file holds several sports: cycling, running" in recording.notes


def test_a_gap_between_segments_is_a_pause_only_where_time_goes_on() -> None:
    segments = [[point(s) for s in range(start, start + 10)] for start in (100, 0, 50)]
    recording = readers.read(gpx(*segments).encode())
    assert recording.pauses[["start", "end"]].to_numpy().tolist() == [[-91, -50]]
    assert len(recording.samples) == 30


@pytest.mark.parametrize(
    ("inside", "says"),
    [
        ('<wpt lat="1" lon="2"/>', "only waypoints or a route"),
        ('<rte><rtept lat="1" lon="2"/></rte>', "only waypoints or a route"),
        ("<trk><trkseg/></trk>", "no track points"),
        ("", "no track points"),
        (f"<trk><trkseg>{point(0)}</trkseg></trk>", "only one GPX point has a time"),
        (f'<trk><trkseg>{point(0)}<trkpt lat="1" lon="2"/></trkseg></trk>', "only one GPX point has a time"),
    ],
)
def test_a_file_without_a_run_says_so_in_one_line(inside: str, says: str) -> None:
    with pytest.raises(EmptyRecordingError, match=says) as error:
        readers.read(f"<gpx>{inside}</gpx>".encode())
    assert "\n" not in str(error.value)


def test_no_point_of_a_real_file_that_gpxpy_finds_is_missed() -> None:
    paths = [path for path in sorted(RECORDINGS.glob("*/*.gpx")) if path.stat().st_size < 500_000]
    if not paths:
        pytest.skip("the real recordings are not here")
    for path in paths:
        try:
            parsed = gpxpy.parse(path.read_text(encoding="utf-8-sig"))
        except gpxpy.gpx.GPXException:
            continue
        times = [p.time for track in parsed.tracks for part in track.segments for p in part.points if p.time]
        if len(times) > 1:
            index = readers.read(path.read_bytes()).samples.index
            np.testing.assert_allclose([t.timestamp() for t in index], [t.timestamp() for t in times], atol=2e-6)
