"""The tree of errors: each one names the value, the place and the remedy in a single line."""


class AnalyzerError(Exception):
    """Anything that the runner can put right; a door shows it as one clear line."""


class ReadError(AnalyzerError):
    """A file that cannot be read as a recording."""


class UnknownFormatError(ReadError):
    """The bytes are neither FIT nor GPX nor TCX."""


class DamagedFileError(ReadError):
    """The format is known but nothing in the file could be saved."""


class EmptyRecordingError(ReadError):
    """The file is sound but holds no samples of a run."""


class OptionError(AnalyzerError, ValueError):
    """A value that the runner gave (a time, a lane, a distance) cannot be used."""
