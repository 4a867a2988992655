"""The charts: one module each, with a `title`, and a `draw` that draws on the Axes it is given.

A module whose title depends on the session has a `titled(analysis)` too.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from analyzer.model import Analysis

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CHARTS = ("reps", "profiles", "rep_zones", "session", "track", "zones", "splits", "pace")
"""The name of each chart, in the order of the report; to add a chart, write its module and name it here."""
ON_REQUEST = frozenset({"rep_zones"})
"""Those that are drawn for a runner who asks for them."""


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


def charts(analysis: Analysis, *, also: Collection[str] = ()) -> tuple[Chart, ...]:
    """Give the charts that this session has something to show on.

    also : Names of those ON_REQUEST that are asked for.
    """
    wanted = [name for name in CHARTS if name not in ON_REQUEST or name in also]
    modules = {name: import_module(f"analyzer.charts.{name}") for name in wanted}
    return tuple(_made(name, module, analysis) for name, module in modules.items() if module.applies(analysis))


def _made(name: str, module: Any, analysis: Analysis) -> Chart:
    title = module.titled(analysis) if hasattr(module, "titled") else module.title
    return Chart(name, title, module.caption(analysis), module.size(analysis), module.bare, module.draw)
