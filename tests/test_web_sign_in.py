"""Signing in: who may, how it is guessed slowly, what the browser keeps, and that nobody sees what is another's."""

import hashlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from signed_in import DAY, HERE, PASSWORD, SECRET, fill, signed_in
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route
from starlette.testclient import TestClient

from analyzer import store
from analyzer.model import Athlete
from analyzer.web.app import create
from analyzer.web.passwords import TRIES, hashed
from analyzer.web.settings import Settings
from analyzer.web.visits import address_of, own_path

Browser = Callable[[], TestClient]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Starlette]:
    folder = tmp_path_factory.mktemp("club")
    place = str(folder / "log.db")
    fill(place)
    made = create(Settings(log=place, tracks=folder / "tracks.json", locked=True))
    made.state.site.queue.start = lambda: None
    with TestClient(made):
        yield made


@pytest.fixture
def browser(app: Starlette) -> Browser:
    app.state.site.guesses._wrong.clear()
    return lambda: TestClient(app, base_url=HERE, follow_redirects=False)


def sign_in(client: TestClient, name: str, password: str, **more: str) -> Any:
    return client.post("/sign-in", data={"name": name, "password": password, **more}, headers={"origin": HERE})


def addresses(app: Starlette) -> list[tuple[str, str]]:
    """Give every method and address of the app, with what is Jo's in it; one that nobody knows how to try fails."""
    values = {
        "number": "1",
        "day": DAY.isoformat(),
        "sha256": hashlib.sha256(f"no recording, {SECRET}".encode()).hexdigest(),
        "name": "Jo",
    }
    found = []
    for route in app.routes:
        assert isinstance(route, Route), f"{route}: say here how it is to be tried"
        path = re.sub(r"\{(\w+)(?::\w+)?\}", lambda part: values[part[1]], route.path.replace("{version}", "0"))
        found += [(method, path) for method in sorted(route.methods or ())]
    return found


def test_who_has_not_signed_in_sees_nothing_but_the_form(app: Starlette, browser: Browser) -> None:
    tried = [one for one in addresses(app) if one[1] != "/sign-in" and not one[1].startswith("/static/")]
    assert len(tried) > 10
    for method, path in tried:
        answer = browser().request(method, path)
        if path.startswith("/api/"):
            assert answer.status_code == 401, (method, path)
            assert method == "HEAD" or answer.json() == {"error": "Sign in first."}
        else:
            assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/sign-in"), path
        assert "no-store" in answer.headers["cache-control"]


def test_what_is_not_there_is_not_told_either(browser: Browser) -> None:
    assert browser().get("/nowhere").headers["location"] == "/sign-in?back=%2Fnowhere"
    assert browser().get("/api/nowhere").status_code == 401


def test_a_script_of_a_page_whose_visit_is_over_is_told_so(browser: Browser) -> None:
    answer = browser().get("/plan/mile", headers={"sec-fetch-dest": "empty"})
    assert (answer.status_code, answer.text) == (401, "Sign in first.")


def test_the_form_and_its_files_are_for_everybody(browser: Browser) -> None:
    page = browser().get("/sign-in")
    assert page.status_code == 200
    assert SECRET not in page.text
    assert "Jo" not in page.text
    for address in re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text):
        assert browser().get(address).status_code == 200


def test_after_signing_in_one_is_where_one_wanted_to_be(browser: Browser) -> None:
    client = browser()
    asked = client.get("/sessions/1?part=laps").headers["location"]
    page = client.get(asked).text
    (back,) = re.findall(r'name="back" value="([^"]*)"', page)
    answer = sign_in(client, " jo ", PASSWORD["Jo"], back=back)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sessions/1?part=laps")
    assert client.get("/sessions/1").status_code == 200
    assert client.get("/sign-in?back=/log").headers["location"] == "/log"


@pytest.mark.parametrize(
    "back",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "",
        "log",
        "/sign-out",
        "/log\r\nSet-Cookie: a=b",
        "/" + 3000 * "a",
    ],
)
def test_no_form_leads_to_another_site(browser: Browser, back: str) -> None:
    assert own_path(back) == "/"
    client = browser()
    assert sign_in(client, "Jo", PASSWORD["Jo"], back=back).headers["location"] == "/"


