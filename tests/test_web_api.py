"""The API: every operation is described, holds to its description whatever is sent, and does what the pages do."""

import json
import re
import sqlite3
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance
from starlette.routing import Route
from starlette.testclient import TestClient
from web_app import ADDRESS, bring, client_of, done, idle, run, settled

from analyzer import logbook, store
from analyzer.model import Athlete, Day
from analyzer.web import api
from analyzer.web.api.openapi import document
from analyzer.web.app import create
from analyzer.web.settings import Settings

SAMPLES = Path(__file__).parent.parent / "sample_data"
MILE = (SAMPLES / "mile_trial.fit").read_bytes()
EXAMPLES = 12


@cache
def log_with_sessions(folder: Path) -> bytes:
    """Give the log of a runner with a mile and two easy runs, as its file is."""
    with client_of(folder) as client:
        found = bring(client, ("mile.fit", MILE), ("a.fit", run(1)), ("b.fit", run(2)))
        assert {settled(client, one["sha256"])["state"] for one in found} == {"logged"}
        idle(client)
    return (folder / "log.db").read_bytes()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return log_with_sessions(tmp_path_factory.mktemp("made"))


@pytest.fixture
def place(made: bytes, tmp_path: Path) -> Path:
    (tmp_path / "log.db").write_bytes(made)
    return tmp_path


@pytest.fixture
def client(place: Path) -> TestClient:
    """An app whose queue is not at work."""
    return TestClient(create(Settings(log=str(place / "log.db"))), base_url=ADDRESS)


@pytest.fixture
def working(place: Path) -> Iterator[TestClient]:
    with client_of(place) as made:
        yield made


def mile(client: TestClient) -> int:
    """Give the number of the mile."""
    (found,) = client.get("/api/sessions", params={"kind": "mile_trial"}).json()["sessions"]
    return int(found["session"])


def operations() -> list[tuple[str, str]]:
    return [(method, path) for path, methods in document()["paths"].items() for method in methods]


def test_every_route_is_described_and_nothing_else() -> None:
    routes = {
        (method.lower(), re.sub(r":\w+}", "}", route.path))
        for route in api.routes()
        if isinstance(route, Route)
        for method in (route.methods or set()) - {"HEAD"}
    }
    assert all(path.startswith("/api/") for _, path in routes)
    assert set(operations()) == routes


def test_the_description_is_served_and_names_each_operation_once(client: TestClient) -> None:
    answer = client.get("/api/openapi.json")
    assert answer.json() == document()
    names = [told["operationId"] for methods in document()["paths"].values() for told in methods.values()]
    assert len(names) == len(set(names))
    refs = set(re.findall(r'"#/components/schemas/(\w+)[^"]*"', json.dumps(document())))
    assert refs <= set(document()["components"]["schemas"])
    for methods in document()["paths"].values():
        for told in methods.values():
            assert told["summary"]


@pytest.mark.parametrize(("method", "path"), operations())
def test_whatever_is_sent_is_answered_as_described(place: Path, method: str, path: str) -> None:
    """Neither 5xx nor an answer that the description does not know; half of what is sent names what there is."""
    app = create(Settings(log=str(place / "log.db"), hosts=("testserver",)))
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", app)
    with store.open(place / "log.db") as log:
        numbers = [int(one) for one in log.sessions(log.athlete())["session"]]
        files = [file.sha256 for number in numbers for file in log.files(log.athlete(), number)]
    count = 0

    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    @given(case=schema[path][method.upper()].as_strategy())
    def hold(case: Any) -> None:
        nonlocal count
        count += 1
        if count % 2:
            there = {"number": numbers[count % len(numbers)], "sha256": files[count % len(files)]}
            case.path_parameters = {name: there.get(name, value) for name, value in case.path_parameters.items()}
        case.call_and_validate(excluded_checks=[positive_data_acceptance])

    hold()
    assert count > 0


