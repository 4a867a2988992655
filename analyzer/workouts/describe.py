"""What was run, in a line of words: "10 x 400 m, mean 1:29.4, rest 1:02"."""

import math
from collections.abc import Sequence
from itertools import groupby

import numpy as np

from analyzer.model import Effort, EffortKind, RecoveryKind, WorkoutKind
from analyzer.units import KILOMETRE, format_pace, format_time
from analyzer.workouts.classify import NO_REST, SHORT
from analyzer.workouts.lengths import METRES, alike, length
from analyzer.workouts.lengths import name as name_of
from analyzer.workouts.running import Running

BETWEEN_SETS = 1.8
"""A rest longer than the usual one by this factor parts two sets."""
MOST_PARTS = 5
"""Parts of a mixed session that are named one by one."""
STEADY_WORDS = {
    WorkoutKind.EASY: "easy run",
    WorkoutKind.LONG: "long run",
    WorkoutKind.STRIDES: "easy run",
    WorkoutKind.TEMPO: "tempo run",
}
WORDS = {WorkoutKind.HILLS: " hill", WorkoutKind.LEG_SPEED: " leg speed"}
MOSTLY = 0.5
"""A session of which less was run than this share of its moving time was a walk with some running."""


def title(kind: WorkoutKind, reps: Sequence[Effort], total: Running, *, name: str = "") -> str:
    """Describe a session. reps : Those that it is about, in order.   name : Of the plan; all there is of some."""
    if kind is WorkoutKind.OTHER:
        return name or _other(total)
    if not reps or (kind in STEADY_WORDS and kind is not WorkoutKind.TEMPO):
        return _steady(kind, reps, total)
    if len(reps) == 1:
        return f"{length(reps)}{' tempo' if kind is WorkoutKind.TEMPO else ''}, {_alone(reps[0])}"
    by_feel = kind in WORDS
    parts = [_structure(reps) + WORDS.get(kind, ""), _grade(reps), _speed(reps, by_feel=by_feel), _rest(reps)]
    return ", ".join(part for part in parts if part)


def _steady(kind: WorkoutKind, reps: Sequence[Effort], total: Running) -> str:
    """Describe steady running, with its strides, or a hill climbed again and again."""
    if kind is WorkoutKind.HILLS:
        rise = f"{len(total.climbs)} climbs of {float(np.median(total.climbs)):.0f} m"
        return f"{rise}, {_kilometres(total.moved)} km, {format_time(total.moving, decimals=0)}"
    run = _run(STEADY_WORDS.get(kind, "run"), total)
    if not reps:
        return run
    if max(one.time for one in reps) > SHORT:
        return f"{run}, with {len(reps)} faster piece{'s' if len(reps) > 1 else ''}"
    easy = max(total.distance - sum(one.distance for one in reps), 0.0)
    word = "long" if kind is WorkoutKind.LONG else "easy"
    return f"{_kilometres(easy)} km {word} + {_structure(reps)} stride{'s' if len(reps) > 1 else ''}"


def _other(total: Running) -> str:
    """Describe what is no run: a walk, or nothing."""
    if total.time >= MOSTLY * total.moving:
        return _run("run", total) if total.time > 0 else "no running"
    moved = f"{_kilometres(total.moved)} km, {format_time(total.moving, decimals=0)}"
    return f"walk and run, {moved}" if total.time > 0 else f"walk, {moved}"


def _run(word: str, total: Running) -> str:
    return f"{word}, {_kilometres(total.distance)} km, {format_time(total.time, decimals=0)}"


def _kilometres(metres: float) -> str:
    return f"{metres / KILOMETRE:.1f}".removesuffix(".0")


