"""The story of what trials and reps foretell: each time with its error, its method and the sessions behind it."""

import math
from collections.abc import Mapping, Sequence

from analyzer.model import Athlete, Predicted, Prediction
from analyzer.report.compare_document import prediction_document
from analyzer.report.rows import Row, Table
from analyzer.report.story import Section, Story
from analyzer.report.trial_words import distance_name, on_day, sentence
from analyzer.report.words import with_error
from analyzer.units import MILE, format_pace, pace_unit

NAME = "Predictions"
NOTHING = "nothing to tell from yet"
HOW_TO_ADD = (
    "`analyzer log add FILE` puts a session into the log; trials of two distances, or a session of 4 x 400 m, foretell."
)
CAUTION = (
    "A prediction is for an even race on a good day, in the form that you had then. The error is one standard error: "
    "about one time in three is farther off."
)
NAMES = {"critical speed": "Critical speed", "4 x 400 m": "4 x 400 m", "equivalents": "Equal performances"}
"""The title of each method; another has its own name."""
REMEDIES = {
    "4 x 400 m": "Run 4 x 400 m at the pace of your mile with 2 to 3 min of rest, and add it to the log.",
    "equivalents": "Run a trial over 1500 m to 5000 m, and add it to the log.",
}
"""What would make a method possible that says nothing, where it does not say so itself."""
SAME = 0.005
"""Distances nearer to each other than this share are one. [1]"""


def predictions_story(
    athlete: Athlete,
    predictions: Sequence[Prediction],
    *,
    days: Mapping[int, int],
    distance: float | None = None,
) -> Story:
    """Tell predictions.

    days : The local day of each session, since 1970-01-01.   distance : The only one that is asked for. [m]
    """
    kept = [(one, _asked(one, distance)) for one in predictions]
    document = prediction_document(athlete, [(one, times) for one, times in kept], days)
    told = [(one, times) for one, times in kept if times]
    if not told:
        lines = (HOW_TO_ADD,)
        return Story(
            NAME, NOTHING, lines=lines, sections=tuple(_section(*one, days) for one in kept), document=document
        )
    best, time = min(((one, time) for one, times in told for time in times), key=lambda pair: _rank(pair[1], distance))
    number = f"{distance_name(time.nominal)} in {with_error(time.time, time.time_sd, unit=True)}"
    by = f"{_method(best)}, from {_sessions(best, days)}" if best.sessions else _method(best)
    return Story(
        NAME,
        number,
        lines=(sentence(f"by {by[:1].lower()}{by[1:]}"), CAUTION),
        sections=(_beside_each_other(told), *(_section(one, times, days) for one, times in kept)),
        document=document,
    )


def _asked(one: Prediction, distance: float | None) -> tuple[Predicted, ...]:
    """Give the times of the distance that is asked for."""
    if distance is None:
        return one.times
    return tuple(time for time in one.times if abs(math.log(time.distance / distance)) < SAME)


def _rank(time: Predicted, distance: float | None) -> tuple[bool, bool, float]:
    """Order times: of the distance asked for (else the mile) first, those inside their range, the most exact."""
    wanted = MILE if distance is None else distance
    return abs(math.log(time.distance / wanted)) > SAME, time.extrapolated, time.time_sd / time.time


def _beside_each_other(told: Sequence[tuple[Prediction, tuple[Predicted, ...]]]) -> Section:
    """Lay the methods beside each other, a row a distance."""
    names = {time.nominal: time.distance for _, times in told for time in times}
    made = []
    for nominal in sorted(names, key=lambda name: names[name]):
        cells = [nominal]
        for _, times in told:
            here = next((time for time in times if time.nominal == nominal), None)
            mark = " *" if here is not None and here.extrapolated else ""
            cells.append("–" if here is None else f"{with_error(here.time, here.time_sd)}{mark}")
        made.append(Row(tuple(cells)))
    starred = any(time.extrapolated for _, times in told for time in times)
    note = "* Outside the range that the method was made for." if starred else ""
    columns = ("Distance", *(_method(one) for one, _ in told))
    return Section("By each method", table=Table("methods", "By each method", columns, tuple(made), len(told), note))


def _section(one: Prediction, times: Sequence[Predicted], days: Mapping[int, int]) -> Section:
    """Tell one method: what it was told from, its error, or why it says nothing."""
    title = _method(one)
    if one.refused:
        remedy = REMEDIES.get(one.method, "")
        return Section(title, lines=(sentence(f"Cannot be told: {one.refused}"), *((remedy,) if remedy else ())))
    lines = [sentence(f"Told from {one.source}")] if one.source else []
    if one.sessions:
        lines.append(f"Sessions: {_sessions(one, days)}.")
    if math.isfinite(one.speed):
        lines.append(
            f"Critical speed {one.speed:.2f} ± {one.speed_sd:.2f} m/s ({format_pace(one.speed)} {pace_unit()}), "
            f"D' {one.reserve:.0f} ± {one.reserve_sd:.0f} m."
        )
    if not times:
        lines.append("It says nothing of this distance.")
    error = (sentence(f"The error: {one.error}"),) if one.error else ()
    return Section(title, lines=tuple(lines), small=(*error, *(sentence(note) for note in one.notes)))


def _method(one: Prediction) -> str:
    return NAMES.get(one.method, one.method)


def _sessions(one: Prediction, days: Mapping[int, int]) -> str:
    """Name sessions by their numbers and days, the earliest first; the year stands with the last of a year."""
    order = sorted(one.sessions, key=lambda number: (days.get(number, 0), number))
    named = []
    for number, following in zip(order, (*order[1:], None), strict=True):
        beside = days.get(following) if following is not None else None
        named.append(f"no. {number} of {on_day(days[number], beside)}" if number in days else f"no. {number}")
    return named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"
