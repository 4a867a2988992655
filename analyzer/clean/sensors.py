"""Values that no runner and no sensor can give."""

import numpy as np
import pandas as pd

POSSIBLE: dict[str, tuple[float, float]] = {
    "altitude": (-500.0, 9000.0),
    "distance": (0.0, 1e7),
    "speed": (0.0, 15.0),
    "heart_rate": (20.0, 250.0),
    "cadence": (0.0, 320.0),
    "power": (0.0, 3000.0),
    "step_length": (0.05, 3.5),
    "vertical_oscillation": (0.005, 0.5),
    "ground_contact": (0.05, 2.0),
    "ground_contact_balance": (1.0, 99.0),
    "temperature": (-60.0, 80.0),
    "accuracy": (0.0, 1e5),
}
"""Lowest and highest value of a column that can be; sprinters step 2.7 m and 300 times a minute."""
_FASTEST_RIDE = 40.0
"""[m/s]"""
_SILENT = {"step_length", "vertical_oscillation", "ground_contact", "ground_contact_balance", "heart_rate"}
"""Columns in which a watch writes 0 for "nothing measured"."""


def without_impossible(samples: pd.DataFrame, *, running: bool) -> tuple[pd.DataFrame, list[str]]:
    """Give the samples with impossible values as NaN, and a note for each column that had any."""
    notes: list[str] = []
    mended = {}
    for column, (lowest, highest) in POSSIBLE.items():
        top = _FASTEST_RIDE if column == "speed" and not running else highest
        values = samples[column].to_numpy()
        with np.errstate(invalid="ignore"):
            bad = (values < lowest) | (values > top)
        if not bad.any():
            continue
        mended[column] = np.where(bad, np.nan, values)
        nothing = int((bad & (values == 0)).sum()) if column in _SILENT else 0
        impossible = int(bad.sum()) - nothing
        name = column.replace("_", " ")
        if nothing:
            notes.append(f"{nothing} samples in which the watch measured no {name} (0) left without one")
        if impossible:
            notes.append(f"{impossible} impossible values of {name} left out")
    return (samples.assign(**mended) if mended else samples), notes
