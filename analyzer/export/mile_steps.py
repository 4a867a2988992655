"""The mile plan as the steps of a watch."""

import math
from enum import StrEnum
from itertools import groupby

from analyzer.export.watch_workout import (
    LAP,
    NAME_LETTERS,
    NOTE_LETTERS,
    WatchStep,
    WatchWorkout,
    around,
    checked,
    plain,
    scaled,
    step,
    stretch,
)
from analyzer.model import MilePlan, PlannedStep, PlannedZone, Range, ZoneEffort
from analyzer.units import format_time

_MARGINS: dict[ZoneEffort, Range] = {
    ZoneEffort.SETTLE: (0.03, 0.03),
    ZoneEffort.COAST: (0.03, 0.03),
    ZoneEffort.SURGE: (0.06, 0.06),
    ZoneEffort.HOLD: (0.15, 0.06),
    ZoneEffort.ALL_OUT: (0.06, 0.15),
    ZoneEffort.KICK: (0.06, 0.25),
}
"""How far below and above its target a zone still scores in full, about; in the last lap nothing is too fast."""


class MileSteps(StrEnum):
    """What the watch steps through: laps by the button, zones by its own distance, zones by the clock."""

    LAPS = "laps"
    ZONES = "zones"
    TIMES = "times"


def mile_steps(plan: MilePlan, *, steps: MileSteps, lap_shown: float = LAP) -> WatchWorkout:
    """Give the mile as steps: a warm-up until the lap button is pressed at the start, the mile, a cool-down.

    LAPS: a step ends when the lap button is pressed at the finish line, so nothing that the watch measures moves it.
    ZONES: a step a turn or straight, as long as it is in the lane, by the watch's distance, too long on a track.
    TIMES: a step a turn or straight, as long as it should take: the watch beeps where the runner should be at its end.

    lap_shown : What the watch shows for a lap of 400 m, by which distances and speeds of ZONES are put right. [m]

    Raises OptionError for a watch that shows nothing near 400 m.
    """
    factor = stretch(lap_shown)
    mile = _laps(plan, factor) if steps is MileSteps.LAPS else [_zone(zone, steps, factor) for zone in plan.zones]
    where = f", lane {plan.lane}" if plan.lane > 1 else ""
    start = WatchStep(step("Warm up", "warmup"), plain(_start_note(plan), NOTE_LETTERS))
    finish = WatchStep(step("Cool down", "cooldown"))
    name = plain(f"Mile {format_time(plan.goal)}{where}", NAME_LETTERS)
    return checked(WatchWorkout(name, (start, *mile, finish), track=True))


def _start_note(plan: MilePlan) -> str:
    first = plan.zones[0]
    return f"Lap button at the start of the mile; first: {first.effort}, {first.zone}"


def _zone(zone: PlannedZone, steps: MileSteps, factor: float) -> WatchStep:
    metres = zone.to_m - zone.from_m
    by_distance = steps is MileSteps.ZONES
    planned: PlannedStep = step(
        f"{zone.lap} {zone.effort}",
        "active",
        distance=metres * factor if by_distance else math.nan,
        duration=math.nan if by_distance else zone.target,
        speed=scaled(_band(zone), factor),
    )
    place = "run-off" if zone.run_off else str(zone.zone)
    return WatchStep(planned, plain(f"{zone.effort}: {place}, {format_time(zone.target)}", NOTE_LETTERS))


def _laps(plan: MilePlan, factor: float) -> list[WatchStep]:
    """Give a step a lap: its speeds go from the slowest zone to the fastest, so that no surge sounds an alarm."""
    found = []
    last = plan.zones[-1].lap
    for lap, group in groupby(plan.zones, key=lambda zone: zone.lap):
        zones = list(group)
        bands = [_band(zone) for zone in zones]
        slowest, fastest = min(low for low, _ in bands), max(high for _, high in bands)
        time = format_time(sum(zone.target for zone in zones))
        asked = ", ".join(str(zone.effort) for zone in zones if not zone.run_off)
        end = _end(zones[-1]) if lap == last else ""
        note = plain(f"In {time}: {asked}{end}", NOTE_LETTERS)
        found.append(WatchStep(step(f"Lap {lap}", "active", speed=scaled((slowest, fastest), factor)), note))
    return found


def _end(zone: PlannedZone) -> str:
    return f"; run on {zone.to_m - zone.from_m:.1f} m" if zone.run_off else ""


def _band(zone: PlannedZone) -> Range:
    return around(zone.speed, *_MARGINS[zone.effort])
