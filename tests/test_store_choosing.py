"""A page of the log: what is chosen, in which order, and how many there are; on both databases."""

from datetime import date
from pathlib import Path

import pytest
from log_example import after, easy, intervals, raw, trial

from analyzer import store
from analyzer.model import Athlete, Diary, Said
from analyzer.store import By, Choice, Store


def filled(log: Store) -> Athlete:
    """An easy run, intervals in the Stadium, a trial, and a long easy run; ten days apart, from 16 May on."""
    jo = log.put_athlete(Athlete("Jo", timezone="UTC"))
    entries = (
        easy(after(0), distance=8000.0),
        intervals(after(10)),
        trial(after(20)),
        easy(after(30), distance=21000.0, track="Park"),
    )
    for number, entry in enumerate(entries):
        log.put(jo, entry, sha256=log.keep(jo, raw(f"{number}"), name=f"{number}.fit").sha256)
    log.edit(jo, 1, diary=Diary(notes="Rain, 100% mud_y", rpe=3))
    log.edit(jo, 3, diary=Diary(rpe=9, shoes="spikes"))
    return jo


def numbers(log: Store, athlete: Athlete, choice: Choice, first: int = 0, most: int = 100) -> list[int]:
    found = log.chosen(athlete, choice, first=first, most=most)
    return [int(number) for number in found.sessions["session"]]


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        (Choice(), [4, 3, 2, 1]),
        (Choice(up=True), [1, 2, 3, 4]),
        (Choice(kinds=("easy",)), [4, 1]),
        (Choice(tracks=("Stadium",)), [3, 2]),
        (Choice(trial=True), [3]),
        (Choice(since=date(2026, 5, 26), until=date(2026, 6, 5)), [3, 2]),
        (Choice(text="RAIN mud"), [1]),
        (Choice(text="100% d_y"), [1]),
        (Choice(text="100x"), []),
        (Choice(text="_"), [1]),
        (Choice(text="spikes"), [3]),
        (Choice(text="stadium 400"), [2]),
        (Choice(by=By.DISTANCE), [4, 2, 1, 3]),
        (Choice(by=By.TIME, up=True), [3, 1, 2, 4]),
        (Choice(by=By.RPE), [3, 1, 4, 2]),
        (Choice(by=By.RPE, up=True), [1, 3, 4, 2]),
        (Choice(by=By.KIND, up=True), [4, 1, 2, 3]),
    ],
)
def test_sessions_are_chosen_and_put_in_order(log_place: str, choice: Choice, expected: list[int]) -> None:
    with store.open(log_place) as log:
        jo = filled(log)
        assert numbers(log, jo, choice) == expected
        assert log.chosen(jo, choice).count == len(expected)


def test_a_page_is_a_part_of_what_is_counted(log_place: str) -> None:
    with store.open(log_place) as log:
        jo = filled(log)
        assert numbers(log, jo, Choice(), first=1, most=2) == [3, 2]
        assert numbers(log, jo, Choice(), first=8, most=2) == []
        found = log.chosen(jo, Choice(kinds=("easy",)), most=1)
        assert (found.count, found.distance) == (2, 29000.0)
        assert found.kinds == ("mile_trial", "intervals", "easy")
        assert found.tracks == ("Park", "Stadium")


def test_a_page_has_nothing_of_another_athlete(log_place: str) -> None:
    with store.open(log_place) as log:
        filled(log)
        found = log.chosen(log.put_athlete(Athlete("Ann")), Choice())
        assert (found.count, len(found.sessions), found.kinds, found.tracks) == (0, 0, (), ())


def test_all_sessions_of_some_days_are_asked_for_again_and_what_was_said_anew_stays(log_place: str) -> None:
    with store.open(log_place) as log:
        jo = filled(log)
        log.edit(jo, 1, said=Said(five_k=1200.0))
        log.order(jo, 2, Said(lane=3))
        assert log.order_all(jo, until=date(2026, 6, 5)) == 3
        assert {one.session: one.said for one in log.orders(jo)} == {
            1: Said(five_k=1200.0),
            2: Said(lane=3),
            3: Said(),
        }


def test_what_could_not_be_analysed_again_is_tried_once_more(log_place: str) -> None:
    with store.open(log_place) as log:
        jo = filled(log)
        log.order(jo, 2, Said(lane=3))
        log.ordered(jo, log.orders(jo)[0], "no track in lane 3")
        log.order_all(jo, since=date(2026, 5, 26), until=date(2026, 5, 26))
        (found,) = log.orders(jo)
        assert (found.session, found.said, found.problem) == (2, Said(lane=3), "")


def test_only_what_an_earlier_method_analysed_is_asked_for(tmp_path: Path) -> None:
    with store.open(tmp_path / "log.db") as log:
        jo, ann = log.put_athlete(Athlete("Jo")), log.put_athlete(Athlete("Ann"))
        for athlete, method in ((jo, 1), (jo, 2), (ann, 1)):
            name = f"{athlete.name} {method}"
            log.put(athlete, easy(method=method), sha256=log.keep(athlete, raw(name), name=name).sha256)
        assert log.order_all(jo, method=2) == 1
        assert [(one.athlete, one.session) for one in log.orders()] == [("Jo", 1)]
