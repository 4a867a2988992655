"""What is due in a log: whose turn it is, what goes first, and what cannot be done is left alone."""

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest

from analyzer import simulate, store
from analyzer.errors import AnalyzerError, LogError
from analyzer.logbook.added import Added, Status
from analyzer.logbook.analysing import here
from analyzer.logbook.due import TRIES, Due, Job
from analyzer.model import Athlete, Said
from analyzer.store import Store


@cache
def run(number: int) -> bytes:
    started = datetime(2026, 5, 1, 7, tzinfo=UTC) + timedelta(days=number)
    made = simulate.session(kind="road", seed=number, minutes=4.0, latitude=47.0, longitude=15.0, start_time=started)
    return simulate.write_fit(made.recording)


@pytest.fixture
def log(tmp_path: Path) -> Store:
    return store.open(tmp_path / "log.db")


@pytest.fixture
def jo(log: Store) -> Athlete:
    return log.put_athlete(Athlete("Jo"))


def due(log: Store, heard: list[Added] | None = None) -> Due:
    made = Due(log, tuple, lambda _, added: None if heard is None else heard.append(added))
    made.look()
    return made


def taken(made: Due) -> list[Job]:
    """Take all that there is."""
    jobs = []
    while (job := made.take()) is not None:
        jobs.append(job)
    return jobs


def do(made: Due) -> None:
    """Do all that there is."""
    while (job := made.take()) is not None:
        made.finish(job, here(job.task))


def test_athletes_take_turns(log: Store, jo: Athlete) -> None:
    ann = log.put_athlete(Athlete("Ann"))
    for number in range(4):
        log.keep(jo, run(number), name=f"jo {number}")
    for number in range(2):
        log.keep(ann, run(number), name=f"ann {number}")
    names = [job.name for job in taken(due(log))]
    assert names == ["jo 0", "ann 0", "jo 1", "ann 1", "jo 2", "jo 3"]


def test_what_somebody_looks_at_goes_first_and_is_put_with_what_was_said(log: Store, jo: Athlete) -> None:
    log.keep(jo, run(1), name="first")
    made = due(log)
    do(made)
    log.keep(jo, run(2), name="second")
    log.order(jo, 1, Said(goal=340.0))
    made.look()
    first, second = taken(made)
    assert (first.name, second.name) == ("session 1", "second")
    made.finish(second, here(second.task))
    made.finish(first, here(first.task))
    assert log.session(jo, 1).said == Said(goal=340.0)
    assert log.orders() == ()
    assert len(log.sessions(jo)) == 2


def test_an_order_that_comes_while_another_is_done_is_done_too(log: Store, jo: Athlete) -> None:
    log.keep(jo, run(1), name="run")
    made = due(log)
    do(made)
    log.order(jo, 1, Said(goal=340.0))
    job = made.take()
    assert job is not None
    log.order(jo, 1, Said(goal=330.0))
    assert made.take() is None
    made.finish(job, here(job.task))
    do(made)
    assert log.session(jo, 1).said == Said(goal=330.0)
    assert log.orders() == ()


def test_a_session_that_is_removed_meanwhile_is_no_trouble(log: Store, jo: Athlete) -> None:
    log.keep(jo, run(1), name="run")
    made = due(log)
    do(made)
    log.order(jo, 1, Said(goal=340.0))
    job = made.take()
    assert job is not None
    log.remove(jo, 1)
    made.finish(job, here(job.task))
    assert made.take() is None
    assert len(log.sessions(jo)) == 0


def test_a_file_that_is_dropped_meanwhile_is_no_trouble(log: Store, jo: Athlete) -> None:
    heard: list[Added] = []
    sha256 = log.keep(jo, run(1), name="run").sha256
    log.keep(jo, run(2), name="other")
    made = due(log, heard)
    job = made.take()
    assert job is not None
    log.drop(jo, sha256)
    made.finish(job, here(job.task))
    assert [added.status for added in heard] == [Status.FAILED]
    do(made)
    assert len(log.sessions(jo)) == 1


def test_what_is_at_hand_is_not_handed_out_again(log: Store, jo: Athlete) -> None:
    sha256 = [log.keep(jo, run(number), name=f"{number}").sha256 for number in range(3)]
    made = due(log)
    first = made.take()
    assert first is not None
    made.look()
    assert made.places() == {(jo.id, sha256[0]): 0, (jo.id, sha256[1]): 1, (jo.id, sha256[2]): 2}
    assert [job.name for job in taken(made)] == ["1", "2"]
    made.give_back(first)
    made.look()
    again = made.take()
    assert again is not None
    assert again.name == "0"


def test_what_is_no_recording_waits_with_the_reason(log: Store, jo: Athlete) -> None:
    sha256 = log.keep(jo, run(1)[:14] + bytes(200), name="damaged").sha256
    made = due(log)
    do(made)
    (claim,) = log.claims(jo, [sha256])
    assert claim.state == "waiting"
    assert claim.problem
    made.look()
    assert made.take() is None


def test_what_cannot_be_put_into_the_log_is_left_alone_after_some_tries(log: Store, jo: Athlete) -> None:
    sha256 = log.keep(jo, run(1), name="run").sha256
    made = due(log)
    for _ in range(TRIES):
        made.look()
        job = made.take()
        assert job is not None
        made.give_back(job, LogError("the log refused"))
    made.look()
    assert made.take() is None
    (claim,) = log.claims(jo, [sha256])
    assert claim.problem == "the log refused"


def test_an_order_that_fails_says_why_and_the_analysis_stays(log: Store, jo: Athlete) -> None:
    log.keep(jo, run(1), name="run")
    made = due(log)
    do(made)
    before = log.session(jo, 1)
    log.order(jo, 1, Said(goal=340.0))
    job = made.take()
    assert job is not None
    made.finish(job, AnalyzerError("its process died"))
    (order,) = log.orders()
    assert order.problem == "its process died"
    after = log.session(jo, 1)
    assert (after.said, after.document) == (Said(), before.document)
    assert made.take() is None


def test_what_another_process_has_done_meanwhile_is_passed_over(log: Store, jo: Athlete) -> None:
    for number in range(2):
        log.keep(jo, run(number), name=f"{number}")
    one, other = due(log), due(log)
    do(one)
    assert other.take() is None
    assert len(log.sessions(jo)) == 2


def test_a_session_that_was_held_against_too_short_a_log_is_looked_at_again(log: Store, jo: Athlete) -> None:
    """30 minutes after nothing are no jump; after 4 minutes they are: the older run comes later."""
    made_of = simulate.session(
        kind="road",
        seed=3,
        minutes=30.0,
        latitude=47.0,
        longitude=15.0,
        start_time=datetime(2026, 5, 20, 7, tzinfo=UTC),
    )
    log.keep(jo, simulate.write_fit(made_of.recording), name="long")
    made = due(log)
    do(made)
    made.settle()
    assert log.orders() == ()
    log.keep(jo, run(1), name="short")
    made.look()
    do(made)
    made.settle()
    (order,) = log.orders()
    assert order.session == 1
    before = log.session(jo, 1).document
    do(made)
    assert log.session(jo, 1).document != before
    assert log.orders() == ()
