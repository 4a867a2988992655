"""Reps as the runner corrects them, before they are timed; presses that were wrong."""

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd

from analyzer.efforts.hard import Hard
from analyzer.efforts.reps import SAID_LATE
from analyzer.efforts.sets import Session
from analyzer.model import Add, Corrections, Drop, Edit, Join, Motion, Move, Placement, Range, Recording, Split, Trigger
from analyzer.model.corrections import clock

PRESS_NEAR = 5.0
"""A wrong press is the one that is so near to the time that the runner says. [s]"""
MOSTLY = 0.6
"""What is found now belongs to a rep of the report before where so much of it lies in it."""
LEAST_TIME, LEAST_METRES = 5.0, 35.0
"""A rep is at least so long. [s, m]"""
TOUCHING = 6.0
"""Reps that overlap by less follow each other: ends that were found are late. [s]"""
SAME_END = 8.0
"""An end that is found now is that of the report before where it is so near. [s]"""
BESIDE = 3.0
"""A rep may reach so far out of a stay on the track. [s]"""


def without_presses(recording: Recording, said: Corrections) -> Recording:
    """Give the recording without the wrong presses: the lap that each ended goes on to the end of the next.

    Raises CorrectionError where there is none near.
    """
    laps = recording.device_laps
    for moment in said.wrong_presses:
        laps = _without_press(laps, moment, said)
    return replace(recording, device_laps=laps) if said.wrong_presses else recording


def _without_press(laps: pd.DataFrame, moment: float, said: Corrections) -> pd.DataFrame:
    ends = laps["end"].to_numpy(dtype=float)
    own = ~laps["trigger"].isin([str(Trigger.DISTANCE), str(Trigger.SESSION_END)]).to_numpy(dtype=bool)
    away = np.where(own, np.abs(ends - moment), np.inf)
    if not len(away) or away.min() > PRESS_NEAR:
        near = f"; the nearest is at {clock(round(float(ends[away.argmin()]), 1))}" if own.any() else ""
        told = f"there is no press within {PRESS_NEAR:.0f} s{near}"
        raise said.wrong("wrong_presses", f"'{clock(moment)}'", told)
    row = int(away.argmin())
    if row == len(laps) - 1:
        # the lap goes on to the end of the recording
        return laps.assign(trigger=[*laps["trigger"].tolist()[:-1], str(Trigger.SESSION_END)])
    numbers = {name: laps[name].to_numpy(dtype=float, copy=True) for name in ("start", "timer", "distance")}
    numbers["start"][row + 1] = numbers["start"][row]
    for name in ("timer", "distance"):
        numbers[name][row + 1] += numbers[name][row]
    joined: pd.DataFrame = laps.assign(**numbers).drop(index=laps.index[row])
    return joined.reset_index(drop=True)


def corrected(
    session: Session, said: Corrections, speed: pd.DataFrame, motion: Motion | None, placement: Placement | None
) -> Session:
    """Correct the reps of a session. speed : frames.SPEED.   motion, placement : None away from a track.

    The reps have the numbers of `said.reps`; where one is no longer found as it was, it is taken from there. Nothing
    changes but what is said: what that report did not show does not come forth.
    Raises CorrectionError where a correction does not fit.
    """
    if not said.edits:
        return session
    if speed.empty:
        raise said.wrong(said.key(said.edits[0]), "the recording tells no speed", "take out what corrects reps")
    stays = placement.intervals if placement is not None and motion is not None else ()
    kept = list(session.reps)
    made: list[tuple[Edit, Hard]] = []
    for edit in said.edits:
        if isinstance(edit, Add):
            parts = [Hard(edit.start, edit.end, math.nan, said=(True, True))]
        else:
            span = _span(edit, said)
            inside = [rep for rep in kept if _shared(rep, span) > MOSTLY * rep.time]
            kept = [rep for rep in kept if rep not in inside]
            parts = _parts(edit, _whole(inside, span), span, said, speed)
        measured = [_measured(rep, edit, said, speed, stays) for rep in parts]
        made += [(edit, replace(rep, on_track=rep.on_track and _is_forward(rep, motion))) for rep in measured]
    added = tuple(rep for edit, rep in made if isinstance(edit, Add))
    only_added = len(added) == len(said.edits)
    kept = _beside(kept, added, said) if only_added else _as_shown(kept, said, speed)
    reps = _apart([*((None, rep) for rep in kept), *made], said)
    return replace(session, reps=reps, added=added, corrected=not only_added)


