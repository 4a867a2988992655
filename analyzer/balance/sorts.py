"""The rules of what is run: a long run a week, strides after easy runs, how long the other easy runs are."""

from datetime import date

import numpy as np

from analyzer.balance.calendar import monday
from analyzer.balance.runs import LONG_LEAST, LONG_MOST, MINUTE
from analyzer.balance.seen import NO_RUNS, Seen, counted, day_words, listed, time_words
from analyzer.model import BalanceCheck, Outcome

EASY_LEAST, EASY_MOST = 30, 45
"""Of the other easy runs, as a guide. [min]"""
STRIDES = 0.5
"""More than this share of the easy runs ends with strides."""
_UNRECORDED = "runs that were not recorded, or recorded in two files"


def long_run(seen: Seen) -> BalanceCheck:
    """Each week has a long run of 60 to 90 min."""
    title = "A long run each week"
    over = [_week(seen, week) for week in seen.over()]
    weeks = dict(zip(seen.over(), over, strict=True))
    now = monday(seen.until)
    ahead = now not in weeks and bool((seen.in_week(now) & (seen.runs.long_run | seen.runs.longer)).any())
    present = "" if now in weeks else "one this week already" if ahead else "the present week is not over"
    missing, longer, kept = ([week for week in weeks if weeks[week] == how] for how in ("none", "longer", "kept"))
    empty = [week for week in weeks if weeks[week] == "nothing"]
    judged = len(missing) + len(longer) + len(kept)
    measured = {"weeks": float(judged), "with_long_run": float(judged - len(missing)), "longer": float(len(longer))}
    parts = [f"in {judged - len(missing)} of {counted(judged, 'week')} that can be judged" if judged else ""]
    parts += [f"none in the week of {listed(day_words(week) for week in missing)}" if missing else ""]
    parts += [f"longer than {LONG_MOST} min in that of {listed(day_words(week) for week in longer)}" if longer else ""]
    parts += [f"no running was logged in that of {listed(day_words(week) for week in empty)}" if empty else ""]
    none = "" if judged or empty else seen.nothing or "no week that is over is in the log as a whole"
    saw = "; ".join(filter(None, [none, *parts, present, _longest(seen)]))
    unseen = f"{_UNRECORDED}; weeks that the log holds in part are not judged"
    outcome, advice = Outcome.KEPT, "Go on like this: one long run a week, easy all the way."
    if missing:
        outcome = Outcome.NOT_KEPT
        advice = f"Let one easy run of each week take {LONG_LEAST} to {LONG_MOST} min; grow there a little a week."
    elif longer:
        outcome, advice = Outcome.BETWEEN, f"What is asked is {LONG_LEAST} to {LONG_MOST} min: end the long run there."
    elif not kept and not ahead:
        outcome, advice = Outcome.UNKNOWN, NO_RUNS if seen.nothing or empty else "Log a whole week, Monday to Sunday."
    return BalanceCheck("long_run", title, outcome, saw, unseen, advice, measured, tuple(missing))


def _week(seen: Seen, week: date) -> str:
    """Tell whether a week that is over has a long run: kept, longer, none; nothing logged; untold."""
    mine = seen.in_week(week)
    if (mine & seen.runs.long_run).any():
        return "kept"
    if (mine & seen.runs.longer).any():
        return "longer"
    if not seen.whole(week):
        return "untold"
    return "none" if mine.any() else "nothing"


def _longest(seen: Seen) -> str:
    """Say how long the longest easy run was, where none was long."""
    runs = seen.runs
    if (seen.inside & (runs.long_run | runs.longer)).any() or not (seen.inside & runs.easy_run).any():
        return ""
    return f"the longest easy run took {time_words(float(runs.running[seen.inside & runs.easy_run].max()))}"


def strides(seen: Seen) -> BalanceCheck:
    """More than half of the easy runs have strides."""
    title = "Strides after easy runs"
    easy = seen.inside & seen.runs.easy_run
    count, having = int(easy.sum()), int((easy & (seen.runs.strides > 0)).sum())
    unseen = "strides too short or too gentle to be told from the run, and runs that were not recorded"
    measured = {"easy_runs": float(count), "with_strides": float(having)}
    if not count:
        return _no_easy_runs("strides", title, seen, unseen, measured)
    saw = f"after {having} of {counted(count, 'easy run')} (long runs left out){seen.span}"
    if having > STRIDES * count:
        return BalanceCheck(
            "strides", title, Outcome.KEPT, saw, unseen, "Go on like this: relaxed and quick, not all out.", measured
        )
    advice = "End more easy runs with 3 to 8 strides of 10 to 30 s, 40 s or more of rest between them."
    return BalanceCheck("strides", title, Outcome.NOT_KEPT, saw, unseen, advice, measured)


def easy_length(seen: Seen) -> BalanceCheck:
    """Let the other easy runs take 30 to 45 min: a guide, which nothing is held against."""
    title = "Other easy runs of 30 to 45 min"
    easy = seen.inside & seen.runs.easy_run
    minutes = np.floor(seen.runs.running[easy] / MINUTE + 0.5)
    short, long = int((minutes < EASY_LEAST).sum()), int((minutes > EASY_MOST).sum())
    measured = {"easy_runs": float(len(minutes)), "shorter": float(short), "longer": float(long)}
    unseen = "why a run was short or long: it is a guide only"
    if not len(minutes):
        return _no_easy_runs("easy_length", title, seen, unseen, measured)
    saw = f"{len(minutes) - short - long} of {counted(len(minutes), 'easy run')}; {short} shorter, {long} longer"
    if short or long:
        advice = "Nothing has to change: it is a guide for the runs that are neither long nor hard."
        return BalanceCheck("easy_length", title, Outcome.GUIDE, saw, unseen, advice, measured)
    return BalanceCheck("easy_length", title, Outcome.KEPT, saw, unseen, "Go on like this.", measured)


def _no_easy_runs(rule: str, title: str, seen: Seen, unseen: str, measured: dict[str, float]) -> BalanceCheck:
    saw = seen.nothing or f"no easy run was logged{seen.span}"
    advice = NO_RUNS if seen.nothing else "Where there is no easy run there is nothing to see: run some easily."
    return BalanceCheck(rule, title, Outcome.UNKNOWN, saw, unseen, advice, measured)
