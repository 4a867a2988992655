"""Parse the XML of GPX and TCX as it is found in the wild: any prefix, wrong encodings, cut off in mid-tag.

Elements go by their local names, so prefixes need not be declared. A document type (DTD) is refused outright: no watch
writes one, and it is the way in for entity bombs.
"""

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.parsers import expat

import numpy as np

from analyzer.errors import ReadError
from analyzer.model import Floats
from analyzer.readers.assemble import known_times

_DEEPEST = 64
"""Elements inside elements; GPX and TCX need about 12."""
_ROOT = re.compile(rb"<(?!\?|!)(?:[\w.-]+:)?([\w.-]+)")
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_DECLARED = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)""")
_BARE_AMPERSAND = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)")
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r")
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_PLAIN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?Z", re.ASCII)
_STAMP = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d+))?\s*(?:Z|([+-])(\d\d):?(\d\d))?", re.IGNORECASE | re.ASCII
)


def root(head: bytes) -> str:
    """Give the local name of the first element, "" where the bytes are no XML.

    >>> root(b'<?xml version="1.0"?><x:gpx creator="watch">')
    'gpx'
    """
    plain = head.replace(b"\0", b"").lstrip(codecs.BOM_UTF8 + b"".join(_UTF16_MARKS) + b" \t\r\n")
    if not plain.startswith(b"<"):
        return ""
    found = _ROOT.search(_COMMENT.sub(b"", plain))
    return found.group(1).decode("ascii", "replace") if found else ""


@dataclass
class Points:
    """The points met so far: for each column the texts and the points they belong to.

    breaks : The points before which a segment or track begins.
    """

    count: int = 0
    texts: dict[str, list[str]] = field(default_factory=dict)
    rows: dict[str, list[int]] = field(default_factory=dict)
    breaks: list[int] = field(default_factory=list)

    def put(self, column: str, text: str) -> None:
        """Note a value of the point that is being read."""
        self.texts.setdefault(column, []).append(text)
        self.rows.setdefault(column, []).append(self.count)

    def numbers(self, column: str) -> Floats:
        """Give a column as floats, NaN where a point has no number."""
        return self._spread(column, _numbers)

    def times(self) -> Floats:
        """Give the Unix times [s], NaN where a point has none."""
        stamps = self._spread("time", unix_times)
        stamps[~known_times(stamps)] = np.nan
        return stamps

    def _spread(self, column: str, convert: Callable[[list[str]], Floats]) -> Floats:
        values = np.full(self.count + 1, np.nan)
        if column in self.texts:
            values[self.rows[column]] = convert(self.texts[column])
        return values[: self.count]


def _numbers(texts: list[str]) -> Floats:
    try:
        values = np.array(texts, dtype=np.float64)
    except ValueError:
        values = np.array([number(text) for text in texts])
    values[~np.isfinite(values)] = np.nan
    return values


def number(text: str) -> float:
    """Read a number, NaN for what is none; a decimal comma is taken as a point."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return np.nan


def unix_times(texts: list[str]) -> Floats:
    """Read ISO 8601 times as Unix times [s]; without a zone they are taken as UTC; NaN for what is no time.

    >>> unix_times(["2024-05-01T10:00:00.5Z", "2024-05-01T12:00:00+02:00", "noon"]).tolist()
    [1714557600.5, 1714557600.0, nan]
    """
    try:
        stamps = np.array([_bare(text) for text in texts], dtype="datetime64[us]")
    except ValueError:
        return np.array([unix_time(text) for text in texts])
    return stamps.astype(np.int64) / 1e6


def _bare(text: str) -> str:
    if _PLAIN.fullmatch(text) is None:
        raise ValueError(text)
    return text[:-1]


def unix_time(text: str) -> float:
    """Read one ISO 8601 time as a Unix time [s], NaN for what is no time."""
    found = _STAMP.fullmatch(text.strip())
    if found is None:
        return np.nan
    date, clock, fraction, sign, hours, minutes = found.groups()
    try:
        whole = np.datetime64(f"{date}T{clock}", "s").astype(np.int64)
    except ValueError:
        return np.nan
    ahead = (int(hours) * 3600 + int(minutes) * 60) * (-1 if sign == "-" else 1) if sign else 0
    return float(whole) - ahead + float(f"0.{fraction or 0}")


def parse(
    data: bytes,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str, str], None],
) -> str:
    """Call `start(name, attributes)` and `end(name, text)` for each element; give the damage met, "" for none.

    Names are local. Raises ReadError for a document type and for absurd nesting.
    """
    text: list[str] = []
    depth = 0

    def open_element(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise ReadError(f"the XML nests its elements more than {_DEEPEST} deep; export the file again")
        text.clear()
        start(name.rpartition(":")[2], attributes)

    def close_element(name: str) -> None:
        nonlocal depth
        depth -= 1
        end(name.rpartition(":")[2], "".join(text).strip())
        text.clear()

    def refuse(*_: object) -> None:
        raise ReadError(
            "the XML declares a document type (<!DOCTYPE>), which is refused; export the file again without it"
        )

    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = open_element
    parser.EndElementHandler = close_element
    parser.CharacterDataHandler = text.append
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(_mended(as_utf8(data)), True)  # noqa: FBT003 - the signature is expat's
    except expat.ExpatError as error:
        return f"{expat.ErrorString(error.code)} in line {error.lineno}"
    return ""


def _mended(text: bytes) -> bytes:
    """Write out ampersands that stand bare in names, and leave out control characters: neither is XML, both are met."""
    text = text.translate(None, _CONTROLS)
    return _BARE_AMPERSAND.sub(b"&amp;", text) if b"&" in text else text


def as_utf8(data: bytes) -> bytes:
    """Give the text as UTF-8, whatever it declares: as it is where that is valid, else as declared, or Latin-1."""
    if data.startswith(_UTF16_MARKS) or data[:200].count(b"\0") > 20:
        encoding = "utf-16" if data.startswith(_UTF16_MARKS) else "utf-16-be" if data[:1] == b"\0" else "utf-16-le"
        return data.decode(encoding, "replace").lstrip("\ufeff \t\r\n").encode()
    data = data.removeprefix(codecs.BOM_UTF8).lstrip()
    try:
        data.decode()
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 3:
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
