"""A mile after strides in the warm-up is a mile: its coasts are no rests."""

import pytest

from analyzer import pipeline, readers, simulate


@pytest.mark.parametrize("seed", [1, 3, 112, 123, 1015])
def test_a_mile_by_the_plan_after_strides_is_a_trial(seed: int) -> None:
    made = simulate.session(kind="mile", seed=seed, warm_up="streets", strides=3, cool_down="same")
    (true,) = (one for one in made.truth.efforts if one.kind == "trial")
    trial = pipeline.analyze(readers.read(simulate.write_fit(made.recording))).trial
    assert trial is not None
    assert trial.nominal == "1 mile"
    assert trial.time == pytest.approx(true.time_s, abs=1.5)


def test_four_quarters_with_rests_are_no_mile() -> None:
    for seed in range(3):
        made = simulate.session(
            kind="intervals", seed=seed, reps=4, rep_distance=400.0, recovery="jog", recovery_time=30.0, strides=3
        )
        assert pipeline.analyze(readers.read(simulate.write_fit(made.recording))).trial is None
