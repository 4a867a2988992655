"""Parse the XML of GPX and TCX as it is found in the wild: any prefix, wrong encodings, damaged or cut off anywhere.

Elements go by their local names, so prefixes need not be declared. A document type (DTD) is refused outright: no watch
writes one, and it is the way in for entity bombs. What stands behind a damage is found again at the next point.
"""

import re
from collections.abc import Callable
from typing import Protocol, TypeVar
from xml.parsers import expat

from analyzer.errors import ReadError
from analyzer.readers import encoding, template
from analyzer.readers.points import Damage, Points
from analyzer.readers.shape import Shape

_DEEPEST = 64
"""Elements inside elements; GPX and TCX need about 12."""
_MOST_ATTRIBUTES = 200
"""Attributes of an element; GPX needs about 10."""
_LONG = re.compile(rb"<[^<]{800}")
_MANY_ATTRIBUTES = re.compile(
    rb"""<[^\s<>/!?]+(?:\s+[^\s=<>"']+\s*=\s*(?:"[^"<]*"|'[^'<]*')){%d}""" % (_MOST_ATTRIBUTES + 1)
)
_MOST_DAMAGES = 20_000
_FIRST_PART = 8192
"""What is parsed first. [bytes]"""
_SKIPPED = re.compile(rb"(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>)\s*", re.DOTALL)
_DOCTYPE = re.compile(rb"<!DOCTYPE\s+(?:[\w.-]+:)?([A-Za-z_][\w.-]*)")
_ELEMENT = re.compile(rb"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)")


class Handler(Protocol):
    """What takes the elements of a format in the order that they come."""

    points: Points

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""

    def end(self, name: str, text: str) -> None:
        """Take the end of an element, with the text right before it."""


H = TypeVar("H", bound=Handler)


def root(head: bytes) -> str:
    """Give the local name of the first element, "" where the bytes are no XML.

    >>> root(b'<?xml version="1.0"?><x:gpx creator="watch">')
    'gpx'
    """
    text = encoding.unmarked(head)
    if not text.startswith(b"<"):
        return ""
    at = 0
    while found := _SKIPPED.match(text, at):
        at = found.end()
    # a document type that does not end in the head is named after the first element
    element = _DOCTYPE.match(text, at) or _ELEMENT.search(text, at)
    return element.group(1).decode("ascii", "replace") if element else ""


def holds(head: bytes, element: str) -> bool:
    """Tell whether the element begins somewhere in the head of a file: its own head may be lost."""
    text = encoding.unmarked(head)
    return element.encode() in text and _begin(element).search(text) is not None


def gather(data: bytes, make: Callable[[], H], shape: Shape) -> tuple[H, Damage | None]:
    """Give what `make` makes, once it has taken all elements of the file, and the damage met.

    Raises ReadError for a document type and for absurd nesting.
    """
    text = encoding.plain(data)
    quick = quickly(text, make, shape)
    return (quick, None) if quick else carefully(encoding.cleaned(text), make, shape)


def quickly(text: bytes, make: Callable[[], H], shape: Shape) -> H | None:
    """Read the points by their templates and parse the rest; None where that does not fit the text."""
    runs = template.read(text, shape)
    if runs is None:
        return None
    rest = encoding.cleaned(runs.rest)
    _hold_attributes(rest)
    handler = make()
    handler.points.runs = runs
    try:
        _Parser(handler).feed(rest)
    except (expat.ExpatError, _MisfitError):
        return None
    return handler if len(handler.points.met) == len(runs.lengths) else None


