"""The card of a mile plan: what to do in each zone and when to pass its end, to print and take to the track."""

from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from analyzer.model import MilePlan, PlannedZone
from analyzer.report.grid import TONES
from analyzer.report.page import environment
from analyzer.report.words import UNLIKE_RECORDS, asks
from analyzer.units import MILE, format_time

LAP_OF_PACE = 400.0
"""Runners know the pace of a track by its 400 m. [m]"""


@dataclass(frozen=True)
class Line:
    """One line of the card: the zone, what to do, its time, the time passed at its end, and the pace as s per 400 m."""

    lap: int
    zone: str
    effort: str
    what: str
    time: str
    passed: str
    pace: str
    last_of_lap: bool


def lines(plan: MilePlan) -> tuple[Line, ...]:
    """Give the lines of the card, zone by zone."""
    passed = list(accumulate(zone.target for zone in plan.zones))
    after = [zone.lap for zone in plan.zones[1:]] + [0]
    return tuple(
        Line(
            lap=zone.lap,
            zone="run-off" if zone.run_off else zone.zone.value,
            effort=zone.effort.value,
            what=asks(zone),
            time=format_time(zone.target),
            passed=format_time(clock),
            pace=format_time(LAP_OF_PACE / zone.speed),
            last_of_lap=following != zone.lap,
        )
        for zone, clock, following in zip(plan.zones, passed, after, strict=True)
    )


def title(plan: MilePlan) -> str:
    """Name the card.

    The distance is the mile unless the plan is for another.
    """
    metres = plan.zones[-1].to_m
    name = "Mile" if abs(metres - MILE) < 1.0 else f"{metres:.0f} m"
    return f"{name} in {format_time(plan.goal)}"


def terms(plan: MilePlan) -> str:
    """Say what the plan stands on."""
    five_k = f"5K {format_time(plan.five_k, decimals=0)}" + (" (estimated)" if "five_k" in plan.estimated else "")
    goal = "goal from the 5K time, " if "goal" in plan.estimated else ""
    return f"{five_k}, {goal}surges {100 * plan.surge:.1f} % faster than 5K pace, lane {plan.lane}"


def remarks(plan: MilePlan) -> tuple[str, ...]:
    """Give what a runner should know of the plan: its warning, its notes, and how records are run."""
    return (*((plan.warning,) if plan.warning else ()), *plan.notes, UNLIKE_RECORDS)


def lap_times(plan: MilePlan) -> tuple[tuple[int, str], ...]:
    """Give the planned time of each lap, cut at the finish line."""
    laps = dict.fromkeys(zone.lap for zone in plan.zones)
    return tuple((lap, format_time(sum(zone.target for zone in plan.zones if zone.lap == lap))) for lap in laps)


def plan_card_html(plan: MilePlan) -> str:
    """Give the card as one page, for a phone or for paper of A5 or A4."""
    template = environment().get_template("card.html.j2")
    return template.render(
        plan=plan, title=title(plan), terms=terms(plan), lines=lines(plan), laps=lap_times(plan), remarks=remarks(plan)
    )


def plan_terminal(plan: MilePlan, console: Console) -> None:
    """Print the card in the terminal."""
    console.print(Text.assemble((title(plan), "bold cyan"), f"  {terms(plan)}"))
    console.print(Text("Laps: " + "  ".join(time for _, time in lap_times(plan))))
    grid = Grid(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for name in ("Lap", "Zone", "What to do"):
        grid.add_column(name, header_style="dim")
    for name in ("Zone time", "Passed", "Per 400 m"):
        grid.add_column(name, header_style="dim", justify="right")
    for line in lines(plan):
        what = Text(line.what, style=TONES.get(line.effort, ""))
        clock = Text(line.passed, style="bold" if line.last_of_lap else "")
        grid.add_row(f"{line.lap}", line.zone, what, line.time, clock, line.pace)
        if line.last_of_lap:
            grid.add_section()
    console.print()
    console.print(grid, highlight=False)
    console.print()
    for index, remark in enumerate(remarks(plan)):
        console.print(Text(remark, style="yellow" if plan.warning and index == 0 else "dim"))


def plan_dict(plan: MilePlan) -> dict[str, Any]:
    """Give the plan as plain lists, texts and numbers, for JSON."""
    passed = accumulate(zone.target for zone in plan.zones)
    return {
        "schema": "plan/1",
        "lane": plan.lane,
        "distance_m": round(plan.zones[-1].to_m, 3),
        "five_k_s": round(plan.five_k, 3),
        "goal_s": round(plan.goal, 3),
        "surge": round(plan.surge, 4),
        "held": plan.held,
        "kick": plan.kick,
        "start_loss_s": round(plan.start_loss, 3),
        "estimated": list(plan.estimated),
        "warning": plan.warning,
        "attainable_s": round(plan.attainable, 3) if plan.attainable == plan.attainable else None,
        "notes": list(plan.notes),
        "zones": [_zone(zone, clock) for zone, clock in zip(plan.zones, passed, strict=True)],
    }


def _zone(zone: PlannedZone, clock: float) -> dict[str, Any]:
    return {
        "lap": zone.lap,
        "zone": zone.zone.value,
        "run_off": zone.run_off,
        "effort": zone.effort.value,
        "what": asks(zone),
        "from_m": round(zone.from_m, 3),
        "to_m": round(zone.to_m, 3),
        "target_s": round(zone.target, 3),
        "passed_s": round(clock, 3),
        "speed": round(zone.speed, 4),
        "per_400_s": round(LAP_OF_PACE / zone.speed, 3),
    }
