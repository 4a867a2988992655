"""A runner, a track, a watch: recordings with exactly known truth, and files of them."""

from analyzer.simulate.buttons import BUTTONS
from analyzer.simulate.calendar import Flaw
from analyzer.simulate.named import TRAINING
from analyzer.simulate.noise import NOISE, SNAPPED, Noise
from analyzer.simulate.pacing import STRATEGIES
from analyzer.simulate.programme import Programme, Rep, Rest, sets
from analyzer.simulate.season import Dated, Season, season
from analyzer.simulate.season_truth import SeasonTruth, TrueSession, TrueTrial, TrueWeek
from analyzer.simulate.session import KINDS, session
from analyzer.simulate.training import training
from analyzer.simulate.truth import TrueEffort, TrueLap, TrueSplit, TrueTrack, TrueZone, Truth
from analyzer.simulate.watch import INTERVALS
from analyzer.simulate.worn import Simulated
from analyzer.simulate.writers import write_fit, write_gpx, write_tcx

__all__ = [
    "BUTTONS",
    "INTERVALS",
    "KINDS",
    "NOISE",
    "SNAPPED",
    "STRATEGIES",
    "TRAINING",
    "Dated",
    "Flaw",
    "Noise",
    "Programme",
    "Rep",
    "Rest",
    "Season",
    "SeasonTruth",
    "Simulated",
    "TrueEffort",
    "TrueLap",
    "TrueSession",
    "TrueSplit",
    "TrueTrack",
    "TrueTrial",
    "TrueWeek",
    "TrueZone",
    "Truth",
    "season",
    "session",
    "sets",
    "training",
    "write_fit",
    "write_gpx",
    "write_tcx",
]
