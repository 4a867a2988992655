"""Record miles to lay beside a run: they are run evenly, and the plan is not."""

from dataclasses import dataclass

from analyzer.units import MILE


@dataclass(frozen=True)
class RecordMile:
    """A record mile in four segments, in the order run: their times [s] and lengths [m]."""

    runner: str
    year: int
    segments: tuple[float, ...]
    metres: tuple[float, ...]

    @property
    def time(self) -> float:
        """Time of the mile. [s]"""
        return sum(self.segments)

    @property
    def against_mean(self) -> tuple[float, ...]:
        """Speed of each segment against the mean of the mile; 0.01 is 1 % faster."""
        mean = MILE / self.time
        return tuple(length / time / mean - 1 for length, time in zip(self.metres, self.segments, strict=True))


QUARTERS = (MILE / 4,) * 4
FROM_THE_MILE_LINE = (400.0, 400.0, 400.0, MILE - 1200.0)
"""Laps timed from the mile line leave the extra 9.34 m to the last one."""

RECORDS: tuple[RecordMile, ...] = (
    RecordMile("El Guerrouj", 1999, (55.07, 56.51, 56.33, 55.22), QUARTERS),
    RecordMile("Kipyegon", 2023, (61.76, 62.34, 62.50, 61.04), FROM_THE_MILE_LINE),
    RecordMile("Hassan", 2019, (64.26, 63.94, 61.93, 62.20), FROM_THE_MILE_LINE),
    RecordMile("Bannister", 1954, (57.4, 60.8, 62.3, 58.9), QUARTERS),
)
"""Their slowest lap is the second or third (Noakes, Lambert and Hauman 2009, BJSM 43:760)."""
