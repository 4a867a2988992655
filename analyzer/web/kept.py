"""A session of the log as it was analysed, in milliseconds: from what was kept of it and its recording."""

import threading
from collections import OrderedDict
from typing import Any

from analyzer import logbook
from analyzer.model import Analysis, Athlete
from analyzer.store import LoggedSession, Store

MOST = 8
"""Sessions that are held for the next request: a page asks for its lines after its text."""

_held: "OrderedDict[tuple[Any, ...], Analysis]" = OrderedDict()
_lock = threading.Lock()


def analysis_of(store: Store, athlete: Athlete, logged: LoggedSession) -> Analysis:
    """Give the analysis of a session; made again where what was kept is of another version."""
    primary = next(file for file in logged.files if file.primary)
    told = (logged.method, repr(logged.said), hash(repr(logged.document)))
    key = (store.place, athlete.id, logged.session, primary.sha256, *told)
    with _lock:
        if key in _held:
            _held.move_to_end(key)
            return _held[key]
    made = logbook.whole(store, athlete, logged.session)
    with _lock:
        _held[key] = made
        while len(_held) > MOST:
            _held.popitem(last=False)
    return made
