"""A story as one HTML page that needs nothing else: styles and charts are in it, no script, no request."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from markupsafe import Markup

from analyzer.report.page import environment
from analyzer.report.rows import MANY
from analyzer.report.story import ADVICE, Section, Story

LONG_NUMBER = 24
"""A number of more letters than this is words, and is set smaller."""


@dataclass(frozen=True)
class Picture:
    """A chart as the page has it."""

    name: str
    title: str
    caption: str
    svg: Markup


@dataclass(frozen=True)
class Part:
    """A section of the page, or charts that follow each other with nothing else in their sections."""

    id: str
    section: Section | None = None
    pictures: list[Picture] = field(default_factory=list)


def story_html(story: Story) -> str:
    """Give a story as one page."""
    template = environment().get_template("story.html.j2")
    return template.render(
        story=story, parts=tuple(_parts(story)), advice_title=ADVICE, many=MANY, long_number=LONG_NUMBER
    )


def _parts(story: Story) -> Iterator[Part]:
    """Give the sections in order; charts alone that follow each other stand beside each other."""
    pictures = _pictures(story)
    ids = _Ids({picture.name for picture in pictures})
    together: Part | None = None
    for section in story.on_page:
        drawn = [pictures.pop(0)] if section.drawing is not None else []
        alone = bool(drawn) and not (section.lines or section.checks or section.rows or section.small)
        if alone and together is not None:
            together.pictures.extend(drawn)
            continue
        if together is not None:
            yield together
        together = Part("", pictures=drawn) if alone else None
        if not alone:
            yield Part(ids.new(section.title), section, drawn)
    if together is not None:
        yield together


def _pictures(story: Story) -> list[Picture]:
    if not story.drawings:
        return []
    from analyzer.report.drawing import svg  # noqa: PLC0415 - matplotlib is not needed for a page without charts

    return [
        Picture(one.name, one.title, one.caption, Markup(svg(one)))  # noqa: S704 - made by matplotlib, escaped
        for one in story.drawings
    ]


class _Ids:
    """Names of places on the page, each given once."""

    def __init__(self, taken: set[str]) -> None:
        self.taken = taken

    def new(self, title: str) -> str:
        name = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "section"
        own, number = name, 1
        while own in self.taken:
            number += 1
            own = f"{name}-{number}"
        self.taken.add(own)
        return own