def _beside(kept: Sequence[Hard], added: Sequence[Hard], said: Corrections) -> list[Hard]:
    """Give the reps that were found beside those that the runner adds: what was not shown gives way to them."""
    return [rep for rep in kept if _is_shown(rep, said) or not any(_shared(rep, (one.start, one.end)) for one in added)]


def _as_shown(kept: Sequence[Hard], said: Corrections, speed: pd.DataFrame) -> list[Hard]:
    """Give the reps that are not corrected as the report showed them: a trial whose laps are found apart is one."""
    elapsed, run = speed["elapsed"].to_numpy(), speed["distance"].to_numpy()
    found = [rep for rep in kept if _is_shown(rep, said)]
    for span in filter(None, said.reps):
        inside = [rep for rep in found if _shared(rep, span) > MOSTLY * rep.time]
        if len(inside) > 1:
            one = _whole(inside, span)
            metres = float(np.diff(np.interp([one.start, one.end], elapsed, run))[0])
            found = [*(rep for rep in found if rep not in inside), replace(one, distance=metres)]
    return found


def _apart(reps: Sequence[tuple[Edit | None, Hard]], said: Corrections) -> tuple[Hard, ...]:
    """Give reps in order of time. Raises CorrectionError where two overlap."""
    ordered = sorted(reps, key=lambda one: one[1].start)
    for (one, before), (other, after) in pairwise(ordered):
        told = before.said[1] and after.said[0]
        edit, rep = (other, before) if other is not None else (one, after)
        if edit is not None and before.end - after.start > (0.0 if told else TOUCHING):
            where = f"it overlaps the rep from {clock(round(rep.start))} to {clock(round(rep.end))}"
            raise said.wrong(said.key(edit), where, "change its times, or correct that rep too")
    return tuple(rep for _, rep in ordered)


def _span(edit: Join | Drop | Move | Split, said: Corrections) -> Range:
    """Give from when to when the reps of an edit went. Raises CorrectionError where one does not exist."""
    spans = []
    for number in edit.reps if isinstance(edit, Join) else (edit.rep,):
        span = said.reps[number - 1] if number <= len(said.reps) else None
        if span is None:
            key = "reps" if isinstance(edit, Join) else "rep"
            count = len(said.reps)
            told = f"before any correction there are 1 to {count}" if count else "none was found: add it as [[add]]"
            wrong = "this rep was not run" if number <= count else "there is no such rep"
            raise said.wrong(f"{said.key(edit)}: {key}", str(number), f"{wrong}; {told}")
        spans.append(span)
    return spans[0][0], spans[-1][1]


def _whole(inside: Sequence[Hard], span: Range) -> Hard:
    """Give the rep of the report before: by the ends that are found now, else by those that it had."""
    first = inside[0].start if inside and abs(inside[0].start - span[0]) < SAME_END else math.nan
    last = inside[-1].end if inside and abs(inside[-1].end - span[1]) < SAME_END else math.nan
    told = not math.isfinite(first), not math.isfinite(last)
    start, end = span[0] if told[0] else first, span[1] if told[1] else last
    on_track = bool(inside) and all(rep.on_track for rep in inside)
    by_time = len(inside) == 1 and inside[0].by_time
    return Hard(start, end, math.nan, regular=True, on_track=on_track, by_time=by_time, said=told)


