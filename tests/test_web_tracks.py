"""The saved tracks in the browser: shown from above, named, with their finish line, forgotten; saved from a session."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from log_example import intervals, raw
from signed_in import HERE, ROOT, SECRET, fill, signed_in
from starlette.applications import Starlette
from starlette.testclient import TestClient

from analyzer import logbook, shelf, tracks
from analyzer.model import Athlete, FinishFrom, Said, SavedTrack
from analyzer.oval import STANDARD
from analyzer.store import Store
from analyzer.web.app import create
from analyzer.web.settings import Settings
from analyzer.web.views.tracks_view import drawn, wind

STADIUM = SavedTrack("Stadium", STANDARD, 47.07, 15.44, 90.0, 0.6, 0.1, 0.2, FinishFrom.LAP_PRESSES, 0.97, ("a" * 64,))
PARK = SavedTrack("Park / Süd", STANDARD, 47.2, 15.44, 30.0, 2.1, 0.1, 0.2)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "tracks.json"


@pytest.fixture
def app(tmp_path: Path, path: Path) -> Iterator[Starlette]:
    made = create(Settings(log=str(tmp_path / "log.db"), tracks=path))
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


def put(path: Path, *saved: SavedTrack) -> None:
    shelf.change(path, lambda _: saved)


def send(client: TestClient, action: str, **words: str) -> Any:
    return client.post(f"/tracks/{action}", data=words)


def test_where_no_track_is_saved_it_says_how_to(client: TestClient) -> None:
    assert "No track is saved yet" in client.get("/tracks").text


def test_a_track_is_told(client: TestClient, log: Store, path: Path) -> None:
    put(path, STADIUM, PARK)
    jo = log.put_athlete(Athlete("Jo"))
    log.put(jo, intervals(), sha256=log.keep(jo, raw("one"), name="one.fit").sha256)
    page = client.get("/tracks").text
    assert re.findall(r'<h2 id="track-\d">([^<]+)</h2>', page) == ["Park / Süd", "Stadium"]
    stadium = page[page.index(">Stadium</h2>") :]
    for told in ("400.0 m, standard", "47.07000° N, 15.44000° E", "from where you pressed the lap button, 97 % sure"):
        assert told in stadium
    assert '1 in it · <a href="/log?track=Stadium">1 in your log</a>' in stadium
    assert "A or B: not known yet" in page


def test_the_finish_line_is_drawn_where_it_lies() -> None:
    # anticlockwise eastwards: the home straight is the south one, and it ends in the east
    assert wind(STADIUM) == "south-east"
    x1, y1, x2, y2 = drawn(STADIUM).finish
    assert x1 == x2 == pytest.approx(84.39 / 2, abs=0.1)
    assert 30.0 < y1 < y2 < 60.0, "y grows towards the south in an SVG"
    assert drawn(STADIUM).other == (-x1, -y1, -x2, -y2)


def test_a_track_is_renamed(client: TestClient, path: Path) -> None:
    put(path, STADIUM, PARK)
    assert "new name" in send(client, "name", track="stadium", name="  Stadion   Ost ").text
    assert [track.name for track in shelf.load(path)] == ["Stadion Ost", "Park / Süd"]


@pytest.mark.parametrize(
    ("name", "told"), [("", "cannot be the name of a track"), ("park / süd", "is the name of another saved track")]
)
def test_a_name_that_cannot_be_is_told_beside_its_field(client: TestClient, path: Path, name: str, told: str) -> None:
    put(path, STADIUM, PARK)
    answer = send(client, "name", track="Stadium", name=name)
    assert answer.status_code == 400
    (line,) = re.findall(r'<p class="error" id="name-\d-wrong">([^<]*)</p>', answer.text)
    assert told in line
    assert shelf.load(path) == (STADIUM, PARK)


def test_the_finish_line_is_at_the_end_that_the_runner_says(client: TestClient, path: Path) -> None:
    put(path, STADIUM, PARK)
    send(client, "finish", track="Stadium", end="this")
    assert shelf.load(path)[0].bearing == pytest.approx(90.0)
    page = send(client, "finish", track="Stadium", end="other").text
    found = shelf.load(path)[0]
    assert found.bearing == pytest.approx(270.0)
    assert (found.finish_from, found.finish_probability) == (FinishFrom.RUNNER, 1.0)
    assert "A, in the north-west: as you gave it" in page


def test_a_track_is_forgotten(client: TestClient, path: Path) -> None:
    put(path, STADIUM, PARK)
    assert "Forgotten" in send(client, "forget", track="Park / Süd").text
    assert shelf.load(path) == (STADIUM,)
    assert send(client, "forget", track="Park / Süd").status_code == 404


def test_a_damaged_file_is_told_and_left_as_it_is(client: TestClient, path: Path) -> None:
    put(path, STADIUM)
    path.write_text("{", encoding="utf-8")
    assert "the saved tracks are damaged" in client.get("/tracks").text
    assert send(client, "forget", track="Stadium").status_code == 400
    assert path.read_text(encoding="utf-8") == "{"


def test_where_no_tracks_are_used_it_says_so(tmp_path: Path) -> None:
    with TestClient(create(Settings(log=str(tmp_path / "log.db"))), base_url=HERE) as client:
        assert "started without saved tracks" in client.get("/tracks").text
        assert client.get("/api/tracks").json() == {"tracks": []}
        assert client.delete("/api/tracks/Stadium").status_code == 400


def test_the_track_of_a_session_is_saved_from_its_page(client: TestClient, log: Store, path: Path) -> None:
    jo = log.put_athlete(Athlete("Jo"))
    data = (ROOT / "sample_data" / "mile_trial.fit").read_bytes()
    number = logbook.add(log, jo, data, name="mile.fit", said=Said(goal=340.0)).number
    assert number == 1
    assert 'action="/sessions/1/track"' in client.get("/sessions/1").text
    answer = client.post("/sessions/1/track", data={"name": "Home"}, follow_redirects=False)
    assert answer.headers["location"] == "/sessions/1/again"
    (saved,) = shelf.load(path)
    assert saved.name == "Home"
    assert saved.sessions == (log.session(jo, 1).files[0].sha256,)
    # it is analysed again, with what was said of it
    assert [(one.session, one.said) for one in log.orders(jo)] == [(1, Said(goal=340.0))]
    assert len(list(logbook.redo(log, jo, [1], saved=lambda: shelf.load(path)))) == 1
    assert log.session(jo, 1).track == "Home"
    assert 'action="/sessions/1/track"' not in client.get("/sessions/1").text
    # a track that was forgotten can be saved anew
    send(client, "forget", track="Home")
    assert 'action="/sessions/1/track"' in client.get("/sessions/1").text
    assert client.post("/api/sessions/1/track", json={"name": "Home again"}).json()["name"] == "Home again"
    assert client.post("/api/sessions/1/track", json={"name": ""}).status_code == 400


def test_programs_do_what_the_page_does(client: TestClient, path: Path) -> None:
    put(path, STADIUM, PARK)
    told = client.get("/api/tracks").json()["tracks"]
    assert [(one["name"], one["sessions"], one["lap_m"]) for one in told] == [
        ("Stadium", 1, 400.0),
        ("Park / Süd", 0, 400.0),
    ]
    assert client.get("/api/tracks/park%20%2F%20s%C3%BCd").json() == told[1]
    latitude, longitude = tracks.finish_of(PARK)
    answer = client.patch("/api/tracks/Park / Süd", json={"name": "Park", "finish": f"{latitude},{longitude}"}).json()
    assert (answer["name"], answer["finish"]) == ("Park", {"known_from": "runner", "probability": 1.0})
    for body in ({}, {"name": ""}, {"finish": "0,0"}, {"finish": "x"}):
        assert client.patch("/api/tracks/Park", json=body).status_code == 400
    assert client.delete("/api/tracks/Park").json() == {"forgotten": True}
    assert client.get("/api/tracks/Park").status_code == 404
    assert shelf.load(path) == (STADIUM,)


def test_where_many_sign_in_a_track_says_nothing_of_who_ran_there(tmp_path: Path, path: Path) -> None:
    fill(str(tmp_path / "club.db"))
    made = create(Settings(log=str(tmp_path / "club.db"), tracks=path, locked=True))
    made.state.site.queue.start = lambda: None
    with TestClient(made, base_url=HERE, headers={"origin": HERE}) as client:
        signed_in(client, "Jo").post("/sessions/1/track", data={"name": "Home"})
        digest = shelf.load(path)[0].sessions[0]
        ann = signed_in(TestClient(made, base_url=HERE), "Ann")
        for address in ("/tracks", "/api/tracks", "/api/tracks/Home"):
            told = ann.get(address).text
            assert "Home" in told
            assert digest not in told
            assert SECRET not in told
        assert "everybody who signs in here sees and uses the same ones" in ann.get("/tracks").text
        path.write_text("{", encoding="utf-8")
        assert str(tmp_path) not in ann.get("/tracks").text
