"""A recording gets into the log once, whole, and with all that was said of it."""

import gzip
import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from analyzer import logbook, pipeline, simulate, store
from analyzer.errors import AnalyzerError
from analyzer.logbook import Added, Item, Status, analysing
from analyzer.model import Athlete, Diary, Form, Said
from analyzer.store import Store

MORNING = datetime(2026, 5, 16, 7, 30, tzinfo=UTC)
GROUND: dict[str, Any] = {"latitude": 47.0, "longitude": 15.0, "bearing": 30.0}


def recorded(kind: str = "easy", *, form: str = "fit", speed: bool = True, **options: Any) -> bytes:
    """Give a file of a short session."""
    short = {"minutes": 8.0} if kind in {"easy", "road", "easy_track"} else {}
    made = simulate.session(kind=kind, **(GROUND | {"start_time": MORNING} | short | options)).recording
    if form == "gpx":
        return simulate.write_gpx(made, speed=speed)
    return simulate.write_fit(made) if form == "fit" else simulate.write_tcx(made)


@pytest.fixture(scope="module")
def mile() -> bytes:
    return recorded("mile", record_from="trial", record_to="trial")


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Store]:
    with store.open(tmp_path / "log.db") as opened:
        yield opened


@pytest.fixture
def jo(log: Store) -> Athlete:
    return log.put_athlete(Athlete("Jo", timezone="Europe/Vienna"))


def numbers(log: Store, athlete: Athlete) -> list[int]:
    return [int(number) for number in log.sessions(athlete)["session"]]


def test_a_recording_is_a_session_with_its_time(log: Store, jo: Athlete, mile: bytes) -> None:
    added = logbook.add(log, jo, mile, name="mile.fit")
    assert (added.status, added.number, added.day) == (Status.NEW, 1, "2026-05-16")
    session = log.session(jo, 1)
    assert session.headline == added.headline
    assert session.headline.startswith("Mile 5:")
    assert log.data(added.sha256) == mile
    assert session.document["recording"]["sha256"] == added.sha256
    assert [file.name for file in session.files] == ["mile.fit"]


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["as it was", "gzipped"])
def test_the_same_file_twice_is_one_session(log: Store, jo: Athlete, mile: bytes, pack: Any) -> None:
    logbook.add(log, jo, mile)
    again = logbook.add(log, jo, pack(mile))
    assert (again.status, again.number) == (Status.KNOWN, 1)
    assert numbers(log, jo) == [1]


def test_the_same_file_of_two_athletes_is_a_session_of_each(log: Store, jo: Athlete, mile: bytes) -> None:
    kim = log.put_athlete(Athlete("Kim"))
    assert logbook.add(log, jo, mile).status is Status.NEW
    assert logbook.add(log, kim, mile).status is Status.NEW
    assert len(numbers(log, jo)) == len(numbers(log, kim)) == 1


@pytest.mark.parametrize("first", ["fit", "gpx"])
def test_a_fit_file_and_its_gpx_export_are_one_session_told_by_the_fit_file(
    log: Store, jo: Athlete, first: str
) -> None:
    second = {"fit": "gpx", "gpx": "fit"}[first]
    made = {
        form: recorded("mile", form=form, speed=False, record_from="trial", record_to="trial")
        for form in (first, second)
    }
    logbook.add(log, jo, made[first], name=f"run.{first}", diary=Diary(notes="windy"), said=Said(lane=1))
    joined = logbook.add(log, jo, made[second], name=f"run.{second}", diary=Diary(notes="later", rpe=9))
    assert (joined.status, joined.number, joined.primary) == (Status.JOINED, 1, second == "fit")
    assert joined.silent == ("notes",)
    session = log.session(jo, 1)
    assert [file.format for file in session.files] == ["fit", "gpx"]
    assert session.document["recording"]["format"] == "fit"
    assert (session.said, session.diary) == (Said(lane=1), Diary(notes="windy", rpe=9))
    assert numbers(log, jo) == [1]


def test_an_export_in_local_time_joins_its_session(log: Store, jo: Athlete) -> None:
    logbook.add(log, jo, recorded("road"))
    later = recorded("road", form="gpx", start_time=MORNING + timedelta(hours=2))
    joined = logbook.add(log, jo, later)
    assert (joined.status, joined.ahead) == (Status.JOINED, 7200.0)


