"""The public functions: from a path or bytes to a Recording, from a Recording to an Analysis."""

import json
from pathlib import Path

import pandas as pd
import pytest

import analyzer
from analyzer import frames, model

SAMPLE = Path(__file__).parent.parent / "sample_data" / "mile_trial.fit"
TRUTH = json.loads(SAMPLE.with_name("mile_trial.truth.json").read_text(encoding="utf-8"))["efforts"][0]


@pytest.fixture(scope="module")
def recording() -> analyzer.Recording:
    return analyzer.read(SAMPLE)


@pytest.fixture(scope="module")
def analysis(recording: analyzer.Recording) -> analyzer.Analysis:
    return analyzer.analyze(recording, five_k="20:00", goal="5:40")


def test_a_path_a_text_and_bytes_give_the_same_samples(recording: analyzer.Recording) -> None:
    pd.testing.assert_frame_equal(analyzer.read(str(SAMPLE)).samples, recording.samples)
    from_bytes = analyzer.read(SAMPLE.read_bytes())
    pd.testing.assert_frame_equal(from_bytes.samples, recording.samples)
    assert (recording.file, from_bytes.file) == ("mile_trial.fit", "")
    assert recording.sha256 == from_bytes.sha256


def test_the_types_have_their_names_at_the_door() -> None:
    assert analyzer.Recording is model.Recording
    assert analyzer.Analysis is model.Analysis
    with pytest.raises(AttributeError, match="nothing_of_that_name"):
        _ = analyzer.nothing_of_that_name


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(analyzer.ReadError, match=r"gone\.fit: there is no such file; check the path"):
        analyzer.read(tmp_path / "gone.fit")
    (tmp_path / "empty.fit").write_bytes(b"")
    with pytest.raises(analyzer.ReadError, match=r"empty\.fit: the file is empty"):
        analyzer.read(tmp_path / "empty.fit")
    with pytest.raises(analyzer.ReadError, match=r"^the file is empty"):
        analyzer.read(b"")


def test_the_frames_have_every_column_of_their_tables(analysis: analyzer.Analysis) -> None:
    trial, motion = analysis.trial, analysis.motion
    assert trial is not None
    assert motion is not None
    for frame, table in (
        (analysis.recording.samples, frames.SAMPLES),
        (motion.frame, frames.MOTION),
        (trial.splits, frames.SPLITS),
        (trial.laps, frames.LAPS),
        (trial.zones, frames.ZONES),
    ):
        names = [column.name for column in table]
        assert list(frame.columns[: len(names)]) == names


def test_the_laps_of_the_sample_are_those_that_were_run(analysis: analyzer.Analysis) -> None:
    trial = analysis.trial
    assert trial is not None
    assert len(trial.laps) == len(TRUTH["laps"])
    off = trial.laps["time"] - [lap["time_s"] for lap in TRUTH["laps"]]
    assert (off.abs() < 3 * trial.laps["time_sd"]).all()


def test_times_may_be_text_or_seconds(recording: analyzer.Recording, analysis: analyzer.Analysis) -> None:
    plan = analyzer.analyze(recording, five_k=1200.0, goal=340).strategy
    assert plan is not None
    assert analysis.strategy == plan
    assert (plan.five_k, plan.goal) == (1200.0, 340.0)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"five_k": "soon"}, "'soon' is not a time"),
        ({"goal": -3.0}, r"-3\.0 is not a time above zero"),
        ({"goal": float("nan")}, "nan is not a time above zero"),
        ({"lane": 12}, "lane 12 does not exist"),
        ({"shape": "egg"}, "'egg' is no known shape"),
        ({"direction": "left"}, "direction 'left' is not known; choose anticlockwise or clockwise"),
        ({"finish": (97.0, 15.0)}, r"97\.0, 15\.0 is not on the earth"),
    ],
)
def test_a_value_that_cannot_be_used_is_told(recording: analyzer.Recording, said: dict[str, object], why: str) -> None:
    with pytest.raises(analyzer.OptionError, match=why):
        analyzer.analyze(recording, **said)  # type: ignore[arg-type]  # wrong on purpose


def test_the_analysis_is_plain_values_for_json(analysis: analyzer.Analysis) -> None:
    document = analysis.to_dict()
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    assert document["recording"]["file"] == "mile_trial.fit"


def test_the_recording_is_left_as_it_was(recording: analyzer.Recording) -> None:
    before = recording.samples.copy(deep=True)
    analyzer.analyze(recording)
    pd.testing.assert_frame_equal(recording.samples, before)
