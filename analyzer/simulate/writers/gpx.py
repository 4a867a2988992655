"""Write a recording as GPX 1.1, as watch makers' sites export it: a segment for each stay between pauses."""

from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd

from analyzer.model import Recording

_EXTENSION = "http://www.garmin.com/xmlschemas/TrackPointExtension/v2"
_PLACES = 9
"""Decimals of a degree: 0.1 mm."""


def _extension(heart_rate: float, cadence: float, speed: float) -> ET.Element | None:
    whole = ET.Element(f"{{{_EXTENSION}}}TrackPointExtension")
    texts = {
        "speed": f"{speed:.3f}" if np.isfinite(speed) else "",
        "hr": f"{heart_rate:.0f}" if np.isfinite(heart_rate) else "",
        "cad": f"{cadence // 2:.0f}" if np.isfinite(cadence) else "",
    }
    for name, text in texts.items():
        if text:
            ET.SubElement(whole, f"{{{_EXTENSION}}}{name}").text = text
    return whole if len(whole) else None


def _segment_of(samples: pd.DataFrame, pauses: pd.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    return np.searchsorted(np.sort(pauses["end"].to_numpy()), samples["elapsed"].to_numpy(), side="right")


def write_gpx(recording: Recording, *, speed: bool = True) -> bytes:
    """Give a recording as a GPX file; a sample without a position has no place in it."""
    from gpxpy import gpx  # noqa: PLC0415 - only for those who write one

    document = gpx.GPX()
    document.creator = recording.device or "analyzer"
    document.nsmap["gpxtpx"] = _EXTENSION
    track = gpx.GPXTrack(name="Run")
    track.type = recording.sport or "running"  # type: ignore[assignment] # gpxpy declares it None
    document.tracks.append(track)
    samples = recording.samples
    part = _segment_of(samples, recording.pauses)
    placed = samples["latitude"].notna().to_numpy()
    segments = [gpx.GPXTrackSegment() for _ in range(int(part.max()) + 1)]
    track.segments.extend(segments)
    columns = ["latitude", "longitude", "altitude", "heart_rate", "cadence", "speed"]
    for number, time, row in zip(
        part[placed], samples.index[placed], samples.loc[placed, columns].to_numpy(), strict=True
    ):
        latitude, longitude, altitude, heart_rate, cadence, pace = (float(value) for value in row)
        point = gpx.GPXTrackPoint(round(latitude, _PLACES), round(longitude, _PLACES), time=time.to_pydatetime())
        point.elevation = round(altitude, 1) if np.isfinite(altitude) else None
        extension = _extension(heart_rate, cadence, pace if speed else np.nan)
        if extension is not None:
            point.extensions.append(extension)
        segments[number].points.append(point)
    return str(document.to_xml(version="1.1")).encode()
