"""Real sessions whose runner pressed the lap button at a line: the only truth that a recording carries."""

from pathlib import Path

import numpy as np
import pytest

from analyzer import pipeline, segment
from analyzer.model import Analysis, Bout, EffortKind, FinishFrom

RECORDINGS = Path(__file__).parent.parent.parent / "shared" / "data" / "recordings"

pytestmark = pytest.mark.skipif(not RECORDINGS.exists(), reason="the shared recordings are not here")


def _analysed(name: str) -> Analysis:
    return pipeline.analyze(pipeline.read((RECORDINGS / name).read_bytes(), name=name))


def test_laps_made_without_the_presses_agree_with_the_button() -> None:
    session = _analysed("tcx/d06_interval_01.tcx")
    assert session.track is not None
    assert session.motion is not None
    assert session.track.finish_from is FinishFrom.LAP_PRESSES
    first, last = session.efforts[0], session.efforts[-1]
    bout = Bout(EffortKind.STEADY, "", first.start, last.end, first.start_arc)
    laps = session.recording.device_laps
    told = segment.effort(bout, session.motion, session.track, session.recording.samples, segment.NO_PRESSES)
    miss = laps["timer"].to_numpy()[1:31] - told.laps["time"].to_numpy()[1:31]
    assert miss.std() < 0.25
    assert abs(miss.mean()) < 0.1


@pytest.mark.parametrize(
    ("name", "metres", "device", "rms"),
    [
        ("fit/d01_interval_19.fit", 400.0, [86.0, 85.0, 82.0, 77.0], 0.6),
        ("fit/d08_interval_01.fit", 800.0, [202.4, 194.0, 181.3, 182.6, 172.7], 1.0),
    ],
)
def test_reps_agree_with_the_watch(name: str, metres: float, device: list[float], rms: float) -> None:
    reps = [effort for effort in _analysed(name).efforts if effort.kind is EffortKind.REP and effort.distance == metres]
    assert len(reps) >= len(device)
    assert np.sqrt(np.mean([(rep.time - time) ** 2 for rep, time in zip(reps, device, strict=False)])) < rms
