"""The track from above: the runner's line coloured by speed over the fitted oval, north up."""

import math
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from matplotlib import colormaps
from matplotlib.collections import LineCollection
from numpy.typing import NDArray

from analyzer.charts.ground import CENTRED, along, furniture, ground, marks, north_up
from analyzer.charts.palette import MUTED, SMALL, WIDTH
from analyzer.charts.subject import many, motion_of, on_track
from analyzer.model import Analysis, Placement
from analyzer.model.doubt import finish_in_doubt
from analyzer.oval import LANES
from analyzer.units import format_pace, format_time, pace_unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Floats = NDArray[np.float64]
Colour = tuple[float, float, float, float]

title = "The track from above"
bare = True

SIDE_BY_SIDE = 6
"""Up to so many laps are drawn side by side; of more, the usual speed at each place is drawn."""
LAP_GAP = 2.6
"""Between laps drawn side by side. [m]"""
LEVELS = 20
LEAST_SPAN = 0.3
"""Smaller differences of speed than this look alike. [m/s]"""
SAME_PLACE = 20.0
"""Starts no farther apart than this began at one line. [m]"""
STEP = 4.0
"""Length of a drawn piece of the line. [m]"""


def applies(analysis: Analysis) -> bool:
    """Tell whether a track was found and run on."""
    return analysis.track is not None and any(len(motion_of(analysis, effort)) > 2 for effort in on_track(analysis))


def caption(analysis: Analysis) -> str:
    """Say how to read the chart."""
    count = len(_passes(analysis)[1])
    doubt = " The finish line may be at either mark." if finish_in_doubt(analysis.track) else ""
    if count > SIDE_BY_SIDE:
        ran = "all reps" if many(analysis) else f"{count} laps"
        return f"The usual speed at each place of the track, over {ran}. North is up.{doubt}"
    first = "innermost" if analysis.track is None or _aside(analysis.track) > 0 else "outermost"
    laps = f"The laps are drawn side by side, the first one {first}. " if count > 1 else ""
    thin = "thin grey line: the positions that the watch recorded"
    return f"{laps}Colours: the estimated speed; {thin}. North is up.{doubt}"


def size(analysis: Analysis) -> tuple[float, float]:
    """Give the width and height that suit the way the track lies. [in]"""
    if analysis.track is None:
        return WIDTH, 4.0
    long, wide = analysis.track.oval.straight + 2 * analysis.track.oval.radius + 22, analysis.track.oval.width + 22
    angle = math.radians(analysis.track.bearing)
    across = abs(long * math.sin(angle)) + abs(wide * math.cos(angle))
    up = abs(long * math.cos(angle)) + abs(wide * math.sin(angle))
    return WIDTH, float(np.clip((WIDTH - 0.2) * (up + 20.0) / across, 3.4, 5.8))


def draw(axes: "Axes", analysis: Analysis) -> None:
    """Draw the oval, the runner's line over it, and where the finish and the start are."""
    track = analysis.track
    if track is None:
        return
    axes.set_axis_off()
    axes.set_aspect("equal")
    ground(axes, track)
    _recorded(axes, analysis, track)
    arcs, passes = _passes(analysis)
    colours = _colours()
    if len(passes) > SIDE_BY_SIDE:
        passes = [_usual(passes, track.lap)]
    slow, fast = _speed_range([speed for _, speed, _ in passes])
    for index, (arc, speed, offset) in enumerate(passes):
        _ribbon(axes, track, (arc, offset + _aside(track) * index), _levels(speed, slow, fast), colours)
    marks(axes, track, _common_start(arcs, track.lap) if many(analysis) or analysis.trial else math.nan)
    furniture(axes, track)
    _colour_bar(axes, (slow, fast), colours)
    if analysis.trial is not None:
        axes.text(0, 0, format_time(analysis.trial.time), va="bottom", fontsize=17, fontweight="bold", **CENTRED)
        error = f"± {analysis.trial.time_sd:.1f} s" if math.isfinite(analysis.trial.time_sd) else ""
        axes.text(0, -2, error, va="top", fontsize=SMALL, **CENTRED)


def _aside(track: Placement) -> float:
    """Give how far outward each lap is drawn from the one before it: inward in the outer lanes. [m]"""
    return LAP_GAP if track.lane <= LANES // 2 else -LAP_GAP


def _passes(analysis: Analysis) -> tuple[list[float], list[tuple[Floats, Floats, Floats]]]:
    """Give the start of each piece, and arc, speed and offset of each lap on the way, every STEP metres."""
    starts: list[float] = []
    passes: list[tuple[Floats, Floats, Floats]] = []
    if analysis.track is None:
        return starts, passes
    lap = analysis.track.lap
    for effort in on_track(analysis):
        motion = motion_of(analysis, effort, around=2.0)
        if len(motion) < 3:
            continue
        known = np.maximum.accumulate(motion["arc"].to_numpy())
        starts.append(float(effort.start_arc) if math.isfinite(effort.start_arc) else float(known[0]))
        first = math.floor((starts[-1] + 0.25 * lap) / lap)
        begin, end = max(known[0], starts[-1]), min(known[-1], starts[-1] + effort.distance)
        edges = [begin, *np.arange(first + 1, math.ceil(end / lap - 1e-6)) * lap, end]
        for begin, end in pairwise(edges):
            if end - begin < STEP:
                continue
            arc = np.linspace(begin, end, max(int((end - begin) / STEP), 2) + 1)
            passes.append((arc, np.interp(arc, known, motion["speed"]), np.interp(arc, known, motion["offset"])))
    return starts, passes


