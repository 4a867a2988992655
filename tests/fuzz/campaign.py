"""Read damaged files for long, in one process, and say what came of them.

    nice -n 19 python tests/fuzz/campaign.py --runs 1000000 --seed 1 --save FOLDER

Files that break a promise (tests/fuzz/target.py) are written to FOLDER, named after what is wrong. The exit code is 1
where there are any. With atheris installed, tests/fuzz/guided.py looks for paths through the readers instead.
"""

import argparse
import faulthandler
import random
import sys
import time
import traceback
import warnings
from collections import Counter
from pathlib import Path

from corpus import drawn, seeds
from target import broken, outcome

SHARES = {"fit": 2, "gpx": 3, "tcx": 3, "unwrap": 2}
"""How often each kind is drawn."""
_WATCHED, _HANGS = 500, 600
"""So many files that take longer, together, end the campaign with a traceback. [s]"""


def main() -> None:
    """Run the campaign."""
    parser = argparse.ArgumentParser(description="Read damaged files for long.")
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--save", type=Path, help="Folder for the files that break a promise.")
    asked = parser.parse_args()
    # as the tests do: what would be a line on standard error is a fault
    warnings.simplefilter("error")
    kinds = [kind for kind, share in SHARES.items() for _ in range(share)]
    for kind in SHARES:
        outcome(seeds()[kind][0])
    count: Counter[str] = Counter()
    slowest, largest = (0.0, ""), (0, "")
    begun = time.monotonic()
    for number in range(asked.runs):
        name = f"{asked.seed}-{number}"
        kind = kinds[number % len(kinds)]
        data = drawn(kind, random.Random(name))
        if number % _WATCHED == 0:
            faulthandler.dump_traceback_later(_HANGS, exit=True)
        try:
            found = outcome(data)
            trouble = broken(data, found)
        except Exception as error:  # noqa: BLE001 - whatever comes out is what is looked for
            trouble = f"{type(error).__name__}: {error}"
            traceback.print_exc()
            found = None
        count[kind] += 1
        if trouble:
            count["broken"] += 1
            print(f"{kind} {name}: {trouble}", flush=True)
            if asked.save:
                asked.save.mkdir(parents=True, exist_ok=True)
                (asked.save / f"{kind}-{name}").write_bytes(data)
        if found is not None:
            count["read" if found.samples >= 0 else "refused"] += 1
            slowest = max(slowest, (found.seconds, f"{kind} {name}, {len(data)} bytes"))
            largest = max(largest, (found.memory, f"{kind} {name}, {len(data)} bytes"))
        if (number + 1) % max(1, asked.runs // 50) == 0:
            _tell(count, slowest, largest, time.monotonic() - begun)
    faulthandler.cancel_dump_traceback_later()
    sys.exit(count["broken"] > 0)


def _tell(count: "Counter[str]", slowest: tuple[float, str], largest: tuple[int, str], took: float) -> None:
    runs = sum(count[kind] for kind in SHARES)
    print(
        f"{runs} runs in {took:.0f} s ({', '.join(f'{kind} {count[kind]}' for kind in SHARES)}): {count['read']} read, "
        f"{count['refused']} refused, {count['broken']} broken; slowest {slowest[0]:.3f} s ({slowest[1]}); "
        f"most memory {largest[0] / 2**20:.1f} MB ({largest[1]})",
        flush=True,
    )


if __name__ == "__main__":
    main()
