"""Moments and days as the log counts them."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer.errors import OptionError

_EPOCH = date(1970, 1, 1)


def microseconds(moment: pd.Timestamp) -> int:
    """Count a moment since 1970; one without a zone is UTC. [us]"""
    utc = moment.tz_convert("UTC") if moment.tzinfo else moment.tz_localize("UTC")
    return int(utc.as_unit("us").asm8.astype("int64"))


def moment(count: int) -> pd.Timestamp:
    """Give the moment of a count of microseconds, UTC."""
    return pd.Timestamp(count, unit="us", tz="UTC")


def moments(counts: NDArray[np.int64]) -> pd.DatetimeIndex:
    """Give many of them."""
    return pd.DatetimeIndex(counts.astype("datetime64[us]"), name="start").tz_localize("UTC")


def day_number(day: date) -> int:
    """Count a day since 1970-01-01."""
    return (day - _EPOCH).days


def day_of(number: int) -> date:
    """Give the day of a count."""
    return _EPOCH + timedelta(days=int(number))


def local_day(start: int, timezone: str) -> int:
    """Give the day of a moment [us] where the athlete lives; "" is the zone of this machine."""
    utc = moment(start).to_pydatetime()
    return day_number(utc.astimezone(zone(timezone)).date())


def zone(timezone: str) -> ZoneInfo | None:
    """Give a time zone by its IANA name, None for that of the machine. Raises OptionError."""
    if not timezone:
        return None
    try:
        return ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise OptionError(f"{timezone}: there is no such time zone; write it as Europe/Vienna") from error
