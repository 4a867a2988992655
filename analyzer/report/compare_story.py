"""The story of trials beside each other: what changed, whether it is one of form, where it is going, what is in it."""

import math
from dataclasses import replace
from typing import Any

from analyzer.charts import heat, lap_shares
from analyzer.model import BestMile, Change, Comparison, Delta
from analyzer.model.doubt import in_both_readings
from analyzer.report.compare_document import comparison_document
from analyzer.report.compare_tables import Rows, conditions_table, rows_of, shares_table, trials_table
from analyzer.report.delta_story import delta_sections
from analyzer.report.rows import Row, Table
from analyzer.report.story import Drawing, Section, Story
from analyzer.report.trend_drawing import KEY_ROOM, USUAL, trend_drawing
from analyzer.report.trial_words import chance, change_line, iso, on_day, one_row, sentence
from analyzer.report.words import percent, with_error
from analyzer.report.zones_over_trials import ZoneTimes, zone_times, zones_table
from analyzer.units import format_time

NAME = "Trials"
LAST = 20
"""So many trials are shown; the page has all of them folded, and the JSON too."""
SEVERAL = 3
"""With two trials before the last one the better of them was picked, and its luck with it."""
WORTH_TELLING = 0.05
"""A best realistic mile that is faster than the best one by less is that one. [s]"""
NO_TRIAL = "no trial is in the log yet"
HOW_TO_ADD = (
    "`analyzer log add FILE` puts a session into the log; a mile, 1500 m, 1600 m, 3000 m or 5000 m in it is a trial."
)
NO_ZONES = "No turns and straights to compare: these trials were not timed on a track."
HEAT_MARGINS = (1.62, 0.1, 0.5, 0.1)
"""Left for the names of the zones, above for the days. [in]"""


def trials_story(
    comparison: Comparison,
    *,
    mile: BestMile | None = None,
    delta: Delta | None = None,
    delta_zones: bool = True,
    of_log: bool = True,
) -> Story:
    """Tell a comparison of trials.

    mile : The best realistic mile of them.   delta : Two of them along the race.   delta_zones : The terminal shows
    each turn and straight of these two.   of_log : They are from a log, which can be told more.
    """
    document = comparison_document(comparison, mile, delta)
    rows = rows_of(comparison.trials)
    if not rows:
        return Story(NAME, NO_TRIAL, lines=(HOW_TO_ADD,), document=document)
    number, lines = _headline(comparison, rows)
    shown = rows[-LAST:]
    sections = (
        Section(
            _title(rows), table=trials_table(comparison, shown, title=_title(rows)), small=_small(comparison, rows)
        ),
        Section(
            "Laps and conditions",
            table=conditions_table(comparison, shown),
            small=_grades(comparison, rows) if of_log else (),
        ),
        _trend(comparison),
        _best(comparison, rows),
        *_best_mile(mile),
        *(delta_sections(delta, zones_on_screen=delta_zones) if delta is not None else ()),
        *_zones(comparison, zone_times(comparison, rows), delta),
        *_records(comparison),
        *_all(comparison, rows),
    )
    return Story(NAME, number, lines=lines, sections=sections, document=document)


def _headline(comparison: Comparison, rows: Rows) -> tuple[str, tuple[str, ...]]:
    """Give the latest time, and how it stands beside those before it."""
    last = rows[-1]
    over = "" if last["nominal"] == "1 mile" else f" over {last['nominal']}"
    number = f"{with_error(last['time'], last['time_sd'], unit=True)}{over}"
    changes = _changes(comparison)
    if not changes:
        return number, (
            f"The only trial so far, on {on_day(last['day'])}: with a second one there is a change to tell.",
        )
    times = {(row["session"], row["effort"]): row["time"] for row in rows}
    told = [change_line(one, time=times.get((one.earlier.session, one.earlier.effort), math.nan)) for one in changes]
    first, *others = told
    lines = (f"{on_day(last['day'])}, {first}", *(f"{line[0].upper()}{line[1:]}" for line in others))
    return number, (*lines, *_lucky(comparison.beside_best, len(rows)))


def _lucky(beside_best: Change | None, trials: int) -> tuple[str, ...]:
    """Say that the best of several trials was also a lucky day, beside which another looks worse than it is."""
    if beside_best is None or trials < SEVERAL:
        return ()
    when = on_day(beside_best.earlier.day, beside_best.later.day)
    return (f"The best before, on {when}, was a lucky day too: beside it form looks worse than it is.",)


def _changes(comparison: Comparison) -> list[Change]:
    """Give the changes to the latest trial: from the one before, from the best before, from the first; each once."""
    found: dict[tuple[int, int], Change] = {}
    for change in (comparison.previous, comparison.beside_best, comparison.since_first):
        if change is not None:
            found.setdefault((change.earlier.session, change.earlier.effort), change)
    return list(found.values())


def _title(rows: Rows) -> str:
    return "Trials" if len(rows) <= LAST else f"The last {LAST} of {len(rows):,} trials"


def _small(comparison: Comparison, rows: Rows) -> tuple[str, ...]:
    """Say what is not in the table, and what must be known of what is."""
    more = f"{len(rows) - LAST:,} more before these; --html and --json have them all." if len(rows) > LAST else ""
    return (*((more,) if more else ()), *(sentence(note) for note in comparison.notes))


