"""Load the app: `python benchmarks/web.py [--files FOLDER] [--uploads 200] [--clients 20] [--jobs N] [--log PLACE]`.

A server of its own is started, and clients bring recordings to it all at once, while readers go on looking at pages.
Then it is held against the log that nothing was lost and nothing is there twice, and that nobody saw an error; the
pages and the API are timed from the store when nothing else runs, and weighed as the browser gets them, unpacked.
Without a folder the recordings are simulated.
"""

import argparse
import itertools
import re
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from analyzer import simulate, store

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from served import Served, served

KINDS = ("mile", "intervals", "easy_track", "road", "tempo", "hills")
READERS = 2
PAGES = 20
"""Sessions that are looked at one by one, each for the first time and again."""
TIMES = 5
LARGEST_PAGE = 1.5e6
"""What a session page may weigh with its charts. [bytes]"""


@dataclass
class Seen:
    """What the clients saw. waits : Of each kind of request. [s]   wrong : Answers that are no success."""

    waits: dict[str, list[float]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    accepted: set[str] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, kind: str, seconds: float) -> None:
        """Write down how long something took."""
        with self.lock:
            self.waits.setdefault(kind, []).append(seconds)


def recordings(folder: Path | None, count: int) -> Iterator[tuple[str, bytes]]:
    if folder is not None:
        found = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
        step = max(len(found) // count, 1)
        yield from ((path.name, path.read_bytes()) for path in found[::step][:count])
        return
    for number in range(count):
        start = datetime(2025, 1, 1, 7, tzinfo=UTC) + timedelta(days=number)
        made = simulate.session(kind=KINDS[number % len(KINDS)], seed=number, start_time=start)
        yield f"{number:03d}.fit", simulate.write_fit(made.recording)


def asked(server: Served, seen: Seen, kind: str, path: str) -> bytes:
    before = time.perf_counter()
    status, text = server.ask("GET", path)
    seen.note(kind, time.perf_counter() - before)
    if status >= 300:
        seen.wrong.append(f"{kind} {path}: {status}")
    return text


def bring(server: Served, seen: Seen, file: tuple[str, bytes]) -> None:
    before = time.perf_counter()
    try:
        (found,) = server.upload(file)
    except (OSError, ValueError) as error:
        seen.wrong.append(f"upload of {file[0]}: {error}")
        return
    seen.note("upload", time.perf_counter() - before)
    with seen.lock:
        if found["sha256"]:
            seen.accepted.add(found["sha256"])
        else:
            seen.refused.append(f"{found['name']}: {found['problem']}")


def look_around(server: Served, seen: Seen, stop: threading.Event) -> None:
    """Read pages and ask the API while others upload."""
    for kind, path in itertools.cycle(
        (("first page", "/"), ("log", "/log"), ("queue", "/api/queue"), ("list", "/api/sessions?limit=20"))
    ):
        if stop.is_set():
            return
        asked(server, seen, kind, path)
        time.sleep(0.1)


def load(server: Served, files: list[tuple[str, bytes]], clients: int) -> tuple[Seen, float, float]:
    """Bring files from many clients at once; give what they saw, and how long taking and analysing took. [s]"""
    seen, stop = Seen(), threading.Event()
    readers = [threading.Thread(target=look_around, args=(server, seen, stop)) for _ in range(READERS)]
    for reader in readers:
        reader.start()
    before = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(lambda file: bring(server, seen, file), files))
    taken = time.perf_counter() - before
    while (told := server.json("GET", "/api/queue"))["waiting"] or any(not one["problem"] for one in told["orders"]):
        time.sleep(0.5)
    stop.set()
    for reader in readers:
        reader.join()
    return seen, taken, time.perf_counter() - before


def held(place: str, accepted: set[str]) -> tuple[int, list[str], list[str]]:
    """Hold the log against what was accepted; count the sessions, tell what was not analysed, and what is wrong."""
    with store.open(place) as log:
        me = log.athlete()
        numbers = [int(number) for number in log.sessions(me)["session"]]
        files = Counter(file.sha256 for number in numbers for file in log.files(me, number))
        waiting = {one.sha256: f"{one.name}: {one.problem}" for one in log.waiting(me)}
        wrong = [f"lost: {one}" for one in accepted - set(files) - set(waiting)]
        wrong += [f"twice: {one}" for one, count in files.items() if count > 1 or one in waiting]
        wrong += [f"nobody brought it: {one}" for one in (set(files) | set(waiting)) - accepted]
        wrong += [f"session {n} is not whole" for n in numbers if not log.traces(me, n)]
        return len(numbers), list(waiting.values()), wrong


