"""A plan as text: the shortest that can be read in one way only."""

import math

from analyzer.model import Rep, Repeat, Rest, SessionPlan, Target
from analyzer.units import KILOMETRE, MILE
from analyzer.workouts.words import LAP, OPEN, YARD, metres_in, usual_kind

_PLAIN_SECONDS = 100.0
"""Below it the time of a rep is written in seconds, as runners say it: 90, and then 1:40. [s]"""
_KILOMETRES = 10_000.0
"""From here on whole hundreds of metres are written in kilometres. [m]"""
_PER = {KILOMETRE: "km", MILE: "mile", LAP: "400"}


def format_plan(plan: SessionPlan) -> str:
    """Write a plan so that `parse` gives it back.

    >>> from analyzer.workouts.language import parse
    >>> format_plan(parse("15 min e+4 X 400m @m R 120"))
    '15min@E + 4x400@M r2min'
    """
    return _sum(plan.parts)


def format_rep(rep: Rep) -> str:
    """Write one rep.

    >>> format_rep(Rep(distance=400.0, target=Target(time=(88.0, 92.0)), rest=Rest(duration=60.0)))
    '400@88-92 r1min'
    """
    usual = usual_kind(rep.target.name, distance=rep.distance, duration=rep.duration)
    words = [_length(rep.distance, rep.duration) + _target(rep.target)]
    if rep.kind is not usual:
        words.append(rep.kind.value)
    if rep.rest is not None:
        words.append(_rest(rep.rest))
    return " ".join(words)


def format_metres(metres: float) -> str:
    """Write a distance with its unit, but for metres.

    >>> format_metres(400.0), format_metres(1609.344), format_metres(12500.0), format_metres(402.336)
    ('400', '1mile', '12.5km', '440yd')
    """
    if metres >= _KILOMETRES and metres % 100 == 0:
        return f"{metres / KILOMETRE:g}km"
    if metres == int(metres):
        return f"{metres:.0f}"
    for unit, name in ((YARD, "yd"), (MILE, "mile")) if metres < MILE else ((MILE, "mile"), (YARD, "yd")):
        number = f"{metres / unit:g}"
        if "e" not in number and metres_in(float(number), name) == metres:
            return f"{number}{name}"
    return repr(metres)


def format_seconds(seconds: float) -> str:
    """Write a time with its unit.

    >>> format_seconds(45.0), format_seconds(240.0), format_seconds(90.0), format_seconds(3900.0)
    ('45s', '4min', '1:30', '65min')
    """
    if seconds >= 60 and seconds % 60 == 0:
        return f"{seconds / 60:.0f}min"
    return f"{_decimal(seconds)}s" if seconds < 60 else _clock(seconds)


def _sum(parts: tuple[Rep | Repeat, ...]) -> str:
    return " + ".join(format_rep(part) if isinstance(part, Rep) else _repeat(part) for part in parts)


def _repeat(repeat: Repeat) -> str:
    count = f"{repeat.least}" if repeat.least == repeat.most else f"{repeat.least}-{repeat.most}"
    only = repeat.parts[0] if len(repeat.parts) == 1 else None
    if isinstance(only, Rep) and repeat.rest is None and not _open(only):
        return f"{count}x{format_rep(only)}"
    rest = "" if repeat.rest is None else f" {_rest(repeat.rest)}"
    return f"{count}x({_sum(repeat.parts)}){rest}"


def _open(rep: Rep) -> bool:
    return math.isnan(rep.distance) and math.isnan(rep.duration)


def _length(distance: float, duration: float) -> str:
    if not math.isnan(distance):
        return format_metres(distance)
    return OPEN if math.isnan(duration) else format_seconds(duration)


def _rest(rest: Rest) -> str:
    length = OPEN
    if not math.isnan(rest.duration):
        length = format_seconds(rest.duration)
    elif not math.isnan(rest.distance):
        written = format_metres(rest.distance)
        length = f"{written}m" if written[-1].isdigit() else written
    return f"r{length if length != OPEN else f' {length}'}{f' {rest.kind.value}' if rest.kind else ''}"


def _target(target: Target) -> str:
    if target.name is not None:
        return f"@{target.name.value}"
    if target.time is not None:
        return f"@{_range([_seconds(end) for end in target.time])}"
    if target.pace is not None:
        write = _seconds if target.per == LAP else _clock
        ends = [write(_per_distance(pace, target.per)) for pace in target.pace]
        return f"@{_range(ends)}/{_PER.get(target.per, 'km')}"
    return ""


def _range(ends: list[str]) -> str:
    return ends[0] if ends[0] == ends[1] else "-".join(ends)


def _per_distance(pace: float, per: float) -> float:
    """Give the seconds that make a pace [s/m] over a distance [m], rounded where that gives the pace back."""
    seconds = pace * per
    rounded = round(seconds, 3)
    return rounded if rounded / per == pace else seconds


def _seconds(seconds: float) -> str:
    return _decimal(seconds) if seconds < _PLAIN_SECONDS else _clock(seconds)


def _clock(seconds: float) -> str:
    """Write minutes and seconds; seconds alone below a minute, or where no clock says them exactly."""
    minutes, rest = divmod(seconds, 60)
    if minutes < 1:
        return _decimal(seconds)
    decimals = _decimal(round(rest, 6))
    whole, _, fraction = decimals.partition(".")
    written = f"{minutes:.0f}:{whole.zfill(2)}{f'.{fraction}' if fraction else ''}"
    exact = minutes * 60 + float(decimals) == seconds and float(decimals) < 60
    return written if exact else f"{_decimal(seconds)}s"


def _decimal(number: float) -> str:
    """Write a number as short as it can be read back, never with an exponent."""
    return f"{number:.0f}" if number == int(number) else repr(number)
