"""The log, the same on SQLite and on a real PostgreSQL server."""

import gzip
import hashlib
import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from log_example import LAP, MILE, START, after, easy, intervals, raw, trial
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from analyzer import frames, store
from analyzer.errors import LogError, OptionError
from analyzer.model import Athlete, Day, Diary, Entry, Form, Said, Sex, WorkoutKind
from analyzer.store import Store

NOTHING = Said()


@pytest.fixture
def log(log_place: str) -> Iterator[Store]:
    with store.open(log_place) as opened:
        yield opened


@pytest.fixture
def jo(log: Store) -> Athlete:
    return log.put_athlete(Athlete("Jo", timezone="Europe/Vienna"))


def added(log: Store, athlete: Athlete, entry: Entry, name: str, said: Said = NOTHING) -> int:
    return log.put(athlete, entry, sha256=log.keep(athlete, raw(name), name=name, said=said).sha256)


def row_of(frame: pd.DataFrame, at: int = 0) -> dict[str, object]:
    return {str(name): value for name, value in frame.iloc[at].items()}


# athletes


def test_an_athlete_is_kept_with_forms_in_order(log: Store) -> None:
    forms = (Form(date(2026, 5, 1), five_k=1190.0, goal=350.0), Form(date(2026, 3, 1), five_k=1210.5))
    known = log.put_athlete(Athlete("  Jo  Runner ", 1980, Sex.FEMALE, "Europe/Vienna", forms))
    assert known == replace(Athlete("Jo Runner", 1980, Sex.FEMALE, "Europe/Vienna", forms[::-1]), id=known.id)
    assert log.athletes() == (known,)
    assert log.athlete() == log.athlete("jo runner") == known


def test_names_are_unique_whatever_the_case(log: Store, jo: Athlete) -> None:
    with pytest.raises(OptionError, match="jO: there is an athlete of that name"):
        log.put_athlete(Athlete("jO"))
    assert log.put_athlete(replace(jo, name="JO", birth_year=1990)).name == "JO"
    assert [one.birth_year for one in log.athletes()] == [1990]


def test_who_is_meant_is_asked_where_there_are_several(log: Store) -> None:
    with pytest.raises(OptionError, match="no athlete in the log yet"):
        log.athlete()
    log.put_athlete(Athlete("Jo"))
    log.put_athlete(Athlete("Ann"))
    with pytest.raises(OptionError, match="several athletes in the log; say which: Ann, Jo"):
        log.athlete()
    with pytest.raises(OptionError, match="Bob: no such athlete in the log; there are Ann, Jo"):
        log.athlete("Bob")


@pytest.mark.parametrize("athlete", [Athlete(""), Athlete("   "), Athlete("x" * 101), Athlete("a\x00b")])
def test_a_name_is_of_letters(log: Store, athlete: Athlete) -> None:
    with pytest.raises(OptionError, match="an athlete needs a name"):
        log.put_athlete(athlete)


def test_a_time_zone_must_be_one(log: Store) -> None:
    for timezone in ("Mars/Olympus", "../../etc/passwd", "Europe"):
        with pytest.raises(OptionError, match="there is no such time zone"):
            log.put_athlete(Athlete("Jo", timezone=timezone))


# files


def test_a_kept_file_is_given_back_byte_for_byte(log: Store, jo: Athlete) -> None:
    data = raw("a.fit")
    kept = log.keep(jo, data, name="a.fit", said=Said(five_k=1200.0, finish=(47.0, 15.0)))
    assert (kept.sha256, kept.new, kept.session) == (hashlib.sha256(data).hexdigest(), True, None)
    assert log.data(kept.sha256) == data
    (waiting,) = log.waiting(jo)
    assert (waiting.sha256, waiting.name, waiting.athlete, waiting.problem) == (kept.sha256, "a.fit", "Jo", "")
    assert waiting.said == Said(five_k=1200.0, finish=(47.0, 15.0))
    assert abs(waiting.received - pd.Timestamp.now(tz="UTC")) < pd.Timedelta(minutes=5)


