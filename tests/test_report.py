"""The report as a page, as pictures and as PDF."""

import io
import json
import math
import re
import subprocess
import sys
import time
from dataclasses import replace
from html.parser import HTMLParser

import matplotlib as mpl
import pytest
from analysis_example import indoor, mile_trial, reps, road, steady, without_plan, without_sensors
from jsonschema import Draft202012Validator
from rich.console import Console

import analyzer.report
from analyzer import report
from analyzer.model import Analysis, Effort, EffortKind, FinishFrom
from analyzer.report.assumptions import assumptions
from analyzer.report.summary import headline
from analyzer.report.tables import tables

ALL = {
    "mile": mile_trial(),
    "bare": without_plan(without_sensors(mile_trial())),
    "reps": reps(),
    "steady": steady(),
    "road": road(),
    "indoor": indoor(),
}
VOID = {"meta", "circle", "br", "input", "path", "use", "rect", "image"}


class Page(HTMLParser):
    """What is on a page: its tags, ids, links and words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.links += [value or "" for name, value in attrs if name in {"href", "src", "xlink:href", "srcset"}]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] != ["style"] and data.strip():
            self.words.append(" ".join(data.split()))


@pytest.mark.parametrize("name", ALL)
def test_the_page_needs_nothing_but_itself(name: str) -> None:
    text = report.html(ALL[name])
    page = Page(text)
    assert not page.open
    assert "script" not in page.tags
    assert "link" not in page.tags
    assert all(link.startswith("#") and link[1:] in page.ids for link in page.links)
    assert len(set(page.ids)) == len(page.ids)
    assert not re.search(r"https?://|url\((?!#)|@import", text)
    assert set(re.findall(r"url\(#([^)]*)\)", text)) <= set(page.ids)
    assert len(text.encode()) < 1_500_000
    assert "nan" not in {word.lower() for sentence in page.words for word in re.findall(r"\w+", sentence)}


def test_the_headline_says_the_mile_and_its_error() -> None:
    top = headline(mile_trial())
    assert (top.name, top.number) == ("Mile", "5:51.1 ± 0.4 s")
    assert top.lines[0].startswith("Goal 5:48.6: 2.4 s slower")
    words = Page(report.html(mile_trial(), charts=False)).words
    assert words.index("5:51.1") < words.index("Plan kept: 84 ± 5 of 100")


def test_the_headline_of_reps_is_their_mean_and_of_a_run_its_duration() -> None:
    times = [effort.time for effort in reps().efforts]
    assert headline(reps()).name == "8 x 400 m"
    minutes, seconds = divmod(sum(times) / 8, 60)
    assert headline(reps()).number.startswith(f"mean {minutes:.0f}:{seconds:04.1f} ± ")
    assert headline(road()).number == "24:59"
    assert "by the watch's own distance" in headline(indoor()).lines[0]
    assert "indoors" in headline(indoor()).lines[1]


def test_reps_of_different_distances_are_not_given_one_mean() -> None:
    first, *rest = reps().efforts
    mixed = replace(reps(), workout=None, efforts=(replace(first, nominal="600 m"), *rest))
    assert headline(mixed).name == "8 reps"
    assert "mean" not in headline(mixed).number


def test_every_time_of_the_analysis_is_in_its_table() -> None:
    analysis = mile_trial()
    found = {table.name: table for table in tables(analysis)}
    assert list(found) == ["laps", "zones", "splits"]
    assert [len(found[name].rows) for name in found] == [4, 16, 17]
    zone = found["zones"].rows[9]
    assert zone.cells[:3] == ("3", "back straight", "surge")
    assert zone.cells[5] == "+0.7"
    assert zone.cells[6] == "41"
    assert all(len(row.cells) == len(table.columns) for table in found.values() for row in table.rows)


def test_tables_without_sensors_leave_their_columns_out() -> None:
    zones = next(table for table in tables(ALL["bare"]) if table.name == "zones")
    assert zones.columns == ("Lap", "Zone", "Time", "min/km")


def test_every_assumption_names_the_option_that_corrects_it() -> None:
    found = {item.what: item for item in assumptions(mile_trial())}
    assert list(found) == ["Lane", "Finish", "Shape", "Direction", "5K time", "Goal"]
    assert found["Lane"].option == "--lane 2"
    assert "91 % likely, lane 2 9 %" in found["Lane"].why
    assert found["5K time"].why.startswith("estimated")
    text = report.html(mile_trial(), charts=False)
    for option in ("--lane", "--finish", "--shape", "--direction", "--five-k", "--goal"):
        assert option in text


def test_a_doubtful_finish_line_is_said_to_be_doubtful() -> None:
    known = mile_trial()
    assert known.track is not None
    track = replace(known.track, finish_from=FinishFrom.ASSUMED, finish_probability=0.5)
    finish = assumptions(replace(known, track=track))[1]
    assert finish.why.endswith("it may be the other straight")
    latitude, longitude = (float(part) for part in finish.option.split()[1].split(","))
    x, y = track.to_track(latitude, longitude)
    assert [float(x), float(y)] == pytest.approx([-42.2, 36.8], abs=1.0)


def test_what_a_file_says_is_escaped() -> None:
    known = mile_trial()
    evil = "<script>alert(1)</script> $x_1$ & \"'"
    assert known.track is not None
    named = replace(
        known,
        recording=replace(known.recording, file=evil, device=evil, notes=(evil,)),
        track=replace(known.track, name=evil),
    )
    text = report.html(named)
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    report.pdf(named)


def test_the_same_analysis_gives_the_same_bytes() -> None:
    assert report.html(mile_trial()) == report.html(mile_trial())
    assert report.pdf(mile_trial()) == report.pdf(mile_trial())
    assert report.png(road()) == report.png(road())


@pytest.mark.parametrize("name", ALL)
def test_pictures_and_pdf_are_made_of_every_session(name: str) -> None:
    images = report.png(ALL[name])
    assert set(images) == set(report.figures(ALL[name]))
    for image in images.values():
        assert image.startswith(b"\x89PNG")
        assert int.from_bytes(image[16:20], "big") == 1100
    assert report.pdf(ALL[name]).startswith(b"%PDF")


def test_making_a_report_leaves_matplotlib_as_it_was() -> None:
    before = dict(mpl.rcParams)
    report.html(mile_trial())
    report.pdf(mile_trial())
    report.png(road())
    assert dict(mpl.rcParams) == before


def test_the_page_of_a_long_session_is_made_in_time() -> None:
    analysis = steady(30)
    report.html(analysis)
    began = time.process_time()
    report.html(analysis)
    assert time.process_time() - began < 0.9


def test_a_page_without_charts_does_not_wait_for_matplotlib() -> None:
    code = (
        "import sys; sys.path.insert(0, 'tests'); from analysis_example import mile_trial; from analyzer import report;"
        "report.html(mile_trial(), charts=False); report.json_text(mile_trial());"
        "assert 'matplotlib' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    assert "<figure" not in report.html(mile_trial(), charts=False)


def test_the_json_is_the_document_and_nothing_else() -> None:
    assert json.loads(report.json_text(mile_trial())) == mile_trial().to_dict()


def test_a_name_that_the_report_does_not_have_is_refused() -> None:
    with pytest.raises(AttributeError, match="no attribute 'fax'"):
        _ = analyzer.report.fax
    assert all(callable(getattr(report, name)) for name in report.__all__)


def test_a_mile_off_the_track_is_reported_without_a_track() -> None:
    known = mile_trial()
    effort = replace(known.efforts[0], on_track=False, kind=EffortKind.TRIAL)
    found = Analysis(known.recording, efforts=(effort,))
    assert headline(found).number == "5:51.1 ± 0.4 s"
    assert "No track in this recording" in report.html(found)


def _bare_hill(index: int) -> Effort:
    return replace(
        reps().efforts[index],
        kind=EffortKind.HILL,
        nominal="45 s",
        on_track=False,
        distance=math.nan,
        distance_sd=math.nan,
        start_arc=math.nan,
        **{table: getattr(reps().efforts[index], table).iloc[:0] for table in ("splits", "laps", "zones")},
    )


ODD = {
    "hills off the track": replace(reps(), efforts=tuple(_bare_hill(index) for index in range(4))),
    "reps on and off the track": replace(reps(), efforts=(_bare_hill(0), *reps().efforts[1:4])),
    "one rep": replace(reps(), efforts=reps().efforts[:1]),
    "a trial without laps": replace(
        mile_trial(), efforts=(replace(mile_trial().efforts[0], laps=mile_trial().efforts[0].laps.iloc[:0]),)
    ),
    "a trial with unknown errors": replace(
        mile_trial(), efforts=(replace(mile_trial().efforts[0], time_sd=math.nan, start_sd=math.nan),)
    ),
    "no samples": Analysis(replace(road().recording, samples=road().recording.samples.iloc[:0])),
    "one sample": Analysis(replace(road().recording, samples=road().recording.samples.iloc[:1])),
    "a ride": Analysis(replace(road().recording, sport="cycling")),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_sessions_are_reported_in_every_way(name: str) -> None:
    analysis = ODD[name]
    page = Page(report.html(analysis))
    assert "nan" not in {word.lower() for sentence in page.words for word in re.findall(r"\w+", sentence)}
    assert report.pdf(analysis).startswith(b"%PDF")
    report.png(analysis)
    screen = io.StringIO()
    report.terminal(analysis, Console(file=screen, width=100))
    assert "nan" not in screen.getvalue().lower()
    Draft202012Validator(report.schema()).validate(json.loads(report.json_text(analysis)))


def test_a_ride_is_not_called_a_run() -> None:
    assert headline(ODD["a ride"]).name == "Cycling"
