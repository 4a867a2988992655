"""The ground off the track: roads with gentle hills, a straight path there and back, a slope for hill reps."""

import math
from dataclasses import replace

import numpy as np
from numpy.random import Generator

from analyzer.model import Floats
from analyzer.simulate.course import Way, streets, through

_WAVES = 5
_LONGEST, _SHORTEST = 1500.0, 350.0
"""Lengths of the ups and downs of a road. [m]"""
_STEEPEST = 0.06
"""No road is steeper."""
_FOOT = 12.0
"""A slope begins and ends over so many metres. [m]"""
_TURN_ROUND = 1.5
"""Radius of turning round at the end of a path. [m]"""


def rolling(rng: Generator, way: Way, relief: float) -> Way:
    """Give a way gentle hills of about +-`relief` metres, the same each round."""
    if relief <= 0:
        return way
    lengths = np.exp(rng.uniform(math.log(_SHORTEST), math.log(_LONGEST), _WAVES))
    phases = rng.uniform(0.0, 2 * np.pi, _WAVES)
    turns = np.maximum(1.0, np.round(way.length / lengths)) if way.closed else way.length / lengths
    share = way.along / way.length
    waves: Floats = np.sum(
        [
            length * np.sin(2 * np.pi * turn * share + phase)
            for length, turn, phase in zip(lengths, turns, phases, strict=True)
        ],
        axis=0,
    )
    return replace(way, heights=_gentle(way, waves, relief))


def _gentle(way: Way, waves: Floats, relief: float) -> Floats:
    """Give waves the height of the relief, or as much of it as leaves no road too steep. [m]"""
    heights = waves * (relief / max(float(np.abs(waves).max()), 1e-9))
    steepest = float(np.abs(np.gradient(heights, way.along)).max())
    heights = heights * min(1.0, _STEEPEST / max(steepest, 1e-9))
    return np.asarray(heights - heights[0])


def road(rng: Generator, *, length: float, relief: float) -> Way:
    """Make a run through streets, long enough for so many metres. [m]"""
    return rolling(rng, streets(rng, length=length), relief)


def path(rng: Generator, *, relief: float) -> Way:
    """Make a straight path of 500-1500 m, run there and back; its way back is as high as its way there."""
    length = float(rng.uniform(500.0, 1500.0))
    slant = float(rng.uniform(0.0, 2 * np.pi))
    ahead = np.array([math.cos(slant), math.sin(slant)])
    side = np.array([-ahead[1], ahead[0]]) * 2 * _TURN_ROUND
    crossings = [np.zeros(2), length * ahead, length * ahead + side, side]
    way = through([(float(x), float(y)) for x, y in crossings], radius=_TURN_ROUND, closed=True)
    if relief <= 0:
        return way
    there = (way.x * ahead[0] + way.y * ahead[1]) / length
    turns = max(1.0, round(length / float(rng.uniform(_SHORTEST, _LONGEST))))
    waves = np.sin(2 * np.pi * turns * there + float(rng.uniform(0.0, 2 * np.pi)))
    return replace(way, heights=_gentle(way, waves, relief))


def slope(rng: Generator, *, before: float, length: float, grade: float) -> tuple[Way, float]:
    """Make streets of about `before` metres that come to a straight slope; give the way and where its foot is. [m]"""
    town = streets(rng, length=max(before, 60.0))
    heading = math.atan2(town.y[-1] - town.y[-3], town.x[-1] - town.x[-3])
    steps = np.arange(0.25, length + 60.0, 0.25)
    x = np.concatenate([town.x, town.x[-1] + steps * math.cos(heading)])
    y = np.concatenate([town.y, town.y[-1] + steps * math.sin(heading)])
    along = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))])
    up = along - town.length
    steep = grade * np.clip(up / _FOOT, 0.0, 1.0) * np.clip((length + 40.0 - up) / _FOOT, 0.0, 1.0)
    heights = np.concatenate([[0.0], np.cumsum(np.diff(along) * 0.5 * (steep[1:] + steep[:-1]))])
    return Way(along, x, y, heights=heights), town.length + _FOOT
