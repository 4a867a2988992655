"""Is a change between two trials one of form, or of the day and the watch? (Hopkins: magnitude-based decisions.)"""

from typing import Any

import numpy as np
import pandas as pd

from analyzer.model import Change, Floats, Reality, TrialName
from analyzer.units import format_time

WORTHWHILE = 0.005
"""The smallest change that counts, half of the within-runner variation of good runners (Hopkins 2005)."""
VERY_LIKELY, LIKELY = 0.95, 0.75
"""From these probabilities on a change is called so."""


def normal(z: Floats) -> Floats:
    """Give the normal distribution function."""
    from scipy.special import ndtr  # noqa: PLC0415 - kept out of the start of the program

    return np.asarray(ndtr(z))


def gain_error(typical: float, first: Floats, second: Floats, conversion: Floats) -> Floats:
    """Give the standard error of ln(time ratio) of two trials, from the relative errors of each and of conversion."""
    return np.sqrt(2 * typical**2 + first**2 + second**2 + conversion**2)


def chances(gain: Floats, gain_sd: Floats) -> tuple[Floats, Floats]:
    """Give the probability that form is better, and that it is worse, by more than the smallest worthwhile change."""
    sure = np.maximum(gain_sd, 1e-12)
    return normal((gain - WORTHWHILE) / sure), normal((-gain - WORTHWHILE) / sure)


def verdicts(faster: Floats, slower: Floats) -> list[str]:
    """Put probabilities in words, a Reality each; "" where they are not known."""
    ordered = (
        (faster > VERY_LIKELY, Reality.VERY_LIKELY_FASTER),
        (slower > VERY_LIKELY, Reality.VERY_LIKELY_SLOWER),
        (faster >= LIKELY, Reality.LIKELY_FASTER),
        (slower >= LIKELY, Reality.LIKELY_SLOWER),
    )
    words = np.where(np.isfinite(faster), str(Reality.UNCLEAR), "").astype(object)
    for here, reality in reversed(ordered):
        words[here] = str(reality)
    return [str(word) for word in words]


def change_of(trials: pd.DataFrame, earlier: int, later: int, typical: float, than: str) -> Change:
    """Give the change between two rows of frames.COMPARED; than : "previous", "best" or "first"."""
    row, before = trials.iloc[later], trials.iloc[earlier]
    over = str(row["nominal"]) if row["nominal"] == before["nominal"] else "1 mile"
    time = float(row["time"] if over == row["nominal"] else row["equivalent"])
    gain, gain_sd = float(row[f"{than}_gain"]), float(row[f"{than}_gain_sd"])
    return made(name_of(before), name_of(row), over=over, time=time, gain=gain, gain_sd=gain_sd, typical=typical)


def made(
    earlier: TrialName, later: TrialName, *, over: str, time: float, gain: float, gain_sd: float, typical: float
) -> Change:
    """Make a change from a gain and its error; time : Of the later trial over `over`. [s]"""
    faster, slower = (float(chance) for chance in chances(np.array(gain), np.array(gain_sd)))
    verdict = Reality(verdicts(np.array([faster]), np.array([slower]))[0])
    middle = time * float(np.exp(0.5 * gain))
    seconds, seconds_sd = time * float(np.expm1(gain)), middle * gain_sd
    measured = middle * float(np.sqrt(max(gain_sd**2 - 2 * typical**2, 0.0)))
    words = _words(time, seconds, seconds_sd, gain, verdict, max(faster, slower))
    return Change(earlier, later, over, seconds, seconds_sd, measured, gain, gain_sd, faster, slower, verdict, words)


def _words(time: float, seconds: float, error: float, gain: float, verdict: Reality, chance: float) -> str:
    what = f"{format_time(time)} against {format_time(time + seconds)}"
    if abs(seconds) < 0.05:
        way = f"the same time (± {error:.1f} s with the day-to-day variation)"
    else:
        way = f"{abs(seconds):.1f} ± {error:.1f} s {'faster' if seconds > 0 else 'slower'} ({100 * abs(gain):.1f} %)"
    shown = "> 99" if chance >= 0.995 else f"{100 * chance:.0f}"
    if verdict is Reality.UNCLEAR:
        told = "whether form has changed is unclear"
    else:
        sure, direction = str(verdict).rsplit(" ", 1)
        told = f"form is {sure} {'better' if direction == 'faster' else 'worse'} (probability {shown} %)"
    return f"{what}: {way}; {told}"


def name_of(row: "pd.Series[Any]") -> TrialName:
    """Name the trial of a row of frames.TRIALS."""
    return TrialName(int(row["session"]), int(row["effort"]), int(row["day"]), str(row["nominal"]))
