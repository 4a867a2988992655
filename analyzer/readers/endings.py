"""Tell whether a file is all there: a copy in the making, or one that broke off, ends before its format says so."""

import re
import zlib

from analyzer.readers import fit, markup

_GZIP, _ZIP, _ZIP_END = b"\x1f\x8b", b"PK\x03\x04", b"PK\x05\x06"
_ZIP_RECORD, _COMMENT = 22, 0xFFFF
"""The last record of a ZIP archive, which ends in the length of a comment, and the longest comment. [bytes]"""
_SHORTEST = 14
"""The header of a FIT file; nothing shorter is a recording. [bytes]"""
_FIT_SIZE, _FIT_CHECKSUM, _HEADERS = slice(4, 8), 2, (12, _SHORTEST)
_HEAD, _TAIL, _PIECE = 65536, 1024, 2**20


def whole(data: bytes) -> bool:
    """Tell whether the bytes of a recording, packed or not, go on to their end; those of no known format do."""
    if len(data) < _SHORTEST:
        return False
    if data.startswith(_ZIP):
        return _zip(data)
    if data.startswith(_GZIP):
        return _gzip(data)
    if fit.sniff(data[:_HEAD]):
        return _fit(data)
    root = markup.root(data[:_HEAD])
    if not root:
        return not data.lstrip(b"\xef\xbb\xbf \r\n").startswith(b"<?xml") or len(data) > _HEAD
    closing = rb"</([\w.-]+:)?" + re.escape(root.encode()) + rb"\s*>[\x00\s]*(<!--.*-->\s*)?$"
    return re.search(closing, data[-_TAIL:], re.DOTALL) is not None


def _zip(data: bytes) -> bool:
    """Look for the last record; a comment that it tells of is there too."""
    tail = data[-_ZIP_RECORD - _COMMENT :]
    place = tail.rfind(_ZIP_END)
    end = place + _ZIP_RECORD
    return place >= 0 and end + int.from_bytes(tail[end - 2 : end], "little") <= len(tail)


def _gzip(data: bytes) -> bool:
    """Follow the members of a gzip file, in pieces that are thrown away."""
    while data.startswith(_GZIP):
        unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
        rest = data
        try:
            while rest and not unpacker.eof:
                unpacker.decompress(rest, _PIECE)
                rest = unpacker.unconsumed_tail
        except zlib.error:
            return True  # damaged, not unfinished
        if not unpacker.eof:
            return False
        data = unpacker.unused_data
    return True


def _fit(data: bytes) -> bool:
    """Follow the parts of a FIT file: each says in its header how many bytes it has."""
    place = 0
    while fit.sniff(data[place : place + _SHORTEST]):
        place += data[place] + int.from_bytes(data[place:][_FIT_SIZE], "little") + _FIT_CHECKSUM
        if place > len(data):
            return False
    rest = data[place:]
    return not (0 < len(rest) < _SHORTEST and rest[0] in _HEADERS)
