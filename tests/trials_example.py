"""A log of trials made by hand: a runner who gets faster over a summer, with known laps, zones and traces."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer import frames
from analyzer.model import SPEED_BINS, Athlete, Diary, EffortKind, Entry, Form, Sex, Trial, TrialLog, WorkoutKind, Zone
from analyzer.oval import STANDARD
from analyzer.store import Store

MILE = 1609.344
ERROR = 0.3
"""Of the time of each trial. [s]"""
SURGES = ("CSCC", "SCSC", "SSSC", "AAAA")
"""Where the plan wants a surge, by lap and zone."""
EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Run:
    """A trial as it is to be: `surge` is how much faster than the coasts the surges are, `fade` what lap 4 loses."""

    session: int
    day: date
    nominal: str
    time: float
    surge: float = 0.10
    fade: float = 0.0
    kick: float = 0.0
    goal: float = 340.0
    on_track: bool = True
    weather: str = ""
    notes: str = ""

    @property
    def distance(self) -> float:
        return {"1 mile": MILE, "1600 m": 1600.0, "1500 m": 1500.0, "3000 m": 3000.0}[self.nominal]


SUMMER = (
    Run(3, date(2026, 4, 12), "1 mile", 352.3, surge=0.04, fade=0.03, weather="9 degrees, wind"),
    Run(9, date(2026, 5, 3), "1 mile", 350.1, surge=0.06, fade=0.02),
    Run(14, date(2026, 5, 24), "1600 m", 346.4, surge=0.07, fade=0.01, weather="warm"),
    Run(21, date(2026, 6, 14), "1 mile", 347.8, surge=0.08, fade=0.01),
    Run(26, date(2026, 7, 5), "1500 m", 319.6, surge=0.09),
    Run(31, date(2026, 7, 26), "1 mile", 344.4, surge=0.09, notes="windy back straight"),
    Run(37, date(2026, 8, 16), "1 mile", 345.9, surge=0.14, fade=0.05, weather="28 degrees"),
    Run(44, date(2026, 9, 13), "1 mile", 341.2, surge=0.12, kick=0.03, weather="14 degrees, still"),
)
"""Six trials of a mile over five months, one over 1600 m and one over 1500 m."""
JO = Athlete(
    "Jo", birth_year=1986, sex=Sex.FEMALE, timezone="UTC", forms=(Form(date(2026, 4, 1), 1210.0, 340.0),), id=1
)


def log(runs: tuple[Run, ...] = SUMMER, athlete: Athlete = JO, *, reps: bool = True) -> TrialLog:
    """Put trials into a log, with a session of 4 x 400 m in the week before the last of them."""
    made = [trial(run) for run in runs]
    index = pd.DatetimeIndex([one.start for one in made], name="start", tz="UTC").as_unit("ns")
    rows = pd.DataFrame([one.row for one in made], index=index) if made else frames.empty(frames.TRIALS)
    return TrialLog(
        athlete=athlete,
        trials=frames.conform(rows, frames.TRIALS),
        laps=_all([one.laps for one in made], frames.TRIAL_LAPS),
        zones=_all([one.zones for one in made], frames.TRIAL_ZONES),
        reps=four_hundreds(runs[-1].day) if reps and runs else frames.empty(frames.LOGGED_EFFORTS),
    )


def trial(run: Run) -> Trial:
    """Make one trial: laps, zones and trace belong together, and end on the time of the run."""
    start = pd.Timestamp(run.day, tz="UTC") + pd.Timedelta(hours=18)
    known = {"session": run.session, "effort": 0}
    row: dict[str, Any] = {
        **known,
        "day": (run.day - EPOCH).days,
        "nominal": run.nominal,
        "distance": run.distance,
        "time": run.time,
        "time_sd": ERROR,
        "lane": 1 if run.on_track else 0,
        "lap": 400.0 if run.on_track else np.nan,
        "track": "Stadium" if run.on_track else "",
        "latitude": 47.0714,
        "longitude": 15.4385,
        "score": 70.0 + 100 * run.surge if run.on_track else np.nan,
        "score_sd": 3.0,
        "five_k": 1210.0,
        "goal": run.goal,
        "heart_rate": 172.0,
        "cadence": 181.0,
        "temperature": np.nan,
        "rpe": 9.0,
        "weather": run.weather,
        "shoes": "",
        "notes": run.notes,
    }
    if not run.on_track:
        return Trial(start, row, frames.empty(frames.TRIAL_LAPS), frames.empty(frames.TRIAL_ZONES))
    trace = trace_of(run)
    laps, zones = _edges(run, by_zone=False), _edges(run, by_zone=True)
    return Trial(
        start,
        row,
        frames.conform(pd.DataFrame([known | _cut(trace, piece) for piece in laps]), frames.TRIAL_LAPS),
        frames.conform(pd.DataFrame([known | _cut(trace, piece) for piece in zones]), frames.TRIAL_ZONES),
        trace,
    )


@cache
def trace_of(run: Run) -> pd.DataFrame:
    """Give when each metre was passed, from 0 to the end."""
    metre = np.append(np.arange(0.0, run.distance), run.distance)
    fine = np.arange(0.0, run.distance, 0.1) + 0.05
    speed = np.convolve(np.pad(_wanted(run, fine), 150, mode="edge"), np.full(301, 1 / 301), mode="valid")
    speed *= 1.0 - 0.5 * np.exp(-fine / 4.0)
    passed = np.concatenate([[0.0], np.cumsum(0.1 / speed)])
    time = np.interp(metre, np.concatenate([[0.0], fine + 0.05]), passed)
    error = ERROR * np.sqrt(np.minimum(metre / 200.0, 1.0))
    return frames.conform(
        pd.DataFrame({"metre": metre, "time": time * run.time / time[-1], "time_sd": error}), frames.TRACE
    )


def four_hundreds(
    before: date, times: tuple[float, ...] = (85.0, 84.6, 84.2, 83.9), rest: float = 150.0
) -> pd.DataFrame:
    """Give four reps of 400 m, run four days before a day."""
    rows = [
        {
            "session": 43,
            "effort": number,
            "kind": EffortKind.REP.value,
            "nominal": "400 m",
            "on_track": 1,
            "start": 600.0 + 240.0 * number,
            "time": time,
            "time_sd": 0.4,
            "distance": 400.0,
            "recovery": rest if number < len(times) - 1 else np.nan,
            "day": (before - EPOCH).days - 4,
        }
        for number, time in enumerate(times)
    ]
    return frames.conform(pd.DataFrame(rows), frames.LOGGED_EFFORTS)


def _wanted(run: Run, metre: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the speed that the runner wants at each metre, before it is scaled to the time. [m/s]"""
    speed = np.ones(len(metre))
    for piece in _edges(run, by_zone=True):
        lap, here = min(int(piece["lap"]), 4), (metre >= piece["from_m"]) & (metre < piece["to_m"])
        code = SURGES[lap - 1][list(Zone).index(Zone(piece["zone"]))]
        speed[here] = 1.0 + (0.0 if code == "C" else run.surge) - (run.fade if lap == 4 else 0.0)
        if piece["zone"] == Zone.HOME_STRAIGHT and lap == 4:
            speed[here] += run.kick
    return speed


