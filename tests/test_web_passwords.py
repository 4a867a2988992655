"""Passwords: kept as argon2id hashes, and guessed slowly."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from analyzer.errors import OptionError
from analyzer.web.passwords import EVERYBODY, TRIES, WINDOW, Guesses, fits, hashed

GOOD = "four laps and a bell"


def test_a_password_is_kept_as_an_argon2id_hash_with_its_own_salt() -> None:
    first, second = hashed(GOOD), hashed(GOOD)
    assert first.startswith("$argon2id$")
    assert first != second
    assert GOOD not in first


def test_only_the_password_fits() -> None:
    known = hashed(GOOD)
    assert fits(GOOD, known)
    assert not fits(GOOD + " ", known)
    assert not fits("", known)
    assert not fits(GOOD, None)
    assert not fits(GOOD, "no hash")


def test_nobody_signs_in_with_the_password_of_nobody() -> None:
    assert not fits("the password of a name that nobody has", None)


@pytest.mark.parametrize("password", ["", "short", "123456789", "x" * 1001])
def test_a_password_must_be_of_a_length(password: str) -> None:
    with pytest.raises(OptionError, match="password"):
        hashed(password)


def test_a_name_waits_after_some_wrong_tries_and_is_forgiven_in_time() -> None:
    now = [0.0]
    guesses = Guesses(clock=lambda: now[0])
    for _ in range(TRIES):
        assert guesses.ask("Jo", "10.0.0.1") == 0.0
    assert 0.0 < guesses.ask("jo", "10.0.0.1") <= WINDOW
    assert guesses.ask("Jo", "10.0.0.2") == 0.0
    assert guesses.ask("Ann", "10.0.0.1") == 0.0
    now[0] = WINDOW + 1.0
    assert guesses.ask("Jo", "10.0.0.1") == 0.0


def test_who_goes_on_trying_waits_no_longer_for_it() -> None:
    now = [0.0]
    guesses = Guesses(clock=lambda: now[0])
    for _ in range(TRIES):
        guesses.ask("Jo", "10.0.0.1")
    now[0] = WINDOW / 2
    assert guesses.ask("Jo", "10.0.0.1") == WINDOW / 2


def test_one_address_that_tries_many_names_waits_too() -> None:
    guesses = Guesses(clock=lambda: 0.0)
    for number in range(EVERYBODY):
        assert guesses.ask(f"name {number}", "10.0.0.1") == 0.0
    assert guesses.ask("another", "10.0.0.1") > 0.0
    assert guesses.ask("another", "10.0.0.2") == 0.0


def test_a_name_without_letters_is_a_name_like_others() -> None:
    guesses = Guesses(clock=lambda: 0.0)
    for number in range(TRIES):
        guesses.ask(f"name {number}", "10.0.0.1")
    assert guesses.ask("", "10.0.0.1") == 0.0


def test_the_right_password_forgives_the_wrong_tries() -> None:
    guesses = Guesses(clock=lambda: 0.0)
    for _ in range(TRIES):
        guesses.ask("Jo", "10.0.0.1")
    guesses.right("Jo", "10.0.0.1")
    assert guesses.ask("Jo", "10.0.0.1") == 0.0


def test_a_club_behind_one_address_may_sign_in_all_evening() -> None:
    guesses = Guesses(clock=lambda: 0.0)
    for number in range(2 * EVERYBODY):
        assert guesses.ask(f"name {number}", "10.0.0.1") == 0.0
        guesses.right(f"name {number}", "10.0.0.1")


def test_tries_at_once_are_counted_before_any_of_them_is_answered() -> None:
    guesses = Guesses()
    with ThreadPoolExecutor(20) as threads:
        waits = list(threads.map(lambda _: guesses.ask("Jo", "10.0.0.1"), range(200)))
    assert waits.count(0.0) == TRIES
