"""Damaged watch files: seeds of every format, what is done to them, and large files made to take long.

    python tests/fuzz/corpus.py FOLDER --count 200

writes seeds and damaged ones into a folder for each reader, as a fuzzer wants them. The seeds are cut from sample_data
or built by tests/watch_files.py; the same number gives the same bytes.
"""

import argparse
import gzip
import io
import random
import struct
import sys
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from watch_files import BEGIN, Writer, activity, describe, extension, gpx, lap, point, run, size, tcx

SAMPLES = Path(__file__).parents[2] / "sample_data"
CUT = 1500
"""Bytes of a sample that hold its definitions and some records."""
Change = tuple[int, int, int]
"""What is done, where (taken round the length), and with what."""
WORDS = [
    *(bytes([value]) * size for value in (0, 0x7F, 0x80, 0xFF) for size in (1, 2, 4, 8)),
    *(struct.pack("<I", value) for value in (1, 0x0FFFFFFF, 0x10000000, 0x7FFFFFFF, 2**31, BEGIN)),
    *(bytes([0x40 | flags | local, 0, 0, 20, 0, 255]) for flags in (0, 0x20) for local in (0, 15)),
    *b"nan inf -inf 1e999 -0 1e-400 0x10 1_0 \xd9\xa1 99999999999999999999 -91 181 ,5 1.2.3 +1 \xe2\x88\x921".split(),
    *b"0001-01-01T00:00:00Z 9999-12-31T23:59:59.999999999Z 2024-02-30T00:00:00Z 2024-05-01T24:00:00+99:99".split(),
    *b"<trkpt> </trkpt> <trkseg> </trkseg> <gpx> </gpx> <time> <Trackpoint> </Track> <Lap> <Extensions/>".split(),
    *b"<!-- --> <![CDATA[ ]]> <!DOCTYPE <!ENTITY &a; &#0; &#xFFFF; &#x110000; & ' > < =".split(),
    b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x1f\x8b\x08", b"PK\x03\x04", b"PK\x01\x02", b".FIT", b"\0" * 64,
]  # fmt: skip
"""What damage and other programs' mistakes put into files."""


def _rich() -> bytes:
    """Give a FIT file with laps, events, a session, a plan, developer fields, stored beats and compressed times."""
    writer = run(12)
    describe(writer, 0, 0, "u2", b"Power", b"Watts", 7)
    writer.define(6, 20, {253: "u4", 8: "byte:3", 4: "u1", 53: "u1", 39: "u2"}, developer={(0, 0): "u2"})
    writer.put(6, BEGIN + 12, b"\1\2\3", 90, 64, 800, 300)
    writer.define(2, 19, {253: "u4", 2: "u4", 7: "u4", 8: "u4", 9: "u4", 24: "enum"})
    writer.put(2, BEGIN + 6, BEGIN, 6500, 6500, 2000, 0)
    writer.put(2, BEGIN + 12, BEGIN + 7, 5500, 5500, 2000, 7)
    writer.define(3, 21, {253: "u4", 0: "enum", 1: "enum", 3: "u4"})
    writer.put(3, BEGIN + 3, 0, 4, 0)
    writer.put(3, BEGIN + 5, 0, 0, 0)
    writer.define(4, 18, {253: "u4", 2: "u4", 7: "u4", 5: "enum", 6: "enum"})
    writer.put(4, BEGIN + 12, BEGIN, 12000, 1, 4)
    writer.define(5, 27, {254: "u2", 1: "enum", 2: "u4", 3: "enum", 4: "u4", 5: "u4", 6: "u4", 7: "enum"})
    writer.put(5, 0, 1, 40000, 0, 0, 4800, 5200, 0)
    writer.define(7, 132, {253: "u4", 0: "u2", 9: "u4", 10: "byte:12", 6: "u1"})
    writer.put(7, BEGIN, 0, 1024, bytes(range(12)), 80)
    writer.define(8, 162, {253: "u4", 1: "u4", 0: "u2"})
    writer.put(8, BEGIN, 100, 0)
    writer.define(9, 26, {4: "enum", 6: "u2", 8: "text:16"})
    writer.put(9, 1, 2, b"10 x 400 m")
    writer.define(1, 20, {3: "u1"})
    for second in (13, 14, 40):
        writer.put(1, 140, offset=(BEGIN + second) % 32)
    return writer.file()


