"""An analysis that a log kept is the analysis that was made."""

import json
import zlib
from pathlib import Path

import numpy as np
import pytest

import analyzer
from analyzer import pipeline, report
from analyzer.model import FrozenError, pack, unpack

SAMPLES = Path(__file__).parent.parent / "sample_data"
KINDS = ("mile_trial.fit", "intervals_10x400.tcx.gz", "road_run.fit", "hills_8x45s.fit.gz", "easy_strides.fit.gz")


@pytest.mark.parametrize("name", KINDS)
def test_a_kept_analysis_gives_the_same_json_and_the_same_page(name: str) -> None:
    recording = analyzer.read(SAMPLES / name)
    made = analyzer.analyze(recording)
    back = pipeline.kept(analyzer.read(SAMPLES / name), pack(made))
    assert json.dumps(back.to_dict()) == json.dumps(made.to_dict())
    assert report.html(back, charts=False) == report.html(made, charts=False)
    assert set(report.figures(back)) == set(report.figures(made))


def test_a_kept_motion_is_where_it_was_within_a_tenth_of_a_millimetre() -> None:
    recording = analyzer.read(SAMPLES / "mile_trial.fit")
    made = analyzer.analyze(recording)
    back = unpack(pack(made), made.recording)
    assert made.motion is not None
    assert back.motion is not None
    here, there = made.motion.frame, back.motion.frame
    assert list(here.index) == list(there.index)
    np.testing.assert_allclose(there.to_numpy(), here.to_numpy(), rtol=0, atol=0.51e-4)
    with pytest.raises(FrozenError, match="analyse the session again"):
        back.motion.covariance(np.array([1.0, 2.0]))


def test_an_analysis_is_kept_in_less_than_its_recording_takes_in_memory() -> None:
    made = analyzer.analyze(analyzer.read(SAMPLES / "mile_trial.fit"))
    assert len(pack(made)) < made.recording.samples.to_numpy().nbytes


@pytest.mark.parametrize("how", ["cut", "other", "older"])
def test_a_kept_analysis_that_cannot_be_read_says_so(how: str) -> None:
    recording = analyzer.read(SAMPLES / "road_run.fit")
    data = pack(analyzer.analyze(recording))
    if how == "older":
        whole = zlib.decompress(data)
        size = int.from_bytes(whole[:8], "little")
        head = whole[8 : 8 + size].replace(b'"efforts"', b'"pieces"')
        data = zlib.compress(len(head).to_bytes(8, "little") + head + whole[8 + size :])
    broken = {"cut": data[: len(data) // 2], "other": b"not an analysis", "older": data}[how]
    with pytest.raises(FrozenError, match="analyse the session again"):
        unpack(broken, recording)
