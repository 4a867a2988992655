"""Files that are uploaded are in the log before anything else, and what is no recording is refused in a line."""

import gzip
import hashlib
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from web_app import ADDRESS, bring, client_of, run, settled, stands

from analyzer import simulate, store
from analyzer.model import Athlete, Said
from analyzer.web.app import create
from analyzer.web.names import LONGEST, tame
from analyzer.web.settings import MEGABYTE, Settings

SHA = re.compile(r"[0-9a-f]{64}")
LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE gpx [<!ENTITY a "ha">%s]><gpx creator="x">&a9;</gpx>""" % b"".join(
    b'<!ENTITY a%d "%s">' % (n, b"&a%s;" % (b"" if n == 1 else b"%d" % (n - 1)) * 10) for n in range(1, 10)
)


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    """An app whose queue is not at work."""
    return TestClient(create(Settings(log=str(tmp_path / "log.db"))), base_url=ADDRESS)


@pytest.fixture
def working(tmp_path: Path) -> Iterator[TestClient]:
    with client_of(tmp_path) as made:
        yield made


def zipped(**files: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("_", "."), data)
    return held.getvalue()


def kept(place: Path) -> dict[str, str]:
    """Give the files that wait in the log, with their names."""
    with store.open(place / "log.db") as log:
        return {one.sha256: one.name for one in log.waiting()}


def test_a_file_is_in_the_log_when_it_is_said_to_be(client: TestClient, tmp_path: Path) -> None:
    (found,) = bring(client, ("run.fit", run(1)))
    assert (found["name"], found["state"], found["known"], found["session"]) == ("run.fit", "waiting", False, None)
    assert found["sha256"] == hashlib.sha256(run(1)).hexdigest()
    assert kept(tmp_path) == {found["sha256"]: "run.fit"}
    with store.open(tmp_path / "log.db") as log:
        assert log.data(found["sha256"]) == run(1)
        assert log.athlete().name == "me"


def test_a_file_becomes_a_session_and_the_same_one_again_is_said_to_be_there(working: TestClient) -> None:
    (found,) = bring(working, ("run.fit", run(1)))
    there = settled(working, found["sha256"])
    assert (there["state"], there["session"], there["problem"]) == ("logged", 1, "")
    assert re.fullmatch(r"Easy run \d:\d\d", there["headline"])
    (again,) = bring(working, ("the same.fit.gz", gzip.compress(run(1))))
    assert (again["state"], again["session"], again["known"], again["name"]) == ("logged", 1, True, "the same.fit.gz")
    assert again["told"].startswith("already in the log: session 1, Easy run")
    assert len(working.get("/api/sessions").json()["sessions"]) == 1
    (other,) = bring(working, ("other.fit", run(2)))
    assert settled(working, other["sha256"])["session"] == 2
    assert working.get("/api/queue").json() == {"waiting": 0, "analysing": [], "failed": 0, "orders": []}


def test_another_export_of_a_session_is_told_so(working: TestClient) -> None:
    made = simulate.session(kind="road", seed=1, minutes=4.0, latitude=47.0, longitude=15.0)
    (first,) = bring(working, ("run.fit", simulate.write_fit(made.recording)))
    settled(working, first["sha256"])
    (second,) = bring(working, ("run.gpx", simulate.write_gpx(made.recording)))
    there = settled(working, second["sha256"])
    assert (there["state"], there["session"], there["aside"]) == ("logged", 1, True)
    assert there["told"].startswith("another export of session 1, kept with it")


def test_several_files_are_taken_each_by_itself(client: TestClient, tmp_path: Path) -> None:
    found = bring(
        client,
        ("a.fit", run(1)),
        ("picture.fit", b"\x89PNG\r\n\x1a\nno run"),
        ("empty.gpx", b""),
        ("b.fit", run(2)),
        ("a again.fit", run(1)),
    )
    assert [one["state"] for one in found] == ["waiting", "refused", "refused", "waiting", "waiting"]
    assert "a PNG picture" in found[1]["problem"]
    assert "0 bytes" in found[2]["problem"]
    assert [one["known"] for one in found] == [False, False, False, False, True]
    assert found[4]["sha256"] == found[0]["sha256"]
    assert sorted(kept(tmp_path).values()) == ["a.fit", "b.fit"]


def test_what_a_file_is_called_or_said_to_be_does_not_count(client: TestClient) -> None:
    files = [("files", ("run.jpg", run(1), "image/jpeg")), ("x", ("run.gpx", run(2), "text/html; charset=evil"))]
    found = client.post("/api/uploads", files=files).json()["files"]
    assert [one["state"] for one in found] == ["waiting", "waiting"]
    (refused,) = bring(client, ("run.fit", b"<html><script>alert(1)</script></html>"))
    assert refused["state"] == "refused"
    assert "XML of another kind" in refused["problem"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("/etc/cron.d/x.fit", "x.fit"),
        ("a\0b\r\nc.fit", "abc.fit"),
        ("run\u202etif.exe", "runtif.exe"),
        ("half \ud800 letter.fit", "half letter.fit"),
        ("..", "recording"),
        ("   ", "recording"),
        ("<img src=x onerror=alert(1)>.fit", "<img src=x onerror=alert(1)>.fit"),
        ("Läufe am Bahnhof 🏃.fit", "Läufe am Bahnhof 🏃.fit"),
    ],
)
def test_a_name_is_a_text_and_no_path(name: str, shown: str) -> None:
    assert tame(name) == shown


def test_a_name_of_ten_thousand_letters_is_cut_and_keeps_its_end() -> None:
    shown = tame("a" * 10_000 + ".fit.gz")
    assert len(shown) == LONGEST
    assert shown.endswith("a.fit.gz")


@pytest.mark.parametrize(
    "named",
    [b"../../x.fit", b"a%00b.fit", b"\xff\xfe\x80.fit", b"<b>x</b>.fit", b"x" * 3_000, b"\xed\xa0\x80.fit", b"a\x00b"],
)
def test_names_as_a_hostile_client_writes_them_do_no_harm(client: TestClient, tmp_path: Path, named: bytes) -> None:
    head = b'--x\r\nContent-Disposition: form-data; name="files"; filename="%s"\r\n\r\n' % named
    answer = client.post(
        "/api/uploads",
        content=head + run(1) + b"\r\n--x--\r\n",
        headers={"content-type": "multipart/form-data; boundary=x"},
    )
    assert answer.status_code == 202
    (found,) = answer.json()["files"]
    assert found["state"] == "waiting"
    assert "/" not in found["name"]
    assert found["name"].isprintable()
    assert len(found["name"]) <= LONGEST
    page = client.get("/")
    assert page.status_code == 200
    assert "<b>x" not in page.text
    assert {path.name for path in tmp_path.iterdir()} <= {"log.db", "log.db-wal", "log.db-shm"}


def test_a_file_that_is_too_large_is_refused_and_the_others_go_on(tmp_path: Path) -> None:
    settings = Settings(log=str(tmp_path / "log.db"), largest=MEGABYTE)
    client = TestClient(create(settings), base_url=ADDRESS)
    large, small = bring(client, ("large.fit", bytes(MEGABYTE + 1)), ("small.fit", run(1)))
    assert large["state"] == "refused"
    assert "larger than 1 MB" in large["problem"]
    assert small["state"] == "waiting"
    exactly = bring(client, ("as large as may be.fit", bytes(MEGABYTE)))
    assert "neither FIT" in exactly[0]["problem"]


def test_a_body_that_is_too_large_is_refused_before_it_is_read_and_while_it_is(tmp_path: Path) -> None:
    settings = Settings(log=str(tmp_path / "log.db"), largest=MEGABYTE)
    client = TestClient(create(settings), base_url=ADDRESS)
    sent = 0
    head = b'--x\r\nContent-Disposition: form-data; name="files"; filename="x.fit"\r\n\r\n'

    def pieces() -> Iterator[bytes]:
        nonlocal sent
        yield head
        for _ in range(100):
            sent += MEGABYTE
            yield bytes(MEGABYTE)

    form = {"content-type": "multipart/form-data; boundary=x"}
    told = client.post("/api/uploads", content=b"", headers=form | {"content-length": f"{100 * MEGABYTE}"})
    streamed = client.post("/api/uploads", content=pieces(), headers=form)
    for answer in (told, streamed):
        assert answer.status_code == 413
        assert "larger than 4 MB" in answer.json()["error"]
    assert client.put("/api/sessions/1/said", content=bytes(2 * MEGABYTE)).status_code == 413


def test_no_files_and_too_many_are_each_one_line(tmp_path: Path) -> None:
    client = TestClient(create(Settings(log=str(tmp_path / "log.db"), most_files=3)), base_url=ADDRESS)
    form = {"content-type": "multipart/form-data; boundary=x"}
    cases = {
        "no file came": client.post("/api/uploads", content=b"--x--\r\n", headers=form),
        "no file came with": client.post("/api/uploads", files=[("files", ("", b""))]),
        "Maximum number of files is 3": client.post("/api/uploads", files=[("f", ("a.fit", b"x"))] * 4),
        "cannot be read": client.post("/api/uploads", content=b"nonsense", headers=form),
        "Missing boundary": client.post("/api/uploads", content=b"x", headers={"content-type": "multipart/form-data"}),
    }
    for words, answer in cases.items():
        assert answer.status_code == 400
        assert words in answer.json()["error"]
    assert client.post("/api/uploads", json={"files": []}).status_code == 415
    assert client.get("/api/sessions").json()["athlete"] == ""


def test_an_archive_of_many_gives_each_of_its_recordings(client: TestClient, tmp_path: Path) -> None:
    inner = zipped(c_fit=gzip.compress(run(3)))
    found = bring(client, ("export.zip", zipped(a_fit=run(1), b_fit=run(2), read_me=b"hello", inner_zip=inner)))
    assert [one["name"] for one in found] == ["a.fit (export.zip)", "b.fit (export.zip)", "c.fit (export.zip)"]
    assert {one["state"] for one in found} == {"waiting"}
    assert len(kept(tmp_path)) == 3
    (single,) = bring(client, ("one.zip", zipped(d_fit=run(4), read_me=b"hello")))
    assert (single["name"], single["state"]) == ("one.zip", "waiting")


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("bomb.gz", gzip.compress(run(1) + bytes(2**24)), "more than 200 times its size"),
        ("bomb.zip", zipped(a_fit=run(1) + bytes(2**24)), "more than 200 times its size"),
        ("bombs.zip", zipped(a_fit=bytes(2**24), b_fit=bytes(2**24)), "more than 200 times its size"),
        ("pictures.zip", zipped(a_png=b"\x89PNG", b_png=b"\x89PNG"), "no FIT, GPX or TCX"),
        ("cut.zip", zipped(a_fit=run(1), b_fit=run(2))[:-30], "cannot be unpacked"),
    ],
)
def test_archives_that_are_bombs_or_broken_are_refused(client: TestClient, name: str, data: bytes, words: str) -> None:
    for one in bring(client, (name, data)):
        assert one["state"] == "refused"
        assert words in one["problem"]
        assert "\n" not in one["problem"]


def test_xml_that_grows_is_kept_from_growing_and_told(working: TestClient) -> None:
    (found,) = bring(working, ("laughs.gpx", LAUGHS))
    told = found if found["state"] == "refused" else settled(working, found["sha256"])
    assert told["state"] in {"refused", "failed"}
    assert told["problem"]
    assert "\n" not in told["problem"]
    (sound,) = bring(working, ("run.fit", run(1)))
    assert settled(working, sound["sha256"])["state"] == "logged"


def test_what_could_not_be_analysed_waits_with_the_reason_and_can_be_dropped(working: TestClient) -> None:
    damaged = run(1)[:14] + bytes(200)
    (found,) = bring(working, ("damaged.fit", damaged))
    there = settled(working, found["sha256"])
    assert there["state"] == "failed"
    assert there["problem"]
    assert working.get("/api/uploads").json()["files"] == [there]
    again = working.post(f"/api/uploads/{found['sha256']}/again")
    assert (again.status_code, again.json()["state"]) == (202, "waiting")
    assert settled(working, found["sha256"])["state"] == "failed"
    assert working.delete(f"/api/uploads/{found['sha256']}").json() == {"dropped": found["sha256"]}
    assert stands(working, found["sha256"])["state"] == "gone"
    assert working.delete(f"/api/uploads/{found['sha256']}").status_code == 404


def test_a_file_of_a_session_is_not_dropped(working: TestClient) -> None:
    (found,) = bring(working, ("run.fit", run(1)))
    settled(working, found["sha256"])
    answer = working.delete(f"/api/uploads/{found['sha256']}")
    assert answer.status_code == 400
    assert "session 1" in answer.json()["error"]


def test_the_queue_tells_the_place_of_each(client: TestClient) -> None:
    found = bring(client, *((f"{number}.fit", run(number)) for number in range(3)))
    told = client.get("/api/queue").json()
    assert (told["waiting"], told["failed"], told["analysing"]) == (3, 0, [])
    listed = client.get("/api/uploads").json()["files"]
    assert [one["name"] for one in listed] == [one["name"] for one in found]
    asked = client.get("/api/uploads", params={"sha256": ",".join(one["sha256"] for one in reversed(found))})
    assert [one["name"] for one in asked.json()["files"]] == ["2.fit", "1.fit", "0.fit"]
    assert client.get("/api/uploads", params={"sha256": "x"}).status_code == 400
    many = ",".join(hashlib.sha256(b"%d" % n).hexdigest() for n in range(101))
    assert "too many" in client.get("/api/uploads", params={"sha256": many}).json()["error"]


def test_without_script_the_form_leads_to_a_page_that_tells_the_results(working: TestClient) -> None:
    files = [("files", ("run.fit", run(1))), ("files", ("<b>bad</b>.fit", b"hello"))]
    answer = working.post("/", files=files, follow_redirects=False)
    assert answer.status_code == 303
    there = answer.headers["location"]
    settled(working, hashlib.sha256(run(1)).hexdigest())
    page = working.get(there)
    assert re.search(r'<a href="/sessions/1">Easy run \d:\d\d</a>', page.text)
    assert "&lt;b&gt;bad" not in page.text  # what is before the last stroke is no name
    assert "The 5 bytes are neither FIT" in page.text
    assert "refresh" not in page.headers
    assert "The 5 bytes" not in working.get("/").text


def test_the_page_looks_again_by_itself_while_something_waits(client: TestClient) -> None:
    there = client.post("/", files=[("files", ("run.fit", run(1)))], follow_redirects=False).headers["location"]
    assert client.get(there).headers["refresh"] == "2"
    assert "refresh" not in client.get("/").headers
    assert ">run.fit<" in client.get("/").text


def test_what_came_in_at_the_command_line_is_analysed_too(tmp_path: Path) -> None:
    with store.open(tmp_path / "log.db") as log:
        jo = log.put_athlete(Athlete("Jo"))
        sha256 = log.keep(jo, run(1), name="run.fit", said=Said(goal=340.0)).sha256
    with client_of(tmp_path) as client:
        assert settled(client, sha256)["session"] == 1
        assert client.get("/api/sessions/1").json()["session"]["said"] == {"goal": 340.0}


def test_nobody_sees_what_another_one_uploaded(tmp_path: Path) -> None:
    with store.open(tmp_path / "log.db") as log:
        jo, ann = log.put_athlete(Athlete("Jo")), log.put_athlete(Athlete("Ann"))
        sha256 = log.keep(jo, run(1), name="run.fit").sha256
    with client_of(tmp_path) as client:
        client.cookies.set("athlete", ann.name)
        headers = {"sec-fetch-site": "same-origin"}
        assert stands(client, sha256)["state"] == "gone"
        assert client.get("/api/uploads").json()["files"] == []
        assert client.delete(f"/api/uploads/{sha256}", headers=headers).status_code == 404
        client.cookies.set("athlete", jo.name)
        assert settled(client, sha256)["state"] == "logged"