def _xml_points() -> bytes:
    points = [point(s, extension("gpxtpx:", hr=150 + s, cad=88.5, atemp=21)) for s in range(5)]
    return gpx(points[:3], points[3:], head="<name>Laps &amp; strides</name><type>running</type>").encode()


def _laps() -> bytes:
    inside = (
        "<AltitudeMeters>30</AltitudeMeters><DistanceMeters>4.5</DistanceMeters><HeartRateBpm><Value>150</Value></HeartRateBpm>"
        '<Extensions><TPX xmlns="x"><Speed>4.5</Speed><RunCadence>88</RunCadence></TPX></Extensions>'
    )
    return tcx(lap(0, 3.4, "Manual", range(3), inside=inside), lap(3, 3, "Distance", range(3, 5), range(9, 11)))


@cache
def seeds() -> dict[str, tuple[bytes, ...]]:
    """Give sound files for each reader."""
    fit = [(SAMPLES / name).read_bytes() for name in ("mile_trial.fit", "road_run.fit")]
    track = gzip.decompress((SAMPLES / "mile_trial.gpx.gz").read_bytes())
    laps = gzip.decompress((SAMPLES / "intervals_10x400.tcx.gz").read_bytes())
    found = {
        "fit": (_rich(), run(3, order=">").file(), _rich() + run(2).file(), *(data[:CUT] for data in fit)),
        "gpx": (_xml_points(), gpx([point(0), point(1)]).encode("utf-16"), track[:CUT], track[:400] + track[-800:]),
        "tcx": (_laps(), laps[: 2 * CUT]),
    }
    files = [found["fit"][0], found["gpx"][0], found["tcx"][0]]
    found["unwrap"] = (
        *(gzip.compress(data, mtime=0) for data in files),
        gzip.compress(files[0], mtime=0) + gzip.compress(files[1], mtime=0),
        *(zipped({"notes.txt": b"felt good", "run": data}) for data in files),
        zipped({"run.fit.gz": gzip.compress(files[0], mtime=0)}, zipfile.ZIP_STORED),
    )
    return found


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Give a ZIP archive, dated alike."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return target.getvalue()


def damaged(data: bytes, changes: list[Change], other: bytes = b"") -> bytes:
    """Do the changes one after another; pieces may come from another file."""
    changed = bytearray(data)
    for kind, where, what in changes:
        if changed:
            _DAMAGE[kind % len(_DAMAGE)](changed, where % len(changed), what, other)
    return bytes(changed)


def _set(data: bytearray, place: int, what: int, _: bytes) -> None:
    data[place] = what & 0xFF


def _flip(data: bytearray, place: int, what: int, _: bytes) -> None:
    data[place] ^= 1 << (what & 7)


def _word(data: bytearray, place: int, what: int, _: bytes) -> None:
    word = WORDS[what % len(WORDS)]
    data[place : place + len(word)] = word


def _insert(data: bytearray, place: int, what: int, _: bytes) -> None:
    data[place:place] = WORDS[what % len(WORDS)]


def _number(data: bytearray, place: int, what: int, _: bytes) -> None:
    """Put a word in place of the number, or the name, that stands there or after."""
    first = next((at for at in range(place, min(len(data), place + 200)) if chr(data[at]).isalnum()), place)
    last = next((at for at in range(first, min(len(data), first + 40)) if not chr(data[at]).isalnum()), first + 1)
    data[first:last] = WORDS[what % len(WORDS)]


def _delete(data: bytearray, place: int, what: int, _: bytes) -> None:
    del data[place : place + what % 300]


def _zero(data: bytearray, place: int, what: int, _: bytes) -> None:
    size = min(what % 600, len(data) - place)
    data[place : place + size] = bytes(size)


