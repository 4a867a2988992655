"""A session of the log as it was analysed, whole: for its page, in milliseconds."""

from analyzer import pipeline
from analyzer.logbook.analysing import corrected_by, history_before, options_for
from analyzer.logbook.entry import WHOLE
from analyzer.model import Analysis, Athlete, FrozenError, SavedTrack
from analyzer.store import Store


def whole(store: Store, athlete: Athlete, number: int, *, saved: tuple[SavedTrack, ...] = ()) -> Analysis:
    """Give the analysis of a session as it is kept; made again where an earlier version kept it in another way.

    saved : The tracks that it is made again with. Raises OptionError where there is no such session.
    """
    session = store.session(athlete, number)
    file = session.files[0]
    recording = pipeline.read(store.data(file.sha256), name=file.name)
    traces = store.traces(athlete, number)
    try:
        if WHOLE in traces:
            return pipeline.kept(recording, traces[WHOLE].tobytes(), corrected_by(session.said))
    except FrozenError:
        pass
    longest = history_before(store, athlete, session.start).longest(session.start.timestamp())
    return pipeline.analyze(recording, options_for(recording, athlete, session.said, saved, longest))
