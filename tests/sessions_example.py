"""Sessions made by hand: efforts with known times, and the speed line that they belong to."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer import frames
from analyzer.model import Effort, EffortKind, RecoveryKind

STOOD = {RecoveryKind.STAND: 0.0, RecoveryKind.WALK: 1.3, RecoveryKind.JOG: 2.3}


@dataclass
class Made:
    """A session that grows piece by piece: steady running, reps, rests."""

    now: float = 0.0
    efforts: list[Effort] = field(default_factory=list)
    line: list[tuple[float, float]] = field(default_factory=list)
    altitude: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))

    def steady(self, seconds: float, speed: float = 2.9, *, effort: bool = True, cadence: float = np.nan) -> "Made":
        if effort:
            self.efforts.append(_effort(EffortKind.STEADY, "", self.now, seconds, speed * seconds, cadence=cadence))
        return self._go(seconds, speed)

    def rep(
        self,
        nominal: str,
        distance: float,
        time: float,
        rest: float = 0.0,
        *,
        kind: EffortKind = EffortKind.REP,
        how: RecoveryKind = RecoveryKind.JOG,
        time_sd: float = 0.3,
        distance_sd: float = 0.0,
        **more: object,
    ) -> "Made":
        self.efforts.append(
            _effort(
                kind,
                nominal,
                self.now,
                time,
                distance,
                time_sd=time_sd,
                distance_sd=distance_sd,
                recovery=rest or np.nan,
                recovery_distance=rest * STOOD[how] if rest else np.nan,
                recovery_kind=how if rest else None,
                **more,
            )
        )
        self._go(time, distance / time)
        return self._go(rest, STOOD[how]) if rest else self

    def reps(self, nominal: str, distance: float, times: Sequence[float], rest: float, **more: object) -> "Made":
        for time in times:
            self.rep(nominal, distance, time, rest, **more)  # type: ignore[arg-type]
        return self

    def _go(self, seconds: float, speed: float) -> "Made":
        self.line += [(self.now + second, speed) for second in np.arange(0.0, seconds, 1.0)]
        self.now += seconds
        return self

    @property
    def speed(self) -> pd.DataFrame:
        elapsed, speed = (np.array(column) for column in zip(*self.line, strict=True))
        far = np.concatenate([[0.0], np.cumsum(np.diff(elapsed) * speed[:-1])])
        frame = pd.DataFrame({"elapsed": elapsed, "distance": far, "speed": speed, "on_track": 1.0})
        if len(self.altitude):
            share = np.linspace(0.0, 1.0, len(self.altitude))
            frame["altitude"] = np.interp(np.linspace(0.0, 1.0, len(frame)), share, self.altitude)
        return frames.conform(frame, frames.SPEED)


def splits(times: Sequence[float] | NDArray[np.float64], length: float = 100.0, time_sd: float = 0.15) -> pd.DataFrame:
    """Make the splits of an effort from the time of each."""
    took = np.asarray(times, dtype=float)
    ends = np.arange(1, len(took) + 1) * length
    frame = pd.DataFrame({"from_m": ends - length, "to_m": ends, "time": took, "time_sd": time_sd})
    return frames.conform(frame, frames.SPLITS)


def _effort(kind: EffortKind, nominal: str, start: float, time: float, distance: float, **more: object) -> Effort:
    usual: dict[str, object] = {"time_sd": 0.3, "start_sd": 0.2, "end_sd": 0.2, "on_track": True, "lane": 1}
    given = usual | more
    return Effort(kind=kind, nominal=nominal, start=start, end=start + time, distance=distance, **given)  # type: ignore[arg-type]
