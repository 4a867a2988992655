"""The reps of a session in order, planned beside run, and whether each kept its target."""

import math
from dataclasses import dataclass
from enum import StrEnum

from analyzer.model import Analysis, Compare, Effort, EffortKind, MatchedRep, Verdict, WorkoutKind
from analyzer.units import format_time

ALLOWED = 1.5
"""A rep counts as out of its target where it is off the middle by more than so many of its standard errors."""
KINDS = {
    WorkoutKind.INTERVALS: {EffortKind.REP},
    WorkoutKind.TEMPO: {EffortKind.TEMPO},
    WorkoutKind.HILLS: {EffortKind.HILL},
    WorkoutKind.STRIDES: {EffortKind.STRIDE},
}
"""What a session of a kind is about; else about all that is no steady running."""
TARGET = "target"
"""The name of the check that holds a rep against its target."""
ABOUT = 1.25
"""Reps by the clock are as long as each other within this factor."""
LONG = 120.0
"""From here a time is written in minutes. [s]"""
CLOCK_UNITS = frozenset({"s", "min", "h"})


class Kept(StrEnum):
    """How a rep was run against its target."""

    IN_TARGET = "in target"
    FAST = "too fast"
    SLOW = "too slow"
    NO_TARGET = "no target"
    NOT_RUN = "not run"


@dataclass(frozen=True)
class Slot:
    """A place in the session: the rep that was planned, the effort that was run, or both.

    number : From 1.   index : Of the effort in Analysis.efforts; None where the rep was not run.
    check : Of the rep against its target, where it was held against one.
    fastest, slowest : The target for the time; NaN where there is none. [s]
    """

    number: int
    planned: MatchedRep | None
    effort: Effort | None
    index: int | None
    check: Verdict | None = None

    @property
    def fastest(self) -> float:
        """The least time that the target allows; NaN where it allows any. [s]"""
        return self._target[0]

    @property
    def slowest(self) -> float:
        """The longest time that the target allows; NaN where it allows any. [s]"""
        return self._target[1]

    @property
    def _target(self) -> tuple[float, float]:
        """The times of the plan, else those of the check: a plan by pace has none for a rep by the clock. [s]"""
        planned = (self.planned.fastest, self.planned.slowest) if self.planned else (math.nan, math.nan)
        return planned if any(math.isfinite(end) for end in planned) else self._checked

    @property
    def on_the_level(self) -> bool:
        """Whether it is held against its target by the pace that would cost as much on the level."""
        hill = self.effort is not None and self.effort.kind is EffortKind.HILL
        return hill and self.check is not None and self.check.unit == "m/s" and self.check.measured > 0

    @property
    def held_time(self) -> float:
        """The time that is held against the target: uphill that of the same distance on the level. [s]"""
        if self.effort is None:
            return math.nan
        if self.check is not None and self.on_the_level:
            return self.effort.distance / self.check.measured
        return self.effort.time

    @property
    def _checked(self) -> tuple[float, float]:
        """The times that the check of the rep allows. [s]"""
        check, effort = self.check, self.effort
        if check is None or effort is None or not math.isfinite(check.target + check.tolerance):
            return math.nan, math.nan
        least = check.target - check.tolerance if check.compare is not Compare.AT_MOST else math.nan
        most = check.target + check.tolerance if check.compare is not Compare.AT_LEAST else math.nan
        if check.unit == "s":
            return least, most
        return effort.distance / most, effort.distance / least if not least <= 0 else math.nan

    @property
    def kept(self) -> Kept:
        """Say what the check found, else hold the time against the target, with room for its error."""
        if self.effort is None:
            return Kept.NOT_RUN
        if self.check is not None and self.check.passed is not None:
            slow = (self.check.measured < self.check.target) == (self.check.unit == "m/s")
            return Kept.IN_TARGET if self.check.passed else Kept.SLOW if slow else Kept.FAST
        return judged(self.effort.time, self.effort.time_sd, self.fastest, self.slowest)

    @property
    def off_by(self) -> float:
        """Time outside the target, slower above zero; 0 within it, NaN without one. [s]"""
        if self.effort is None or not (math.isfinite(self.fastest) or math.isfinite(self.slowest)):
            return math.nan
        late = self.held_time - self.slowest if math.isfinite(self.slowest) else 0.0
        early = self.held_time - self.fastest if math.isfinite(self.fastest) else 0.0
        return max(late, 0.0) + min(early, 0.0)


