"""What becomes of files that are uploaded: kept in the log before anything else, then where each stands."""

from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import IO, Any

from anyio import to_thread
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request

from analyzer import archive, readers
from analyzer.errors import AnalyzerError, OptionError, ReadError
from analyzer.model import Athlete
from analyzer.store import Claim, Store
from analyzer.web.names import tame
from analyzer.web.receiving import Received, received
from analyzer.web.settings import MEGABYTE
from analyzer.web.site import Site, athlete_or_none, site_of

FIRST = "me"
"""The name of the athlete whose log it is, until it is given another."""
WAITING, LOGGED, FAILED, REFUSED, GONE = "waiting", "logged", "failed", "refused", "gone"
"""Where a file stands: kept and to be analysed; in a session; kept, and could not be; not taken; not in the log."""


@dataclass(frozen=True)
class Upload:
    """Where a file stands, one of WAITING .. GONE.

    known : It was in the log before.   place : In the queue; 0 while it is analysed.   score : How the plan was kept.
    aside : It is another export of its session, which is analysed from a better one.
    """

    name: str
    sha256: str = ""
    state: str = REFUSED
    session: int | None = None
    headline: str = ""
    problem: str = ""
    known: bool = False
    place: int | None = None
    score: float | None = None
    aside: bool = False

    @property
    def told(self) -> str:
        """Say it in a line."""
        if self.problem:
            return self.problem
        if self.state == WAITING:
            before = "already in the log, and " if self.known else ""
            if self.place == 0:
                return f"{before}being analysed"
            return f"{before}waiting{f' behind {self.place - 1} more' if self.place and self.place > 1 else ''}"
        kept = "" if self.score is None else f", plan kept {self.score:.0f}"
        line = f"{self.headline}{kept}"
        if self.aside:
            return f"another export of session {self.session}, kept with it: {line}"
        return f"already in the log: session {self.session}, {line}" if self.known else line

    def document(self) -> dict[str, Any]:
        """Give it as JSON."""
        values = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {**values, "sha256": self.sha256 or None, "told": self.told}


async def take(request: Request) -> tuple[Upload, ...]:
    """Keep the files of a request in the log; what is given of each is true when this returns.

    Raises OptionError, HTTPException, LogError where the log cannot be written; what was kept so far is kept.
    """
    site = site_of(request)
    athlete = await run_in_threadpool(athlete_or_none, request)
    if athlete is None and site.settings.locked:
        raise HTTPException(401)
    found: list[Upload] = []
    async with received(request, site.settings) as files:
        if athlete is None:
            athlete = await run_in_threadpool(_first, site.store)
        try:
            for file in files:
                found += await to_thread.run_sync(partial(_kept, site, athlete, file), limiter=site.unpacking)
        finally:
            site.queue.wake()
    return tuple(found)


def standing(site: Site, athlete: Athlete, digests: Collection[str]) -> tuple[Upload, ...]:
    """Tell where files stand, in the order of their SHA-256."""
    claims = {claim.sha256: claim for claim in site.store.claims(athlete, digests)}
    places = site.queue.places(athlete.id)
    return tuple(
        _stands(site.store, athlete, claims[digest], places.get(digest))
        if digest in claims and claims[digest].state in {WAITING, LOGGED}
        else Upload("", digest, GONE, problem="this file is not in the log; upload it again")
        for digest in digests
    )


def open_uploads(site: Site, athlete: Athlete) -> tuple[Upload, ...]:
    """Give what waits, and what could not be analysed."""
    places = site.queue.places(athlete.id)
    return tuple(
        Upload(
            one.name,
            one.sha256,
            FAILED if one.problem else WAITING,
            problem=one.problem,
            place=None if one.problem else places.get(one.sha256),
        )
        for one in site.store.waiting(athlete)
    )


def _first(store: Store) -> Athlete:
    # another request may add the same athlete at this moment
    with suppress(OptionError):
        return store.put_athlete(Athlete(FIRST))
    return store.athlete(FIRST)


def _kept(site: Site, athlete: Athlete, file: Received) -> list[Upload]:
    if file.content is None:
        most = site.settings.largest // MEGABYTE
        line = f"the file is larger than {most} MB; unpack it and give the recordings, or take analyzer log add FILE"
        return [Upload(file.name, problem=line)]
    try:
        found = [_one(site.store, athlete, name, data) for name, data in _recordings(file.name, file.content)]
    except ReadError as error:
        return [Upload(file.name, problem=str(error))]
    return found or [Upload(file.name, problem="there is no recording in this archive; give one with FIT, GPX or TCX")]


def _recordings(name: str, content: IO[bytes]) -> Iterator[tuple[str, bytes | AnalyzerError]]:
    """Give what is in a file: itself, or the recordings of an archive of several."""
    content.seek(0)
    zipped = content.read(len(archive.ZIP)) == archive.ZIP
    size = content.seek(0, 2)
    content.seek(0)
    if zipped and archive.several(content):
        content.seek(0)
        for member in archive.members(content, size):
            yield tame(member.inside.as_posix(), inside=name), member.data
    else:
        content.seek(0)
        yield name, content.read()


def _one(store: Store, athlete: Athlete, name: str, given: bytes | AnalyzerError) -> Upload:
    try:
        if isinstance(given, AnalyzerError):
            raise given
        data = readers.plain(given)
    except AnalyzerError as error:
        return Upload(name, problem=str(error))
    kept = store.keep(athlete, data, name=name)
    (claim,) = store.claims(athlete, (kept.sha256,))
    if claim.state == WAITING and claim.problem:
        # it comes again: it is tried again
        store.failed(athlete, kept.sha256, "")
        claim = replace(claim, problem="")
    stands = _stands(store, athlete, claim, None)
    return replace(stands, name=name, known=not kept.new)


def _stands(store: Store, athlete: Athlete, claim: Claim, place: int | None) -> Upload:
    if claim.session is None:
        state = FAILED if claim.problem else WAITING
        return Upload(claim.name, claim.sha256, state, problem=claim.problem, place=None if claim.problem else place)
    score, aside = None, False
    # it may be removed at this moment
    with suppress(OptionError):
        session = store.session(athlete, claim.session)
        score = score_in(session.document)
        aside = not any(file.primary and file.sha256 == claim.sha256 for file in session.files)
    return Upload(claim.name, claim.sha256, LOGGED, claim.session, claim.headline, score=score, aside=aside)


def score_in(document: dict[str, Any]) -> float | None:
    """Give how the plan was kept, of 100; None where the session has no plan or no score."""
    found = (document.get("strategy") or {}).get("score")
    return None if found is None else float(found)