def test_the_list_is_chosen_and_sorted(client: TestClient) -> None:
    def listed(**words: Any) -> list[int]:
        found = client.get("/api/sessions", params=words).json()["sessions"]
        return [int(row["session"]) for row in found]

    every = client.get("/api/sessions").json()["sessions"]
    assert [row["start"] for row in every] == sorted(row["start"] for row in every)
    assert listed(sort="-start") == [row["session"] for row in reversed(every)]
    far = {row["session"]: row["distance_m"] for row in every}
    assert [far[number] for number in listed(sort="-distance_m")] == sorted(far.values(), reverse=True)
    assert listed(kind="mile_trial") == [mile(client)]
    assert set(listed(since="2026-05-03", until="2026-05-03")) == {
        row["session"] for row in every if row["date"] == "2026-05-03"
    }
    assert listed(limit=1) == [every[-1]["session"]]
    assert listed(track="nowhere") == []
    for wrong in ({"kind": "swim"}, {"since": "yesterday"}, {"limit": "-1"}, {"sort": "name"}):
        answer = client.get("/api/sessions", params=wrong)
        assert answer.status_code == 400
        (field,) = wrong
        assert answer.json()["error"].startswith(f"{field}: ")


def test_a_session_is_given_as_the_command_gives_it(client: TestClient, place: Path) -> None:
    number = mile(client)
    with store.open(place / "log.db") as log:
        assert client.get(f"/api/sessions/{number}").json() == logbook.logged(log, log.athlete(), number)


@pytest.mark.parametrize("path", ["", "/series", "/state", "/said", "/diary"])
def test_a_session_that_is_not_there_is_404_in_one_line(client: TestClient, path: str) -> None:
    method = "PUT" if path in {"/said", "/diary"} else "GET"
    for number in (999, 2**70):
        answer = client.request(method, f"/api/sessions/{number}{path}", json={})
        assert answer.status_code == 404
        assert f"no session {number}" in answer.json()["error"]


def test_what_is_said_is_taken_and_the_session_is_another_one_then(working: TestClient) -> None:
    number = mile(working)
    before = working.get(f"/api/sessions/{number}").json()
    answer = working.put(f"/api/sessions/{number}/said", json={"five_k": "19:00", "goal": "", "lane": "", "finish": ""})
    assert (answer.status_code, answer.json()) == (202, {"state": "waiting", "problem": ""})
    assert done(working, number) == ""
    after = working.get(f"/api/sessions/{number}").json()
    assert after["session"]["said"] == {"five_k": 1140.0}
    assert after["analysis"]["strategy"]["five_k_s"] == 1140.0
    assert before["analysis"]["strategy"]["five_k_s"] != 1140.0
    working.put(f"/api/sessions/{number}/said", json={"five_k": ""})
    assert done(working, number) == ""
    assert working.get(f"/api/sessions/{number}").json()["analysis"] == before["analysis"]


def test_the_other_end_of_the_track_moves_the_lines_of_the_turns(working: TestClient) -> None:
    """The page offers the finish line at the other end: from there the same turn has the other name."""
    number = mile(working)

    def first_turn() -> Any:
        (trial,) = (one for one in analysis()["efforts"] if one["kind"] == "trial")
        return trial["zones"][0]

    def analysis() -> Any:
        return working.get(f"/api/sessions/{number}").json()["analysis"]

    before = first_turn()
    (finish,) = re.findall(r'<option value="([^"]+)">at the other end', working.get(f"/sessions/{number}").text)
    assert working.put(f"/api/sessions/{number}/said", json={"finish": finish}).status_code == 202
    assert done(working, number) == ""
    assert working.get(f"/api/sessions/{number}").json()["session"]["said"] == {
        "finish": [float(part) for part in finish.split(",")]
    }
    assert first_turn() != before


