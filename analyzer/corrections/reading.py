"""From the text of a file of corrections to what it says; each wrong entry gives one line that tells the remedy."""

import difflib
import math
import re
import tomllib
from collections.abc import Callable
from typing import Any, NoReturn

from analyzer.errors import CorrectionError, OptionError
from analyzer.model import Add, Corrections, Direction, Drop, Edit, Join, Move, Split
from analyzer.oval import LANES, SHAPES
from analyzer.units import parse_time

Read = Callable[[object], Any]

NOUGHT = re.compile(r"[0:]*0(?:\.0*)?")
"""The start of the recording, which is no duration."""
SPAN = re.compile(r"\s+-\s+")
NOT_RUN = "-"
"""Stands for a rep that was planned and not run."""
FAR = 100_000.0
"""No recording is longer. [s]"""
_ALIKE = 0.5
"""How like a word must be to be suggested, 0 to 1."""
_SHOWN = 60
"""Letters of a value that an error shows."""


def read(text: str, *, file: str = "corrections") -> Corrections:
    """Read corrections. Raises CorrectionError, which names the file, the key and the value."""
    try:
        said = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        why = " ".join(str(error).split())
        raise CorrectionError(file, "", f"no TOML ({why})", 'texts and times stand in quotes, as "12:34"') from error
    _only_known(said, {**_VALUES, **_EDITS}, file, "")
    values = {key: _value(_VALUES[key], value, file, key) for key, value in said.items() if key in _VALUES}
    edits = tuple(edit for kind in _EDITS if kind in said for edit in _edits(kind, said[kind], file))
    found = Corrections(**values, edits=edits, file=file)
    _without_contradictions(found)
    return found


def _edits(kind: str, tables: object, file: str) -> list[Edit]:
    make, readers, needed = _EDITS[kind]
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise CorrectionError(file, kind, _shown(tables), f"write it as a part of its own below a line [[{kind}]]")
    made: list[Edit] = []
    for number, table in enumerate(tables, start=1):
        place = f"{kind} {number}"
        _only_known(table, readers, file, place)
        for key in needed:
            if key not in table:
                raise CorrectionError(file, f"{place}: {key}", "missing", f"it needs {' and '.join(needed)}")
        read = {key: _value(readers[key], value, file, f"{place}: {key}") for key, value in table.items()}
        edit = make(**read)
        if isinstance(edit, Split) and math.isfinite(edit.at) == math.isfinite(edit.at_m):
            raise CorrectionError(
                file, place, "where the rep is to be parted", 'write either at = "14:02" or at_m = 200'
            )
        if isinstance(edit, Move) and not (math.isfinite(edit.start) or math.isfinite(edit.end)):
            raise CorrectionError(file, place, "nothing is moved", "write start, end or both")
        if isinstance(edit, Add | Move) and edit.start >= edit.end:
            told = f"'{table['start']}' to '{table['end']}'"
            raise CorrectionError(file, place, told, "the start comes before the end")
        made.append(edit)
    return made


def _without_contradictions(said: Corrections) -> None:
    """Hold that each rep is corrected in one way; a rep may be parted at several places."""
    by: dict[int, Edit] = {}
    for edit in said.edits:
        if said.edits.count(edit) > 1:
            raise said.wrong(said.key(edit), "it is there twice", "take one of the two out")
        numbers = edit.reps if isinstance(edit, Join) else () if isinstance(edit, Add) else (edit.rep,)
        for rep in numbers:
            other = by.setdefault(rep, edit)
            if other is not edit and not (isinstance(edit, Split) and isinstance(other, Split)):
                raise said.wrong(
                    said.key(edit),
                    f"rep {rep} is corrected in {said.key(other)} too",
                    "take one of the two out, or drop the rep and add it as it was",
                )


def _only_known(said: dict[str, Any], known: dict[str, Any], file: str, place: str) -> None:
    for key in said:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1, cutoff=_ALIKE)
            remedy = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"
            raise CorrectionError(file, f"{place}: {key}" if place else key, "no such key", remedy)


def _value(reader: Read, value: object, file: str, key: str) -> Any:
    try:
        return reader(value)
    except (TypeError, ValueError) as error:
        raise CorrectionError(file, key, _shown(value), str(error)) from error


