"""Take the one recording out of a gzip or ZIP file, never more than a bounded size of it."""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import IO

from analyzer.errors import DamagedFileError, ReadError, UnknownFormatError

LARGEST = 128 * 2**20
"""No recording of a run is larger, unpacked: a day of running is 10 MB of FIT or 60 MB of GPX. [bytes]"""
_GZIP = b"\x1f\x8b"
_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_GZIP_FORMAT = 16 + zlib.MAX_WBITS
_MOST_ENTRIES = 1000
_MOST_LAYERS = 3
"""Packings inside one another: a service packs what a runner uploaded packed."""
_HEAD = 65536
_SLICE = 8192
_PIECE = 2**20
"""Bytes that are unpacked at a time. [bytes]"""
_HIGHEST_RATIO = 200
"""Unpacked over packed: the XML of a run packs to a thirtieth, the zeros of a bomb to a thousandth."""
_MOST_MEMBERS = 10_000
"""Parts of a gzip file; tools that pack in blocks make one of each 64 KB."""


def contents(data: bytes, *, known: Callable[[bytes], bool]) -> tuple[bytes, tuple[str, ...]]:
    """Give the recording inside, and notes on what was unpacked; the bytes themselves where they are not packed.

    Raises ReadError for what is too large, damaged, or holds no single recording.
    """
    notes: tuple[str, ...] = ()
    whole = len(data)
    for _ in range(_MOST_LAYERS):
        if data.startswith((_ZIP, _EMPTY_ZIP)):
            data, name = _from_zip(data, known, whole)
            notes += (f"the file is a ZIP archive; '{name}' in it was read",)
        elif data.startswith(_GZIP):
            data, note = _from_gzip(data, whole)
            notes += note
    if len(data) > LARGEST:
        raise _too_large()
    return data, notes


def _too_large() -> ReadError:
    return ReadError(
        f"the file holds more than {LARGEST // 2**20} MB, too much for a recorded run; export the run alone"
    )


def _from_gzip(data: bytes, whole: int) -> tuple[bytes, tuple[str, ...]]:
    pieces: list[bytes] = []
    size = place = members = 0
    while data.startswith(_GZIP, place):
        members += 1
        unpacker = zlib.decompressobj(_GZIP_FORMAT)
        # in slices, so that what comes before the damage is kept and no bomb grows
        while not unpacker.eof:
            packed = data[place : place + _SLICE]
            try:
                piece = unpacker.decompress(packed, _PIECE)
            except zlib.error:
                return _saved(pieces, "its packed bytes are damaged")
            if not packed and not piece and not unpacker.eof:
                return _saved(pieces, "it breaks off")
            pieces.append(piece)
            size += len(piece)
            place += len(packed) - len(unpacker.unconsumed_tail) - len(unpacker.unused_data)
            _hold_size(size, min(place, whole))
        if members > _MOST_MEMBERS:
            raise ReadError(f"the gzip file has more than {_MOST_MEMBERS} parts; unpack it and give the file inside")
    return b"".join(pieces), ()


def _hold_size(size: int, packed: int) -> None:
    """Hold that so many bytes can be those of a recording that was packed."""
    if size > LARGEST:
        raise _too_large()
    if size > _HIGHEST_RATIO * packed + _PIECE:
        raise ReadError(
            f"the file unpacks to more than {_HIGHEST_RATIO} times its size, which no recording does; "
            "export the run again"
        )


def _saved(pieces: list[bytes], damage: str) -> tuple[bytes, tuple[str, ...]]:
    saved = b"".join(pieces)
    if not saved:
        raise DamagedFileError(f"the gzip file is damaged ({damage}) and nothing in it could be saved; copy it again")
    return saved, (f"the gzip file is damaged, {damage}; the {len(saved)} bytes before that were unpacked",)


def _from_zip(data: bytes, known: Callable[[bytes], bool], whole: int) -> tuple[bytes, str]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist()[:_MOST_ENTRIES] if not entry.is_dir()]
            found = []
            for entry in entries:
                with archive.open(entry) as file:
                    head = file.read(_HEAD)
                if known(head) or head.startswith(_GZIP):
                    found.append(entry)
            if len(found) != 1:
                raise UnknownFormatError(_not_one([entry.filename for entry in found]))
            with archive.open(found[0]) as file:
                inside = b"".join(_pieces(file, min(found[0].compress_size, whole)))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, LookupError) as error:
        raise DamagedFileError(
            f"the ZIP archive cannot be unpacked ({error}); unpack it and give the file inside"
        ) from error
    except (NotImplementedError, RuntimeError) as error:
        raise ReadError(
            "the ZIP archive is encrypted or packed in an unknown way; unpack it and give the file inside"
        ) from error
    return inside, found[0].filename


def _pieces(file: IO[bytes], packed: int) -> Iterator[bytes]:
    size = 0
    while piece := file.read(_PIECE):
        size += len(piece)
        _hold_size(size, packed)
        yield piece


def _not_one(names: list[str]) -> str:
    if not names:
        return "the ZIP archive holds no FIT, GPX or TCX file; export the run as one of these"
    return f"the ZIP archive holds {len(names)} recordings ('{names[0]}', '{names[1]}' ..); unpack it and give one"
