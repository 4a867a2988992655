"""Measure the comparison of trials on simulated ones: `python benchmarks/comparison.py --pairs 40`.

Pairs of trials go the whole way: simulated, written as FIT, read from the bytes, analysed with nothing said, laid
beside each other, and held against their truth. The rest is Monte Carlo on logs whose truth was drawn.
"""

import argparse
import multiprocessing
import os
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from statistics import NormalDist
from typing import Any

import numpy as np
import pandas as pd

from analyzer import frames, pipeline, segment, simulate, trials
from analyzer.model import Athlete, EffortKind, Floats, Trial, TrialLog, Zone
from analyzer.oval import MILE_START, STANDARD
from analyzer.trials.real import WORTHWHILE
from analyzer.units import MILE, TRIAL_DISTANCES

HERE: dict[str, Any] = {
    "latitude": 47.37,
    "longitude": 8.54,
    "bearing": 63.0,
    "warm_up": "streets",
    "cool_down": "same",
}
STRATEGIES = ("plan", "half", "dies", "even", "fade", "negative", "kick", "record", "surges", "plan")
TE, MEASURED = 0.0125, 0.0012
"""Day-to-day variation, and the error of a watch's time of a mile (0.4 s), as shares."""
FORM = 340.0
"""The true mile of the drawn runner. [s]"""
CS, RESERVE = 4.25, 180.0
"""The true critical speed [m/s] and D' [m] of the drawn runner."""


