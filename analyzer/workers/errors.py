"""What can become of a piece of work that gives no result, in one clear line each."""

import signal

from analyzer.errors import AnalyzerError


class TimeLimitError(AnalyzerError):
    """Work that took longer than it may."""

    @classmethod
    def of(cls, seconds: float) -> "TimeLimitError":
        """Say which limit it was. seconds : [s]"""
        return cls(f"took more than {seconds:g} s; given up")


class TooMuchMemoryError(AnalyzerError):
    """Work that needed more memory than it may have."""

    @classmethod
    def of(cls, memory: int) -> "TooMuchMemoryError":
        """Say which limit it was. memory : [bytes]

        >>> str(TooMuchMemoryError.of(3 * 2**29))
        'needed more than 1.5 GB of memory; given up'
        """
        size = f"{memory / 2**30:.3g} GB" if memory >= 2**30 else f"{memory / 2**20:.3g} MB"
        return cls(f"needed more than {size} of memory; given up")


class DiedError(AnalyzerError):
    """Work whose process ended in the midst of it."""

    @classmethod
    def of(cls, code: int) -> "DiedError":
        """Say how it ended. code : Its exit code; below zero the signal that ended it.

        >>> str(DiedError.of(-11))
        'its process died (SIGSEGV); please report the file'
        """
        if code >= 0:
            return cls(f"its process ended by itself (exit code {code}); please report the file")
        try:
            name = signal.Signals(-code).name
        except ValueError:
            name = f"signal {-code}"
        if -code in OUTSIDE:
            return cls(f"its process was killed twice from outside ({name}), perhaps for want of memory; try it again")
        return cls(f"its process died ({name}); please report the file")


class UnexpectedError(AnalyzerError):
    """Work that raised what nobody expected."""

    @classmethod
    def of(cls, error: BaseException) -> "UnexpectedError":
        """Say what was raised, in one line."""
        told = " ".join(f"{type(error).__name__}: {error}".split())
        return cls(f"unexpected error ({told[:500]}); please report the file")


class NoWorkersError(AnalyzerError):
    """Processes that could not be started."""


OUTSIDE = frozenset({signal.SIGKILL.value, signal.SIGTERM.value} if hasattr(signal, "SIGKILL") else {15})
"""Signals by which no work ends itself: the system, for want of memory, or somebody else."""