def test_the_browser_keeps_the_visit_where_no_script_and_no_other_host_reaches_it(
    tmp_path: Path, browser: Browser
) -> None:
    plain = sign_in(browser(), "Jo", PASSWORD["Jo"]).headers["set-cookie"]
    assert re.fullmatch(r"visit=[\w-]{43}; HttpOnly; Max-Age=2592000; Path=/; SameSite=lax", plain)
    with store.open(tmp_path / "log.db") as log:
        log.set_password(log.put_athlete(Athlete("Jo")), hashed(PASSWORD["Jo"]))
    with TestClient(
        create(Settings(log=str(tmp_path / "log.db"), locked=True, secure=True)),
        base_url="https://localhost:8400",
        follow_redirects=False,
    ) as client:
        secure = client.post(
            "/sign-in",
            data={"name": "Jo", "password": PASSWORD["Jo"]},
            headers={"origin": "https://localhost:8400"},
        ).headers["set-cookie"]
        assert re.fullmatch(r"__Host-visit=[\w-]{43}; HttpOnly; Max-Age=2592000; Path=/; SameSite=lax; Secure", secure)
        assert client.get("/sign-in").headers["location"] == "/"


def test_each_visit_has_a_token_of_its_own_and_ends_when_one_signs_out(browser: Browser) -> None:
    client = browser()
    tokens = set()
    for _ in range(2):
        sign_in(client, "Jo", PASSWORD["Jo"])
        tokens.add(client.cookies["visit"])
        assert client.get("/plan").status_code == 200
    old, new = browser(), client.cookies["visit"]
    old.cookies.set("visit", (tokens - {new}).pop())
    assert old.get("/plan").status_code == 303
    out = client.post("/sign-out", headers={"origin": HERE})
    assert (out.status_code, out.headers["location"]) == (303, "/sign-in")
    assert 'visit="";' in out.headers["set-cookie"]
    thief = browser()
    thief.cookies.set("visit", new)
    assert thief.get("/plan").status_code == 303


def test_a_new_password_puts_out_whoever_is_signed_in(app: Starlette, browser: Browser) -> None:
    client, log = browser(), app.state.site.store
    sign_in(client, "Jo", PASSWORD["Jo"])
    log.set_password(log.athlete("Jo"), log.password(log.athlete("Jo")))
    assert client.get("/plan").status_code == 303


@pytest.mark.parametrize("token", ["", "x", "a" * 5000, "' OR 1=1 --", "é"])
def test_a_made_up_token_lets_nobody_in(browser: Browser, token: str) -> None:
    answer = browser().get("/plan", headers={b"cookie": f"visit={token}".encode()})
    assert answer.status_code == 303


