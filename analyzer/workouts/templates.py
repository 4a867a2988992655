"""The workouts of the training, a TOML file each in the folder `templates`; a new file there is a new workout.

The rules that a workout can be held against are the names of the checks: target, rest, consistency, fade, first_last,
drift, best_possible, too_fast, cadence, hill, retraced, distance_consistency, second_half, ceiling, spike, duration.
"""

import difflib
import math
import tomllib
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from analyzer.errors import OptionError, PlanError, TemplateError
from analyzer.model import Bound, Template, WorkoutKind
from analyzer.workouts.checks import RULES
from analyzer.workouts.language import parse
from analyzer.workouts.targets import BASES

LIMITS = (
    "too_fast",
    "even",
    "uneven",
    "fade",
    "first_last",
    "drift",
    "second_half",
    "best_possible",
    "cadence",
    "grade",
    "rise",
    "path",
    "distance_consistency",
    "ceiling",
    "above",
    "spike",
    "rest_share",
)
"""The numbers of the checks that a workout may set."""
ORDER = (
    WorkoutKind.INTERVALS,
    WorkoutKind.TEMPO,
    WorkoutKind.HILLS,
    WorkoutKind.LEG_SPEED,
    WorkoutKind.STRIDES,
    WorkoutKind.EASY,
    WorkoutKind.LONG,
    WorkoutKind.MILE_TRIAL,
    WorkoutKind.OTHER,
)
"""The kinds as they are listed."""

SUFFIX = ".toml"
_ALIKE = 0.5
"""How like a word must be to be suggested, 0 to 1."""


@cache
def templates() -> tuple[Template, ...]:
    """Give the workouts of the training, by kind, then by distance, then by name."""
    return load(files("analyzer.workouts") / "templates")


def load(folder: Traversable) -> tuple[Template, ...]:
    """Read every workout of a folder. Raises TemplateError, which names the file and the key."""
    found = [read_template(file.name, file.read_bytes()) for file in folder.iterdir() if file.name.endswith(SUFFIX)]
    return tuple(sorted(found, key=lambda one: (ORDER.index(one.kind), one.distance[0], _natural(one.name))))


def template(name: str) -> Template:
    """Give the workout of a name, however it is spaced. Raises OptionError that suggests the nearest."""
    known = {_plain(one.name): one for one in templates()} | {_plain(one.title): one for one in templates()}
    found = known.get(_plain(name))
    if found is not None:
        return found
    near = difflib.get_close_matches(_plain(name), known, n=1, cutoff=_ALIKE)
    meant = f"did you mean {known[near[0]].name}? There" if near else "there"
    raise OptionError(f"'{name}' is no workout; {meant} are {', '.join(one.name for one in templates())}")


def read_template(file: str, data: bytes) -> Template:
    """Read a workout from its file. Raises TemplateError, which names the file and the key."""
    try:
        said = tomllib.loads(data.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TemplateError(f"{file}: no TOML ({error}); write it as the workouts beside it") from error
    readers = _READERS | {"name": _name_of(file)}
    for key in said:
        if key not in readers:
            near = difflib.get_close_matches(key, readers, n=1, cutoff=_ALIKE)
            raise TemplateError(f"{file}: {key}: no such key{f'; did you mean {near[0]}?' if near else ''}")
    missing = [key for key in _NEEDED if key not in said]
    if missing:
        raise TemplateError(f"{file}: {missing[0]}: missing; a workout has {', '.join(_NEEDED)}")
    read: dict[str, Any] = {"name": file.removesuffix(SUFFIX)}
    for key, value in said.items():
        try:
            read[key] = readers[key](value)
        except (TypeError, ValueError) as error:
            raise TemplateError(f"{file}: {key}: {_shown(value)}: {error}") from error
    for key in read.get("words", {}):
        if key not in read.get("rules", ()):
            raise TemplateError(f"{file}: words: {key} is none of its rules; add it to the rules or take it out")
    return Template(**read)


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise TypeError("write a text in quotes")
    return " ".join(value.split())


def _kind(value: object) -> WorkoutKind:
    kinds = [kind.value for kind in WorkoutKind]
    if value not in kinds:
        raise ValueError(f"write one of {', '.join(kinds)}")
    return WorkoutKind(value)


def _plan(value: object) -> str:
    try:
        parse(_text(value))
    except PlanError as error:
        raise ValueError(f"{error}") from error
    return _text(value)


def _range(value: object) -> tuple[float, float]:
    if not (isinstance(value, list) and len(value) == 2 and all(_is_number(end) for end in value)):
        raise TypeError("write lowest and highest as [60, 90]")
    low, high = (float(end) for end in value)
    if not 0 <= low <= high:
        raise ValueError("the lowest comes first, and none is below 0")
    return low, high


def _count(value: object) -> tuple[int, int]:
    low, high = _range(value)
    if low != int(low) or not math.isfinite(high) or high != int(high):
        raise ValueError("reps are whole numbers")
    return int(low), int(high)


def _bound(value: object) -> Bound:
    if not (isinstance(value, dict) and set(value) == {"base", "share"} and _is_number(value["share"])):
        raise TypeError('write { base = "M", share = 1.0 }')
    if value["base"] not in BASES:
        raise ValueError(f"base is one of {', '.join(BASES)}")
    if not 0 < value["share"] <= 2:
        raise ValueError("share is a share of that speed, as 0.97")
    return Bound(value["base"], float(value["share"]))


def _rules(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(rule in tuple(RULES) for rule in value):
        raise ValueError(f"write a list of {', '.join(RULES)}")
    return tuple(value)


def _words(value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        raise TypeError("write a table of texts by rule")
    return {rule: _text(text) for rule, text in value.items()}


def _limits(value: object) -> dict[str, float]:
    if not isinstance(value, dict) or not all(name in LIMITS and _is_number(limit) for name, limit in value.items()):
        raise ValueError(f"write a table of numbers, by {', '.join(LIMITS)}")
    return {name: float(limit) for name, limit in value.items()}


def _name_of(file: str) -> Callable[[object], str]:
    def name(value: object) -> str:
        if value != file.removesuffix(SUFFIX):
            raise ValueError("the name of a workout is that of its file; leave it out")
        return str(value)

    return name


_READERS: dict[str, Callable[[object], Any]] = {
    "title": _text,
    "kind": _kind,
    "plan": _plan,
    "purpose": _text,
    "how": _text,
    "reps": _count,
    "distance": _range,
    "duration": _range,
    "rest": _range,
    "total": _range,
    "slowest": _bound,
    "fastest": _bound,
    "centre": _bound,
    "too_fast": _bound,
    "rules": _rules,
    "words": _words,
    "limits": _limits,
}
_NEEDED = ("title", "kind", "plan", "purpose", "how")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and not math.isnan(value)


def _shown(value: object) -> str:
    text = " ".join(str(value).split())
    return f"'{text[:60]}{'..' if len(text) > 60 else ''}'"


def _plain(name: str) -> str:
    """Write a name as it is compared: 8-12 × 400 m is 8-12x400m."""
    return "".join(name.lower().replace("×", "x").replace("–", "-").replace("_", "-").split())


def _natural(name: str) -> tuple[tuple[int, str], ...]:
    """Order names as people do: 1500 before 5000, 3x10min before 6x4min."""
    digits = "".join(letter if letter.isdigit() else " " for letter in name).split()
    return ((int(digits[0]) if digits else 10**6, name),)
