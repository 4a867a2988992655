"""Read FIT, the binary format of Garmin and most watches."""

import math
from dataclasses import replace
from typing import TypeVar

import numpy as np

from analyzer.model import PauseKind, Recording
from analyzer.readers import fit_fields as fields
from analyzer.readers import fit_notes, fit_samples
from analyzer.readers.assemble import Lap, Pause, known_times, recording
from analyzer.readers.fit_heart import add_stored
from analyzer.readers.fit_laps import laps
from analyzer.readers.fit_messages import Part, parts, sniff
from analyzer.readers.fit_plan import plan
from analyzer.readers.fit_table import Floats

__all__ = ["read", "sniff"]

_TIMER = 0
_START, _STOPS = 0, (1, 4, 8, 9)
_AUTO = 1


def read(data: bytes) -> Recording:
    """Decode a FIT activity; the parts of a chained file are joined.

    Raises EmptyRecordingError where the file holds no samples, DamagedFileError where they were lost.
    """
    found = list(parts(data))
    pieces = [fit_samples.columns(part) for part in found]
    shifts = [_shift(part, times) for part, (times, _) in zip(found, pieces, strict=True)]
    times, columns = _joined(pieces, shifts)
    timed = known_times(times)
    if not timed.any():
        raise fit_notes.nothing(found)
    add_stored(columns, times, found)
    spans = _sports(found)
    if "cadence" in columns:
        columns["cadence"] = fit_samples.steps(times, columns["cadence"], {span: sport for span, (sport, _) in spans})
    sport, sub_sport = next((names for _, names in spans if names[0] == "running"), spans[0][1] if spans else ("", ""))
    if not timed.all():
        times, columns = times[timed], {name: values[timed] for name, values in columns.items()}
    return recording(
        times,
        columns,
        form="fit",
        laps=_dated([laps(part) for part in found], shifts),
        pauses=_dated([_pauses(part) for part in found], shifts),
        plan=next((planned for planned in map(plan, found) if planned), None),
        device=next((device for device in map(_device, found) if device), ""),
        sport=sport,
        sub_sport=sub_sport,
        notes=fit_notes.notes(found, [times for times, _ in pieces], len(times), [names[0] for _, names in spans]),
    )


def _joined(pieces: list[tuple[Floats, dict[str, Floats]]], shifts: list[float]) -> tuple[Floats, dict[str, Floats]]:
    """Give the Unix times and columns of all parts, one after the other."""
    stamps = [
        times + fields.UNIX_EPOCH + np.where(times < fields.RELATIVE, shift, 0.0)
        for (times, _), shift in zip(pieces, shifts, strict=True)
    ]
    if len(pieces) == 1:
        return stamps[0], pieces[0][1]
    names = dict.fromkeys(name for _, columns in pieces for name in columns)
    joined = {
        name: np.concatenate([columns.get(name, np.full(len(times), np.nan)) for times, columns in pieces])
        for name in names
    }
    return np.concatenate(stamps), joined


def _shift(part: Part, times: Floats) -> float:
    """Give what takes times that count from the start of the watch to the date of the file. [s]"""
    relative = times[times < fields.RELATIVE]
    if not len(relative):
        return 0.0
    correlation = part.few(fields.CORRELATION)
    offsets = correlation.times - correlation.numbers(1)
    created = part.few(fields.FILE_ID).numbers(4)
    known = np.concatenate([offsets[np.isfinite(offsets)], created[created >= fields.RELATIVE] - relative.min()])
    return float(known[0]) if len(known) else 0.0


Dated = TypeVar("Dated", Lap, Pause)


def _dated(parts_of: list[list[Dated]], shifts: list[float]) -> list[Dated]:
    """Shift what counts from the start of the watch; each thing once, as chained parts may repeat it."""
    first = fields.UNIX_EPOCH + fields.RELATIVE
    dated = [
        replace(item, start=item.start + shift, end=item.end + shift) if item.start < first else item
        for items, shift in zip(parts_of, shifts, strict=True)
        for item in items
    ]
    return list(dict.fromkeys(dated))


def _sports(found: list[Part]) -> list[tuple[tuple[float, float], tuple[str, str]]]:
    """Give (start, end), (sport, sub-sport) of each session; of the sport message where there is no session."""
    spans = []
    for part in found:
        table = part.few(fields.SESSION)
        for time, start, elapsed, sport, sub in zip(
            table.times.tolist(), *map(table.values, (2, 7, 5, 6)), strict=True
        ):
            if not math.isnan(sport):
                begun = start + fields.UNIX_EPOCH
                end = float(np.fmax(time + fields.UNIX_EPOCH, begun + elapsed / 1000))
                spans.append(((begun, end), (fields.name_of("sport", sport), fields.name_of("sub_sport", sub))))
    if spans:
        return spans
    for part in found:
        for message, (sport_field, sub_field) in ((fields.SPORT, (0, 1)), (fields.LAP, (25, 39))):
            table = part.few(message)
            for sport, sub in zip(table.values(sport_field), table.values(sub_field), strict=True):
                if not math.isnan(sport):
                    names = (fields.name_of("sport", sport), fields.name_of("sub_sport", sub))
                    return [((-math.inf, math.inf), names)]
    return []


def _pauses(part: Part) -> list[Pause]:
    """Pair each stop of the timer with the next start; a stop without one is the end of the run."""
    pauses: list[Pause] = []
    table = part.timed(fields.EVENT)
    stopped: tuple[float, PauseKind] | None = None
    times = (table.times + fields.UNIX_EPOCH).tolist()
    for time, event, kind, data in zip(times, *map(table.values, (0, 1, 3)), strict=True):
        if event != _TIMER or not math.isfinite(time):
            continue
        if kind in _STOPS and stopped is None:
            stopped = time, PauseKind.AUTO if data == _AUTO else PauseKind.MANUAL
        elif kind == _START and stopped is not None:
            if time > stopped[0]:
                pauses.append(Pause(stopped[0], time, stopped[1]))
            stopped = None
    return pauses


def _device(part: Part) -> str:
    """Name the watch: the creator among the devices, else the maker of the file."""
    for message, (maker, product, name) in ((fields.FILE_ID, (1, 2, 8)), (fields.DEVICE_INFO, (2, 4, 27))):
        table = part.few(message)
        # of the devices the first one is the watch
        own = table.values(0) if message == fields.DEVICE_INFO else [0.0] * len(table)
        for number, *named in zip(own, table.values(maker), table.values(product), table.texts(name), strict=True):
            device = fields.device_name(*named) if number == 0 else ""
            if device:
                return device
    return ""
