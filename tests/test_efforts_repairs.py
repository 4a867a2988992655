import numpy as np
import pytest
from hand_made import NONE

from analyzer import efforts, pipeline, simulate
from analyzer.model import Effort, EffortKind, Floats

STARTS: Floats = 600.0 + 180.0 * np.arange(6, dtype=np.float64)
ENDS: Floats = STARTS + 90.0
BOTH: Floats = np.sort(np.append(STARTS, ENDS)) + 0.3
REPS = tuple(
    Effort(EffortKind.REP, "400 m", True, 1, start, 0.3, end, 0.3, 0.4, 400.0)
    for start, end in zip(STARTS.tolist(), ENDS.tolist(), strict=True)
)


def _notes(presses: Floats, *, stops: Floats = NONE, stray: tuple[float, ...] = ()) -> tuple[str, ...]:
    return efforts.repairs(REPS, np.sort(presses), stops, stray)


def _without(moment: float) -> Floats:
    return BOTH[np.abs(BOTH - moment) > 5.0]


def test_a_clean_session_needs_no_repair() -> None:
    assert _notes(BOTH) == ()


def test_a_press_that_was_missed_is_told() -> None:
    assert _notes(_without(ENDS[2])) == ("No press at the end of rep 3: taken from the motion.",)
    assert _notes(_without(STARTS[4])) == ("No press at the start of rep 5: taken from the motion.",)


def test_a_press_that_was_missed_where_the_watch_was_stopped_is_none() -> None:
    assert _notes(_without(ENDS[2]), stops=ENDS[2:3]) == ()


@pytest.mark.parametrize(("seconds", "word"), [(5.0, "late"), (-6.0, "early")])
def test_a_press_that_came_late_or_early_is_told(seconds: float, word: str) -> None:
    presses = np.append(_without(ENDS[1]), ENDS[1] + seconds)
    assert _notes(presses) == (
        f"The press at the end of rep 2 came {abs(seconds):.0f} s {word}: taken from the motion.",
    )


def test_a_doubled_press_is_one_press() -> None:
    assert _notes(np.append(BOTH, ENDS[3] + 1.4)) == ("The button was pressed twice at 20:30: taken as one press.",)


def test_a_stray_press_stands_for_nothing() -> None:
    notes = _notes(np.append(BOTH, 640.0), stray=(640.0,))
    assert notes == ("The press at 10:40 stands for nothing: the rep around it was not cut.",)


def test_who_presses_at_the_starts_alone_has_missed_no_end() -> None:
    assert _notes(STARTS + 0.2) == ()


def test_who_presses_at_a_few_ends_alone_has_missed_none_of_the_others() -> None:
    assert _notes(np.append(STARTS, ENDS[:3]) + 0.2) == ()


def test_who_presses_for_himself_alone_has_missed_nothing() -> None:
    assert _notes(np.array([ENDS[0]])) == ()
    assert _notes(NONE) == ()
    assert efforts.repairs((), BOTH, NONE, ()) == ()


def test_nothing_is_repaired_in_a_simulated_session_of_good_presses() -> None:
    made = simulate.session(seed=8, kind="intervals", reps=6, buttons="trial", noise="clean")
    late = np.abs(np.array(made.truth.presses) - _ends(made)).max()
    assert late < 1.9
    assert not [note for note in pipeline.analyze(made.recording).notes if "press" in note]


def test_messy_presses_of_a_simulated_session_are_repaired() -> None:
    made = simulate.session(seed=8, kind="intervals", reps=8, buttons="messy", noise="clean")
    ends = np.array([(one.start_s, one.end_s) for one in made.truth.efforts])
    presses = np.append(0.0, made.truth.presses)
    away = np.abs(ends[:, :, None] - presses).min(axis=2)
    missed = {
        f"No press at the {side} of rep {number}: taken from the motion."
        for column, side in enumerate(("start", "end"))
        for number in (np.flatnonzero(away[:, column] > 12.0) + 1).tolist()
    }
    told = {note for note in pipeline.analyze(made.recording).notes if note.startswith("No press at")}
    assert missed
    assert told == missed


def _ends(made: simulate.Simulated) -> Floats:
    return np.array([moment for one in made.truth.efforts for moment in (one.start_s, one.end_s)])
