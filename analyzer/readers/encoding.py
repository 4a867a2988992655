"""Give the text of an XML file as UTF-8, whatever it declares, without what no XML may hold."""

import codecs
import re

import numpy as np

_DECLARED = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)""")
_BARE_AMPERSAND = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)")
_MOST_AMPERSANDS = 5000
"""A text with more is left as it is: writing them out would take many times its memory."""
_SPACES = b"\x0b\x0c"
_CONTROLS = bytes(code for code in range(1, 32) if code not in b"\t\n\r\x0b\x0c")
_NO_TABLE = bytes.maketrans(_SPACES, b"  ")
_WIDE_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
"""How a text begins whose characters have two or four bytes each; those of four first, for they begin alike."""
_MARKS = (codecs.BOM_UTF8, *(mark for mark, _ in _WIDE_MARKS[:4]))
_HEAD = 1024
_CHARACTER = 4
"""Bytes of the longest character of UTF-8."""


def plain(data: bytes) -> bytes:
    """Give the text as UTF-8, without byte order mark; ampersands that stand bare are written out.

    A NUL stays where it is: it is no writer's doing but damage. Those that pad the end are left out.
    """
    text = _as_utf8(data).rstrip(b"\0")
    if b"&" not in text or text.count(b"&") > _MOST_AMPERSANDS:
        return text
    return _BARE_AMPERSAND.sub(b"&amp;", text)


def cleaned(text: bytes) -> bytes:
    """Give the text without control characters, but for NULs."""
    return text.translate(_NO_TABLE, _CONTROLS) if _has_controls(text) else text


def unmarked(head: bytes) -> bytes:
    """Give the head of a text without NULs, byte order mark and space before it: enough to tell its first element."""
    for mark in _MARKS:
        head = head.removeprefix(mark)
    return (head.replace(b"\0", b"") if b"\0" in head else head).lstrip()


def _has_controls(text: bytes) -> bool:
    if not text:
        return False
    codes = np.frombuffer(text, dtype=np.uint8)
    low = int(np.count_nonzero(codes < ord(" ")))
    # most files have no low characters but newlines, so ask for those first
    for allowed in (*b"\n\r\t", 0):
        if not low:
            break
        low -= int(np.count_nonzero(codes == allowed))
    return low > 0


def _as_utf8(data: bytes) -> bytes:
    start = data[:_CHARACTER] if data.startswith(_MARKS) else data[:_HEAD].lstrip()[:_CHARACTER]
    for mark, encoding in _WIDE_MARKS:
        if start.startswith(mark):
            return data.decode(encoding, "replace").lstrip("\ufeff \t\r\n").encode()
    data = data.removeprefix(codecs.BOM_UTF8).lstrip()
    if data.isascii():
        return data
    try:
        data.decode()
    except UnicodeDecodeError as error:
        # a file that breaks off within a character is UTF-8 all the same
        if error.start >= len(data) - _CHARACTER + 1:
            return data[: error.start]
        declared = _DECLARED.match(data)
        name = declared.group(1).decode() if declared else "latin-1"
        return data.decode(_charset(name), "replace").encode()
    return data


def _charset(name: str) -> str:
    """Give the encoding of that name; Latin-1 where it is none, or UTF-8, which the text is not."""
    try:
        known = codecs.lookup(name)
        "".encode(known.name)
    except LookupError:
        return "latin-1"
    return "latin-1" if known.name.startswith(("utf", "ascii")) else known.name
