"""How the mile was run against its plan: a score with its error, the share of cadence, and advice."""

from analyzer.score.advice import result_line
from analyzer.score.cadence import cadence_lag
from analyzer.score.trial import mile

__all__ = ["cadence_lag", "mile", "result_line"]