def test_what_is_said_twice_holds_as_it_was_said_last(client: TestClient, place: Path) -> None:
    number = mile(client)
    client.put(f"/api/sessions/{number}/said", json={"goal": "5:40", "plan": "4x400"})
    client.put(f"/api/sessions/{number}/said", json={"goal": "5:30"})
    with store.open(place / "log.db") as log:
        (order,) = log.orders()
    assert order.said.to_dict() == {"goal": 330.0, "plan": "4x400"}


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"lane": "10"}, "lane: '10' is no whole number from 1 to 9"),
        ({"finish": "47"}, "finish: '47' is no place"),
        ({"finish": "91,15"}, "finish: '91,15' is not on the earth"),
        ({"finish": "nan,nan"}, "finish: 'nan,nan' is not on the earth"),
        ({"direction": "left"}, "direction: 'left' is not known"),
        ({"five_k": "soon"}, "five_k: 'soon' is not a time"),
        ({"goal": "0:00"}, "goal: '0:00' is not a time above zero"),
        ({"plan": "8x@"}, "at character"),
        ({"shape": "round"}, "shape: 'round' is not known"),
        ({"workout": "nonsense"}, "nonsense"),
        ({"lanes": "1"}, "'lanes' is nothing that can be said here"),
        ({"lane": [1]}, "lane: give a text or a number"),
    ],
)
def test_what_cannot_be_is_said_at_once_and_nothing_is_ordered(
    client: TestClient, place: Path, said: dict[str, Any], words: str
) -> None:
    answer = client.put(f"/api/sessions/{mile(client)}/said", json=said)
    assert answer.status_code == 400
    assert words in answer.json()["error"]
    assert "\n" not in answer.json()["error"]
    with store.open(place / "log.db") as log:
        assert log.orders() == ()


def test_an_order_that_cannot_be_done_says_why_and_the_session_stays(working: TestClient, place: Path) -> None:
    number = mile(working)
    before = working.get(f"/api/sessions/{number}").json()
    with sqlite3.connect(place / "log.db") as raw:
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            raw.execute(f"DROP TRIGGER {name}")
        raw.execute("UPDATE files SET data = x'00'")
    raw.close()
    working.put(f"/api/sessions/{number}/said", json={"goal": "5:40"})
    problem = done(working, number)
    assert "damaged" in problem
    assert working.get(f"/api/sessions/{number}").json() == before
    assert working.get("/api/queue").json()["orders"] == [{"session": number, "problem": problem}]
    page = working.get(f"/sessions/{number}/again")
    assert page.status_code == 400
    assert "could not be analysed so" in page.text


def test_the_diary_is_written_and_what_is_not_named_stays(client: TestClient, place: Path) -> None:
    number = mile(client)
    words = {"notes": "windy", "rpe": 8, "shoes": "spikes", "sleep": "7:30", "strength": "30"}
    told = client.put(f"/api/sessions/{number}/diary", json=words).json()["session"]
    assert told["diary"] == {"notes": "windy", "weather": "", "shoes": "spikes", "rpe": 8}
    assert (told["day"]["sleep_h"], told["day"]["strength_min"]) == (7.5, 30.0)
    told = client.put(f"/api/sessions/{number}/diary", json={"rpe": "", "weather": "hot"}).json()["session"]
    assert told["diary"] == {"notes": "windy", "weather": "hot", "shoes": "spikes", "rpe": None}
    assert told["day"]["sleep_h"] == 7.5
    for wrong in ({"rpe": 11}, {"sleep": "25"}, {"strength": "much"}, {"mood": "good"}):
        assert client.put(f"/api/sessions/{number}/diary", json=wrong).status_code == 400
    with store.open(place / "log.db") as log:
        day = date.fromisoformat(told["date"])
        assert log.days(log.athlete()) == (Day(day, sleep=7.5, strength=30.0),)


def test_a_session_is_removed_with_its_order_and_its_file(client: TestClient, place: Path) -> None:
    number = mile(client)
    client.put(f"/api/sessions/{number}/said", json={"goal": "5:40"})
    assert client.delete(f"/api/sessions/{number}").json() == {"removed": number}
    assert client.delete(f"/api/sessions/{number}").status_code == 404
    with store.open(place / "log.db") as log:
        assert log.orders() == ()
        assert len(log.sessions(log.athlete())) == 2


def test_nobody_reaches_a_session_of_another_one(client: TestClient, place: Path) -> None:
    number = mile(client)
    with store.open(place / "log.db") as log:
        log.put_athlete(Athlete("Ann"))
    client.cookies.set("athlete", "Ann")
    headers = {"sec-fetch-site": "same-origin"}
    assert client.get("/api/sessions").json()["sessions"] == []
    for method, path in (
        ("GET", ""),
        ("DELETE", ""),
        ("GET", "/series"),
        ("GET", "/state"),
        ("PUT", "/said"),
        ("PUT", "/diary"),
    ):
        answer = client.request(method, f"/api/sessions/{number}{path}", json={}, headers=headers)
        assert answer.status_code == 404, path
    for path in ("said", "diary", "remove"):
        assert client.post(f"/sessions/{number}/{path}", headers=headers).status_code == 404


