"""What is said behind a rep or behind brackets: `@` a pace, what kind of rep it is, `r` a rest."""

import math
from dataclasses import dataclass, field, replace

from analyzer.model import EffortKind, PaceName, Rest, Target
from analyzer.units import KILOMETRE, MILE
from analyzer.workouts import words
from analyzer.workouts.scanner import Scanner

PACE_REMEDY = "write a time such as 90 or 1:30, a pace such as 3:45/km or 6:00/mile, or M, 5K, T or E"
_REST_REMEDY = "write a rest as r60s, r1min, r1:30 or r200m"


@dataclass
class Suffixes:
    """Pace, kind and rest, each None where it is not said, and the places where they are said by `places`."""

    target: Target | None = None
    kind: EffortKind | None = None
    rest: Rest | None = None
    places: dict[str, int] = field(default_factory=dict)


def suffixes(scanner: Scanner) -> Suffixes:
    """Read pace, kind and rest, in any order, each at most once."""
    said = Suffixes()
    while not scanner.done:
        start = scanner.at
        if scanner.sign("@"):
            name, said.target = "pace", target(scanner)
        elif scanner.word(words.RESTS):
            name, said.rest = "rest", rest(scanner)
        elif named := _named(scanner):
            name, said.target = "pace", named
        elif scanner.take(words.AROUND):
            name, said.kind = "word", EffortKind.STEADY
        elif kind := scanner.word(words.KINDS):
            name, said.kind = "word", words.KINDS[kind]
        else:
            break
        if name in said.places:
            scanner.wrong(f"a second {name} for one rep", "say it once, and put + between reps", at=start)
        said.places[name] = start
    return said


def target(scanner: Scanner) -> Target:
    """Read how fast, behind the `@`."""
    named = _named(scanner) or _named(scanner, words.LONG_PACES)
    if named is not None:
        if scanner.stands("-"):
            scanner.wrong("a range of named paces", "write one of them, or a range of times, as in 400@88-92")
        return named
    first = _time(scanner)
    last = _time(scanner) if scanner.sign("-") else first
    times = (min(first, last), max(first, last))
    if not scanner.sign("/"):
        return Target(time=times)
    per = _per(scanner)
    return Target(pace=(times[0] / per, times[1] / per), per=per)


def rest(scanner: Scanner) -> Rest:
    """Read how long a rest is and what is done in it, behind the `r`."""
    start = scanner.at
    length = _rest_length(scanner)
    scanner.within(words.REST_METRES, length.distance, start)
    scanner.within(words.REST_SECONDS, length.duration, start)
    kind = scanner.word(words.RECOVERIES)
    return replace(length, kind=words.RECOVERIES[kind]) if kind else length


def _named(scanner: Scanner, known: dict[str, PaceName] = words.PACES) -> Target | None:
    name = "5k" if scanner.take(words.FIVE_K) else scanner.word(known)
    if not name:
        return None
    scanner.word((words.PACE,))
    return Target(words.PACES["5k"] if name == "5k" else known[name])


def _time(scanner: Scanner) -> float:
    start = scanner.at
    clock = scanner.clock()
    number = scanner.number("a pace", PACE_REMEDY) if clock is None else clock
    unit = scanner.word(words.TIMES) if clock is None else ""
    if scanner.attached():
        scanner.wrong(f"{scanner.here()} is no part of a pace", PACE_REMEDY)
    if number == 0:
        scanner.wrong("a pace of no time", PACE_REMEDY, at=start)
    return number * words.TIMES[unit or "s"]


def _per(scanner: Scanner) -> float:
    start = scanner.at
    count = scanner.take(words.NUMBER)
    unit = scanner.word(words.DISTANCES)
    number = scanner.value(count[0], start) if count else 1.0
    per = words.metres_in(number, unit or "m") if count or unit else math.nan
    if per not in {KILOMETRE, MILE, words.LAP}:
        scanner.wrong("a pace over another distance than km, mile or lap", "write /km, /mile or /400", at=start)
    return per


def _rest_length(scanner: Scanner) -> Rest:
    clock = scanner.clock()
    if clock is not None:
        return Rest(duration=clock)
    if scanner.word((words.OPEN,)) or scanner.next_word() in words.RECOVERIES:
        return Rest()
    number = scanner.number("a rest", _REST_REMEDY)
    seconds = scanner.word(words.TIMES)
    if seconds:
        return Rest(duration=number * words.TIMES[seconds])
    metres = scanner.word(words.DISTANCES)
    if metres:
        return Rest(distance=words.metres_in(number, metres))
    if scanner.attached():
        scanner.wrong(f"{scanner.here()} is no unit", _REST_REMEDY)
    least, most = words.BARE_METRES
    return Rest(distance=number) if number % least == 0 and least <= number <= most else Rest(duration=number)
