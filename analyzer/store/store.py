"""The log as its users see it; each method is one transaction, and everything is of one athlete."""

from collections.abc import Callable, Collection
from datetime import date
from typing import Any, Self

import pandas as pd
from numpy.typing import NDArray

from analyzer.model import Athlete, Day, Diary, Entry, Said, TrainingLog, Trial, TrialLog
from analyzer.store import choosing, clock, files, listing, orders, people, reading, trial_logs, visits, writing
from analyzer.store.choosing import Choice, Chosen
from analyzer.store.engine import Door
from analyzer.store.records import Claim, File, Kept, LoggedSession, Order, Overlap, Waiting

_NOTHING, _UNWRITTEN = Said(), Diary()


class Store:
    """The runner's log, open; `with analyzer.store.open(..) as store`. Errors are LogError and OptionError."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the log."""
        self._door.close()

    @property
    def place(self) -> str:
        """Where the log is, in words: a path, or a URL without its password."""
        return self._door.place.shown

    def size(self) -> int:
        """Give how much room the log takes. [bytes]"""
        with self._door.reading() as connection:
            return reading.size(connection)

    def athletes(self) -> tuple[Athlete, ...]:
        """Give all athletes, by name."""
        with self._door.reading() as connection:
            return people.everyone(connection)

    def athlete(self, name: str = "") -> Athlete:
        """Give the athlete of a name; "" is the only one there is. Raises OptionError that lists the names."""
        with self._door.reading() as connection:
            return people.by_name(connection, name)

    def put_athlete(self, athlete: Athlete) -> Athlete:
        """Add an athlete (id 0) or change one; give the athlete as the log has it. Raises OptionError."""
        with self._door.writing() as connection:
            return people.put(connection, athlete)

    def keep(
        self, athlete: Athlete, data: bytes, *, name: str, said: Said = _NOTHING, diary: Diary = _UNWRITTEN
    ) -> Kept:
        """Keep a raw file for an athlete; it is safe, also from a power cut, when this returns.

        What was said and written with it becomes that of a new session. The same bytes again are not new, and what was
        said with them first stays; those of a removed session are new.
        """
        packed = files.pack(data)
        with self._door.writing() as connection:
            return files.keep(connection, athlete, data, packed, name, (said, diary), _now())

    def waiting(self, athlete: Athlete | None = None) -> tuple[Waiting, ...]:
        """Give the files that are in no session yet, of one athlete or of all, the first that came first."""
        with self._door.reading() as connection:
            return files.waiting(connection, athlete)

    def failed(self, athlete: Athlete, sha256: str, problem: str) -> None:
        """Say why a waiting file could not be analysed."""
        with self._door.writing() as connection:
            files.failed(connection, athlete, sha256, problem)

    def drop(self, athlete: Athlete, sha256: str) -> None:
        """Forget a file that is in no session, and its bytes when no athlete has them. Raises OptionError."""
        with self._door.writing() as connection:
            files.drop(connection, athlete, sha256)

    def data(self, sha256: str) -> bytes:
        """Give a raw file as it came. Raises LogError where it is damaged."""
        with self._door.reading() as connection:
            return files.data(connection, sha256)

    def files(self, athlete: Athlete, number: int) -> tuple[File, ...]:
        """Give the files of a session, the one that was analysed first. Raises OptionError."""
        with self._door.reading() as connection:
            writing.own(connection, athlete, number)
            return files.of_session(connection, number)

    def overlapping(self, athlete: Athlete, start: pd.Timestamp, duration: float) -> tuple[Overlap, ...]:
        """Give the sessions during which a recording of so long [s] ran, the one that began nearest first."""
        with self._door.reading() as connection:
            return writing.overlapping(connection, athlete, clock.microseconds(start), duration)

    def put(
        self,
        athlete: Athlete,
        entry: Entry,
        *,
        sha256: str,
        session: int | None = None,
        same: Callable[[Overlap], bool] | None = None,
        said: Said | None = None,
        diary: Diary | None = None,
    ) -> int:
        """Put what the analysis of a kept file gave into the log, all of it or nothing; give the session's number.

        A new session, or with `session` (or when the file is in one by now) the analysis of that one made new: diary,
        what was said, and files stay, unless `said` or `diary` take their place. The file becomes the one that was
        analysed. Where `same` says of a session at the same time that it is this one, the file only joins it; nobody
        can put another one in between. Raises OptionError.
        """
        with self._door.writing() as connection:
            return writing.put(connection, athlete, entry, sha256, session, same, (said, diary), _now())

    def join(self, athlete: Athlete, number: int, sha256: str, *, diary: Diary | None = None) -> None:
        """Let a kept file be another export of a session, whose diary may be written anew. Raises OptionError."""
        with self._door.writing() as connection:
            writing.join(connection, athlete, number, sha256, diary)

    def session(self, athlete: Athlete, number: int) -> LoggedSession:
        """Give a session with all that was said and written of it. Raises OptionError."""
        with self._door.reading() as connection:
            return reading.session(connection, athlete, number)

    def traces(self, athlete: Athlete, number: int) -> dict[str, NDArray[Any]]:
        """Give the arrays of a session by name. Raises OptionError."""
        with self._door.reading() as connection:
            return reading.traces(connection, athlete, number)

    def sessions(
        self,
        athlete: Athlete,
        *,
        since: date | None = None,
        until: date | None = None,
        kinds: Collection[str] = (),
        tracks: Collection[str] = (),
        limit: int | None = None,
    ) -> pd.DataFrame:
        """Give the sessions from a day to another, both within, frames.SESSIONS; `limit` leaves the last ones."""
        with self._door.reading() as connection:
            return listing.listed(connection, athlete, (since, until), kinds, tracks, limit)

    def chosen(self, athlete: Athlete, choice: Choice, *, first: int = 0, most: int = 100) -> Chosen:
        """Give a page of the sessions that are chosen, in order. first : How many are left out before it."""
        with self._door.reading() as connection:
            return choosing.chosen(connection, athlete, choice, first, most)

    def training(self, athlete: Athlete, *, since: date | None = None, until: date | None = None) -> TrainingLog:
        """Give the sessions with their speeds and the diary of days, from a day to another, both within."""
        with self._door.reading() as connection:
            return listing.training(connection, athlete, (since, until))

    def trials(self, athlete: Athlete, *, since: date | None = None, until: date | None = None) -> TrialLog:
        """Give the trials with laps and zones, and the reps of other sessions, from a day to another, both within."""
        with self._door.reading() as connection:
            return trial_logs.trial_log(connection, athlete, (since, until))

    def trial(self, athlete: Athlete, number: int, effort: int | None = None) -> Trial:
        """Give one trial of a session, whole; the first where it is not said which. Raises OptionError."""
        with self._door.reading() as connection:
            return trial_logs.trial(connection, athlete, number, effort)

    def edit(self, athlete: Athlete, number: int, *, diary: Diary | None = None, said: Said | None = None) -> None:
        """Write the diary of a session anew, or what was said of it, or both. Raises OptionError."""
        with self._door.writing() as connection:
            writing.edit(connection, athlete, number, diary, said)

    def write_day(self, athlete: Athlete, day: Day) -> None:
        """Write what was said of a day over what was there; a day without anything is forgotten."""
        with self._door.writing() as connection:
            people.write_day(connection, athlete, day)

    def days(self, athlete: Athlete, since: date | None = None, until: date | None = None) -> tuple[Day, ...]:
        """Give what was written of days, the earliest first; since and until are within."""
        with self._door.reading() as connection:
            return people.written_days(connection, athlete, since, until)

    def remove(self, athlete: Athlete, number: int, *, files: bool = True) -> None:
        """Take a session out, and its raw files unless another athlete has them; without `files` they are set aside."""
        with self._door.writing() as connection:
            writing.remove(connection, athlete, number, raw=files)

    def outdated(self, method: int, athlete: Athlete | None = None) -> tuple[tuple[Athlete, int], ...]:
        """Give the sessions that an earlier version of the method analysed, the latest first."""
        with self._door.reading() as connection:
            return reading.outdated(connection, method, athlete)

    def longest_before(self, athlete: Athlete, start: pd.Timestamp, *, days: int = 30) -> float | None:
        """Give the farthest run in so many days before a moment; None where there was none. [m]"""
        with self._door.reading() as connection:
            return reading.longest_before(connection, athlete, clock.microseconds(start), days)

    def claims(self, athlete: Athlete, digests: Collection[str]) -> tuple[Claim, ...]:
        """Tell where an athlete's files stand, by their SHA-256."""
        with self._door.reading() as connection:
            return orders.claims_of(connection, athlete, digests)

    def order(self, athlete: Athlete, number: int, said: Said) -> None:
        """Ask for a session to be analysed again with what is said of it now. Raises OptionError."""
        with self._door.writing() as connection:
            orders.order(connection, athlete, number, said, _now())

    def order_all(
        self, athlete: Athlete, *, since: date | None = None, until: date | None = None, method: int | None = None
    ) -> int:
        """Ask for all sessions of some days to be analysed again; give how many. method : Only those before it."""
        with self._door.writing() as connection:
            return orders.order_all(connection, athlete, (since, until), method, _now())

    def orders(self, athlete: Athlete | None = None) -> tuple[Order, ...]:
        """Give what is to be analysed again, of one athlete or of all, and what could not be."""
        with self._door.reading() as connection:
            return orders.open_orders(connection, athlete)

    def ordered(self, athlete: Athlete, order: Order, problem: str = "") -> None:
        """Strike out what was analysed again, or write down why it could not be."""
        with self._door.writing() as connection:
            orders.done(connection, athlete, order, problem)

    def set_password(self, athlete: Athlete, hashed: str) -> None:
        """Keep the hash of an athlete's password, "" for none; whoever is signed in so far is out."""
        with self._door.writing() as connection:
            visits.set_password(connection, athlete, hashed)

    def password(self, athlete: Athlete) -> str | None:
        """Give the hash of an athlete's password; None for none."""
        with self._door.reading() as connection:
            return visits.password(connection, athlete)

    def with_password(self) -> int:
        """Count the athletes that have a password."""
        with self._door.reading() as connection:
            return visits.with_password(connection)

    def begin_visit(self, athlete: Athlete, token: str, lasting: float) -> None:
        """Let an athlete in, who shows this token, for so long. [s]"""
        with self._door.writing() as connection:
            now = _now()
            visits.begin(connection, athlete, token, now + round(lasting * 1e6), now)

    def visitor(self, token: str) -> Athlete | None:
        """Give who shows this token; None where nobody is signed in with it."""
        with self._door.reading() as connection:
            return visits.visitor(connection, token, _now())

    def end_visit(self, token: str) -> None:
        """End the visit of who shows this token."""
        with self._door.writing() as connection:
            visits.end(connection, token)


def _now() -> int:
    return clock.microseconds(pd.Timestamp.now(tz="UTC"))
