"""The settings: who runs, the times that hold, how it looks, another athlete, a new password; as pages and as JSON."""

import json
import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from log_example import after, easy, intervals, raw
from signed_in import HERE, PASSWORD, fill, signed_in
from starlette.applications import Starlette
from starlette.testclient import TestClient

from analyzer.model import Athlete, Form, Said, Sex
from analyzer.store import Store
from analyzer.web.app import create
from analyzer.web.people import days_changed
from analyzer.web.settings import Settings

MARCH, LAST_OF_MAY, JUNE = date(2026, 3, 1), date(2026, 5, 31), date(2026, 6, 1)


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Starlette]:
    made = create(Settings(log=str(tmp_path / "log.db")))
    made.state.site.queue.start = lambda: None
    with TestClient(made):
        yield made


@pytest.fixture
def log(app: Starlette) -> Store:
    found: Store = app.state.site.store
    return found


@pytest.fixture
def client(app: Starlette) -> TestClient:
    return TestClient(app, base_url=HERE, headers={"origin": HERE})


@pytest.fixture
def jo(log: Store) -> Athlete:
    """Jo, with an easy run on 16 May and intervals on 15 June."""
    made = log.put_athlete(Athlete("Jo", timezone="UTC", forms=(Form(MARCH, five_k=1230.0, goal=355.0),)))
    for number, entry in enumerate((easy(after(0)), intervals(after(30)))):
        log.put(made, entry, sha256=log.keep(made, raw(f"{number}"), name=f"{number}.fit").sha256)
    return made


def send(client: TestClient, path: str, **words: str) -> Any:
    return client.post(path, data=words)


def notices(page: str) -> list[str]:
    return [unescape(text) for text in re.findall(r'<p class="notice good" role="status">(.*?)</p>', page)]


def beside(page: str, name: str) -> str:
    """Give what a page says beside a field."""
    (told,) = re.findall(rf'<p class="error" id="{name}-wrong">(.*?)</p>', page)
    assert re.search(rf'id="{name}"[^>]*aria-invalid="true" aria-describedby="{name}-wrong"', page)
    return unescape(told)


