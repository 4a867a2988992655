"""The speed within each rep, the reps laid over each other."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analyzer.charts.palette import INK, MUTED, SMALL, TURN, WIDTH, dress, pace_axis
from analyzer.charts.slots import Slot, by_clock, length, run, slots
from analyzer.charts.subject import motion_of, speed_of
from analyzer.model import Analysis, Effort

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Floats = NDArray[np.float64]

title = "Speed within the reps"
bare = False

FIRST, LAST, FASTEST = "#0072b2", "#cc79a7", TURN
"""The three reps that are told apart."""
POINTS = 160
"""Places at which the reps are held to each other."""
LEAST_SAMPLES = 5
SMOOTHED = 0.04
"""Away from the track the line is a mean over this share of the rep, as the speed of a watch flickers."""
ROOM = 0.1
"""Share of the height for the key of the colours."""
SAME_PLACE = 20.0
"""Starts no farther apart than this began at one line, and the reps share their turns. [m]"""
MINUTE = 60.0


@dataclass(frozen=True)
class Profile:
    """One rep: its slot, x from its start [m, or s], and its speed. [m/s]"""

    slot: Slot
    x: Floats
    speed: Floats


def applies(analysis: Analysis) -> bool:
    """Tell whether the speed within a rep is known."""
    return len(_profiles(analysis)) > 0


def caption(analysis: Analysis) -> str:
    """Say how to read the chart."""
    found = _profiles(analysis)
    shown = "Each thin line is a rep." if len(found) > 1 else "The line is the speed in the rep."
    shown += " Dashed: their mean." if _has_mean(found) else ""
    turns = " Shaded: the turns." if _turns(analysis, found) else ""
    smooth = (
        "" if all(_of(one).on_track for one in found) else " Away from a track the watch's speed is smoothed a little."
    )
    return f"{shown}{turns}{smooth} Faster is higher."


def size(analysis: Analysis) -> tuple[float, float]:
    """Give the width and height that suit the chart. [in]"""
    del analysis
    return WIDTH, 3.6


def draw(axes: "Axes", analysis: Analysis) -> None:
    """Draw every rep thin, the first, last and fastest in their colours, and the mean."""
    axes.set_axis_off()
    axes = axes.inset_axes((0.0, ROOM, 1.0, 1.0 - ROOM))
    dress(axes)
    found = _profiles(analysis)
    longest = max(_long(one) for one in found)
    minutes = _timed(found) and longest > 1.5 * MINUTE
    scale = MINUTE if minutes else 1.0
    named = _named(found)
    for one in found:
        words, colour = named.get(one.slot.number, ("", MUTED))
        axes.plot(
            one.x / scale,
            one.speed,
            color=colour,
            linewidth=1.8 if words else 0.8,
            alpha=1.0 if words else 0.45,
            zorder=4 if words else 3,
            label=words or None,
        )
    if _has_mean(found):
        grid, mean = _mean(found)
        axes.plot(grid / scale, mean, color=INK, linewidth=1.6, linestyle=(0, (4, 2)), zorder=5, label="mean")
    for left, right in _turns(analysis, found):
        axes.axvspan(left, right, color=MUTED, alpha=0.13, linewidth=0, zorder=0.5)
        axes.text(
            0.5 * (left + right),
            0.985,
            "turn",
            transform=axes.get_xaxis_transform(),
            ha="center",
            va="top",
            color=MUTED,
            fontsize=SMALL,
        )
    steady = [one.speed[_settled(one)] for one in found]
    known = np.concatenate([speed for speed in steady if len(speed)] or [one.speed for one in found])
    pace_axis(axes, list(np.nanpercentile(known, [1.0, 99.5])), least=0.5, room=0.14)
    axes.set_xlim(0.0, longest / scale)
    axes.locator_params(axis="x", integer=True, nbins=9)
    axes.set_xlabel("minutes" if minutes else "seconds" if _timed(found) else "metres from the start of the rep")
    _key(axes)


def _profiles(analysis: Analysis) -> tuple[Profile, ...]:
    """Give the speed in each rep: along the line on the track, elsewhere along the distance, by time in timed reps."""
    found = slots(analysis)
    timed = any(by_clock(effort) for effort in run(found))
    made = (_profile(analysis, slot, slot.effort, timed=timed) for slot in found if slot.effort is not None)
    return tuple(one for one in made if one is not None)


def _profile(analysis: Analysis, slot: Slot, effort: Effort, *, timed: bool) -> Profile | None:
    rows = motion_of(analysis, effort, around=1.0)
    on_track = len(rows) > LEAST_SAMPLES
    if not on_track:
        rows = speed_of(analysis, effort)
    rows = rows[np.isfinite(rows["speed"])]
    if len(rows) <= LEAST_SAMPLES:
        return None
    clock, speed = rows["elapsed"].to_numpy() - effort.start, rows["speed"].to_numpy(dtype=float)
    if timed:
        x, long = clock, effort.time
    elif on_track:
        arc = np.maximum.accumulate(rows["arc"].to_numpy())
        x, long = arc - (effort.start_arc if math.isfinite(effort.start_arc) else arc[0]), effort.distance
    else:
        x = np.interp(clock, clock, rows["distance"].to_numpy() - rows["distance"].to_numpy()[0])
        long = float(x[-1])
    if not on_track:
        speed = _smooth(speed)
    places = np.linspace(max(float(x[0]), 0.0), min(float(x[-1]), long), POINTS)
    return Profile(slot, places, np.interp(places, x, speed))


def _smooth(speed: Floats) -> Floats:
    wide = int(len(speed) * SMOOTHED) // 2
    if wide < 1:
        return speed
    padded = np.pad(speed, wide, mode="edge")
    return np.convolve(padded, np.ones(2 * wide + 1) / (2 * wide + 1), mode="valid")


def _of(one: Profile) -> Effort:
    if one.slot.effort is None:
        raise AssertionError
    return one.slot.effort


def _long(one: Profile) -> float:
    """Give how long the rep was, on the axis. [m, or s]"""
    effort = _of(one)
    known = effort.time if by_clock(effort) else effort.distance if effort.on_track else math.nan
    return max(float(one.x[-1]), known) if math.isfinite(known) else float(one.x[-1])


def _has_mean(found: tuple[Profile, ...]) -> bool:
    """Tell whether the reps are so alike that a mean says something."""
    return len(found) > 2 and bool(length([_of(one) for one in found]))


def _timed(found: tuple[Profile, ...]) -> bool:
    return any(by_clock(_of(one)) for one in found)


def _named(found: tuple[Profile, ...]) -> dict[int, tuple[str, str]]:
    """Give the name and colour of the reps that are told apart, by their number; one may be two of them."""
    if len(found) == 1:
        return {found[0].slot.number: ("the rep", FIRST)}
    fastest = max(found, key=lambda one: _of(one).speed if math.isfinite(_of(one).speed) else float(one.speed.mean()))
    roles = (("first", FIRST, found[0]), ("last", LAST, found[-1]), ("fastest", FASTEST, fastest))
    named: dict[int, tuple[str, str]] = {}
    for word, colour, one in roles:
        number = one.slot.number
        named[number] = (f"{named[number][0]} and {word}", named[number][1]) if number in named else (word, colour)
    return {
        number: (f"{words} (rep {number})" if words == "fastest" else words, colour)
        for number, (words, colour) in named.items()
    }


def _mean(found: tuple[Profile, ...]) -> tuple[Floats, Floats]:
    """Give the mean over the reps at each place that all of them reach."""
    grid = np.linspace(max(float(one.x[0]) for one in found), min(float(one.x[-1]) for one in found), POINTS)
    return grid, np.mean([np.interp(grid, one.x, one.speed) for one in found], axis=0)


def _settled(one: Profile) -> NDArray[np.bool_]:
    """Tell where the rep is past its start and not yet slowing at its end, for the axis."""
    along = (one.x - one.x[0]) / max(float(one.x[-1] - one.x[0]), 1e-9)
    return np.asarray((along > 0.1) & (along < 0.97))


def _turns(analysis: Analysis, found: tuple[Profile, ...]) -> list[tuple[float, float]]:
    """Give the turns that all reps have at one place, from and to [m]; none where they began apart."""
    track = analysis.track
    efforts = [_of(one) for one in found]
    if track is None or _timed(found) or not all(one.on_track and math.isfinite(one.start_arc) for one in efforts):
        return []
    starts = np.array([one.start_arc for one in efforts])
    apart = (starts - starts[0] + 0.5 * track.lap) % track.lap - 0.5 * track.lap
    if len(starts) == 0 or float(np.ptp(apart)) > SAME_PLACE:
        return []
    start, longest = float(starts[0] + np.median(apart)), max(_long(one) for one in found)
    turn, half = track.oval.turn(track.lane), 0.5 * track.lap
    begins = np.arange(math.floor(start / half) - 1, math.ceil((start + longest) / half) + 1) * half - start
    spans = [(max(float(b), 0.0), min(float(b) + turn, longest)) for b in begins]
    return [(left, right) for left, right in spans if right - left > 1.0]


def _key(axes: "Axes") -> None:
    handles, labels = axes.get_legend_handles_labels()
    if len(handles) < 2:
        return
    axes.legend(
        handles,
        labels,
        loc="upper center",
        bbox_to_anchor=(0.5, -0.13),
        ncols=4,
        frameon=False,
        fontsize=SMALL,
        labelcolor=MUTED,
        handlelength=1.6,
        columnspacing=1.2,
    )