def _common_start(starts: list[float], lap: float) -> float:
    """Give where the pieces began if all began at one place, NaN otherwise. [m]"""
    if not starts:
        return math.nan
    apart = [(start - starts[0] + 0.5 * lap) % lap - 0.5 * lap for start in starts]
    return starts[0] if max(apart) - min(apart) < SAME_PLACE else math.nan


def _usual(passes: list[tuple[Floats, Floats, Floats]], lap: float) -> tuple[Floats, Floats, Floats]:
    """Give the median speed at each place of the lap; each whole lap counts by its own mean speed."""
    arc = np.concatenate([arc for arc, _, _ in passes]) % lap
    mean = float(np.median(np.concatenate([speed for _, speed, _ in passes])))
    whole = [arc[-1] - arc[0] > 0.8 * lap for arc, _, _ in passes]
    levelled = [
        speed * mean / speed.mean() if is_whole else speed
        for (_, speed, _), is_whole in zip(passes, whole, strict=True)
    ]
    speed = np.concatenate(levelled)
    edges = np.linspace(0.0, lap, int(lap / STEP) + 1)
    apart = np.abs((arc[None, :] - edges[:, None] + 0.5 * lap) % lap - 0.5 * lap)
    usual = np.array([np.median(speed[near]) if near.any() else np.nan for near in apart < 2.0 * STEP])
    return edges, usual, np.zeros(len(edges))


def _speed_range(speeds: list[Floats]) -> tuple[float, float]:
    """Give the speeds between which the colours change, without the standing starts. [m/s]"""
    if not speeds:
        return 3.0, 4.0
    slow, fast = np.nanpercentile(np.concatenate(speeds), [4.0, 98.0])
    spare = max(0.0, LEAST_SPAN - (fast - slow)) / 2
    return float(slow - spare), float(fast + spare)


def _levels(speed: Floats, slow: float, fast: float) -> Floats:
    share = np.clip((speed - slow) / (fast - slow), 0.0, 1.0)
    return np.where(np.isfinite(share), np.floor(share * (LEVELS - 1e-6)), -1.0)


def _colours() -> list[Colour]:
    """Give a colour for each level of speed: dark is slow, bright is fast."""
    scale = colormaps["plasma"]
    return [scale(0.05 + 0.83 * level / (LEVELS - 1)) for level in range(LEVELS)]


def _ribbon(
    axes: "Axes",
    track: Placement,
    path: tuple[Floats, Floats],
    levels: Floats,
    colours: list[Colour],
) -> None:
    """Draw a lap as one line a stretch of equal colour."""
    x, y = along(track, *path)
    points = np.column_stack([x, y])
    cuts = [0, *(np.flatnonzero(np.diff(levels[:-1])) + 1), len(levels) - 1]
    stretches = [(points[a : b + 1], int(levels[a])) for a, b in pairwise(cuts) if levels[a] >= 0]
    axes.add_collection(
        LineCollection(
            [line for line, _ in stretches],
            colors=[colours[level] for _, level in stretches],
            linewidths=3.0,
            capstyle="butt",
            zorder=5,
        )
    )


def _recorded(axes: "Axes", analysis: Analysis, track: Placement) -> None:
    """Draw the positions as the watch gave them, for few laps, where they are near the track."""
    if len(_passes(analysis)[1]) > SIDE_BY_SIDE:
        return
    samples = analysis.recording.samples
    for effort in on_track(analysis):
        during = samples[(samples["elapsed"] >= effort.start) & (samples["elapsed"] <= effort.end)].dropna(
            subset=["latitude", "longitude"]
        )
        x, y = track.to_track(during["latitude"], during["longitude"])
        axes.plot(*north_up(track, x, y), color=MUTED, linewidth=0.6, alpha=0.6, zorder=4)


def _colour_bar(axes: "Axes", speeds: tuple[float, float], colours: list[Colour]) -> None:
    """Add the key of the colours, in min/km."""
    slow, fast = speeds
    bar = axes.inset_axes((0.56, 0.055, 0.40, 0.028))
    edges = np.linspace(slow, fast, LEVELS + 1)
    bar.bar(edges[:-1], 1.0, width=np.diff(edges) * 1.03, align="edge", color=colours)
    bar.set(xlim=(slow, fast), ylim=(0, 1), yticks=[])
    for spine in bar.spines.values():
        spine.set_visible(False)
    ticks = np.linspace(slow, fast, 4)
    bar.set_xticks(ticks, [format_pace(speed) for speed in ticks])
    bar.tick_params(colors=MUTED, labelsize=SMALL, length=0, pad=3)
    bar.set_title(pace_unit(), fontsize=SMALL, color=MUTED, pad=3)
