"""What the runner puts right after a session."""

import math
from dataclasses import dataclass, field
from typing import Any

from analyzer.errors import CorrectionError
from analyzer.model.names import Direction
from analyzer.model.session import Range
from analyzer.units import format_time


@dataclass(frozen=True)
class Split:
    """Rep `rep` is two, parted at a time of the session [s] or so many metres after its start; the other is NaN."""

    rep: int
    at: float = math.nan
    at_m: float = math.nan


@dataclass(frozen=True)
class Join:
    """Reps that follow each other are one."""

    reps: tuple[int, ...]


@dataclass(frozen=True)
class Drop:
    """Rep `rep` is none."""

    rep: int


@dataclass(frozen=True)
class Add:
    """A rep was run from start to end. [s]"""

    start: float
    end: float


@dataclass(frozen=True)
class Move:
    """Rep `rep` began or ended at another time; NaN for an end that stays. [s]"""

    rep: int
    start: float = math.nan
    end: float = math.nan


Edit = Split | Join | Drop | Add | Move


@dataclass(frozen=True)
class Corrections:
    """What the runner puts right after a session; what is not said stays as it was found.

    sha256 : Of the recording that they are for; "" for any.
    reps : From when to when each rep went to which the edits count, the first is number 1; None for one that was not
        run. Empty where the numbers are those of the report without corrections. [s]
    five_k, goal : [s]   finish : Latitude and longitude. [deg]   plan : In the plan language.   workout : A template.
    wrong_presses : Of the lap button. [s]   edits : Of the reps, in any order.   file : For what is said of them.
    """

    sha256: str = ""
    reps: tuple[Range | None, ...] = ()
    five_k: float | None = None
    goal: float | None = None
    lane: int | None = None
    shape: str | None = None
    direction: Direction | None = None
    finish: tuple[float, float] | None = None
    plan: str = ""
    workout: str = ""
    wrong_presses: tuple[float, ...] = ()
    edits: tuple[Edit, ...] = ()
    file: str = field(default="corrections", compare=False)

    @property
    def are_none(self) -> bool:
        """Whether nothing is put right."""
        return not (self.settings or self.wrong_presses or self.edits)

    @property
    def settings(self) -> dict[str, Any]:
        """The values that are said, by name."""
        names = ("five_k", "goal", "lane", "shape", "direction", "finish", "plan", "workout")
        return {name: value for name in names if (value := getattr(self, name)) not in {None, ""}}

    @property
    def texts(self) -> tuple[str, ...]:
        """What is put right, each in words."""
        said = {name: _setting(value) for name, value in self.settings.items()}
        settings = [f"{_NAMES.get(name, name)} {value}" for name, value in said.items()]
        wrong = [
            f"the press at {clock(moment)} was wrong: its lap goes on to the next" for moment in self.wrong_presses
        ]
        return (*settings, *wrong, *(edit_text(edit) for edit in self.edits))

    def wrong(self, key: str, value: str, remedy: str) -> CorrectionError:
        """Give the error of an entry that does not fit the recording."""
        return CorrectionError(self.file, key, value, remedy)

    def key(self, edit: Edit) -> str:
        """Name an edit as its place in the file: the second [[split]] is "split 2".

        >>> Corrections(edits=(Drop(3), Drop(5))).key(Drop(5))
        'drop 2'
        """
        kind = type(edit)
        return f"{kind.__name__.lower()} {[one for one in self.edits if type(one) is kind].index(edit) + 1}"


_NAMES = {"five_k": "5K time", "finish": "finish line at"}


def _setting(value: object) -> str:
    if isinstance(value, tuple):
        return ",".join(f"{one:.5f}" for one in value)
    return clock(value) if isinstance(value, float) else str(value)


def edit_text(edit: Edit) -> str:
    """Write an edit in words, with the numbers of the reps before any correction.

    >>> edit_text(Split(3, at=842.0)), edit_text(Join((4, 5)))
    ('rep 3 parted at 14:02', 'reps 4 and 5 joined')
    """
    if isinstance(edit, Split):
        where = clock(edit.at) if math.isfinite(edit.at) else f"{edit.at_m:g} m"
        return f"rep {edit.rep} parted at {where}"
    if isinstance(edit, Join):
        return f"reps {', '.join(map(str, edit.reps[:-1]))} and {edit.reps[-1]} joined"
    if isinstance(edit, Drop):
        return f"rep {edit.rep} taken out"
    if isinstance(edit, Add):
        return f"a rep added from {clock(edit.start)} to {clock(edit.end)}"
    ends = {"starts": edit.start, "ends": edit.end}
    told = [f"{word} at {clock(moment)}" for word, moment in ends.items() if math.isfinite(moment)]
    return f"rep {edit.rep} {' and '.join(told)}"


def clock(moment: float) -> str:
    """Write a time of the session to the millisecond, without noughts that say nothing.

    >>> clock(754.0), clock(7.25), clock(3725.5)
    ('12:34', '0:07.25', '1:02:05.5')
    """
    whole, thousandths = divmod(round(moment * 1000), 1000)
    return format_time(float(whole), decimals=0) + (f".{thousandths:03d}".rstrip("0") if thousandths else "")
