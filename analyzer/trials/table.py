"""The trials of a log beside each other: what each is worth, how it compares, the best, the trend."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer import frames
from analyzer.errors import OptionError
from analyzer.model import (
    Athlete,
    Change,
    Comparison,
    Contender,
    Floats,
    Shares,
    Trend,
    TrialLog,
    TrialName,
    TypicalError,
)
from analyzer.trials.contenders import chances_of_best
from analyzer.trials.grades import grades
from analyzer.trials.miles import mile_times, names_of
from analyzer.trials.notes import notes_of
from analyzer.trials.real import chances, change_of, gain_error, name_of, verdicts
from analyzer.trials.shares import of_laps, records
from analyzer.trials.traces import LEAST_ERROR
from analyzer.trials.trend import trend
from analyzer.trials.typical import typical_error

THAN = ("previous", "best", "first")
LEAST_LIKELY = 0.05
"""A trial that is the best with less probability is no contender."""


def compare(
    log: TrialLog, *, sessions: Sequence[int] = (), nominal: str | None = None, te: float | None = None
) -> Comparison:
    """Compare the trials of a log, or only those of some sessions or of one distance.

    te : Typical error, the day-to-day variation as a share of the time; as the log tells it where it is not given.

    Raises OptionError for a session without a trial, a distance that was not run, or a typical error that is none.
    """
    log = _timed(log)
    rows, names = _chosen(log, sessions, nominal)
    trials = log.trials.iloc[rows]
    made = _columns(log.athlete, trials, names)
    typical = _typical(log, te)
    groups = _groups(names, made["equivalent"])
    for than in THAN:
        _add_changes(made, trials, names, groups, than, typical.value)
    table = frames.build(
        {column.name: trials[column.name].to_numpy() for column in frames.TRIALS} | {"nominal": names} | made,
        frames.COMPARED,
        trials.index,
    )
    worth = np.flatnonzero(np.isfinite(made["equivalent"])) if groups.any() else np.zeros(0, dtype=np.intp)
    of_them = trials["session"].to_numpy() * 1000 + trials["effort"].to_numpy()
    laps, zones = (_of(frame, of_them) for frame in (log.laps, log.zones))
    best = int(worth[np.argmin(made["equivalent"][worth])]) if len(worth) else None
    return Comparison(
        athlete=log.athlete,
        trials=table,
        laps=laps,
        zones=zones,
        typical=typical,
        best=name_of(table.iloc[best]) if best is not None else None,
        contenders=_contenders(table, worth),
        previous=_latest(table, groups, "previous", typical),
        beside_best=_latest(table, groups, "best", typical),
        since_first=_latest(table, groups, "first", typical),
        trend=_trend(table, worth, typical),
        shares=_shares(table, laps, log.athlete),
        records=records(),
        bests=_bests(table),
        notes=notes_of(table, typical),
    )


def _timed(log: TrialLog) -> TrialLog:
    """Leave out what has no time: an effort that was named a trial and never timed."""
    time = log.trials["time"].to_numpy()
    timed = np.isfinite(time) & (time > 0)
    return log if timed.all() else replace(log, trials=log.trials[timed])


def _chosen(
    log: TrialLog, sessions: Sequence[int], nominal: str | None
) -> tuple[NDArray[np.intp], NDArray[np.object_]]:
    """Give the rows of the trials that are asked for, and the names of their distances."""
    of_session = log.trials["session"].to_numpy()
    whose = f"the log of {log.athlete.name}" if log.athlete.name else "the log"
    for number in sessions:
        if number not in of_session:
            raise OptionError(f"session {number} has no trial in {whose}; leave it out, or name one that has")
    names = names_of(log.trials["nominal"].to_numpy(), log.trials["distance"].to_numpy())
    wanted = np.isin(of_session, list(sessions)) if len(sessions) else np.ones(len(of_session), dtype=bool)
    if nominal is not None:
        known = sorted(set(names.tolist()))
        if nominal not in known:
            has = ", ".join(known) if known else "no trials"
            raise OptionError(f"no trial over '{nominal}' in {whose}; it has {has}")
        wanted &= names == nominal
    rows = np.flatnonzero(wanted)
    order = np.argsort(log.trials.index.to_numpy()[rows], kind="stable")
    return rows[order], names[rows[order]]


def _columns(athlete: Athlete, trials: pd.DataFrame, names: NDArray[np.object_]) -> dict[str, Floats]:
    """Give what each trial is worth: the mile, the age grade."""
    time, days = trials["time"].to_numpy(), trials["day"].to_numpy()
    mile, conversion = mile_times(names, trials["distance"].to_numpy(), time)
    measured = relative_errors(trials)
    age, grade, grade_sd = grades(athlete, names, days, time, mile)
    return {
        "equivalent": mile,
        "equivalent_sd": mile * measured,
        "conversion_sd": mile * conversion,
        "age": age,
        "age_grade": grade,
        "age_grade_sd": np.hypot(grade_sd, grade * measured),
    }


def relative_errors(trials: pd.DataFrame) -> Floats:
    """Give the standard error of each trial's time as a share of it; an error that nobody told is a small one."""
    measured = trials["time_sd"].to_numpy() / trials["time"].to_numpy()
    return np.asarray(np.maximum(np.nan_to_num(measured), LEAST_ERROR))


