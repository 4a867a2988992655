import gzip
import hashlib
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from watch_files import BEGIN, RECORDINGS, describe, gpx, lap, point, run, tcx

from analyzer import frames, readers
from analyzer.errors import AnalyzerError, DamagedFileError, ReadError, UnknownFormatError
from analyzer.readers import unwrap


def rich_fit() -> bytes:
    """Give a small FIT file with laps, events, a session, a plan and developer fields."""
    writer = run(40)
    describe(writer, 0, 0, "u2", b"Power", b"Watts", 7)
    writer.define(6, 20, {253: "u4", 8: "byte:3", 4: "u1"}, developer={(0, 0): "u2"})
    writer.put(6, BEGIN + 40, b"\1\2\3", 90, 300)
    writer.define(2, 19, {253: "u4", 2: "u4", 7: "u4", 8: "u4", 9: "u4", 24: "enum"})
    writer.put(2, BEGIN + 20, BEGIN, 20500, 20500, 8000, 0)
    writer.put(2, BEGIN + 40, BEGIN + 21, 19500, 19500, 8000, 7)
    writer.define(3, 21, {253: "u4", 0: "enum", 1: "enum", 3: "u4"})
    writer.put(3, BEGIN + 10, 0, 4, 0)
    writer.put(3, BEGIN + 15, 0, 0, 0)
    writer.define(4, 18, {253: "u4", 2: "u4", 7: "u4", 5: "enum", 6: "enum"})
    writer.put(4, BEGIN + 40, BEGIN, 40000, 1, 4)
    writer.define(5, 27, {254: "u2", 1: "enum", 2: "u4", 3: "enum", 4: "u4", 5: "u4", 6: "u4", 7: "enum"})
    writer.put(5, 0, 1, 40000, 0, 0, 4800, 5200, 0)
    return writer.file()


SOUND = {
    "fit": rich_fit(),
    "gpx": gpx([point(s) for s in range(8)], [point(s) for s in range(30, 38)]).encode(),
    "tcx": tcx(lap(0, 20, "Manual", range(20)), lap(20, 20, "Manual", range(20, 40))),
}


