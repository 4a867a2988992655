"""The headline of a session and what is said under it, for every kind of report."""

import math
from dataclasses import dataclass

import numpy as np

from analyzer.charts.easy import above_easy, ceiling_of
from analyzer.charts.slots import run, slots
from analyzer.efforts import lane_notes
from analyzer.model import Analysis, Effort
from analyzer.model.doubt import finish_in_doubt, finish_note, in_both_readings
from analyzer.report.rep_words import rep_lines, rep_number, structure
from analyzer.report.words import PLAN_FROM, SHAPES, kilometres, percent, slower_or_faster, whole, with_error
from analyzer.units import format_pace, format_time, pace_unit

MOSTLY = 0.5
"""Steady running on the track is the session where it took so much of its time."""
INDOORS = ("indoor", "treadmill")
"""In the name of a kind of running for which nobody expects positions."""
NO_POSITIONS = "no positions in this recording: record outdoors with GPS on for laps and turns"
ADVICE = "Next time"
"""What stands over the advice of a session that has no score."""


@dataclass(frozen=True)
class Headline:
    """What a runner reads in the first five seconds: the name, the number with its error, and a line or two."""

    name: str
    number: str
    lines: tuple[str, ...]


def headline(analysis: Analysis) -> Headline:
    """Give the headline: the trial, else the reps, else the run."""
    if analysis.trial is not None:
        return _trial(analysis, analysis.trial)
    found = slots(analysis)
    if run(found):
        return Headline(structure(analysis, run(found))[0], rep_number(found), rep_lines(analysis, found))
    return _run(analysis)


def track_line(analysis: Analysis) -> str:
    """Say in one line what was found of the track; empty where the headline says that there is none."""
    track = analysis.track
    if track is None:
        titled = analysis.workout is not None and analysis.workout.title
        return "No track in this recording" if analysis.efforts or titled else ""
    laps = f", {track.laps:.1f} laps on it" if math.isfinite(track.laps) else ""
    named = f"{track.name}: " if track.name else ""
    shape = SHAPES.get(track.oval.shape, track.oval.shape)
    return f"{named}track of {track.oval.lap(1):.1f} m, {shape}; lane {track.lane}{laps}"


def warnings(analysis: Analysis) -> tuple[str, ...]:
    """Give what could change every number of the report, and how the runner settles it."""
    return (*finish_note(analysis.track), *(lane_notes(analysis.track) if analysis.track else ()))


def notes(analysis: Analysis) -> tuple[str, ...]:
    """Give the notes on the data that are no warnings."""
    warned = warnings(analysis)
    return tuple(note for note in analysis.all_notes if note not in warned)


def advice(analysis: Analysis) -> tuple[str, ...]:
    """Give the advice of the score, else of the checks; with both names of turns and straights where either may be."""
    lines = analysis.score.advice if analysis.score else analysis.workout.advice if analysis.workout else ()
    return tuple(in_both_readings(line) for line in lines) if finish_in_doubt(analysis.track) else lines


def facts(analysis: Analysis) -> tuple[tuple[str, str], ...]:
    """Give what the watch says of the session: when, how long, how far; each with its name."""
    recording = analysis.recording
    samples = recording.samples
    found = []
    if len(samples):
        found.append(("Date", f"{samples.index[0]:%Y-%m-%d %H:%M} UTC"))
        found.append(("Duration", format_time(float(samples["elapsed"].iloc[-1]), decimals=0)))
    distance = watch_distance(analysis)
    if math.isfinite(distance):
        found.append(("Distance by the watch", kilometres(distance)))
    heart = samples["heart_rate"].to_numpy(dtype=float)
    if np.isfinite(heart).any():
        found.append(
            ("Heart rate", f"{whole(float(np.nanmean(heart)))} mean, {whole(float(np.nanmax(heart)))} highest")
        )
    kinds = (recording.sub_sport,) if recording.sport in recording.sub_sport else (recording.sport, recording.sub_sport)
    sport = " ".join(word for word in kinds if word and word != "generic")
    found += [(name, text) for name, text in (("Watch", recording.device), ("Sport", sport.replace("_", " "))) if text]
    if analysis.workout is not None and analysis.workout.plan:
        name, source = PLAN_FROM.get(analysis.workout.plan_from, ("Planned", analysis.workout.plan_from))
        found.append((name, f"{analysis.workout.plan}{f' ({source})' if source else ''}"))
        fits = analysis.workout.template
        if fits and analysis.workout.plan_from != "template":
            found.append(("Template", fits))
    return tuple(found)


def watch_distance(analysis: Analysis) -> float:
    """Give the distance that the watch itself recorded, NaN where it has none. [m]"""
    distance = analysis.recording.samples["distance"].dropna()
    return float(distance.iloc[-1] - distance.iloc[0]) if len(distance) > 1 else math.nan


