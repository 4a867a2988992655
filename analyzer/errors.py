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


class TemplateError(AnalyzerError):
    """The file of a workout says what no workout can be."""


class LogError(AnalyzerError):
    """The runner's log cannot be opened, read or written."""


class CorrectionError(AnalyzerError):
    """An entry of the file of corrections that cannot be used: which file, which key, its value, the remedy.

    pointed : Where the value is a plan, its text with a caret below the place in a second line.
    """

    def __init__(self, file: str, key: str, value: str, remedy: str, pointed: str = "") -> None:
        super().__init__(": ".join(part for part in (file, key, value, remedy) if part))
        self.file, self.key, self.value, self.remedy, self.pointed = file, key, value, remedy, pointed

    def __reduce__(self) -> tuple[type["CorrectionError"], tuple[str, str, str, str, str]]:
        return type(self), (self.file, self.key, self.value, self.remedy, self.pointed)


class PlanError(OptionError):
    """A plan that cannot be read: what is wrong at which character of it, and how to write it.

    at : Characters before the place, 0 to the length of the text.
    """

    def __init__(self, text: str, at: int, wrong: str, remedy: str) -> None:
        shown, _ = _around(text, at)
        place = f"at character {at + 1}" if at < len(text) else "at its end"
        super().__init__(f'"{shown}": {place}: {wrong}; {remedy}')
        self.text, self.at, self.wrong, self.remedy = text, at, wrong, remedy

    def __reduce__(self) -> tuple[type["PlanError"], tuple[str, int, str, str]]:
        return type(self), (self.text, self.at, self.wrong, self.remedy)

    @property
    def pointed(self) -> str:
        """Give the text around the place and, in a second line, a caret below it."""
        shown, before = _around(self.text, self.at)
        return f"{shown}\n{' ' * before}^"


_SHOWN = 30
"""Letters of a plan that an error shows on either side of the place."""


def _around(text: str, at: int) -> tuple[str, int]:
    """Cut a text to what is near a place, and count the letters before it."""
    first, last = max(at - _SHOWN, 0), at + _SHOWN
    shown = "".join(letter if letter.isprintable() else " " for letter in text[first:last])
    dots = ".." if first else ""
    return f"{dots}{shown}{'..' if last < len(text) else ''}", len(dots) + at - first
