"""From an analysis to its rows in the tables."""

import math
import statistics
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from analyzer.model import Analysis, EffortKind, Recording, WorkoutKind
from analyzer.model.document import Document, number
from analyzer.pipeline import METHOD, PLANNED
from analyzer.report.summary import headline
from analyzer.workouts.running import running

Row = dict[str, Any]

_NO_REPS = {EffortKind.TRIAL.value, EffortKind.STEADY.value}
_EARLIEST = datetime(1677, 9, 22, tzinfo=UTC)
_LATEST = datetime(2262, 4, 11, tzinfo=UTC)
"""Beyond these pandas cannot tell a time."""


def facts(place: str, recording: Recording) -> Row:
    """Give what is known of a session before it is analysed: columns of its row."""
    samples = recording.samples
    begin: datetime | None = samples.index[0].to_pydatetime() if len(samples) else None
    start = begin if begin is not None and _EARLIEST < begin < _LATEST else None
    return {
        "file": place,
        "sha256": recording.sha256,
        "format": recording.format,
        "device": recording.device or None,
        "sport": recording.sport or None,
        "sub_sport": recording.sub_sport or None,
        "start": start,
        "date": None if start is None else start.date(),
        "duration_s": number(samples["elapsed"].iloc[-1]) if len(samples) else 0.0,
        "samples": len(samples),
        "heart_rate_bpm": _mean(samples["heart_rate"].to_numpy(dtype=float)),
    }


def rows(known: Row, analysis: Analysis) -> tuple[Row, list[Row], list[Row]]:
    """Give the row of a session, the rows of its efforts, and those of their zones. known : Its facts."""
    document = analysis.to_dict()
    place, start = known["file"], known["start"]
    made = [_effort(place, start, count, effort) for count, effort in enumerate(document["efforts"], 1)]
    session = known | _run(analysis, document) | _track(document["track"]) | _efforts(document)
    return session, made, _zones(place, document)


def _run(analysis: Analysis, document: Document) -> Row:
    workout: Document = document["workout"] or {}
    checks = [check["passed"] for check in workout.get("checks", ())]
    ran = running(analysis.speed, analysis.efforts)
    top = headline(analysis)
    return {
        "kind": workout.get("kind", WorkoutKind.OTHER.value),
        "title": workout.get("title") or None,
        "headline": f"{top.name} {top.number}".strip() or None,
        "template": workout.get("template") or None,
        "plan": workout.get("plan") or None,
        "plan_from": workout.get("plan_from"),
        "distance_m": number(ran.distance, 1),
        "running_s": number(ran.time, 1),
        "checks_kept": checks.count(True),
        "checks_missed": checks.count(False),
        "corrected": bool(workout.get("corrections")),
        "notes": len(document["recording"]["notes"]),
        "method": METHOD,
    }


def _track(track: Document | None) -> Row:
    if track is None:
        return {"on_track": False}
    return {
        "on_track": True,
        "track": track["name"] or None,
        "latitude_deg": track["latitude"],
        "longitude_deg": track["longitude"],
        "lane_probability": track["lane_probability"].get(str(track["lane"])),
        "finish_from": track["finish"]["known_from"],
        "finish_probability": track["finish"]["probability"],
        **{name: track[name] for name in ("shape", "lap_m", "direction", "lane", "residual_m")},
    }


def _efforts(document: Document) -> Row:
    efforts, strategy = document["efforts"], document["strategy"] or {}
    trial: Document = next((one for one in efforts if one["kind"] == EffortKind.TRIAL.value), {})
    reps = [one for one in efforts if one["kind"] not in _NO_REPS]
    counted = Counter(one["nominal"] for one in reps)
    # of those run as often the one that comes first
    name = max(counted, key=lambda nominal: counted[nominal], default=None)
    times = [one["time_s"] for one in reps if one["nominal"] == name and one["time_s"] is not None]
    return {
        "trial": trial.get("nominal"),
        "trial_time_s": trial.get("time_s"),
        "trial_time_sd_s": trial.get("time_sd"),
        "score": strategy.get("score"),
        "score_sd": strategy.get("score_sd"),
        "efforts": len(efforts),
        "reps": len(reps),
        "rep": name,
        "rep_count": counted[name] if name is not None else None,
        "rep_time_s": number(statistics.fmean(times)) if times else None,
        "rep_time_spread_s": number(statistics.stdev(times)) if len(times) > 1 else None,
    }


def _effort(place: str, start: datetime | None, count: int, effort: Document) -> Row:
    began = None if start is None or effort["start_s"] is None else start + timedelta(seconds=effort["start_s"])
    same = ("kind", "nominal", "on_track", "lane", "start_s", "time_s", "distance_m", "recovery_s", "recovery_m")
    return {
        "file": place,
        "start": began,
        "effort": count,
        **{name: effort[name] for name in (*same, "recovery_kind", "rise_m", "grade")},
        "time_sd_s": effort["time_sd"],
        "distance_sd_m": effort["distance_sd"],
        "heart_rate_bpm": effort["heart_rate"],
        "cadence_spm": effort["cadence"],
        "level_speed_m_s": effort["graded_speed"],
        "start_by": effort["boundary"][0],
        "end_by": effort["boundary"][1],
    }


def _zones(place: str, document: Document) -> list[Row]:
    made: list[Row] = []
    for count, effort in enumerate(document["efforts"], 1):
        planned = list(document["strategy"]["zones"]) if _is_planned(document, effort) else []
        for zone in effort["zones"]:
            asked = next((one for one in planned if (one["lap"], one["zone"]) == (zone["lap"], zone["zone"])), None)
            if asked is not None:
                planned.remove(asked)
            made.append(_zone(place, count, effort, zone, asked or {}))
    return made


def _is_planned(document: Document, effort: Document) -> bool:
    planned = effort["kind"] == EffortKind.TRIAL.value and effort["nominal"] in PLANNED
    return planned and document["strategy"] is not None


def _zone(place: str, count: int, effort: Document, zone: Document, asked: Document) -> Row:
    return {
        "file": place,
        "effort": count,
        "kind": effort["kind"],
        "nominal": effort["nominal"],
        **{name: zone[name] for name in ("lap", "zone", "from_m", "to_m", "time_s")},
        "time_sd_s": zone["time_sd"],
        "speed_m_s": zone["speed"],
        "speed_sd_m_s": zone["speed_sd"],
        "heart_rate_bpm": zone["heart_rate"],
        "cadence_spm": zone["cadence"],
        "step_length_m": zone["step_length"],
        "asked": asked.get("effort"),
        "target_s": asked.get("target_s"),
        "score": asked.get("score"),
    }


def _mean(values: "np.ndarray[Any, Any]") -> float | None:
    known = values[np.isfinite(values)]
    return number(float(known.mean()), 1) if len(known) else number(math.nan)