@pytest.mark.parametrize("data", [b"", b"\x00" * 70000, bytes(range(256)) * 5000])
def test_any_bytes_are_kept(log: Store, jo: Athlete, data: bytes) -> None:
    assert log.data(log.keep(jo, data, name="x").sha256) == data


def test_the_same_bytes_again_are_not_new(log: Store, jo: Athlete) -> None:
    first = log.keep(jo, raw("a"), name="a.fit")
    again = log.keep(jo, raw("a"), name="copy of a.fit")
    assert (again.sha256, again.new, again.session) == (first.sha256, False, None)
    number = log.put(jo, easy(), sha256=first.sha256)
    assert log.keep(jo, raw("a"), name="a.fit") == replace(again, session=number)
    assert len(log.waiting()) == 0


def test_two_athletes_each_have_the_same_file(log: Store, jo: Athlete) -> None:
    ann = log.put_athlete(Athlete("Ann"))
    sha256 = log.keep(jo, raw("a"), name="mine.fit").sha256
    assert log.keep(ann, raw("a"), name="hers.fit").new
    assert [(one.athlete, one.name) for one in log.waiting()] == [("Jo", "mine.fit"), ("Ann", "hers.fit")]
    assert [one.name for one in log.waiting(ann)] == ["hers.fit"]
    number = log.put(jo, easy(), sha256=sha256)
    log.remove(jo, number)
    assert log.data(sha256) == raw("a")
    log.drop(ann, sha256)
    with pytest.raises(OptionError, match="no such file in the log"):
        log.data(sha256)


def test_why_a_file_could_not_be_analysed_is_kept(log: Store, jo: Athlete) -> None:
    sha256 = log.keep(jo, raw("a"), name="a.fit").sha256
    log.failed(jo, sha256, "no positions")
    assert [one.problem for one in log.waiting(jo)] == ["no positions"]
    log.put(jo, easy(), sha256=sha256)
    log.failed(jo, sha256, "too late")
    assert log.waiting(jo) == ()


def test_a_raw_file_is_never_changed(log: Store, jo: Athlete) -> None:
    sha256 = log.keep(jo, raw("a"), name="a.fit").sha256
    with pytest.raises(DBAPIError, match="a raw file is never changed"), log._door.engine.begin() as connection:
        connection.execute(text("UPDATE files SET data = data"))
    assert log.data(sha256) == raw("a")


def test_a_file_that_rotted_is_told_of_and_not_given(log: Store, jo: Athlete) -> None:
    sha256 = log.keep(jo, raw("a"), name="a.fit").sha256
    off = "DROP TRIGGER files_unchanged" + (" ON files" if log._door.place.url else "")
    with log._door.engine.begin() as connection:
        connection.execute(text(off))
        connection.execute(text("UPDATE files SET data = (SELECT substr(data, 1, 5000) FROM files)"))
    with pytest.raises(LogError, match=rf"a.fit \(sha256 {sha256}\): the file in the log is damaged"):
        log.data(sha256)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (raw("x"), "fit"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<gpx version='1.1'>", "gpx"),
        (b"<?xml?><TrainingCenterDatabase xmlns='x'>", "tcx"),
        (gzip.compress(raw("x")), "fit"),
        (b"PK\x03\x04rest", "zip"),
        (b"hello", "other"),
        (b"\x1f\x8bbroken", "other"),
    ],
)
def test_the_format_of_a_file_is_told_by_its_bytes(log: Store, jo: Athlete, data: bytes, kind: str) -> None:
    number = log.put(jo, easy(), sha256=log.keep(jo, data, name="run.bin").sha256)
    assert [file.format for file in log.files(jo, number)] == [kind]


# sessions


