"""Two trials along the race: the time between them at each metre, and the pieces in which it was won and lost."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from analyzer import frames
from analyzer.model import Change, Delta, Floats, Gain, Trial, TrialName
from analyzer.model.doubt import in_both_readings
from analyzer.trials.doubt import doubt_note, in_doubt
from analyzer.trials.miles import mile_times, names_of
from analyzer.trials.pieces import alike, gains, same_ground, unmatched
from analyzer.trials.real import gain_error, made
from analyzer.trials.traces import SAME_PLACE, Trace, closed, whole_error
from analyzer.trials.typical import USUAL
from analyzer.trials.where import where_from


def along(first: Trial, second: Trial, *, te: float = USUAL) -> Delta:
    """Lay two trials beside each other by metre of race; a gain is what the second won.

    Trials over different distances are compared over the metres that both ran. te : Typical error, see `compare`.
    """
    columns = (np.array([trial.row[key] for trial in (first, second)]) for key in ("nominal", "distance"))
    names = names_of(*columns)
    ends = [float(trial.row["distance"]) for trial in (first, second)]
    same = abs(ends[0] - ends[1]) < SAME_PLACE
    one, other = closed(first), closed(second)
    metre, delta, delta_sd = _beside(one, other, min(ends), same=same)
    total, total_sd = _total(first, second, delta, delta_sd, same=same)
    pieces, found = gains(first, second, (one, other), total)
    doubtful = in_doubt(first) or in_doubt(second)
    if doubtful:
        found = _in_both_readings(found)
    # other metres are held against each other by the names of the zones alone
    by_name = not (doubtful and pieces != "zones")
    matched = alike(first, second) if by_name else frames.empty(frames.ALIKE)
    return Delta(
        first=_name(first, names[0]),
        second=_name(second, names[1]),
        distance=min(ends),
        metre=metre,
        delta=delta,
        delta_sd=delta_sd,
        lap_ends=_lap_ends(first, second, min(ends)),
        total=total,
        total_sd=total_sd,
        change=_change(first, second, names, te),
        gains=found,
        pieces=pieces,
        alike=matched,
        words=where_from(
            found,
            total,
            total_sd,
            alike=matched if by_name else None,
            on_same_ground=pieces == "zones" or same_ground(first, second),
        ),
        unmatched=unmatched(first, second) if by_name else (),
        names_in_doubt=doubtful,
        notes=(*_notes(first, second, pieces, same=same), *doubt_note(first, second)),
    )


def _in_both_readings(gains: tuple[Gain, ...]) -> tuple[Gain, ...]:
    return tuple(replace(gain, where=in_both_readings(gain.where)) for gain in gains)


def _beside(one: Trace | None, other: Trace | None, distance: float, *, same: bool) -> tuple[Floats, Floats, Floats]:
    """Give the metres that both ran, the time between them, and its standard error."""
    if one is None or other is None:
        return np.zeros(0), np.zeros(0), np.zeros(0)
    both = np.unique(np.concatenate([one.metre, other.metre]))
    metre = np.append(both[both < distance], distance)
    delta = other.at(metre) - one.at(metre)
    delta_sd = np.hypot(*(np.interp(metre, trace.metre, trace.time_sd) for trace in (one, other)))
    if same:
        delta[-1] = other.time[-1] - one.time[-1]
    return metre, np.asarray(delta), np.asarray(delta_sd)


def _total(first: Trial, second: Trial, delta: Floats, delta_sd: Floats, *, same: bool) -> tuple[float, float]:
    if same:
        won = float(first.row["time"]) - float(second.row["time"])
        return won, float(np.hypot(whole_error(first), whole_error(second)))
    return (-float(delta[-1]), float(delta_sd[-1])) if len(delta) else (float("nan"), float("nan"))


def _lap_ends(first: Trial, second: Trial, distance: float) -> tuple[float, ...]:
    """Give the ends of laps that both have at the same metre, and the end of what is compared."""
    one, other = (trial.laps["to_m"].to_numpy(dtype=float) for trial in (first, second))
    inner = [float(end) for end in one if end < distance - SAME_PLACE and (np.abs(other - end) < SAME_PLACE).any()]
    return (*inner, distance)


def _change(first: Trial, second: Trial, names: NDArray[np.object_], te: float) -> Change | None:
    times = np.array([float(trial.row["time"]) for trial in (first, second)])
    if not (times > 0).all():
        return None
    measured = np.array([whole_error(trial) for trial in (first, second)]) / times
    over, converted = str(names[0]), 0.0
    if names[0] != names[1]:
        distances = np.array([float(trial.row["distance"]) for trial in (first, second)])
        times, spread = mile_times(names, distances, times)
        if not np.isfinite(times).all():
            return None
        over, converted = "1 mile", float(np.hypot(*spread))
    error = gain_error(te, measured[:1], measured[1:], np.array([converted]))
    return made(
        _name(first, names[0]),
        _name(second, names[1]),
        over=over,
        time=float(times[1]),
        gain=float(np.log(times[0] / times[1])),
        gain_sd=float(error[0]),
        typical=te,
    )


def _notes(first: Trial, second: Trial, pieces: str, *, same: bool) -> tuple[str, ...]:
    """Say what of the two can be compared, and what not."""
    notes = []
    if not same:
        shorter = min(float(trial.row["distance"]) for trial in (first, second))
        notes.append(
            f"other distances: compared over the first {shorter:.0f} m, which the longer one ran to save itself"
        )
    untraced = [which for which, trial in (("first", first), ("second", second)) if not len(trial.trace)]
    if untraced:
        notes.append(f"no time by metre of the {' and the '.join(untraced)}: not timed on a track")
    lanes = {int(trial.row["lane"]) for trial in (first, second)} - {0}
    if len(lanes) > 1:
        told = " and ".join(str(lane) for lane in sorted(lanes))
        notes.append(f"lanes {told}: the turns do not lie at the same metres; zones compare by speed")
    if pieces == "100 m":
        notes.append("the zones of the two are not the same metres of the race: what was won is told by 100 m")
    return tuple(notes)


def _name(trial: Trial, name: object) -> TrialName:
    row = trial.row
    return TrialName(int(row["session"]), int(row["effort"]), int(row["day"]), str(name))