def test_the_forms_of_a_session_do_the_same_without_script(working: TestClient) -> None:
    number = mile(working)
    sent = working.post(f"/sessions/{number}/said", data={"goal": "5:40", "lane": ""}, follow_redirects=False)
    assert (sent.status_code, sent.headers["location"]) == (303, f"/sessions/{number}/again")
    waits = working.get(sent.headers["location"], follow_redirects=False)
    assert waits.status_code == 303 or waits.headers["refresh"] == "1"
    assert done(working, number) == ""
    shown = working.get(sent.headers["location"], follow_redirects=False)
    assert (shown.status_code, shown.headers["location"]) == (303, f"/sessions/{number}")
    wrong = working.post(f"/sessions/{number}/said", data={"lane": "12"})
    assert wrong.status_code == 400
    assert "lane: &#39;12&#39;" in wrong.text
    noted = working.post(f"/sessions/{number}/diary", data={"notes": "windy"}, follow_redirects=False)
    assert (noted.status_code, noted.headers["location"]) == (303, f"/sessions/{number}#diary")
    assert working.get(f"/api/sessions/{number}").json()["session"]["diary"]["notes"] == "windy"
    gone = working.post(f"/sessions/{number}/remove", follow_redirects=False)
    assert (gone.status_code, gone.headers["location"]) == (303, "/log")
    assert working.get(f"/api/sessions/{number}").status_code == 404


def test_plans_are_those_of_the_command(client: TestClient) -> None:
    plan = client.get("/api/plan", params={"five_k": "20:00", "goal": "5:40", "lane": "8"}).json()
    assert (plan["schema"], plan["lane"], plan["goal_s"]) == ("plan/1", 8, 340.0)
    assert sum(zone["target_s"] for zone in plan["zones"]) == pytest.approx(340.0, abs=0.1)
    names = [one["name"] for one in client.get("/api/workouts").json()["workouts"]]
    for name in names:
        assert client.get("/api/workout", params={"plan": name}).json()["name"] == name
    own = client.get("/api/workout", params={"plan": "10x400@90 r60", "five_k": "20:00"}).json()
    assert own["plan"] == "10x400@90 r1min"
    for path in ("/api/plan", "/api/workout"):
        assert client.get(path).status_code == 400


def test_a_body_that_is_no_json_is_one_line(client: TestClient) -> None:
    for body in (b"{", b"[]", b"null", b'"x"', b"[" * 100_000, b"\xff"):
        answer = client.put("/api/sessions/1/said", content=body)
        assert answer.status_code == 400
        assert "JSON" in answer.json()["error"]


def break_log(client: TestClient, place: Path) -> None:
    """Let the disk make something else of the log."""
    client.app.state.site.store.close()  # type: ignore[attr-defined]  # the app of these tests is a Starlette
    (place / "log.db").write_bytes(b"no database any more" * 1000)
    for name in ("log.db-wal", "log.db-shm"):
        (place / name).unlink(missing_ok=True)


def test_a_log_that_cannot_be_read_is_told_and_asks_to_come_again(client: TestClient, place: Path) -> None:
    break_log(client, place)
    for answer in (client.get("/api/sessions"), client.get("/log"), client.post("/", files=[("f", ("a.fit", run(1)))])):
        assert answer.status_code == 503
        assert "log.db" in answer.text


def test_the_page_of_the_api_names_every_operation(client: TestClient) -> None:
    page = client.get("/api").text
    for method, path in operations():
        assert f"<code>{method.upper()} {path}</code>" in page


def test_on_a_server_for_many_the_place_of_the_log_is_told_to_nobody(made: bytes, tmp_path: Path) -> None:
    (tmp_path / "log.db").write_bytes(made)
    app = create(Settings(log=str(tmp_path / "log.db"), locked=True))
    client = TestClient(app, base_url=ADDRESS, raise_server_exceptions=False)
    site = app.state.site
    site.store.begin_visit(site.store.athlete(), "token", 1000.0)
    client.cookies.set("visit", "token")
    assert client.get("/api/sessions").status_code == 200
    break_log(client, tmp_path)
    for path in ("/api/sessions", "/log"):
        answer = client.get(path)
        assert answer.status_code in {500, 503}
        assert str(tmp_path) not in answer.text