def test_a_session_is_given_back_as_it_was_put(log: Store, jo: Athlete) -> None:
    said = Said(five_k=1234.0, lane=3, workout="mile", corrections="[[edit]]\nrep = 1\n")
    entry = trial()
    number = added(log, jo, entry, "a.fit", said)
    found = log.session(jo, number)
    assert (found.session, found.start, found.day) == (number, START, (date(2026, 5, 16) - date(1970, 1, 1)).days)
    for name in ("title", "headline", "duration", "running", "distance", "track", "device", "temperature", "latitude"):
        assert getattr(found, name) == getattr(entry, name), name
    assert (found.kind, found.five_k, found.said, found.diary) == ("mile_trial", 1234.0, said, Diary())
    assert found.document == entry.document
    assert [(file.name, file.format, file.size, file.primary) for file in found.files] == [
        ("a.fit", "fit", len(raw("a.fit")), True)
    ]
    pd.testing.assert_frame_equal(
        log.sessions(jo)[["title", "distance", "files", "method"]],
        pd.DataFrame(
            {"title": ["1 mile trial"], "distance": [5200.0], "files": [1], "method": [1]},
            index=pd.DatetimeIndex([START], name="start").as_unit("us"),
        ),
        check_dtype=False,
    )


def test_frames_have_every_column_also_when_the_log_is_empty(log: Store, jo: Athlete) -> None:
    trials = log.trials(jo)
    training = log.training(jo)
    for frame, table in (
        (log.sessions(jo), frames.SESSIONS),
        (training.sessions, frames.SESSIONS),
        (trials.trials, frames.TRIALS),
        (trials.laps, frames.TRIAL_LAPS),
        (trials.zones, frames.TRIAL_ZONES),
        (trials.reps, frames.LOGGED_EFFORTS),
    ):
        assert list(frame.columns) == [column.name for column in table]
        assert len(frame) == 0
    assert training.speeds.shape == (0, 100)
    assert str(log.sessions(jo).index.dtype) == "datetime64[us, UTC]"


def test_sessions_come_in_order_and_are_chosen_by_day_kind_track_and_number(log: Store, jo: Athlete) -> None:
    third = added(log, jo, trial(after(2)), "c")
    first = added(log, jo, easy(after(0)), "a")
    second = added(log, jo, intervals(after(1)), "b")
    day = date(2026, 5, 17)
    assert list(log.sessions(jo)["session"]) == [first, second, third]
    assert list(log.sessions(jo, since=day)["session"]) == [second, third]
    assert list(log.sessions(jo, until=day)["session"]) == [first, second]
    assert list(log.sessions(jo, since=day, until=day)["session"]) == [second]
    assert list(log.sessions(jo, kinds=(WorkoutKind.EASY, WorkoutKind.MILE_TRIAL))["session"]) == [first, third]
    assert list(log.sessions(jo, tracks=("Stadium",))["session"]) == [second, third]
    assert list(log.sessions(jo, limit=2)["session"]) == [second, third]
    assert list(log.sessions(jo, limit=0)["session"]) == []
    assert list(log.sessions(jo, limit=99)["session"]) == [first, second, third]


def test_a_new_analysis_takes_the_place_of_the_old_and_leaves_what_the_runner_wrote(log: Store, jo: Athlete) -> None:
    number = added(log, jo, trial(), "a", Said(goal=350.0))
    log.edit(jo, number, diary=Diary("windy", "12 degC", "spikes", 9))
    assert log.outdated(2) == ((jo, number),)
    sha256 = log.files(jo, number)[0].sha256
    assert log.put(jo, intervals(after(0.01), method=2), sha256=sha256, session=number) == number
    found = log.session(jo, number)
    assert (found.title, found.method, found.said) == ("10 x 400 m", 2, Said(goal=350.0))
    assert found.diary == Diary("windy", "12 degC", "spikes", 9)
    assert log.outdated(2) == ()
    trials = log.trials(jo)
    assert (len(trials.trials), len(trials.laps), len(trials.zones), len(trials.reps)) == (0, 0, 0, 10)
    assert log.traces(jo, number) == {}


def test_putting_a_file_twice_makes_one_session(log: Store, jo: Athlete) -> None:
    sha256 = log.keep(jo, raw("a"), name="a").sha256
    number = log.put(jo, trial(), sha256=sha256)
    assert log.put(jo, trial(), sha256=sha256) == number
    assert len(log.sessions(jo)) == 1
    assert len(log.trials(jo).zones) == 16