def _typical(log: TrialLog, te: float | None) -> TypicalError:
    """Tell the variation from the whole log, whatever is compared: from the distance that was run most."""
    names = names_of(log.trials["nominal"].to_numpy(), log.trials["distance"].to_numpy())
    kinds, counts = np.unique(names.astype(str), return_counts=True)
    most = np.flatnonzero(names == kinds[counts.argmax()]) if len(kinds) else np.zeros(0, dtype=np.intp)
    trials = log.trials.iloc[most]
    return typical_error(
        trials["day"].to_numpy(dtype=float),
        np.log(trials["time"].to_numpy()),
        relative_errors(trials),
        told=te,
        history=log.trials["day"].to_numpy(dtype=float),
    )


def _groups(names: NDArray[np.object_], mile: Floats) -> NDArray[np.intp]:
    """Give one number to trials that can be compared with each other: 1 for those worth a mile, else one a distance."""
    groups = np.ones(len(names), dtype=np.intp)
    alone = np.isnan(mile)
    if alone.any():
        _, number = np.unique(names[alone].astype(str), return_inverse=True)
        groups[alone] = 2 + number
    return groups


def _add_changes(
    made: dict[str, Floats],
    trials: pd.DataFrame,
    names: NDArray[np.object_],
    groups: NDArray[np.intp],
    than: str,
    typical: float,
) -> None:
    """Add what changed against the previous, the best or the first trial before each."""
    time = trials["time"].to_numpy()
    worth = np.where(np.isfinite(made["equivalent"]), made["equivalent"], time)
    earlier = np.full(len(time), -1)
    for group in np.unique(groups):
        here = np.flatnonzero(groups == group)
        earlier[here[1:]] = here[_before(worth[here], than)]
    has = earlier >= 0
    same = has & (names == names[earlier])
    own = np.where(same, time, worth)
    gain = np.where(has, np.log(np.where(same, time[earlier], worth[earlier]) / own), np.nan)
    measured = relative_errors(trials)
    conversion = np.nan_to_num(made["conversion_sd"] / worth)
    converted = np.where(same, 0.0, np.hypot(conversion, conversion[earlier]))
    error = np.where(has, gain_error(typical, measured, measured[earlier], converted), np.nan)
    faster, slower = chances(gain, error)
    made[f"{than}_seconds"] = time * np.expm1(gain)
    made[f"{than}_gain"], made[f"{than}_gain_sd"] = gain, error
    made[f"{than}_faster"], made[f"{than}_slower"] = faster, slower
    made[f"{than}_verdict"] = np.array(verdicts(faster, slower), dtype=object)


