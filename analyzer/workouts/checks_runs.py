"""Checks on steady running: easy enough, as long as it should be, no jump in length."""

import math

import numpy as np

from analyzer.model import Compare, EffortKind, Floats, Verdict
from analyzer.units import format_pace, format_time
from analyzer.workouts.ran import Session
from analyzer.workouts.verdicts import verdict

CEILING = 0.82
"""Easy running is at or below this share of the 5K speed (a judgement)."""
ABOVE = 0.05
"""Share of the time that may be above it."""
SPIKE = 0.10
"""A session this much longer than the longest of the last 30 days is a jump (Frandsen 2025: injury rate ratio 1.64
at 10-30 %)."""
RUNNING = 1.8
"""Slower is walking or standing. [m/s]"""
SMOOTH = 30.0
"""The speed of easy running is its mean over this time: a watch's speed flickers. [s]"""
AROUND = 15.0
"""Left out before and after each faster effort. [s]"""


def ceiling(session: Session) -> tuple[Verdict, ...]:
    """Run easily: less than 5 % of the time above .82 of the 5K speed, strides and reps left out."""
    top = session.limit("ceiling", CEILING) * session.paces.five_k if session.paces is not None else math.nan
    speed, seconds = easy_running(session)
    known = seconds.sum() > 0 and math.isfinite(top)
    above = float(seconds[speed > top].sum() / seconds.sum()) if known else math.nan
    said = f"{100 * above:.0f} % of the time faster than {format_pace(top)}/km" if math.isfinite(above) else ""
    return (
        verdict(
            "ceiling",
            "the easy running",
            above,
            0.0,
            session.limit("above", ABOVE),
            Compare.AT_MOST,
            kept=f"Easy enough: {said}.",
            missed=f"Too fast for an easy run: {said}. Slow down until you can talk.",
            unknown="The ceiling is not known without your 5K time, or your goal for the mile."
            if session.paces is None
            else "No speed to hold against the ceiling.",
        ),
    )


def spike(session: Session) -> tuple[Verdict, ...]:
    """Make no session more than a tenth longer than the longest of the last 30 days."""
    far = run_distance(session)
    known = session.longest_before > 0
    more = far / session.longest_before if known else math.nan
    return (
        verdict(
            "spike",
            "the session",
            more,
            1.0,
            session.limit("spike", SPIKE),
            Compare.AT_MOST,
            kept="No jump in length against the last 30 days.",
            missed=f"{100 * (more - 1):.0f} % longer than the longest of the last 30 days: a tenth more is enough.",
            unknown="Not known without a log: the longest session of the last 30 days.",
        ),
    )


def duration(session: Session) -> tuple[Verdict, ...]:
    """Keep the session as long as it is meant to be; a guide only."""
    if session.template is None:
        return ()
    least, most = session.template.total
    if not (most > 0 and math.isfinite(most)) and least <= 0:
        return ()
    ran = run_time(session)
    shown = f"{format_time(ran, decimals=0)} of running"
    only = not math.isfinite(most)
    limits = f"{least / 60:.0f} minutes or more" if only else f"{least / 60:.0f} to {most / 60:.0f} minutes"
    return (
        verdict(
            "duration",
            "the session",
            ran,
            least if only else (least + most) / 2,
            0.0 if only else (most - least) / 2,
            Compare.AT_LEAST if only else Compare.WITHIN,
            unit="s",
            kept=f"{shown}: as long as it should be.",
            missed=f"{shown}; {limits} is the guide.",
        ),
    )


def run_time(session: Session) -> float:
    """Give the time spent running; where there is no speed line, that of the efforts. [s]"""
    speed, seconds = _line(session)
    if len(seconds):
        return float(seconds[speed >= RUNNING].sum())
    return sum(one.time for one in session.around)


def run_distance(session: Session) -> float:
    """Give how far the session went; where there is no speed line, that of the efforts. [m]"""
    far = session.speed["distance"].dropna()
    return float(far.iloc[-1] - far.iloc[0]) if len(far) else sum(one.distance for one in session.around)


def easy_running(session: Session) -> tuple[Floats, Floats]:
    """Give the speeds of the steady running, and the seconds that each lasted; the faster efforts left out."""
    speed, seconds = _line(session, smooth=SMOOTH)
    elapsed = session.speed["elapsed"].to_numpy()[: len(seconds)]
    easy = (seconds > 0) & (speed >= RUNNING)
    for one in session.around:
        if one.kind is not EffortKind.STEADY:
            easy &= (elapsed < one.start - AROUND) | (elapsed > one.end + AROUND)
    return speed[easy], seconds[easy]


def _line(session: Session, *, smooth: float = 0.0) -> tuple[Floats, Floats]:
    """Give the speed of each sample and the seconds until the next; no time passes over a gap."""
    elapsed, speed = (session.speed[name].to_numpy(dtype=float) for name in ("elapsed", "speed"))
    if len(elapsed) < 2:
        return np.empty(0), np.empty(0)
    seconds = np.diff(elapsed)
    usual = float(np.median(seconds))
    seconds = np.where(seconds <= max(5 * usual, 12.0), seconds, 0.0)
    known = np.isfinite(speed[:-1])
    seconds, values = np.where(known, seconds, 0.0), np.where(known, speed[:-1], 0.0)
    if smooth > 0:
        window = max(round(smooth / max(usual, 0.1)), 1)
        ones = np.ones(window)
        weight = np.convolve(seconds, ones, "same")[: len(seconds)]
        total = np.convolve(values * seconds, ones, "same")[: len(seconds)]
        values = np.divide(total, weight, out=np.zeros_like(total), where=weight > 0)
    return values, seconds