def test_two_exports_are_one_session(log: Store, jo: Athlete) -> None:
    number = added(log, jo, trial(), "a.fit")
    other = log.keep(jo, raw("a.gpx"), name="a.gpx").sha256
    (overlap,) = log.overlapping(jo, START + pd.Timedelta(minutes=20), 3600.0)
    assert (overlap.session, overlap.start, overlap.duration) == (number, START, 1611.0)
    log.join(jo, number, other)
    log.join(jo, number, other)
    assert [(file.name, file.primary) for file in log.files(jo, number)] == [("a.fit", True), ("a.gpx", False)]
    assert list(log.sessions(jo)["files"]) == [2]
    assert log.keep(jo, raw("a.gpx"), name="a.gpx").session == number
    log.put(jo, trial(), sha256=other, session=number)
    assert [(file.name, file.primary) for file in log.files(jo, number)] == [("a.gpx", True), ("a.fit", False)]


def test_what_is_the_same_session_is_asked_within_the_transaction(log: Store, jo: Athlete) -> None:
    number = added(log, jo, trial(), "a.fit")
    other = log.keep(jo, raw("a.gpx"), name="a.gpx").sha256
    assert log.put(jo, easy(after(0.001)), sha256=other, same=lambda overlap: overlap.session == number) == number
    assert list(log.sessions(jo)["title"]) == ["1 mile trial"]
    third = log.keep(jo, raw("b.gpx"), name="b.gpx").sha256
    assert log.put(jo, easy(after(0.001)), sha256=third, same=lambda _overlap: False) != number


def test_a_file_is_of_one_session_only(log: Store, jo: Athlete) -> None:
    first = added(log, jo, easy(), "a")
    second = added(log, jo, easy(after(1)), "b")
    with pytest.raises(OptionError, match=f"a: the file is of session {first}, not of {second}"):
        log.join(jo, second, log.files(jo, first)[0].sha256)
    with pytest.raises(OptionError, match=f"the file is of session {first}"):
        log.drop(jo, log.files(jo, first)[0].sha256)


def test_what_does_not_overlap_is_no_overlap(log: Store, jo: Athlete) -> None:
    ann = log.put_athlete(Athlete("Ann"))
    added(log, jo, easy(START, distance=2800.0), "a")
    assert log.overlapping(jo, START + pd.Timedelta(seconds=1000), 60.0) == ()
    assert log.overlapping(jo, START - pd.Timedelta(seconds=60), 60.0) == ()
    assert log.overlapping(ann, START, 60.0) == ()
    assert len(log.overlapping(jo, START + pd.Timedelta(seconds=999), 60.0)) == 1
    assert len(log.overlapping(jo, START - pd.Timedelta(seconds=60), 61.0)) == 1


def test_nobody_gets_the_session_of_another(log: Store, jo: Athlete) -> None:
    ann = log.put_athlete(Athlete("Ann"))
    number = added(log, jo, trial(), "a")
    sha256 = log.files(jo, number)[0].sha256
    for ask in (
        lambda: log.session(ann, number),
        lambda: log.traces(ann, number),
        lambda: log.files(ann, number),
        lambda: log.trial(ann, number),
        lambda: log.edit(ann, number, diary=Diary("mine")),
        lambda: log.remove(ann, number),
        lambda: log.join(ann, number, sha256),
    ):
        with pytest.raises(OptionError, match=f"no session {number} in the log of Ann"):
            ask()
    with pytest.raises(OptionError, match="no such file in the log of Ann"):
        log.put(ann, easy(), sha256=sha256)
    log.keep(ann, raw("a"), name="a")
    with pytest.raises(OptionError, match=f"no session {number} in the log of Ann"):
        log.put(ann, easy(), sha256=sha256, session=number)
    assert len(log.sessions(ann)) == len(log.training(ann).sessions) == len(log.trials(ann).trials) == 0
    assert log.longest_before(ann, after(1)) is None
    assert log.outdated(9, ann) == ()
    assert log.session(jo, number).diary == Diary()


