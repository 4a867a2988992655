"""Make the sample recordings again, to the byte: `python sample_data/make.py`."""

import gzip
import json
from functools import partial
from pathlib import Path
from typing import Any

from analyzer import simulate
from analyzer.simulate import Simulated

here = partial(simulate.session, latitude=47.0712, longitude=15.4383, bearing=28.0)
DECIMALS = 9


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(inner) for inner in value]
    return round(value, DECIMALS) if isinstance(value, float) else value


def truth(session: Simulated) -> bytes:
    """Give the truth as JSON, without the last digits, in which machines may differ."""
    return (json.dumps(_rounded(session.truth.to_dict()), indent=1) + "\n").encode()


def samples() -> dict[str, bytes]:
    """Give each sample file's name and bytes."""
    mile = here(kind="mile", seed=5, buttons="laps", warm_up="streets", strides=3, cool_down="other", goal=348.65)
    lane_eight = here(kind="mile_lane8", seed=8, buttons="trial", warm_up="track")
    reps = here(kind="intervals", seed=10, buttons="messy", recovery="jog", cool_down="same", noise="clean")
    road = here(kind="road", seed=21, buttons="auto", minutes=30.0)
    tempo = here(kind="tempo", seed=11, buttons="workout")
    hills = here(kind="hills", seed=8, buttons="laps")
    strides = here(kind="strides", seed=5, buttons="auto")
    files = {
        "mile_trial.fit": simulate.write_fit(mile.recording),
        "mile_trial.gpx.gz": gzip.compress(simulate.write_gpx(mile.recording, speed=False), mtime=0),
        "mile_lane8.fit": simulate.write_fit(lane_eight.recording),
        "intervals_10x400.tcx.gz": gzip.compress(simulate.write_tcx(reps.recording), mtime=0),
        "road_run.fit": simulate.write_fit(road.recording),
        "tempo_6x4min.fit.gz": gzip.compress(simulate.write_fit(tempo.recording), mtime=0),
        "hills_8x45s.fit.gz": gzip.compress(simulate.write_fit(hills.recording), mtime=0),
        "easy_strides.fit.gz": gzip.compress(simulate.write_fit(strides.recording), mtime=0),
    }
    truths = {
        "mile_trial": mile,
        "mile_lane8": lane_eight,
        "intervals_10x400": reps,
        "road_run": road,
        "tempo_6x4min": tempo,
        "hills_8x45s": hills,
        "easy_strides": strides,
    }
    return files | {f"{name}.truth.json": truth(session) for name, session in truths.items()}


if __name__ == "__main__":
    for name, data in samples().items():
        (Path(__file__).parent / name).write_bytes(data)
        print(f"{name}: {len(data) / 1000:.0f} kB")
