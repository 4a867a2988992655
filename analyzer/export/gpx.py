"""Write a recording as GPX 1.1 with Garmin's TrackPointExtension v2, which most sites and programs read.

The extension has the heart rate [1/min], the cadence [turns or steps of one foot a minute, whole numbers], the speed
[m/s] and the temperature [degC], in the order of its schema (garmin.com/xmlschemas/TrackPointExtensionv2.xsd).
"""

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

import numpy as np

from analyzer.errors import AnalyzerError
from analyzer.export.csv_table import stamps
from analyzer.model import Recording

MARK = b"<!-- converted by analyzer -->"
"""A comment that tells a converted file from a recording."""
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
{mark}
<gpx version="1.1" creator={creator} xmlns="http://www.topografix.com/GPX/1/1" \
xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xmlns:gpxtpx="http://www.garmin.com/xmlschemas/TrackPointExtension/v2" \
xsi:schemaLocation="http://www.topografix.com/GPX/1/1 http://www.topografix.com/GPX/1/1/gpx.xsd \
http://www.garmin.com/xmlschemas/TrackPointExtension/v2 http://www.garmin.com/xmlschemas/TrackPointExtensionv2.xsd">
 <trk>{kind}
"""
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_COLUMNS = ("latitude", "longitude", "altitude", "heart_rate", "cadence", "speed", "temperature")
_HIGHEST_HEART_RATE, _HIGHEST_CADENCE = 255, 254
"""What the schema of the extension allows."""
_TURNING = {"cycling", "e_biking", "swimming", "rowing"}
"""Sports whose cadence is not of two feet."""
_PLACES = 9
"""Decimals of a degree: 0.1 mm."""


class NoPlaceError(AnalyzerError):
    """A recording without positions, which GPX cannot hold."""


def write(recording: Recording) -> bytes:
    """Give a recording as GPX, a segment for each stay between pauses; samples without a position are left out.

    Raises NoPlaceError where no sample has a position.
    """
    placed = np.flatnonzero(located(recording))
    if not len(placed):
        raise NoPlaceError("no sample has a position, and GPX is a list of positions; convert to csv or parquet")
    samples = recording.samples.iloc[placed]
    ends = np.sort(recording.pauses["end"].to_numpy())
    part = np.searchsorted(ends, samples["elapsed"].to_numpy(), side="right")
    breaks = set((np.flatnonzero(np.diff(part)) + 1).tolist())
    rows = np.column_stack([samples[name].to_numpy() for name in _COLUMNS])
    if recording.sport not in _TURNING:
        rows[:, 4] /= 2
    lines = ["  <trkseg>"]
    for number, (time, row) in enumerate(zip(stamps(samples), rows.tolist(), strict=True)):
        if number in breaks:
            lines.append("  </trkseg>\n  <trkseg>")
        lines.append(_point(time, row))
    kind = _kind(recording)
    head = _HEAD.format(
        mark=MARK.decode(),
        creator=quoteattr(_NOT_XML.sub("", recording.device) or "analyzer"),
        kind=f"\n  <type>{escape(_NOT_XML.sub('', kind))}</type>" if kind else "",
    )
    return (head + "\n".join(lines) + "\n  </trkseg>\n </trk>\n</gpx>\n").encode()


def located(recording: Recording) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Tell which samples have a position on the earth."""
    latitude, longitude = recording.samples["latitude"].to_numpy(), recording.samples["longitude"].to_numpy()
    return np.asarray((np.abs(latitude) <= 90) & (np.abs(longitude) <= 180))


def _kind(recording: Recording) -> str:
    """Name the sport as watch makers' sites do: track_running."""
    if recording.sport == "running" and recording.sub_sport not in {"", "generic"}:
        return f"{recording.sub_sport}_running"
    return recording.sport


def _point(time: str, row: list[float]) -> str:
    latitude, longitude, altitude, *sensors = row
    whole = time.rstrip("Z").rstrip("0").rstrip(".")
    height = f"<ele>{_decimal(altitude, 3)}</ele>" if np.isfinite(altitude) else ""
    found = "".join(_sensors(*sensors))
    extension = (
        f"<extensions><gpxtpx:TrackPointExtension>{found}</gpxtpx:TrackPointExtension></extensions>" if found else ""
    )
    return (
        f'   <trkpt lat="{_decimal(latitude, _PLACES)}" lon="{_decimal(longitude, _PLACES)}">'
        f"{height}<time>{whole}Z</time>{extension}</trkpt>"
    )


def _sensors(heart_rate: float, cadence: float, speed: float, temperature: float) -> Iterator[str]:
    if np.isfinite(temperature):
        yield f"<gpxtpx:atemp>{_decimal(temperature, 1)}</gpxtpx:atemp>"
    if 1 <= heart_rate <= _HIGHEST_HEART_RATE:
        yield f"<gpxtpx:hr>{heart_rate:.0f}</gpxtpx:hr>"
    if 0 <= cadence <= _HIGHEST_CADENCE:
        yield f"<gpxtpx:cad>{cadence:.0f}</gpxtpx:cad>"
    if np.isfinite(speed):
        yield f"<gpxtpx:speed>{_decimal(speed, 3)}</gpxtpx:speed>"


def _decimal(value: float, places: int) -> str:
    """Write a number without needless zeros.

    >>> _decimal(47.5, 9), _decimal(400.0, 3), _decimal(-1e-12, 9)
    ('47.5', '400', '0')
    """
    text = f"{value:.{places}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
