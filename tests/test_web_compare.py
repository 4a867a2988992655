"""The page of comparing, and its numbers: the trials of a summer, two of them along the race, and logs with few."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import jsonschema
import pandas as pd
import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient
from trials_example import JO, MILE, SUMMER, Run, entry_of, put_into

from analyzer import store
from analyzer.cli import commands
from analyzer.model import Athlete
from analyzer.oval import STANDARD
from analyzer.report import comparison_schema, prediction_schema
from analyzer.web.app import create
from analyzer.web.settings import Settings

HERE = "http://localhost:8400"
START = 4 * STANDARD.lap() - MILE
"""Of a mile, before the finish line: minus 9.34. [m]"""


@contextmanager
def app(place: Path, *runs: Run, athlete: Athlete | None = JO) -> Iterator[TestClient]:
    """Serve a log with some trials; a log that nobody is in without an athlete."""
    with store.open(place / "log.db") as log:
        if athlete is not None:
            put_into(log, log.put_athlete(replace(athlete, id=0)), runs)
    with TestClient(create(Settings(log=str(place / "log.db"))), base_url=HERE, follow_redirects=False) as made:
        yield made


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("summer")


@pytest.fixture(scope="module")
def summer(folder: Path) -> Iterator[TestClient]:
    """Serve the eight trials of the summer: sessions 1 to 8."""
    with app(folder, *SUMMER) as made:
        yield made


@pytest.fixture
def place(folder: Path) -> str:
    return str(folder / "log.db")


def page(client: TestClient, path: str = "/compare") -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.text


def ticked(html: str) -> list[str]:
    return re.findall(r'name="pick" value="([\d.]+)" checked', html)


def test_the_headline_is_that_of_the_command(summer: TestClient, place: str) -> None:
    html = page(summer)
    told = CliRunner().invoke(commands, ["compare", "--log", place], catch_exceptions=False)
    assert told.exit_code == 0
    assert "5:41.2" in html
    assert "± 0.3 s" in html
    words = " ".join(told.stdout.split())
    lines = re.findall(r"<p>([^<]+)</p>", html.partition('id="headline"')[2].partition("</section>")[0])
    assert len(lines) >= 2
    assert all(line in words for line in lines)


def test_the_comparison_is_the_document_of_the_command(summer: TestClient, place: str) -> None:
    for words, query in (((), ""), (("--two", "1", "8"), "?a=1&b=8"), (("--since", "2026-06-01"), "?since=2026-06-01")):
        told = CliRunner().invoke(commands, ["compare", *words, "--json", "--log", place], catch_exceptions=False)
        answer = summer.get(f"/api/compare{query}")
        assert answer.status_code == 200
        jsonschema.Draft202012Validator(comparison_schema()).validate(answer.json())
        assert answer.json() == json.loads(told.stdout)


def test_the_prediction_is_the_document_of_the_command(summer: TestClient, place: str) -> None:
    for words, query in (((), ""), (("--distance", "1500"), "?distance=1500")):
        told = CliRunner().invoke(commands, ["predict", *words, "--json", "--log", place], catch_exceptions=False)
        answer = summer.get(f"/api/predict{query}")
        jsonschema.Draft202012Validator(prediction_schema()).validate(answer.json())
        assert answer.json() == json.loads(told.stdout)


def test_each_trial_leads_to_its_session_and_can_be_ticked_by_keyboard_and_without_script(summer: TestClient) -> None:
    html = page(summer)
    for number in range(1, 9):
        assert f'href="/sessions/{number}"' in html
        assert f'type="checkbox" name="pick" value="{number}"' in html
    assert re.search(r'<form method="get" action="/compare" id="choose">', html)


def test_two_ticked_trials_lead_to_the_two_along_the_race(summer: TestClient) -> None:
    answer = summer.get("/compare?pick=1&pick=8&since=2026-04-01")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/compare?since=2026-04-01&a=1&b=8#along"
    assert ticked(page(summer, "/compare?a=1&b=8")) == ["8", "1"]


@pytest.mark.parametrize("picks", ["pick=1", "pick=1&pick=2&pick=3", "pick=4&pick=4"])
def test_another_number_of_ticks_is_told_and_leads_nowhere(summer: TestClient, picks: str) -> None:
    assert "ticked: tick two" in page(summer, f"/compare?{picks}")


def test_the_last_two_over_one_distance_are_laid_along_the_race_unasked(summer: TestClient) -> None:
    assert ticked(page(summer)) == ["8", "7"]


def test_the_words_say_where_the_seconds_came_from(summer: TestClient) -> None:
    html = page(summer, "/compare?a=1&b=8")
    gained = SUMMER[0].time - SUMMER[-1].time
    assert f"Where the {gained:.1f} s came from" in html
    assert "is above zero while ahead" in html


def test_each_row_of_the_zones_knows_its_metres_of_the_race(summer: TestClient) -> None:
    html = page(summer, "/compare?a=1&b=8").partition('class="zones"')[2].partition("</table>")[0]
    spans = [(float(a), float(b)) for a, b in re.findall(r'data-from="([\d.]+)" data-to="([\d.]+)"', html)]
    assert len(spans) == 16
    assert spans[0] == pytest.approx((0.0, STANDARD.turn() - START), abs=0.02)
    assert spans[-1][1] == pytest.approx(MILE, abs=0.02)
    assert all(one[1] == pytest.approx(other[0], abs=0.02) for one, other in pairwise(spans))


def test_the_line_ends_on_the_difference_of_the_times_and_the_pieces_add_up(summer: TestClient) -> None:
    along = summer.get("/api/compare/series?a=1&b=8").json()["along"]
    won = SUMMER[0].time - SUMMER[-1].time
    assert along["metre"][0] == 0.0
    assert along["metre"][-1] == pytest.approx(MILE, abs=0.1)
    assert along["ahead"][-1] == pytest.approx(won, abs=0.01)
    told = [float(piece["told"].split(" ")[0].replace("−", "-").replace("±", "")) for piece in along["pieces"]]
    assert sum(told) == pytest.approx(won, abs=0.05 * len(told))
    assert (along["newer"], along["older"]) == ("13 Sep", "12 Apr")
    assert along["laps"] == pytest.approx([end - START for end in (400, 800, 1200, 1600)], abs=0.6)


def test_the_order_of_the_two_does_not_matter(summer: TestClient) -> None:
    one, other = (summer.get(f"/api/compare/series?{words}").json()["along"] for words in ("a=1&b=8", "a=8&b=1"))
    assert one == other


def test_every_metre_has_its_place_on_the_track(summer: TestClient) -> None:
    along = summer.get("/api/compare/series?a=1&b=8").json()["along"]
    metre, x, y = along["metre"], along["x"], along["y"]
    at = {round(end): metre.index(min(metre, key=lambda one: abs(one - end))) for end in along["laps"][:3]}
    finish = along["map"]["finish"][0]
    for index in at.values():
        assert x[index] == pytest.approx(finish, abs=2.0)
        assert y[index] > 30.0
    middle = metre.index(min(metre, key=lambda one: abs(one - (200.0 - START))))
    assert x[middle] == pytest.approx(-finish, abs=2.0)
    assert y[middle] < -30.0
    assert x[0] == pytest.approx(finish + START, abs=0.5)


def test_turns_are_shaded_and_no_straight(summer: TestClient) -> None:
    along = summer.get("/api/compare/series?a=1&b=8").json()["along"]
    assert len(along["turns"]) == 8
    assert along["turns"][1] == pytest.approx([200.0 - START, 200.0 + STANDARD.turn() - START], abs=0.1)


def test_trials_over_other_distances_are_drawn_as_miles_and_marked(summer: TestClient) -> None:
    trend = summer.get("/api/compare/series").json()["trend"]
    assert trend["nominal"] == "1 mile"
    assert trend["runs"] == ["1 mile", "1500 m", "1600 m"]
    assert [trend["runs"][run] for run in trend["run"]] == [run.nominal for run in SUMMER]
    at = [run.nominal for run in SUMMER].index("1500 m")
    assert trend["time"][at] == pytest.approx(1.08 * SUMMER[at].time, abs=0.1)
    assert trend["told"][trend["best"]].startswith("5:41.2 ± 0.3 s on 13 September 2026")
    assert trend["line"]["time"][0] > trend["line"]["time"][-1]


def test_one_distance_alone_is_drawn_in_its_own_times(tmp_path: Path) -> None:
    runs = [Run(number, date(2026, 5, number), "1500 m", 320.0 - number) for number in (1, 8, 20)]
    with app(tmp_path, *runs) as client:
        trend = client.get("/api/compare/series").json()["trend"]
    assert trend["nominal"] == "1500 m"
    assert trend["time"] == [319.0, 312.0, 300.0]


def test_days_and_distance_leave_the_others_out(summer: TestClient) -> None:
    html = page(summer, "/compare?since=2026-05-01&until=2026-06-30")
    assert re.findall(r'name="pick" value="(\d+)"', html) == ["4", "3", "2"]
    assert re.findall(r'href="/sessions/(\d+)"', page(summer, "/compare?distance=1500 m")) == ["5"]
    assert "No trial in these days" in page(summer, "/compare?since=2030-01-01")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("a=1", "both sessions"),
        ("a=one&b=2", "no trial"),
        ("a=3&b=3", "give two"),
        ("since=yesterday", "write it as 2026-04-12"),
        ("since=2026-06-01&until=2026-05-01", "swap them"),
        ("distance=440", "no trial over"),
    ],
)
def test_what_is_asked_wrongly_is_told_in_one_line(summer: TestClient, words: str, says: str) -> None:
    for path in ("/compare", "/api/compare", "/api/compare/series"):
        answer = summer.get(f"{path}?{words}")
        assert answer.status_code == 400
        assert says in answer.text


def test_a_session_that_is_not_there_is_not_found(summer: TestClient) -> None:
    answer = summer.get("/api/compare?a=1&b=999")
    assert answer.status_code in {400, 404}
    assert "999" in answer.json()["error"]


def test_a_log_that_nobody_is_in_says_what_a_trial_is(tmp_path: Path) -> None:
    with app(tmp_path, athlete=None) as client:
        html = page(client)
    assert "No trial in the log yet" in html
    assert 'href="/">Add a recording' in html


def test_a_log_without_trials_says_what_to_do(tmp_path: Path) -> None:
    with app(tmp_path) as client:
        assert "No trial in the log yet" in page(client)
        assert client.get("/api/compare").json()["trials"] == []
        assert client.get("/api/compare/series").json() == {"trend": None, "along": None}


def test_one_trial_is_told_without_anything_to_tick(tmp_path: Path) -> None:
    with app(tmp_path, SUMMER[0]) as client:
        html = page(client)
    assert "The only trial so far" in html
    assert "checkbox" not in html
    assert 'id="trend"' not in html
    assert 'id="along"' not in html


def test_trials_off_the_track_have_no_line_and_no_map(tmp_path: Path) -> None:
    with app(tmp_path, *(replace(run, on_track=False) for run in SUMMER[:2])) as client:
        html = page(client)
        assert client.get("/api/compare/series").json()["along"] is None
    assert "No line by metre" in html
    assert 'id="along-chart"' not in html
    assert "2.2" in html


def test_a_mile_and_1500_m_are_compared_over_1500_m(summer: TestClient) -> None:
    along = summer.get("/api/compare/series?a=5&b=8").json()["along"]
    assert along["distance"] == 1500.0
    assert along["turns"] == []
    assert along["map"] is not None
    assert "compared over the first 1500 m" in page(summer, "/compare?a=5&b=8").lower()


def test_the_second_trial_of_a_session_has_a_name_of_its_own(tmp_path: Path) -> None:
    first, second = entry_of(SUMMER[0]), entry_of(SUMMER[1])
    efforts = pd.concat([first.efforts, second.efforts.assign(effort=1, start=1800.0)], ignore_index=True)
    document = {**first.document, "efforts": [*first.document["efforts"], *second.document["efforts"]]}
    laps = pd.concat([first.laps, second.laps.assign(effort=1)], ignore_index=True)
    zones = pd.concat([first.zones, second.zones.assign(effort=1)], ignore_index=True)
    traces = first.traces | {name.replace("/0/", "/1/"): values for name, values in second.traces.items()}
    both = replace(first, efforts=efforts, laps=laps, zones=zones, traces=traces, document=document)
    with store.open(tmp_path / "log.db") as log:
        who = log.put_athlete(replace(JO, id=0))
        log.put(who, both, sha256=log.keep(who, b"two", name="two.fit").sha256)
    with TestClient(create(Settings(log=str(tmp_path / "log.db"))), base_url=HERE) as client:
        assert ticked(page(client)) == ["1.1", "1.0"]
        along = client.get("/api/compare/series?a=1.0&b=1.1").json()["along"]
    assert along["ahead"][-1] == pytest.approx(SUMMER[0].time - SUMMER[1].time, abs=0.01)


def test_names_and_notes_are_text_whatever_is_in_them(tmp_path: Path) -> None:
    evil = '<script>alert("x")</script>'
    runs = [replace(run, notes=evil, weather="<b>hot</b>") for run in SUMMER[-2:]]
    with app(tmp_path, *runs, athlete=replace(JO, name="Jo <i>O</i>")) as client:
        html = page(client)
    assert "<script>alert" not in html
    assert "<i>O</i>" not in html
    assert "&lt;b&gt;hot" in html


def test_a_long_log_shows_the_last_trials_and_all_when_asked(tmp_path: Path) -> None:
    runs = [
        Run(at, date(2020 + at // 12, at % 12 + 1, 5), "1 mile", 350.0 - 0.1 * at, on_track=False) for at in range(30)
    ]
    with app(tmp_path, *runs) as client:
        html = page(client)
        assert len(re.findall('name="pick"', html)) == 20
        assert 'href="/compare?all=yes">Show all 30' in html
        assert len(re.findall('name="pick"', page(client, "/compare?all=yes"))) == 30
        assert len(client.get("/api/compare/series").json()["trend"]["day"]) == 30
