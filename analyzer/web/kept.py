"""A session of the log as it was analysed, in milliseconds: from what was kept of it and its recording."""

import threading
from collections import OrderedDict
from typing import Any

from numpy.typing import NDArray

from analyzer import pipeline
from analyzer.logbook.analysing import corrected_by, options_for
from analyzer.logbook.entry import WHOLE
from analyzer.model import Analysis, Athlete, FrozenError
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
    made = _read(store, athlete, logged, primary.sha256, primary.name)
    with _lock:
        _held[key] = made
        while len(_held) > MOST:
            _held.popitem(last=False)
    return made


def _read(store: Store, athlete: Athlete, logged: LoggedSession, sha256: str, name: str) -> Analysis:
    recording = pipeline.read(store.data(sha256), name=name)
    traces: dict[str, NDArray[Any]] = store.traces(athlete, logged.session)
    try:
        if WHOLE in traces:
            return pipeline.kept(recording, traces[WHOLE].tobytes(), corrected_by(logged.said))
    except FrozenError:
        pass
    return pipeline.analyze(recording, options_for(recording, athlete, logged.said))