def _repeat(data: bytearray, place: int, what: int, _: bytes) -> None:
    if len(data) < _LARGEST:
        data[place:place] = data[place : place + what % 200] * (1 + what % 17)


def _move(data: bytearray, place: int, what: int, _: bytes) -> None:
    piece = data[place : place + 60]
    del data[place : place + 60]
    at = what % (len(data) + 1)
    data[at:at] = piece


def _cut(data: bytearray, place: int, what: int, _: bytes) -> None:
    # rarely near the beginning, which leaves nothing to read
    if what % 4 == 0 or place > len(data) // 2:
        del data[place:]


def _splice(data: bytearray, place: int, what: int, other: bytes) -> None:
    at = what % (len(other) + 1)
    data[place:] = other[at : at + _LARGEST]


_LARGEST = 6_000
"""Files do not grow beyond it by themselves. [bytes]"""
_DAMAGE: tuple[Callable[[bytearray, int, int, bytes], None], ...] = (
    _set, _flip, _word, _insert, _number, _delete, _zero, _repeat, _move, _cut, _splice,
)  # fmt: skip


def drawn(kind: str, chance: random.Random) -> bytes:
    """Draw a damaged file of a kind; a FIT file may be written by chance, a packed one be damaged before packing."""
    if kind == "fit" and chance.random() < 0.2:
        return written(chance)
    if kind == "unwrap" and chance.random() < 0.6:
        inside = drawn(chance.choice(("fit", "gpx", "tcx")), chance)
        return gzip.compress(inside, 1, mtime=0) if chance.random() < 0.5 else zipped({"run": inside})
    data, other = chance.choice(seeds()[kind]), chance.choice(seeds()[chance.choice(list(seeds()))])
    count = chance.choice((1, 1, 1, 2, 3, 6, 15))
    changes = [(chance.getrandbits(8), chance.getrandbits(20), chance.getrandbits(20)) for _ in range(count)]
    return damaged(data, changes, other)


def written(chance: random.Random) -> bytes:
    """Give a FIT file whose checksums are right and whose definitions mean nothing."""
    writer = Writer(order=chance.choice("<>")) if chance.random() < 0.3 else activity(order=chance.choice("<>"))
    messages = (0, 12, 18, 19, 20, 20, 20, 21, 23, 26, 27, 132, 162, 206, chance.randrange(65536))
    for _ in range(chance.randrange(1, 12)):
        local = chance.randrange(16)
        fields = {253: "u4"} if chance.random() < 0.6 else {}
        for _ in range(chance.randrange(9)):
            number = chance.choice((253, 254, chance.randrange(12), chance.randrange(256)))
            fields[number] = chance.choice(("u1", "u1", "u2", "u4", "u4", "i4", "f4", "text:9", "byte:3", "byte:255"))
        own = {(chance.randrange(3), chance.randrange(3)): chance.choice(("u1", "u2", "f4"))}
        writer.define(local, chance.choice(messages), fields, developer=own if chance.random() < 0.2 else None)
        length = sum(size(kind) for kind in writer.layouts[local])
        for second in range(chance.choice((0, 1, 1, 3, 20))):
            header = 0x80 | (local << 5 & 0x60) | chance.randrange(32) if chance.random() < 0.2 else local
            clock = struct.pack(f"{writer.order}I", BEGIN + second)
            filled = (chance.randbytes(length), bytes([chance.choice((0, 0xFF, 0x7F))]) * length, clock * length)
            writer.body += bytes([header]) + (clock + chance.choice(filled))[:length]
    return writer.file()


def main() -> None:
    """Write the corpus."""
    parser = argparse.ArgumentParser(description="Write damaged watch files.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=200)
    asked = parser.parse_args()
    for kind, sound in seeds().items():
        folder = asked.folder / kind
        folder.mkdir(parents=True, exist_ok=True)
        for number in range(asked.count):
            data = sound[number] if number < len(sound) else drawn(kind, random.Random(f"{kind} {number}"))
            (folder / f"{number:04d}").write_bytes(data)


if __name__ == "__main__":
    main()
