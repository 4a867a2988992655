"""The files of a season, named by their date: of one format or of several, some of them twice."""

import gzip

from analyzer.simulate.calendar import Planned
from analyzer.simulate.season import Dated
from analyzer.simulate.writers import write_fit, write_gpx, write_tcx

ENDINGS = (".fit", ".fit", ".tcx", ".fit", ".gpx", ".fit.gz", ".tcx.gz")
"""Of the sessions one after another, where the formats are mixed."""
COPIED = 3
"""Every third session comes as an export too."""
EXPORT = "-export.gpx"


def names(planned: Planned, *, mixed: bool = False, copies: bool = False) -> tuple[str, ...]:
    """Name the files of a session by its local date and time; that of its export, where it has one, is the second."""
    stem = f"{planned.begin:%Y-%m-%d-%H%M}"
    own = stem + (ENDINGS[planned.number % len(ENDINGS)] if mixed else ENDINGS[0])
    return (own, stem + EXPORT) if copies and planned.number % COPIED == 0 else (own,)


def content(dated: Dated, name: str) -> bytes:
    """Give the bytes of a file of a session by its name; an export has lost the watch's speed and distance."""
    recording, plain = dated.made.recording, name.removesuffix(".gz")
    if plain.endswith(".gpx"):
        data = write_gpx(recording, speed=not name.endswith(EXPORT))
    else:
        data = write_fit(recording) if plain.endswith(".fit") else write_tcx(recording)
    return data if plain == name else gzip.compress(data, mtime=0)
