"""The bytes of an item, and the corrections beside it; archives stay open for the next one."""

from collections import OrderedDict
from pathlib import Path

from analyzer import corrections
from analyzer.archive import Opened
from analyzer.batch import storage
from analyzer.batch.inputs import CORRECTIONS
from analyzer.batch.items import Item, is_url
from analyzer.errors import CorrectionError, ReadError
from analyzer.model import Corrections
from analyzer.readers.unwrap import LARGEST

_LARGEST_CORRECTIONS = 1_000_000
_KEPT = 2
"""Archives that are kept open: items of one come one after another."""
_archives: OrderedDict[str, Opened] = OrderedDict()


def data(item: Item) -> bytes:
    """Read the bytes of an item. Raises ReadError."""
    if item.data is not None:
        return item.data
    if item.at:
        return _archive(item.path).read(item.at)
    if is_url(item.path):
        return storage.read_url(item.path, LARGEST + 1)
    try:
        with Path(item.path).open("rb") as file:
            return file.read(LARGEST + 1)
    except FileNotFoundError:
        raise ReadError("the file is gone since it was listed; run it again") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ReadError(f"the file cannot be opened ({reason}); check its permissions") from error


def corrections_of(item: Item) -> Corrections | None:
    """Read the corrections beside an item; None where there are none. Raises CorrectionError."""
    if item.at or item.data is not None or is_url(item.path):
        return None
    path = Path(f"{item.path}{CORRECTIONS}")
    try:
        with path.open("rb") as file:
            text = file.read(_LARGEST_CORRECTIONS + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CorrectionError(path.name, "", f"cannot be opened ({error.strerror})", "check its permissions") from error
    try:
        if len(text) > _LARGEST_CORRECTIONS:
            raise CorrectionError(path.name, "", "too large", "a file of corrections is a few lines")
        return corrections.read(text.decode("utf-8-sig"), file=path.name)
    except UnicodeDecodeError as error:
        raise CorrectionError(path.name, "", "no text in UTF-8", "save it as UTF-8") from error


def close() -> None:
    """Close the archives that are kept open."""
    while _archives:
        _archives.popitem()[1].close()


def _archive(path: str) -> Opened:
    if path in _archives:
        _archives.move_to_end(path)
        return _archives[path]
    while len(_archives) >= _KEPT:
        _archives.popitem(last=False)[1].close()
    try:
        file = storage.open_archive(path) if is_url(path) else Path(path).open("rb")  # noqa: SIM115 - kept open
    except OSError as error:
        raise ReadError(f"the archive cannot be opened ({error.strerror or error}); check its permissions") from error
    _archives[path] = Opened(file, file.seek(0, 2))
    return _archives[path]
