"""The figures of a report, and their PNG and SVG; the only maker of Figures."""

import io
import re

import matplotlib as mpl
from matplotlib.figure import Figure

from analyzer.charts import Chart, charts, palette
from analyzer.model import Analysis

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


def figures(analysis: Analysis, *, zones_in_reps: bool = False) -> dict[str, Figure]:
    """Draw each chart that has something to show on a figure of its own.

    zones_in_reps : The turns and straights of each rep too.
    """
    return {chart.name: figure(chart, analysis) for chart in charts(analysis, also=asked(zones_in_reps=zones_in_reps))}


def asked(*, zones_in_reps: bool) -> tuple[str, ...]:
    """Give the charts that are drawn only because the runner asks for them."""
    return ("rep_zones",) if zones_in_reps else ()


def figure(chart: Chart, analysis: Analysis) -> Figure:
    """Draw one chart on a figure."""
    width, height = chart.size
    left, right, top, bottom = (BARE,) * 4 if chart.bare else MARGINS
    made = Figure(figsize=chart.size, facecolor=palette.PAPER)
    axes = made.add_axes(
        (left / width, bottom / height, 1 - (left + right) / width, 1 - (top + bottom) / height), label=chart.name
    )
    chart.draw(axes, analysis)
    return made


def png(analysis: Analysis, *, zones_in_reps: bool = False) -> dict[str, bytes]:
    """Give the PNG of each chart, at twice the pixels of a plain screen.

    zones_in_reps : The turns and straights of each rep too.
    """
    images = {}
    for name, made in figures(analysis, zones_in_reps=zones_in_reps).items():
        page = io.BytesIO()
        made.savefig(page, format="png", dpi=DPI, metadata={"Software": None})
        images[name] = page.getvalue()
    return images


def svg(chart: Chart, analysis: Analysis) -> str:
    """Give a chart as SVG to set into a page: no width of its own, the page's colours and letters."""
    page = io.StringIO()
    made = figure(chart, analysis)
    made.set_facecolor("none")
    with mpl.rc_context({"svg.hashsalt": chart.name, "svg.fonttype": "none"}):
        made.savefig(page, format="svg", metadata={"Date": None})
    text = _NAMES.sub("<g", _CHATTER.sub("", page.getvalue())).strip()
    for colour, name in _ON_DARK.items():
        text = text.replace(colour, name)
    text = _FAMILY.sub("", text)
    return re.sub(r'<svg [^>]*?viewBox="([^"]*)"[^>]*>', r'<svg viewBox="\1" role="img">', text, count=1)