def test_what_is_said_of_the_athlete_is_saved_and_told(client: TestClient, log: Store, jo: Athlete) -> None:
    said = {"name": "Jo", "birth_year": "1988", "sex": "female", "timezone": "Europe/Vienna"}
    answer = send(client, "/settings/athlete", **said)
    assert notices(answer.text) == ["Saved: birth year 1988, sex female, time zone Europe/Vienna."]
    found = log.athlete("Jo")
    assert (found.birth_year, found.sex, found.timezone, found.forms) == (1988, Sex.FEMALE, "Europe/Vienna", jo.forms)
    assert "<option selected>Europe/Vienna</option>" in answer.text
    assert notices(send(client, "/settings/athlete", **said).text) == ["Nothing was changed."]
    send(client, "/settings/athlete", **(said | {"birth_year": "", "sex": "", "timezone": ""}))
    assert (log.athlete("Jo").birth_year, log.athlete("Jo").sex, log.athlete("Jo").timezone) == (None, None, "")


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("birth_year", "88", "'88' is no whole number from 1900 to"),
        ("birth_year", "2999", "'2999' is no whole number from 1900 to"),
        ("name", " ", "Say what you are called"),
        ("name", "x" * 101, "an athlete needs a name of 1 to 100 letters"),
        ("name", "ann", "there is an athlete of that name"),
        ("timezone", "Mars/Base", "Mars/Base: there is no such time zone"),
        ("timezone", "../../etc/passwd", "there is no such time zone"),
        ("sex", "robot", "'robot' is not known"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_saved(
    client: TestClient, log: Store, jo: Athlete, name: str, value: str, told: str
) -> None:
    log.put_athlete(Athlete("Ann"))
    client.cookies.set("athlete", "Jo")
    said = {"name": "Jo", "birth_year": "1990", "sex": "", "timezone": "UTC"} | {name: value}
    answer = send(client, "/settings/athlete", **said)
    assert answer.status_code == 400
    assert told in beside(answer.text, f"athlete-{name}")
    if name not in {"birth_year", "sex"}:
        assert 'value="1990"' in answer.text, "what else was typed stays in the form"
    assert log.athlete("Jo") == jo


def test_several_wrong_fields_are_told_at_once(client: TestClient, jo: Athlete) -> None:
    answer = send(client, "/settings/athlete", name="", birth_year="x", timezone="UTC")
    assert beside(answer.text, "athlete-name")
    assert beside(answer.text, "athlete-birth_year")


def test_an_athlete_of_another_alphabet_keeps_the_pages_after_a_new_name(
    client: TestClient, log: Store, jo: Athlete
) -> None:
    log.put_athlete(Athlete("Ann"))
    client.cookies.set("athlete", "Jo")
    send(client, "/settings/athlete", name="Žofie Нова; a=b", timezone="UTC")
    assert "Žofie Нова; a=b" in client.get("/settings").text
    assert client.get("/api/athlete").json()["name"] == "Žofie Нова; a=b"


def test_who_is_alone_and_new_becomes_the_athlete(client: TestClient, log: Store) -> None:
    page = client.get("/settings").text
    assert "Nobody is in the log yet" in page
    assert 'id="times-five_k"' not in page
    send(client, "/settings/athlete", name="Kim", birth_year="2001", timezone="")
    assert [(one.name, one.birth_year) for one in log.athletes()] == [("Kim", 2001)]


def test_times_hold_from_a_day_on_and_what_is_empty_stays(client: TestClient, log: Store, jo: Athlete) -> None:
    answer = send(client, "/settings/times", since="2026-06-01", five_k="19:40", goal="")
    assert log.athlete("Jo").forms == (*jo.forms, Form(JUNE, five_k=1180.0, goal=355.0))
    assert notices(answer.text) == ["Saved: from 1 June 2026 on 5K 19:40, goal 5:55.0 for the mile."]


def test_times_of_the_same_day_take_the_place_of_those_before(client: TestClient, log: Store, jo: Athlete) -> None:
    send(client, "/settings/times", since="2026-03-01", five_k="20:00", goal="5:48")
    assert log.athlete("Jo").forms == (Form(MARCH, five_k=1200.0, goal=348.0),)


def test_sessions_that_new_times_change_are_analysed_again_if_that_is_wanted(
    app: Starlette, client: TestClient, log: Store, jo: Athlete
) -> None:
    page = send(client, "/settings/times", since="2026-06-01", five_k="19:40").text
    (form,) = re.findall(r'<form class="notice offer".*?</form>', page, re.DOTALL)
    assert "1 session from 1 June 2026 on was analysed with the times that held before" in form
    assert log.orders() == ()
    words = dict(re.findall(r'name="(since|until)" value="([^"]*)"', form))
    page = send(client, "/settings/again", **words).text
    assert [one.session for one in log.orders(jo)] == [2]
    assert "1 session is being analysed again" in notices(page)[0]


def test_no_session_is_offered_where_none_was_run_on_those_days(client: TestClient, jo: Athlete) -> None:
    assert "notice offer" not in send(client, "/settings/times", since="2026-07-01", five_k="19:40").text


def test_times_can_be_removed(client: TestClient, log: Store, jo: Athlete) -> None:
    page = send(client, "/settings/times/remove", since="2026-03-01").text
    assert log.athlete("Jo").forms == ()
    assert notices(page) == ["Removed. No times hold now."]
    assert "2 sessions of all days were analysed" in page
    assert send(client, "/settings/times/remove", since="2026-03-01").status_code == 400


@pytest.mark.parametrize(
    ("words", "field", "told"),
    [
        ({"since": "soon", "five_k": "20:00"}, "since", "'soon' is no day"),
        ({"since": "0001-01-01", "five_k": "20:00"}, "since", "no day of a runner's life"),
        ({"since": "9999-12-31", "five_k": "20:00"}, "since", "no day of a runner's life"),
        ({"five_k": "20"}, "five_k", "is no 5K time; write it as 20:00"),
        ({"five_k": "twenty"}, "five_k", "twenty"),
        ({"goal": "12"}, "goal", "is no time for 1609 m"),
        ({"five_k": "20:00", "goal": "7:30"}, "goal", "no faster than the pace of a 20:00 5K"),
        ({"five_k": "", "goal": ""}, "five_k", "Give your time over 5 km"),
    ],
)
def test_times_that_cannot_be_are_told_beside_their_field(
    client: TestClient, log: Store, jo: Athlete, words: dict[str, str], field: str, told: str
) -> None:
    answer = send(client, "/settings/times", **words)
    assert answer.status_code == 400
    assert told in beside(answer.text, f"times-{field}")
    assert log.athlete("Jo") == jo


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ((), (Form(MARCH, 1200.0),), (None, None)),
        ((Form(MARCH, 1200.0),), (Form(MARCH, 1200.0),), None),
        ((Form(MARCH, 1200.0),), (Form(MARCH, 1200.0), Form(JUNE, 1180.0)), (JUNE, None)),
        (
            (Form(MARCH, 1200.0), Form(JUNE, 1180.0)),
            (Form(MARCH, 1190.0), Form(JUNE, 1180.0)),
            (None, date(2026, 5, 31)),
        ),
        ((Form(MARCH, 1200.0),), (Form(MARCH, 1200.0), Form(JUNE, 1200.0)), None),
        ((), (), None),
    ],
)
def test_the_days_on_which_other_times_hold(
    before: tuple[Form, ...], after: tuple[Form, ...], expected: tuple[date | None, date | None] | None
) -> None:
    # what was known first holds for the days before it too
    assert days_changed(Athlete("Jo", forms=before), Athlete("Jo", forms=after)) == expected


