"""The figures of a report or a story, and their PNG and SVG; the only maker of Figures."""

import html
import io
import re
from collections.abc import Iterable

import matplotlib as mpl
from matplotlib.figure import Figure

from analyzer.charts import Chart, charts, palette
from analyzer.model import Analysis
from analyzer.report.story import Drawing

MARGINS = (0.62, 0.24, 0.14, 0.48)
"""Left, right, top and bottom of a chart, for the labels of its axes. [in]"""
BARE = 0.1
"""The same all round a chart without axes. [in]"""
DPI = 200
"""Twice the pixels of a plain screen at the size that a chart has on the page."""

_ON_DARK = {
    palette.INK: "var(--ink)",
    palette.MUTED: "var(--muted)",
    palette.GRID: "var(--line)",
    palette.PAPER: "var(--paper)",
    palette.INFIELD: "var(--infield)",
    palette.TARTAN: "var(--tartan)",
    palette.PACE: "var(--pace)",
}
"""The neutral colours of the charts and what the page calls them, so that a dark screen gets dark charts."""
_CHATTER = re.compile(
    r'<\?xml.*?\?>|<!DOCTYPE.*?>|<!--.*?-->|<metadata>.*?</metadata>|<style type="text/css">.*?</style>', re.DOTALL
)
_FAMILY = re.compile(r"font-family: [^;\"]*; ?")
_NAMES = re.compile(r'<g id="[^"]*"')


def drawings(analysis: Analysis, *, zones_in_reps: bool = False) -> tuple[Drawing, ...]:
    """Give the charts that this session has something to show on, each with the session bound to it.

    zones_in_reps : The turns and straights of each rep too.
    """
    also = ("rep_zones",) if zones_in_reps else ()
    return tuple(_bound(chart, analysis) for chart in charts(analysis, also=also))


def figures(analysis: Analysis, *, zones_in_reps: bool = False) -> dict[str, Figure]:
    """Draw each chart that has something to show on a figure of its own.

    zones_in_reps : The turns and straights of each rep too.
    """
    return {drawing.name: drawn(drawing) for drawing in drawings(analysis, zones_in_reps=zones_in_reps)}


def png(analysis: Analysis, *, zones_in_reps: bool = False) -> dict[str, bytes]:
    """Give the PNG of each chart, at twice the pixels of a plain screen.

    zones_in_reps : The turns and straights of each rep too.
    """
    return images(drawings(analysis, zones_in_reps=zones_in_reps))


def figure(chart: Chart, analysis: Analysis) -> Figure:
    """Draw one chart on a figure."""
    return drawn(_bound(chart, analysis))


def drawn(drawing: Drawing) -> Figure:
    """Draw on a figure."""
    width, height = drawing.size
    left, right, top, bottom = margins(drawing)
    made = Figure(figsize=drawing.size, facecolor=palette.PAPER)
    axes = made.add_axes(
        (left / width, bottom / height, 1 - (left + right) / width, 1 - (top + bottom) / height), label=drawing.name
    )
    drawing.draw(axes)
    return made


def margins(drawing: Drawing) -> tuple[float, float, float, float]:
    """Give what is left free beside the axes: left, right, top, bottom. [in]"""
    return drawing.margins or ((BARE,) * 4 if drawing.bare else MARGINS)


def images(found: Iterable[Drawing]) -> dict[str, bytes]:
    """Give the PNG of each drawing by its name, at twice the pixels of a plain screen."""
    made = {}
    for drawing in found:
        page = io.BytesIO()
        drawn(drawing).savefig(page, format="png", dpi=DPI, metadata={"Software": None})
        made[drawing.name] = page.getvalue()
    return made


def svg(drawing: Drawing) -> str:
    """Give a drawing as SVG to set into a page: no width of its own, the page's colours and letters."""
    page = io.StringIO()
    made = drawn(drawing)
    made.set_facecolor("none")
    with mpl.rc_context({"svg.hashsalt": drawing.name, "svg.fonttype": "none"}):
        made.savefig(page, format="svg", metadata={"Date": None})
    text = _NAMES.sub("<g", _CHATTER.sub("", page.getvalue())).strip()
    for colour, name in _ON_DARK.items():
        text = text.replace(colour, name)
    text = _FAMILY.sub("", text)
    opened = f'<svg viewBox="\\1" role="img" aria-label="{_label(drawing.title)}">'
    return re.sub(r'<svg [^>]*?viewBox="([^"]*)"[^>]*>', opened, text, count=1)


def _label(title: str) -> str:
    """Write a title as the value of an attribute, and as what a pattern puts in a place."""
    return html.escape(title).replace("\\", r"\\")


def _bound(chart: Chart, analysis: Analysis) -> Drawing:
    return Drawing(
        chart.name, chart.title, chart.caption, lambda axes: chart.draw(axes, analysis), chart.size, bare=chart.bare
    )