def _edges(run: Run, *, by_zone: bool) -> list[dict[str, Any]]:
    """Cut a run at the finish line, and at the ends of turns and straights."""
    lap, turn = STANDARD.lap(), STANDARD.turn()
    laps = int(np.ceil(run.distance / lap - 0.03))
    start = laps * lap - run.distance
    names, edges = (list(Zone), (0.0, turn, lap / 2, lap / 2 + turn, lap)) if by_zone else (["lap"], (0.0, lap))
    pieces = []
    for number in range(laps):
        for name, near, far in zip(names, edges[:-1], edges[1:], strict=True):
            begin = start if number == 0 and near == 0.0 and start < 0 else max(number * lap + near, start)
            if number * lap + far - begin > 0.05:
                piece = {"lap": number + 1, "from_m": begin - start, "to_m": number * lap + far - start}
                pieces.append(piece | ({"zone": str(name)} if by_zone else {}))
    return pieces


def _cut(trace: pd.DataFrame, piece: dict[str, Any]) -> dict[str, Any]:
    """Time a piece on the trace."""
    first, last = np.interp([piece["from_m"], piece["to_m"]], trace["metre"], trace["time"])
    timed = {**piece, "time": last - first, "time_sd": 0.22}
    if "zone" in piece:
        speed = (piece["to_m"] - piece["from_m"]) / timed["time"]
        timed |= {"speed": speed, "speed_sd": 0.012 * speed, "heart_rate": 170.0, "cadence": 181.0, "score": 80.0}
    return timed


