"""A club's server: Jo with a trial, a diary and a file that waits, Ann with nothing yet; each with a password."""

from datetime import date
from pathlib import Path

from starlette.testclient import TestClient

from analyzer import logbook, store
from analyzer.model import Athlete, Day, Diary, Form
from analyzer.web.passwords import hashed

ROOT = Path(__file__).parent.parent
HERE = "http://localhost:8400"
PASSWORD = {"Jo": "four laps and a bell", "Ann": "bell then one more lap"}
SECRET = "sekret-of-jo"  # noqa: S105 - no password
"""In all that Jo wrote or named."""
DAY = date(2026, 5, 3)


def fill(place: str) -> None:
    """Make the log of the club."""
    with store.open(place) as log:
        jo = log.put_athlete(Athlete("Jo", birth_year=1991, forms=(Form(date(2026, 1, 1), 1200.0, 340.0),)))
        ann = log.put_athlete(Athlete("Ann"))
        for athlete in (jo, ann):
            log.set_password(athlete, hashed(PASSWORD[athlete.name]))
        data = (ROOT / "sample_data" / "mile_trial.fit").read_bytes()
        added = logbook.add(log, jo, data, name=f"{SECRET}.fit")
        assert added.number == 1
        log.edit(jo, 1, diary=Diary(notes=SECRET, weather=SECRET, shoes=SECRET))
        log.write_day(jo, Day(DAY, sleep=7.0, notes=SECRET))
        log.keep(jo, f"no recording, {SECRET}".encode(), name=f"{SECRET}-waits.fit")


def signed_in(client: TestClient, name: str, password: str = "") -> TestClient:
    """Sign in as an athlete."""
    words = {"name": name, "password": password or PASSWORD[name]}
    answer = client.post("/sign-in", data=words, headers={"origin": HERE}, follow_redirects=False)
    assert answer.status_code == 303
    client.headers["origin"] = HERE
    return client
