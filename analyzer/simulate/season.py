"""A runner's season: dated sessions, made one at a time, of somebody who gets faster; and what a log should tell."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, timedelta

from numpy.random import PCG64, Generator, SeedSequence

from analyzer.errors import OptionError
from analyzer.model import RecoveryKind, WorkoutKind
from analyzer.simulate.buttons import BUTTONS, LED
from analyzer.simulate.calendar import RACE, TRIALS, Planned, calendar, flaw_of
from analyzer.simulate.named import EASY, MILE, TRAINING, Asked
from analyzer.simulate.noise import Noise, noise_of
from analyzer.simulate.programme import Programme, Rep, Rest
from analyzer.simulate.season_runner import Runner, drawn, form
from analyzer.simulate.season_truth import (
    SeasonTruth,
    TrueSession,
    TrueTrial,
    longest_before,
    measured,
    weeks_of,
)
from analyzer.simulate.session import session
from analyzer.simulate.training import training
from analyzer.simulate.watch import INTERVALS
from analyzer.simulate.worn import Simulated
from analyzer.units import TRIAL_DISTANCES

FIRST_MONDAY = date(2026, 3, 2)
TIMEZONE = "America/New_York"
"""In its evenings it is tomorrow already in UTC."""
IMPROVEMENT = 0.012
"""A runner who trains gets so much faster a month, as a share of the time."""
VARIATION = 0.0125
"""Standard deviation of a runner's times from day to day, as a share (the typical error of club runners)."""
TOO_FAST = 0.85
"""An easy run that is too fast, against 5K speed: no longer easy, and not yet hard. It is run on level roads."""
LONGEST = 520
"""Ten years. [weeks]"""
FIRST_YEAR, LAST_YEAR = 1991, 2090
"""The clock of FIT files runs from 1989 for 136 years."""
_STRATEGIES = {"3000": "even", "5000": "even"}
_LEARNT = ("fade", "even", "half", "plan")
"""How the trials up to a mile are run: the runner learns the plan."""
_CLOSE, _TRIES = 0.002, 8
"""A trial is run again until it took what it was meant to. [s]"""
PRESSES = tuple(name for name in BUTTONS if name not in LED)
"""No watch leads through a trial."""


@dataclass(frozen=True, eq=False)
class Dated:
    """A session of a season, with the truth that the log should tell of it."""

    made: Simulated
    truth: TrueSession


