"""The page of the log: what is chosen, in which order, how it looks where nothing is there, and with very much."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from log_example import after, easy, intervals, raw, trial
from starlette.applications import Starlette
from starlette.testclient import TestClient

from analyzer import store
from analyzer.model import Athlete, Diary, Said
from analyzer.store import Store
from analyzer.web.app import create
from analyzer.web.pages.log import MOST
from analyzer.web.settings import Settings

HERE = "http://localhost:8400"


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Starlette]:
    made = create(Settings(log=str(tmp_path / "log.db")))
    made.state.site.queue.start = lambda: None
    with TestClient(made):
        yield made


@pytest.fixture
def client(app: Starlette) -> TestClient:
    return TestClient(app, base_url=HERE)


@pytest.fixture
def log(app: Starlette) -> Store:
    found: Store = app.state.site.store
    return found


def fill(log: Store) -> Athlete:
    """An easy run on 16 May, intervals on the 26th, a trial on 5 June, a long easy run in the park on the 15th."""
    jo = log.put_athlete(Athlete("Jo", timezone="UTC"))
    entries = (easy(after(0)), intervals(after(10)), trial(after(20)), easy(after(30), distance=21000.0, track="Park"))
    for number, entry in enumerate(entries):
        log.put(jo, entry, sha256=log.keep(jo, raw(f"{number}"), name=f"{number}.fit").sha256)
    log.edit(jo, 3, diary=Diary(notes="<b>wind</b> & rain", rpe=9))
    return jo


def opened(page: str) -> list[int]:
    """Give the sessions that a page lists, from above."""
    return [int(number) for number in re.findall(r'<td class="day"><a href="/sessions/(\d+)">', page)]


def test_the_newest_session_is_on_top_under_its_month(client: TestClient, log: Store) -> None:
    fill(log)
    page = client.get("/log").text
    assert opened(page) == [4, 3, 2, 1]
    months = re.findall(r'scope="rowgroup">([^<]+)<', page)
    assert months == ["June 2026", "May 2026"]
    assert '<time datetime="2026-06-05">Fri 5 Jun</time>' in page
    assert "4 sessions · 44 km" in page


def test_a_row_tells_the_session(client: TestClient, log: Store) -> None:
    jo = fill(log)
    with_error = trial(after(40), time=341.25)
    object.__setattr__(with_error, "headline", "Mile 5:41.3 ± 0.3 s")
    log.put(jo, with_error, sha256=log.keep(jo, raw("mile"), name="mile.fit").sha256)
    page = client.get("/log").text
    row = re.findall(r"<tr data-opens>.*?</tr>", page)[0]
    for told in ("Mile 5:41.3</b> <small>± 0.3 s</small>", ">Trial</span>", "5.20 km", "26:51"):
        assert told in row


def test_miles_are_for_who_wants_them(client: TestClient, log: Store) -> None:
    fill(log)
    page = client.get("/log", headers={"cookie": "units=mile"}).text
    assert "27 mi" in page
    assert "13.05 mi" in page


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("kind=easy", [4, 1]),
        ("kind=mile_trial", [3]),
        ("trial=yes", [3]),
        ("track=Stadium", [3, 2]),
        ("q=park", [4]),
        ("q=WIND", [3]),
        ("since=2026-05-26&until=2026-06-05", [3, 2]),
        ("sort=distance", [4, 2, 1, 3]),
        ("sort=distance&way=up", [3, 1, 2, 4]),
        ("sort=rpe", [3, 4, 2, 1]),
        ("way=up", [1, 2, 3, 4]),
        ("kind=easy&sort=distance&way=up", [1, 4]),
        ("kind=&track=&q=&since=&until=&sort=&way=", [4, 3, 2, 1]),
    ],
)
def test_what_is_asked_for_is_listed(client: TestClient, log: Store, asked: str, expected: list[int]) -> None:
    fill(log)
    assert opened(client.get(f"/log?{asked}").text) == expected


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("since=yesterday", "&#39;yesterday&#39; is no day; write it as 2026-04-12"),
        ("until=2026-02-30", "&#39;2026-02-30&#39; is no day"),
        ("kind=swim", "&#39;swim&#39; is not known"),
        ("since=2026-06-05&until=2026-05-05", "2026-05-05 is before 2026-06-05; swap them"),
    ],
)
def test_what_cannot_be_read_is_told_beside_its_field(client: TestClient, log: Store, asked: str, told: str) -> None:
    fill(log)
    answer = client.get(f"/log?{asked}")
    assert answer.status_code == 200
    name = "until" if "2026-05-05" in asked else asked.partition("=")[0]
    (shown,) = re.findall(rf'<p class="error" id="{name}-wrong">([^<]*)</p>', answer.text)
    assert shown.startswith(told)
    assert re.search(rf'name="{name}"[^>]*aria-invalid="true" aria-describedby="{name}-wrong"', answer.text)


def test_odd_words_are_only_words(client: TestClient, log: Store) -> None:
    fill(log)
    for asked in (
        "q=%00",
        "q=%25",
        "q='%3B--",
        "track=%00",
        f"q={'a' * 5000}",
        "page=0",
        "page=-1",
        "page=x",
        "sort=%00",
    ):
        assert client.get(f"/log?{asked}").status_code == 200, asked
    assert opened(client.get("/log?q=%25").text) == []


def test_what_the_runner_wrote_is_no_markup(client: TestClient, log: Store) -> None:
    fill(log)
    page = client.get("/log").text
    assert "&lt;b&gt;wind&lt;/b&gt; &amp; rain" in page


def test_the_heads_sort_and_say_how_it_is_sorted(client: TestClient, log: Store) -> None:
    fill(log)
    page = client.get("/log?kind=easy").text
    assert re.findall(r'aria-sort="(\w+)"><a href="([^"]+)"[^>]*>(\w+)', page) == [
        ("descending", "/log?kind=easy&amp;way=up", "Date")
    ]
    (distance,) = re.findall(r'<a href="([^"]+)" data-swap>Distance</a>', page)
    assert opened(client.get(unescape(distance)).text) == [4, 1]
    page = client.get(unescape(distance)).text
    (other,) = re.findall(r'aria-sort="descending"><a href="([^"]+)" data-swap>Distance', page)
    assert opened(client.get(unescape(other)).text) == [1, 4]


def test_a_long_log_comes_page_by_page(client: TestClient, log: Store) -> None:
    jo = log.put_athlete(Athlete("Jo"))
    for number in range(MOST + 20):
        log.put(jo, easy(after(number)), sha256=log.keep(jo, raw(f"{number}"), name=f"{number}.fit").sha256)
    first = client.get("/log?kind=easy").text
    assert len(opened(first)) == MOST
    assert f"1–{MOST} of {MOST + 20}" in first
    (after_it,) = re.findall(r'href="([^"]+)" rel="next"', first)
    second = client.get(unescape(after_it)).text
    assert opened(second) == list(range(20, 0, -1))
    (before_it,) = re.findall(r'href="([^"]+)" rel="prev"', second)
    assert opened(client.get(unescape(before_it)).text) == opened(first)
    assert opened(client.get("/log?page=99").text) == opened(second)


def test_an_empty_log_says_what_to_do(client: TestClient, log: Store) -> None:
    assert "Bring the first file" in client.get("/log").text
    log.put_athlete(Athlete("Jo"))
    page = client.get("/log").text
    assert "Bring the first file" in page
    assert 'id="filter"' not in page


def test_where_nothing_fits_there_is_a_way_back(client: TestClient, log: Store) -> None:
    fill(log)
    page = client.get("/log?q=parachute").text
    assert "Nothing fits" in page
    assert "0 sessions" in page
    assert opened(page) == []


def test_files_that_wait_or_failed_stand_on_top(client: TestClient, log: Store) -> None:
    jo = fill(log)
    bad = log.keep(jo, b"a list", name="list<1>.txt")
    log.failed(jo, bad.sha256, "list<1>.txt: this is neither FIT nor GPX nor TCX")
    log.keep(jo, b"later", name="later.fit")
    log.order(jo, 2, Said(lane=3))
    log.order(jo, 3, Said(lane=9))
    log.ordered(jo, log.orders(jo)[1], "no track in lane 9")
    page = client.get("/log").text
    assert page.index('id="waiting"') < page.index('id="filter"')
    assert "1 file waits to be analysed" in page
    assert "<b>list&lt;1&gt;.txt</b> <span>this is neither FIT nor GPX nor TCX</span>" in page
    assert "1 session is being analysed again" in page
    assert "no track in lane 9" in page


def test_sessions_of_an_earlier_version_are_told(client: TestClient, log: Store) -> None:
    jo = log.put_athlete(Athlete("Jo"))
    log.put(jo, easy(method=0), sha256=log.keep(jo, raw("old"), name="old.fit").sha256)
    page = client.get("/log").text
    assert '1 session was analysed by an earlier version; <a href="/settings#log">' in page


def test_the_log_is_of_the_athlete_who_was_chosen(client: TestClient, log: Store) -> None:
    fill(log)
    log.put_athlete(Athlete("Ann"))
    assert "Nothing in the log yet" in client.get("/log").text
    assert opened(client.get("/log", headers={"cookie": "athlete=Jo"}).text) == [4, 3, 2, 1]


def test_twenty_thousand_sessions_are_a_page_of_a_hundred(tmp_path: Path) -> None:
    with store.open(tmp_path / "log.db") as log:
        fill(log)
        with log._door.writing() as connection:
            names = [row[1] for row in connection.exec_driver_sql("PRAGMA table_info(sessions)")]
            own = ", ".join(name for name in names if name not in {"number", "start", "day"})
            connection.exec_driver_sql(
                f"INSERT INTO sessions (start, day, {own}) "  # noqa: S608 - the names of the table
                "WITH RECURSIVE nth(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM nth WHERE n < 19996) "
                f"SELECT start - n * 30000000000, day - n / 3, {own} FROM sessions, nth WHERE number = 1"
            )
    with TestClient(create(Settings(log=str(tmp_path / "log.db"))), base_url=HERE) as client:
        for asked in ("", "?sort=distance&kind=easy", "?q=easy", "?page=200"):
            answer = client.get(f"/log{asked}", headers={"accept-encoding": "identity"})
            assert len(opened(answer.text)) == MOST
            assert len(answer.content) < 150_000
        assert "20,000 sessions" in client.get("/log").text
