"""True lap, turn and straight times of a run on a 400 m track, from a watch file, with an honest error on each.

`analyzer.read("run.fit")` gives a Recording; `analyzer.analyze(recording, five_k="20:00", goal="5:40")` an Analysis.
"""

from __future__ import annotations

import importlib
import math
from typing import TYPE_CHECKING, Any

from analyzer.errors import AnalyzerError, OptionError, ReadError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from analyzer.model import Analysis, Corrections, Recording, SavedTrack

__all__ = ["Analysis", "AnalyzerError", "OptionError", "ReadError", "Recording", "__version__", "analyze", "read"]
__version__ = "0.1.0"

_TYPES = ("Analysis", "Recording")
"""Looked up when they are asked for: their module needs pandas, and `import analyzer` is to be light."""


def __getattr__(name: str) -> Any:
    if name in _TYPES:
        return getattr(importlib.import_module("analyzer.model"), name)
    raise AttributeError(f"module 'analyzer' has no attribute '{name}'")


def read(source: str | Path | bytes) -> Recording:
    """Read a watch file (FIT, GPX or TCX, plain, gzipped or in a ZIP archive) from its path or its bytes.

    Raises ReadError, one line that names the file, what is wrong and what to do.
    """
    from pathlib import Path

    from analyzer import readers

    if isinstance(source, bytes):
        return readers.read(source)
    path = Path(source)
    try:
        # a name may hold bytes that are no letters; what is written of it must be text
        return readers.read(bytes_of(path), name=path.name.encode(errors="replace").decode())
    except AnalyzerError as error:
        raise type(error)(f"{path}: {error}") from error


def analyze(
    recording: Recording,
    *,
    five_k: float | str | None = None,
    goal: float | str | None = None,
    lane: int | None = None,
    shape: str | None = None,
    direction: str | None = None,
    finish: tuple[float, float] | None = None,
    plan: str = "",
    workout: str = "",
    corrections: Corrections | None = None,
    saved: Iterable[SavedTrack] = (),
) -> Analysis:
    """Analyse a recording; what you say here overrules what the recording suggests.

    five_k, goal : Time over 5000 m and for the trial, as text ("20:00") or number. [s]
    shape : One of analyzer.oval.SHAPES. direction : "anticlockwise" or "clockwise".
    finish : Latitude and longitude of the finish line. [deg]
    plan : What was meant, in the plan language. workout : The name of a template.
    corrections : What is put right after the session, as `analyzer.corrections` reads it; the rest overrules it.
    saved : Tracks kept after earlier sessions, as `analyzer.tracks` reads them.

    Raises OptionError for a value that cannot be used, CorrectionError for a correction that does not fit.
    """
    from analyzer import pipeline, workouts
    from analyzer.model import Corrections, Direction

    if direction is not None and direction not in set(Direction):
        raise OptionError(f"direction '{direction}' is not known; choose {' or '.join(Direction)}")
    if finish is not None and not (abs(finish[0]) <= 90 and abs(finish[1]) <= 180):
        raise OptionError(
            f"finish {finish[0]}, {finish[1]} is not on the earth; give latitude and longitude in degrees"
        )
    options = pipeline.Options(
        five_k=_seconds(five_k),
        goal=_seconds(goal),
        lane=lane,
        shape=shape,
        direction=None if direction is None else Direction(direction),
        finish=finish,
        saved=tuple(saved),
        plan=workouts.parse(plan) if plan else None,
        template=workouts.template(workout).name if workout else "",
        corrections=Corrections() if corrections is None else corrections,
    )
    return pipeline.analyze(recording, options)


def _seconds(time: float | str | None) -> float | None:
    from analyzer.units import parse_time

    if isinstance(time, str):
        return parse_time(time)
    if time is not None and not (math.isfinite(time) and time > 0):
        raise OptionError(f"{time} is not a time above zero; give seconds, or text such as '5:40'")
    return time


def bytes_of(path: Path) -> bytes:
    """Give the bytes of a watch file, as many as a recording can have. Raises ReadError."""
    from analyzer.readers.unwrap import LARGEST

    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except FileNotFoundError:
        raise ReadError("there is no such file; check the path") from None
    except IsADirectoryError:
        raise ReadError("this is a folder; give the files in it") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ReadError(f"the file cannot be opened ({reason}); check its path and permissions") from error
