"""What holds for any bytes: an AnalyzerError or a recording, soon, and in memory that fits the size of the file."""

import contextlib
import time
from dataclasses import dataclass
from pathlib import Path

from analyzer import readers
from analyzer.errors import AnalyzerError
from analyzer.readers import unwrap

LONGEST = 2.0
"""Time of the processor that reading takes at most. [s]"""
MOST_MEMORY = 10
"""Memory that reading takes at most, over the size of the unpacked file and of the samples that it gives."""
SLACK = 24 * 2**20
"""Memory that reading may take whatever the size: numpy and pandas take it in pieces. [bytes]"""
_STATUS = Path("/proc/self/status")
_CLEAR = Path("/proc/self/clear_refs")


@dataclass(frozen=True)
class Outcome:
    """What came of a file: the samples read, -1 for an error, with its line; time [s] and memory [bytes] taken.

    kept : The size of the samples. [bytes]
    """

    samples: int
    kept: int
    line: str
    seconds: float
    memory: int


def outcome(data: bytes) -> Outcome:
    """Read a file. Raises whatever else than an AnalyzerError comes out."""
    before = _memory(begin=True)
    begun = time.process_time()
    samples, kept, line = -1, 0, ""
    try:
        found = readers.read(data).samples
        samples, kept = len(found), 8 * found.size
    except AnalyzerError as error:
        line = str(error)
    return Outcome(samples, kept, line, time.process_time() - begun, _memory(begin=False) - before)


def broken(data: bytes, found: Outcome) -> str:
    """Say which promise an outcome breaks, "" for none."""
    if "\n" in found.line:
        return f"an error of several lines: {found.line!r}"
    if "beyond reading" in found.line:
        return f"an error that no reader expected: {found.line}"
    if found.seconds > LONGEST:
        return f"{found.seconds:.2f} s for {len(data)} bytes"
    if found.memory > SLACK and found.memory > SLACK + MOST_MEMORY * (_unpacked(data) + found.kept):
        return f"{found.memory / 2**20:.0f} MB for {len(data)} bytes"
    return ""


def hold(data: bytes) -> None:
    """Hold the promises for a file."""
    trouble = broken(data, outcome(data))
    assert not trouble, trouble


def _unpacked(data: bytes) -> int:
    with contextlib.suppress(AnalyzerError):
        return len(unwrap.contents(data, known=bool)[0])
    return len(data)


def _memory(*, begin: bool) -> int:
    """Give the memory in use, or its peak since then. [bytes]"""
    if not _CLEAR.exists():
        return 0
    if begin:
        with contextlib.suppress(OSError):
            # 5 sets the peak back to what is in use
            _CLEAR.write_bytes(b"5")
    name = "VmRSS:" if begin else "VmHWM:"
    line = next(line for line in _STATUS.read_text(encoding="ascii").splitlines() if line.startswith(name))
    return 1024 * int(line.split()[1])
