"""What a runner should do next time, in plain words: one line each, the one that cost most first.

Nothing is advised from a difference that could be the error of the watch.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analyzer.model import Floats, MilePlan, PlannedZone, ZoneEffort
from analyzer.model.cadence import WORDS
from analyzer.score.beside import Run
from analyzer.score.cadence import NOT_USABLE, Shares
from analyzer.score.marks import FOR_CONTRAST, Rules, change_errors, whole
from analyzer.score.marks import zone_marks as zone_marks_of
from analyzer.units import format_time

SURE = 2.0
"""Standard errors that a difference from the plan must have to be spoken of."""
STALE = 0.02
"""All zones faster or slower than planned by this: it is the 5K time."""
EVEN_ENOUGH = 0.02
"""Runners hold a speed no better than this; a common factor may scatter so much."""
FEW = 3
"""So many zones with the same fault share a line."""
ALIKE = 0.5
"""Below this contrast surges and coasts are nearly alike."""
GOOD = 85.0
LONGEST_ADVICE = 6
"""Nobody remembers more lines on the track."""

NEXT_TIME = {
    ("settle", True): "Next time start calmer: the first turn is only for finding 5K pace.",
    ("settle", False): "Next time get to 5K pace within the first 40 m.",
    ("coast", True): "Next time ease back to 5K pace there, so that the next surge is one.",
    ("coast", False): "Next time only ease back to 5K pace there, no slower.",
    ("surge", True): "Next time surge less hard there and keep it for the last lap.",
    ("surge", False): "Next time surge there: quicker steps right from the start of it.",
    ("key", False): "Next time make it your fastest running before the last lap: it matters most.",
    ("fast", False): "Next time run the first half lap fast, at least at 5K pace.",
    ("hold", True): "Next time let it come down a little there before the last lap.",
    ("hold", False): "Next time hold on as long as you can there, and never drop below 5K pace.",
    ("all out", False): "Next time keep enough for a last lap that is all out from the line.",
    ("kick", False): "Next time keep it fast and steady to the line, with or without a kick.",
}
NAMES = {
    "settle": "settling in",
    "coast": "coasts",
    "surge": "surges",
    "key": "surges of lap 3",
    "fast": "first half lap",
    "hold": "hold",
    "all out": "last lap",
    "kick": "finish",
}


@dataclass(frozen=True)
class Fault:
    """A fault that one or several zones share: what was asked, whether it was run too fast, and what it cost."""

    kind: str
    fast: bool
    zones: tuple[int, ...]
    cost: float


def lines(
    run: Run, asked: Rules, zone_marks: Floats, changes: Floats, *, assessed: float, told: bool, shares: Shares
) -> tuple[str, ...]:
    """Give the advice. assessed : Share of the weight.   told : Whether there is a score."""
    if not told:
        short = f"No score: only {assessed:.0%} of the mile was measured well enough, and it takes 70 %."
        return (short, *_unscored(run))
    factor = common_factor(run)
    costed = [(fault.cost, _sentence(run, fault, factor)) for fault in _faults(run, asked, factor)]
    alike = _alike(run, asked, changes)
    if alike:
        costed.append((100 * FOR_CONTRAST * (1 - float(np.nanmean(changes))), alike))
    ranked = [line for _, line in sorted(costed, key=lambda pair: -pair[0])][:LONGEST_ADVICE]
    score = 100 * float(whole(zone_marks, changes, asked))
    stale = [_stale(run.plan, factor)] if factor else []
    return (*stale, *ranked, *_praise(score, faulty=bool(ranked or stale)), *_steps(shares), *_unscored(run))


def result_line(plan: MilePlan, time: float, time_sd: float = math.nan) -> str:
    """Set the time against the goal; it has no part in the score. [s]

    >>> from analyzer.model import MilePlan
    >>> result_line(MilePlan(1, 1200.0, 348.0, 0.18, ()), 350.0, 0.4)
    '5:50.0 ± 0.4 s: 2.0 s slower than the goal of 5:48.0.'
    """
    error = time_sd if math.isfinite(time_sd) else 0.0
    goal = "time that the plan comes to," if "goal" in plan.estimated else "goal of"
    late = time - plan.goal
    against = f"{abs(late):.1f} s {'slower' if late > 0 else 'faster'} than the {goal} {format_time(plan.goal)}"
    if abs(late) <= max(error, 0.05):
        against = f"on the {goal} {format_time(plan.goal)}, as far as the watch can tell"
    return f"{format_time(time)}{f' ± {error:.1f} s' if error else ''}: {against}."


def common_factor(run: Run) -> float:
    """Give the ln of the factor that all zones were faster than planned by; 0 where they were not alike."""
    off = run.x - targets(run.plan)
    free = np.array([zone.code in "DF" for zone in run.plan.zones])
    use = np.isfinite(off) & ~free
    if use.sum() < FEW:
        return 0.0
    errors = np.hypot(run.errors[use], EVEN_ENOUGH)
    share = errors**-2 / (errors**-2).sum()
    factor = float(share @ off[use])
    factor_sd = math.sqrt(float(share @ run.covariance[np.ix_(use, use)] @ share) + EVEN_ENOUGH**2 / use.sum())
    scatter = math.sqrt(float(share @ (off[use] - factor) ** 2))
    alike = scatter <= math.sqrt(float(np.mean(errors**2)))
    return factor if alike and abs(factor) >= max(STALE, SURE * factor_sd) else 0.0


def targets(plan: MilePlan) -> Floats:
    """Give the planned x = ln(speed / 5K speed) of each zone."""
    return np.log(np.array([zone.speed for zone in plan.zones]) * plan.five_k / 5000.0)


def _faults(run: Run, asked: Rules, factor: float) -> list[Fault]:
    """Find what was surely outside its band and surely off its target: several zones together, or one alone."""
    x = run.x - factor
    cost = 100 * asked.weights * (1 - zone_marks_of(x, run.errors, asked)) / asked.weights.sum()
    fast = x > asked.full_to
    sharing: dict[tuple[str, bool], list[int]] = {}
    for i in np.flatnonzero(cost > 0):
        sharing.setdefault((_kind(run.plan.zones[i], fast=bool(fast[i])), bool(fast[i])), []).append(int(i))
    if len(sharing.get(("all out", False), ())) > 1:
        sharing["all out", False] += sharing.pop(("kick", False), [])
    found: list[Fault] = []
    for (kind, was_fast), zones in sharing.items():
        together = [zones] if len(zones) >= (2 if kind == "key" else FEW) else []
        found += [
            Fault(kind, was_fast, tuple(group), float(cost[group].sum()))
            for group in together or [[zone] for zone in zones]
            if _sure(run, asked, factor, group)
        ]
    return found


def _sure(run: Run, asked: Rules, factor: float, zones: list[int]) -> bool:
    outside = np.maximum(asked.full_from - run.x + factor, run.x - factor - asked.full_to)
    off, error = _mean_off(run, zones, factor)
    beyond = float(_by_metres(run.plan, zones) @ outside[zones])
    return beyond > error and abs(off) > SURE * error


def _by_metres(plan: MilePlan, zones: Sequence[int]) -> Floats:
    metres = np.array([plan.zones[i].to_m - plan.zones[i].from_m for i in zones])
    share: Floats = metres / metres.sum()
    return share


def _mean_off(run: Run, zones: Sequence[int], factor: float) -> tuple[float, float]:
    """Give how far zones were off their targets together (ln of speed), with its standard error."""
    which, share = np.array(zones), _by_metres(run.plan, zones)
    off = float(share @ (run.x - factor - targets(run.plan))[which])
    return off, math.sqrt(float(share @ run.covariance[np.ix_(which, which)] @ share))


def _kind(zone: PlannedZone, *, fast: bool) -> str:
    if zone.code == "F":
        return "fast"
    if zone.lap == 3 and zone.effort is ZoneEffort.SURGE and not fast:
        return "key"
    return zone.effort.value


def _sentence(run: Run, fault: Fault, factor: float) -> str:
    planned = [run.plan.zones[i] for i in fault.zones]
    off, error = _mean_off(run, fault.zones, factor)
    than = "the plan for that 5K time" if factor else "planned"
    by = f"{100 * abs(math.expm1(off)):.0f} % {'faster' if off > 0 else 'slower'} than {than} (± {100 * error:.0f} %)"
    if len(planned) == 1:
        place, seconds = planned[0].where, "" if factor else _seconds(run, fault.zones[0], off)
    else:
        place, seconds = f"The {NAMES[fault.kind]} ({_places(planned)})", ""
    return f"{place}: {by}{seconds}. {NEXT_TIME[fault.kind, fault.fast]}"


def _seconds(run: Run, i: int, off: float) -> str:
    """Give the time of a zone beside its target, where the two tell the same as the speed does."""
    late = run.time[i] - run.plan.zones[i].target
    if not abs(late) > run.time_sd[i] or (late > 0) != (off < 0):
        return ""
    return f", {run.time[i]:.1f} s for {run.plan.zones[i].target:.1f} s (± {run.time_sd[i]:.1f} s)"


def _places(zones: Sequence[PlannedZone]) -> str:
    laps = dict.fromkeys(zone.lap for zone in zones)
    inside = [(lap, [zone.zone.value for zone in zones if zone.lap == lap and not zone.run_off]) for lap in laps]
    return "; ".join(f"lap {lap} {', '.join(names)}" for lap, names in inside)


def _stale(plan: MilePlan, factor: float) -> str:
    faster = "faster" if factor > 0 else "slower"
    now = format_time(plan.five_k * math.exp(-factor), decimals=0)
    told = "The 5K time estimated for you" if "five_k" in plan.estimated else "Your 5K time"
    return (
        f"Every zone was about {100 * abs(math.expm1(factor)):.0f} % {faster} than planned. {told} of "
        f"{format_time(plan.five_k, decimals=0)} does not fit this run: plan the next one with about {now}."
    )


def _alike(run: Run, asked: Rules, changes: Floats) -> str:
    """Say that surges and coasts were nearly alike, where they surely were."""
    known = np.isfinite(changes)
    if float(np.mean(changes[known])) >= ALIKE:
        return ""
    change = (asked.sign * (run.x[asked.after] - run.x[asked.before]))[known]
    mean = float(np.mean(change))
    error = math.sqrt(float(np.mean(change_errors(run.covariance, asked)[known] ** 2)) / len(change))
    if asked.full_change - mean <= SURE * error:
        return ""
    plan = f"the plan has the surges {100 * run.plan.surge:.0f} % faster"
    if mean < -SURE * error:
        return f"The coasts were run faster than the surges; {plan}. Next time take the plan to the track."
    measured = f"{100 * math.expm1(mean):.0f} % faster than the coasts beside them (± {100 * error:.0f} %)"
    if mean <= SURE * error:
        measured = "no faster than the coasts beside them, as far as the watch can tell"
    return f"The surges were {measured}; {plan}. Next time make each change plain, right at the line."


def _praise(score: float, *, faulty: bool) -> tuple[str, ...]:
    if score >= GOOD:
        return (f"{'All else' if faulty else 'Every zone'} went to plan: {score:.0f} of 100.",)
    if faulty:
        return ()
    return ("No zone was off the plan by more than the watch can be wrong: nothing is sure enough to change.",)


def _steps(shares: Shares) -> tuple[str, ...]:
    if shares.word == NOT_USABLE:
        return ("Cadence not usable: it stays the same through clear changes of speed.",)
    if shares.share + shares.share_sd < WORDS[0][0]:
        share = f"{100 * shares.share:.0f} % of the change (± {100 * shares.share_sd:.0f} %)"
        return (f"Your surges came from longer steps: cadence made {share}. Next time: faster, shorter, quicker.",)
    return ()


def _unscored(run: Run) -> tuple[str, ...]:
    left_out = [(zone.where, why) for zone, why in zip(run.plan.zones, run.unscored, strict=True) if why]
    if len(left_out) <= FEW:
        return tuple(f"{where} is not scored: {why}." for where, why in left_out)
    where, why = left_out[0]
    return (f"{len(left_out)} zones are not scored, the first of them {where[0].lower()}{where[1:]}: {why}.",)