@pytest.mark.parametrize("number", [0, -1, 77, 2**31, 2**63, 10**30])
def test_a_session_that_is_not_there_is_told_of(log: Store, jo: Athlete, number: int) -> None:
    with pytest.raises(OptionError, match=f"no session {number} in the log of Jo; list the sessions"):
        log.session(jo, number)


def test_removing_a_session_removes_its_files(log: Store, jo: Athlete) -> None:
    number = added(log, jo, trial(), "a.fit")
    shas = [file.sha256 for file in log.files(jo, number)]
    log.remove(jo, number)
    assert len(log.sessions(jo)) == len(log.trials(jo).zones) == 0
    assert log.waiting() == ()
    with pytest.raises(OptionError, match="no such file"):
        log.data(shas[0])
    again = log.keep(jo, raw("a.fit"), name="a.fit")
    assert again.new
    assert log.put(jo, trial(), sha256=again.sha256) > number


def test_files_that_are_set_aside_do_not_wait_and_come_back_when_added(log: Store, jo: Athlete) -> None:
    number = added(log, jo, trial(), "a.fit")
    sha256 = log.files(jo, number)[0].sha256
    log.remove(jo, number, files=False)
    assert log.waiting() == ()
    assert log.data(sha256) == raw("a.fit")
    again = log.keep(jo, raw("a.fit"), name="b.fit")
    assert (again.new, again.session) == (True, None)
    assert [one.name for one in log.waiting(jo)] == ["b.fit"]
    log.remove(jo, log.put(jo, trial(), sha256=sha256))
    assert len(log.sessions(jo)) == 0


def test_numbers_are_never_given_twice(log: Store, jo: Athlete) -> None:
    numbers = []
    for at in range(4):
        numbers.append(added(log, jo, easy(after(at)), str(at)))
        log.remove(jo, numbers[-1])
    assert sorted(set(numbers)) == numbers


def test_what_was_said_and_written_with_a_file_goes_into_its_session(log: Store, jo: Athlete) -> None:
    said, diary = Said(goal=350.0), Diary("hot", "30 degC", "flats", 7)
    sha256 = log.keep(jo, raw("a"), name="a", said=said, diary=diary).sha256
    assert [(one.said, one.diary) for one in log.waiting(jo)] == [(said, diary)]
    number = log.put(jo, trial(), sha256=sha256)
    assert (log.session(jo, number).said, log.session(jo, number).diary) == (said, diary)
    log.put(jo, trial(), sha256=sha256, session=number, said=Said(lane=2))
    assert (log.session(jo, number).said, log.session(jo, number).diary) == (Said(lane=2), diary)
    other = log.keep(jo, raw("b"), name="b", diary=Diary("cold")).sha256
    log.join(jo, number, other, diary=Diary("hot, then cold"))
    assert log.session(jo, number).diary == Diary("hot, then cold")
    with pytest.raises(OptionError, match="RPE 12"):
        log.keep(jo, raw("c"), name="c", diary=Diary(rpe=12))
    assert log.waiting(jo) == ()


# days and time zones


def test_the_day_is_the_runners_own(log: Store) -> None:
    evening = pd.Timestamp("2026-05-16T23:30:00Z")
    numbers = {}
    for name, timezone in (("Vienna", "Europe/Vienna"), ("London", "Etc/UTC"), ("Auckland", "Pacific/Auckland")):
        athlete = log.put_athlete(Athlete(name, timezone=timezone))
        added(log, athlete, easy(evening), "a")
        numbers[name] = int(log.sessions(athlete)["day"].iloc[0])
    assert numbers == {"Vienna": 20590, "London": 20589, "Auckland": 20590}
    assert date(1970, 1, 1).toordinal() + 20590 == date(2026, 5, 17).toordinal()


