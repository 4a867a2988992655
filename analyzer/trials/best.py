"""The best realistic mile: the best zones of several trials, joined only where the runner could go on so.

Speeds match where zones are joined, and nobody gets there much earlier than the trial that goes on: its rest was run
with what was left then, and that was all.

Taking the best of noisy times takes the luckiest ones. So each zone is first drawn toward what its trial and its place
in the race lead to expect, by as much of its difference as is noise (James and Stein); where the trials differ by no
more than their errors, nothing is left to be joined, and the best realistic mile is the best trial.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer.model import BestMile, BestZone, Floats, TrialLog, TrialName
from analyzer.trials.doubt import doubt_of
from analyzer.trials.joining import BETTER_DAY, JOIN, ahead_at_most, fastest
from analyzer.trials.miles import names_of
from analyzer.trials.real import name_of
from analyzer.trials.table import relative_errors
from analyzer.trials.traces import LEAST_ERROR
from analyzer.trials.typical import USUAL
from analyzer.units import format_time

SAME_LAP, SAME_END = 1.0, 1.0
"""Laps, and ends of zones from the start, that differ by less are the same. [m]"""
CANDIDATES = 60
"""The best realistic mile is made from so many of the fastest trials."""
FEWEST = 2
ADDS_UP = 1.0
"""Zones that miss the time of the trial by more are not the whole of it. [s]"""
SHORTEST = 24.0
"""A shorter zone has no speed worth the name (the run-off of lane 8). [m]"""
SURE = (0.0, 1.0, 2.0)
"""Differences count as pacing only as far as they are above the errors by so many standard errors of their variance: by
one; what that is off by is seen from none and two."""
WORTH_SAYING = 1.0
"""Being less ahead than this at a join is not worth a note. [s]"""
HOPE = "A hope, not a forecast, since what a zone gains is often paid for in the next"


@dataclass(frozen=True, eq=False)
class Sheet:
    """Zones of comparable trials: one row a trial, one column a zone.

    rows : Of the trials in the log.   time, time_sd, speed, speed_sd : As measured. [s, m/s]
    """

    rows: NDArray[np.intp]
    time: Floats
    time_sd: Floats
    speed: Floats
    speed_sd: Floats
    zones: pd.DataFrame


def best_realistic(log: TrialLog, *, nominal: str = "1 mile", te: float = USUAL) -> BestMile:
    """Join the best zones of the trials over one distance that were run in lanes of one length.

    te : Typical error, the day-to-day variation as a share of the time: joins ask for no day much better than it was.
    """
    names = names_of(log.trials["nominal"].to_numpy(), log.trials["distance"].to_numpy())
    sheet = _sheet(log, names == nominal)
    if sheet is None:
        return BestMile(
            nominal=nominal,
            refused=f"it needs {FEWEST} trials over {nominal} with every turn and straight timed, in the same lane",
        )
    trials = log.trials.iloc[sheet.rows]
    whole, errors = trials["time"].to_numpy(), relative_errors(trials)
    (less, _), (time, time_sd), (more, _) = (_freed_of_luck(sheet, whole, sure) for sure in SURE)
    path = fastest(time, *_joins(sheet), ahead_at_most(time, te))
    plain = fastest(sheet.time, *_joins(sheet))
    count = np.arange(len(path))
    best = int(np.argmin(whole))
    total = float(time[path, count].sum())
    named = [name_of(trials.iloc[row]) for row in range(len(trials))]
    of_them = sorted(set(path.tolist()))
    used, doubts = tuple(named[row] for row in of_them), doubt_of(trials.iloc[of_them])
    joins, ahead = int((np.diff(path) != 0).sum()), _ahead(time, path)
    gain, doubt = float(whole[best]) - total, float((more - less)[path, count].sum()) / 2
    gain_sd = float(np.sqrt((time_sd[path, count] ** 2).sum() + doubt**2))
    error = float(np.hypot(gain_sd, errors[best] * whole[best]))
    return BestMile(
        time=total,
        time_sd=error,
        plain=float(sheet.time[plain, count].sum()),
        nominal=nominal,
        best=named[best],
        best_time=float(whole[best]),
        best_time_sd=float(errors[best] * whole[best]),
        gain=gain,
        gain_sd=gain_sd,
        zones=_zones(sheet, path, named, time, time_sd),
        trials=used,
        joins=joins,
        ahead=ahead,
        names_in_doubt=bool(doubts),
        words=_words(total, error, (gain, gain_sd), joins, len(used), nominal),
        notes=(*_notes(sheet, plain, gain, ahead, te), *doubts),
    )


def _sheet(log: TrialLog, wanted: NDArray[np.bool_]) -> Sheet | None:
    """Lay the zones of the trials that are alike into columns: those of the lane and layout that most of them have."""
    trials = log.trials
    key = log.zones["session"].to_numpy() * 1000 + log.zones["effort"].to_numpy()
    order = np.argsort(key, kind="stable")
    keys, first, counts = np.unique(key[order], return_index=True, return_counts=True)
    if not len(keys):
        return None
    of_trial = trials["session"].to_numpy() * 1000 + trials["effort"].to_numpy()
    place = np.clip(np.searchsorted(keys, of_trial), 0, len(keys) - 1)
    rows = np.flatnonzero(wanted & (keys[place] == of_trial) & np.isfinite(trials["time"].to_numpy()))
    rows = _most_alike(trials, rows, counts[place])
    if len(rows) < FEWEST:
        return None
    rows = rows[np.argsort(trials["time"].to_numpy()[rows], kind="stable")][:CANDIDATES]
    cells = order[first[place[rows]][:, None] + np.arange(int(counts[place[rows[0]]]))]
    good = _same_zones(log.zones, cells, trials["time"].to_numpy()[rows])
    if good.sum() < FEWEST:
        return None

    def values(name: str) -> Floats:
        return np.asarray(log.zones[name].to_numpy()[cells[good]], dtype=float)

    return Sheet(
        rows[good],
        values("time"),
        np.maximum(values("time_sd"), LEAST_ERROR * values("time")),
        values("speed"),
        values("speed_sd"),
        log.zones.iloc[cells[good][0]],
    )


def _most_alike(trials: pd.DataFrame, rows: NDArray[np.intp], counts: NDArray[np.intp]) -> NDArray[np.intp]:
    """Give the rows of the largest group of trials with one lane, one lap and as many zones."""
    lap = np.round(np.nan_to_num(trials["lap"].to_numpy()[rows]) / SAME_LAP)
    kinds = np.stack([trials["lane"].to_numpy()[rows], lap, counts[rows]], axis=1)
    _, group, many = np.unique(kinds, axis=0, return_inverse=True, return_counts=True)
    return rows[group.ravel() == many.argmax()] if len(rows) else rows


def _same_zones(zones: pd.DataFrame, cells: NDArray[np.intp], whole: Floats) -> NDArray[np.bool_]:
    """Tell which trials have the usual zones, all of them timed, and adding up to the trial."""
    ends, time, error = (zones[name].to_numpy()[cells] for name in ("to_m", "time", "time_sd"))
    good = (np.abs(ends - np.median(ends, axis=0)) < SAME_END).all(axis=1)
    for name in ("zone", "lap"):
        values = zones[name].to_numpy()[cells]
        good &= (values == values[0]).all(axis=1)
    good &= np.isfinite(time + error).all(axis=1) & (time > 0).all(axis=1)
    return np.asarray(good & (np.abs(time.sum(axis=1) - whole) < ADDS_UP))


def _freed_of_luck(sheet: Sheet, whole: Floats, sure: float) -> tuple[Floats, Floats]:
    """Draw each zone toward what trial and place lead to expect; give times and their errors. [s]

    The times of a trial's zones still add up to its time.
    """
    share, noise = np.log(sheet.time), (sheet.time_sd / sheet.time) ** 2
    expected = share.mean(axis=1, keepdims=True) + share.mean(axis=0) - share.mean()
    rest = share - expected
    freedom = (len(share) - 1) * (share.shape[1] - 1)
    seen = float((rest**2).sum()) / freedom
    surely = seen * max(1 - sure * np.sqrt(2 / freedom), 0.0)
    pacing = max(surely - float(noise.mean()), 0.0)
    kept = pacing / (pacing + noise)
    time = np.exp(expected + kept * rest)
    time *= (whole / time.sum(axis=1))[:, None]
    return time, time * np.sqrt(kept * noise)


def _joins(sheet: Sheet) -> tuple[Floats, Floats]:
    """Give the speed at the end of each zone but the last, and its relative error: between the means about it. [m/s, 1]

    The mean of a zone is that of its middle; at its end the speed is between its own and that of the next.
    """
    lengths = (sheet.zones["to_m"] - sheet.zones["from_m"]).to_numpy()
    mean = np.where(np.isfinite(sheet.speed) & (lengths > SHORTEST), sheet.speed, lengths / sheet.time)
    error = np.where(np.isfinite(sheet.speed_sd), sheet.speed_sd, mean * sheet.time_sd / sheet.time)
    near = lengths[1:] / (lengths[1:] + lengths[:-1])
    speed = near * mean[:, :-1] + (1 - near) * mean[:, 1:]
    spread = np.hypot(near * error[:, :-1], (1 - near) * error[:, 1:])
    return speed, spread / speed


def _ahead(time: Floats, path: NDArray[np.intp]) -> float:
    """Give how far ahead of the trials that it goes on in the joined mile is at its joins, at most. [s]"""
    joined = np.cumsum(time[path, np.arange(len(path))])
    own = np.cumsum(time, axis=1)
    changes = np.flatnonzero(np.diff(path))
    return float(max((own[path[zone + 1], zone] - joined[zone] for zone in changes.tolist()), default=0.0))


def _zones(
    sheet: Sheet, path: NDArray[np.intp], named: list[TrialName], time: Floats, time_sd: Floats
) -> tuple[BestZone, ...]:
    speed, _ = _joins(sheet)
    places = zip(*(sheet.zones[name].tolist() for name in ("lap", "zone", "from_m", "to_m")), strict=True)
    found = []
    for count, (trial, (lap, zone, from_m, to_m)) in enumerate(zip(path.tolist(), places, strict=True)):
        mean = (to_m - from_m) / float(sheet.time[trial, count])
        found.append(
            BestZone(
                trial=named[trial],
                lap=int(lap),
                zone=str(zone),
                from_m=float(from_m),
                to_m=float(to_m),
                time=float(time[trial, count]),
                time_sd=float(time_sd[trial, count]),
                run=float(sheet.time[trial, count]),
                speed_in=float(speed[trial, count - 1]) if count else mean,
                speed_out=float(speed[trial, count]) if count < speed.shape[1] else mean,
            )
        )
    return tuple(found)


def _words(total: float, error: float, won: tuple[float, float], joins: int, used: int, nominal: str) -> str:
    gain, gain_sd = won
    told = f"{format_time(total)} ± {error:.1f} s over {nominal}"
    if not joins or gain < 0.05:
        return f"{told}: no join of the zones of other trials is faster than the best one."
    joined = f"{gain:.1f} ± {gain_sd:.1f} s faster than the best, from zones of {used} trials"
    if gain < gain_sd:
        return f"{told}, {joined}: within its error no faster than the best."
    return f"{HOPE}: {told}, {joined}."


def _notes(sheet: Sheet, plain: NDArray[np.intp], gain: float, ahead: float, te: float) -> tuple[str, ...]:
    count = np.arange(len(plain))
    simply = float(sheet.time.sum(axis=1).min() - sheet.time[plain, count].sum())
    lead = f"no more than {100 * BETTER_DAY * te:.1f} % ahead of the trial that goes on: whoever leads has spent more"
    speeds = f"joined where the speeds are within {100 * JOIN:.0f} % and their errors, and it is {lead}"
    lost = f"{max(simply - gain, 0.0):.1f} s of it are luck, or ask for legs that are spent by then"
    asked = f"where it goes on in another trial it is up to {ahead:.1f} s ahead of it: that asks for a better day"
    return (
        f"from {len(sheet.rows)} trials; {speeds}",
        f"simply joined, the fastest zones are {max(simply, 0.0):.1f} s faster than the best; {lost}",
        *((asked,) if ahead >= WORTH_SAYING else ()),
    )