def trial_name(effort: Effort) -> str:
    """Name a trial as a runner does."""
    return "Mile" if effort.nominal == "1 mile" else effort.nominal


def score_words(analysis: Analysis) -> tuple[str, str]:
    """Say the score, and what it is made of; empty without a plan."""
    score = analysis.score
    if score is None:
        return "", ""
    if not math.isfinite(score.score):
        return "Plan kept: cannot be told", "too few zones could be timed well enough"
    error = f" ± {score.score_sd:.0f}" if math.isfinite(score.score_sd) else ""
    parts = [f"changes of effort made {percent(score.contrast)}"] if math.isfinite(score.contrast) else []
    if math.isfinite(score.cadence_share):
        parts.append(f"cadence made {percent(score.cadence_share)} of the changes of speed")
    if math.isfinite(score.held):
        parts.append(f"held {score.held:.0f} m into the back turn of lap 3")
    detail = "; ".join(parts)
    if finish_in_doubt(analysis.track):
        detail = f"{in_both_readings(detail)}; held against the first of both names"
    return f"Plan kept: {score.score:.0f}{error} of 100", detail


def goal_line(analysis: Analysis) -> str:
    """Say the result against the goal; empty without a goal of the runner's own."""
    plan, trial = analysis.strategy, analysis.trial
    if plan is None or trial is None or "goal" in plan.estimated:
        return ""
    return f"Goal {format_time(plan.goal)}: {slower_or_faster(trial.time - plan.goal)}"


def _trial(analysis: Analysis, trial: Effort) -> Headline:
    pace = f"{format_pace(trial.distance / trial.time)} {pace_unit()}"
    lines = [
        ", ".join(text for text in (goal_line(analysis), pace, f"lane {trial.lane}" if trial.on_track else "") if text)
    ]
    return Headline(trial_name(trial), with_error(trial.time, trial.time_sd, unit=True), tuple(lines))


def _run(analysis: Analysis) -> Headline:
    title = analysis.workout.title if analysis.workout else ""
    samples = analysis.recording.samples
    lasted = float(samples["elapsed"].iloc[-1]) if len(samples) else math.nan
    steady = max(analysis.efforts, key=lambda effort: effort.time, default=None)
    aside = steady is not None and title != "" and steady.time < MOSTLY * lasted
    if steady is not None and not aside and (steady.on_track or math.isfinite(steady.distance)):
        where = "on the track " if steady.on_track else ""
        lines = [
            f"{where}{kilometres(steady.distance)}, {format_pace(steady.speed)} {pace_unit()}",
            *_easy_lines(analysis),
        ]
        error = steady.time_sd if steady.on_track else math.nan
        number = with_error(steady.time, error, unit=True) if steady.on_track else format_time(steady.time, decimals=0)
        name, _, rest = title.partition(", ")
        lines = [f"Running: {rest}", *lines] if rest else lines
        return Headline(name[:1].upper() + name[1:] or "Steady running", number, tuple(lines))
    duration = format_time(lasted, decimals=0) if math.isfinite(lasted) else "–"
    distance = watch_distance(analysis)
    known = math.isfinite(distance) and distance > 0
    name, _, rest = title.partition(", ")
    lines = [f"Running: {rest}"] if rest else []
    if known:
        lines.append(f"{kilometres(distance)} by the watch's own distance")
    if steady is not None and aside and steady.on_track:
        time = with_error(steady.time, steady.time_sd, unit=True)
        lines.append(
            f"on the track {kilometres(steady.distance)} of it in {time}, {format_pace(steady.speed)} {pace_unit()}"
        )
    lines += _easy_lines(analysis)
    if not np.isfinite(samples["latitude"].to_numpy(dtype=float)).any():
        indoors = any(word in analysis.recording.sub_sport for word in INDOORS)
        lines.append("indoors: no track to time laps and turns on" if indoors else NO_POSITIONS)
    elif not title:
        lines.append("no track in this recording: no laps or turns to time")
    return Headline(name[:1].upper() + name[1:] or _sport(analysis), duration, tuple(lines))


def _easy_lines(analysis: Analysis) -> list[str]:
    """Say how much of an easy run was faster than easy."""
    share, ceiling = above_easy(analysis), ceiling_of(analysis)
    if not math.isfinite(share):
        return []
    return [f"{percent(share)} of the time faster than easy ({format_pace(ceiling)} {pace_unit()})"]


def _sport(analysis: Analysis) -> str:
    sport = analysis.recording.sport
    return "Run" if sport in {"", "running", "generic"} else sport.replace("_", " ").capitalize()
