"""How watches err: presets fitted to real recordings of runs on tracks."""

from dataclasses import dataclass

from analyzer.errors import OptionError


@dataclass(frozen=True)
class Noise:
    """How a kind of watch errs; standard deviations are of each axis. Pairs are (lowest, highest) of a session's draw.

    drift, drift_tau : Slow offset [m] and its time constant [s]. fast, fast_tau : the same, faster. white : [m].
    constant : Offset of the whole session. [m]   multipath : an error fixed in place. [m]
    filter : Time constant of the watch's own low-pass, which cuts turns by v^2 tau^2 / 2r. [s]
    lag : How late a position is in all. [s]
    dropouts : Spells without position an hour, each 3-15 s.
    speed_delay, speed_tau, speed_noise : Of the watch's speed, beside a scale error `over_read` that drifts by 0.5 %.
    steady : Where it is not 0, the watch shows a speed smoothed over so long [s] as long as that stays within `jump` of
        what it feels [m/s], and follows in a second or two where it does not; its distance comes from the positions.
    coarse : The speed is shown in steps of so much. [m/s]
    snapped : The watch's own track mode puts the runner on the line of his lane, with errors along it only.
    """

    drift: float = 1.5
    drift_tau: float = 80.0
    fast: float = 0.6
    fast_tau: float = 7.0
    white: float = 0.15
    constant: float = 0.7
    multipath: float = 0.0
    filter: tuple[float, float] = (0.3, 1.2)
    lag: tuple[float, float] = (0.3, 1.6)
    dropouts: float = 0.0
    speed_delay: tuple[float, float] = (1.0, 4.0)
    speed_tau: tuple[float, float] = (1.0, 2.0)
    speed_noise: float = 0.1
    over_read: tuple[float, float] = (0.009, 0.038)
    steady: float = 0.0
    jump: float = 0.5
    coarse: float = 0.0
    snapped: bool = False


NOISE = {
    "clean": Noise(drift=0.8, fast=0.3, white=0.05, constant=0.5, filter=(0.0, 0.6), lag=(0.0, 0.8), speed_noise=0.06),
    "typical": Noise(),
    "urban": Noise(
        drift=2.5,
        drift_tau=60.0,
        fast=1.0,
        white=0.35,
        constant=2.0,
        multipath=0.6,
        dropouts=12.0,
        lag=(0.5, 2.0),
        over_read=(0.01, 0.05),
    ),
    "none": Noise(0.0, 80.0, 0.0, 7.0, 0.0, 0.0, 0.0, (0, 0), (0, 0), 0.0, (0, 0), (0, 0), 0.0, (0, 0)),
}
"""The presets; "none" is a watch without any error but its rounding."""
SNAPPED = Noise(snapped=True)
"""A watch in its own track mode."""


def noise_of(name: str | Noise) -> Noise:
    """Give the preset of a name, or the levels that were given."""
    if isinstance(name, Noise):
        return name
    if name not in NOISE:
        raise OptionError(f"'{name}' is no noise preset; choose one of {', '.join(NOISE)}")
    return NOISE[name]
