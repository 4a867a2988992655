"""The JSON of a comparison of trials ("comparison/1") and of predictions ("prediction/1"), and their schemas."""

import json
import math
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Any

import numpy as np
import pandas as pd

from analyzer.model import (
    Athlete,
    BestMile,
    BestZone,
    Change,
    Comparison,
    Delta,
    Gain,
    Predicted,
    Prediction,
    Shares,
    Trend,
    TrialName,
)
from analyzer.report.compare_tables import rows_of
from analyzer.report.trial_words import iso

Json = dict[str, Any]


def comparison_schema() -> Json:
    """Give the JSON Schema (draft 2020-12) of the JSON of a comparison."""
    return _schema("comparison")


def prediction_schema() -> Json:
    """Give the JSON Schema (draft 2020-12) of the JSON of predictions."""
    return _schema("prediction")


def comparison_document(comparison: Comparison, mile: BestMile | None, delta: Delta | None) -> Json:
    """Give a comparison as plain lists, texts and numbers."""
    return {
        "schema": "comparison/1",
        "athlete": _athlete(comparison.athlete),
        "trials": _trials(comparison),
        "best": None if comparison.best is None else _name(comparison.best),
        "contenders": [
            {**_name(one.trial), "probability": _round(one.probability, 4)} for one in comparison.contenders
        ],
        "changes": {
            "previous": _change(comparison.previous),
            "best_before": _change(comparison.beside_best),
            "first": _change(comparison.since_first),
        },
        "trend": _trend(comparison.trend),
        "typical_error": {
            "share": _round(comparison.typical.value, 5),
            "source": comparison.typical.source,
            "words": comparison.typical.words,
        },
        "best_mile": None if mile is None else _best_mile(mile),
        "laps_against_mean": [_shares(one) for one in comparison.shares],
        "record_miles": [_shares(one) for one in comparison.records],
        "delta": None if delta is None else _delta(delta),
        "notes": list(comparison.notes),
    }


def prediction_document(
    athlete: Athlete, predictions: Sequence[tuple[Prediction, Sequence[Predicted]]], days: Mapping[int, int]
) -> Json:
    """Give predictions, each with those of its times that are asked for, as plain lists, texts and numbers.

    days : The local day of each session, since 1970-01-01.
    """
    return {
        "schema": "prediction/1",
        "athlete": _athlete(athlete),
        "predictions": [_prediction(one, times, days) for one, times in predictions],
    }


def _trials(comparison: Comparison) -> list[Json]:
    laps, zones = _pieces(comparison.laps, _LAP), _pieces(comparison.zones, _ZONE)
    starts = comparison.trials.index
    return [
        _trial(row, f"{start:%Y-%m-%dT%H:%M:%SZ}", laps, zones)
        for row, start in zip(rows_of(comparison.trials), starts, strict=True)
    ]


_LAP = {"lap": "lap", "from_m": "from_m", "to_m": "to_m", "time_s": "time", "time_sd": "time_sd"}
_SENSED = ("speed", "speed_sd", "heart_rate", "cadence", "score")
_ZONE = {"lap": "lap", "zone": "zone", **_LAP, **{name: name for name in _SENSED}}
"""The names of laps and zones in the JSON, and their columns."""
_PLACES = {"from_m": 2, "to_m": 2, "time_sd": 2, "heart_rate": 1, "cadence": 1, "score": 1}
"""Decimals of a column, where it is not three: all beyond is noise. Times have theirs, so that they add up."""


def _pieces(frame: pd.DataFrame, names: Mapping[str, str]) -> dict[tuple[int, int], list[Json]]:
    """Give the laps, or the zones, of each trial: a log has tens of thousands, so they are rounded column by column."""
    columns = [_column(frame[name], _PLACES.get(name, 3)) for name in names.values()]
    found: dict[tuple[int, int], list[Json]] = {}
    keys = zip(frame["session"].tolist(), frame["effort"].tolist(), strict=True)
    for key, values in zip(keys, zip(*columns, strict=True), strict=True):
        found.setdefault(key, []).append(dict(zip(names, values, strict=True)))
    return found


def _column(values: "pd.Series[Any]", places: int) -> list[Any]:
    """Round a column; None for what is not known."""
    if values.dtype.kind != "f":
        return list(values)
    rounded = np.round(values.to_numpy(dtype=float), places)
    if np.isfinite(rounded).all():
        return list(rounded.tolist())
    return [value if math.isfinite(value) else None for value in rounded.tolist()]


