"""GPX and TCX that are damaged, hostile or in any encoding."""

import contextlib
import tracemalloc

import pytest
from watch_files import DECLARATION, gpx, lap, point, tcx

from analyzer import readers
from analyzer.errors import AnalyzerError, DamagedFileError, ReadError

BOMB = '<!DOCTYPE lol [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


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


@pytest.mark.parametrize("root", ["gpx", "TrainingCenterDatabase"])
def test_a_document_type_is_refused(root: str) -> None:
    with pytest.raises(ReadError, match="DOCTYPE"):
        readers.read(f"{DECLARATION}{BOMB}<{root}>&b;</{root}>".encode())


def test_absurd_nesting_is_refused() -> None:
    with pytest.raises(ReadError, match="nests"):
        readers.read(b"<gpx>" * 200_000)


@pytest.mark.parametrize("encoding", ["utf-32", "utf-32-le", "cp1252"])
def test_rarer_encodings_read_too(encoding: str) -> None:
    declaration = f'<?xml version="1.0" encoding="{encoding}"?>'
    data = gpx([point(s) for s in range(12)], head="<type>Läufe</type>", declaration=declaration).encode(encoding)
    assert readers.read(data).sport == "läufe"


POINTS = [point(s, "<speed>4.25</speed>") for s in range(60)]
WHOLE = gpx(POINTS).encode()
AT = WHOLE.index(POINTS[30].encode())
HURT = {
    "garbage": b"\xff\x00<<&;>'\"",
    "a tag cut short": b"</tim",
    "a tag of something else": b"</wpt>",
    "an open comment": b"<!-- ",
    "an open attribute": b'<name of="',
    "zeros": bytes(40),
}


@pytest.mark.parametrize("kind", HURT)
def test_the_points_before_and_behind_a_damage_are_read(kind: str) -> None:
    place = AT + 20
    recording = readers.read(WHOLE[:place] + HURT[kind] + WHOLE[place + len(HURT[kind]) :])
    elapsed = recording.samples["elapsed"].tolist()
    assert elapsed == [s for s in range(60) if s != 30]
    assert f"the {30} points before it and the 29 after it were read" in recording.notes[0]
    assert "lost" in recording.notes[0]
    assert "line 1" in recording.notes[0]


def test_a_point_that_breaks_off_lends_nothing_to_the_next() -> None:
    broken = '<trkpt lat="1" lon="2"><ele>3</ele><hr>99</hr><oops'
    points = [*(point(s) for s in range(10)), broken, *('<trkpt lat="5" lon="6">' + point(s)[30:] for s in (10, 11))]
    samples = readers.read(gpx(points).encode()).samples
    assert samples["heart_rate"].isna().all()


def test_a_point_without_its_end_keeps_its_own_values() -> None:
    points = [point(s, f"<hr>{150 + s}</hr>" if s != 21 else "") for s in range(40)]
    points[20] = points[20].removesuffix("</trkpt>")
    recording = readers.read(gpx(points).encode())
    assert recording.samples["heart_rate"].isna().to_numpy().nonzero()[0].tolist() == [21]
    assert len(recording.samples) == 40


def test_several_damages_are_counted() -> None:
    data = WHOLE
    for second in (50, 30, 10):
        data = data.replace(POINTS[second].encode(), POINTS[second].replace("</ele>", "</el").encode())
    recording = readers.read(data)
    assert len(recording.samples) == 57
    assert "in 3 places" in recording.notes[0]
    assert "3 points were lost" in recording.notes[0]


def test_the_line_of_the_damage_is_named() -> None:
    data = gpx([p + "\n" for p in POINTS]).encode().replace(b"<ele>35.5</ele>", b"<ele>35.5</el>", 1)
    assert "in line 1 " in readers.read(data).notes[0]
    data = gpx(["\n\n" + p for p in POINTS]).encode()
    assert "in line 5 " in readers.read(data.replace(POINTS[1].encode(), b"<<")).notes[0]