def test_days_are_counted_again_when_the_runner_moves(log: Store, jo: Athlete) -> None:
    added(log, jo, intervals(pd.Timestamp("2026-05-16T23:30:00Z")), "a")
    added(log, jo, easy(pd.Timestamp("2026-05-16T12:30:00Z")), "b")
    before = list(log.sessions(jo)["day"])
    jo = log.put_athlete(replace(jo, timezone="America/Los_Angeles"))
    assert before == [20589, 20590]
    assert list(log.sessions(jo)["day"]) == [20589, 20589]
    assert set(log.trials(jo).reps["day"]) == {20589}
    assert len(log.sessions(jo, until=date(2026, 5, 16))) == 2


# the diary


def test_a_diary_is_written_and_written_over(log: Store, jo: Athlete) -> None:
    number = added(log, jo, trial(), "a")
    log.edit(jo, number, diary=Diary("Felt fine: “strong” 💪", "rain\nand wind", "spikes", 8))
    assert log.session(jo, number).diary == Diary("Felt fine: “strong” 💪", "rain\nand wind", "spikes", 8)
    log.edit(jo, number, said=Said(goal=345.0))
    found = log.session(jo, number)
    assert (found.diary.rpe, found.said.goal) == (8, 345.0)
    log.edit(jo, number, diary=Diary())
    assert log.session(jo, number).diary == Diary()
    assert math.isnan(log.sessions(jo)["rpe"].iloc[0])


@pytest.mark.parametrize("rpe", [0, 11, -3])
def test_rpe_goes_from_1_to_10(log: Store, jo: Athlete, rpe: int) -> None:
    number = added(log, jo, easy(), "a")
    with pytest.raises(OptionError, match=f"RPE {rpe}"):
        log.edit(jo, number, diary=Diary(rpe=rpe))


def test_days_have_sleep_and_strength(log: Store, jo: Athlete) -> None:
    first, second = Day(date(2026, 5, 1), sleep=7.5, strength=40.0), Day(date(2026, 5, 3), notes="rest")
    log.write_day(jo, second)
    log.write_day(jo, first)
    assert log.days(jo) == log.training(jo).days == (first, second)
    assert log.days(jo, date(2026, 5, 2), date(2026, 5, 9)) == (second,)
    log.write_day(jo, replace(first, sleep=8.0))
    assert log.days(jo, until=date(2026, 5, 1)) == (replace(first, sleep=8.0),)
    log.write_day(jo, Day(date(2026, 5, 1)))
    assert log.days(jo) == (second,)
    assert log.days(log.put_athlete(Athlete("Ann"))) == ()


@pytest.mark.parametrize(
    "day",
    [
        Day(date(2026, 5, 1), sleep=25.0),
        Day(date(2026, 5, 1), sleep=-1.0),
        Day(date(2026, 5, 1), strength=math.nan),
        Day(date(2026, 5, 1), strength=1e9),
    ],
)
def test_a_day_has_24_hours(log: Store, jo: Athlete, day: Day) -> None:
    with pytest.raises(OptionError, match="a day has 0 to"):
        log.write_day(jo, day)
    assert log.days(jo) == ()


def test_any_letters_are_kept_on_both_databases(log: Store, jo: Athlete) -> None:
    said, diary = Said(plan="6x400m\0", workout="caf\udce9"), Diary(notes="a\0b \udcff 漢字 'quoted' %s :x")
    entry = replace(easy(), title="Läufe\0", document={"recording": {"file": "caf\udce9.fit\0"}})
    sha256 = log.keep(jo, raw("a"), name="caf\udce9.fit", said=said, diary=diary).sha256
    log.failed(jo, sha256, "what\0 is this")
    assert [(one.name, one.problem) for one in log.waiting()] == [("caf�.fit", "what is this")]
    number = log.put(jo, entry, sha256=sha256)
    found = log.session(jo, number)
    assert found.diary.notes == "ab � 漢字 'quoted' %s :x"
    assert (found.title, found.said, found.document) == ("Läufe", said, entry.document)


# whole logs


