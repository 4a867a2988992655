"""The page of the balance: the checks and the weeks of the command, a calendar, and days that are written in it."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import jsonschema
import pandas as pd
import pytest
from click.testing import CliRunner
from log_example import easy, intervals, raw
from starlette.testclient import TestClient

from analyzer import report, store
from analyzer.cli import commands
from analyzer.model import Athlete, Day, Entry, Form
from analyzer.web.app import create
from analyzer.web.settings import Settings

HERE = "http://localhost:8400"
SUNDAY = "2026-05-17"
JO = Athlete("Jo", timezone="Europe/Vienna", forms=(Form(date(2026, 1, 1), five_k=1200.0),))


def at(day: str) -> pd.Timestamp:
    return pd.Timestamp(f"{day}T07:00Z")


def week() -> list[Entry]:
    """Easy on Monday and Friday, intervals on Tuesday and Wednesday."""
    return [
        easy(at("2026-05-11")),
        intervals(at("2026-05-12")),
        intervals(at("2026-05-13")),
        easy(at("2026-05-15"), distance=6000.0),
    ]


@contextmanager
def app(folder: Path, *entries: Entry, athletes: tuple[Athlete, ...] = (JO,)) -> Iterator[TestClient]:
    """Serve a log; the sessions are of the first athlete."""
    place = str(folder / "log.db")
    with store.open(place) as log:
        everyone = [log.put_athlete(one) for one in athletes]
        for number, entry in enumerate(entries):
            name = f"{number}"
            log.put(everyone[0], entry, sha256=log.keep(everyone[0], raw(name), name=name).sha256)
    with TestClient(create(Settings(log=place)), base_url=HERE, follow_redirects=False) as made:
        yield made


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with app(tmp_path, *week()) as made:
        yield made


def page(client: TestClient, path: str = f"/balance?until={SUNDAY}") -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.text


def written(tmp_path: Path) -> tuple[Day, ...]:
    with store.open(tmp_path / "log.db") as log:
        return log.days(log.athlete("Jo"))


def cells(html: str) -> dict[str, tuple[str, str]]:
    """Give what is told of each day of the calendar, and its letters."""
    calendar = html.partition('class="calendar"')[2].partition("</table>")[0]
    found = re.findall(r'data-day="([\d-]+)" title="[^"]*" aria-label="([^"]*)"[^>]*><b>([^<]*)</b>', calendar)
    return {day: (told, mark) for day, told, mark in found}


def test_the_balance_is_the_document_of_the_command(client: TestClient, tmp_path: Path) -> None:
    words = ["balance", "--until", SUNDAY, "--weeks", "6", "--json", "--log", str(tmp_path / "log.db")]
    told = CliRunner().invoke(commands, words, catch_exceptions=False)
    answer = client.get(f"/api/balance?until={SUNDAY}&weeks=6")
    jsonschema.Draft202012Validator(report.balance_schema()).validate(answer.json())
    assert answer.json() == json.loads(told.stdout)


def test_each_check_has_its_mark_its_word_and_what_cannot_be_seen(client: TestClient) -> None:
    html = page(client)
    for check in client.get(f"/api/balance?until={SUNDAY}").json()["checks"]:
        line = re.search(rf"<li class=[^>]*>(?:(?!</li>).)*<b>{check['title']}</b>.*?</li>", html, re.DOTALL)
        assert line, check["title"]
        assert f'<span class="word">{check["outcome"]}</span>' in line[0]
        assert re.search(r'<span class="mark" aria-hidden="true">[^<\s]+</span>', line[0])
        assert not check["unseen"] or "Cannot be seen: " in line[0]


def test_what_can_be_written_here_is_asked_for_here(client: TestClient) -> None:
    html = page(client)
    assert "choose the day in the calendar below" in html
    assert "analyzer log" not in html


def test_the_calendar_has_a_letter_and_words_for_each_day(client: TestClient) -> None:
    days = cells(page(client))
    assert days["2026-05-11"][1] == "E"
    assert days["2026-05-12"][1] == "H"
    assert days["2026-05-13"][0].startswith("Wednesday, 13 May: hard, ")
    assert days["2026-05-14"] == ("Thursday, 14 May: nothing logged", "·")
    minutes = re.search(r", (\d+) min", days["2026-05-15"][0])
    assert minutes
    assert int(minutes[1]) == pytest.approx(6000 / 2.8 / 60, abs=0.5)


def test_the_weeks_are_drawn_from_their_table(client: TestClient) -> None:
    html = page(client)
    row = re.search(r'<tr data-name="11 May"[^>]*>', html)
    assert row
    hours = {part: float(value) for part, value in re.findall(r'data-(easy|moderate|hard|untold)="([\d.]+)"', row[0])}
    assert hours["easy"] == pytest.approx((14000.0 / 2.8 + 2 * 1800.0) / 3600.0, abs=0.002)
    assert hours["hard"] == pytest.approx(2 * 800.0 / 3600.0, abs=0.002)
    assert 'data-told="11 May to 17 May 2026: ' in row[0]


def test_a_day_shows_its_sessions_and_leads_to_them(client: TestClient) -> None:
    for html in (page(client, f"/balance?until={SUNDAY}&day=2026-05-15"), page(client, "/days/2026-05-15")):
        assert "Friday, 15 May 2026" in html
        assert 'href="/sessions/4"' in html
        assert 'href="/sessions/1"' not in html
        assert 'action="/days/2026-05-15"' in html


def test_a_day_is_written_and_shown(client: TestClient, tmp_path: Path) -> None:
    form = {"sleep": "7:30", "strength": "25", "notes": "legs heavy", "weeks": "8", "until": SUNDAY}
    answer = client.post("/days/2026-05-14", data=form)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/balance?day=2026-05-14&weeks=8&until={SUNDAY}#day"
    assert written(tmp_path) == (Day(date(2026, 5, 14), 7.5, 25.0, "legs heavy"),)
    html = page(client, answer.headers["location"])
    assert 'value="7:30"' in html
    assert "legs heavy" in html
    assert cells(html)["2026-05-14"][0] == "Thursday, 14 May: rest, something is written"
    assert client.post("/days/2026-05-14", data={"sleep": "", "strength": "", "notes": ""}).status_code == 303
    assert written(tmp_path) == ()


def test_a_day_is_written_and_read_by_a_program(client: TestClient, tmp_path: Path) -> None:
    nothing = {"date": "2026-05-14", "sleep_h": None, "strength_min": None, "notes": ""}
    assert client.get("/api/days/2026-05-14").json() == nothing
    told = client.put("/api/days/2026-05-14", json={"sleep": 7.5, "strength": 30, "notes": "x"})
    assert told.json() == {"date": "2026-05-14", "sleep_h": 7.5, "strength_min": 30.0, "notes": "x"}
    assert client.get("/api/days/2026-05-14").json() == told.json()
    assert written(tmp_path) == (Day(date(2026, 5, 14), 7.5, 30.0, "x"),)


@pytest.mark.parametrize(
    ("day", "fields", "says"),
    [
        ("2026-05-14", {"sleep": "well"}, "7:30"),
        ("2026-05-14", {"sleep": "25"}, "24 h"),
        ("2026-05-14", {"strength": "a lot"}, "minutes"),
        ("2026-05-14", {"notes": "x" * 20_001}, "too many"),
        ("2026-02-30", {"sleep": "7"}, "no day"),
        ("someday", {"sleep": "7"}, "no day"),
    ],
)
def test_what_is_written_wrongly_is_told_and_not_kept(
    client: TestClient, tmp_path: Path, day: str, fields: dict[str, str], says: str
) -> None:
    for answer in (client.post(f"/days/{day}", data=fields), client.put(f"/api/days/{day}", json=fields)):
        assert answer.status_code == 400
        assert says in answer.text
    assert written(tmp_path) == ()


def test_nothing_is_written_from_another_site(client: TestClient, tmp_path: Path) -> None:
    answer = client.post("/days/2026-05-14", data={"sleep": "3"}, headers={"origin": "https://evil.example"})
    assert answer.status_code == 403
    assert written(tmp_path) == ()


def test_weeks_and_the_last_day_can_be_chosen(client: TestClient) -> None:
    html = page(client, f"/balance?until={SUNDAY}&weeks=26")
    assert re.search(r"<option selected>26</option>", html)
    assert f'name="until" value="{SUNDAY}"' in html
    assert client.get("/balance?weeks=0").status_code == 400
    assert client.get("/balance?weeks=521").status_code == 400
    assert "still to come" in client.get("/balance?until=2999-01-01").text


def test_many_weeks_fold_their_table_and_keep_the_calendar_short(tmp_path: Path) -> None:
    first = at("2022-05-16")
    with app(tmp_path, *(easy(first + timedelta(days=7 * week)) for week in range(60))) as client:
        html = page(client, "/balance?until=2023-07-09&weeks=60")
    assert len(re.findall(r"<tr data-name=", html)) == 60
    assert '<details class="weeks"><summary>' in html
    assert len(cells(html)) == 26 * 7
    assert "The last 26 weeks" in html
    assert 'data-name="16 May 2022"' in html


def test_four_weeks_without_running_lead_to_the_last_that_have_some(client: TestClient) -> None:
    html = page(client, "/balance?until=2026-08-02")
    assert "until=2026-05-15" in html
    assert "No running is logged in these four weeks" in html
    assert "No running is logged in these four weeks" not in page(client)


@pytest.mark.parametrize("athletes", [(), (JO,)], ids=["nobody", "nothing logged"])
def test_an_empty_log_says_what_to_do(tmp_path: Path, athletes: tuple[Athlete, ...]) -> None:
    with app(tmp_path, athletes=athletes) as client:
        html = page(client, "/balance")
    assert "Nothing is logged yet" in html
    assert 'href="/">Add recordings' in html


def test_a_day_is_of_the_athlete_whose_pages_are_shown(tmp_path: Path) -> None:
    ann = Athlete("Ann", timezone="Europe/Vienna")
    with app(tmp_path, *week(), athletes=(JO, ann)) as client:
        client.cookies.set("athlete", "Ann")
        assert "No session is logged on this day" in page(client, "/days/2026-05-15")
        headers = {"origin": HERE}
        assert client.post("/days/2026-05-14", data={"sleep": "8"}, headers=headers).status_code == 303
    assert written(tmp_path) == ()


def test_notes_of_a_day_are_text_whatever_is_in_them(client: TestClient) -> None:
    client.post("/days/2026-05-14", data={"notes": "</textarea><script>alert(1)</script>"})
    assert "<script>alert" not in page(client, "/days/2026-05-14")


def test_weeks_are_in_miles_where_the_runner_wants_miles(client: TestClient) -> None:
    assert re.search(r'<th scope="col"[^>]*>km</th>', page(client))
    client.cookies.set("units", "mile")
    html = page(client)
    assert re.search(r'<th scope="col"[^>]*>miles</th>', html)
    assert "min/mile or slower" in html
    assert "min/km" not in html
