"""Who may come in by a browser, and what is to be analysed again: on both databases."""

import time

import pytest
from log_example import trial

from analyzer import store
from analyzer.errors import OptionError
from analyzer.model import Athlete, Said
from analyzer.store import Store


def two(log: Store) -> tuple[Athlete, Athlete]:
    return log.put_athlete(Athlete("Jo")), log.put_athlete(Athlete("Ann"))


def put(log: Store, athlete: Athlete) -> int:
    kept = log.keep(athlete, f"a file of {athlete.name}".encode(), name="run.fit")
    return log.put(athlete, trial(), sha256=kept.sha256)


def test_a_visit_is_of_who_signed_in_till_it_ends(log_place: str) -> None:
    with store.open(log_place) as log:
        jo, ann = two(log)
        log.begin_visit(jo, "a secret", 60.0)
        log.begin_visit(ann, "another", 0.0)
        assert log.visitor("a secret") == jo
        assert log.visitor("another") is None
        assert log.visitor("") is None
        log.end_visit("a secret")
        assert log.visitor("a secret") is None


def test_what_a_browser_shows_is_not_in_the_log(log_place: str) -> None:
    with store.open(log_place) as log:
        jo, _ = two(log)
        log.begin_visit(jo, "a secret", 60.0)
        with log._door.reading() as connection:
            tokens = connection.exec_driver_sql("SELECT token FROM visits").scalars().all()
        assert "a secret" not in tokens


def test_a_new_password_ends_all_visits(log_place: str) -> None:
    with store.open(log_place) as log:
        jo, ann = two(log)
        assert log.password(jo) is None
        log.set_password(jo, "$argon2id$one")
        log.begin_visit(jo, "a secret", 60.0)
        log.begin_visit(ann, "another", 60.0)
        log.set_password(jo, "$argon2id$two")
        assert log.password(jo) == "$argon2id$two"
        assert log.password(ann) is None
        assert log.with_password() == 1
        assert log.visitor("a secret") is None
        assert log.visitor("another") == ann
        log.set_password(jo, "")
        assert log.with_password() == 0


def test_the_last_word_on_a_session_is_the_one_that_counts(log_place: str) -> None:
    with store.open(log_place) as log:
        jo, ann = two(log)
        number = put(log, jo)
        log.order(jo, number, Said(lane=2))
        first = log.orders(jo)[0]
        time.sleep(0.001)
        log.order(jo, number, Said(lane=3))
        assert [(one.session, one.athlete, one.said) for one in log.orders()] == [(number, "Jo", Said(lane=3))]
        assert log.orders(ann) == ()
        log.ordered(jo, first)
        assert [one.said for one in log.orders(jo)] == [Said(lane=3)]
        log.ordered(jo, log.orders(jo)[0], "no such lane")
        assert [one.problem for one in log.orders(jo)] == ["no such lane"]
        log.ordered(jo, log.orders(jo)[0])
        assert log.orders() == ()


def test_nobody_orders_for_another(log_place: str) -> None:
    with store.open(log_place) as log:
        jo, ann = two(log)
        number = put(log, jo)
        with pytest.raises(OptionError, match="no session"):
            log.order(ann, number, Said(lane=2))


def test_a_session_that_is_removed_is_not_analysed_again(log_place: str) -> None:
    with store.open(log_place) as log:
        jo, _ = two(log)
        number = put(log, jo)
        log.order(jo, number, Said(lane=2))
        log.remove(jo, number)
        assert log.orders() == ()


def test_a_claim_tells_where_a_file_stands(log_place: str) -> None:
    with store.open(log_place) as log:
        jo, ann = two(log)
        waiting = log.keep(jo, b"one", name="one.fit").sha256
        broken = log.keep(jo, b"two", name="two.fit").sha256
        log.failed(jo, broken, "no positions")
        logged = log.keep(jo, b"three", name="three.fit").sha256
        number = log.put(jo, trial(), sha256=logged)
        found = {one.name: one for one in log.claims(jo, [waiting, broken, logged, "0" * 64])}
        assert {name: (one.state, one.problem, one.session) for name, one in found.items()} == {
            "one.fit": ("waiting", "", None),
            "two.fit": ("waiting", "no positions", None),
            "three.fit": ("logged", "", number),
        }
        assert found["three.fit"].headline == trial().headline
        assert log.claims(ann, [waiting, broken, logged]) == ()
        assert log.claims(jo, []) == ()
