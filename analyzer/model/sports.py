"""Which recordings are of no running."""

import re

_OTHER = re.compile(
    r"cycl|bik|ride|swim|walk|hik|row|ski|skat|strength|yoga|training|fitness|transition|multi|elliptical|drive|virtual"
)
FASTEST, FOR_LONG = 6.8, 10 * 60.0
"""Nobody runs so fast for so long: 26 min for 10 km is 6.4 m/s. [m/s, s]"""


def is_other_sport(sport: str, *, speed: float, time: float) -> bool:
    """Tell another sport than running by its name, or by its mean speed over a time; a virtual run is a run.

    >>> is_other_sport("cycling road", speed=5.0, time=3600.0), is_other_sport("virtual_run", speed=3.0, time=3600.0)
    (True, False)
    >>> is_other_sport("", speed=8.0, time=3600.0)
    True
    """
    name = sport.lower()
    return (_OTHER.search(name) is not None and "run" not in name) or (speed > FASTEST and time > FOR_LONG)
