"""Learn the shape of a point: its tags, byte for byte, and which values stand between them."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from xml.parsers import expat

PREFIX = rb"(?:[A-Za-z_][\w.-]*:)?"
_LONGEST_POINT = 4096
"""Bytes of a point that a template is learned from."""
_LONGEST_TAG = 256
_MOST_ATTRIBUTES = 8
_NAME = PREFIX + rb"[A-Za-z_][\w.-]*"
_TAG = re.compile(rb"<(/?)(" + _NAME + rb")((?:\s+" + _NAME + rb"""\s*=\s*(?:"[^"<&]*"|'[^'<&]*'))*)\s*(/?)>""")
_ATTRIBUTE = re.compile(rb"(" + _NAME + rb""")\s*=\s*(["'])([^"'<&]*)\2""")


@dataclass(frozen=True)
class Shape:
    """What a format calls its points and their values.

    attributes : Columns of the point's own attributes. column : Gives the column of an element, "" for none.
    outside : Elements that mean something outside of a point only; a point with one of them has no template.
    """

    point: str
    attributes: Mapping[str, str]
    column: Callable[[str], str]
    outside: frozenset[str]


@dataclass(frozen=True)
class Template:
    """The tags of a point: its own in pieces, with the quote that ends each attribute and its column; the others whole.

    texts : For each of the others, the column of the text right before it, "" for none.
    """

    pieces: tuple[bytes, ...]
    quotes: tuple[int, ...]
    attributes: tuple[str, ...]
    tags: tuple[bytes, ...]
    texts: tuple[str, ...]
    depth: int


def learned(sample: bytes, shape: Shape) -> Template | None:
    """Give the template of a point, None where it has what a template cannot hold."""
    if len(sample) > _LONGEST_POINT or not _is_sound(sample):
        return None
    pieces = [b"<" + piece for piece in sample.split(b"<")[1:]]
    parsed = [_TAG.match(piece) for piece in pieces]
    own = parsed[0]
    attributes = [] if own is None else list(_ATTRIBUTE.finditer(own.group(3)))
    tags, texts = [], []
    deepest, depth = 1, 1
    for found in parsed[1:]:
        if found is None or len(found.group()) > _LONGEST_TAG:
            return None
        name = found.group(2).decode().rpartition(":")[2]
        tags.append(found.group())
        ends = bool(found.group(1))
        texts.append(shape.column(name) if ends and name != shape.point else "")
        depth += -1 if ends else not found.group(4)
        deepest = max(deepest, depth + bool(found.group(4)))
        if name in shape.outside or (name == shape.point and depth):
            return None
    if own is None or len(own.group()) > _LONGEST_TAG or len(attributes) > _MOST_ATTRIBUTES:
        return None
    head = own.start(3)
    edges = [0, *(head + at for found in attributes for at in found.span(3)), own.end()]
    columns = tuple(shape.attributes.get(found.group(1).decode(), "") for found in attributes)
    named = [name for name in (*columns, *texts) if name]
    if len(named) != len(set(named)):
        return None
    return Template(
        pieces=tuple(sample[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)),
        quotes=tuple(found.group(2)[0] for found in attributes),
        attributes=columns,
        tags=tuple(tags),
        texts=tuple(texts),
        depth=deepest,
    )


def _is_sound(sample: bytes) -> bool:
    try:
        expat.ParserCreate("utf-8").Parse(sample, True)  # noqa: FBT003 - the signature is expat's
    except expat.ExpatError:
        return False
    return True
