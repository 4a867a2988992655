import math
from dataclasses import replace

import pandas as pd
import pytest
from hand_made import line, pauses

from analyzer import efforts, pipeline, simulate
from analyzer.model import Effort, EffortKind, RecoveryKind

NOTHING = pauses()
TWO = ((90.0, 4.5), (80.0, 1.3), (90.0, 4.5))


def _rep(start: float, end: float) -> Effort:
    return Effort(EffortKind.REP, "400 m", False, 1, start, 0.3, end, 0.3, 0.4, 405.0)


def _between(pace: float, *, stopped: pd.DataFrame = NOTHING) -> Effort:
    speed = line((90.0, 4.5), (80.0, pace), (90.0, 4.5))
    return efforts.with_recoveries((_rep(0.0, 90.0), _rep(170.0, 260.0)), speed, stopped)[0]


@pytest.mark.parametrize(("pace", "kind"), [(0.0, "stand"), (0.3, "stand"), (1.3, "walk"), (1.8, "walk"), (2.4, "jog")])
def test_standing_walking_and_jogging_are_told_apart(pace: float, kind: str) -> None:
    assert _between(pace).recovery_kind == RecoveryKind(kind)


def test_a_recovery_lasts_until_the_next_rep_and_the_last_rep_has_none() -> None:
    speed = line(*TWO)
    first, last = efforts.with_recoveries((_rep(0.0, 90.0), _rep(170.0, 260.0)), speed, NOTHING)
    assert first.recovery == 80.0
    assert first.recovery_distance == pytest.approx(80 * 1.3, abs=4.0)
    assert math.isnan(last.recovery)
    assert last.recovery_kind is None


def test_a_recovery_is_named_by_what_was_done_for_most_of_it() -> None:
    reps = (_rep(0.0, 90.0), _rep(190.0, 280.0))
    walked = line((90.0, 4.5), (70.0, 1.3), (30.0, 2.6), (90.0, 4.5))
    jogged = line((90.0, 4.5), (30.0, 1.3), (70.0, 2.6), (90.0, 4.5))
    assert efforts.with_recoveries(reps, walked, NOTHING)[0].recovery_kind is RecoveryKind.WALK
    assert efforts.with_recoveries(reps, jogged, NOTHING)[0].recovery_kind is RecoveryKind.JOG


def test_reps_that_follow_each_other_have_no_recovery_between_them() -> None:
    told = efforts.with_recoveries((_rep(0.0, 90.0), _rep(90.4, 180.0)), line((200.0, 4.4)), NOTHING)
    assert math.isnan(told[0].recovery)


def test_what_a_stopped_watch_did_not_see_is_not_told() -> None:
    told = _between(1.3, stopped=pauses((92.0, 168.0)))
    assert told.recovery == 80.0
    assert math.isnan(told.recovery_distance)
    assert told.recovery_kind is None


def test_of_a_watch_stopped_for_a_part_the_rest_tells_the_kind() -> None:
    told = _between(1.3, stopped=pauses((120.0, 168.0)))
    assert told.recovery_kind is RecoveryKind.WALK
    assert math.isnan(told.recovery_distance)
    shortly = _between(1.3, stopped=pauses((120.0, 140.0)))
    assert shortly.recovery_distance > 0


def test_without_a_speed_only_the_time_is_told() -> None:
    told = efforts.with_recoveries((_rep(0.0, 90.0), _rep(170.0, 260.0)), line(*TWO).iloc[:0], NOTHING)[0]
    assert (told.recovery, told.recovery_kind) == (80.0, None)


def test_reps_keep_what_else_is_known_of_them() -> None:
    one = replace(_rep(0.0, 90.0), cadence=184.0)
    assert efforts.with_recoveries((one, _rep(170.0, 260.0)), line(*TWO), NOTHING)[0].cadence == 184.0


@pytest.mark.parametrize("kind", ["stand", "walk", "jog"])
def test_the_recoveries_of_a_simulated_session_are_told(kind: str) -> None:
    made = simulate.session(seed=5, kind="intervals", reps=5, recovery=kind, recovery_time=90.0)
    analysis = pipeline.analyze(made.recording)
    reps = [effort for effort in analysis.efforts if effort.kind is EffortKind.REP]
    true = [one for one in made.truth.efforts if one.recovery_s is not None]
    assert [rep.recovery_kind for rep in reps[:-1]] == [RecoveryKind(kind)] * 4
    for rep, one in zip(reps, true, strict=False):
        assert rep.recovery == pytest.approx(one.recovery_s, abs=2.0)
