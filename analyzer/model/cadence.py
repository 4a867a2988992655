"""The share of cadence in a change of speed: ln(v2/v1) = ln(c2/c1) + ln(l2/l1), speed is cadence times step length."""

import math

import numpy as np

from analyzer.model.track import Floats

WORDS = ((0.10, "reaching"), (0.25, "usual"), (0.50, "quicker"), (math.inf, "faster, shorter, quicker"))
"""What a share below each limit is called (a judgement); .12-.16 is usual below 4.7 m/s (van Oeveren)."""
LEAST_CHANGE = 0.05
"""Change of ln speed from which a share is told, ..."""
LEAST_ERRORS = 3.0
"""... and it must be this many times its own error."""
CADENCE_ERROR = 0.01
"""Relative error of a median cadence: a step or two a minute (a judgement)."""


def word(share: float) -> str:
    """Name a share as a runner would.

    >>> word(0.14), word(0.6)
    ('usual', 'faster, shorter, quicker')
    """
    return next(name for limit, name in WORDS if share < limit)


def share_sd(share: Floats, faster: Floats, speed_error: Floats) -> Floats:
    """Give the standard error of shares of cadence.

    faster : Changes of ln speed.   speed_error : Their standard errors, both speeds together.
    """
    return np.asarray(np.sqrt(2 * CADENCE_ERROR**2 + (share * speed_error) ** 2) / np.abs(faster), dtype=float)


def is_clear(faster: Floats, speed_error: Floats) -> "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]":
    """Tell which changes of ln speed are large and sure enough to tell a share from."""
    return (np.abs(faster) >= LEAST_CHANGE) & (np.abs(faster) >= LEAST_ERRORS * speed_error)
