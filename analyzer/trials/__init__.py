"""Trials beside each other: what changed, where on the lap, is it real, what do they foretell.

`compare` holds all trials of a log against each other, `along` two of them metre by metre.
"""

from analyzer.trials.delta import along
from analyzer.trials.shares import beside_records
from analyzer.trials.table import compare

__all__ = ["along", "beside_records", "compare"]