def _all(parts: list[pd.DataFrame], table: frames.Table) -> pd.DataFrame:
    known = [part for part in parts if len(part)]
    return frames.conform(pd.concat(known, ignore_index=True), table) if known else frames.empty(table)


def many(count: int) -> TrialLog:
    """Give a log of so many trials a week apart, each with the laps and zones of the last of the summer."""
    one = trial(SUMMER[-1])
    days = (SUMMER[-1].day - EPOCH).days - 7 * np.arange(count)[::-1]
    index = pd.DatetimeIndex(days.astype("datetime64[D]"), name="start", tz="UTC").as_unit("ns")
    times = 341.2 + 8.0 * np.sin(np.arange(count)) ** 2
    rows = pd.DataFrame([one.row] * count, index=index).assign(session=np.arange(1, count + 1), day=days, time=times)

    def tiled(frame: pd.DataFrame) -> pd.DataFrame:
        whole = pd.concat([frame] * count, ignore_index=True)
        return whole.assign(session=np.repeat(np.arange(1, count + 1), len(frame)))

    return TrialLog(
        JO, frames.conform(rows, frames.TRIALS), tiled(one.laps), tiled(one.zones), frames.empty(frames.LOGGED_EFFORTS)
    )


def put_into(store: Store, athlete: Athlete, runs: tuple[Run, ...] = SUMMER) -> list[int]:
    """Put trials into a log as sessions of it, and a session of 4 x 400 m; give the numbers of the trials."""
    numbers = []
    for run in runs:
        data = f"{run.session} {run.day}".encode()
        kept = store.keep(athlete, data, name=f"{run.day}.fit")
        number = store.put(athlete, entry_of(run), sha256=kept.sha256)
        store.edit(athlete, number, diary=Diary(notes=run.notes, weather=run.weather, rpe=9))
        numbers.append(number)
    if runs:
        reps = four_hundreds(runs[-1].day).drop(columns=["session", "day"])
        start = pd.Timestamp(runs[-1].day, tz="UTC") - pd.Timedelta(days=4)
        kept = store.keep(athlete, b"reps", name="reps.fit")
        store.put(athlete, _session(start, WorkoutKind.INTERVALS, "4 x 400 m", efforts=reps), sha256=kept.sha256)
    return numbers


def entry_of(run: Run) -> Entry:
    """Give what the analysis of a trial would give to the log."""
    made = trial(run)
    row = made.row
    effort = {name: row[name] for name in ("effort", "nominal", "time", "time_sd", "distance", "heart_rate", "cadence")}
    efforts = pd.DataFrame([effort | {"kind": EffortKind.TRIAL.value, "on_track": int(run.on_track), "start": 600.0}])
    track = {"latitude": row["latitude"], "longitude": row["longitude"], "lap_m": 400.0, "lane": 1}
    document = {
        "efforts": [{"lane": row["lane"]}],
        "track": track if run.on_track else None,
        "strategy": {"score": row["score"], "score_sd": 3.0, "five_k_s": 1210.0, "goal_s": run.goal, "estimated": []},
    }
    return _session(
        made.start,
        WorkoutKind.MILE_TRIAL,
        f"{run.nominal} trial",
        efforts=efforts,
        document=document,
        on_track=run.on_track,
        laps=made.laps.drop(columns=["session"]),
        zones=made.zones.drop(columns=["session"]),
        traces={f"trial/0/{name}": made.trace[name].to_numpy() for name in ("metre", "time", "time_sd")}
        if run.on_track
        else {},
    )


def _session(start: pd.Timestamp, kind: WorkoutKind, title: str, **more: Any) -> Entry:
    usual: dict[str, Any] = {"document": {}, "efforts": frames.empty(frames.LOGGED_EFFORTS)}
    given = usual | more
    given["efforts"] = frames.conform(given["efforts"], frames.LOGGED_EFFORTS)
    return Entry(
        start=start,
        duration=2400.0,
        running=1500.0,
        distance=6000.0,
        kind=kind,
        title=title,
        headline=title,
        method=1,
        speeds=np.zeros(SPEED_BINS),
        **given,
    )