def _structure(reps: Sequence[Effort]) -> str:
    """Name the order of the reps: one set, sets of sets, a ladder, or set after set."""
    lengths = _lengths(reps)
    rounds = _rounds(lengths)
    if len(set(lengths)) == 1:
        each = _sets_by_rest(reps)
        return f"{each} x ({len(reps) // each} x {lengths[0]})" if each > 1 else name_of(reps)
    if rounds > 1:
        inner = lengths[: len(lengths) // rounds]
        return f"{rounds} x ({_sum(inner)})"
    if _is_ladder(reps, lengths):
        steps = [length.removesuffix(" m").removesuffix(" min") for length in lengths]
        return f"{'-'.join(steps)}{' m' if lengths[0].endswith(' m') else ' min'} ladder"
    return _sum(lengths)


def _lengths(reps: Sequence[Effort]) -> list[str]:
    """Name the length of each rep as its set is named."""
    named = {id(one): length(group) for group in alike(reps) for one in group}
    return [named[id(one)] for one in reps]


def _sum(lengths: list[str]) -> str:
    """Write lengths as a sum of sets; where there are too many, as counts of each length."""
    parts = [(sum(1 for _ in group), length) for length, group in groupby(lengths)]
    if len(parts) > MOST_PARTS:
        parts = [(lengths.count(length), length) for length in dict.fromkeys(lengths)]
        return f"{len(lengths)} reps: " + ", ".join(f"{count} x {length}" for count, length in parts)
    return " + ".join(f"{count} x {length}" if count > 1 else length for count, length in parts)


def _rounds(lengths: list[str]) -> int:
    """Give how often the same lengths come one after the other."""
    for size in range(1, len(lengths) // 2 + 1):
        if len(lengths) % size == 0 and lengths == lengths[:size] * (len(lengths) // size):
            return len(lengths) // size
    return 1


def _is_ladder(reps: Sequence[Effort], lengths: list[str]) -> bool:
    """Tell a ladder: up, down, or up and down again, by metres or by minutes, no length twice in a row."""
    same_unit = all(one.endswith(" m") for one in lengths) or all(one.endswith(" min") for one in lengths)
    if len(reps) < 3 or not same_unit:
        return False
    steps = np.sign(np.diff([one.distance if lengths[0].endswith(" m") else one.time for one in reps]))
    return bool((steps != 0).all() and (np.diff(steps) <= 0).all()) if len(set(lengths)) > 2 else False


def _sets_by_rest(reps: Sequence[Effort]) -> int:
    """Give the number of equal sets that longer rests make of reps alike; 1 where they make none."""
    rests = np.array([one.recovery for one in reps[:-1]])
    if len(rests) < 3 or not np.isfinite(rests).all():
        return 1
    ends = np.flatnonzero(rests > BETWEEN_SETS * np.median(rests)) + 1
    sizes = np.diff([0, *ends, len(reps)])
    return len(sizes) if len(ends) and len(set(sizes.tolist())) == 1 and sizes[0] > 1 else 1


def _speed(reps: Sequence[Effort], *, by_feel: bool) -> str:
    """Say how fast: the mean time of reps over one distance, one for each of a few distances, else the mean pace."""
    total, took = sum(one.distance for one in reps), sum(one.time for one in reps)
    groups = alike(reps)
    by_distance = all(length(group).endswith(METRES) for group in groups)
    if by_distance and len(groups) <= 2 and not by_feel:
        means = [format_time(sum(one.time for one in group) / len(group)) for group in groups]
        return f"mean{'s' if len(means) > 1 else ''} {' and '.join(means)}"
    return f"{format_pace(total / took)}/km"


def _alone(one: Effort) -> str:
    """Say how fast a single piece was run."""
    pace = f"{format_pace(one.speed)}/km"
    return pace if not one.nominal.endswith(METRES) else f"{format_time(one.time)}, {pace}"


def _grade(reps: Sequence[Effort]) -> str:
    grades = [one.grade for one in reps if math.isfinite(one.grade)]
    hills = all(one.kind is EffortKind.HILL for one in reps)
    return f"{100 * float(np.median(grades)):.0f} %" if hills and grades else ""


def _rest(reps: Sequence[Effort]) -> str:
    """Say the usual rest, how it was spent, and the one between sets."""
    known = [one for one in reps[:-1] if math.isfinite(one.recovery)]
    if not known or float(np.median([one.recovery for one in known])) < NO_REST:
        return ""
    rests = np.array([one.recovery for one in known])
    between = rests > BETWEEN_SETS * np.median(rests)
    parted = _sets_by_rest(reps) > 1 and bool(between.any())
    usual = float(np.median(rests[~between] if parted else rests))
    kinds = {one.recovery_kind for one in known}
    word = next(iter(kinds)) if len(kinds) == 1 else None
    spent = f" {word.value}" if word in {RecoveryKind.JOG, RecoveryKind.WALK} and word is not None else ""
    longer = f", {format_time(float(np.median(rests[between])), decimals=0)} between sets" if parted else ""
    return f"rest {format_time(usual, decimals=0)}{spent}{longer}"
