"""Passwords are kept as argon2 hashes; who guesses them is slowed down."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from analyzer.errors import OptionError

SHORTEST, LONGEST = 10, 1000
"""Letters of a password: NIST SP 800-63B asks for 8 and more, and that long ones are taken."""
TRIES, EVERYBODY = 5, 50
"""So many wrong passwords in a window, of one name from one address and of one address in all, before a pause."""
WINDOW = 15 * 60.0
"""The window, and the longest pause. [s]"""
AT_ONCE = 2
"""Hashing takes 64 MB each: so many at once."""

_HASHER = PasswordHasher()
_ROOM = threading.BoundedSemaphore(AT_ONCE)
_NOBODY = _HASHER.hash("the password of a name that nobody has")


def hashed(password: str) -> str:
    """Give the argon2id hash of a password, its salt and cost in it. Raises OptionError for one that is too short."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise OptionError(f"a password of {len(password)} letters; take {SHORTEST} or more, a sentence is best")
    with _ROOM:
        return _HASHER.hash(password)


def fits(password: str, known: str | None) -> bool:
    """Tell whether a password is the one of a hash; a name without one takes as long to be refused."""
    with _ROOM:
        try:
            _HASHER.verify(_NOBODY if known is None else known, password[: LONGEST + 1])
        except (VerificationError, InvalidHashError):
            return False
    return known is not None


@dataclass
class Guesses:
    """Counts wrong passwords, for a while; in this process, so a restart forgives."""

    clock: Callable[[], float] = time.monotonic
    _wrong: dict[str, list[float]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wait(self, name: str, address: str) -> float:
        """Give how long to wait before another try; 0 for none. [s]"""
        now = self.clock()
        with self._lock:
            waits = [self._wait(key, most, now) for key, most in _keys(name, address)]
        return max(waits)

    def wrong(self, name: str, address: str) -> None:
        """Count a wrong password."""
        now = self.clock()
        with self._lock:
            for key, _ in _keys(name, address):
                self._wrong.setdefault(key, []).append(now)
            if len(self._wrong) > 10_000:
                self._wrong = {key: times for key, times in self._wrong.items() if times[-1] > now - WINDOW}

    def right(self, name: str, address: str) -> None:
        """Forget the wrong tries of who got it right."""
        with self._lock:
            self._wrong.pop(_keys(name, address)[0][0], None)

    def _wait(self, key: str, most: int, now: float) -> float:
        times = [one for one in self._wrong.get(key, ()) if one > now - WINDOW]
        if not times:
            self._wrong.pop(key, None)
            return 0.0
        self._wrong[key] = times
        return max(times[-most] + WINDOW - now, 0.0) if len(times) >= most else 0.0


def _keys(name: str, address: str) -> tuple[tuple[str, int], tuple[str, int]]:
    return (f"{name.casefold()}\n{address}", TRIES), (f"\n{address}", EVERYBODY)