def test_the_browser_remembers_how_the_pages_look(client: TestClient, jo: Athlete) -> None:
    page = send(client, "/settings/look", units="mile", theme="dark").text
    assert notices(page) == ["Saved: paces per mile; the pages are dark."]
    assert 'data-theme="dark"' in page
    assert " mi</td>" in client.get("/log").text
    page = send(client, "/settings/look", units="km", theme="").text
    assert "data-theme" not in page
    assert send(client, "/settings/look", units="furlong").status_code == 400


def test_another_athlete_is_added_and_chosen(client: TestClient, log: Store, jo: Athlete) -> None:
    page = send(client, "/settings/athletes", name="Ann").text
    assert notices(page) == ["Ann is in the log now, and these are that athlete's pages."]
    assert client.get("/api/athlete").json()["name"] == "Ann"
    answer = client.post("/athlete", data={"name": "jo", "back": "/log?kind=easy"}, follow_redirects=False)
    assert answer.headers["location"] == "/log?kind=easy"
    assert client.get("/api/athlete").json()["name"] == "Jo"
    assert (
        client.post("/athlete", data={"name": "Jo", "back": "//evil"}, follow_redirects=False).headers["location"]
        == "/"
    )
    assert send(client, "/athlete", name="Zoe").status_code == 400
    assert "there is an athlete of that name" in beside(
        send(client, "/settings/athletes", name="ANN").text, "another-name"
    )


def test_the_log_tells_where_it_lies_and_which_sessions_are_of_an_earlier_version(
    client: TestClient, log: Store, jo: Athlete
) -> None:
    old = log.keep(jo, raw("old"), name="old.fit")
    log.put(jo, easy(after(50), method=0), sha256=old.sha256)
    page = client.get("/settings").text
    assert f"<code>{log.place}</code>" in page
    assert "1 session was analysed by an earlier version" in page
    send(client, "/settings/again", outdated="yes")
    assert [one.session for one in log.orders(jo)] == [3]


def test_the_words_of_an_address_put_no_text_of_others_into_the_page(client: TestClient, jo: Athlete) -> None:
    for query in (
        "saved=<b>",
        "saved=athlete&fields=<b>,wicked",
        "saved=times&day=<b>",
        "saved=times&changed=yes&since=<b>",
    ):
        answer = client.get(f"/settings?{query}")
        assert answer.status_code == 200
        assert "<b>" not in answer.text
        assert "wicked" not in answer.text


def test_programs_do_what_the_page_does(client: TestClient, log: Store, jo: Athlete) -> None:
    answer = client.patch("/api/athlete", json={"birth_year": 1988, "sex": "male"})
    assert answer.json() == {
        "name": "Jo",
        "birth_year": 1988,
        "sex": "male",
        "timezone": "UTC",
        "forms": [{"since": "2026-03-01", "five_k_s": 1230.0, "goal_s": 355.0}],
    }
    assert client.patch("/api/athlete", json={"birth_year": None}).json()["birth_year"] is None
    assert client.post("/api/athlete/times", json={"since": "2026-06-01", "five_k": "19:40"}).status_code == 200
    assert client.delete("/api/athlete/times/2026-03-01").json()["forms"] == [
        {"since": "2026-06-01", "five_k_s": 1180.0, "goal_s": 355.0}
    ]
    assert client.post("/api/athletes", json={"name": "Ann"}).status_code == 201
    assert [one["name"] for one in client.get("/api/athletes").json()["athletes"]] == ["Ann", "Jo"]
    client.cookies.set("athlete", "Jo")
    log.order(jo, 2, Said(lane=3))
    assert client.post("/api/again", json={"since": "2026-05-01"}).json() == {"sessions": 2}
    assert {one.session: one.said for one in log.orders(jo)} == {1: Said(), 2: Said(lane=3)}
    told = client.get("/api/settings").json()
    assert (told["log"], told["locked"], told["outdated"]) == (log.place, False, 0)
    assert told["size"] > 0
    assert client.put("/api/password", json={"current": "", "new": ""}).status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PATCH", "/api/athlete", {"birth_year": "x"}),
        ("PATCH", "/api/athlete", {"birth_year": True}),
        ("PATCH", "/api/athlete", {"name": "\ud800"}),
        ("PATCH", "/api/athlete", {"timezone": ["UTC"]}),
        ("POST", "/api/athlete/times", {}),
        ("POST", "/api/athlete/times", {"since": 7, "five_k": 1200}),
        ("POST", "/api/again", {"since": "x"}),
        ("POST", "/api/athletes", {}),
        ("DELETE", "/api/athlete/times/x", None),
    ],
)
def test_what_programs_say_wrongly_is_one_line(
    client: TestClient, jo: Athlete, method: str, path: str, body: dict[str, Any] | None
) -> None:
    answer = client.request(method, path, content=json.dumps(body).encode())
    assert answer.status_code == 400
    assert answer.json()["error"]


