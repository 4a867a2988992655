"""Read FIT, the binary format of Garmin and most watches."""

from dataclasses import replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from analyzer.errors import EmptyRecordingError
from analyzer.model import PauseKind, Recording
from analyzer.readers import fit_fields as fields
from analyzer.readers import fit_samples
from analyzer.readers.assemble import Lap, Pause, known_times, recording
from analyzer.readers.fit_heart import with_stored
from analyzer.readers.fit_laps import laps
from analyzer.readers.fit_messages import CHECKSUM_SIZE, Part, parts, sniff
from analyzer.readers.fit_plan import plan
from analyzer.readers.fit_table import Floats

__all__ = ["read", "sniff"]

_TIMER = 0
_START, _STOPS = 0, (1, 4, 8, 9)
_AUTO = 1


def read(data: bytes) -> Recording:
    """Decode a FIT activity; the parts of a chained file are joined.

    Raises EmptyRecordingError where the file holds no samples.
    """
    found = list(parts(data))
    pieces = [fit_samples.columns(part) for part in found]
    notes = [_damage_note(part, len(times)) for part, (times, _) in zip(found, pieces, strict=True) if part.damage]
    shifts = [_shift(part, times) for part, (times, _) in zip(found, pieces, strict=True)]
    times, columns = _joined(pieces, shifts)
    timed = known_times(times)
    if not timed.any():
        raise EmptyRecordingError(_nothing(found, len(times)))
    columns["heart_rate"] = with_stored(columns.get("heart_rate", np.full(len(times), np.nan)), times, found)
    spans = _sports(found)
    if "cadence" in columns:
        columns["cadence"] = fit_samples.steps(times, columns["cadence"], {span: sport for span, (sport, _) in spans})
    sport, sub_sport = next((names for _, names in spans if names[0] == "running"), spans[0][1] if spans else ("", ""))
    return recording(
        times[timed],
        {name: values[timed] for name, values in columns.items()},
        form="fit",
        laps=_dated([laps(part) for part in found], shifts),
        pauses=_dated([_pauses(part) for part in found], shifts),
        plan=next((planned for planned in map(plan, found) if planned), None),
        device=next((device for device in map(_device, found) if device), ""),
        sport=sport,
        sub_sport=sub_sport,
        notes=[*notes, *_notes(found, pieces, timed, list(dict.fromkeys(names[0] for _, names in spans)))],
    )


def _joined(pieces: list[tuple[Floats, dict[str, Floats]]], shifts: list[float]) -> tuple[Floats, dict[str, Floats]]:
    """Give the Unix times and columns of all parts, one after the other."""
    if not pieces:
        return np.empty(0), {}
    stamps = [
        times + fields.UNIX_EPOCH + np.where(times < fields.RELATIVE, shift, 0.0)
        for (times, _), shift in zip(pieces, shifts, strict=True)
    ]
    names = dict.fromkeys(name for _, columns in pieces for name in columns)
    joined = {
        name: np.concatenate([columns.get(name, np.full(len(times), np.nan)) for times, columns in pieces])
        for name in names
    }
    return np.concatenate(stamps), joined


def _notes(
    found: list[Part], pieces: list[tuple[Floats, dict[str, Floats]]], timed: NDArray[np.bool_], sports: list[str]
) -> list[str]:
    """Say what is unusual about the file, apart from damage."""
    notes = []
    full = sum(len(times) > 0 for times, _ in pieces)
    if full > 1:
        notes.append(f"{full} activities chained in the file were joined")
    if not timed.all():
        notes.append(f"{np.sum(~timed)} samples without a time were left out")
    relative = sum(int((times < fields.RELATIVE).sum()) for times, _ in pieces)
    if relative:
        notes.append(f"{relative} samples count from the start of the watch; their date is set by the rest of the file")
    kind = _file_type(found)
    if kind:
        notes.append(f"the file is of type '{kind}': its times may be planned, not run")
    if len(sports) > 1:
        notes.append(f"the file holds several sports: {', '.join(sports)}")
    return notes


def _nothing(found: list[Part], samples: int) -> str:
    if samples:
        return f"none of the {samples} samples has a time; export the original file again"
    kind = _file_type(found)
    if kind:
        return f"a FIT file of type '{kind}' is not a recorded run; export the activity itself as FIT"
    damage = next((f" ({part.damage})" for part in found if part.damage), "")
    return f"no samples in the FIT file{damage}; export the activity from the watch or its app again"