@dataclass(frozen=True, kw_only=True)
class Season:
    """A season, planned; its sessions are made one at a time as they are asked for."""

    runner: Runner
    planned: tuple[Planned, ...]
    seed: int
    weeks: int
    start: date
    timezone: str
    watch: dict[str, object] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Dated]:
        """Make the sessions in order."""
        before: list[TrueSession] = []
        for planned in self.planned:
            dated = self._dated(planned, before)
            before.append(dated.truth)
            yield dated

    def truth(self, sessions: Sequence[TrueSession]) -> SeasonTruth:
        """Give the truth of the season from that of its sessions."""
        flaws = [flaw_of(week) for week in range(self.weeks)]
        return SeasonTruth(
            timezone=self.timezone,
            improvement=self.runner.improvement,
            variation=self.runner.variation,
            sessions=tuple(sessions),
            weeks=weeks_of(sessions, start=self.start, flaws=flaws),
        )

    def _dated(self, planned: Planned, before: Sequence[TrueSession]) -> Dated:
        begin = planned.begin
        five_k = self.runner.five_k_after((begin.date() - self.start) / timedelta(days=1))
        seed = int(self._chance(planned.number).generate_state(1)[0])
        if planned.kind in TRIALS:
            made, trial = self._trial(planned, seed, five_k)
        else:
            made, trial = self._training(planned, seed, five_k), None
        truth = TrueSession(
            number=planned.number,
            begin=begin,
            day=begin.date(),
            kind=planned.kind,
            workout=made.truth.workout,
            five_k_s=five_k,
            longest_before_m=longest_before(before, begin),
            trial=trial,
            **measured(made, five_k),  # type: ignore[arg-type] # its fields by name
        )
        return Dated(made, truth)

    def _chance(self, number: int) -> SeedSequence:
        return SeedSequence([self.seed, number])

    def luck_of(self, number: int) -> float:
        """Give how much slower than his form the runner is on the day of a session, as a share."""
        return math.expm1(self.runner.variation * float(Generator(PCG64(self._chance(number))).standard_normal()))

    def _trial(self, planned: Planned, seed: int, five_k: float) -> tuple[Simulated, TrueTrial]:
        """Run a trial in exactly the time that form and luck give."""
        name = "1 mile" if planned.kind == "mile" else f"{planned.kind} m"
        usual = form(TRIAL_DISTANCES[name], five_k)
        meant = goal = usual * (1.0 + self.luck_of(planned.number))
        latitude, longitude, bearing = self.runner.race if planned.kind == RACE else self.runner.track
        strategy = _STRATEGIES.get(planned.kind) or _LEARNT[min(planned.week // 3, len(_LEARNT) - 1)]
        for _ in range(_TRIES):
            made = session(
                kind=planned.kind,
                seed=seed,
                goal=goal,
                five_k=five_k,
                strategy=strategy,
                warm_up=True,
                cool_down=True,
                latitude=latitude,
                longitude=longitude,
                bearing=bearing,
                start_time=planned.begin.astimezone(UTC),
                **self.watch,  # type: ignore[arg-type] # its options by name
            )
            ran = made.truth.efforts[0]
            if abs(ran.time_s - meant) < _CLOSE:
                break
            goal *= meant / ran.time_s
        return made, TrueTrial(name, ran.distance_m, ran.time_s, usual, ran.time_s / usual - 1.0)

    def _training(self, planned: Planned, seed: int, five_k: float) -> Simulated:
        programme = programme_of(planned, five_k)
        latitude, longitude, bearing = self.runner.track if programme.place == "track" else (*self.runner.home, None)
        return training(
            programme,
            kind=planned.kind,
            seed=seed,
            five_k=five_k,
            latitude=latitude,
            longitude=longitude,
            bearing=bearing,
            start_time=planned.begin.astimezone(UTC),
            **self.watch,  # type: ignore[arg-type] # its options by name
        )


def programme_of(planned: Planned, five_k: float) -> Programme:
    """Give what is run in a session that is no trial."""
    asked = Asked(five_k=five_k, minutes=planned.minutes)
    if planned.kind in _SETS:
        count, metres, pace, rest = _SETS[planned.kind]
        rep = Rep(speed=pace * asked.speed, distance=metres, rest=rest)
        return asked.programme(WorkoutKind.INTERVALS, (rep,) * count)
    programme = TRAINING[planned.kind](asked)
    if not planned.too_fast:
        return programme
    way = EASY / TOO_FAST
    return replace(programme, easy=TOO_FAST * asked.speed, warm_up=way * programme.warm_up, relief=0.0, surges=0)


_SETS: dict[str, tuple[int, float, float, Rest]] = {
    "10x400": (10, 400.0, 1.05, Rest(kind=RecoveryKind.JOG, time=80.0)),
    "4x400": (4, 400.0, MILE + 0.01, Rest(kind=RecoveryKind.STAND, time=150.0)),
    "6x800": (6, 800.0, 1.01, Rest(kind=RecoveryKind.WALK, time=120.0)),
}
"""How many, how far [m], how fast against 5K speed, and the rest."""


def season(
    *,
    weeks: int = 12,
    seed: int = 0,
    five_k: float = 1200.0,
    start: date = FIRST_MONDAY,
    improvement: float = IMPROVEMENT,
    variation: float = VARIATION,
    timezone: str = TIMEZONE,
    noise: str | Noise = "typical",
    recording_interval: str = "1s",
    buttons: str = "none",
) -> Season:
    """Simulate a runner's season; iterate over it for its dated sessions, each made when it is asked for.

    Every third week has a mile trial, those between a 1600 m, a 3000 m, a 1500 m and a 5000 m in turn, all on one
    track but the last, a race; some weeks break a rule of the balance (`calendar.FLAWS`). The same options and seed
    give the same season.

    start : The day that the weeks begin on, a Monday by custom.   five_k : On that day. [s]
    improvement : Share by which all times get faster a month.   variation : Standard deviation of a trial's time about
        that, as a share; it is drawn for each, and the trial takes that time to 2 ms.
    timezone : IANA name of where the runner lives.
    noise, recording_interval, buttons : Of the watch, as in `simulate.session`.

    Raises OptionError for a value that is not known.
    """
    if not 1 <= weeks <= LONGEST:
        raise OptionError(f"{weeks} weeks are no season; give 1 to {LONGEST}")
    if not FIRST_YEAR <= start.year <= LAST_YEAR:
        raise OptionError(f"no watch was worn in {start.year}; start a season from {FIRST_YEAR} to {LAST_YEAR}")
    _check_watch(noise, recording_interval, buttons)
    rng = Generator(PCG64(SeedSequence([seed])))
    try:
        planned = calendar(rng, weeks=weeks, start=start, timezone=timezone)
    except (KeyError, ValueError, OSError) as error:
        raise OptionError(f"'{timezone}' is no time zone; give its IANA name, such as Europe/Vienna") from error
    runner = drawn(rng, timezone=timezone, day=start, five_k=five_k, improvement=improvement, variation=variation)
    watch: dict[str, object] = {"noise": noise, "recording_interval": recording_interval, "buttons": buttons}
    return Season(runner=runner, planned=planned, seed=seed, weeks=weeks, start=start, timezone=timezone, watch=watch)


def _check_watch(noise: str | Noise, interval: str, buttons: str) -> None:
    noise_of(noise)
    for name, value, known in (("interval", interval, INTERVALS), ("buttons", buttons, PRESSES)):
        if value not in known:
            raise OptionError(f"{name} '{value}' is not known for a season; choose one of {', '.join(known)}")
