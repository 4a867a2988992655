"""The log that the browser is shown: Jo with a session of each kind, the first of them the samples."""

from datetime import UTC, date, datetime
from pathlib import Path

from analyzer import logbook, simulate, store
from analyzer.model import Athlete, Form

SAMPLES = Path(__file__).parent.parent / "sample_data"
TRIAL, REPS, ROAD, HILLS, LANE_EIGHT, STRIDES, TREADMILL, SECOND_TRIAL, TO_CORRECT = range(1, 10)
"""The sessions, by number."""


def fill(place: Path) -> None:
    """Make a log with a session of each kind."""
    with store.open(place) as log:
        jo = log.put_athlete(Athlete("Jo", birth_year=1991, forms=(Form(date(2026, 1, 1), 1200.0, 340.0),)))
        for number, (name, data) in enumerate(recordings().items(), 1):
            added = logbook.add(log, jo, data, name=name)
            assert added.number == number, f"{name}: {added.problem}"


def recordings() -> dict[str, bytes]:
    """Give the files of the log by name, in the order of their sessions."""
    names = ("mile_trial.fit", "intervals_10x400.tcx.gz", "road_run.fit", "hills_8x45s.fit.gz", "mile_lane8.fit")
    found = {name: (SAMPLES / name).read_bytes() for name in (*names, "easy_strides.fit.gz")}
    cellar = simulate.session(kind="road", seed=22, minutes=12.0, gps=False, start_time=_on(27))
    found["treadmill_on_a_rainy_evening_in_the_cellar_of_the_stadium_next_to_the_gymnasium.fit"] = simulate.write_fit(
        cellar.recording
    )
    return found | {"mile_in_may.fit": mile(6, 24), "mile_in_june.fit": mile(7, 31)}


def mile(seed: int, day: int) -> bytes:
    """Give the recording of a mile trial in May."""
    run = simulate.session(kind="mile", seed=seed, buttons="laps", goal=352.0, start_time=_on(day))
    return simulate.write_fit(run.recording)


def _on(day: int) -> datetime:
    return datetime(2026, 5, day, 17, tzinfo=UTC)
