"""Files made to take long or much: each of the size that is asked for, in bytes or a little more."""

import gzip
import zlib
from collections.abc import Callable, Iterable
from itertools import count
from typing import Any

from corpus import zipped
from watch_files import BEGIN, Writer, activity, describe, gpx, lap, point, run, tcx, trackpoint


def put_all(writer: Writer, local: int, rows: Iterable[tuple[Any, ...]]) -> bytes:
    """Put many messages of a kind, and give the file."""
    before, pieces = writer.body, []
    for row in rows:
        writer.body = b""
        writer.put(local, *row)
        pieces.append(writer.body)
    writer.body = before + b"".join(pieces)
    return writer.file()


def empty_messages(size: int) -> bytes:
    """A FIT message without fields, again and again."""
    writer = run(10)
    writer.define(2, 20, {})
    writer.body += b"\2" * size
    return writer.file()


def many_definitions(size: int) -> bytes:
    """A new definition before each record, each of another width."""
    writer = activity()
    for number in count():
        if len(writer.body) > size:
            return writer.file()
        writer.define(1, 20, {253: "u4", 3: "u1", number % 250: "u1", 100: f"byte:{1 + number % 255}"})
        writer.put(1, BEGIN + number, 120, *([0] if number % 250 not in {3, 100} else []), b"")
    raise AssertionError