def _trial(
    row: Json, start: str, laps: dict[tuple[int, int], list[Json]], zones: dict[tuple[int, int], list[Json]]
) -> Json:
    here = (row["session"], row["effort"])
    return {
        "session": row["session"],
        "effort": row["effort"],
        "start": start,
        "day": iso(row["day"]),
        "nominal": row["nominal"],
        "distance_m": _round(row["distance"]),
        "time_s": _round(row["time"]),
        "time_sd": _round(row["time_sd"]),
        "on_track": row["lane"] > 0,
        "lane": row["lane"] or None,
        "lap_m": _round(row["lap"]),
        "finish_probability": _round(row["finish_probability"], 4),
        "track": row["track"],
        "mile_equivalent_s": _round(row["equivalent"]),
        "mile_equivalent_sd": _round(math.hypot(row["equivalent_sd"], row["conversion_sd"])),
        "age": _round(row["age"], 1),
        "age_grade": _round(row["age_grade"], 4),
        "age_grade_sd": _round(row["age_grade_sd"], 4),
        "score": _round(row["score"], 1),
        "score_sd": _round(row["score_sd"], 1),
        "five_k_s": _round(row["five_k"]),
        "goal_s": _round(row["goal"]),
        "heart_rate": _round(row["heart_rate"], 1),
        "cadence": _round(row["cadence"], 1),
        "temperature": _round(row["temperature"], 1),
        "rpe": _round(row["rpe"], 0),
        "weather": row["weather"],
        "shoes": row["shoes"],
        "notes": row["notes"],
        **{than: _than(row, name) for than, name in _THAN},
        "laps": laps.get(here, []),
        "zones": zones.get(here, []),
    }


_THAN = (("against_previous", "previous"), ("against_best_before", "best"), ("against_first", "first"))


def _than(row: Json, name: str) -> Json | None:
    """Give the change from another trial to this one; None where there is no other."""
    if not row[f"{name}_verdict"]:
        return None
    return {
        "gain_s": _round(row[f"{name}_seconds"]),
        "gain": _round(row[f"{name}_gain"], 5),
        "gain_sd": _round(row[f"{name}_gain_sd"], 5),
        "probability_faster": _round(row[f"{name}_faster"], 4),
        "probability_slower": _round(row[f"{name}_slower"], 4),
        "verdict": row[f"{name}_verdict"],
    }


def _athlete(athlete: Athlete) -> Json:
    sex = None if athlete.sex is None else athlete.sex.value
    return {"name": athlete.name, "birth_year": athlete.birth_year, "sex": sex}


def _name(trial: TrialName) -> Json:
    return {"session": trial.session, "effort": trial.effort, "day": iso(trial.day), "nominal": trial.nominal}


def _change(change: Change | None) -> Json | None:
    if change is None:
        return None
    return {
        "earlier": _name(change.earlier),
        "later": _name(change.later),
        "over": change.over,
        "gain_s": _round(change.seconds),
        "gain_s_sd": _round(change.seconds_sd),
        "measured_sd": _round(change.measured_sd),
        "gain": _round(change.gain, 5),
        "gain_sd": _round(change.gain_sd, 5),
        "probability_faster": _round(change.faster, 4),
        "probability_slower": _round(change.slower, 4),
        "verdict": change.verdict.value,
        "words": change.words,
    }


def _trend(trend: Trend) -> Json:
    return {
        "trials": trend.trials,
        "of": trend.of,
        "gain_per_year": _round(trend.per_year, 5),
        "gain_per_year_sd": _round(trend.per_year_sd, 5),
        "gain_s_per_month": _round(trend.per_month, 4),
        "gain_s_per_month_sd": _round(trend.per_month_sd, 4),
        "probability_improving": _round(trend.improving, 4),
        "robust_gain_per_year": _round(trend.robust_per_year, 5),
        "line": [
            {"day": iso(int(day)), "mile_s": _round(time), "mile_sd": _round(error)}
            for day, time, error in zip(trend.day.tolist(), trend.time.tolist(), trend.time_sd.tolist(), strict=True)
        ],
        "refused": trend.refused,
        "words": trend.words,
    }


