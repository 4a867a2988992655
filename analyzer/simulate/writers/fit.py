"""Write a recording as a FIT activity, as a running watch does."""

from datetime import UTC, datetime

import numpy as np
import pandas as pd

from analyzer.fit_layout import (
    ENUM,
    FILE_ID,
    SINT32,
    STRING,
    UINT8,
    UINT16,
    UINT32,
    UINT32Z,
    Field,
    Message,
    wrap,
)
from analyzer.model import Floats, Recording, Trigger
from analyzer.simulate.writers.fit_plan import PLAN_KINDS, plan_rows
from analyzer.units import SEMICIRCLE

_EPOCH = datetime(1989, 12, 31, tzinfo=UTC)
_DEVELOPMENT = 255
_RUNNING = 1
_SUB_SPORTS = {"track": 4, "indoor_running": 45}
_GENERIC = 0
_ACTIVITY_FILE = 4
_TIMER, _LAP, _SESSION, _ACTIVITY = 0, 9, 8, 26
_START, _STOP, _STOP_ALL = 0, 1, 4
_TRIGGERS = {Trigger.MANUAL: 0, Trigger.TIME: 1, Trigger.DISTANCE: 2, Trigger.POSITION: 3, Trigger.SESSION_END: 7}
_TIME = Field(253, UINT32)
_DEGREES = 1.0 / SEMICIRCLE

DEVICE_INFO = Message(
    23,
    1,
    {
        "timestamp": _TIME,
        "device_index": Field(0, UINT8),
        "manufacturer": Field(2, UINT16),
        "serial_number": Field(3, UINT32Z),
        "product": Field(4, UINT16),
        "software_version": Field(5, UINT16, scale=100),
        "product_name": Field(27, STRING, size=20),
    },
)
EVENT = Message(
    21, 2, {"timestamp": _TIME, "data": Field(3, UINT32), "event": Field(0, ENUM), "event_type": Field(1, ENUM)}
)
RECORD = Message(
    20,
    3,
    {
        "timestamp": _TIME,
        "latitude": Field(0, SINT32, scale=_DEGREES),
        "longitude": Field(1, SINT32, scale=_DEGREES),
        "distance": Field(5, UINT32, scale=100),
        "enhanced_speed": Field(73, UINT32, scale=1000),
        "enhanced_altitude": Field(78, UINT32, scale=5, offset=500),
        "altitude": Field(2, UINT16, scale=5, offset=500),
        "speed": Field(6, UINT16, scale=1000),
        "power": Field(7, UINT16),
        "heart_rate": Field(3, UINT8),
        "cadence": Field(4, UINT8),
        "fractional_cadence": Field(53, UINT8, scale=128),
    },
)
_SUMMARY = {
    "timestamp": _TIME,
    "start_time": Field(2, UINT32),
    "elapsed": Field(7, UINT32, scale=1000),
    "timer": Field(8, UINT32, scale=1000),
    "distance": Field(9, UINT32, scale=100),
    "message_index": Field(254, UINT16),
    "event": Field(0, ENUM),
    "event_type": Field(1, ENUM),
}
LAP = Message(19, 4, {**_SUMMARY, "heart_rate": Field(15, UINT8), "trigger": Field(24, ENUM), "sport": Field(25, ENUM)})
SESSION = Message(
    18,
    5,
    {
        **_SUMMARY,
        "sport": Field(5, ENUM),
        "sub_sport": Field(6, ENUM),
        "heart_rate": Field(16, UINT8),
        "first_lap_index": Field(25, UINT16),
        "num_laps": Field(26, UINT16),
        "trigger": Field(28, ENUM),
    },
)
ACTIVITY = Message(
    34,
    6,
    {
        "timestamp": _TIME,
        "timer": Field(0, UINT32, scale=1000),
        "num_sessions": Field(1, UINT16),
        "type": Field(2, ENUM),
        "event": Field(3, ENUM),
        "event_type": Field(4, ENUM),
        "local_timestamp": Field(5, UINT32),
    },
)
_KINDS = (FILE_ID, DEVICE_INFO, EVENT, RECORD, LAP, SESSION, ACTIVITY)