def test_training_has_the_speeds_of_each_session_in_order(log: Store, jo: Athlete) -> None:
    added(log, jo, trial(after(3)), "b")
    added(log, jo, easy(after(1)), "a")
    training = log.training(jo)
    assert training.athlete == jo
    assert training.speeds.dtype == np.float64
    np.testing.assert_allclose(training.speeds.sum(axis=1), [8000.0 / 2.8, 900.0 + 360.0], rtol=1e-6)
    assert training.speeds[1, 44] == pytest.approx(360.0)
    assert len(log.training(jo, since=date(2026, 5, 18)).speeds) == 1


def test_the_five_k_is_that_said_of_the_session_else_that_of_the_runner_then(log: Store, jo: Athlete) -> None:
    added(log, jo, easy(after(0)), "a", Said(corrections="[plan]\nfive_k = '18:31'\n"))
    added(log, jo, easy(after(10)), "b", Said(five_k=1111.0, corrections="[plan]\nfive_k = '18:31'\n"))
    added(log, jo, easy(after(12)), "c")
    assert np.isnan(log.sessions(jo)["five_k"]).tolist() == [True, False, True]
    jo = log.put_athlete(replace(jo, forms=(Form(date(2026, 5, 20), five_k=1250.0), Form(date(2026, 6, 1), 1200.0))))
    assert log.sessions(jo)["five_k"].tolist() == [1250.0, 1111.0, 1250.0]
    added(log, jo, easy(after(16)), "d")
    assert log.sessions(jo)["five_k"].tolist() == [1250.0, 1111.0, 1250.0, 1200.0]


def test_trials_come_with_their_laps_and_zones_in_order(log: Store, jo: Athlete) -> None:
    late = added(log, jo, trial(after(9), time=350.0), "b")
    early = added(log, jo, trial(after(2), time=360.0, goal=None), "a", Said(goal=341.0))
    added(log, jo, intervals(after(5)), "c")
    log.edit(jo, early, diary=Diary("n", "w", "s", 7))
    found = log.trials(jo)
    assert list(found.trials["session"]) == [early, late]
    assert row_of(found.trials) == pytest.approx(
        {
            "session": early, "effort": 0, "day": 20591, "nominal": "1 mile", "distance": MILE, "time": 360.0,
            "time_sd": 0.32, "lane": 1, "lap": LAP, "finish_probability": math.nan, "track": "Stadium",
            "latitude": 47.0711912, "longitude": 15.4383128,
            "score": 92.5, "score_sd": 1.5, "five_k": 1230.0, "goal": 341.0, "heart_rate": 176.0, "cadence": 190.0,
            "temperature": 18.0, "rpe": 7.0, "weather": "w", "shoes": "s", "notes": "n",
        },
        nan_ok=True,
    )  # fmt: skip
    assert row_of(found.trials, 1)["goal"] == 355.0
    assert found.laps.groupby("session")["time"].sum().to_dict() == pytest.approx({early: 360.0, late: 350.0})
    one = found.zones[found.zones["session"] == late]
    assert list(one["lap"]) == [1] * 4 + [2] * 4 + [3] * 4 + [4] * 4
    assert list(one["zone"])[:4] == ["first turn", "back straight", "back turn", "home straight"]
    assert list(one["score"]) == list(range(100, 84, -1))
    assert math.isnan(one["heart_rate"].iloc[0])
    assert list(found.reps["effort"]) == list(range(10))
    assert set(found.reps["kind"]) == {"rep"}
    assert len(log.trials(jo, since=date(2026, 5, 20)).trials) == 1


def test_the_goal_that_nobody_said_is_not_known(log: Store, jo: Athlete) -> None:
    added(log, jo, trial(goal=None), "a")
    assert math.isnan(log.trials(jo).trials["goal"].iloc[0])


def test_a_trial_in_lane_two_runs_a_longer_lap_than_the_session_in_lane_one(log: Store, jo: Athlete) -> None:
    added(log, jo, trial(lane=2), "a")
    found = log.trials(jo).trials
    # lane 2 is measured 0.20 m off its line, 1.22 m farther out, lane 1 at 0.30 m: 1.12 m
    assert found["lap"].iloc[0] == pytest.approx(LAP + 2 * math.pi * 1.12, abs=0.001)
    assert found["lane"].iloc[0] == 2


