"""Recordings as files that other programs read: FIT, GPX, TCX; the same recording gives the same bytes."""

from analyzer.simulate.writers.fit import write_fit
from analyzer.simulate.writers.gpx import write_gpx
from analyzer.simulate.writers.tcx import write_tcx

__all__ = ["write_fit", "write_gpx", "write_tcx"]
