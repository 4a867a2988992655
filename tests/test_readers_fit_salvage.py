import contextlib
import struct
import tracemalloc
from pathlib import Path

import fitparse
import pytest
from watch_files import BEGIN, RECORDINGS, Writer, activity, crc, noise, run

from analyzer import readers
from analyzer.errors import DamagedFileError, UnknownFormatError


def read_by_fitparse(data: bytes) -> int:
    """Give the number of records that fitparse reads before it raises, if it does."""
    count = 0
    with contextlib.suppress(fitparse.FitParseError):
        for _ in fitparse.FitFile(data, check_crc=False).get_messages("record"):
            count += 1
    return count


@pytest.mark.parametrize("cut", [100, 137, 200, 400])
def test_a_file_cut_short_gives_all_samples_before_the_cut(cut: int) -> None:
    data = run(30).file()[:cut]
    recording = readers.read(data)
    assert len(recording.samples) == read_by_fitparse(data) > 0
    assert f"{len(recording.samples)} samples up to byte" in recording.notes[0]


@pytest.mark.parametrize(
    ("place", "value", "note"),
    [(4, b"\0\0\0\0", "gives no length"), (0, b"\0" * 14, "header is damaged"), (-2, b"\1\2", "checksum is wrong")],
)
def test_damage_to_header_and_checksum_costs_no_samples(place: int, value: bytes, note: str) -> None:
    data = bytearray(run(30).file())
    data[place : len(data) + place + len(value) if place < 0 else place + len(value)] = value
    recording = readers.read(bytes(data))
    assert len(recording.samples) == 30
    assert note in recording.notes[0]


def test_a_message_without_definition_ends_the_reading() -> None:
    writer = run(3)
    writer.body += b"\x07\1\2\3\4"
    recording = readers.read(writer.file())
    assert len(recording.samples) == 3
    assert "no definition" in recording.notes[0]


def busy(seconds: int) -> Writer:
    """Give a run whose watch writes three kinds of message each second."""
    writer = activity()
    writer.define(1, 20, {253: "u4", 0: "i4", 1: "i4", 3: "u1"})
    writer.define(2, 60001, {1: "u2", 2: "u1"})
    writer.define(3, 60002, {253: "u4", 1: "byte:12"})
    for second in range(seconds):
        writer.put(1, BEGIN + second, 2**29 + second, -(2**29), 120)
        writer.put(2, second, 7)
        writer.put(3, BEGIN + second, bytes(range(12)))
    return writer


DAMAGES = {
    "zeroed": lambda data, place: data[:place] + bytes(512) + data[place + 512 :],
    "overwritten": lambda data, place: data[:place] + noise(300) + data[place + 300 :],
    "cut out": lambda data, place: data[:place] + data[place + 37 :],
    "put in": lambda data, place: data[:place] + noise(41) + data[place:],
}


@pytest.mark.parametrize("place", [4001, 4007, 4016, 4022])
@pytest.mark.parametrize("damage", DAMAGES)
def test_what_follows_damage_in_the_middle_is_found_again(damage: str, place: int) -> None:
    data = DAMAGES[damage](busy(400).file(), place)
    recording = readers.read(data)
    seconds = recording.samples["elapsed"].tolist()
    assert set(seconds) <= set(range(400))
    assert seconds == sorted(seconds)
    assert len(seconds) >= 400 - 18
    assert len(seconds) >= read_by_fitparse(data) - 18
    assert "the file is damaged" in recording.notes[0]


def test_the_note_on_damage_says_where_it_broke_what_was_lost_and_how_much_was_read() -> None:
    whole = busy(400).file()
    data = whole[:4000] + bytes(512) + whole[4512:]
    recording = readers.read(data)
    note = recording.notes[0]
    first, last = (int(word.rstrip(",")) for word in note.split("bytes ")[1].split()[:3:2])
    assert first <= 4000 + 21
    assert last >= 4512
    assert f"{len(recording.samples)} samples around them were read" in note
    steps = recording.samples["elapsed"].diff()
    assert f"with {steps.max():.0f} s of the run" in note


def test_kinds_of_message_whose_definition_is_lost_cost_no_samples() -> None:
    whole = busy(300)
    definition = bytes([0x42, 0, 0]) + struct.pack("<HB", 60001, 2) + bytes([1, 2, 0x84, 2, 1, 2])
    assert whole.body.count(definition) == 1
    whole.body = whole.body.replace(definition, b"")
    recording = readers.read(whole.file())
    assert recording.samples["elapsed"].tolist() == list(range(300))
    assert "has no definition" in recording.notes[0]


def test_samples_behind_a_length_that_is_too_short_are_read() -> None:
    data = bytearray(run(30).file())
    data[4:8] = struct.pack("<I", 200)
    recording = readers.read(bytes(data))
    assert len(recording.samples) == 30
    assert "damaged" in recording.notes[0]


