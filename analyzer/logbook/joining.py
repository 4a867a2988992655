"""Another export of a session that is in the log: it is kept with it, and analysed in its place where it says more."""

from dataclasses import dataclass, replace

from analyzer.corrections import write
from analyzer.errors import AnalyzerError
from analyzer.logbook.analysing import Analyse, Analysed, Task, corrected_by, here
from analyzer.logbook.filling import filled, overruled, written
from analyzer.logbook.redoing import again
from analyzer.logbook.way import from_traces, richer
from analyzer.model import Athlete, Diary, Said, SavedTrack
from analyzer.store import LoggedSession, Store


@dataclass(frozen=True)
class Joined:
    """How a file joined a session. headline : Of the session.   primary : It is analysed from the file now.

    silent : What was said with the file and is not taken.
    """

    headline: str
    primary: bool
    silent: tuple[str, ...]


def join(
    store: Store, athlete: Athlete, number: int, task: Task, found: Analysed, diary: Diary, analyse: Analyse = here
) -> Joined:
    """Let a file join its session; number, diary and what was said of the session stay."""
    session = store.session(athlete, number)
    own = written(session.diary, diary)
    told = filled(freed(session.said), freed(task.said))
    silent = overruled(session.said, session.diary, task.said, diary)
    better = _richest(store, athlete, session, found, told, task, analyse)
    if better is not None:
        store.put(athlete, better.entry, sha256=task.sha256, session=number, said=told, diary=own)
        return Joined(better.entry.headline, primary=True, silent=silent)
    store.join(athlete, number, task.sha256, diary=own)
    more = _without_those_of_others(freed(task.said), session)
    silent += () if bool(more.corrections) == bool(task.said.corrections) else ("corrections",)
    told = filled(session.said, more)
    if told != session.said:
        done = again(store, athlete, number, said=told, saved=task.saved, analyse=analyse)
        return Joined(done.after or session.headline, primary=False, silent=silent)
    return Joined(session.headline, primary=False, silent=silent)


def fill(
    store: Store, athlete: Athlete, number: int, said: Said, diary: Diary, saved: tuple[SavedTrack, ...]
) -> tuple[bool, tuple[str, ...]]:
    """Take what is told of a session where it was silent; tell whether that was so, and give what is not taken."""
    if (said, diary) == (Said(), Diary()):
        return False, ()
    session = store.session(athlete, number)
    own, told = written(session.diary, diary), filled(session.said, said)
    if told != session.said:
        again(store, athlete, number, said=told, diary=own, saved=saved)
    elif own != session.diary:
        store.edit(athlete, number, diary=own)
    changed = (told, own) != (session.said, session.diary)
    return changed, overruled(session.said, session.diary, said, diary)


def _richest(
    store: Store,
    athlete: Athlete,
    session: LoggedSession,
    found: Analysed,
    told: Said,
    task: Task,
    analyse: Analyse,
) -> Analysed | None:
    """Give the analysis of the new file with all that was said, where it says more than the one that was analysed."""
    new, old = from_traces(found.entry.traces), from_traces(store.traces(athlete, session.session))
    primary = session.files[0]
    if new is None or (old is not None and not richer(new, found.format, old, primary.format)):
        return None
    if _are_for(freed(session.said), primary.sha256):
        return None
    if told == task.said:
        return found
    better = analyse(replace(task, said=told, number=session.session))
    return None if isinstance(better, AnalyzerError) else better


def freed(said: Said) -> Said:
    """Let corrections of no rep and no press be for any recording of the session: a goal is no matter of a file."""
    right = corrected_by(said)
    if not right.sha256 or right.edits or right.wrong_presses:
        return said
    return replace(said, corrections=write(replace(right, sha256="", reps=())))


def _are_for(said: Said, sha256: str) -> bool:
    """Tell whether the corrections of a session are for this file and no other."""
    return bool(said.corrections) and corrected_by(said).sha256 == sha256


def _without_those_of_others(said: Said, session: LoggedSession) -> Said:
    """Leave out corrections that are for a file that is not the one analysed."""
    if not said.corrections or corrected_by(said).sha256 in {"", session.files[0].sha256}:
        return said
    return replace(said, corrections="")
