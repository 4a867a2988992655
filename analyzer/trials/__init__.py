"""Trials beside each other: what changed, where on the lap, is it real, what do they foretell.

`compare` holds all trials of a log against each other, `along` two of them metre by metre, `best_realistic` joins the
best zones, `predictions` tells what may be run. Each is told how much the runner varies from day to day (`te`, a share
of the time); `compare` tells it from the log.
"""

from analyzer.trials.best import best_realistic
from analyzer.trials.chosen import best_of, last_two, places
from analyzer.trials.critical import critical_speed
from analyzer.trials.delta import along
from analyzer.trials.predict import from_best, mile_from_400s, predictions
from analyzer.trials.shares import beside_records
from analyzer.trials.table import compare

__all__ = [
    "along",
    "beside_records",
    "best_of",
    "best_realistic",
    "compare",
    "critical_speed",
    "from_best",
    "last_two",
    "mile_from_400s",
    "places",
    "predictions",
]