def _before(worth: Floats, than: str) -> NDArray[np.intp]:
    """Give for each trial but the first the one before it that it is held against."""
    count = np.arange(len(worth) - 1)
    if than == "previous":
        return count
    if than == "first":
        return np.zeros(len(count), dtype=np.intp)
    fastest = np.minimum.accumulate(worth)
    return np.maximum.accumulate(np.where(worth == fastest, np.arange(len(worth)), 0))[:-1]


def _of(frame: pd.DataFrame, of_them: NDArray[np.int64]) -> pd.DataFrame:
    wanted = np.isin(frame["session"].to_numpy() * 1000 + frame["effort"].to_numpy(), of_them)
    return frame if wanted.all() else frame[wanted]


def _bests(table: pd.DataFrame) -> tuple[TrialName, ...]:
    """Name the fastest trial of each distance."""
    order = np.lexsort((table["time"].to_numpy(), table["nominal"].to_numpy().astype(str)))
    names = table["nominal"].to_numpy()[order]
    first = order[np.append(True, names[1:] != names[:-1])] if len(order) else order
    metres = table["distance"].to_numpy()
    return tuple(name_of(table.iloc[row]) for row in sorted(first.tolist(), key=lambda row: float(metres[row])))


def _contenders(table: pd.DataFrame, worth: NDArray[np.intp]) -> tuple[Contender, ...]:
    """Give the trials whose true time may be the fastest: one is so where all others are slower."""
    if not len(worth):
        return ()
    mile, measured, conversion = _worth(table, worth)
    share = chances_of_best(mile, measured, conversion, table["nominal"].to_numpy()[worth])
    order = [int(i) for i in np.argsort(-share, kind="stable") if share[i] >= LEAST_LIKELY]
    return tuple(Contender(name_of(table.iloc[worth[i]]), float(share[i])) for i in order)


def _worth(table: pd.DataFrame, worth: NDArray[np.intp]) -> tuple[Floats, Floats, Floats]:
    """Give the miles of some trials, and the relative errors of measuring and of converting them. [s, 1, 1]"""
    mile, *errors = (table[name].to_numpy()[worth] for name in ("equivalent", "equivalent_sd", "conversion_sd"))
    return mile, errors[0] / mile, errors[1] / mile


def _latest(table: pd.DataFrame, groups: NDArray[np.intp], than: str, typical: TypicalError) -> Change | None:
    """Give how the latest trial compares."""
    here = np.flatnonzero(groups == groups[-1]) if len(groups) else np.zeros(0, dtype=np.intp)
    if len(here) < 2:
        return None
    worth = table["equivalent"].to_numpy()[here]
    worth = np.where(np.isfinite(worth), worth, table["time"].to_numpy()[here])
    return change_of(table, int(here[_before(worth, than)[-1]]), int(here[-1]), typical.value, than)


def _trend(table: pd.DataFrame, worth: NDArray[np.intp], typical: TypicalError) -> Trend:
    mile, measured, conversion = _worth(table, worth)
    days, names = table["day"].to_numpy(dtype=float)[worth], table["nominal"].to_numpy()[worth]
    return trend(days, mile, np.hypot(typical.value, measured), conversion=conversion, names=names)


def _shares(table: pd.DataFrame, laps: pd.DataFrame, athlete: Athlete) -> tuple[Shares, ...]:
    """Give the laps of the latest mile that has any."""
    miles = table[(table["nominal"] == "1 mile").to_numpy()]
    for session, effort in reversed(list(zip(miles["session"], miles["effort"], strict=True))):
        here = laps[((laps["session"] == session) & (laps["effort"] == effort)).to_numpy()]
        found = of_laps(here, athlete.name)
        if found is not None:
            return (found,)
    return ()
