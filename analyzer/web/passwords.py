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
MOST_KEYS = 10_000
"""Where more are counted those whose window is over are left out."""
LONGEST_NAME = 100
"""Letters of a name that are counted."""
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
    """Counts tries with wrong passwords, for a while; in this process, so a restart forgives."""

    clock: Callable[[], float] = time.monotonic
    _wrong: dict[str, list[float]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(self, name: str, address: str) -> float:
        """Count a try, and give how long to wait instead; 0 for none. [s]

        It counts before the password is looked at, so that those who try many at once are held up too.
        """
        now = self.clock()
        with self._lock:
            wait = max(self._wait(key, most, now) for key, most in _keys(name, address))
            if not wait:
                self._count(name, address, now)
        return wait

    def right(self, name: str, address: str) -> None:
        """Forget the wrong tries of who got it right, and of the address this one."""
        (own, _), (everybody, _) = _keys(name, address)
        with self._lock:
            self._wrong.pop(own, None)
            if times := self._wrong.pop(everybody, [])[:-1]:
                self._wrong[everybody] = times

    def _count(self, name: str, address: str, now: float) -> None:
        for key, _ in _keys(name, address):
            self._wrong.setdefault(key, []).append(now)
        if len(self._wrong) > MOST_KEYS:
            self._wrong = {key: times for key, times in self._wrong.items() if times[-1] > now - WINDOW}

    def _wait(self, key: str, most: int, now: float) -> float:
        times = [one for one in self._wrong.get(key, ()) if one > now - WINDOW]
        if not times:
            self._wrong.pop(key, None)
            return 0.0
        self._wrong[key] = times
        return max(times[-most] + WINDOW - now, 0.0) if len(times) >= most else 0.0


def _keys(name: str, address: str) -> tuple[tuple[str, int], tuple[str, int]]:
    own = " ".join(name[:LONGEST_NAME].split()).casefold()
    return (f"name {own}\n{address}", TRIES), (f"all\n{address}", EVERYBODY)
