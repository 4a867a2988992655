"""From the efforts of a session to what it was: its kind, the plan beside it, the checks, the words."""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from analyzer.model import (
    Effort,
    EffortKind,
    Floats,
    MatchedRep,
    PaceName,
    Paces,
    Rep,
    SessionPlan,
    Template,
    Workout,
    WorkoutKind,
)
from analyzer.workouts import checks, classify, describe, recognise, targets
from analyzer.workouts.advice import advice
from analyzer.workouts.language import format_plan, format_rep
from analyzer.workouts.match import Match, match
from analyzer.workouts.ran import Held, Session, ran
from analyzer.workouts.running import Running, running

REST_BAND, REST_SECONDS, REST_METRES = 0.2, 10.0, 25.0
"""A planned rest is kept within this share, or so many seconds or metres. (a judgement)"""
MOST_OF_IT = 0.5
"""Steady running that is so much of a tempo run is held to its target."""
PLANNED_SHARE = 0.5
"""A plan that is run for less than this share of its reps does not say what the session was."""


def workout(
    efforts: Sequence[Effort],
    *,
    speed: pd.DataFrame,
    plan: SessionPlan | None = None,
    plan_from: str = "detected",
    plan_name: str = "",
    paces: Paces | None = None,
    templates: Sequence[Template] = (),
    template: Template | None = None,
    sport: str = "",
    latitude: Floats | None = None,
    longitude: Floats | None = None,
    cadence: Floats | None = None,
    longest_before: float | None = None,
) -> Workout:
    """Say what a session was, and hold it against its plan, the template that fits, and the rules of its kind.

    efforts : Every effort of the session; the checks count into them.   speed : frames.SPEED.
    plan_from : "runner" or "file"; "template" and "detected" are found here.   plan_name : Of the plan or the file.
    template : The one that the runner named; else the one of `templates` that fits.
    latitude, longitude, cadence : Of the rows of `speed`; without them the path up a hill is not checked, and strides
        are held only to steady running that is an effort of its own. [deg, steps/min]
    longest_before : The longest session of the last 30 days; None where no log tells it. [m]
    """
    every = tuple(efforts)
    matched = match(plan, every) if plan is not None else None
    kind = classify.kind(every, speed=speed, sport=sport, name=plan_name, paces=paces)
    planned = _planned_kind(plan, matched)
    kind = planned if planned is not None and kind not in {WorkoutKind.OTHER, WorkoutKind.MILE_TRIAL} else kind
    total = running(speed, every)
    reps = _reps_of(every, matched, total.speed)
    if kind is WorkoutKind.HILLS and total.is_up_and_down and not any(one.kind is EffortKind.HILL for one in reps):
        reps = []
    fitting = template or recognise.template(templates, kind, reps)
    judged = reps or _tempo_run(kind, every, total)
    numbered = {id(effort): index for index, effort in enumerate(every)}
    held = _held(every, judged, matched, fitting, paces)
    seen = Session(
        reps=tuple(ran(numbered[id(one)], one) for one in judged),
        around=tuple(ran(index, one) for index, one in enumerate(every)),
        held=held,
        speed=speed,
        paces=paces,
        template=fitting,
        limits=fitting.limits if fitting is not None else {},
        latitude=_of_rows(latitude, speed),
        longitude=_of_rows(longitude, speed),
        cadence=_of_rows(cadence, speed),
        longest_before=math.nan if longest_before is None else longest_before,
    )
    verdicts = checks.run(seen, kind)
    own = plan is not None
    return Workout(
        kind,
        _title(every, kind, reps, total, plan_name),
        plan=format_plan(plan) if plan is not None else fitting.plan if fitting is not None else "",
        plan_from=plan_from if own else "template" if fitting is not None else "detected",
        checks=verdicts,
        template=fitting.name if fitting is not None else "",
        reps=_matched_reps(matched, held),
        advice=advice(verdicts, fitting, matched),
        notes=matched.notes if matched is not None else (),
        paces=paces,
    )


def _of_rows(values: Floats | None, speed: pd.DataFrame) -> Floats:
    """Give the values of the rows of the speed line; nothing where they are of other rows."""
    return np.empty(0) if values is None or len(values) != len(speed) else np.asarray(values, dtype=float)


def _title(efforts: tuple[Effort, ...], kind: WorkoutKind, reps: Sequence[Effort], total: Running, name: str) -> str:
    trial = next((one for one in efforts if one.kind is EffortKind.TRIAL), None)
    if kind is WorkoutKind.MILE_TRIAL and trial is not None:
        return f"{trial.nominal} trial"
    return describe.title(kind, reps, total, name=name)


