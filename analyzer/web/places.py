"""The saved tracks, as pages and API read and change them; they are places, shared by all whose log it is."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from analyzer import shelf, tracks
from analyzer.errors import AnalyzerError, OptionError
from analyzer.model import Analysis, Athlete, SavedTrack
from analyzer.web.asked import choice_of, place_of, text_of
from analyzer.web.kept import analysis_of
from analyzer.web.saying import order
from analyzer.web.site import Site

NONE_KEPT = "tracks are not saved here; start the app without --no-saved-tracks"
ENDS = ("this", "other")
"""The end of the track where the finish line is now, and the one opposite."""


def file_of(site: Site) -> Path:
    """Give the file of the saved tracks. Raises AnalyzerError where none is used."""
    if site.settings.tracks is None:
        raise AnalyzerError(NONE_KEPT)
    return site.settings.tracks


def saved(site: Site) -> tuple[SavedTrack, ...]:
    """Give the saved tracks; none where none are used. Raises ReadError for a damaged file."""
    return () if site.settings.tracks is None else shelf.load(site.settings.tracks)


def rename(site: Site, name: str, new: str) -> SavedTrack:
    """Give a saved track another name. Raises OptionError."""
    kept = shelf.change(file_of(site), lambda before: tracks.renamed(before, name, new))
    return tracks.one(kept, tracks.checked(new))


def set_finish(site: Site, name: str, words: Mapping[str, Any]) -> SavedTrack:
    """Say where the finish line is: at this end of the track or the other one, or a place. Raises OptionError."""
    where = place_of(words, "finish")
    end = choice_of(words, "end", ENDS, ENDS[0])

    def changed(before: Any) -> tuple[SavedTrack, ...]:
        track = tracks.one(before, name)
        there = where or tracks.finish_of(track if end == ENDS[0] else turned(track))
        return tracks.with_finish(before, name, there)

    return tracks.one(shelf.change(file_of(site), changed), name)


def forget(site: Site, name: str) -> None:
    """Forget a saved track. Raises OptionError."""
    shelf.change(file_of(site), lambda before: tracks.forgotten(before, name))


def save(site: Site, athlete: Athlete, number: int, words: Mapping[str, Any]) -> SavedTrack:
    """Save the track of a session, which is analysed again with it, and so bears its name. Raises OptionError."""
    name = tracks.checked(text_of(words, "name"))
    logged = site.store.session(athlete, number)
    found = analysis_of(site.store, athlete, logged)
    if found.track is None:
        raise OptionError(f"session {number}: no track was found in it, so none can be saved as '{name}'")
    there = found.track
    if there.name and tracks.named(saved(site), there.name) is None:
        # it was saved under that name once, and forgotten since
        there = replace(there, name="")
    made = shelf.save(file_of(site), name, there, found.recording.sha256, where=f"session {number}")
    order(site, athlete, number, {})
    return made


def savable(site: Site, analysis: Analysis) -> bool:
    """Tell whether the track of a session can be saved: there is one, and it is not saved."""
    if site.settings.tracks is None or analysis.track is None:
        return False
    try:
        return tracks.named(shelf.load(site.settings.tracks), analysis.track.name) is None
    except AnalyzerError:
        return False


def turned(track: SavedTrack) -> SavedTrack:
    """Give a saved track as it is where the finish line is at its other end."""
    return replace(track, bearing=(track.bearing + 180.0) % 360.0)


def part(track: SavedTrack) -> dict[str, Any]:
    """Give a saved track as JSON; how many sessions are in it, and not whose."""
    latitude, longitude = tracks.finish_of(track)
    told = tracks.part(track) | {"sessions": len(track.sessions), "lap_m": round(track.oval.lap(), 2)}
    return told | {"finish_latitude": round(latitude, 7), "finish_longitude": round(longitude, 7)}
