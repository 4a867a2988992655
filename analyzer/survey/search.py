"""The directed matched filter: where an oval of about which shape and bearing agrees with the headings of the running.

Unit vectors along the headings, weighted by metres, are put on a grid and correlated with ovals whose cells point along
the direction of running. A running the other way round gives the same with the other sign.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from analyzer.oval import KERB_TO_LINE, Oval, simple_oval
from analyzer.survey.running import Running

Floats = NDArray[np.float64]
Complexes = NDArray[np.complex128]

CELL, SIZE = 4.0, 160
"""Width of a cell [m], and cells on a side of the grid."""
BEARINGS = 15
"""Bearings that are tried: an oval looks the same turned by half a circle."""
TEMPLATES = ((72.0, 404.0), (85.0, 404.0), (100.0, 404.0), (60.0, 303.0), (46.0, 202.0))
"""Straight and lap of the ovals that are tried; most run a little outside the line. [m]"""
WIDTH = (-4.0, 0.0, 4.0)
"""The ovals are drawn this wide. [m]"""
STRONGEST = 0.75
"""Cells stronger than this quantile count no more: to and fro along a straight must not outweigh an oval."""


@dataclass(frozen=True)
class Candidate:
    """An oval that agrees: its middle [m], bearing from east [rad], straight and lap [m], +1 for anticlockwise."""

    score: float
    x: float
    y: float
    angle: float
    straight: float
    lap: float
    side: int


def oval_of(straight: float, lap: float) -> Oval:
    """Make an oval by its straight and the lap along its measured line. [m]"""
    return simple_oval(straight, (lap - 2 * straight) / (2 * math.pi) - KERB_TO_LINE)


@lru_cache(maxsize=1)
def _templates() -> list[tuple[float, float, float, Complexes]]:
    """Give straight, lap, angle and the conjugate spectrum of each template."""
    made = []
    for straight, lap in TEMPLATES:
        line = oval_of(straight, lap).line()
        arc = np.arange(0.0, line.lap, 2.0)
        x, y = (np.concatenate(part) for part in zip(*(line.at(arc, out) for out in WIDTH), strict=True))
        heading = np.tile(line.heading(arc), len(WIDTH))
        for k in range(BEARINGS):
            angle = k * np.pi / BEARINGS
            east, north = x * np.cos(angle) - y * np.sin(angle), x * np.sin(angle) + y * np.cos(angle)
            cells = np.zeros((SIZE, SIZE), dtype=np.complex128)
            cells[np.floor(east / CELL).astype(int) % SIZE, np.floor(north / CELL).astype(int) % SIZE] = np.exp(
                1j * (heading + angle)
            )
            made.append((straight, lap, angle, np.conj(fft.fft2(cells)) / np.linalg.norm(cells)))
    return made


def candidates(running: Running, middle: tuple[float, float], *, most: int) -> list[Candidate]:
    """Give the ovals that agree best with the running about a place [m], the best first and unlike each other."""
    half = CELL * SIZE / 2
    i = np.floor((running.x - middle[0] + half) / CELL).astype(int)
    j = np.floor((running.y - middle[1] + half) / CELL).astype(int)
    inside = (i >= 0) & (i < SIZE) & (j >= 0) & (j < SIZE)
    field = np.zeros((SIZE, SIZE), dtype=np.complex128)
    np.add.at(field, (i[inside], j[inside]), np.exp(1j * running.heading[inside]) * running.metres[inside])
    strength = np.abs(field)
    if not (strength > 0).any():
        return []
    top = np.quantile(strength[strength > 0], STRONGEST)
    field *= np.minimum(1.0, top / np.maximum(strength, 1e-9))
    spectrum = fft.fft2(field)
    found = []
    for straight, lap, angle, template in _templates():
        agreement = fft.ifft2(spectrum * template).real
        for side in (1, -1):
            a, b = np.unravel_index(int(np.argmax(side * agreement)), agreement.shape)
            place = (middle[0] - half + a * CELL, middle[1] - half + b * CELL)
            found.append(Candidate(float(side * agreement[a, b]), *place, angle, straight, lap, side))
    found.sort(key=lambda one: -one.score)
    kept: list[Candidate] = []
    for one in found:
        if len(kept) < most and not any(_alike(one, other) for other in kept):
            kept.append(one)
    return kept


def _alike(one: Candidate, other: Candidate) -> bool:
    turned = abs((one.angle - other.angle + np.pi / 2) % np.pi - np.pi / 2)
    near = math.hypot(one.x - other.x, one.y - other.y) < 30.0
    return near and turned < 0.5 and one.side == other.side and one.lap == other.lap
