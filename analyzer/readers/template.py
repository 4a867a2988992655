"""Read points by the shape of the first ones: most points of a file have the same tags, and only their values differ.

    <trkpt lat="__" lon="__">__<ele>__</ele>__<time>__</time>__</trkpt>

A template is the tags of one point, byte for byte; what stands between them are its slots. Points are compared with it
all at once, eight characters at a time, and their slots are read all at once. Points that fit none of a few templates
stay in the text that is left, in which a marker stands for each run of those that did: a real parser reads that text,
and so tells whether the rest is sound and whether the runs stand where elements can, not in a comment, say.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from analyzer.model import Floats
from analyzer.readers import spans
from analyzer.readers.shape import PREFIX, Shape, Template, learned
from analyzer.readers.spans import Marks, Places, Words

MARKER = "points-that-were-read"
"""The element that stands for a run of points in the text that is left."""
_MARKER = MARKER.encode()
TIME = "time"
"""The column of times; all others are numbers."""
_FEWEST = 8
"""With fewer points there is nothing to gain."""
_MOST_TEMPLATES = 24
_FIT_SHARE = 0.5
"""With fewer points that fit, the careful way is as fast."""
_LONGEST_VALUE = 40
"""Bytes of an attribute."""
_MOST_TAGS = 64
_DENSEST = 10
"""Bytes that a tag of any real text takes, with what follows it; what is rarer takes more."""
_ASCII = 127


@dataclass(frozen=True)
class Runs:
    """Points that were read at once: the lengths of their runs, their columns end to end, the text that is left.

    depth : How deep their elements nest. [elements]
    """

    lengths: tuple[int, ...] = ()
    columns: Mapping[str, Floats] = field(default_factory=dict)
    rest: bytes = b""
    depth: int = 0


@dataclass(frozen=True)
class _Candidates:
    """What may be points: where all tags of the text are, and the first and last tag of each as indices into them."""

    tags: Places
    first: Places
    last: Places
    end: int

    @property
    def starts(self) -> Places:
        return self.tags[self.first]

    @property
    def ends(self) -> Places:
        return self.tags[self.last] + self.end


Spans = dict[str, tuple[Places, Places]]


def read(text: bytes, shape: Shape) -> Runs | None:
    """Read the points that have a common shape; None where too few have one."""
    opening = re.search(rb"<(" + PREFIX + rb")" + shape.point.encode() + rb"[\s>]", text)
    if opening is None:
        return None
    codes = np.frombuffer(text, dtype=np.uint8)
    marks = codes[: -spans.REACH] == ord("<")
    odd = _odd_places(text, codes)
    if odd is None or np.count_nonzero(marks) * _DENSEST > len(text):
        return None
    closing = b"</%b%b>" % (opening.group(1), shape.point.encode())
    candidates = _candidates(text, np.flatnonzero(marks), odd, opening.group(), closing)
    if len(candidates.first) < _FEWEST:
        return None
    fits, found, depth = _fitted(text, candidates, shape)
    chosen = np.flatnonzero(fits)
    if len(chosen) < max(_FEWEST, _FIT_SHARE * len(fits)):
        return None
    apart = (np.diff(chosen) > 1) | (candidates.first[chosen[1:]] > candidates.last[chosen[:-1]] + 1)
    edges = np.concatenate([[0], np.flatnonzero(apart) + 1, [len(chosen)]])
    rest = _rest(text, candidates.starts[chosen[edges[:-1]]], candidates.ends[chosen[edges[1:] - 1]])
    if rest.count(_MARKER) != len(edges) - 1:
        return None
    return Runs(
        lengths=tuple(np.diff(edges).tolist()),
        columns=_columns(text, {name: (starts[chosen], ends[chosen]) for name, (starts, ends) in found.items()}),
        rest=rest,
        depth=depth,
    )


def _candidates(text: bytes, tags: Places, odd: Places, opening: bytes, closing: bytes) -> _Candidates:
    """Give the points that are opened and closed alike and hold nothing that only a parser should read."""
    view = spans.words(text)
    heads = view[tags]
    first, closes = spans.those(view, tags, heads, opening), spans.those(view, tags, heads, closing)
    following = np.append(first[1:], len(tags))
    last = np.append(closes, len(tags))[np.searchsorted(closes, first)]
    whole = (last < following) & (last - first < _MOST_TAGS)
    until = np.append(tags, len(text))[np.minimum(last + 1, len(tags))]
    if len(odd):
        whole &= np.searchsorted(odd, tags[first]) == np.searchsorted(odd, until)
    return _Candidates(tags, first[whole], last[whole], len(closing))


def _odd_places(text: bytes, codes: NDArray[np.uint8]) -> Places | None:
    """Give the places of entities, of NULs, of all that is not ASCII and of what may end character data, in order.

    None where they stand closer than in any real file.
    """
    odd = [np.fromiter((found.start() for found in re.finditer(rb"]]>", text)), dtype=np.int64)] if b"]" in text else []
    marks = [codes == code for code in (ord("&"), 0) if bytes([code]) in text]
    marks += [] if text.isascii() else [codes > _ASCII]
    for mark in marks:
        if np.count_nonzero(mark) * _DENSEST > len(text):
            return None
        odd.append(np.flatnonzero(mark))
    return np.sort(np.concatenate([np.empty(0, dtype=np.int64), *odd]))


def _fitted(text: bytes, candidates: _Candidates, shape: Shape) -> tuple[Marks, Spans, int]:
    """Tell which points fit a template, where their values stand, and how deep their elements nest."""
    tags, first = candidates.tags, candidates.first
    fits, unlike = np.zeros(len(first), dtype=np.bool_), np.ones(len(first), dtype=np.bool_)
    counts = candidates.last - first
    found: Spans = {}
    depth = 0
    for _ in range(_MOST_TEMPLATES):
        if not unlike.any():
            break
        usual = int(np.bincount(counts[unlike]).argmax())
        group = np.flatnonzero(unlike & (counts == usual))
        sample = group[0]
        unlike[sample] = False
        template = learned(text[candidates.starts[sample] : candidates.ends[sample]], shape)
        if template is None:
            continue
        like, where = _compared(template, text, tags, first[group])
        for name, (starts, ends) in where.items():
            known = found.setdefault(name, (np.zeros_like(first), np.zeros_like(first)))
            known[0][group[like]], known[1][group[like]] = starts[like], ends[like]
        fits[group[like]] = True
        unlike[group[like]] = False
        depth = max(depth, template.depth)
    return fits, found, depth


def _compared(template: Template, text: bytes, tags: Places, first: Places) -> tuple[Marks, Spans]:
    """Tell which points have the tags of the template, and where their values stand."""
    view = spans.words(text)
    fits = np.ones(len(first), dtype=np.bool_)
    where: Spans = {}
    end = tags[first]
    for piece, quote, column in zip(template.pieces, template.quotes, template.attributes, strict=False):
        fits &= spans.same(view, end, piece)
        start = end + len(piece)
        end = _until(view, start, quote)
        fits &= end >= 0
        end = np.maximum(end, start)
        if column:
            where[column] = start, end
    fits &= spans.same(view, end, template.pieces[-1])
    end = end + len(template.pieces[-1])
    fits &= end <= tags[first + 1]
    places = tags[first + np.arange(1, len(template.tags) + 1)[:, np.newaxis]]
    fits &= spans.all_same(view, places, template.tags)
    for place, tag, column in zip(places, template.tags, template.texts, strict=True):
        if column:
            where[column] = end, place
        end = place + len(tag)
    return fits, where


def _until(view: Words, start: Places, quote: int) -> Places:
    """Give the next place of the quote, -1 where it is too far off."""
    end = np.full(len(start), -1)
    for offset in range(0, _LONGEST_VALUE, spans.WORD):
        place = spans.first(view[start + offset], quote)
        end = np.where((end < 0) & (place < spans.WORD), start + offset + place, end)
        if (end >= 0).all():
            break
    return end


def _columns(text: bytes, found: Spans) -> dict[str, Floats]:
    """Read the values of the columns, all numbers together; a point without a value has a span from 0 to 0."""
    columns = {name: np.full(len(ends), np.nan) for name, (_, ends) in found.items()}
    there = {name: np.flatnonzero(ends) for name, (_, ends) in found.items()}
    for names, read_all in (([TIME] if TIME in found else [], spans.unix_times), (set(found) - {TIME}, spans.numbers)):
        if names:
            starts, ends = (np.concatenate([found[name][side][there[name]] for name in names]) for side in (0, 1))
            parts = np.split(read_all(text, starts, ends), np.cumsum([len(there[name]) for name in names])[:-1])
            for name, part in zip(names, parts, strict=True):
                columns[name][there[name]] = part
    return columns


def _rest(text: bytes, starts: Places, ends: Places) -> bytes:
    """Give the text with a marker in the place of each run."""
    pieces, done = [], 0
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        pieces += [text[done:start], b"<", _MARKER, b"/>"]
        done = end
    return b"".join([*pieces, text[done:]])
