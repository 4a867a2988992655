"""The charts: one module each, with a `title`, and a `draw` that draws on the Axes it is given."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from analyzer.model import Analysis

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CHARTS = ("reps", "profiles", "session", "track", "zones", "splits", "pace")
"""The name of each chart, in the order of the report; to add a chart, write its module and name it here."""


@dataclass(frozen=True)
class Chart:
    """A chart that has something to show.

    title, caption : what it shows, and how to read it. size : width and height that suit it. [in]
    bare : It has no axes that need room for their labels.
    """

    name: str
    title: str
    caption: str
    size: tuple[float, float]
    bare: bool
    draw: "Callable[[Axes, Analysis], None]"


def charts(analysis: Analysis) -> tuple[Chart, ...]:
    """Give the charts that this session has something to show on."""
    modules = {name: import_module(f"analyzer.charts.{name}") for name in CHARTS}
    return tuple(
        Chart(name, module.title, module.caption(analysis), module.size(analysis), module.bare, module.draw)
        for name, module in modules.items()
        if module.applies(analysis)
    )
