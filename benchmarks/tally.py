"""What the benchmark counts: errors by the column that they belong to."""

from dataclasses import dataclass, field

import numpy as np

from analyzer.simulate import TrueLap, TrueSplit, TrueZone

HUNDRED, LAP, TIME = "100 m inner", "lap inner", "time"
COLUMNS = (HUNDRED, LAP, TIME, "first 100 m", "turn", "straight")
SPLIT = 100.0


@dataclass
class Errors:
    """Errors over the runs [s], by column; inner, turn and straight leave out the first one, which holds the start.

    in_sds : All errors in their own standard errors; only the analyser gives any.
    """

    columns: dict[str, list[float]] = field(default_factory=lambda: {column: [] for column in COLUMNS})
    in_sds: list[float] = field(default_factory=list)

    def put(self, column: str, error: float) -> None:
        """Take in an error; a piece of no column is only held against its own standard error."""
        if column:
            self.columns[column].append(error)

    def add(self, other: "Errors") -> None:
        """Take in other errors."""
        for column, errors in other.columns.items():
            self.columns[column].extend(errors)
        self.in_sds.extend(other.in_sds)

    def rms(self, column: str) -> float:
        """Give the root of the mean square, NaN where there are none. [s]"""
        errors = self.columns[column]
        return float(np.sqrt(np.mean(np.square(errors)))) if errors else np.nan

    def most(self, column: str, share: float = 0.95) -> float:
        """Give the size that this share of the errors keeps within. [s]"""
        errors = self.columns[column]
        return float(np.quantile(np.abs(errors), share)) if errors else np.nan

    def within(self, sds: float) -> float:
        """Give the share of the truths within so many of the reported standard errors."""
        return float(np.mean(np.abs(self.in_sds) <= sds)) if self.in_sds else np.nan


def column_of(piece: TrueSplit, lap: float = 0.0) -> str:
    """Give the column that a piece of a trial belongs to; "" for the metres after the last whole 100, and the like."""
    if isinstance(piece, TrueZone):
        return "" if piece.from_m == 0 else piece.zone.split()[-1]
    if isinstance(piece, TrueLap):
        whole = lap == 0.0 or abs(piece.to_m - piece.from_m - lap) < 1.0
        return LAP if piece.from_m > 0 and whole else ""
    if piece.from_m == 0:
        return "first 100 m"
    return HUNDRED if abs(piece.to_m - piece.from_m - SPLIT) < 1.0 else ""
