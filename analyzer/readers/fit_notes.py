"""What a runner is told of a FIT file: what is unusual about it, what is wrong with it, and what was lost."""

from collections.abc import Sequence

import numpy as np

from analyzer.errors import DamagedFileError, EmptyRecordingError, ReadError
from analyzer.readers import fit_fields as fields
from analyzer.readers.fit_messages import CHECKSUM_SIZE, MOST_FEW, Part
from analyzer.readers.fit_table import Floats


def notes(found: Sequence[Part], times: Sequence[Floats], read: int, sports: Sequence[str]) -> list[str]:
    """Say what is unusual about the file, damage first.

    times : FIT times of the samples of each part. [s] read : Samples that have a time.
    """
    said = [_damage(part, len(stamps)) for part, stamps in zip(found, times, strict=True) if part.damage]
    full = sum(len(stamps) > 0 for stamps in times)
    if full > 1:
        said.append(f"{full} activities chained in the file were joined")
    records = sum(part.count(fields.RECORD) for part in found)
    if records > read:
        said.append(f"{records - read} samples without a time were left out")
    empty = sum(part.empty.get(fields.RECORD, 0) for part in found)
    if empty:
        said.append(f"{empty} samples that hold nothing at all were left out")
    relative = sum(int((stamps < fields.RELATIVE).sum()) for stamps in times)
    if relative:
        said.append(f"{relative} samples count from the start of the watch; their date is set by the rest of the file")
    kind = _file_type(found)
    if kind:
        said.append(f"the file is of type '{kind}': its times may be planned, not run")
    different = list(dict.fromkeys(sports))
    if len(different) > 1:
        said.append(f"the file holds several sports: {', '.join(different)}")
    laps = max(part.count(fields.LAP) for part in found)
    if laps > MOST_FEW:
        said.append(f"only the first {MOST_FEW} of the {laps} laps were read")
    return said


def nothing(found: Sequence[Part]) -> ReadError:
    """Give the error that says why a file gives no samples."""
    records = sum(part.count(fields.RECORD) + part.empty.get(fields.RECORD, 0) for part in found)
    if records:
        return EmptyRecordingError(f"none of the {records} samples has a time; export the original file again")
    kind = _file_type(found)
    if kind:
        return EmptyRecordingError(
            f"a FIT file of type '{kind}' is not a recorded run; export the activity itself as FIT"
        )
    remedy = "export the activity from the watch or its app again"
    damage = next((part.damage for part in found if part.damage), "")
    if damage:
        return DamagedFileError(f"no samples in the FIT file ({damage}); {remedy}")
    return EmptyRecordingError(f"no samples in the FIT file; {remedy}")


def _file_type(found: Sequence[Part]) -> str:
    """Name the type of a file that is no activity, "" for an activity and where the file does not say."""
    kinds = [kind for part in found for kind in part.few(fields.FILE_ID).values(0)]
    return "" if fields.ACTIVITY in kinds or not kinds else fields.name_of("file", kinds[0])


def _damage(part: Part, samples: int) -> str:
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
    records = part.timed(fields.RECORD)
    timed = np.isfinite(records.times)
    messages, times = records.messages[timed], records.times[timed]
    if len(times) < 2:
        return 0.0
    after = np.searchsorted(messages, [gap.messages for gap in part.gaps])
    after = after[(after > 0) & (after < len(times))]
    return float(np.maximum(times[after] - times[after - 1], 0).sum())
