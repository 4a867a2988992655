"""The numbers that a report gives to what was run, by which a runner corrects it."""

from analyzer.charts.slots import others, slots
from analyzer.model import Analysis, Effort, EffortKind


def numbered(analysis: Analysis) -> dict[int, Effort]:
    """Give each trial, rep and other effort by its number; steady running has none.

    Reps have the numbers of their table, in which one that was not run leaves a gap; what was run beside them follows.
    """
    trials = [effort for effort in analysis.efforts if effort.kind is EffortKind.TRIAL]
    found = dict(enumerate(trials, start=1))
    main = slots(analysis)
    found |= {slot.number: slot.effort for slot in main if slot.effort is not None}
    last = max([len(trials), *(slot.number for slot in main)])
    return found | dict(enumerate(others(analysis), start=last + 1))