def _grades(comparison: Comparison, rows: Rows) -> tuple[str, ...]:
    """Say why there are no age grades."""
    known = (
        ("birth year", "--birth-year YEAR", comparison.athlete.birth_year),
        ("sex", "--sex SEX", comparison.athlete.sex),
    )
    missing = [(words, option) for words, option, value in known if value is None]
    if any(math.isfinite(row["age_grade"]) for row in rows) or not missing:
        return ()
    words, options = " and ".join(words for words, _ in missing), " ".join(option for _, option in missing)
    return (f"No age grades: the log does not know your {words}; `analyzer log athlete set {options}` tells it.",)


def _trend(comparison: Comparison) -> Section:
    line = comparison.trend
    if line.refused:
        words = sentence(f"No trend yet: {line.refused}")
    else:
        likelier = max(line.improving, 1 - line.improving)
        words = sentence(f"{line.words}, {chance(likelier)}")
    return Section("The trend", lines=(words,), drawing=trend_drawing(comparison))


def _best(comparison: Comparison, rows: Rows) -> Section:
    """Tell the best trial, and those that may be the best."""
    best = comparison.best
    if best is None:
        return Section("The best")
    row = _row(rows, best.session, best.effort)
    grade = f", age grade {percent(row['age_grade'])}" if math.isfinite(row["age_grade"]) else ""
    lines = [f"{one_row(row)}{_as_mile(row)}{grade}."]
    if len(comparison.contenders) > 1:
        told = [f"{on_day(one.trial.day)} ({chance(one.probability)})" for one in comparison.contenders]
        lines.append(f"By the errors of the times, the fastest may be that of {', '.join(told[:-1])} or {told[-1]}.")
    return Section("The best", lines=tuple(lines))


def _as_mile(row: dict[str, Any]) -> str:
    if row["nominal"] == "1 mile" or not math.isfinite(row["equivalent"]):
        return ""
    return f", worth a mile in {format_time(row['equivalent'])}"


def _row(rows: Rows, session: int, effort: int) -> dict[str, Any]:
    return next(row for row in rows if (row["session"], row["effort"]) == (session, effort))


def _best_mile(mile: BestMile | None) -> tuple[Section, ...]:
    """Tell the best zones of several trials, joined where the speeds match."""
    if mile is None:
        return ()
    if mile.refused:
        return (Section("Best realistic mile", lines=(sentence(f"None yet: {mile.refused}"),)),)
    made, passed = [], 0.0
    for zone in mile.zones:
        passed += zone.time
        day = f"{iso(zone.trial.day)} (no. {zone.trial.session})"
        name = in_both_readings(zone.zone) if mile.names_in_doubt else zone.zone
        made.append(Row((str(zone.lap), name, day, f"{zone.run:.1f}", f"{zone.time:.1f}", format_time(passed))))
    columns = ("Lap", "Zone", "From the trial of", "Run", "Counts as", "Passed")
    note = "Counts as: the time as run, freed of the luck that makes a best zone the best."
    title = "The zones of the best realistic mile"
    table = Table("best_mile", title, columns, tuple(made), 3, note)
    return (
        Section(
            "Best realistic mile", lines=(sentence(mile.words),), small=tuple(sentence(note) for note in mile.notes)
        ),
        *((Section(title, table=table, on_screen=False),) if mile.gain >= WORTH_TELLING else ()),
    )


def _zones(comparison: Comparison, found: ZoneTimes | None, delta: Delta | None) -> tuple[Section, ...]:
    """Lay the turns and straights of the last trials beside each other, unless these are the two along the race."""
    if not len(comparison.zones) and len(comparison.trials) > 1:
        return (Section("Turns and straights", lines=(NO_ZONES,)),)
    if found is None or (delta is not None and delta.pieces and len(found.trials) == 2):
        return ()
    caption = (
        f"Seconds won (+, orange) and lost (−, blue) against the mean of these trials over the same metres; each ± "
        f"{found.error:.1f} s."
    )
    drawing = Drawing(
        "zones",
        f"{found.title} over the trials" if not found.by_lap else found.title,
        caption,
        lambda axes: heat.draw(axes, found.gain, found.rows, found.columns, groups=found.first_of_lap),
        (5.5, heat.height(len(found.keys))),
        margins=HEAT_MARGINS,
    )
    return (Section(found.title, table=zones_table(found), drawing=drawing),)


def _records(comparison: Comparison) -> tuple[Section, ...]:
    """Lay the laps of the runner's mile beside those of record miles."""
    records = comparison.records
    own = tuple(replace(one, name=f"{one.name or 'You'}, latest mile") for one in comparison.shares)
    if not own or not records:
        return ()
    ways = dict.fromkeys(one.convention for one in (*own, *records))
    counted = tuple(
        f"{', '.join(one.name for one in (*own, *records) if one.convention == way)}: {way}." for way in ways if way
    )
    caption = "Speed of each lap against the mean of its mile; grey: record miles. A flat line is an even mile."
    drawing = Drawing(
        "records",
        "Laps beside record miles",
        caption,
        lambda axes: lap_shares.draw(axes, own, records),
        (5.5, 3.4),
        margins=(*USUAL[:3], KEY_ROOM),
    )
    return (Section("Beside record miles", table=shares_table(own, records), drawing=drawing, small=counted),)


def _all(comparison: Comparison, rows: Rows) -> tuple[Section, ...]:
    """Give all trials, where the first table has the last ones only."""
    if len(rows) <= LAST:
        return ()
    return (
        Section("All trials", table=trials_table(comparison, rows, title="All trials", name="all"), on_screen=False),
    )
