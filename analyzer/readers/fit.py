"""Read FIT, the binary format of Garmin and most watches."""

import numpy as np

from analyzer.errors import EmptyRecordingError
from analyzer.model import PauseKind, Recording
from analyzer.readers import fit_fields as fields
from analyzer.readers import fit_samples
from analyzer.readers.assemble import Pause, known_times, recording
from analyzer.readers.fit_laps import laps
from analyzer.readers.fit_messages import Part, parts, sniff
from analyzer.readers.fit_plan import plan
from analyzer.readers.fit_table import Floats

__all__ = ["read", "sniff"]

_TIMER = 0
_START, _STOPS = 0, (1, 4, 8, 9)
_AUTO = 1


def read(data: bytes) -> Recording:
    """Decode a FIT activity.

    Raises EmptyRecordingError where the file holds no samples.
    """
    found = list(parts(data, wanted=fields.MESSAGES))
    notes: list[str] = []
    pieces = []
    for part in found:
        times, columns = fit_samples.columns(part)
        if part.damage:
            notes.append(_damage_note(part, len(times)))
        pieces.append((_unix(times, part, notes), columns))
    times = np.concatenate([times for times, _ in pieces]) if pieces else np.empty(0)
    if not len(times):
        raise EmptyRecordingError(_nothing(found))
    names = dict.fromkeys(name for _, columns in pieces for name in columns)
    joined = {
        name: np.concatenate([columns.get(name, np.full(len(piece), np.nan)) for piece, columns in pieces])
        for name in names
    }
    full = [part for part, (piece, _) in zip(found, pieces, strict=True) if len(piece)]
    if len(full) > 1:
        notes.append(f"{len(full)} activities chained in the file were joined")
    sports = _sports(found)
    if "cadence" in joined:
        joined["cadence"] = fit_samples.steps(times, joined["cadence"], {span: sport for span, (sport, _) in sports})
    if len({sport for _, (sport, _) in sports}) > 1:
        notes.append(f"the file holds several sports: {', '.join(dict.fromkeys(sport for _, (sport, _) in sports))}")
    sport, sub_sport = next(
        (names for _, names in sports if names[0] == "running"), sports[0][1] if sports else ("", "")
    )
    timed = known_times(times)
    if not timed.any():
        raise EmptyRecordingError(f"none of the {len(times)} samples has a time; export the original file again")
    if not timed.all():
        notes.append(f"{np.sum(~timed)} samples without a time were left out")
    return recording(
        times[timed],
        {name: values[timed] for name, values in joined.items()},
        form="fit",
        laps=list(dict.fromkeys(lap for part in found for lap in laps(part))),
        pauses=_pauses(found),
        plan=next((planned for planned in map(plan, found) if planned), None),
        device=next((device for device in map(_device, found) if device), ""),
        sport=sport,
        sub_sport=sub_sport,
        notes=notes,
    )


def _nothing(found: list[Part]) -> str:
    kinds = [kind for part in found for kind in part.table(fields.FILE_ID).numbers(0).tolist()]
    kind = fields.name_of("file", kinds[0]) if kinds else ""
    if kinds and kinds[0] != fields.ACTIVITY:
        return f"a FIT file of type '{kind}' is not a recorded run; export the activity itself as FIT"
    damage = next((f" ({part.damage})" for part in found if part.damage), "")
    return f"no samples in the FIT file{damage}; export the activity from the watch or its app again"


def _damage_note(part: Part, samples: int) -> str:
    which = f"the part from byte {part.start} of the file" if part.start else "the file"
    return f"{which} is damaged, {part.damage}; the {samples} samples up to byte {part.stopped} were read"


def _unix(times: Floats, part: Part, notes: list[str]) -> Floats:
    """Give Unix times; those that count from the start of the device are set by the file's own clock."""
    relative = times < fields.RELATIVE
    unix = times + fields.UNIX_EPOCH
    if not relative.any():
        return unix
    correlation = part.table(fields.CORRELATION)
    offsets = correlation.times - correlation.numbers(1)
    created = part.table(fields.FILE_ID).numbers(4)
    known = offsets[np.isfinite(offsets)]
    created = created[created >= fields.RELATIVE]
    if len(known):
        unix[relative] += known[0]
    elif len(created):
        unix[relative] += created[0] - np.nanmin(times[relative])
    notes.append(f"{relative.sum()} samples count from the start of the watch; their dates are set by the file's")
    return unix


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


def _pauses(found: list[Part]) -> list[Pause]:
    """Pair each stop of the timer with the next start; a stop without one is the end of the run."""
    pauses: list[Pause] = []
    for part in found:
        table = part.table(fields.EVENT)
        stopped: tuple[float, PauseKind] | None = None
        for time, event, kind, data in zip(
            table.times + fields.UNIX_EPOCH, table.numbers(0), table.numbers(1), table.numbers(3), strict=True
        ):
            if event != _TIMER or not np.isfinite(time):
                continue
            if kind in _STOPS and stopped is None:
                stopped = float(time), PauseKind.AUTO if data == _AUTO else PauseKind.MANUAL
            elif kind == _START and stopped is not None:
                if time > stopped[0]:
                    pauses.append(Pause(stopped[0], float(time), stopped[1]))
                stopped = None
    return list(dict.fromkeys(pauses))


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
