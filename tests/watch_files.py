"""Watch files for the tests, written from the published formats and not with the project's own code."""

import hashlib
import struct
from pathlib import Path
from typing import Any

RECORDINGS = Path(__file__).parents[2] / "shared" / "data" / "recordings"
FIT_EPOCH = 631065600
BEGIN = 1_000_000_000
TYPES = {
    "u1": 0x02,
    "enum": 0x00,
    "i1": 0x01,
    "u2": 0x84,
    "u4": 0x86,
    "i4": 0x85,
    "f4": 0x88,
    "text": 0x07,
    "byte": 0x0D,
}
PACKED = {"u1": "B", "enum": "B", "i1": "b", "u2": "H", "u4": "I", "i4": "i", "f4": "f"}
Fields = dict[int, str]


def crc(data: bytes) -> int:
    """Give the CRC-16 of the FIT protocol, bit by bit."""
    value = 0
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ (0xA001 if value & 1 else 0)
    return value


def noise(size: int) -> bytes:
    """Give bytes without a pattern, the same each time."""
    return hashlib.shake_256(b"noise").digest(size)


class Writer:
    """A tiny writer of FIT bytes, made for these tests from the published protocol."""

    def __init__(self, *, order: str = "<") -> None:
        self.order = order
        self.body = b""
        self.layouts: dict[int, list[str]] = {}

    def define(
        self, local: int, message: int, fields: Fields, *, developer: dict[tuple[int, int], str] | None = None
    ) -> None:
        self.layouts[local] = [*fields.values(), *(developer or {}).values()]
        header = 0x40 | local | (0x20 if developer else 0)
        self.body += bytes([header, 0, self.order == ">"]) + struct.pack(f"{self.order}HB", message, len(fields))
        self.body += b"".join(bytes([number, size(kind), TYPES[base(kind)]]) for number, kind in fields.items())
        if developer:
            self.body += bytes([len(developer)])
            self.body += b"".join(bytes([number, size(kind), index]) for (index, number), kind in developer.items())

    def put(self, local: int, *values: Any, offset: int | None = None) -> None:
        self.body += bytes([local if offset is None else 0x80 | local << 5 | offset])
        for kind, value in zip(self.layouts[local], values, strict=True):
            if base(kind) in {"text", "byte"}:
                self.body += bytes(value).ljust(size(kind), b"\0")
            else:
                self.body += struct.pack(self.order + PACKED[base(kind)], value)

    def file(self) -> bytes:
        head = bytes([14, 0x20]) + struct.pack("<HI", 2132, len(self.body)) + b".FIT"
        whole = head + struct.pack("<H", crc(head)) + self.body
        return whole + struct.pack("<H", crc(whole))


def base(kind: str) -> str:
    return kind.split(":", maxsplit=1)[0]


def size(kind: str) -> int:
    return int(kind.split(":")[1]) if ":" in kind else struct.calcsize(PACKED[base(kind)])


def activity(*, order: str = "<") -> Writer:
    writer = Writer(order=order)
    writer.define(0, 0, {0: "enum", 1: "u2", 2: "u2", 4: "u4"})
    writer.put(0, 4, 1, 3992, BEGIN)
    return writer


def run(seconds: int = 5, *, order: str = "<") -> Writer:
    writer = activity(order=order)
    writer.define(1, 20, {253: "u4", 0: "i4", 1: "i4", 3: "u1"})
    for second in range(seconds):
        writer.put(1, BEGIN + second, 2**29, -(2**29) + second, 120 + second % 60)
    return writer


def describe(
    writer: Writer,
    index: int,
    number: int,
    kind: str,
    name: bytes,
    units: bytes,
    native: int,
    *,
    scale: int = 255,
    offset: int = 127,
) -> None:
    """Describe a developer's field of records; 255 and 127 say that it has no native field, scale or offset."""
    writer.define(5, 206, {0: "u1", 1: "u1", 2: "u1", 3: "text:24", 6: "u1", 7: "i1", 8: "text:16", 14: "u2", 15: "u1"})
    writer.put(5, index, number, TYPES[kind], name, scale, offset, units, 20, native)


DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'


def point(second: int, inside: str = "", *, prefix: str = "") -> str:
    """Give a GPX point `second` seconds after noon, 4 m further north each second."""
    time = f"2024-05-01T12:{second // 60:02d}:{second % 60:02d}Z"
    return (
        f'<{prefix}trkpt lat="{52 + 3.6e-5 * second:.7f}" lon="13.4"><{prefix}ele>35.5</{prefix}ele>'
        f"<{prefix}time>{time}</{prefix}time>{inside}</{prefix}trkpt>"
    )


def gpx(*segments: list[str], prefix: str = "", head: str = "", declaration: str = DECLARATION) -> str:
    """Give a GPX file of one track."""
    name = prefix.rstrip(":")
    space = f'xmlns{":" + name if name else ""}="http://www.topografix.com/GPX/1/1"'
    body = "".join(f"<{prefix}trkseg>{''.join(points)}</{prefix}trkseg>" for points in segments)
    track = f"<{prefix}trk>{head}{body}</{prefix}trk>"
    return f'{declaration}<{prefix}gpx {space} version="1.1" creator="A Watch">{track}</{prefix}gpx>'


def extension(prefix: str, **values: float) -> str:
    """Give the extensions of a point."""
    inside = "".join(f"<{prefix}{name}>{value}</{prefix}{name}>" for name, value in values.items())
    return f"<extensions><{prefix}TrackPointExtension>{inside}</{prefix}TrackPointExtension></extensions>"


def trackpoint(second: int, inside: str = "") -> str:
    """Give a TCX point `second` seconds after noon."""
    time = f"2024-05-01T12:{second // 60:02d}:{second % 60:02d}.000Z"
    place = "<Position><LatitudeDegrees>52.5</LatitudeDegrees><LongitudeDegrees>13.4</LongitudeDegrees></Position>"
    return f"<Trackpoint><Time>{time}</Time>{place}{inside}</Trackpoint>"


def lap(start: int, total: float, trigger: str, *tracks: range, inside: str = "") -> str:
    """Give a TCX lap."""
    points = "".join(f"<Track>{''.join(trackpoint(s, inside) for s in track)}</Track>" for track in tracks)
    clock = f"2024-05-01T12:{start // 60:02d}:{start % 60:02d}.000Z"
    return (
        f'<Lap StartTime="{clock}"><TotalTimeSeconds>{total}</TotalTimeSeconds>'
        f"<DistanceMeters>400.5</DistanceMeters><TriggerMethod>{trigger}</TriggerMethod>{points}</Lap>"
    )


def tcx(*laps: str) -> bytes:
    """Give a TCX file of one run."""
    return (
        f'{DECLARATION}<TrainingCenterDatabase><Activities><Activity Sport="Running">{"".join(laps)}'
        "<Creator><Name>Forerunner 410</Name></Creator></Activity></Activities>"
        "<Author><Name>Connect</Name></Author></TrainingCenterDatabase>"
    ).encode()
