"""The plan language: `10x400@90 r60`, `2x15min@T r3min`, `5x(600@M r200 + 200@M r2min)`.

docs/plan_language.md has its grammar.
"""

import math
from typing import NoReturn

from analyzer.model import Rep, Repeat, SessionPlan, Target
from analyzer.units import MILE
from analyzer.workouts import words
from analyzer.workouts.scanner import Scanner
from analyzer.workouts.suffixes import Suffixes, suffixes
from analyzer.workouts.written import format_plan, format_rep

__all__ = ["count_pieces", "format_plan", "format_rep", "parse"]

_REP_REMEDY = "write a distance or a time, such as 400, 1.5km, 1 mile, 45s, 4min or 1:30"
_MANY_REMEDY = f"a plan has at most {words.MOST_REPS}"


def parse(text: str) -> SessionPlan:
    """Read a plan.

    Raises PlanError, which points at the character, where it cannot be read.

    >>> format_plan(parse("10 x 400 @ 1:30, r60".replace(",", "")))
    '10x400@90 r1min'
    """
    scanner = Scanner(text[: words.LONGEST_TEXT + 1])
    if len(text) > words.LONGEST_TEXT:
        remedy = "repeat what comes again, as in 10x400 or 3x(400 + 200)"
        scanner.wrong(f"longer than {words.LONGEST_TEXT} letters", remedy, at=words.LONGEST_TEXT)
    parts = _sum(scanner, depth=0)
    if not scanner.done:
        _stray(scanner)
    return SessionPlan(parts)


def count_pieces(parts: tuple[Rep | Repeat, ...]) -> int:
    """Count the pieces that are run, at most, with those that are no rep."""
    return sum(1 if isinstance(part, Rep) else part.most * count_pieces(part.parts) for part in parts)


def _sum(scanner: Scanner, depth: int) -> tuple[Rep | Repeat, ...]:
    start = scanner.at
    parts = [_part(scanner, depth)]
    while scanner.sign("+"):
        parts.append(_part(scanner, depth))
    pieces = count_pieces(tuple(parts))
    if pieces > words.MOST_REPS:
        scanner.wrong(f"{pieces} reps are too many", _MANY_REMEDY, at=start)
    return tuple(parts)


def _part(scanner: Scanner, depth: int) -> Rep | Repeat:
    start = scanner.at
    counted = scanner.take(words.COUNT)
    if counted is None:
        return _group(scanner, depth, (1, 1)) if scanner.stands("(") else _rep(scanner)
    bounds = [int(scanner.value(digits or counted[1], start)) for digits in counted.groups()]
    least, most = min(bounds), max(bounds)
    if not 1 <= least <= most <= words.MOST_REPS:
        wrong = f"'{counted[0]}' is no number of reps"
        scanner.wrong(wrong, f"write 1 to {words.MOST_REPS}, as in 10x400 or 8-12x400", at=start)
    if scanner.stands("("):
        return _group(scanner, depth, (least, most))
    if words.COUNT.match(scanner.read_as, scanner.at):
        scanner.wrong("a repeat of a repeat without brackets", "write 3x(4x400 r60s) r3min")
    return Repeat(least, most, (_rep(scanner),))


def _group(scanner: Scanner, depth: int, count: tuple[int, int]) -> Repeat:
    start = scanner.at
    if depth >= words.DEEPEST:
        scanner.wrong("too many brackets within brackets", f"use at most {words.DEEPEST}, as in 2x(3x(400 + 200))")
    scanner.sign("(")
    parts = _sum(scanner, depth + 1)
    if not scanner.sign(")"):
        if scanner.done:
            scanner.wrong("the bracket is not closed", "put a ) behind the last rep of the round", at=start)
        _stray(scanner)
    said = suffixes(scanner)
    for name in ("pace", "word"):
        if name in said.places:
            remedy = "put it behind each rep within them, as in 5x(600@M + 200@M)"
            scanner.wrong(f"a {name} behind brackets", remedy, at=said.places[name])
    return Repeat(*count, parts, said.rest)


def _rep(scanner: Scanner) -> Rep:
    start = scanner.at
    distance, duration = _length(scanner)
    scanner.within(words.REP_METRES, distance, start)
    scanner.within(words.REP_SECONDS, duration, start)
    said = suffixes(scanner)
    target = said.target or Target()
    usual = words.usual_kind(target.name, distance=distance, duration=duration)
    _check_speed(scanner, target, distance, said)
    return Rep(distance, duration, said.kind or usual, target, said.rest)


def _length(scanner: Scanner) -> tuple[float, float]:
    """Read how long a rep is: metres and seconds, one of them NaN, or both where it is open."""
    clock = scanner.clock()
    if clock is not None:
        return math.nan, clock
    if scanner.word((words.OPEN,)):
        return math.nan, math.nan
    if scanner.word(("mile",)):
        return MILE, math.nan
    start = scanner.at
    if scanner.next_word() in words.RESTS:
        scanner.wrong("a rest with no rep before it", "write it behind the rep, as in 10x400 r60s")
    number = scanner.number("a rep", _REP_REMEDY)
    seconds = scanner.word(words.TIMES)
    if seconds:
        return math.nan, number * words.TIMES[seconds]
    if scanner.next_word() == "m" and scanner.read_as[scanner.at - 1 : scanner.at + 1] == " M":
        scanner.wrong("'M' may be metres or the pace of your mile", "write 400m or 400@M")
    metres = scanner.word(words.DISTANCES)
    if not metres and scanner.attached():
        scanner.wrong(f"{scanner.here()} is no unit", _REP_REMEDY)
    if scanner.stands("-"):
        remedy = "write one length; a range of reps as 8-12x400, a ladder as 200 + 400 + 200"
        scanner.wrong("a range of lengths", remedy, at=start)
    return words.metres_in(number, metres or "m"), math.nan


def _check_speed(scanner: Scanner, target: Target, distance: float, said: Suffixes) -> None:
    at = said.places.get("pace", 0)
    if target.time is not None and math.isnan(distance):
        remedy = "write a pace such as 3:45/km or 92/400, or M, 5K, T or E"
        scanner.wrong("a rep of no known distance with a time to run it in", remedy, at=at)
    paces = target.pace or ([seconds / distance for seconds in target.time] if target.time else [])
    remedy = "write the time of the whole rep, as in 400@90, or a pace, as in 400@3:45/km"
    if any(pace * words.SPEEDS[1] < 1 for pace in paces):
        scanner.wrong(f"{3.6 / min(paces):.0f} km/h is faster than anyone runs", remedy, at=at)
    if any(pace * words.SPEEDS[0] > 1 for pace in paces):
        scanner.wrong(f"{3.6 / max(paces):.1f} km/h is slower than a walk", remedy, at=at)


def _stray(scanner: Scanner) -> NoReturn:
    """Raise the error for what stands where a plan cannot go on."""
    if scanner.stands(")"):
        scanner.wrong("a ) without its (", "open the round before its first rep, as in 3x(400 + 200)")
    if scanner.stands("("):
        scanner.wrong("a ( behind a rep", "write a rest as r60s, and how often before a round, as in 3x(400 + 200)")
    if scanner.next_word().startswith("x"):
        scanner.wrong("an x behind a rep", "how often comes first, as in 10x400 or 2x(10x400 r60s) r3min")
    if scanner.stands("-"):
        scanner.wrong("'-' between reps", "put + between reps, as in 200 + 400 + 200")
    remedy = "put + between reps, @ before a pace, r before a rest, as in 15min@E + 10x400@90 r60s"
    scanner.wrong(f"{scanner.here()} cannot be read here", remedy)
