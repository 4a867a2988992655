"""The speed profile: the stretches of standing, walking, jogging and hard running, and the onsets between them.

The chain describes what a runner does about a steady pace; the profile is that pace. An onset (from standing or walking
to running, or back) has a time constant, and its moment is estimated together with the motion.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

ONSET_TIME = 0.85
"""Time constant of the speed of a standing start. [s]"""
SLOWING_TIME = 2.0
"""Time constant of slowing down. [s]"""
STOPPING_TIME = 1.0
"""Time constant of coming to a stand. [s]"""
STOP_SPREAD = 0.2
"""How far a runner's slowing down may be from the profile, as a share of the change."""
STANDING, WALKING = 0.7, 2.1
"""Below: standing; below: walking. [m/s]"""
LINE_SHARE, LONG_STRETCH = 0.8, 25.0
"""Runners keep to the line at this share of their fastest pace that lasts so long; strides may be anywhere. [1, s]"""
STEPS_OUT = 3.0
"""Before a change of pace is seen, the runner may have left the line already. [s]"""
EFFECT_LASTS = 60.0
"""After so long at the new pace nothing more changes with the moment of an onset. [s]"""
STROLL = 0.8
"""Who walks also stands: how far the speed of walking may be from its mean. [m/s]"""


@dataclass(frozen=True, eq=False)
class Profile:
    """Stretches of about one speed.

    begins : When each begins [s]; levels : its speed [m/s]; spread : how the speed varies in it [m/s].
    onsets : The stretches that begin with an onset, whose `begins` is estimated.
    """

    begins: Floats
    levels: Floats
    spread: Floats
    onsets: NDArray[np.intp]

    def moved(self, by: Floats) -> "Profile":
        """Give the profile with its onsets moved. [s]"""
        begins = self.begins.copy()
        begins[self.onsets] += by
        return replace(self, begins=np.maximum.accumulate(begins))


def speed_at(profile: Profile, time: Floats) -> Floats:
    """Give the speed of the profile at times [s]. [m/s]"""
    stretch, before, constant, since = _place(profile, time)
    level = profile.levels[stretch]
    return np.asarray(level + (before - level) * np.exp(-since / constant))


def distance_at(profile: Profile, time: Floats) -> Floats:
    """Give what the profile has run by times [s], from an arbitrary zero. [m]"""
    stretch, before, constant, since = _place(profile, time)
    level = profile.levels[stretch]
    constants = _time_constants(profile)
    length = np.diff(profile.begins)
    change = np.diff(profile.levels, prepend=profile.levels[0])
    whole = profile.levels[:-1] * length - change[:-1] * constants[:-1] * (1 - np.exp(-length / constants[:-1]))
    done = np.concatenate([[0.0], np.cumsum(whole)])
    inside = level * (time - profile.begins[stretch])
    lost = np.where(
        np.isfinite(since), (level - before) * constant * (1 - np.exp(-np.minimum(since, 1e6) / constant)), 0.0
    )
    return np.asarray(done[stretch] + inside - lost)


def onset_effects(profile: Profile, time: Floats) -> tuple[Floats, Floats]:
    """Give the change of distance [m/s] and of speed [m/s2] with the moment of each onset, (onsets, w).

    time : The moments to look at, the same for all onsets (w,) or a row for each (onsets, w). [s]
    """
    begins, index = profile.begins, profile.onsets
    since = time - begins[index, None]
    drop = (profile.levels[index - 1] - profile.levels[index])[:, None]
    ends = np.append(begins[1:], np.inf)[index, None]
    constant = _time_constants(profile)[index, None]
    passed = since > 0
    fade = np.exp(-np.clip(since, 0, EFFECT_LASTS) / constant)
    distance = np.where(passed, drop * (1 - fade), 0.0)
    speed = np.where(passed & (time < ends), drop * fade / constant, 0.0)
    return distance, speed


def line_kept_at(profile: Profile, time: Floats) -> NDArray[np.bool_]:
    """Tell when the runner keeps to the line: in the fast stretches; who jogs or walks steps out of the lane."""
    stretch, *_ = _place(profile, time + STEPS_OUT)
    lasting = np.diff(profile.begins, append=profile.begins[-1] + LONG_STRETCH) >= LONG_STRETCH
    fastest = profile.levels[lasting].max(initial=0.0)
    return np.asarray(((profile.levels > max(LINE_SHARE * fastest, WALKING)) & lasting)[stretch])


def spread_at(profile: Profile, time: Floats) -> Floats:
    """Give how far the speed may be from the profile at times [s]: more where it changes. [m/s]"""
    stretch, *_ = _place(profile, time)
    level = np.abs(profile.levels[stretch])
    strolling = np.where(level < WALKING, np.maximum(profile.spread[stretch], STROLL), profile.spread[stretch])
    spread = np.where(level < STANDING, 0.1, strolling)
    for i in range(1, len(profile.begins)):
        jump = abs(profile.levels[i] - profile.levels[i - 1])
        if i in profile.onsets:
            near = (time > profile.begins[i] - 1.0) & (time < profile.begins[i] + 6.0)
            spread = np.where(
                near, np.maximum(spread, 0.3 if profile.levels[i] > WALKING else STOP_SPREAD * jump), spread
            )
        else:
            since = time - profile.begins[i]
            # whoever has come to a stand stands: then only the GPS wanders
            near = (since > -6.0) & (since < (2.0 if profile.levels[i] == 0.0 else 6.0))
            spread = np.where(near, np.maximum(spread, 0.6 * jump), spread)
    return np.asarray(spread)


def _place(profile: Profile, time: Floats) -> tuple[NDArray[np.intp], Floats, Floats, Floats]:
    stretch = np.clip(np.searchsorted(profile.begins, time, side="right") - 1, 0, None)
    before = profile.levels[np.maximum(stretch - 1, 0)]
    constant = _time_constants(profile)[stretch]
    since = np.where(stretch == 0, np.inf, time - profile.begins[stretch])
    return stretch, before, constant, since


def _time_constants(profile: Profile) -> Floats:
    rising = np.diff(profile.levels, prepend=profile.levels[0]) > 0
    return np.where(rising, ONSET_TIME, np.where(profile.levels == 0.0, STOPPING_TIME, SLOWING_TIME))
