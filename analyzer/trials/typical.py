"""How much a runner varies from trial to trial at one form: as it is usual, or as his own trials tell."""

import numpy as np

from analyzer.errors import OptionError
from analyzer.model import Floats, TypicalError

USUAL = 0.0125
"""Within-runner variation of races up to 1500 m: 1.0 % (Hopkins 2005); of club runners 1.2-1.9 % (Hopkins and Hewson
2001, MSSE 33:1588)."""
NEWER = 0.02
"""Of newer runners, who pace less evenly and get fitter between trials (a judgement)."""
FEW_TRIALS, SHORT_HISTORY = 4, 90
"""With fewer trials, or fewer days from the first to the last, a runner counts as a newer one (a judgement)."""
LEAST_TO_TELL = 8
"""So many trials of one distance are needed before they say anything of the variation themselves."""
NEAR = 180
"""Three trials in a row tell of it only within so many days: form changes evenly over no longer. [d]"""
PRIOR_WEIGHT = 8.0
"""The usual variation counts as so many degrees of freedom: between runners it differs by a quarter or so."""
EFFICIENCY = 18 / 35
"""Each three trials in a row share two with the next: they are worth so many independent ones (von Neumann 1941)."""
ALLOWED = (0.006, 0.035)
"""Nobody is told to vary less or more."""
LARGEST_TOLD = 0.2
"""A typical error above it is a slip of the pen: 1.25 for 0.0125."""


def typical_error(
    days: Floats, log_times: Floats, measured: Floats, *, history: Floats, told: float | None = None
) -> TypicalError:
    """Give the variation to reckon with, from trials of one distance in order: their days, ln(time), errors of that.

    history : The days of all trials, whatever their distance: they tell a newer runner.
    Where there are many trials, each is held against the line between its neighbours; what is left, without the error
    of measuring, is averaged with the usual variation.

    Raises OptionError for a told error that nobody has.
    """
    if told is not None:
        if not 0.0 <= told <= LARGEST_TOLD:
            raise OptionError(f"a typical error of {told:g} is none; give a share such as 0.0125 for 1.25 %")
        return TypicalError(told, "told", f"day-to-day variation {100 * told:.2f} %, as you said")
    count = len(days)
    if len(history) < FEW_TRIALS or history[-1] - history[0] < SHORT_HISTORY:
        return TypicalError(
            NEWER,
            "newer runner",
            f"day-to-day variation {100 * NEWER:.0f} %, as of newer runners: the log has few trials so far",
        )
    if count >= LEAST_TO_TELL:
        variance, freedom = _own(days, log_times, measured)
        if freedom > 0:
            whole = (PRIOR_WEIGHT * USUAL**2 + freedom * variance) / (PRIOR_WEIGHT + freedom)
            value = float(np.clip(np.sqrt(max(whole, 0.0)), *ALLOWED))
            return TypicalError(
                value,
                "log",
                f"day-to-day variation {100 * value:.2f} %: usual {100 * USUAL:.2f} %, and your own {count} trials",
            )
    return TypicalError(USUAL, "default", f"day-to-day variation {100 * USUAL:.2f} %, as is usual")


def _own(days: Floats, log_times: Floats, measured: Floats) -> tuple[float, float]:
    """Give the variance that the trials themselves show, and its degrees of freedom."""
    before, after = days[1:-1] - days[:-2], days[2:] - days[1:-1]
    near = (before + after > 0) & (before + after <= NEAR)
    if not near.any():
        return 0.0, 0.0
    share = before[near] / (before + after)[near]
    first, middle, last = (part[near] for part in (log_times[:-2], log_times[1:-1], log_times[2:]))
    rest = middle - (1 - share) * first - share * last
    spread, wide, other = (part[near] ** 2 for part in (measured[1:-1], measured[:-2], measured[2:]))
    noise = spread + (1 - share) ** 2 * wide + share**2 * other
    weight = 1 + (1 - share) ** 2 + share**2
    variance = float((rest**2 - noise).sum() / weight.sum())
    return variance, EFFICIENCY * int(near.sum())
