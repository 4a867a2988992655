"""The types, and the JSON of an analysis."""

import json
import math
from dataclasses import replace

import pandas as pd
import pytest
from analysis_example import GOAL, TRACK, indoor, mile_trial, reps, road, steady, without_plan, without_sensors
from jsonschema import Draft202012Validator

from analyzer.model import Analysis, Direction, Score, Zone, ZoneEffort
from analyzer.model.document import pairs
from analyzer.oval import MILE_START, lap_length
from analyzer.report import schema

SESSIONS = {
    "mile": mile_trial(),
    "reps": reps(),
    "steady": steady(),
    "road": road(),
    "indoor": indoor(),
    "no plan": without_plan(mile_trial()),
    "no sensors": without_sensors(mile_trial()),
}


@pytest.mark.parametrize("name", SESSIONS)
def test_the_document_of_every_kind_of_session_keeps_to_the_schema(name: str) -> None:
    document = json.loads(json.dumps(SESSIONS[name].to_dict(), allow_nan=False))
    Draft202012Validator(schema()).validate(document)


def test_the_schema_is_a_schema_and_names_every_field_as_required() -> None:
    found = schema()
    Draft202012Validator.check_schema(found)
    for part in (found, *found["$defs"].values()):
        if part.get("type") == "object":
            assert part["additionalProperties"] is False
            assert set(part["required"]) == set(part["properties"])


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("recording", "weather"), "sunny"),
        (("track", "direction"), "left"),
        (("efforts", 0, "boundary"), "button"),
        (("efforts", 0, "time_s"), None),
        (("strategy", "zones", 0, "effort"), "sprint"),
        (("schema",), "analysis/2"),
    ],
)
def test_the_schema_refuses_what_the_design_does_not_have(path: tuple[str | int, ...], value: object) -> None:
    document = mile_trial().to_dict()
    part = document
    for step in path[:-1]:
        part = part[step]  # type: ignore[index] # a path of the document, of keys and places
    part[path[-1]] = value  # type: ignore[index] # the same
    assert not Draft202012Validator(schema()).is_valid(document)


def test_what_is_not_known_is_null() -> None:
    document = without_sensors(mile_trial()).to_dict()
    zone = document["efforts"][0]["zones"][3]
    assert (zone["heart_rate"], zone["cadence"], zone["step_length"]) == (None, None, None)
    assert document["efforts"][0]["recovery_s"] is None
    assert document["efforts"][0]["recovery_kind"] is None


def test_laps_and_zones_of_the_document_add_up_to_the_mile() -> None:
    effort = mile_trial().to_dict()["efforts"][0]
    for part in ("laps", "zones", "splits"):
        assert math.isclose(sum(row["time_s"] for row in effort[part]), effort["time_s"], abs_tol=0.02)
        assert effort[part][0]["from_m"] == 0.0
    assert effort["laps"][0]["to_m"] == pytest.approx(lap_length() + MILE_START, abs=0.001)
    assert [zone["zone"] for zone in effort["zones"][:4]] == [zone.value for zone in Zone]
    assert effort["boundary"] == ["button", "line"]


def test_without_a_mile_plan_the_strategy_is_null_and_without_a_track_the_track_is() -> None:
    assert without_plan(mile_trial()).to_dict()["strategy"] is None
    assert road().to_dict()["track"] is None
    assert road().to_dict()["efforts"] == []


def test_the_strategy_tells_target_time_and_score_of_each_zone() -> None:
    strategy = mile_trial().to_dict()["strategy"]
    assert len(strategy["zones"]) == 16
    assert sum(zone["target_s"] for zone in strategy["zones"]) == pytest.approx(GOAL, abs=0.1)
    assert strategy["zones"][9] == {
        "lap": 3,
        "zone": "back straight",
        "effort": "surge",
        "target_s": pytest.approx(17.18, abs=0.01),
        "time_s": pytest.approx(17.18 / 0.96, abs=0.05),
        "score": 41.0,
    }


def test_a_score_that_cannot_be_told_is_null() -> None:
    known = mile_trial()
    assert known.score is not None
    blind = replace(known, score=replace(known.score, score=math.nan, score_sd=math.nan, cadence_share=math.nan))
    strategy = blind.to_dict()["strategy"]
    assert (strategy["score"], strategy["score_sd"], strategy["cadence_share"]) == (None, None, None)


def test_a_run_off_is_paired_with_its_own_score() -> None:
    known = mile_trial()
    assert known.strategy is not None
    assert known.score is not None
    home, last = known.strategy.zones[-1], known.score.zones[-1]
    plan = replace(known.strategy, zones=(*known.strategy.zones, replace(home, run_off=True)))
    score: Score = replace(known.score, zones=(*known.score.zones, replace(last, score=7.0)))
    assert [scored.score for _, scored in pairs(plan, score)[-2:] if scored] == [last.score, 7.0]


def test_every_note_is_told_once() -> None:
    known = mile_trial()
    said = known.recording.notes[0]
    twice = replace(known, notes=(said, "Another."), track=replace(TRACK, notes=("The track is clear.",)))
    notes = twice.to_dict()["recording"]["notes"]
    assert notes.count(said) == 1
    assert {"Another.", "The track is clear."} <= set(notes)


def test_the_start_is_written_in_utc() -> None:
    known = mile_trial()
    samples = known.recording.samples
    there = samples.set_axis(pd.DatetimeIndex(samples.index).tz_convert("Europe/Amsterdam"))
    moved = replace(known, recording=replace(known.recording, samples=there))
    assert moved.to_dict()["recording"]["start"] == "2026-05-01T16:00:00Z"


def test_a_recording_without_samples_has_a_document_too() -> None:
    known = road()
    empty = Analysis(replace(known.recording, samples=known.recording.samples.iloc[:0]))
    document = empty.to_dict()
    Draft202012Validator(schema()).validate(document)
    assert document["recording"]["start"] is None


def test_a_clockwise_track_is_mirrored_and_comes_back() -> None:
    mirrored = replace(TRACK, direction=Direction.CLOCKWISE)
    x, y = mirrored.to_track(*mirrored.to_geographic(30.0, -36.8))
    assert [float(x), float(y)] == pytest.approx([30.0, -36.8], abs=1e-6)
    latitude, longitude = TRACK.to_geographic(0.0, 40.0)
    other_latitude, other_longitude = mirrored.to_geographic(0.0, -40.0)
    assert float(latitude) == pytest.approx(float(other_latitude))
    assert float(longitude) == pytest.approx(float(other_longitude))


def test_every_effort_that_a_plan_may_ask_for_is_in_the_schema() -> None:
    named = schema()["$defs"]["planned_zone"]["properties"]["effort"]["enum"]
    assert set(named) == {effort.value for effort in ZoneEffort}