def test_a_wrong_name_is_answered_like_a_wrong_password(
    app: Starlette, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[bool] = []

    def fits(_password: str, known: str | None) -> bool:
        looked.append(known is not None)
        return False

    monkeypatch.setattr("analyzer.web.pages.sign_in.fits", fits)
    wrong, nobody = sign_in(browser(), "Jo", "wrong password"), sign_in(browser(), "Zoe", "wrong password")
    assert looked == [True, False]  # a hash is compared for both, or the time would tell which names there are
    assert wrong.status_code == nobody.status_code == 403
    assert wrong.text.replace("Jo", "Zoe") == nobody.text
    assert "set-cookie" not in wrong.headers


def test_who_has_no_password_cannot_sign_in(app: Starlette, browser: Browser) -> None:
    app.state.site.store.put_athlete(Athlete("Kim"))
    for password in ("", "the password of a name that nobody has", "None"):
        assert sign_in(browser(), "Kim", password).status_code == 403


def test_guessing_is_slowed_down_and_said(browser: Browser) -> None:
    for _ in range(TRIES):
        assert sign_in(browser(), "Jo", "wrong password").status_code == 403
    answer = sign_in(browser(), "JO ", PASSWORD["Jo"])
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 15 * 60
    assert "Too many tries; wait 15 min" in answer.text
    assert sign_in(browser(), "Ann", PASSWORD["Ann"]).status_code == 303


def test_a_guess_is_one_line_in_the_log_of_the_server(browser: Browser, caplog: pytest.LogCaptureFixture) -> None:
    sign_in(browser(), "Jo\nINFO: all is well\x1b[2J", "wrong password")
    (line,) = [record.getMessage() for record in caplog.records if record.name == "analyzer.web"]
    assert "\n" not in line
    assert "\x1b" not in line
    assert "wrong password" not in line.partition("of")[2]


def test_what_nobody_foresaw_gives_nothing_away(
    app: Starlette, browser: Browser, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a secret of the inside")

    signed = signed_in(browser(), "Jo")
    monkeypatch.setattr(app.state.site.store, "session", broken)
    client = TestClient(app, base_url=HERE, raise_server_exceptions=False, cookies=signed.cookies)
    answer = client.get("/sessions/1")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    client.get("/sessions/1/file%0AERROR all is lost")
    assert not [record for record in caplog.records if "\n" in record.getMessage()]


def asked(client: str | None, forwarded: str = "") -> Request:
    headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    return Request(
        {"type": "http", "headers": headers, "client": None if client is None else (client, 1), "method": "GET"}
    )


@pytest.mark.parametrize(
    ("client", "forwarded", "secure", "expected"),
    [
        ("10.0.0.7", "", False, "10.0.0.7"),
        ("10.0.0.7", "1.2.3.4", False, "10.0.0.7"),
        ("127.0.0.1", "1.2.3.4", True, "1.2.3.4"),
        ("127.0.0.1", "6.6.6.6, 1.2.3.4", True, "1.2.3.4"),
        ("127.0.0.1", "", True, "127.0.0.1"),
        ("2001:db8:1:2:3::4", "", False, "2001:db8:1:2::/64"),
        ("::ffff:10.0.0.7", "", False, "10.0.0.7"),
        (None, "", False, ""),
    ],
)
def test_guesses_count_for_the_address_that_nobody_can_make_up(
    client: str | None, forwarded: str, secure: bool, expected: str
) -> None:
    assert address_of(asked(client, forwarded), Settings(log="", secure=secure)) == expected


def state(app: Starlette, name: str) -> list[Any]:
    """Give all that the log has of an athlete."""
    log = app.state.site.store
    athlete = log.athlete(name)
    sessions = log.sessions(athlete)
    logged = [log.session(athlete, int(number)) for number in sessions["session"]]
    told = [(one.diary, one.said, one.files, one.document) for one in logged]
    return [athlete, log.password(athlete), told, log.waiting(athlete), log.days(athlete), log.orders(athlete)]


def test_nothing_of_one_athlete_is_shown_to_another_or_changed_by_another(app: Starlette, browser: Browser) -> None:
    before, client = state(app, "Jo"), signed_in(browser(), "Ann")
    for method, path in addresses(app):
        if path in {"/sign-in", "/sign-out"} or path.startswith("/static/"):
            continue
        bodies: tuple[dict[str, Any], ...] = ({},)
        if method not in {"GET", "HEAD"}:
            words = {"name": "Jo", "session": "1", "number": "1", "notes": "by Ann", "lane": "3"}
            bodies = ({"json": words}, {"data": words})
        for body in bodies:
            answer = client.request(method, path, **body)
            assert answer.status_code < 500, (method, path, answer.text)
            assert SECRET not in answer.text, (method, path)
            assert SECRET not in str(answer.headers), (method, path)
            if path != "/api/openapi.json":  # the same for everybody
                assert "no-store" in answer.headers["cache-control"], (method, path)
        if "/sessions/1" in path:
            assert answer.status_code in {400, 404, 405}, (method, path, answer.status_code)
    assert state(app, "Jo") == before
    assert client.get("/settings").status_code == 200, "all this was tried by somebody who was signed in"


@pytest.mark.parametrize("path", ["/api/uploads", "/api/sessions", "/log", "/"])
def test_files_and_sessions_are_listed_only_to_whose_they_are(app: Starlette, browser: Browser, path: str) -> None:
    log = app.state.site.store
    waiting = log.waiting(log.athlete("Jo"))[0].sha256
    logged = log.session(log.athlete("Jo"), 1).files[0].sha256
    jo, ann = signed_in(browser(), "Jo"), signed_in(browser(), "Ann")
    for query in ("", f"?sha256={waiting}", f"?sha256={logged}"):
        told = ann.get(path + query).text
        assert SECRET not in told
        assert "Mile" not in told
    assert (jo.get("/api/queue").json()["waiting"], ann.get("/api/queue").json()["waiting"]) == (1, 0)
    assert SECRET in jo.get(path if path != "/api/uploads" else f"{path}?sha256={logged}").text


def test_jo_sees_what_is_hidden_from_ann(app: Starlette, browser: Browser) -> None:
    jo = signed_in(browser(), "Jo")
    answer = jo.get("/sessions/1")
    assert answer.status_code == 200
    assert SECRET in answer.text
    assert "no-store" in answer.headers["cache-control"]
    for path in ("/sessions/1/report.html", "/sessions/1/file", "/api/sessions/1/series"):
        assert jo.get(path).status_code == 200


def test_where_nobody_signs_in_there_is_no_form(tmp_path: Path) -> None:
    with TestClient(create(Settings(log=str(tmp_path / "log.db"))), base_url=HERE, follow_redirects=False) as client:
        assert client.get("/sign-in").headers["location"] == "/"
        assert client.post("/sign-in", data={"name": "Jo", "password": "x"}).headers["location"] == "/"
        answer = client.get("/plan")
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "private, no-cache"