@dataclass
class Tally:
    """Errors and what was told of their size, by name."""

    errors: dict[str, list[float]] = field(default_factory=dict)
    sds: dict[str, list[float]] = field(default_factory=dict)
    pairs: int = 0
    compared: int = 0
    told: int = 0
    told_right: int = 0

    def put(self, name: str, error: Floats, sd: Floats) -> None:
        """Take in errors of one kind and their standard errors."""
        self.errors.setdefault(name, []).extend(np.atleast_1d(error).tolist())
        self.sds.setdefault(name, []).extend(np.atleast_1d(sd).tolist())

    def add(self, other: "Tally") -> None:
        """Take in another tally."""
        for name, errors in other.errors.items():
            self.put(name, np.array(errors), np.array(other.sds[name]))
        for name in ("pairs", "compared", "told", "told_right"):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def row(self, name: str) -> str:
        """Give a row of the table: RMS, what 95 % keep within, share within one and two standard errors."""
        error, sd = np.array(self.errors[name]), np.array(self.sds[name])
        within = [f"{np.mean(np.abs(error) <= count * sd):.0%}" for count in (1, 2)]
        wide = np.quantile(np.abs(error), 0.95)
        return f"| {name} | {len(error)} | {np.sqrt(np.mean(error**2)):.2f} | {wide:.2f} | {' | '.join(within)} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=40, help="pairs of simulated trials (default: 40)")
    parser.add_argument("--draws", type=int, default=2000, help="drawn logs of each kind (default: 2000)")
    parser.add_argument("--jobs", type=int, default=2, help="processes (default: 2)")
    parser.add_argument("--seed", type=int, default=5000, help="seed of the first pair (default: 5000)")
    said = parser.parse_args()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    begun = time.perf_counter()
    along(said.pairs, said.seed, said.jobs)
    real(10 * said.draws)
    typical(said.draws // 10)
    trend(said.draws // 4)
    trend_of_years(said.draws // 4)
    best(said.draws // 10)
    critical(said.draws)
    print(f"\n{said.pairs} pairs and {said.draws} draws in {time.perf_counter() - begun:.0f} s, {said.jobs} processes")


def along(pairs: int, seed: int, jobs: int) -> None:
    """Print how two trials along the lap agree with their truth."""
    total = Tally()
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
        for one in pool.map(pair, range(seed, seed + pairs), chunksize=4):
            total.add(one)
    print(f"Two trials along the lap: {total.compared} of {total.pairs} pairs (found, with the right home straight).\n")
    print("| seconds | values | RMS | 95 % | within 1 | within 2 |\n|---|---|---|---|---|---|")
    for name in total.errors:
        print(total.row(name))
    right = f"{total.told_right / total.told:.0%}" if total.told else "-"
    print(f"\n{total.told} pieces were told of as won or lost, {right} of them truly so and by half as much or more.")


def pair(seed: int) -> Tally:
    """Simulate two trials, lay them beside each other, and hold that against the truth."""
    rng = np.random.default_rng(seed)
    ways = rng.choice(STRATEGIES, 2)
    goals = FORM * np.exp(rng.normal(0.0, 0.015, 2))
    made = [
        simulate.session(kind="mile", seed=seed + 50_000 * side, strategy=str(way), goal=float(goal), **HERE)
        for side, (way, goal) in enumerate(zip(ways, goals, strict=True))
    ]
    tally = Tally(pairs=1)
    found = [run(one) for one in made]
    if found[0] is None or found[1] is None:
        return tally
    tally.compared = 1
    delta = trials.along(found[0], found[1], te=TE)
    first, second = (one.truth.efforts[0] for one in made)
    for name, pieces in (("at lap ends", "laps"), ("at 100 m", "splits"), ("at ends of zones", "zones")):
        ends = np.array([piece.to_m for piece in getattr(first, pieces)])
        passed = [np.cumsum([piece.time_s for piece in getattr(true, pieces)]) for true in (first, second)]
        miss = np.interp(ends, delta.metre, delta.delta) - (passed[1] - passed[0])
        tally.put(name, miss, np.interp(ends, delta.metre, delta.delta_sd))
    gains = np.array([a.time_s - b.time_s for a, b in zip(first.zones, second.zones, strict=True)])
    tally.put(
        "gain of a zone",
        np.array([gain.gain for gain in delta.gains]) - gains,
        np.array([g.gain_sd for g in delta.gains]),
    )
    tally.put("gain of the mile", np.array(delta.total - (first.time_s - second.time_s)), np.array(delta.total_sd))
    for told, true in zip(delta.gains, gains, strict=True):
        tally.told += told.told
        tally.told_right += told.told and true / told.gain > 0.5
    return tally


def run(made: simulate.Simulated) -> Trial | None:
    """Analyse a trial from the bytes of its file; None where it was not found, or lies half a lap round."""
    analysis = pipeline.analyze(pipeline.read(simulate.write_fit(made.recording)))
    true = made.truth.efforts[0]
    found = [effort for effort in analysis.efforts if effort.kind is EffortKind.TRIAL and effort.nominal == "1 mile"]
    if not found or analysis.motion is None or len(found[0].zones) != len(true.zones):
        return None
    effort = found[0]
    turned = abs((effort.start_arc - true.start_arc_m + 200.0) % 400.0 - 200.0) > 100.0
    if turned or abs(effort.start - true.start_s) > 5.0:
        return None
    row = {"session": 1, "effort": 0, "day": 0, "nominal": "1 mile", "distance": effort.distance, "lane": effort.lane}
    row |= {"time": effort.time, "time_sd": effort.time_sd}
    return Trial(
        analysis.recording.samples.index[0],
        row,
        frames.conform(effort.laps[["lap", "from_m", "to_m", "time", "time_sd"]], frames.TRIAL_LAPS),
        frames.conform(
            effort.zones[["lap", "zone", "from_m", "to_m", "time", "time_sd", "speed", "speed_sd"]], frames.TRIAL_ZONES
        ),
        segment.trace(effort, analysis.motion),
    )


def drawn(days: Floats, form: Floats, rng: np.random.Generator, *, te: float = TE, nominal: str = "1 mile") -> TrialLog:
    """Draw a log of trials from true times [s]: each day varies by `te`, each time is measured with an error."""
    metres = TRIAL_DISTANCES[nominal]
    ran = form * np.exp(rng.normal(0.0, te, len(form)))
    columns = {
        "session": np.arange(len(days)),
        "day": days.astype(np.int64),
        "nominal": np.array([nominal] * len(days), dtype=object),
        "distance": np.full(len(days), metres),
        "time": ran * np.exp(rng.normal(0.0, MEASURED, len(form))),
        "time_sd": ran * MEASURED,
        "lane": np.ones(len(days), dtype=np.int64),
        "lap": np.full(len(days), 400.0),
    }
    index = pd.DatetimeIndex(pd.to_datetime(columns["day"], unit="D", utc=True), name="start")
    return log_of(frames.build(columns, frames.TRIALS, index))


def log_of(rows: pd.DataFrame, zones: pd.DataFrame | None = None) -> TrialLog:
    empty = frames.empty(frames.TRIAL_ZONES)
    laps, reps = frames.empty(frames.TRIAL_LAPS), frames.empty(frames.LOGGED_EFFORTS)
    return TrialLog(Athlete("drawn"), rows, laps, empty if zones is None else zones, reps)


def real(draws: int) -> None:
    """Print how often a change is real that is said to be so with a probability."""
    print("\nIs the change real: how often it truly was, by the probability that was told.\n")
    print("| true changes | 0-5 % | 5-25 % | 25-75 % | 75-95 % | 95-100 % | very likely, and was not |")
    print("|---|---|---|---|---|---|---|")
    for spread in (0.05, 0.02):
        rng = np.random.default_rng(1)
        form = FORM * np.exp(rng.normal(0.0, spread / np.sqrt(2), draws))
        table = trials.compare(drawn(np.arange(float(draws)), form, rng), te=TE).trials
        better = np.log(form[:-1] / form[1:]) > WORTHWHILE
        told = table["previous_faster"].to_numpy()[1:]
        cells = []
        for low, high in ((0.0, 0.05), (0.05, 0.25), (0.25, 0.75), (0.75, 0.95), (0.95, 1.0)):
            here = (told >= low) & (told <= high)
            cells.append(f"{better[here].mean():.0%} (of {told[here].mean():.0%})")
        sure = told > 0.95
        cells.append(f"{np.mean(np.log(form[:-1] / form[1:])[sure] < 0):.1%} were slower")
        print(f"| {spread:.0%} apart | {' | '.join(cells)} |")


def typical(draws: int) -> None:
    """Print how well the day-to-day variation is told from a log."""
    print("\nTypical error told from the log (mean, and its spread).\n")
    print("| true | 10 trials | 20 trials | 40 trials |\n|---|---|---|---|")
    for true in (0.008, 0.0125, 0.02):
        cells = []
        for count in (10, 20, 40):
            rng = np.random.default_rng(2)
            days: Floats = 21.0 * np.arange(count, dtype=np.float64)
            logs = [drawn(days, FORM * np.exp(-0.04 * days / 365), rng, te=true) for _ in range(draws)]
            told = [100 * trials.compare(log).typical.value for log in logs]
            cells.append(f"{np.mean(told):.2f} ± {np.std(told):.2f} %")
        print(f"| {100 * true:.2f} % | {' | '.join(cells)} |")


def trend(draws: int) -> None:
    """Print how often the true slope lies within the errors of the trend."""
    print("\nTrend of trials over a year, 3 % faster (one trial in ten 5 % slower in the last column).\n")
    print("| trials | error of a slope, % a year | bias | within 1 | within 2 | within 2, with bad days |")
    print("|---|---|---|---|---|---|")
    for count in (4, 8, 20):
        cells: list[str] = []
        for bad in (0.0, 0.1):
            rng = np.random.default_rng(3)
            miss, sds = [], []
            for _ in range(draws):
                days = np.sort(rng.uniform(0, 365, count)).astype(np.float64)
                form = FORM * np.exp(-0.03 * days / 365.25) * np.where(rng.random(count) < bad, 1.05, 1.0)
                told = trials.compare(drawn(days, form, rng), te=TE).trend
                if not told.refused:
                    miss.append(told.per_year - 0.03)
                    sds.append(told.per_year_sd)
            error, sd = np.array(miss), np.array(sds)
            if not bad:
                cells = [f"{100 * np.sqrt(np.mean(error**2)):.2f}", f"{100 * error.mean():+.2f}"]
                cells.append(f"{np.mean(np.abs(error) < sd):.0%}")
            cells.append(f"{np.mean(np.abs(error) < 2 * sd):.0%}")
        print(f"| {count} | {' | '.join(cells)} |")


def trend_of_years(draws: int) -> None:
    """Print how often the slope of the last year is told of a log of four, and how one line through all tells it."""
    print("\nTrend of the last of four years, ten trials a year; form goes its own way each year.\n")
    print(
        "| form | error, % a year | bias | within 1 | within 2 | of one line through all: error | within 2 | uneven |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for name, slopes in (("3 % faster each year", (3, 3, 3, 3)), ("6, 3, 1 % faster, 2 % slower", (6, 3, 1, -2))):
        rng = np.random.default_rng(6)
        miss, sds, plain, uneven = [], [], [], []
        for _ in range(draws):
            days = np.sort(rng.uniform(0.0, 4 * 365.25, 40)).astype(np.float64)
            won = np.interp(days / 365.25, np.arange(5), np.cumsum([0, *slopes]) / 100)
            log = drawn(days, FORM * np.exp(-won), rng)
            told = trials.compare(log, te=TE).trend
            line, spread = np.polyfit(days / 365.25, np.log(log.trials["time"].to_numpy()), 1, cov=True)
            miss.append(told.per_year - slopes[-1] / 100)
            sds.append(told.per_year_sd)
            plain.append((-line[0] - slopes[-1] / 100, np.sqrt(spread[0, 0])))
            uneven.append("not evenly" in told.words)
        error, sd, (off, off_sd) = np.array(miss), np.array(sds), np.array(plain).T
        cells = [f"{100 * np.sqrt(np.mean(error**2)):.2f}", f"{100 * error.mean():+.2f}"]
        cells += [f"{np.mean(np.abs(error) < times * sd):.0%}" for times in (1, 2)]
        cells += [f"{100 * np.sqrt(np.mean(off**2)):.2f}", f"{np.mean(np.abs(off) < 2 * off_sd):.0%}"]
        print(f"| {name} | {' | '.join(cells)} | {np.mean(uneven):.1%} |")


def best(draws: int) -> None:
    """Print how the best realistic mile compares with the truth of its zones, and how likely another day is as fast."""
    print("\nBest realistic mile (zones of a mile, errors of 0.2 s at each crossing, days that vary by TE), seconds.\n")
    print(
        "| pacing differs by | trials | won, plain | won, ours | by over its error | ours - truth | within 2 |", end=""
    )
    print(" another day as fast: as the best | as ours | as plain |\n|---|---|---|---|---|---|---|---|---|---|")
    for pacing in (0.0, 0.01, 0.03, 0.06):
        for count in (2, 5, 15):
            rng = np.random.default_rng(4)
            told = [one_best(count, pacing, rng) for _ in range(draws)]
            plain, gain, bias, sd, *chances = np.array(told).T
            cells = [f"{plain.mean():.2f}", f"{gain.mean():.2f}", f"{np.mean(gain > sd):.0%}"]
            cells += [f"{bias.mean():+.2f} ± {bias.std():.2f}", f"{np.mean(np.abs(bias) < 2 * sd):.0%}"]
            cells += [f"{chance.mean():.2%}" for chance in chances]
            print(f"| {100 * pacing:.0f} % | {count} | {' | '.join(cells)} |")


def one_best(count: int, pacing: float, rng: np.random.Generator) -> tuple[float, ...]:
    """Draw some trials of one form, paced fast or slow early, in the middle, and in each zone.

    Give what was won plainly and by ours, its miss of the truth of its zones, its error, and how likely another day of
    that form is as fast as the best trial, as ours, and as the plain one.
    """
    turn = STANDARD.turn()
    ends = np.cumsum([turn + MILE_START, 84.39, turn, 84.39, *([turn, 84.39, turn, 84.39] * 3)])
    lengths = np.diff(ends, prepend=0.0)
    place = 2 * (ends - lengths / 2) / MILE - 1
    early, middle = rng.normal(0.0, pacing, (2, count, 1)) * np.array([1.0, 0.5])[:, None, None]
    paced = early * place + middle * (place**2 - 1 / 3) + rng.normal(0.0, pacing / 2, (count, len(ends)))
    true = lengths * np.exp(paced)
    true *= FORM * np.exp(rng.normal(0.0, TE, (count, 1))) / true.sum(axis=1, keepdims=True)
    crossed = rng.normal(0.0, 0.2, (count, len(ends) + 1))
    seen = true + np.diff(crossed, axis=1)
    log = drawn(np.linspace(0.0, 365.0, count), np.full(count, FORM), rng)
    rows = log.trials.assign(time=seen.sum(axis=1), time_sd=0.2 * np.sqrt(2))
    speed = lengths / seen
    columns = {
        "session": np.repeat(np.arange(count), len(ends)),
        "lap": np.tile(1 + np.arange(len(ends)) // 4, count),
        "zone": np.array([str(zone) for zone in Zone] * 4 * count, dtype=object),
        "from_m": np.tile(ends - lengths, count),
        "to_m": np.tile(ends, count),
        "time": seen.ravel(),
        "time_sd": np.full(seen.size, 0.2 * np.sqrt(2)),
        "speed": speed.ravel(),
        "speed_sd": (speed * 0.2 * np.sqrt(2) / seen).ravel(),
    }
    zones = frames.build(columns, frames.TRIAL_ZONES, pd.RangeIndex(seen.size))
    told = trials.best_realistic(log_of(rows, zones), te=TE)
    truth = sum(true[zone.trial.session, at] for at, zone in enumerate(told.zones))
    days = NormalDist(np.log(FORM), TE)
    chances = (days.cdf(float(np.log(run))) for run in (told.best_time, told.time, told.plain))
    return told.best_time - told.plain, told.gain, told.time - truth, told.time_sd, *chances


def critical(draws: int) -> None:
    """Print the errors of critical speed, of D' and of what they foretell."""
    print("\nCritical speed from one trial over each distance.\n")
    print("| from | told | CS, m/s | within 2 | D', m | within 2 | mile of another day | within 1 | within 2 |")
    print("|---|---|---|---|---|---|---|---|---|")
    for names in (("1 mile", "3000 m"), ("1500 m", "3000 m"), ("1500 m", "1 mile", "3000 m")):
        rng = np.random.default_rng(5)
        errors, sds = [], []
        for _ in range(draws):
            parts = [
                drawn(
                    np.array([10.0 * place]), np.array([(TRIAL_DISTANCES[name] - RESERVE) / CS]), rng, nominal=name
                ).trials
                for place, name in enumerate(names)
            ]
            told = trials.critical_speed(log_of(pd.concat(parts)), te=TE)
            if told.refused:
                continue
            mile = next(one for one in told.times if one.nominal == "1 mile")
            ran = (MILE - RESERVE) / CS * np.exp(rng.normal(0.0, TE))
            errors.append((told.speed - CS, told.reserve - RESERVE, mile.time - ran))
            sds.append((told.speed_sd, told.reserve_sd, mile.time_sd))
        error, sd = np.array(errors), np.array(sds)
        rms = np.sqrt(np.mean(error**2, axis=0))
        one, two = (np.mean(np.abs(error) < count * sd, axis=0) for count in (1, 2))
        cells = [f"{len(error) / draws:.0%}", f"{rms[0]:.2f}", f"{two[0]:.0%}", f"{rms[1]:.0f}", f"{two[1]:.0%}"]
        print(f"| {', '.join(names)} | {' | '.join(cells)} | {rms[2]:.1f} s | {one[2]:.0%} | {two[2]:.0%} |")


if __name__ == "__main__":
    main()
