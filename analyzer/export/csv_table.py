"""Write the samples of a recording as CSV: one row a sample, the house columns, SI units."""

import numpy as np
import pandas as pd

from analyzer import frames
from analyzer.model import Recording

MARK = ",".join(["time", *(column.name for column in frames.SAMPLES[:4])]).encode()
"""How every table begins, and hardly another file."""
_NUMBER = "%.12g"
"""A hundredth of a millimetre in degrees, without the last bits of a division: 85.4, not 85.39999999999998."""


def write(recording: Recording) -> bytes:
    """Give the samples as CSV; a sensor that gave nothing leaves its cells empty.

    The first line names the columns: `time` (ISO 8601, UTC, to the microsecond), those of frames.SAMPLES in their
    order and units, then what else the watch recorded.
    """
    samples = recording.samples
    text: str = samples.set_axis(pd.Index(stamps(samples), name="time")).to_csv(
        lineterminator="\n", float_format=_NUMBER
    )
    return text.encode()


def stamps(samples: pd.DataFrame) -> list[str]:
    """Give the times as text.

    >>> stamps(pd.DataFrame(index=pd.DatetimeIndex(["2026-05-16T07:30:00.25Z"])))
    ['2026-05-16T07:30:00.250000Z']
    """
    times = pd.DatetimeIndex(samples.index).tz_convert(None).to_numpy()
    return [f"{text}Z" for text in np.datetime_as_string(times, unit="us").tolist()]
