"""The JSON of an analysis, part by part: plain lists, texts and numbers; what is not known is null."""

import math
from typing import Any

import pandas as pd

from analyzer.model.effort import Effort
from analyzer.model.plan import MilePlan, PlannedZone, Score, ZoneScore
from analyzer.model.recording import Recording
from analyzer.model.track import Placement

Document = dict[str, Any]

SPLIT_FIELDS = {"from_m": "from_m", "to_m": "to_m", "time": "time_s", "time_sd": "time_sd"}
ZONE_FIELDS = SPLIT_FIELDS | {
    "speed": "speed",
    "speed_sd": "speed_sd",
    "heart_rate": "heart_rate",
    "cadence": "cadence",
    "step_length": "step_length",
}
"""The columns of splits and zones that the document shows, and their names there."""


def number(value: float, decimals: int = 3) -> float | None:
    """Round a number for the document; null where it is not known.

    >>> number(1.23456)
    1.235
    """
    return round(float(value), decimals) if math.isfinite(value) else None


def recording_part(recording: Recording, notes: tuple[str, ...]) -> Document:
    """Give the file, the watch and the clock of a recording, and every note on the session."""
    samples = recording.samples
    start = samples.index[0] if len(samples) else pd.NaT
    return {
        "file": recording.file,
        "sha256": recording.sha256,
        "format": recording.format,
        "device": recording.device,
        "sport": recording.sport,
        "sub_sport": recording.sub_sport,
        "start": None if pd.isna(start) else utc_text(start),
        "duration_s": number(samples["elapsed"].iloc[-1]) if len(samples) else 0.0,
        "samples": len(samples),
        "notes": list(notes),
    }


def utc_text(moment: pd.Timestamp) -> str:
    """Write a moment as ISO 8601 in UTC.

    >>> utc_text(pd.Timestamp("2026-05-01T18:00:00+02:00"))
    '2026-05-01T16:00:00Z'
    """
    utc = moment.tz_convert("UTC") if moment.tzinfo else moment.tz_localize("UTC")
    return str(utc.tz_localize(None).isoformat()) + "Z"


def track_part(track: Placement) -> Document:
    """Give where the track lies, how it is shaped and how it was run."""
    return {
        "latitude": number(track.latitude, 7),
        "longitude": number(track.longitude, 7),
        "bearing_deg": number(track.bearing % 360.0, 2),
        "shape": track.oval.shape,
        "straight_m": number(track.oval.straight),
        "radius_m": number(track.oval.radius),
        "lap_m": number(track.lap),
        "direction": track.direction.value,
        "lane": track.lane,
        "lane_probability": {str(lane): number(share) for lane, share in sorted(track.lane_probability.items())},
        "finish": {"known_from": track.finish_from.value, "probability": number(track.finish_probability)},
        "residual_m": number(track.residual),
        "name": track.name,
    }


def effort_part(effort: Effort) -> Document:
    """Give the time of an effort, its recovery, and its splits, laps and zones."""
    zones = [
        {"lap": int(lap), "zone": str(zone), **row}
        for lap, zone, row in zip(
            effort.zones["lap"], effort.zones["zone"], _rows(effort.zones, ZONE_FIELDS), strict=True
        )
    ]
    return {
        "kind": effort.kind.value,
        "nominal": effort.nominal,
        "on_track": effort.on_track,
        "lane": effort.lane if effort.on_track else None,
        "start_s": number(effort.start),
        "start_sd": number(effort.start_sd),
        "end_s": number(effort.end),
        "end_sd": number(effort.end_sd),
        "time_s": number(effort.time),
        "time_sd": number(effort.time_sd),
        "distance_m": number(effort.distance),
        "distance_sd": number(effort.distance_sd),
        "recovery_s": number(effort.recovery),
        "recovery_m": number(effort.recovery_distance, 1),
        "recovery_kind": None if effort.recovery_kind is None else effort.recovery_kind.value,
        "heart_rate": number(effort.heart_rate, 1),
        "cadence": number(effort.cadence, 1),
        "rise_m": number(effort.rise, 2),
        "grade": number(effort.grade, 4),
        "graded_speed": number(effort.graded_speed),
        "boundary": [end.value for end in effort.boundary],
        "splits": _rows(effort.splits, SPLIT_FIELDS),
        "laps": [
            {"lap": int(lap), **row}
            for lap, row in zip(effort.laps["lap"], _rows(effort.laps, SPLIT_FIELDS), strict=True)
        ],
        "zones": zones,
    }


def strategy_part(plan: MilePlan, score: Score | None) -> Document:
    """Give the plan of the mile, how each zone was run, and the score; null where nothing was scored."""
    run = score.zones if score else (None,) * len(plan.zones)
    zones: list[Document] = []
    for planned, scored in zip(plan.zones, run, strict=True):
        zones.append(
            {
                "lap": planned.lap,
                "zone": planned.zone.value,
                "effort": planned.effort.value,
                "target_s": number(planned.target),
                "time_s": number(scored.time) if scored else None,
                "score": number(scored.score, 1) if scored else None,
            }
        )
    return {
        "five_k_s": number(plan.five_k),
        "goal_s": number(plan.goal),
        "surge": number(plan.surge, 4),
        "estimated": list(plan.estimated),
        "warning": plan.warning,
        "zones": zones,
        "score": number(score.score, 1) if score else None,
        "score_sd": number(score.score_sd, 1) if score else None,
        "contrast": number(score.contrast) if score else None,
        "cadence_share": number(score.cadence_share) if score else None,
        "laps": [number(lap, 1) for lap in score.laps] if score else [],
        "advice": list(score.advice) if score else [],
    }


def pairs(plan: MilePlan, score: Score | None) -> list[tuple[PlannedZone, ZoneScore | None]]:
    """Give each planned zone with its score; a run-off has the lap and zone of the home straight before it."""
    left = list(score.zones) if score else []
    found: list[tuple[PlannedZone, ZoneScore | None]] = []
    for planned in plan.zones:
        scored = next((zone for zone in left if (zone.lap, zone.zone) == (planned.lap, planned.zone)), None)
        if scored is not None:
            left.remove(scored)
        found.append((planned, scored))
    return found


def _rows(frame: pd.DataFrame, fields: dict[str, str]) -> list[Document]:
    columns = [[number(value) for value in frame[name]] for name in fields]
    return [dict(zip(fields.values(), row, strict=True)) for row in zip(*columns, strict=True)]
