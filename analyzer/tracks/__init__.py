"""Keep tracks from session to session: a new one, one more session on it, its name, its finish line; and their text."""

from analyzer.tracks.names import checked, finish_of, forgotten, named, one, renamed, with_finish
from analyzer.tracks.sessions import for_session, kept, refined, weigh_finish
from analyzer.tracks.text import LONGEST_NAME, part, read, write

__all__ = [
    "LONGEST_NAME",
    "checked",
    "finish_of",
    "for_session",
    "forgotten",
    "kept",
    "named",
    "one",
    "part",
    "read",
    "refined",
    "renamed",
    "weigh_finish",
    "with_finish",
    "write",
]