def wide_definitions(size: int) -> bytes:
    """Definitions of 255 fields without a record of them."""
    fields = dict.fromkeys(range(255), "u1")
    writer = run(5)
    while len(writer.body) < size:
        writer.define(1 + len(writer.body) % 2, 20 + len(writer.body) // 800 % 40, fields)
    return writer.file()


def wide_records(size: int) -> bytes:
    """Records of 250 fields of one byte."""
    writer = activity()
    writer.define(1, 20, {253: "u4", **dict.fromkeys(range(250), "u1")})
    return put_all(writer, 1, ((BEGIN + second, *[100] * 250) for second in range(size // 255)))


def developer_fields(size: int) -> bytes:
    """Records of 200 developer fields, each described, each of one byte."""
    writer = activity()
    for number in range(200):
        describe(writer, number // 100, number % 100, "u1", f"Field {number}".encode(), b"m", 255)
    writer.define(1, 20, {253: "u4"}, developer={(number // 100, number % 100): "u1" for number in range(200)})
    return put_all(writer, 1, ((BEGIN + second, *[7] * 200) for second in range(size // 205)))


def descriptions(size: int) -> bytes:
    """Descriptions of developer fields, all of one name."""
    writer = run(5)
    for number in range(size // 60):
        describe(writer, number % 250, number // 250 % 250, "u1", b"Power", b"W", 255)
    return writer.file()


def compressed_times(size: int) -> bytes:
    """Messages of one byte with compressed times, beside one field of a time in each definition."""
    writer = run(2)
    writer.define(1, 20, {3: "u1"})
    writer.body += bytes(byte for second in range(size // 2) for byte in (0xA0 | second % 32, 120))
    return writer.file()


def laps_only(size: int) -> bytes:
    """More laps than samples."""
    writer = run(5)
    writer.define(2, 19, {253: "u4", 2: "u4", 7: "u4", 9: "u4", 24: "enum"})
    return put_all(writer, 2, ((BEGIN + number + 1, BEGIN + number, 1000, 400, 0) for number in range(size // 18)))


def timer_events(size: int) -> bytes:
    """A stop and a start of the timer each second."""
    writer = run(5)
    writer.define(2, 21, {253: "u4", 0: "enum", 1: "enum"})
    return put_all(writer, 2, ((BEGIN + number, 0, 4 * (number % 2)) for number in range(size // 7)))


def sessions(size: int) -> bytes:
    """A sport for each second."""
    writer = run(size // 40)
    writer.define(2, 18, {253: "u4", 2: "u4", 7: "u4", 5: "enum", 6: "enum"})
    rows = ((BEGIN + number + 1, BEGIN + number, 1000, number % 5, 0) for number in range(size // 30))
    return put_all(writer, 2, rows)


def chained(size: int) -> bytes:
    """Small FIT files one after another."""
    one = run(1).file()
    return one * (size // len(one))


def signatures(size: int) -> bytes:
    """The signature of FIT again and again, behind a header that gives no length."""
    return run(2).file()[:4] + bytes(4) + b".FIT" * (size // 4)


def wild_times(size: int) -> bytes:
    """Times that jump by decades from record to record."""
    writer = activity()
    writer.define(1, 20, {253: "u4", 3: "u1"})
    return put_all(writer, 1, ((number * 2654435761 & 0xFFFFFFFE, 100) for number in range(size // 6)))


def holes(size: int) -> bytes:
    """A run with zeros in each fiftieth record."""
    data = bytearray(run(size // 14).file())
    for place in range(400, len(data) - 40, 700):
        data[place : place + 20] = bytes(20)
    return bytes(data)


def stored_beats(size: int) -> bytes:
    """Beats stored in a strap, eight to a message."""
    writer = run(10)
    writer.define(7, 132, {253: "u4", 0: "u2", 9: "u4", 10: "byte:12", 6: "byte:8"})
    beats = bytes(range(12)), bytes([80] * 8)
    return put_all(writer, 7, ((BEGIN + number, 0, 1024 * number & 0xFFFFFFFF, *beats) for number in range(size // 31)))


def tiny_segments(size: int) -> bytes:
    """A segment for each point."""
    text = [point(second % 3000) for second in range(size // 160)]
    return gpx(*[[one] for one in text]).encode()


def empty_tags(size: int) -> bytes:
    """Elements without anything in a point."""
    return gpx([point(0, "<a/>" * (size // 4)), point(1)]).encode()


def deep_tags(size: int) -> bytes:
    """Elements in elements."""
    return b"<gpx>" + b"<a>" * (size // 3)


def one_attribute(size: int) -> bytes:
    """An attribute as large as the file."""
    return gpx([point(0), point(1)]).replace('creator="A Watch"', f'creator="{"w" * size}"').encode()


def many_attributes(size: int) -> bytes:
    """As many attributes as fit."""
    names = " ".join(f'a{number}="1"' for number in range(size // 10))
    return gpx([point(0), point(1)]).replace('creator="A Watch"', names).encode()


def ampersands(size: int) -> bytes:
    """Bare ampersands, each of which is mended."""
    return gpx([point(0), point(1)], head=f"<name>{'&' * size}</name>").encode()


def references(size: int) -> bytes:
    """References to letters, each of which comes as a piece of its own."""
    return gpx([point(0), point(1)], head=f"<name>{'&#65;' * (size // 5)}</name>").encode()


def comments(size: int) -> bytes:
    """Comments before the first element, of which each could be the last."""
    return b"<!--" * (size // 4) + gpx([point(0)]).encode()


def spaces(size: int) -> bytes:
    """Blanks before the first element and in the times."""
    return b" " * (size // 2) + gpx([point(0), point(1)]).replace("<time>", f"<time>{' ' * (size // 4)}").encode()


def long_numbers(size: int) -> bytes:
    """Numbers of thousands of digits."""
    texts = [point(second).replace("35.5", "1" * 5000) for second in range(size // 5100)]
    return gpx(texts).encode()


def many_columns(size: int) -> bytes:
    """Names of sensors that come in one point each."""
    texts = [point(s % 3000, f"<extensions><s{s}>1</s{s}></extensions>") for s in range(size // 170)]
    return gpx(texts).encode()


def values_in_a_point(size: int) -> bytes:
    """One point with a heart rate again and again."""
    return gpx([point(0, "<hr>1</hr>" * (size // 10)), point(1)]).encode()


def mended_tags(size: int) -> bytes:
    """Points of which each is broken in its own way."""
    texts = [point(second % 3000).replace("</ele>", "</el>") for second in range(size // 110)]
    return gpx(texts).encode()


def broken_elements(size: int) -> bytes:
    """A track with a letter lost in each twentieth point."""
    points = [point(second % 3000) for second in range(size // 110)]
    return gpx(
        [text.replace("</ele>", "</el>") if number % 20 == 7 else text for number, text in enumerate(points)]
    ).encode()


def broken_points(size: int) -> bytes:
    """Points without an end."""
    return b"<gpx><trk><trkseg>" + b'<trkpt lat="1" lon="2">' * (size // 23)


def tiny_laps(size: int) -> bytes:
    """A lap for each point."""
    return tcx(
        *[lap(second % 3000, 1, "Manual", range(second % 3000, second % 3000 + 1)) for second in range(size // 330)]
    )


def tiny_tracks(size: int) -> bytes:
    """A track for each point of one lap."""
    inside = "".join(f"<Track>{trackpoint(second % 3000)}</Track>" for second in range(size // 190))
    return tcx(lap(0, 9, "Manual")).replace(b"</Lap>", inside.encode() + b"</Lap>")


def gzip_members(size: int) -> bytes:
    """Members of gzip that each hold one byte."""
    one = gzip.compress(b" ", mtime=0)
    return one * (size // len(one)) + gzip.compress(gpx([point(0), point(1)]).encode(), mtime=0)


def gzip_zeros(size: int) -> bytes:
    """A thousand times its size in zeros, behind the beginning of a track."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    pieces = [packer.compress(gpx([point(0), point(1)])[:-20].encode())]
    pieces += [packer.compress(bytes(2**20)) for _ in range(min(200, size // 1000))]
    return b"".join(pieces) + packer.flush()


def zip_entries(size: int) -> bytes:
    """As many files in an archive as fit, one of them a run."""
    return zipped({f"{number}.txt": b"" for number in range(size // 100)} | {"run.fit": run(5).file()})


def utf_16(size: int) -> bytes:
    """A track in two bytes a letter, damaged in each."""
    return gpx([point(second % 3000) for second in range(size // 220)]).encode("utf-16")[: size | 1]


def latin_1(size: int) -> bytes:
    """A track whose names are in another encoding than they say."""
    head = f"<name>{'ä' * (size // 2)}</name>"
    return gpx([point(second % 3000) for second in range(size // 220)], head=head).encode("latin-1")


HOSTILE: dict[str, Callable[[int], bytes]] = {
    made.__name__: made
    for made in (
        empty_messages, many_definitions, wide_definitions, wide_records, developer_fields, descriptions,
        compressed_times, laps_only, timer_events, sessions, chained, signatures, wild_times, holes, stored_beats,
        tiny_segments, empty_tags, deep_tags, one_attribute, many_attributes, ampersands, references, comments, spaces,
        long_numbers, many_columns, values_in_a_point, mended_tags, broken_elements, broken_points, tiny_laps,
        tiny_tracks, gzip_members, gzip_zeros, zip_entries, utf_16, latin_1,
    )
}  # fmt: skip