def _parts(
    edit: Join | Drop | Move | Split, whole: Hard, span: Range, said: Corrections, speed: pd.DataFrame
) -> list[Hard]:
    if isinstance(edit, Drop):
        return []
    if isinstance(edit, Join):
        return [whole]
    if isinstance(edit, Move):
        told = math.isfinite(edit.start), math.isfinite(edit.end)
        return [
            replace(
                whole,
                start=edit.start if told[0] else whole.start,
                end=edit.end if told[1] else whole.end,
                said=(told[0] or whole.said[0], told[1] or whole.said[1]),
            )
        ]
    others = [one for one in said.edits if isinstance(one, Split) and one.rep == edit.rep]
    if edit is not others[0]:
        return []
    cuts = sorted((_cut(one, whole, span, said, speed), one.at_m) for one in others)
    ends = [whole.start, *(moment for moment, _ in cuts), whole.end]
    told_ends = [whole.said[0], *(True for _ in cuts), whole.said[1]]
    metres = [0.0, *(far for _, far in cuts), math.nan]
    return [
        replace(whole, start=a, end=b, by_time=False, said=said_ends, meant=far_b - far_a)
        for (a, b), said_ends, (far_a, far_b) in zip(pairwise(ends), pairwise(told_ends), pairwise(metres), strict=True)
    ]


def _cut(edit: Split, whole: Hard, span: Range, said: Corrections, speed: pd.DataFrame) -> float:
    """Give when a rep is parted. Raises CorrectionError where that is outside the rep. [s]"""
    elapsed, run = speed["elapsed"].to_numpy(), speed["distance"].to_numpy()
    went = f"rep {edit.rep} went from {clock(round(span[0], 1))} to {clock(round(span[1], 1))}"
    if math.isfinite(edit.at):
        if not span[0] < edit.at < span[1]:
            raise said.wrong(f"{said.key(edit)}: at", f"'{clock(edit.at)}'", f"{went}; write a time between")
        if not span[0] + LEAST_TIME <= edit.at <= span[1] - LEAST_TIME:
            least = f"{went}, and each part has at least {LEAST_TIME:.0f} s"
            raise said.wrong(f"{said.key(edit)}: at", f"'{clock(edit.at)}'", least)
        return edit.at
    late = SAID_LATE if whole.on_track else 0.0
    first, last = np.interp(np.array(span) + late, elapsed, run).tolist()
    if edit.at_m >= last - first:
        raise said.wrong(
            f"{said.key(edit)}: at_m",
            f"{edit.at_m:g}",
            f"rep {edit.rep} is {last - first:.0f} m long; write fewer metres",
        )
    return float(np.interp(first + edit.at_m, np.maximum.accumulate(run), elapsed)) - late


def _measured(rep: Hard, edit: Edit, said: Corrections, speed: pd.DataFrame, stays: tuple[Range, ...]) -> Hard:
    """Give a rep its distance, and tell whether it was on the track. Raises CorrectionError where it is none."""
    elapsed, run = speed["elapsed"].to_numpy(), speed["distance"].to_numpy()
    went = f"from {clock(round(rep.start, 1))} to {clock(round(rep.end, 1))}"
    if rep.end > elapsed[-1] + TOUCHING:
        raise said.wrong(
            said.key(edit), went, f"the recording ends at {clock(float(np.floor(elapsed[-1])))}; write times before"
        )
    metres = float(np.diff(np.interp([rep.start, rep.end], elapsed, run))[0])
    if rep.time < LEAST_TIME or metres < LEAST_METRES:
        least = f"a rep has at least {LEAST_TIME:.0f} s and {LEAST_METRES:.0f} m"
        raise said.wrong(said.key(edit), f"{went} only {max(metres, 0.0):.0f} m were run", least)
    there = any(first - BESIDE <= rep.start and rep.end <= last + BESIDE for first, last in stays)
    return replace(rep, distance=metres, on_track=rep.on_track or there)


def _is_forward(rep: Hard, motion: Motion | None) -> bool:
    """Tell whether a rep goes on along the track, the way that the session was run."""
    if motion is None:
        return False
    elapsed, arc = motion.frame["elapsed"].to_numpy(), motion.frame["arc"].to_numpy()
    return float(np.diff(np.interp([rep.start, rep.end], elapsed, arc))[0]) > LEAST_METRES


def _is_shown(rep: Hard, said: Corrections) -> bool:
    return any(_shared(rep, span) > 0.5 * min(rep.time, span[1] - span[0]) for span in said.reps if span is not None)


def _shared(rep: Hard, span: Range) -> float:
    return max(min(rep.end, span[1]) - max(rep.start, span[0]), 0.0)