def _moment(value: object) -> float:
    """Read a time of the session: "12:34", "1:02:03.5" or seconds."""
    if isinstance(value, str):
        if NOUGHT.fullmatch(value.strip()):
            return 0.0
        try:
            moment = parse_time(value)
        except OptionError:
            raise ValueError('write the time as the report prints it, "12:34" or "1:02:03.5", or seconds') from None
    elif _is_number(value):
        moment = float(value)  # type: ignore[arg-type]  # it is a number
    else:
        raise TypeError('write the time in quotes, as "12:34", or seconds')
    if not 0.0 <= moment <= FAR:
        raise ValueError("no recording has this time; count from its start")
    return round(moment, 3)


def _duration(value: object) -> float:
    moment = _moment(value)
    if moment <= 0:
        raise ValueError('write a time above zero, as "5:40"')
    return moment


def _moments(value: object) -> tuple[float, ...]:
    if not isinstance(value, list):
        raise TypeError('write a list of times, as ["12:34", "15:02"]')
    found = tuple(_moment(one) for one in value)
    if len(set(found)) < len(found):
        raise ValueError("a time is there twice; take one of them out")
    return found


def _rep(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ValueError("write the number of a rep, 1 for the first")
    return value


def _reps(value: object) -> tuple[int, ...]:
    if not isinstance(value, list) or len(value) < 2:
        raise TypeError("write the numbers of two or more reps, as [4, 5]")
    reps = tuple(sorted(_rep(one) for one in value))
    if reps != tuple(range(reps[0], reps[0] + len(reps))):
        raise ValueError(f"only reps that follow each other can be one, as [{reps[0]}, {reps[0] + 1}]")
    return reps


def _spans(value: object) -> tuple[tuple[float, float] | None, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise TypeError('leave the list as it was written, or take it out, as ["2:08 - 3:24"]')
    return tuple(_span(one) for one in value)


def _span(text: str) -> tuple[float, float] | None:
    if text.strip() == NOT_RUN:
        return None
    ends = tuple(_moment(end) for end in SPAN.split(text.strip()))
    if len(ends) != 2 or ends[0] >= ends[1]:
        raise ValueError(f"'{text}' is not from when to when a rep went; write it as \"2:08 - 3:24\"")
    return ends


def _metres(value: object) -> float:
    if not _is_number(value) or not 0 < float(value) < FAR:  # type: ignore[arg-type]  # it is a number
        raise ValueError("write metres after the start of the rep, as 200")
    return float(value)  # type: ignore[arg-type]  # it is a number


def _lane(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= LANES:
        raise ValueError(f"lanes go from 1 to {LANES}")
    return value


def _shape(value: object) -> str:
    return value if isinstance(value, str) and value in SHAPES else _choose(value, list(SHAPES))


def _direction(value: object) -> Direction:
    return Direction(str(value)) if value in list(Direction) else _choose(value, [one.value for one in Direction])


def _choose(value: object, known: list[str]) -> NoReturn:
    near = difflib.get_close_matches(str(value), known, n=1, cutoff=_ALIKE)
    raise ValueError(f"did you mean {near[0]}?" if near else f"choose one of {', '.join(known)}")


def _finish(value: object) -> tuple[float, float]:
    if not (isinstance(value, list) and len(value) == 2 and all(_is_number(one) for one in value)):
        raise TypeError("write latitude and longitude in degrees, as [47.0712, 15.4383]")
    latitude, longitude = (float(one) for one in value)
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        raise ValueError("this is not on the earth; latitude goes to 90 and longitude to 180 degrees")
    return latitude, longitude


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise TypeError("write a text in quotes")
    return value


def _sha256(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[0-9a-f]{64}", value):
        raise ValueError("leave it as it was written (64 letters and digits), or take it out")
    return value


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _shown(value: object) -> str:
    text = " ".join(str(value).split())
    return f"'{text[:_SHOWN]}{'..' if len(text) > _SHOWN else ''}'"


_VALUES: dict[str, Read] = {
    "sha256": _sha256,
    "reps": _spans,
    "five_k": _duration,
    "goal": _duration,
    "lane": _lane,
    "shape": _shape,
    "direction": _direction,
    "finish": _finish,
    "plan": _text,
    "workout": _text,
    "wrong_presses": _moments,
}
_EDITS: dict[str, tuple[Callable[..., Edit], dict[str, Read], tuple[str, ...]]] = {
    "split": (Split, {"rep": _rep, "at": _moment, "at_m": _metres}, ("rep",)),
    "join": (Join, {"reps": _reps}, ("reps",)),
    "drop": (Drop, {"rep": _rep}, ("rep",)),
    "add": (Add, {"start": _moment, "end": _moment}, ("start", "end")),
    "move": (Move, {"rep": _rep, "start": _moment, "end": _moment}, ("rep",)),
}