def test_two_fit_files_are_two_sessions_however_alike_since_a_watch_counts_in_utc(log: Store, jo: Athlete) -> None:
    for hours in (0, 2):
        added = logbook.add(log, jo, recorded("road", start_time=MORNING + timedelta(hours=hours)))
        assert added.status is Status.NEW


def test_two_sessions_at_one_time_at_two_places_are_two_and_told_so(log: Store, jo: Athlete) -> None:
    logbook.add(log, jo, recorded("road"))
    other = logbook.add(log, jo, recorded("road", latitude=47.02))
    assert (other.status, other.number, other.beside) == (Status.NEW, 2, (1,))


def test_two_sessions_of_one_day_are_two(log: Store, jo: Athlete) -> None:
    logbook.add(log, jo, recorded("road", seed=1))
    other = logbook.add(log, jo, recorded("road", seed=2, start_time=MORNING + timedelta(hours=9)))
    assert (other.status, other.beside) == (Status.NEW, ())


@pytest.mark.parametrize(
    ("data", "told"), [(b"", "0 bytes"), (b"hello", "neither FIT nor GPX nor TCX"), (b"<gpx></gpx>", "no track")]
)
def test_what_is_no_recording_is_told_and_not_kept(log: Store, jo: Athlete, data: bytes, told: str) -> None:
    added = logbook.add(log, jo, data)
    assert (added.status, added.number, added.kept) == (Status.FAILED, 0, False)
    assert told in str(added.problem)
    assert log.waiting() == ()


