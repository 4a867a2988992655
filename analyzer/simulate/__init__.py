"""A runner, a track, a watch: recordings with exactly known truth, and files of them."""

from analyzer.simulate.buttons import BUTTONS
from analyzer.simulate.pacing import STRATEGIES
from analyzer.simulate.scripts import KINDS
from analyzer.simulate.session import Simulated, session
from analyzer.simulate.truth import TrueEffort, TrueLap, TrueSplit, TrueTrack, TrueZone, Truth
from analyzer.simulate.watch import INTERVALS, NOISE, SNAPPED, Noise
from analyzer.simulate.writers import write_fit, write_gpx, write_tcx

__all__ = [
    "BUTTONS",
    "INTERVALS",
    "KINDS",
    "NOISE",
    "SNAPPED",
    "STRATEGIES",
    "Noise",
    "Simulated",
    "TrueEffort",
    "TrueLap",
    "TrueSplit",
    "TrueTrack",
    "TrueZone",
    "Truth",
    "session",
    "write_fit",
    "write_gpx",
    "write_tcx",
]
