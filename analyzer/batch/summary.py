"""What a batch found, in numbers: counted while the tables are written, so that memory holds no table."""

from array import array
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np

from analyzer.batch.schema import EMPTY, FAILED
from analyzer.model import EffortKind
from analyzer.report.index_rows import BESIDE, distance_of, fastest, grouped
from analyzer.units import MILE

DOCUMENT = "batch/1"
"""The version of the JSON of the summary; a public interface."""


COMMON = (
    *(100.0, 150.0, 200.0, 300.0, 400.0, 500.0, 600.0, 800.0, 1000.0, 1200.0, 1500.0, 1600.0, MILE, 2000.0, 2400.0),
    *(3000.0, 3200.0, 2 * MILE, 5000.0, 10_000.0),
)
"""Distances that are run to be compared; what is named after 418 m was ended by a button somewhere. [m]"""


@dataclass(frozen=True)
class Best:
    """The fastest effort at a distance. metres : [m]   time, time_sd : [s]"""

    nominal: str
    metres: float
    time: float
    time_sd: float | None
    on_track: bool
    file: str


@dataclass(frozen=True)
class Summary:
    """What is in the tables, and what this run did.

    left_out : Sessions that --where or --only-track left out.   empty : Files without a recording of a run.
    before : Files that an earlier run had done.   done : By this run.   seconds : That it took. [s]
    """

    sessions: int
    on_track: int
    tracks: int
    trials: int
    efforts: int
    kinds: dict[str, int]
    bests: tuple[Best, ...]
    failures: int
    left_out: int
    empty: int
    before: int
    done: int
    seconds: float

    @property
    def rate(self) -> float:
        """Files a second."""
        return self.done / self.seconds if self.seconds > 0 else 0.0

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON of the summary."""
        counts = ("sessions", "on_track", "tracks", "trials", "efforts", "kinds")
        runs = ("failures", "left_out", "empty", "before", "done")
        return {
            "schema": DOCUMENT,
            **{name: getattr(self, name) for name in counts},
            "bests": [
                {
                    "nominal": best.nominal,
                    "distance_m": round(best.metres, 3),
                    "time_s": best.time,
                    "time_sd_s": best.time_sd,
                    "on_track": best.on_track,
                    "file": best.file,
                }
                for best in self.bests
            ],
            **{name: getattr(self, name) for name in runs},
            "seconds": round(self.seconds, 1),
            "files_per_second": round(self.rate, 2),
        }


@dataclass
class Counts:
    """What is counted as pieces of the tables go by."""

    sessions: int = 0
    efforts: int = 0
    trials: int = 0
    failures: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    bests: dict[float, Best] = field(default_factory=dict)
    latitude: "array[float]" = field(default_factory=lambda: array("d"))
    longitude: "array[float]" = field(default_factory=lambda: array("d"))

    def see(self, pieces: dict[str, Any]) -> None:
        """Count pieces of the tables."""
        sessions = pieces["sessions"]
        self.sessions += sessions.num_rows
        self.failures += pieces["failures"].num_rows
        self.kinds.update(sessions.column("kind").to_pylist())
        self.trials += sessions.num_rows - sessions.column("trial").null_count
        on_track = sessions.filter(sessions.column("on_track"))
        self.latitude.extend(on_track.column("latitude_deg").to_pylist())
        self.longitude.extend(on_track.column("longitude_deg").to_pylist())
        efforts = pieces["efforts"]
        self.efforts += efforts.num_rows
        names = ("file", "kind", "nominal", "time_s", "time_sd_s", "on_track")
        for file, kind, nominal, time, time_sd, on_track in zip(
            *(efforts.column(name).to_pylist() for name in names), strict=True
        ):
            metres, least = _known(nominal or "")
            if metres in COMMON and time is not None and time >= least and EffortKind(kind) not in BESIDE:
                self._see_best(Best(nominal, metres, time, time_sd, on_track, file))

    def _see_best(self, best: Best) -> None:
        known = self.bests.get(best.metres)
        if known is None or _order(best) < _order(known):
            self.bests[best.metres] = best

    def summary(self, statuses: Counter[str], *, before: int, done: int, seconds: float) -> Summary:
        """Give the summary. statuses : Of all files that were named."""
        places = grouped(np.array(self.latitude), np.array(self.longitude)) if self.latitude else np.empty(0)
        return Summary(
            sessions=self.sessions,
            on_track=len(self.latitude),
            tracks=len(np.unique(places)),
            trials=self.trials,
            efforts=self.efforts,
            kinds=dict(sorted(self.kinds.items())),
            bests=tuple(self.bests[metres] for metres in sorted(self.bests)),
            failures=self.failures,
            left_out=statuses.total() - self.sessions - statuses[FAILED] - statuses[EMPTY],
            empty=statuses[EMPTY],
            before=before,
            done=done,
            seconds=seconds,
        )


@lru_cache(maxsize=1000)
def _known(nominal: str) -> tuple[float, float]:
    """Give the metres that an effort is named after, and the time that nobody has beaten over them. [m, s]"""
    metres = distance_of(nominal)
    return metres, float(fastest(np.array([metres]))[0]) if metres > 0 else float("nan")


def _order(best: Best) -> tuple[bool, float, str]:
    return not best.on_track, best.time, best.file
