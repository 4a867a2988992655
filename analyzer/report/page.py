"""The report as one HTML page that needs nothing else: styles and charts are in it, no script, no request."""

from functools import cache
from importlib import resources

from jinja2 import Environment, FunctionLoader
from markupsafe import Markup

from analyzer.model import Analysis
from analyzer.report import checks, words
from analyzer.report.assumptions import assumptions
from analyzer.report.behaviour import TITLE, watch_lines
from analyzer.report.rep_words import ring, tiles
from analyzer.report.rows import MANY
from analyzer.report.summary import ADVICE, advice, facts, headline, notes, score_words, track_line, warnings
from analyzer.report.tables import tables
from analyzer.units import format_time, pace_unit


@cache
def environment() -> Environment:
    """Give the templates of the package; what is filled in is always escaped."""
    return Environment(loader=FunctionLoader(_source), autoescape=True, trim_blocks=True, lstrip_blocks=True)


def html(analysis: Analysis, *, charts: bool = True, zones_in_reps: bool = False) -> str:
    """Give the report as one page; without charts it costs a tenth of the time.

    zones_in_reps : The turns and straights of each rep too.
    """
    lines = checks.check_lines(analysis)
    return (
        environment()
        .get_template("report.html.j2")
        .render(
            analysis=analysis,
            top=headline(analysis),
            facts=facts(analysis),
            track_line=track_line(analysis),
            warnings=warnings(analysis),
            score_words=score_words(analysis),
            advice=advice(analysis),
            advice_title=ADVICE,
            ring=ring(analysis),
            tiles=tiles(analysis),
            checks=lines,
            checks_title=checks.TITLE,
            checks_summary=checks.summary(lines),
            tables=tables(analysis, zones_in_reps=zones_in_reps and not charts),
            assumptions=assumptions(analysis),
            watch_title=TITLE,
            watch_lines=watch_lines(analysis),
            notes=notes(analysis),
            charts=_charts(analysis, zones_in_reps=zones_in_reps) if charts else (),
            many=MANY,
            words=words,
            pace_unit=pace_unit,
            records=_records() if analysis.strategy else (),
        )
    )


def _source(name: str) -> str:
    return resources.files("analyzer.report").joinpath("templates").joinpath(name).read_text(encoding="utf-8")


def _charts(analysis: Analysis, *, zones_in_reps: bool) -> list[tuple[str, str, str, Markup]]:
    from analyzer.report.drawing import drawings, svg  # noqa: PLC0415 - matplotlib is not needed without charts

    return [
        (one.name, one.title, one.caption, Markup(svg(one)))  # noqa: S704 - made by matplotlib, escaped
        for one in drawings(analysis, zones_in_reps=zones_in_reps)
    ]


def _records() -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    from analyzer.strategy import RECORDS  # noqa: PLC0415 - only for a plan

    return tuple(
        (
            f"{mile.runner} {mile.year}",
            format_time(mile.time),
            tuple(f"{words.difference(100 * share)} %" for share in mile.against_mean),
        )
        for mile in RECORDS
    )
