"""From a 5K time and a goal to a target for each zone of the mile: settle, surge, coast, hold, all out."""

from analyzer.equivalents import equivalent, time_at_vdot, vdot
from analyzer.records import RECORDS, RecordMile
from analyzer.strategy.paces import paces
from analyzer.strategy.plan import cumulative, judgement, lap_targets, metres_by_code, mile_plan

__all__ = [
    "RECORDS",
    "RecordMile",
    "cumulative",
    "equivalent",
    "judgement",
    "lap_targets",
    "metres_by_code",
    "mile_plan",
    "paces",
    "time_at_vdot",
    "vdot",
]
