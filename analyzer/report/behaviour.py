"""What a session tells a runner of the watch, in a few plain lines; only what is surely known."""

import math

from analyzer.model import Analysis, WatchBehaviour
from analyzer.oval import LANES
from analyzer.units import KILOMETRE

TITLE = "Your watch on this track"
LEAST_LAP = 2.0
"""A lap that is off by less is shown right. [m]"""
TOO_FAR = 0.055
"""A lap off by more than this share is rarely the watch's doing: it reads up to 4 % too far."""
LATE = 1.5
"""A speed that comes later than this misleads whoever paces by it. [s]"""
LEAST_CUT = 0.2
"""Turns cut by less are nothing to speak of. [m]"""
LEAST_BIAS = 0.005
"""The same of its speed on turns, as a share."""


def watch_lines(analysis: Analysis) -> tuple[str, ...]:
    """Give the lines; none where nothing of the watch is known."""
    watch = analysis.watch
    if watch is None or analysis.track is None:
        return ()
    lines = (_laps(analysis, watch), _speed(watch), _turns(watch), _lag(watch), _wander(watch))
    return tuple(line for line in lines if line)


def _laps(analysis: Analysis, watch: WatchBehaviour) -> str:
    off, track = watch.lap_error, analysis.track
    if track is None or not math.isfinite(off.value):
        return ""
    shown, share = f"It shows {(watch.lap + off.value) / KILOMETRE:.3f} km for a lap of {watch.lap:.0f} m", off.value
    error = f", ± {100 * off.sd / watch.lap:.1f}" if math.isfinite(off.sd) else ""
    known = off.sd if math.isfinite(off.sd) else 0.0
    if abs(share) < max(LEAST_LAP, known):
        return f"{shown}: right, as far as can be told{f' (± {100 * known / watch.lap:.1f} %)' if known else ''}."
    far = f"{100 * abs(share) / watch.lap:.1f} % too {'far' if share > 0 else 'short'}"
    line = f"{shown} ({far}{error})"
    lane = min(range(1, LANES + 1), key=lambda lane: abs(track.oval.lap(lane) - watch.lap - share))
    if share > TOO_FAR * watch.lap and lane != track.lane:
        return f"{line}. So much is rarely the watch: did you run in lane {lane} (--lane {lane})?"
    return f"{line}."


def _speed(watch: WatchBehaviour) -> str:
    delay = watch.speed_delay
    if not (delay.sure() and delay.value > LATE and delay.sd < 0.5 * delay.value):
        return ""
    return f"Its speed comes {delay.value:.0f} s late{_within(delay.sd)}: do not pace a surge by it."


def _turns(watch: WatchBehaviour) -> str:
    cut, bias = watch.turn_cut, watch.turn_bias
    parts = []
    if cut.sure() and cut.value > LEAST_CUT:
        parts.append(f"It cuts turns by {cut.value:.1f} m (± {max(cut.sd, 0.05):.1f}).")
    if bias.sure() and abs(bias.value) > LEAST_BIAS:
        slower = "slower" if bias.value < 0 else "faster"
        share = f"{100 * abs(bias.value):.1f} % (± {100 * max(bias.sd, 0.0005):.1f})"
        parts.append(f"Its own speed reads {share} {slower} on turns than on straights.")
    return " ".join(parts)


def _lag(watch: WatchBehaviour) -> str:
    lag = watch.position_lag
    if not lag.sure():
        return ""
    return f"By your lap presses its positions come {lag.value:.1f} s late (± {lag.sd:.1f})."


def _wander(watch: WatchBehaviour) -> str:
    if not math.isfinite(watch.drift.value):
        return ""
    return f"Its positions wander by about {math.hypot(watch.drift.value, watch.fast.value):.1f} m."


def _within(seconds: float) -> str:
    return f" (± {seconds:.1f})" if seconds >= 0.25 else ""