@pytest.fixture
def club(tmp_path: Path) -> Iterator[Starlette]:
    fill(str(tmp_path / "club.db"))
    made = create(Settings(log=str(tmp_path / "club.db"), locked=True))
    made.state.site.queue.start = lambda: None
    with TestClient(made):
        yield made


def enter(club: Starlette, name: str) -> TestClient:
    return signed_in(TestClient(club, base_url=HERE), name)


NEW = "a faster last lap than the third"


def test_a_new_password_ends_every_other_visit(club: Starlette) -> None:
    here, elsewhere = enter(club, "Jo"), enter(club, "Jo")
    page = send(here, "/settings/password", current=PASSWORD["Jo"], new=NEW, again=NEW).text
    assert "Your password is new" in notices(page)[0]
    assert here.get("/settings", follow_redirects=False).status_code == 200
    assert elsewhere.get("/settings", follow_redirects=False).status_code == 303
    words = {"name": "Jo", "password": NEW}
    again = TestClient(club, base_url=HERE).post(
        "/sign-in", data=words, headers={"origin": HERE}, follow_redirects=False
    )
    assert again.status_code == 303


@pytest.mark.parametrize(
    ("words", "field", "told"),
    [
        ({"current": "wrong", "new": NEW, "again": NEW}, "current", "This is not the password that you have now"),
        ({"current": PASSWORD["Jo"], "new": NEW, "again": "x"}, "again", "The two are not the same"),
        ({"current": PASSWORD["Jo"], "new": "short", "again": "short"}, "new", "take 10 or more"),
        ({}, "current", "This is not the password"),
    ],
)
def test_a_password_is_changed_only_by_who_knows_it(
    club: Starlette, words: dict[str, str], field: str, told: str
) -> None:
    client = enter(club, "Jo")
    answer = send(client, "/settings/password", **words)
    assert answer.status_code == 400
    assert told in beside(answer.text, f"password-{field}")
    assert NEW not in answer.text
    enter(club, "Jo")


def test_guessing_it_from_an_open_visit_is_slowed_down_too(club: Starlette) -> None:
    client = enter(club, "Jo")
    for _ in range(5):
        send(client, "/settings/password", current="wrong", new=NEW, again=NEW)
    answer = send(client, "/settings/password", current=PASSWORD["Jo"], new=NEW, again=NEW)
    assert "Too many tries; wait 15 min" in beside(answer.text, "password-current")


def test_programs_change_it_too(club: Starlette) -> None:
    client = enter(club, "Jo")
    assert client.put("/api/password", json={"current": "wrong", "new": NEW}).status_code == 400
    assert client.put("/api/password", json={"current": PASSWORD["Jo"], "new": NEW}).json() == {"changed": True}
    assert client.get("/api/athlete").status_code == 200


def test_where_each_signs_in_nobody_is_shown_the_others_or_where_the_log_lies(club: Starlette, tmp_path: Path) -> None:
    client = enter(club, "Ann")
    page = client.get("/settings").text
    assert str(tmp_path) not in page
    assert ">Jo<" not in page
    assert '"Jo"' not in page
    assert [one["name"] for one in client.get("/api/athletes").json()["athletes"]] == ["Ann"]
    assert client.get("/api/settings").json()["log"] is None
    for path in ("/athlete", "/settings/athletes"):
        assert send(client, path, name="Jo").status_code == 404
    assert client.post("/api/athletes", json={"name": "Kim"}).status_code == 404
    client.cookies.set("athlete", "Jo")
    assert client.get("/api/athlete").json()["name"] == "Ann"