def test_a_part_cut_short_leaves_the_next_one_whole() -> None:
    first = run(30).file()
    second = activity()
    second.define(1, 20, {253: "u4", 3: "u1"})
    for later in range(100, 120):
        second.put(1, BEGIN + later, 99)
    samples = readers.read(first[: len(first) // 2] + second.file()).samples
    assert samples["elapsed"].tolist()[-20:] == list(range(100, 120))
    assert 10 <= len(samples) - 20 <= 15


def test_a_file_whose_beginning_was_zeroed_is_known_by_its_messages() -> None:
    writer = busy(60)
    at = 14 + len(writer.body)
    writer.define(1, 20, {253: "u4", 0: "i4", 1: "i4", 3: "u1"})
    for second in range(60, 90):
        writer.put(1, BEGIN + second, 2**29, 2**29, 130)
    data = writer.file()
    recording = readers.read(bytes(at) + data[at:])
    assert len(recording.samples) == 30
    assert "header is damaged" in recording.notes[0]


def test_512_zeros_alone_are_no_recording() -> None:
    with pytest.raises(UnknownFormatError, match="neither FIT nor GPX nor TCX"):
        readers.read(bytes(512))


def test_a_clock_that_was_set_on_the_way_costs_no_samples() -> None:
    writer = activity()
    writer.define(1, 20, {253: "u4", 3: "u1"})
    for second in range(50):
        writer.put(1, BEGIN + second + 10**7 * (second > 9), 100)
    data = writer.file()
    recording = readers.read(data[:-2] + b"\0\0")
    assert len(recording.samples) == 50
    assert "checksum is wrong" in recording.notes[0]


def wrapped(body: bytes) -> bytes:
    """Give a file of these messages without a checksum, which would take long to tell here."""
    head = bytes([14, 0x20]) + struct.pack("<HI", 2132, len(body)) + b".FIT"
    return head + struct.pack("<H", crc(head)) + body + bytes(2)


def defined(local: int, fields: list[tuple[int, int, int]], message: int = 20) -> bytes:
    """Give a definition from (number, size, type) of its fields."""
    return bytes([0x40 | local, 0, 0]) + struct.pack("<HB", message, len(fields)) + b"".join(map(bytes, fields))


RUN = run(50).body
HOSTILE = {
    "a million empty samples": RUN + defined(2, []) + b"\2" * 1_000_000,
    "a million empty messages": RUN + defined(2, [], 60000) + b"\2" * 1_000_000,
    "a time of 255 bytes": RUN + defined(2, [(253, 255, 0x0D)]) + (b"\2" + b"\1" * 255) * 400,
    "a definition of 255 fields again and again": RUN + defined(2, [(n, 1, 2) for n in range(255)]) * 130,
    "developer fields that nobody describes": RUN
    + bytes([0x62, 0, 0, 20, 0, 1, 253, 4, 0x86, 255])
    + b"".join(bytes([number, 1, 0]) for number in range(255))
    + b"".join(b"\2" + struct.pack("<I", BEGIN + 50 + second) + bytes(255) for second in range(380)),
    "noise": RUN + noise(100_000),
    "zeros": RUN + bytes(100_000),
    "places that look like samples": RUN + b"\x0b" + (b"\1" + struct.pack("<I", BEGIN + 60) + b"\x0b") * 16000,
    "places that look like definitions": RUN + b"\x0b" + (b"\x42\0\0\x14\0\1\3\1\2\x0b") * 10000,
}
MOST_MEMORY = 10
"""So many times its size may a hostile file take beside the frame."""


@pytest.mark.timeout(10)
@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_takes_little_memory_and_keeps_the_run_before_it(kind: str) -> None:
    data = wrapped(HOSTILE[kind])
    tracemalloc.start()
    try:
        recording = readers.read(data)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len(recording.samples) >= 50
    assert recording.samples["heart_rate"].iloc[:50].tolist() == [120 + second for second in range(50)]
    assert peak - recording.samples.memory_usage().sum() < MOST_MEMORY * len(data)


def test_samples_without_any_value_are_told_of() -> None:
    notes = readers.read(wrapped(HOSTILE["a million empty samples"])).notes
    assert "1000000 samples that hold nothing at all were left out" in notes


def test_a_file_without_any_definition_of_samples_says_why_it_is_empty() -> None:
    with pytest.raises(DamagedFileError, match="no samples in the FIT file"):
        readers.read(wrapped(b"\x05" * 200))


REAL = sorted(RECORDINGS.glob("fit/*.fit"))[::12]


@pytest.mark.skipif(not REAL, reason="the real recordings are not here")
@pytest.mark.parametrize("path", REAL, ids=lambda path: path.name)
def test_a_real_file_loses_little_around_a_hole(path: Path) -> None:
    data = path.read_bytes()
    place = len(data) * 2 // 3
    whole = set(readers.read(data).samples.index)
    left = set(readers.read(data[:place] + bytes(64) + data[place + 64 :]).samples.index)
    assert len(whole & left) >= len(whole) - 15
    assert len(left - whole) <= 2