def zipped(**files: bytes) -> bytes:
    """Give a ZIP archive."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("_", "."), data)
    return target.getvalue()


@pytest.mark.parametrize("form", SOUND)
def test_the_format_is_found_by_the_bytes(form: str) -> None:
    assert readers.read(SOUND[form], name="no_name").format == form


@pytest.mark.parametrize("form", SOUND)
def test_gzip_and_zip_are_unwrapped(form: str) -> None:
    plain = readers.read(SOUND[form]).samples
    assert readers.read(gzip.compress(SOUND[form])).samples.equals(plain)
    archive = readers.read(zipped(read_me=b"hello", run_fit=SOUND[form]))
    assert archive.samples.equals(plain)
    assert "'run.fit' in it was read" in archive.notes[0]


@pytest.mark.parametrize("pack", [bytes, gzip.compress, lambda data: zipped(run_fit=gzip.compress(data))])
def test_the_fingerprint_is_that_of_the_recording_however_it_is_packed(pack: Callable[[bytes], bytes]) -> None:
    packed = pack(SOUND["fit"])
    assert readers.read(packed).sha256 == hashlib.sha256(SOUND["fit"]).hexdigest()
    assert readers.plain(packed) == SOUND["fit"]


def test_only_a_recording_is_unpacked() -> None:
    with pytest.raises(UnknownFormatError, match="neither FIT nor GPX nor TCX"):
        readers.plain(gzip.compress(b"no recording"))


def test_a_gzip_cut_short_is_saved_up_to_the_cut() -> None:
    data = gzip.compress(run(3000).file(), mtime=0)
    recording = readers.read(data[: len(data) // 2])
    assert 500 < len(recording.samples) < 3000
    assert "gzip file is damaged" in recording.notes[0]


PACKINGS: list[Callable[[bytes], bytes]] = [
    lambda data: gzip.compress(data, 1),
    lambda data: zipped(a_fit=data),
    lambda data: gzip.compress(gzip.compress(data)),
    lambda data: gzip.compress(zipped(a_fit=data)),
]


@pytest.mark.parametrize("pack", PACKINGS)
def test_a_bomb_is_refused(pack: Callable[[bytes], bytes]) -> None:
    with pytest.raises(ReadError, match="more than 200 times its size"):
        readers.read(pack(SOUND["fit"] + bytes(2**24)))


def test_what_is_larger_than_a_run_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unwrap, "LARGEST", 3 * 2**20)
    data = SOUND["gpx"] + hashlib.shake_256(b"noise").digest(3 * 2**20)
    for packed in (data, gzip.compress(data, 1), zipped(a_gpx=data)):
        with pytest.raises(ReadError, match="more than 3 MB"):
            readers.read(packed)


def test_what_was_packed_twice_is_unpacked_twice() -> None:
    plain = readers.read(SOUND["fit"]).samples
    for packed in (gzip.compress(zipped(run_fit=SOUND["fit"])), zipped(run=gzip.compress(SOUND["fit"]))):
        assert readers.read(packed).samples.equals(plain)
    with pytest.raises(UnknownFormatError, match="neither FIT"):
        readers.read(gzip.compress(gzip.compress(gzip.compress(gzip.compress(SOUND["fit"])))))


def test_a_gzip_of_several_parts_is_read_as_one() -> None:
    first, second = SOUND["gpx"][:700], SOUND["gpx"][700:]
    packed = gzip.compress(first) + gzip.compress(second)
    assert readers.read(packed).samples.equals(readers.read(SOUND["gpx"]).samples)
    with pytest.raises(ReadError, match="more than 10000 parts"):
        readers.read(gzip.compress(b"") * 10_001)


def test_a_zip_of_two_runs_asks_for_one() -> None:
    with pytest.raises(UnknownFormatError, match="2 recordings"):
        readers.read(zipped(a_fit=SOUND["fit"], b_fit=SOUND["fit"]))


def test_a_zip_cut_short_says_so() -> None:
    with pytest.raises(DamagedFileError, match="cannot be unpacked"):
        readers.read(zipped(a_fit=SOUND["fit"])[:-30])


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"", "empty"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "JPEG"),
        (bytes(512), "neither FIT nor GPX nor TCX"),
        (hashlib.sha256(b"noise").digest() * 30, "neither FIT nor GPX nor TCX"),
        (b"<?xml version='1.0'?><kml/>", "<kml>"),
        (b"time,lat,lon\n1,2,3\n", "neither"),
        (zipped(a_txt=b"hello"), "holds no FIT"),
    ],
)
def test_what_is_no_recording_is_named_in_one_line(data: bytes, line: str) -> None:
    with pytest.raises(UnknownFormatError, match=line) as raised:
        readers.read(data)
    assert "\n" not in str(raised.value)


def hurt(data: bytes, places: list[tuple[int, int]], cut: int) -> bytes:
    """Change bytes at places (taken round the length) and cut the end off."""
    damaged = bytearray(data)
    for place, value in places:
        damaged[place % len(damaged)] = value
    return bytes(damaged[: len(damaged) - cut % len(damaged)])


def outcome(data: bytes) -> str:
    """Give the line of the error that reading raises, or how many samples were read."""
    try:
        return f"{len(readers.read(data).samples)} samples"
    except AnalyzerError as error:
        return str(error)


MUTATIONS = st.lists(st.tuples(st.integers(0, 100_000), st.integers(0, 255)), max_size=30)


@pytest.mark.parametrize("form", SOUND)
@settings(max_examples=150, deadline=None)
@given(places=MUTATIONS, cut=st.integers(0, 400), packed=st.booleans())
def test_no_damage_lets_anything_but_an_analyzer_error_out(
    form: str, places: list[tuple[int, int]], cut: int, packed: bool
) -> None:
    message = outcome(hurt(gzip.compress(SOUND[form], mtime=0) if packed else SOUND[form], places, cut))
    assert "\n" not in message
    assert "beyond reading" not in message


@settings(max_examples=100, deadline=None)
@given(
    st.binary(max_size=300),
    st.sampled_from([b"", SOUND["fit"][:60], b"<gpx><trk><trkseg>", b"\x1f\x8b\x08", b"PK\x03\x04"]),
)
def test_random_bytes_are_an_analyzer_error_or_a_recording(tail: bytes, head: bytes) -> None:
    message = outcome(head + tail)
    assert "\n" not in message
    assert "beyond reading" not in message


REAL = sorted(path for path in RECORDINGS.glob("*/*") if path.suffix in {".fit", ".gpx", ".tcx"})


@pytest.mark.skipif(not REAL, reason="the real recordings are not here")
def test_every_real_file_reads_or_says_why_not() -> None:
    refused: list[Path] = []
    for path in REAL:
        try:
            recording = readers.read(path.read_bytes(), name=path.name)
        except AnalyzerError:
            refused.append(path)
            continue
        assert len(recording.samples), path
        assert frames.conform(recording.samples, frames.SAMPLES).equals(recording.samples)
        assert recording.samples["elapsed"].notna().all(), path
    assert {path.parent.name for path in refused} <= {"malformed"}