def test_a_trial_off_the_track_has_no_lane(log: Store, jo: Athlete) -> None:
    entry = trial()
    efforts = [{**entry.document["efforts"][0], "lane": None, "on_track": False}]
    road = replace(entry, on_track=False, document={**entry.document, "track": None, "efforts": efforts})
    added(log, jo, road, "a")
    row = row_of(log.trials(jo).trials)
    assert (row["lane"], row["latitude"]) == (0, entry.latitude)
    assert math.isnan(float(str(row["lap"])))


def test_one_trial_is_given_whole_with_its_trace(log: Store, jo: Athlete) -> None:
    number = added(log, jo, trial(time=352.0), "a")
    added(log, jo, trial(after(1), time=340.0), "b")
    found = log.trial(jo, number)
    assert (found.start, found.row["time"], len(found.laps), len(found.zones)) == (START, 352.0, 4, 16)
    assert list(found.trace.columns) == ["metre", "time", "time_sd"]
    assert found.trace["metre"].iloc[-1] == 1609.0
    np.testing.assert_allclose(found.trace["time"], found.trace["metre"] * 352.0 / MILE, atol=0.0005)
    assert log.trial(jo, number, 0).row["session"] == number
    assert {type(value) for value in found.row.values()} == {int, float, str}


def test_a_session_without_a_trial_says_so(log: Store, jo: Athlete) -> None:
    number = added(log, jo, intervals(), "a")
    with pytest.raises(OptionError, match=f"session {number} of Jo has no trial; list the trials"):
        log.trial(jo, number)
    other = added(log, jo, trial(after(1)), "b")
    with pytest.raises(OptionError, match=f"session {other} of Jo has no trial at effort 5"):
        log.trial(jo, other, 5)


def test_the_farthest_run_of_the_last_month(log: Store, jo: Athlete) -> None:
    for at, (days, distance) in enumerate([(0, 30000.0), (10, 12000.0), (35, 9000.0), (40, 50000.0)]):
        added(log, jo, easy(after(days), distance=distance), str(at))
    assert log.longest_before(jo, after(40)) == 12000.0
    assert log.longest_before(jo, after(40), days=45) == 30000.0
    assert log.longest_before(jo, START) is None


def test_arrays_come_back_as_they_were_to_a_quarter_of_a_millisecond(log: Store, jo: Athlete) -> None:
    day = np.linspace(0.0, 86400.0, 40001)
    arrays: dict[str, np.ndarray[Any, Any]] = {
        "times": day,
        "latitudes": 47.07 + 1e-6 * np.sin(day),
        "counts": np.arange(7, dtype=np.int32),
        "packed": np.frombuffer(b"bytes of another room", np.uint8),
        "gaps": np.array([1.5, np.nan, np.inf, -2.25]),
        "none": np.empty(0),
        "grid": np.arange(12.0).reshape(3, 4),
        "all gaps": np.full(3, np.nan),
        "huge": np.array([1e300, 2e300]),
        "flags": np.array([True, False]),
    }
    number = added(log, jo, replace(easy(), traces=arrays), "a")
    found = log.traces(jo, number)
    assert list(found) == list(arrays)
    for name, values in arrays.items():
        assert found[name].dtype == values.dtype
        np.testing.assert_allclose(found[name], values, rtol=0, atol=2.5e-4 if name == "times" else 1e-9)


def test_a_trial_tells_how_sure_its_home_straight_is(log: Store, jo: Athlete) -> None:
    told = {"standing start": 0.7, "reps": 0.97, "saved": 0.6, "runner": 1.0}
    for place, (source, probability) in enumerate(told.items()):
        made = trial(after(place))
        made.document["track"]["finish"] = {"known_from": source, "probability": probability}
        added(log, jo, made, source)
    # a saved track has settled it, as on the page of the session
    assert list(log.trials(jo).trials["finish_probability"]) == [0.7, 0.97, 1.0, 1.0]
    assert log.trial(jo, 1).row["finish_probability"] == 0.7
