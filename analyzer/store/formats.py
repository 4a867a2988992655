"""Tell by its first bytes what a raw file is, packed or not."""

import re
import zlib

_HEAD = 4096
_GZIP_FORMAT = 16 + zlib.MAX_WBITS
_ROOTS = (("gpx", re.compile(rb"<(\w+:)?gpx[\s>]")), ("tcx", re.compile(rb"<(\w+:)?TrainingCenterDatabase[\s>]")))


def format_of(data: bytes) -> str:
    """Give "fit", "gpx", "tcx", "zip" or "other"; a gzip file counts as what is in it.

    >>> format_of(b"<?xml version='1.0'?><gpx version='1.1'>")
    'gpx'
    """
    head = data[:_HEAD]
    if head.startswith(b"\x1f\x8b"):
        try:
            head = zlib.decompressobj(_GZIP_FORMAT).decompress(data[: 4 * _HEAD], _HEAD)
        except zlib.error:
            return "other"
    if head[8:12] == b".FIT":
        return "fit"
    if head.startswith(b"PK\x03\x04"):
        return "zip"
    plain = head.replace(b"\0", b"")  # texts in UTF-16
    return next((name for name, root in _ROOTS if root.search(plain)), "other")
