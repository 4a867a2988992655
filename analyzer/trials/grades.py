"""The age grade of a trial, by the factors of World Masters Athletics (2023) as the package athlib holds them."""

import warnings
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analyzer.model import Athlete, Floats, Sex

EVENTS = {"1 mile": "MILE", "1600 m": "MILE", "1500 m": "1500", "3000 m": "3000", "5000 m": "5000"}
"""As athlib names them; 1600 m is graded by the mile that it is worth."""
YOUNGEST, OLDEST = 5, 110
"""The ages of the tables."""


def ages(athlete: Athlete, days: NDArray[np.int64]) -> tuple[NDArray[np.int64], Floats]:
    """Give the age that is reached in the year of each day (since 1970-01-01), and the share of it that is over."""
    dates = days.astype("datetime64[D]")
    years = dates.astype("datetime64[Y]")
    over = (dates - years.astype("datetime64[D]")).astype(np.int64) / 365.25
    reached = years.astype(np.int64) + 1970 - (athlete.birth_year or 0)
    return reached, over


def grades(
    athlete: Athlete, names: NDArray[np.object_], days: NDArray[np.int64], time: Floats, mile: Floats
) -> tuple[Floats, Floats, Floats]:
    """Give the age on each day [yr], the age grade (standard of the age over the time) and its error from the birthday.

    Only the year of birth is known: before the birthday the age is a year less, so both are weighed by how much of the
    year is over. NaN without birth year or sex, off the tables, and for distances that they do not have.
    """
    unknown = np.full(len(days), np.nan)
    if athlete.birth_year is None or not len(days):
        return unknown, unknown, unknown
    reached, over = ages(athlete, days)
    age = reached - 1 + over
    if athlete.sex is None:
        return age, unknown, unknown
    events = [EVENTS.get(name, "") for name in names.tolist()]
    both = np.array(
        [
            (standard(athlete.sex, event, older - 1), standard(athlete.sex, event, older))
            if event
            else (np.nan, np.nan)
            for event, older in zip(events, reached.tolist(), strict=True)
        ]
    )
    # off the tables on one side of the birthday: the other age is all that is known
    younger, older = (np.where(np.isfinite(both[:, side]), both[:, side], both[:, 1 - side]) for side in (0, 1))
    of_age = (1 - over) * younger + over * older
    spread = np.sqrt(over * (1 - over)) * np.abs(older - younger)
    ran = np.where(names == "1600 m", mile, time)
    return age, of_age / ran, spread / ran


@cache
def standard(sex: Sex, event: str, age: int) -> float:
    """Give the standard of an age: the open best over the factor of the age. [s] NaN off the tables.

    Source: WMA 2023, by athlib.

    >>> round(standard(Sex.MALE, "MILE", 50) / standard(Sex.MALE, "MILE", 30), 4) == round(1 / 0.8852, 4)
    True
    """
    if not YOUNGEST <= age <= OLDEST:
        return np.nan
    grader = _grader()
    letter = "m" if sex is Sex.MALE else "f"
    return float(grader.world_best(letter, event) / grader.calculate_factor(letter, age, event))


@cache
def _grader() -> Any:
    with warnings.catch_warnings():
        # athlib reads JSON schemas in an old way, which says so; it is not needed here
        warnings.simplefilter("ignore", DeprecationWarning)
        from athlib.wma.agegrader import AgeGrader  # noqa: PLC0415 - reads its tables, and few commands grade

    return AgeGrader()
