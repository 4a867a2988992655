"""Ask a log of 20,000 sessions on both databases: `python benchmarks/store.py [--sessions N] [--keep FOLDER]`.

Fifteen years of one runner, and a tenth as many sessions of another one in the same log, made of the sample recordings'
own analyses (documents, traces and zones of their real sizes) with other days and times. One in twenty is a mile trial.
Each question is asked by the functions that the commands use, the first time after the log was opened and then again
and again; warm is the median of those, and least what it takes when nothing else runs. SQLite syncs to the disk as it
does for a runner; PostgreSQL is Debian's, on a socket.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

import analyzer
from analyzer import store
from analyzer.balance import balance
from analyzer.logbook.entry import entry
from analyzer.model import Athlete, Diary, Entry, Form, Said
from analyzer.store import Store, engine, files, places, writing
from analyzer.trials import along, compare

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
import postgres

SAMPLES = Path(__file__).parents[1] / "sample_data"
KINDS = ("mile_trial.fit", "intervals_10x400.tcx.gz", "easy_strides.fit.gz", "tempo_6x4min.fit.gz", "road_run.fit")
SHARES = (0.05, 0.15, 0.1, 0.1, 0.6)
"""Of the sessions."""
FIRST = pd.Timestamp("2011-01-01T06:30:00Z")
YEARS = 15.0
VARIES = 0.02
"""Share of its time by which a session is faster or slower than the sample."""
AT_ONCE = 500
"""Sessions a transaction, in filling the log only."""
TURNS = 7
LIMIT = 0.5
"""List, compare and balance are to answer within this. [s]"""

Ask = Callable[[], object]
Times = tuple[float, float, float]


def samples() -> list[Entry]:
    """Analyse the samples once."""
    return [entry(analyzer.analyze(analyzer.read(SAMPLES / name))) for name in KINDS]


def sessions(templates: list[Entry], count: int, seed: int) -> Iterator[Entry]:
    """Make sessions of the samples, evenly over the years."""
    chance = np.random.default_rng(seed)
    kinds = chance.choice(len(templates), count, p=SHARES)
    for at, kind in enumerate(kinds):
        template = templates[kind]
        slower = 1.0 + VARIES * chance.standard_normal()
        start = FIRST + pd.Timedelta(days=YEARS * 365.25 * at / count)
        timed = {
            name: (frame := getattr(template, name)).assign(time=frame["time"] * slower)
            for name in ("efforts", "laps", "zones")
        }
        yield replace(template, start=start.floor("s"), distance=template.distance / slower, **timed)


def fill(where: str, templates: list[Entry], count: int) -> None:
    """Fill a log, many sessions a transaction."""
    with store.open(where) as log:
        people = [
            log.put_athlete(Athlete(name, forms=(Form(date(2011, 1, 1), five_k=1230.0),))) for name in ("Jo", "Ann")
        ]
    door = engine.door(places.place(where))
    for athlete, share in zip(people, (count, count // 10), strict=True):
        rest = sessions(templates, share, athlete.id)
        for first in range(0, share, AT_ONCE):
            with door.writing() as connection:
                for number in range(first, min(first + AT_ONCE, share)):
                    data = f"{athlete.name} {number} ".encode() * 50
                    kept = files.keep(
                        connection, athlete, data, files.pack(data), f"{number}.fit", (Said(), Diary()), number
                    )
                    writing.put(connection, athlete, next(rest), kept.sha256, None, None, (None, None), number)
    door.close()


def questions(log: Store, jo: Athlete, templates: list[Entry]) -> dict[str, Ask]:
    """Give what is asked; what has a star is to be answered within the limit."""
    known = log.trials(jo).trials["session"]
    first, last = int(known.iloc[0]), int(known.iloc[-1])
    now = FIRST + pd.Timedelta(days=YEARS * 365.25)
    new = iter(range(10**6))

    def added() -> int:
        number = next(new)
        kept = log.keep(jo, f"new {number} ".encode() * 5000, name=f"{number}.fit")
        return log.put(jo, replace(templates[0], start=now + timedelta(hours=number)), sha256=kept.sha256)

    return {
        "* list": lambda: log.sessions(jo),
        "list, the last 20": lambda: log.sessions(jo, limit=20),
        "* compare (all trials)": lambda: compare(log.trials(jo)),
        "  of it the reading": lambda: log.trials(jo),
        "compare two along the lap": lambda: along(log.trial(jo, first), log.trial(jo, last), te=0.01),
        "* balance (12 weeks of all)": lambda: balance(log.training(jo), until=now.date()),
        "  its reading": lambda: log.training(jo),
        "* balance, 5K from the trials": lambda: balance(log.training(jo), until=now.date(), trials=log.trials(jo)),
        "balance, reading 26 weeks": lambda: log.training(jo, since=now.date() - timedelta(weeks=26)),
        "one session": lambda: log.session(jo, last),
        "its traces": lambda: log.traces(jo, last),
        "longest run of 30 days": lambda: log.longest_before(jo, now),
        "sessions at a time": lambda: log.overlapping(jo, now, 3600.0),
        "outdated ones": lambda: log.outdated(1, jo),
        "keep and put a mile trial": added,
    }


def timed(ask: Ask) -> Times:
    """Time a question: the first time, the median of the times after it, and the least of them. [s]"""
    times = []
    for _ in range(TURNS + 1):
        began = time.perf_counter()
        ask()
        times.append(time.perf_counter() - began)
    return times[0], statistics.median(times[1:]), min(times[1:])


def measured(where: str, templates: list[Entry]) -> dict[str, Times]:
    """Ask a log everything."""
    with store.open(where) as log:
        return {name: timed(ask) for name, ask in questions(log, log.athlete("Jo"), templates).items()}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sessions", type=int, default=20000, metavar="N")
    parser.add_argument("--log", default="", metavar="FILE", help="Keep the SQLite log, or ask the one that is there.")
    given = parser.parse_args()
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        places_of = {"SQLite": given.log or f"{folder}/log.db"}
        if postgres.binaries() is None:
            print("no PostgreSQL on this machine (apt-get install postgresql): SQLite alone")
        else:
            places_of["PostgreSQL"] = stack.enter_context(postgres.server()).database()
        templates = samples()
        answers = {}
        for name, where in places_of.items():
            began = time.perf_counter()
            if not (name == "SQLite" and given.log and Path(given.log).exists()):
                fill(where, templates, given.sessions)
            print(f"{name}: filled in {time.perf_counter() - began:.0f} s")
            answers[name] = measured(where, templates)
        size = Path(places_of["SQLite"]).stat().st_size / 2**20
        print(
            f"{given.sessions} sessions and {given.sessions // 10} of another runner; the SQLite file has {size:.0f} MB"
        )
    return report(answers)


def report(answers: dict[str, dict[str, Times]]) -> int:
    """Print the times side by side; give how many are over the limit."""
    print(
        f"{'[ms]':<30}"
        + "".join(f"{name + ' first':>18}{'warm':>8}{'least':>8}" for name in answers)
        + f"{'PG / SQLite':>13}"
    )
    over = 0
    for question in next(iter(answers.values())):
        row = [answer[question] for answer in answers.values()]
        ratio = f"{row[-1][2] / row[0][2]:.1f}" if len(row) > 1 else ""
        late = question.startswith("*") and max(warm for _, warm, _ in row) > LIMIT
        over += late
        cells = "".join(f"{1000 * first:18.1f}{1000 * warm:8.1f}{1000 * least:8.1f}" for first, warm, least in row)
        print(f"{question:<30}{cells}{ratio:>13}{'  OVER' if late else ''}")
    print(f"* to be answered within {1000 * LIMIT:.0f} ms")
    return int(over > 0)


if __name__ == "__main__":
    raise SystemExit(main())