def judged(time: float, error: float, fastest: float, slowest: float) -> Kept:
    """Hold a time against a target; one as near as its error allows is in it. [s]

    >>> judged(89.0, 0.4, 88.0, 92.0), judged(92.3, 0.4, 88.0, 92.0), judged(90.5, 0.4, 90.0, 90.0)
    (<Kept.IN_TARGET: 'in target'>, <Kept.SLOW: 'too slow'>, <Kept.IN_TARGET: 'in target'>)
    """
    if not math.isfinite(fastest) and not math.isfinite(slowest):
        return Kept.NO_TARGET
    spare = ALLOWED * error if math.isfinite(error) else 0.0
    both = math.isfinite(fastest) and math.isfinite(slowest)
    half = max(0.5 * (slowest - fastest), spare) if both else spare
    if (both and time < 0.5 * (fastest + slowest) - half) or (not both and time < fastest - half):
        return Kept.FAST
    if (both and time > 0.5 * (fastest + slowest) + half) or (not both and time > slowest + half):
        return Kept.SLOW
    return Kept.IN_TARGET


def slots(analysis: Analysis) -> tuple[Slot, ...]:
    """Give the reps that the session is about: of its plan, else of its kind, else all; none beside a trial."""
    if analysis.trial is not None:
        return ()
    planned = analysis.workout.reps if analysis.workout else ()
    if any(rep.effort is not None for rep in planned):
        return tuple(_planned(analysis, rep, number) for number, rep in enumerate(planned, start=1))
    hard = [i for i, effort in enumerate(analysis.efforts) if effort.kind is not EffortKind.STEADY]
    kinds = KINDS.get(analysis.workout.kind) if analysis.workout else None
    main = [i for i in hard if kinds and analysis.efforts[i].kind in kinds] or hard
    return tuple(
        Slot(number, None, analysis.efforts[i], i, _check(analysis, i)) for number, i in enumerate(main, start=1)
    )


def _planned(analysis: Analysis, rep: MatchedRep, number: int) -> Slot:
    if rep.effort is None:
        return Slot(number, rep, None, None)
    return Slot(number, rep, analysis.efforts[rep.effort], rep.effort, _check(analysis, rep.effort))


def _check(analysis: Analysis, index: int) -> Verdict | None:
    checks = analysis.workout.checks if analysis.workout else ()
    return next((check for check in checks if check.rule == TARGET and check.effort == index), None)


def others(analysis: Analysis) -> tuple[Effort, ...]:
    """Give the efforts that are neither reps of the session, nor its trial, nor steady running."""
    taken = {slot.index for slot in slots(analysis)}
    apart = {EffortKind.STEADY, EffortKind.TRIAL}
    return tuple(effort for i, effort in enumerate(analysis.efforts) if i not in taken and effort.kind not in apart)


def run(found: tuple[Slot, ...]) -> list[Effort]:
    """Give the efforts of those reps that were run."""
    return [slot.effort for slot in found if slot.effort is not None]


def by_clock(effort: Effort) -> bool:
    """Tell whether a rep was run for a time rather than over a distance, by its name.

    A rep without a distance has only its time.
    """
    return ":" in effort.nominal or effort.nominal.split(" ")[-1] in CLOCK_UNITS or not math.isfinite(effort.distance)


def length(efforts: list[Effort]) -> str:
    """Name the length that reps share: their distance, or of reps about as long the time; empty where they differ."""
    names = {effort.nominal for effort in efforts}
    times = sorted(effort.time for effort in efforts)
    if len(names) == 1 and (times[-1] < LONG or not efforts[0].nominal.endswith(" s")):
        return efforts[0].nominal
    if not all(by_clock(effort) for effort in efforts) or times[-1] > ABOUT * times[0]:
        return ""
    middle = times[len(times) // 2]
    about = 5 * max(round(middle / 5), 1)
    if about < LONG:
        return f"{about} s"
    return f"{about // 60} min" if about % 60 == 0 else format_time(middle if len(times) == 1 else about, decimals=0)


def alike(found: tuple[Slot, ...]) -> bool:
    """Tell whether all reps were run over one distance, so that their times can be held to each other."""
    efforts = run(found)
    return len({effort.nominal for effort in efforts}) == 1 and not by_clock(efforts[0])


def counts(found: tuple[Slot, ...]) -> dict[Kept, int]:
    """Count how the reps were run against their targets."""
    kept = [slot.kept for slot in found]
    return {word: kept.count(word) for word in Kept}