def weighed(server: Served, number: int) -> tuple[int, int]:
    """Give what the page of a session weighs with all that it loads, and the heaviest part of it. [bytes]"""
    _, page = server.ask("GET", f"/sessions/{number}")
    text = page.decode()
    parts = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', text)) | {f"/api/sessions/{number}/series"}
    sizes = [len(page), *(len(server.ask("GET", part)[1]) for part in parts)]
    return sum(sizes), max(sizes)


def times(server: Served) -> tuple[Seen, list[tuple[int, int]]]:
    """Time pages and API when nothing else runs."""
    seen = Seen()
    sessions = server.json("GET", "/api/sessions")["sessions"]
    chosen = [row["session"] for row in sessions[:: max(len(sessions) // PAGES, 1)]][:PAGES]
    for number in chosen:
        asked(server, seen, "session page, first time", f"/sessions/{number}")
        asked(server, seen, "its charts", f"/api/sessions/{number}/series")
        asked(server, seen, "session page, again", f"/sessions/{number}")
        asked(server, seen, "session as JSON", f"/api/sessions/{number}")
    for _ in range(TIMES):
        for kind, path in (
            ("first page, idle", "/"),
            ("log, idle", "/log"),
            ("list of all as JSON", "/api/sessions"),
            ("compare", "/compare"),
            ("balance", "/balance"),
            ("plan", "/plan?five_k=20:00"),
            ("plan as JSON", "/api/plan?five_k=20:00"),
            ("description", "/api/openapi.json"),
        ):
            asked(server, seen, kind, path)
    return seen, [weighed(server, number) for number in chosen]


def print_waits(title: str, seen: Seen) -> None:
    print(f"\n{title:<28}{'times':>7}{'median':>10}{'95 %':>10}{'longest':>10}")
    for kind, waits in seen.waits.items():
        ordered = sorted(waits)
        late = ordered[min(int(0.95 * len(ordered)), len(ordered) - 1)]
        numbers = (statistics.median(ordered), late, ordered[-1])
        print(f"{kind:<28}{len(ordered):>7}" + "".join(f"{1e3 * one:>7.0f} ms" for one in numbers))


def run() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=Path)
    parser.add_argument("--uploads", type=int, default=200)
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--jobs", default="2")
    parser.add_argument("--log", default="")
    said = parser.parse_args()
    files = list(recordings(said.files, said.uploads))
    size = sum(len(data) for _, data in files) / 1e6
    print(f"{len(files)} recordings, {size:.1f} MB, {said.clients} clients, {said.jobs} jobs")
    with tempfile.TemporaryDirectory() as folder:
        place = said.log or f"{folder}/log.db"
        with served(place, "--jobs", said.jobs) as server:
            seen, taken, whole = load(server, files, said.clients)
            quiet, weights = times(server)
        sessions, waiting, wrong = held(place, seen.accepted)
    wrong += seen.wrong + quiet.wrong
    print(f"all accepted after {taken:.1f} s, all analysed after {whole:.1f} s ({len(files) / whole:.1f} a second)")
    print(
        f"{len(seen.accepted)} accepted, {len(seen.refused)} refused: {sessions} sessions, {len(waiting)} not analysed"
    )
    print_waits("under load", seen)
    print_waits("at rest", quiet)
    heaviest = max(total for total, _ in weights)
    page = statistics.median(quiet.waits["session page, first time"])
    print(f"\nheaviest session page with charts {heaviest / 1e6:.2f} MB unpacked, its heaviest part "
          f"{max(part for _, part in weights) / 1e6:.2f} MB; median {page * 1e3:.0f} ms from the store")  # fmt: skip
    wrong += [f"a page weighs {heaviest / 1e6:.2f} MB"] if heaviest > LARGEST_PAGE else []
    for line in [*seen.refused, *waiting, *wrong][:20]:
        print(line)
    print("nothing lost, nothing twice, no error" if not wrong else f"{len(wrong)} things are wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(run())