def _file_type(found: list[Part]) -> str:
    """Name the type of a file that is no activity, "" for an activity and where the file does not say."""
    kinds = [kind for part in found for kind in part.table(fields.FILE_ID).numbers(0).tolist()]
    return "" if fields.ACTIVITY in kinds or not kinds else fields.name_of("file", kinds[0])


def _damage_note(part: Part, samples: int) -> str:
    """Say what is wrong with a part, what was lost, and how many samples were read."""
    which = f"the part from byte {part.start} of the file" if part.start else "the file"
    if not part.gaps:
        return f"{which} is damaged, {part.damage}; the {samples} samples up to byte {part.stopped} were read"
    first, last = part.gaps[0], part.gaps[-1]
    size = sum(gap.end - gap.start for gap in part.gaps)
    places = f"bytes {first.start} to {last.end}"
    if len(part.gaps) > 1:
        places = f"{size} bytes at {len(part.gaps)} places between bytes {first.start} and {last.end}"
    seconds = _seconds_lost(part)
    time = f" with {seconds:.0f} s of the run" if seconds >= 1 else ""
    rest = part.end - part.stopped
    after = f", not the {rest} bytes after byte {part.stopped}" if rest > CHECKSUM_SIZE else ""
    lost = f"{places} were lost{time}, the {samples} samples around them were read{after}"
    return f"{which} is damaged, {part.damage}; {lost}"


def _seconds_lost(part: Part) -> float:
    """Give the time between the records before and after each gap. [s]"""
    records = part.table(fields.RECORD)
    timed = np.isfinite(records.times)
    messages, times = records.messages[timed], records.times[timed]
    if len(times) < 2:
        return 0.0
    after = np.searchsorted(messages, [gap.messages for gap in part.gaps])
    after = after[(after > 0) & (after < len(times))]
    return float(np.maximum(times[after] - times[after - 1], 0).sum())


def _shift(part: Part, times: Floats) -> float:
    """Give what takes times that count from the start of the watch to the date of the file. [s]"""
    relative = times[times < fields.RELATIVE]
    if not len(relative):
        return 0.0
    correlation = part.table(fields.CORRELATION)
    offsets = correlation.times - correlation.numbers(1)
    created = part.table(fields.FILE_ID).numbers(4)
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
        table = part.table(fields.SESSION)
        starts = table.numbers(2) + fields.UNIX_EPOCH
        ends = np.fmax(table.times + fields.UNIX_EPOCH, starts + table.numbers(7) / 1000)
        for start, end, sport, sub in zip(starts, ends, table.numbers(5), table.numbers(6), strict=True):
            if not np.isnan(sport):
                spans.append(((start, end), (fields.name_of("sport", sport), fields.name_of("sub_sport", sub))))
    if spans:
        return spans
    for part in found:
        for message, (sport_field, sub_field) in ((fields.SPORT, (0, 1)), (fields.LAP, (25, 39))):
            table = part.table(message)
            for sport, sub in zip(table.numbers(sport_field), table.numbers(sub_field), strict=True):
                if not np.isnan(sport):
                    names = (fields.name_of("sport", sport), fields.name_of("sub_sport", sub))
                    return [((-np.inf, np.inf), names)]
    return []


def _pauses(part: Part) -> list[Pause]:
    """Pair each stop of the timer with the next start; a stop without one is the end of the run."""
    pauses: list[Pause] = []
    table = part.table(fields.EVENT)
    stopped: tuple[float, PauseKind] | None = None
    times = table.times + fields.UNIX_EPOCH
    for time, event, kind, data in zip(times, table.numbers(0), table.numbers(1), table.numbers(3), strict=True):
        if event != _TIMER or not np.isfinite(time):
            continue
        if kind in _STOPS and stopped is None:
            stopped = float(time), PauseKind.AUTO if data == _AUTO else PauseKind.MANUAL
        elif kind == _START and stopped is not None:
            if time > stopped[0]:
                pauses.append(Pause(stopped[0], float(time), stopped[1]))
            stopped = None
    return pauses


def _device(part: Part) -> str:
    """Name the watch: the creator among the devices, else the maker of the file."""
    ids = part.table(fields.FILE_ID)
    devices = part.table(fields.DEVICE_INFO)
    creators = np.flatnonzero(devices.numbers(0) == 0)
    for table, rows, (maker, product, name) in ((ids, range(len(ids)), (1, 2, 8)), (devices, creators, (2, 4, 27))):
        makers, products, names = table.numbers(maker), table.numbers(product), table.texts(name)
        for row in rows:
            named = fields.device_name(float(makers[row]), float(products[row]), names[row])
            if named:
                return named
    return ""