def _records(samples: pd.DataFrame, stamps: Floats) -> list[bytes]:
    """Give the record messages; cadence is that of one leg, its half strides in the fractional field."""
    columns = {name: samples[name].to_numpy() for name in RECORD.fields if name in samples}
    half_steps = np.round(samples["cadence"].to_numpy())
    strides = np.floor(half_steps / 2.0)
    return RECORD.rows(
        {
            **columns,
            "timestamp": stamps,
            "enhanced_speed": columns["speed"],
            "enhanced_altitude": columns["altitude"],
            "cadence": strides,
            "fractional_cadence": half_steps / 2.0 - strides,
        }
    )


def _laps(recording: Recording, begun: float) -> list[tuple[float, bytes]]:
    """Give the laps as (elapsed when written, message): starts in whole seconds, durations in milliseconds."""
    laps, samples = recording.device_laps, recording.samples
    elapsed, beats = samples["elapsed"].to_numpy(), samples["heart_rate"].to_numpy()
    means = [
        float(np.mean(beats[inside])) if (inside := (elapsed >= a) & (elapsed <= b)).any() else np.nan
        for a, b in zip(laps["start"], laps["end"], strict=True)
    ]
    rows = LAP.rows(
        {
            "timestamp": begun + np.floor(laps["end"].to_numpy()),
            "start_time": begun + np.floor(laps["start"].to_numpy()),
            "elapsed": laps["end"].to_numpy() - laps["start"].to_numpy(),
            "timer": laps["timer"].to_numpy(),
            "distance": laps["distance"].to_numpy(),
            "message_index": np.arange(len(laps)),
            "event": _LAP,
            "event_type": _STOP,
            "heart_rate": means,
            "trigger": [_TRIGGERS.get(Trigger(trigger), np.nan) for trigger in laps["trigger"]],
            "sport": _RUNNING,
        }
    )
    return list(zip(laps["end"], rows, strict=True))


def _timer_events(recording: Recording, begun: float, last: float) -> list[tuple[float, bytes]]:
    starts, stops = [0.0, *recording.pauses["end"]], [*recording.pauses["start"], last]
    timed = [*((moment, _START) for moment in starts), *((moment, _STOP_ALL) for moment in stops)]
    return [
        (at, EVENT.rows({"timestamp": [begun + np.floor(at)], "data": 0, "event": _TIMER, "event_type": kind})[0])
        for at, kind in timed
    ]


def write_fit(recording: Recording) -> bytes:
    """Give a recording as a FIT file."""
    samples = recording.samples
    elapsed = samples["elapsed"].to_numpy()
    begun = round((samples.index[0].to_pydatetime() - _EPOCH).total_seconds())
    last = max(float(elapsed[-1]), float(recording.device_laps["end"].max()))
    distance = float(samples["distance"].iloc[-1])
    timer = last - float((recording.pauses["end"] - recording.pauses["start"]).sum())
    maker = {"manufacturer": _DEVELOPMENT, "product": 1, "serial_number": 20260516}
    name = np.array([recording.device.encode()[:19]])
    head = FILE_ID.rows({**maker, "type": _ACTIVITY_FILE, "time_created": [begun], "product_name": name})
    head += DEVICE_INFO.rows(
        {**maker, "timestamp": [begun], "device_index": 0, "software_version": 1.0, "product_name": name}
    )
    timed = [
        *_timer_events(recording, begun, last),
        *zip(elapsed, _records(samples, begun + np.floor(elapsed)), strict=True),
        *_laps(recording, begun),
    ]
    body = [row for _, row in sorted(timed, key=lambda pair: float(pair[0]))]
    whole = {"timestamp": [begun + np.floor(last)], "start_time": begun, "elapsed": last, "timer": timer}
    tail = SESSION.rows(
        {
            **whole,
            "distance": distance,
            "message_index": 0,
            "event": _SESSION,
            "event_type": _STOP,
            "sport": _RUNNING,
            "sub_sport": _SUB_SPORTS.get(recording.sub_sport, _GENERIC),
            "heart_rate": samples["heart_rate"].mean(),
            "first_lap_index": 0,
            "num_laps": len(recording.device_laps),
            "trigger": 0,
        }
    )
    tail += ACTIVITY.rows(
        {
            **whole,
            "num_sessions": 1,
            "type": 0,
            "event": _ACTIVITY,
            "event_type": _STOP,
            "local_timestamp": begun + last,
        }
    )
    kinds = (*_KINDS, *PLAN_KINDS) if recording.plan else _KINDS
    head += plan_rows(recording.plan) if recording.plan else []
    return wrap(b"".join([*(kind.definition() for kind in kinds), *head, *body, *tail]))
