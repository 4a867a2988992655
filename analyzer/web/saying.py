"""What a runner says and writes of a session by a form or by JSON; an empty field is as the analyser finds it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from analyzer import workouts
from analyzer.errors import OptionError
from analyzer.model import Athlete, Day, Diary, Direction, Said
from analyzer.oval import SHAPES
from analyzer.store import Store, clock
from analyzer.web.asked import choice_of, lane_of, place_of, text_of, time_of, whole_of
from analyzer.web.site import Site
from analyzer.web.training import sleep_of, strength_of

WRITTEN = ("notes", "weather", "shoes", "rpe")
OF_DAY = ("sleep", "strength")
HARDEST = 10


@dataclass(frozen=True)
class State:
    """Whether a session is being analysed again. problem : Why it could not be."""

    waiting: bool
    problem: str = ""

    def document(self) -> dict[str, str]:
        """Give it as JSON."""
        return {"state": "waiting" if self.waiting else "done", "problem": self.problem}


def order(site: Site, athlete: Athlete, number: int, words: Mapping[str, Any]) -> None:
    """Take what is said of a session, and have it analysed again. Raises OptionError where that cannot be."""
    open_one = next((one for one in site.store.orders(athlete) if one.session == number and not one.problem), None)
    before = site.store.session(athlete, number).said if open_one is None else open_one.said
    site.store.order(athlete, number, said_of(words, before))
    site.queue.wake()


def state_of(store: Store, athlete: Athlete, number: int) -> State:
    """Tell whether a session is being analysed again. Raises OptionError where there is none."""
    found = next((one for one in store.orders(athlete) if one.session == number), None)
    if found is None:
        store.session(athlete, number)
        return State(waiting=False)
    return State(waiting=not found.problem, problem=found.problem)


def write(store: Store, athlete: Athlete, number: int, words: Mapping[str, Any]) -> None:
    """Write the diary of a session, and what is of its day; what is not named stays. Raises OptionError."""
    session = store.session(athlete, number)
    diary = diary_of(words, session.diary)
    day = None
    if any(name in words for name in OF_DAY):
        when = clock.day_of(session.day)
        day = day_of(words, next(iter(store.days(athlete, when, when)), Day(when)))
    store.edit(athlete, number, diary=diary)
    if day is not None:
        store.write_day(athlete, day)


def said_of(words: Mapping[str, Any], before: Said) -> Said:
    """Read what is said; what is not named stays as it was said before. Raises OptionError.

    >>> said_of({"lane": "8", "goal": ""}, Said(goal=340.0, plan="8x400")).to_dict()
    {'lane': 8, 'plan': '8x400'}
    """
    _hold_names(words, tuple(_READ))
    told: dict[str, Any] = {name: _READ[name](words) for name in _READ if name in words}
    return replace(before, **told)


def diary_of(words: Mapping[str, Any], before: Diary) -> Diary:
    """Read what is written of a session; what is not named stays. Raises OptionError."""
    _hold_names(words, (*WRITTEN, *OF_DAY))
    told: dict[str, Any] = {name: text_of(words, name) for name in ("notes", "weather", "shoes") if name in words}
    if "rpe" in words:
        told["rpe"] = whole_of(words, "rpe", 1, HARDEST)
    return replace(before, **told)


def day_of(words: Mapping[str, Any], before: Day) -> Day:
    """Read what is written of a day; what is not named stays. Raises OptionError."""
    sleep = sleep_of(words) if "sleep" in words else before.sleep
    strength = strength_of(words) if "strength" in words else before.strength
    return replace(before, sleep=sleep, strength=strength)


def _hold_names(words: Mapping[str, Any], known: tuple[str, ...]) -> None:
    for name in words:
        if name not in known:
            raise OptionError(f"'{name[:40]}' is nothing that can be said here; it can be {', '.join(known)}")


def _plan(words: Mapping[str, Any]) -> str:
    text = text_of(words, "plan")
    if text:
        workouts.parse(text)
    return text


def _workout(words: Mapping[str, Any]) -> str:
    text = text_of(words, "workout")
    return workouts.template(text).name if text else ""


_READ: dict[str, Callable[[Mapping[str, Any]], Any]] = {
    "five_k": lambda words: time_of(words, "five_k"),
    "goal": lambda words: time_of(words, "goal"),
    "lane": lane_of,
    "shape": lambda words: choice_of(words, "shape", ("", *SHAPES), "") or None,
    "direction": lambda words: choice_of(words, "direction", ("", *Direction), "") or None,
    "finish": lambda words: place_of(words, "finish"),
    "plan": _plan,
    "workout": _workout,
}