def _reps_of(efforts: tuple[Effort, ...], matched: Match | None, pace: float) -> list[Effort]:
    """Give the reps that the session is about: those of its plan, else the main set. pace : Of the session. [m/s]"""
    if matched is not None and matched.run >= max(PLANNED_SHARE * len(matched.pairs), 1):
        chosen = {index for _, index in matched.pairs if index is not None} | set(matched.unsure)
        return [effort for index, effort in enumerate(efforts) if index in chosen]
    trials = [effort for effort in efforts if effort.kind is EffortKind.TRIAL]
    return trials or classify.main_set(efforts, pace)


def _tempo_run(kind: WorkoutKind, efforts: tuple[Effort, ...], total: Running) -> list[Effort]:
    """Give the steady running that a tempo run without reps was."""
    longest = max(efforts, key=lambda one: one.time, default=None)
    is_it = kind is WorkoutKind.TEMPO and longest is not None and longest.time >= MOST_OF_IT * total.time
    return [longest] if is_it and longest is not None else []


def _planned_kind(plan: SessionPlan | None, matched: Match | None) -> WorkoutKind | None:
    """Give the kind that a plan has, where at least half of it was run; None where it does not say."""
    if plan is None or matched is None or not matched.pairs:
        return None
    if matched.run < PLANNED_SHARE * len(matched.pairs):
        return None
    kinds = [rep.kind for rep, _ in matched.pairs]
    paces = [rep.target.name for rep, _ in matched.pairs]
    usual = max(set(kinds), key=kinds.count)
    if usual is EffortKind.HILL:
        return WorkoutKind.HILLS
    pace = max(set(paces), key=paces.count)
    if usual is EffortKind.TEMPO or pace is PaceName.THRESHOLD:
        return WorkoutKind.TEMPO
    fast = usual is EffortKind.REP and pace in {PaceName.MILE, PaceName.FIVE_K}
    return WorkoutKind.INTERVALS if fast else None


def _held(
    efforts: tuple[Effort, ...],
    reps: Sequence[Effort],
    matched: Match | None,
    template: Template | None,
    paces: Paces | None,
) -> dict[int, Held]:
    """Give what each rep is held against: the plan first, the template where the plan does not say."""
    planned = {index: rep for rep, index in matched.pairs if index is not None} if matched is not None else {}
    unsure = set(matched.unsure) if matched is not None else set()
    fast = targets.too_fast(template, paces) if template is not None else None
    held: dict[int, Held] = {}
    for index, effort in enumerate(efforts):
        if index in unsure or not any(effort is one for one in reps):
            continue
        rep = planned.get(index)
        unplanned = Rep(kind=EffortKind.TEMPO if effort.kind is EffortKind.STEADY else effort.kind)
        slowest, fastest = targets.band(rep or unplanned, template, paces) or (math.nan, math.nan)
        asked = Held(slowest, fastest, _distance(rep, effort), math.nan if fast is None else fast)
        held[index] = _with_rest(rep, effort, template, asked)
    return held


def _distance(rep: Rep | None, effort: Effort) -> float:
    if rep is not None and math.isfinite(rep.distance):
        return rep.distance
    return effort.distance if rep is None and effort.nominal.endswith((" m", "mile")) else math.nan


def _with_rest(rep: Rep | None, effort: Effort, template: Template | None, held: Held) -> Held:
    """Add the rest that is asked after a rep."""
    if rep is not None and rep.rest is not None:
        time, metres = rep.rest.duration, rep.rest.distance
        room, far = max(REST_BAND * time, REST_SECONDS), max(REST_BAND * metres, REST_METRES)
        return replace(
            held,
            rest=(time - room, time + room) if math.isfinite(time) else (math.nan, math.nan),
            rest_metres=(metres - far, metres + far) if math.isfinite(metres) else (math.nan, math.nan),
            rest_kind=rep.rest.kind,
            planned_rest=True,
        )
    if template is None or template.rest == (0.0, math.inf):
        return held
    least, most = template.rest
    most = min(most, template.limits.get("rest_share", math.inf) * effort.time)
    return replace(held, rest=(min(least, most), most))


def _matched_reps(matched: Match | None, held: dict[int, Held]) -> tuple[MatchedRep, ...]:
    if matched is None:
        return ()
    reps = []
    for rep, index in matched.pairs:
        asked = held.get(index, Held()) if index is not None else Held()
        reps.append(
            MatchedRep(
                planned=format_rep(rep),
                effort=index,
                fastest=_time(rep.distance, asked.fastest),
                slowest=_time(rep.distance, asked.slowest),
                rest=rep.rest.duration if rep.rest is not None else math.nan,
                rest_distance=rep.rest.distance if rep.rest is not None else math.nan,
            )
        )
    return tuple(reps)


def _time(distance: float, speed: float) -> float:
    """Give the time of a rep at a speed; NaN for a rep by time and for a side that has no bound. [s]"""
    return distance / speed if math.isfinite(distance) and 0 < speed < math.inf else math.nan
