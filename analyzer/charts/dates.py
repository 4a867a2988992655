"""Days on a chart: in words, and an axis of them."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes

EPOCH = date(1970, 1, 1)
"""Days count from here, as in the frames of the log and on the axes of matplotlib."""
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MARGIN = 0.06
"""Left free on either side of the days, as a share of their span."""
SHORTEST = 6.0
"""The axis shows no less than so many days."""
_DAY_STEPS = (1, 2, 7)
_MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120)


def day_of(number: int) -> date:
    """Give the day of a number of days since 1970-01-01.

    >>> day_of(20709)
    datetime.date(2026, 9, 13)
    """
    return EPOCH + timedelta(days=int(number))


def short(day: date, *, year: bool = False) -> str:
    """Write a day as briefly as it can be read.

    >>> short(date(2026, 9, 13)), short(date(2026, 9, 13), year=True)
    ('13 Sep', '13 Sep 2026')
    """
    return f"{day.day} {MONTHS[day.month - 1]}{f' {day.year}' if year else ''}"


def date_axis(axes: "Axes", days: Sequence[float], *, most: int = 7) -> None:
    """Fit the axis below to days since 1970-01-01 and label it: days, months with their years, or years."""
    first, last = float(min(days)), float(max(days))
    room = max(MARGIN * (last - first), 0.5 * (SHORTEST - (last - first)), 1.0)
    first, last = first - room, last + room
    ticks, names = _days(first, last, most) if last - first < _DAY_STEPS[-1] * most else _months(first, last, most)
    axes.set_xlim(first, last)
    axes.set_xticks(ticks, names)


def _days(first: float, last: float, most: int) -> tuple[list[float], list[str]]:
    step = next((step for step in _DAY_STEPS if (last - first) / step <= most), _DAY_STEPS[-1])
    begin = int(-(-first // 1))
    ticks = list(range(begin, int(last) + 1, step))
    return [float(tick) for tick in ticks], _named([day_of(tick) for tick in ticks], days=True)


def _months(first: float, last: float, most: int) -> tuple[list[float], list[str]]:
    begin, end = day_of(int(first)), day_of(int(last))
    months = range(12 * begin.year + begin.month, 12 * end.year + end.month)
    step = next((step for step in _MONTH_STEPS if len(months) / step <= most), _MONTH_STEPS[-1])
    shown = [date(month // 12, month % 12 + 1, 1) for month in months if month % step == 0]
    return [float((day - EPOCH).days) for day in shown], _named(shown, days=False)


def _named(shown: list[date], *, days: bool) -> list[str]:
    """Name the ticks; the year stands under the first of them and under the first of each year."""
    names = []
    before = 0
    for day in shown:
        name = short(day) if days else MONTHS[day.month - 1]
        names.append(f"{name}\n{day.year}" if day.year != before else name)
        before = day.year
    return names