def test_laps_behind_a_damage_are_kept() -> None:
    laps = [lap(30 * n, 30, "Manual", range(30 * n, 30 * n + 30)) for n in range(4)]
    data = tcx(*laps).replace(b"</Trackpoint></Track></Lap>", b"</Trackpoint></Tra", 1)
    recording = readers.read(data)
    assert recording.device_laps["start"].tolist() == [0, 30, 60, 90]
    assert len(recording.samples) == 120


def test_a_file_whose_head_is_lost_is_read_from_its_first_point() -> None:
    recording = readers.read(bytes(40) + WHOLE[40:])
    assert len(recording.samples) == 60
    assert "is damaged" in recording.notes[0]


def test_zeros_that_pad_the_end_are_no_damage() -> None:
    recording = readers.read(WHOLE + bytes(512))
    assert (len(recording.samples), recording.notes) == (60, ())


def test_cut_anywhere_a_file_gives_all_points_that_end_before() -> None:
    for place in range(WHOLE.index(b"</trkpt>") + 8, len(WHOLE), 97):
        ended = WHOLE[:place].count(b"</trkpt>")
        if ended > 1:
            assert len(readers.read(WHOLE[:place]).samples) == ended


SIZE = 100_000
HEAD, TAIL = "<gpx><trk><trkseg>" + "".join(POINTS), "</trkseg></trk></gpx>"
HOSTILE = {
    "nested deeply": HEAD + "<a>" * (SIZE // 3),
    "nested in a point": HEAD + '<trkpt lat="1" lon="2">' + "<a>" * (SIZE // 3),
    "points in points": HEAD + '<trkpt lat="1" lon="2">' * (SIZE // 23),
    "points that do not begin": HEAD + "<trkpt " * (SIZE // 7),
    "a giant attribute": HEAD + f'<trkpt lat="{"1" * SIZE}" lon="2"/>' + TAIL,
    "many attributes": "<gpx " + " ".join(f'a{n}="1"' for n in range(SIZE // 9)) + ">",
    "huge text": HEAD + "<name>" + "x" * SIZE + "</name>" + TAIL,
    "a huge number": HEAD + point(70, f"<speed>{'9' * SIZE}</speed>") + TAIL,
    "a huge fraction": HEAD + point(70).replace("Z<", f".{'9' * SIZE}Z<") + TAIL,
    "a giant name": HEAD + f"<{'a' * SIZE}/>" + TAIL,
    "ampersands": HEAD + "&" * SIZE + TAIL,
    "ends of character data": HEAD + "]]>" * (SIZE // 3) + TAIL,
    "comments that do not end": "<gpx>" + "<!--" * (SIZE // 4),
    "comments before the root": "<!-- -->" * (SIZE // 8) + HEAD,
    "every tag mismatched": HEAD + "".join(POINTS).replace("</time>", "</tim>") * 12,
    "every point of its own shape": HEAD + "".join(point(s % 60, f"<a{s}/>") for s in range(700)) + TAIL,
    "an endless document type": "<!DOCTYPE gpx [" + '<!ENTITY a "b">' * (SIZE // 15),
    "zeros": HEAD + "\0" * SIZE,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_xml_takes_less_than_ten_times_its_memory(kind: str) -> None:
    data = HOSTILE[kind].encode()
    tracemalloc.start()
    with contextlib.suppress(AnalyzerError):
        readers.read(data)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 10 * max(len(data), SIZE)


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_xml_gives_its_points_or_one_line(kind: str) -> None:
    try:
        said = "" if len(readers.read(HOSTILE[kind].encode()).samples) >= len(POINTS) else "points are missing\n"
    except AnalyzerError as error:
        said = str(error)
    assert "\n" not in said
    assert len(said) < 300


@pytest.mark.parametrize("kind", ["nested deeply", "an endless document type", "many attributes"])
def test_what_no_watch_writes_is_refused(kind: str) -> None:
    with pytest.raises(ReadError):
        readers.read(HOSTILE[kind].encode())


def test_nothing_outside_of_the_file_is_read() -> None:
    declared = '<!DOCTYPE gpx [<!ENTITY other SYSTEM "file:///etc/hostname">]>'
    with pytest.raises(ReadError, match="DOCTYPE"):
        readers.read(f"{declared}<gpx><name>&other;</name></gpx>".encode())
