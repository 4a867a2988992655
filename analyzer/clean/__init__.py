"""Clean a recording: order, duplicates, gaps, pauses, jumps; a note for each thing done, what is plausible stays."""

from dataclasses import replace

from analyzer.clean.clock import in_order
from analyzer.clean.pauses import with_pauses
from analyzer.clean.positions import without_jumps
from analyzer.clean.sensors import without_impossible
from analyzer.model import Recording

__all__ = ["samples"]


def samples(recording: Recording) -> Recording:
    """Give the recording in order of time, with impossible values as NaN and stops without records as pauses.

    Positions are never smoothed or moved. Elapsed times count from the first sample that is kept.
    """
    ordered, notes = in_order(recording)
    placed, jumps = without_jumps(ordered.samples, running=ordered.sport in {"", "running"})
    sensed, impossible = without_impossible(placed, running=ordered.sport in {"", "running"})
    pauses, gaps = with_pauses(sensed, ordered.pauses)
    every = (*recording.notes, *notes, *jumps, *impossible, *gaps)
    return replace(ordered, samples=sensed, pauses=pauses, notes=tuple(dict.fromkeys(every)))
