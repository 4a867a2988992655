"""Read the numbers and times that GPX and TCX files write, one by one: the rule that every faster way must keep."""

import re
from collections.abc import Iterable

import numpy as np

from analyzer.model import Floats

_STAMP = re.compile(
    r"(\d{4})-(\d\d?)-(\d\d?)[T ](\d\d?):(\d\d?):(\d\d?)(?:[.,](\d+))?\s*(?:Z|([+\u2212-])(\d\d):?(\d\d)?)?",
    re.IGNORECASE | re.ASCII,
)


def number(text: str) -> float:
    """Read a number, NaN for what is none or has no end; a decimal comma is taken as a point.

    >>> number("12.5"), number(" 12,5 "), number("-"), number("inf")
    (12.5, 12.5, nan, nan)
    """
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return np.nan
    return value if np.isfinite(value) else np.nan


def unix_time(text: str) -> float:
    """Read one ISO 8601 time, to the microsecond, as a Unix time [s], without a zone as UTC; NaN for what is no time.

    >>> unix_time("2024-05-01T10:00:00.5Z"), unix_time("2024-05-01T12:00:00+02:00"), unix_time("noon")
    (1714557600.5, 1714557600.0, nan)
    """
    found = _STAMP.fullmatch(text.strip())
    if found is None:
        return np.nan
    year, month, day, hour, minute, second, fraction, sign, hours, minutes = found.groups()
    try:
        whole = np.datetime64(f"{year}-{month:0>2}-{day:0>2}T{hour:0>2}:{minute:0>2}:{second:0>2}", "s").astype(
            np.int64
        )
    except ValueError:
        return np.nan
    ahead = 0 if not sign else (int(hours) * 3600 + int(minutes or 0) * 60) * (1 if sign == "+" else -1)
    return (int(whole - ahead) * 10**6 + round(float(f"0.{fraction or 0}") * 1e6)) / 1e6


def numbers(texts: Iterable[str]) -> Floats:
    """Read numbers, NaN for what is none."""
    return np.array([number(text) for text in texts], dtype=np.float64)


def unix_times(texts: Iterable[str]) -> Floats:
    """Read times as Unix times [s], NaN for what is none."""
    return np.array([unix_time(text) for text in texts], dtype=np.float64)
