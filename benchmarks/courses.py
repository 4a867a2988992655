"""True courses of simulated sessions, and the least error of each time that is measured in them."""

import numpy as np
from bound import crossing_covariance
from chain import FREE, RUNNING, STANDING, Beforehand, TrueCourse
from numpy.typing import NDArray
from scipy.special import j0

from analyzer.model import EffortKind
from analyzer.oval import Line, Oval
from analyzer.simulate import Simulated, TrueEffort

Floats = NDArray[np.float64]

STOOD = 0.1
"""Below this speed the runner stands. [m/s]"""
PRESSED = 4.0
"""A press this near to a crossing belongs to it. [s]"""
WAVES = 1 / np.linspace(1 / 150.0, 1 / 40.0, 45)
"""Lengths of the waves of the errors fixed in place. [m]"""
GRID, LEAST = 5.0, 1e-3
"""Of these errors: step round the lap [m], and the share of the variance below which a mode is left out."""


def marks(effort: TrueEffort) -> Floats:
    """Give the distances from the start at which an effort is timed. [m]"""
    pieces = (*effort.splits, *effort.laps, *effort.zones)
    return np.unique(np.round([0.0, *(piece.to_m for piece in pieces), *(piece.from_m for piece in pieces)], 6))


def passed(effort: TrueEffort, metres: Floats) -> Floats:
    """Give when the runner was at marks of an effort, elapsed. [s]"""
    known = {0.0: 0.0}
    for pieces in (effort.splits, effort.laps, effort.zones):
        known |= dict(zip(np.round([p.to_m for p in pieces], 6), np.cumsum([p.time_s for p in pieces]), strict=True))
    return np.array([effort.start_s + known[metre] for metre in np.round(metres, 6)])


def course(made: Simulated, oval: Oval, *, multipath: float = 0.0) -> TrueCourse:
    """Give the true course of a session, with nodes at its samples on the track and at all that is timed."""
    assert made.truth.track is not None  # noqa: S101 - only sessions on tracks are bounded
    efforts, line = made.truth.efforts, oval.line(made.truth.track.lane)
    on_track = np.isfinite(made.motion["arc"].to_numpy(dtype=float))
    samples = made.recording.samples[on_track]
    at = samples["elapsed"].to_numpy(dtype=float)
    crossed = np.concatenate([passed(effort, marks(effort)) for effort in efforts])
    time = np.union1d(at, crossed[(crossed > at[0]) & (crossed < at[-1])])
    arc, speed, outward = (np.interp(time, at, values[on_track]) for values in _motion(made))
    does = np.full(len(time), FREE)
    does[np.abs(speed) < STOOD] = STANDING
    for effort in efforts:
        does[(time >= effort.start_s) & (time < effort.end_s)] = RUNNING
    is_sample = np.isin(time, at)
    seen, felt = is_sample.copy(), is_sample.copy()
    seen[is_sample] = samples["latitude"].notna()
    felt[is_sample] = samples["speed"].notna()
    x, y = line.at(arc, outward)
    return TrueCourse(
        time=time,
        arc=arc,
        speed=speed,
        place=np.stack([x, y], axis=1),
        heading=line.heading(arc),
        curvature=line.curvature(arc),
        outward=outward,
        does=does,
        seen=seen,
        felt=felt,
        starts=np.searchsorted(time, [effort.start_s for effort in efforts]),
        standing=np.array([effort.standing_start for effort in efforts]),
        zones=np.concatenate([_paces(effort) for effort in efforts]),
        presses=_presses(made, time),
        in_place=_in_place(line, arc, multipath),
    )


def _motion(made: Simulated) -> tuple[Floats, Floats, Floats]:
    arc, speed, outward = (made.motion[name].to_numpy(dtype=float) for name in ("arc", "speed", "offset"))
    on_track = np.isfinite(arc)
    ahead = np.ones(len(arc))
    ahead[on_track] = np.sign(np.gradient(arc[on_track]))
    return arc, speed * ahead, outward


def _paces(effort: TrueEffort) -> Floats:
    """Give begin and end of each stretch of an effort that has a pace of its own: zones of a trial, or a whole rep."""
    if effort.kind is EffortKind.REP:
        return np.array([[effort.start_s, effort.end_s]])
    ends = effort.start_s + np.cumsum([zone.time_s for zone in effort.zones])
    return np.stack([np.append(effort.start_s, ends[:-1]), ends], axis=1)


def _presses(made: Simulated, time: Floats) -> NDArray[np.intp]:
    """Give the nodes at which the button was meant to be pressed, and was."""
    found = []
    for effort in made.truth.efforts:
        at = np.array([effort.start_s, *(effort.start_s + np.cumsum([lap.time_s for lap in effort.laps]))])
        found += [
            moment for moment in at if np.abs(np.array(made.truth.presses) - moment).min(initial=np.inf) < PRESSED
        ]
    return np.array([np.abs(time - moment).argmin() for moment in found], dtype=np.intp)


def _in_place(line: Line, arc: Floats, sd: float) -> Floats:
    """Give the main modes round the lap of an error fixed in place: many waves in random directions."""
    if sd == 0:
        return np.zeros((len(arc), 0))
    grid = np.linspace(0.0, line.lap, round(line.lap / GRID), endpoint=False)
    x, y = line.at(grid)
    apart = np.hypot(x[:, None] - x, y[:, None] - y)
    alike = np.mean([j0(2 * np.pi * apart / wave) for wave in WAVES], axis=0)
    variance, modes = np.linalg.eigh(sd**2 * alike)
    kept = variance > LEAST * variance.max()
    modes = modes[:, kept] * np.sqrt(variance[kept])
    around = np.mod(arc, line.lap)
    return np.stack([np.interp(around, np.append(grid, line.lap), np.append(m, m[0])) for m in modes.T], axis=1)


def least_errors(made: Simulated, oval: Oval, known: Beforehand) -> list[tuple[Floats, Floats]]:
    """Give, for each effort, its marks [m] and the least covariance of the times at them [s2]."""
    true = course(made, oval, multipath=known.noise.multipath)
    found = []
    for effort in made.truth.efforts:
        metres = marks(effort)
        nodes = np.array([np.abs(true.time - moment).argmin() for moment in passed(effort, metres)])
        found.append((nodes, metres))
    every = crossing_covariance(true, np.concatenate([nodes for nodes, _ in found]), known)
    errors, begun = [], 0
    for nodes, metres in found:
        own = slice(begun, begun + len(nodes))
        errors.append((metres, every[own, own]))
        begun += len(nodes)
    return errors