def test_what_cannot_be_analysed_is_kept_until_it_can(
    log: Store, jo: Athlete, mile: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("no laps")

    with monkeypatch.context() as patched:
        patched.setattr(pipeline, "analyze", broken)
        added = logbook.add(log, jo, mile, name="mile.fit", diary=Diary(rpe=8))
        assert (added.status, added.kept) == (Status.FAILED, True)
        assert "ZeroDivisionError: no laps" in str(added.problem)
    assert [(one.name, one.problem == str(added.problem)) for one in log.waiting(jo)] == [("mile.fit", True)]
    taken = resumed(log, jo, failed=False)
    assert taken == []
    (added,) = resumed(log, jo, failed=True)
    assert (added.status, log.session(jo, added.number).diary.rpe) == (Status.NEW, 8)
    assert log.waiting() == ()


def resumed(log: Store, athlete: Athlete, *, failed: bool) -> list[Added]:
    taken: list[Added] = []
    logbook.resume(log, athlete, saved=tuple, told=lambda _, added: taken.append(added), failed=failed)
    return taken


def test_a_file_that_was_kept_and_no_more_is_taken_up_with_all_that_was_said(
    log: Store, jo: Athlete, mile: bytes
) -> None:
    log.keep(jo, mile, name="mile.fit", said=Said(goal=350.0), diary=Diary(notes="hot"))
    (added,) = resumed(log, jo, failed=False)
    session = log.session(jo, added.number)
    assert (session.said, session.diary, session.files[0].name) == (Said(goal=350.0), Diary(notes="hot"), "mile.fit")
    assert session.document["strategy"]["goal_s"] == 350.0


def test_what_is_said_of_a_file_that_waits_is_taken_too(log: Store, jo: Athlete, mile: bytes) -> None:
    log.keep(jo, mile, name="mile.fit", said=Said(goal=350.0))
    added = logbook.add(log, jo, mile, said=Said(five_k=1200.0), diary=Diary(rpe=7))
    session = log.session(jo, added.number)
    assert (session.said, session.diary) == (Said(five_k=1200.0, goal=350.0), Diary(rpe=7))


def test_a_wrong_option_is_told_and_nothing_is_kept(log: Store, jo: Athlete, mile: bytes) -> None:
    added = logbook.add(log, jo, mile, said=Said(corrections="lane = 77"))
    assert (added.status, added.kept) == (Status.FAILED, False)
    assert "lane" in str(added.problem)
    assert log.waiting() == ()
    assert logbook.add(log, jo, mile).status is Status.NEW


def test_the_form_of_the_day_is_the_5k_time_unless_the_runner_says_another(
    log: Store, jo: Athlete, mile: bytes
) -> None:
    forms = (Form(date(2026, 1, 1), five_k=1260.0), Form(date(2026, 5, 1), five_k=1230.0, goal=352.0))
    jo = log.put_athlete(replace(jo, forms=forms))
    added = logbook.add(log, jo, mile)
    plan = log.session(jo, added.number).document["strategy"]
    assert (plan["five_k_s"], plan["goal_s"], plan["estimated"]) == (1230.0, 352.0, [])
    assert log.session(jo, added.number).said == Said()
    told = logbook.again(log, jo, added.number, said=Said(five_k=1200.0))
    assert told.number == added.number
    plan = log.session(jo, added.number).document["strategy"]
    assert (plan["five_k_s"], plan["goal_s"]) == (1200.0, 352.0)


def test_corrections_overrule_the_form_and_are_overruled_by_what_is_said() -> None:
    recording = pipeline.read(recorded("mile", record_from="trial", record_to="trial"))
    jo = Athlete("Jo", forms=(Form(date(2026, 1, 1), five_k=1260.0, goal=360.0),))
    told = analysing.options_for(recording, jo, Said(corrections='five_k = "19:00"'))
    assert (told.five_k, told.corrections.five_k, told.goal) == (None, 1140.0, 360.0)
    assert analysing.options_for(recording, jo, Said(five_k=1200.0, corrections='five_k = "19:00"')).five_k == 1200.0


def test_the_spike_is_told_from_the_sessions_before(log: Store, jo: Athlete) -> None:
    logbook.add(log, jo, recorded("road", minutes=10.0))
    second = logbook.add(log, jo, recorded("road", seed=3, minutes=14.0, start_time=MORNING + timedelta(days=2)))
    checks = log.session(jo, second.number).document["workout"]["checks"]
    (spike,) = [check for check in checks if check["rule"] == "spike"]
    assert spike["passed"] is False
    assert spike["measured"] == pytest.approx(1.4, abs=0.08)


def test_many_files_are_taken_by_several_processes(log: Store, jo: Athlete) -> None:
    files = [recorded(seed=day, start_time=MORNING + timedelta(days=day)) for day in range(4)]
    items = [Item(data, f"{place}.fit") for place, data in enumerate([*files, files[0], b"no run"])]
    told: list[tuple[Item, Added]] = []
    logbook.add_all(log, jo, items, saved=tuple, told=lambda item, added: told.append((item, added)), jobs=2)
    assert sorted(added.status for _, added in told) == sorted([Status.NEW] * 4 + [Status.KNOWN, Status.FAILED])
    assert len(numbers(log, jo)) == 4
    assert log.waiting() == ()


def test_a_failure_of_the_log_itself_is_no_problem_of_a_file(log: Store, jo: Athlete, mile: bytes) -> None:
    with pytest.raises(AnalyzerError, match="athlete"):
        logbook.add(log, replace(jo, id=99), mile)


@pytest.fixture
def exports() -> dict[str, bytes]:
    return {
        form: recorded("mile", form=form, speed=False, record_from="trial", record_to="trial")
        for form in ("fit", "gpx")
    }


def bound(data: bytes, text: str) -> Said:
    """Give corrections that are for one file."""
    return Said(corrections=f'sha256 = "{hashlib.sha256(data).hexdigest()}"\n{text}')


def test_corrections_of_no_rep_go_with_the_session_to_a_richer_file(
    log: Store, jo: Athlete, exports: dict[str, bytes]
) -> None:
    logbook.add(log, jo, exports["gpx"], said=bound(exports["gpx"], 'goal = "5:50"'))
    assert logbook.add(log, jo, exports["fit"]).primary
    session = log.session(jo, 1)
    assert session.document["recording"]["format"] == "fit"
    assert session.document["strategy"]["goal_s"] == 350.0


def test_a_session_whose_reps_are_corrected_stays_with_the_file_that_was_corrected(
    log: Store, jo: Athlete, exports: dict[str, bytes]
) -> None:
    said = bound(exports["gpx"], '[[add]]\nstart = "0:30"\nend = "1:30"\n')
    first = logbook.add(log, jo, exports["gpx"], said=said)
    assert first.status is Status.NEW, first.problem
    assert not logbook.add(log, jo, exports["fit"]).primary
    session = log.session(jo, 1)
    assert (session.said, session.document["recording"]["format"]) == (said, "gpx")


def test_corrections_of_the_poorer_file_are_named_and_not_taken(
    log: Store, jo: Athlete, exports: dict[str, bytes]
) -> None:
    logbook.add(log, jo, exports["fit"])
    joined = logbook.add(log, jo, exports["gpx"], said=bound(exports["gpx"], "[[drop]]\nrep = 1\n"))
    assert (joined.status, joined.primary, joined.silent) == (Status.JOINED, False, ("corrections",))
    assert log.session(jo, 1).said == Said()
