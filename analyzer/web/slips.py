"""What an upload without script brought, for the page that the browser is sent to: kept for a while, in the process."""

import secrets
import threading
from collections import OrderedDict
from typing import Generic, TypeVar

T = TypeVar("T")
MOST = 200
"""The oldest are forgotten first."""


class Slips(Generic[T]):
    """Keeps what is to be told, each for one athlete, under a name that nobody guesses."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[int, T]] = OrderedDict()
        self._lock = threading.Lock()

    def put(self, athlete: int, what: T) -> str:
        """Keep something; give its name."""
        name = secrets.token_urlsafe(12)
        with self._lock:
            self._kept[name] = athlete, what
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)
        return name

    def get(self, athlete: int, name: str) -> T | None:
        """Give what was kept; None where it is forgotten, or another athlete's."""
        with self._lock:
            whose, what = self._kept.get(name, (None, None))
        return what if whose == athlete else None