def carefully(text: bytes, make: Callable[[], H], shape: Shape) -> tuple[H, Damage | None]:
    """Parse the whole text, from each damage on at the next point."""
    _hold_attributes(text)
    handler = make()
    wanted = _begin(shape.point, *sorted(shape.outside))
    view = memoryview(text)
    at = 0
    opened: list[str] = []
    first: Damage | None = None
    places = 0
    while places < _MOST_DAMAGES:
        parser = _Parser(handler, opened)
        try:
            parser.feed(view[at:])
            break
        except expat.ExpatError as error:
            broken = at + parser.stop()
            places += 1
            if first is None:
                line = text.count(b"\n", 0, broken) + 1
                first = Damage(line, broken, expat.ErrorString(error.code), handler.points.count, 0, 0)
            handler.points.drop()
            found = wanted.search(text, max(broken, at + 1))
            if found is None:
                break
            at, opened = found.start(), parser.above(found.group())
    if first is None:
        return handler, None
    begun = sum(1 for _ in _begin(shape.point).finditer(text))
    lost = max(begun - handler.points.count, 0)
    return handler, Damage(first.line, first.byte, first.reason, first.before, places, lost)


class _MisfitError(Exception):
    """The runs of points stand where no points can."""


class _Parser:
    """A parser of one stretch of text, whose elements stand in those that were opened before it.

    Parser and handlers hold each other, so each is let go when it is done, and not when the collector comes by.
    """

    def __init__(self, handler: Handler, opened: list[str] | None = None) -> None:
        self.handler = handler
        self.opened: list[str] = []
        self.text: list[str] = []
        self.parser = expat.ParserCreate("utf-8")
        head = "".join(f"<{name}>" for name in opened or []).encode()
        self.head = len(head)
        self.parser.Parse(head, False)  # noqa: FBT003 - the signature is expat's
        self.opened += opened or []
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self.text.append
        self.parser.StartDoctypeDeclHandler = _refuse
        self.parser.EntityDeclHandler = _refuse

    def feed(self, text: bytes | memoryview) -> None:
        """Parse to the end and let the parser go; ExpatError where that is no XML."""
        # expat copies what it is given, so give it little before the next damage, and ever more where there is none
        at, size, view = 0, _FIRST_PART, memoryview(text)
        while len(view) - at > size:
            self.parser.Parse(view[at : at + size], False)  # noqa: FBT003 - the signature is expat's
            at, size = at + size, 2 * size
        self.parser.Parse(view[at:], True)  # noqa: FBT003 - the signature is expat's
        del self.parser

    def stop(self) -> int:
        """Give the byte of the stretch at which the parser stands, and let it go."""
        offset: int = max(self.parser.ErrorByteIndex - self.head, 0)
        del self.parser
        return offset

    def above(self, tag: bytes) -> list[str]:
        """Name the elements that are open around this tag."""
        name = _local(tag[1:].decode())
        places = [at for at, raw in enumerate(self.opened) if _local(raw) == name]
        return self.opened[: places[0]] if places else self.opened

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        opened = self.opened
        opened.append(name)
        self.text.clear()
        if name == template.MARKER and self.handler.points.runs.lengths:
            self._pass_run(self.handler.points)
            return
        if len(opened) > _DEEPEST:
            _hold_depth(len(opened))
        self.handler.start(_local(name) if ":" in name else name, attributes)

    def _pass_run(self, points: Points) -> None:
        if points.begun:
            raise _MisfitError
        points.pass_run()
        _hold_depth(len(self.opened) - 1 + points.runs.depth)

    def _end(self, name: str) -> None:
        self.opened.pop()
        text = self.text
        self.handler.end(_local(name) if ":" in name else name, "".join(text).strip() if text else "")
        text.clear()


def _begin(*elements: str) -> re.Pattern[bytes]:
    """Give the pattern of where one of the elements begins, under any prefix."""
    return re.compile(rb"<(?:[\w.-]+:)?(?:" + "|".join(elements).encode() + rb")(?=[\s/>])")


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _hold_depth(depth: int) -> None:
    if depth > _DEEPEST:
        raise ReadError(f"the XML nests its elements more than {_DEEPEST} deep; export the file again")


def _hold_attributes(text: bytes) -> None:
    if _LONG.search(text) and _MANY_ATTRIBUTES.search(text):
        raise ReadError(f"an element has more than {_MOST_ATTRIBUTES} attributes; export the file again")


def _refuse(*_: object) -> None:
    raise ReadError("the XML declares a document type (<!DOCTYPE>), which is refused; export the file again without it")
