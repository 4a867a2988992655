"""Write a recording as TCX: the watch's laps with their triggers, speed and cadence in the activity extension."""

from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd

from analyzer.model import Recording, Trigger

_SPACE = "http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"
_EXTENSION = "http://www.garmin.com/xmlschemas/ActivityExtension/v2"
_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
_TRIGGERS = {Trigger.DISTANCE: "Distance", Trigger.TIME: "Time", Trigger.POSITION: "Location"}
"""TCX calls every other trigger "Manual"."""


def _stamp(time: pd.Timestamp) -> str:
    text = time.strftime("%Y-%m-%dT%H:%M:%S")
    return f"{text}.{time.microsecond // 1000:03d}Z"


def _add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    child = ET.SubElement(parent, name, attributes)
    child.text = text or None
    return child


def _point(track: ET.Element, time: pd.Timestamp, row: dict[str, float]) -> None:
    point = _add(track, "Trackpoint")
    _add(point, "Time", _stamp(time))
    known = {name: value for name, value in row.items() if np.isfinite(value)}
    if "latitude" in known:
        position = _add(point, "Position")
        _add(position, "LatitudeDegrees", f"{known['latitude']:.9f}")
        _add(position, "LongitudeDegrees", f"{known['longitude']:.9f}")
    if "altitude" in known:
        _add(point, "AltitudeMeters", f"{known['altitude']:.1f}")
    if "distance" in known:
        _add(point, "DistanceMeters", f"{known['distance']:.2f}")
    if "heart_rate" in known:
        _add(_add(point, "HeartRateBpm"), "Value", f"{known['heart_rate']:.0f}")
    if "speed" in known or "cadence" in known:
        extension = _add(_add(point, "Extensions"), "ns3:TPX")
        if "speed" in known:
            _add(extension, "ns3:Speed", f"{known['speed']:.3f}")
        if "cadence" in known:
            _add(extension, "ns3:RunCadence", f"{known['cadence'] // 2:.0f}")


def _lap(activity: ET.Element, lap: pd.Series, begun: pd.Timestamp, samples: pd.DataFrame) -> ET.Element:
    whole = _add(activity, "Lap", StartTime=_stamp(begun + pd.Timedelta(seconds=float(lap["start"]))))
    _add(whole, "TotalTimeSeconds", f"{lap['timer']:.3f}")
    _add(whole, "DistanceMeters", f"{lap['distance'] if np.isfinite(lap['distance']) else 0.0:.2f}")
    _add(whole, "Calories", "0")
    if samples["heart_rate"].notna().any():
        _add(_add(whole, "AverageHeartRateBpm"), "Value", f"{samples['heart_rate'].mean():.0f}")
    _add(whole, "Intensity", "Active")
    _add(whole, "TriggerMethod", _TRIGGERS.get(Trigger(lap["trigger"]), "Manual"))
    return whole


def _tracks(lap: ET.Element, samples: pd.DataFrame, pauses: pd.DataFrame) -> None:
    """Write the points of a lap, a track for each stay between pauses."""
    part = np.searchsorted(np.sort(pauses["end"].to_numpy()), samples["elapsed"].to_numpy(), side="right")
    columns = ["latitude", "longitude", "altitude", "distance", "heart_rate", "speed", "cadence"]
    for number in np.unique(part):
        track = _add(lap, "Track")
        here = samples[part == number]
        for time, row in zip(here.index, here[columns].to_dict("records"), strict=True):
            _point(track, time, row)


def write_tcx(recording: Recording) -> bytes:
    """Give a recording as a TCX file."""
    root = ET.Element(
        "TrainingCenterDatabase",
        {
            "xmlns": _SPACE,
            "xmlns:ns3": _EXTENSION,
            "xmlns:xsi": _INSTANCE,
            "xsi:schemaLocation": f"{_SPACE} http://www.garmin.com/xmlschemas/TrainingCenterDatabasev2.xsd",
        },
    )
    activity = _add(_add(root, "Activities"), "Activity", Sport="Running")
    samples = recording.samples
    begun = pd.Timestamp(samples.index[0])
    _add(activity, "Id", _stamp(begun))
    elapsed = samples["elapsed"].to_numpy()
    ends = recording.device_laps["end"].to_numpy()
    of_lap = np.clip(np.searchsorted(ends, elapsed, side="left"), 0, len(ends) - 1)
    for number, (_, lap) in enumerate(recording.device_laps.iterrows()):
        inside = samples[of_lap == number]
        _tracks(_lap(activity, lap, begun, inside), inside, recording.pauses)
    creator = _add(activity, "Creator", **{"xsi:type": "Device_t"})
    _add(creator, "Name", recording.device or "analyzer")
    for name, text in (("UnitId", "1"), ("ProductID", "1")):
        _add(creator, name, text)
    version = _add(creator, "Version")
    for name in ("VersionMajor", "VersionMinor", "BuildMajor", "BuildMinor"):
        _add(version, name, "0")
    ET.indent(root, " ")
    return bytes(ET.tostring(root, encoding="UTF-8", xml_declaration=True)) + b"\n"