def _shares(share: Shares) -> Json:
    return {
        "name": share.name,
        "year": share.year or None,
        "convention": share.convention,
        "times_s": [_round(value) for value in share.times],
        "metres": [_round(value) for value in share.metres],
        "against_mean": [_round(value, 5) for value in share.against_mean],
        "against_mean_sd": [_round(value, 5) for value in share.against_mean_sd],
    }


def _best_mile(mile: BestMile) -> Json:
    return {
        "nominal": mile.nominal,
        "time_s": _round(mile.time),
        "time_sd": _round(mile.time_sd),
        "without_luck_correction_s": _round(mile.plain),
        "best": None if mile.best is None else _name(mile.best),
        "best_s": _round(mile.best_time),
        "best_sd": _round(mile.best_time_sd),
        "gain_s": _round(mile.gain),
        "gain_sd": _round(mile.gain_sd),
        "joins": mile.joins,
        "names_in_doubt": mile.names_in_doubt,
        "trials": [_name(trial) for trial in mile.trials],
        "zones": [_best_zone(zone) for zone in mile.zones],
        "refused": mile.refused,
        "words": mile.words,
        "notes": list(mile.notes),
    }


def _best_zone(zone: BestZone) -> Json:
    return {
        "trial": _name(zone.trial),
        "lap": zone.lap,
        "zone": zone.zone,
        "from_m": _round(zone.from_m),
        "to_m": _round(zone.to_m),
        "time_s": _round(zone.time),
        "time_sd": _round(zone.time_sd),
        "run_s": _round(zone.run),
        "speed_in": _round(zone.speed_in),
        "speed_out": _round(zone.speed_out),
    }


def _delta(delta: Delta) -> Json:
    return {
        "first": _name(delta.first),
        "second": _name(delta.second),
        "distance_m": _round(delta.distance),
        "gain_s": _round(delta.total),
        "gain_sd": _round(delta.total_sd),
        "change": _change(delta.change),
        "lap_ends_m": [_round(end) for end in delta.lap_ends],
        "trace": {
            "metre": [_round(value, 2) for value in delta.metre.tolist()],
            "ahead_s": [_round(-value) for value in delta.delta.tolist()],
            "ahead_sd": [_round(value) for value in delta.delta_sd.tolist()],
        },
        "pieces": delta.pieces,
        "gains": [_gain(gain) for gain in delta.gains],
        "zones_alike": [
            {
                "lap": row["lap"],
                "zone": row["zone"],
                "first_m": _round(row["first_m"]),
                "second_m": _round(row["second_m"]),
                "faster": _round(row["faster"], 5),
                "faster_sd": _round(row["faster_sd"], 5),
            }
            for row in rows_of(delta.alike)
        ],
        "unmatched": list(delta.unmatched),
        "names_in_doubt": delta.names_in_doubt,
        "words": list(delta.words),
        "notes": list(delta.notes),
    }


def _gain(gain: Gain) -> Json:
    return {
        "lap": gain.lap or None,
        "zone": gain.zone,
        "where": gain.where,
        "from_m": _round(gain.from_m),
        "to_m": _round(gain.to_m),
        "gain_s": _round(gain.gain),
        "gain_sd": _round(gain.gain_sd),
        "beyond_error": gain.told,
    }


def _prediction(one: Prediction, times: Sequence[Predicted], days: Mapping[int, int]) -> Json:
    return {
        "method": one.method,
        "source": one.source,
        "sessions": [
            {"session": number, "day": iso(days[number]) if number in days else None} for number in one.sessions
        ],
        "times": [_predicted(time) for time in times],
        "error": one.error,
        "critical_speed": _round(one.speed, 4),
        "critical_speed_sd": _round(one.speed_sd, 4),
        "reserve_m": _round(one.reserve, 1),
        "reserve_sd": _round(one.reserve_sd, 1),
        "refused": one.refused,
        "notes": list(one.notes),
    }


def _predicted(time: Predicted) -> Json:
    return {
        "nominal": time.nominal,
        "distance_m": _round(time.distance),
        "time_s": _round(time.time),
        "time_sd": _round(time.time_sd),
        "extrapolated": time.extrapolated,
    }


def _round(value: float, digits: int = 3) -> float | None:
    """Round a number; None where it is not known."""
    return round(value, digits) if math.isfinite(value) else None


def _schema(name: str) -> Json:
    text = (resources.files("analyzer.report") / f"{name}.schema.json").read_text(encoding="utf-8")
    found: Json = json.loads(text)
    return found
