"""How fast a rep is meant to be run, as speeds."""

import math

from analyzer.model import Bound, EffortKind, PaceName, Paces, Range, Rep, Target, Template

EXACT = 0.02
"""A target of one time or one pace is met within this share of its speed, where no template says more (a judgement)."""


def speeds(target: Target, rep: Rep, paces: Paces | None = None) -> Range | None:
    """Give the slowest and the fastest speed that a target says; None where it says none. [m/s]

    Names need the runner's paces; a time needs the distance of the rep.

    >>> speeds(Target(time=(88.0, 92.0)), Rep(distance=400.0))[1]
    4.545454545454546
    """
    if target.name is not None:
        return _named(target.name, paces) if paces is not None else None
    if target.time is not None and math.isfinite(rep.distance):
        fastest, slowest = target.time
        return rep.distance / slowest, rep.distance / fastest
    if target.pace is not None:
        fastest, slowest = target.pace
        return 1 / slowest, 1 / fastest
    return None


def band(rep: Rep, template: Template | None = None, paces: Paces | None = None) -> Range | None:
    """Give the slowest and the fastest speed at which a rep is run as it should be; None where nothing says it. [m/s]

    A range that the rep has is taken as it is; one speed gets the width of the template, else of EXACT. A rep without a
    target takes the template's, where 0 is the slowest and infinity the fastest that has no bound; tempo is run at T.
    """
    target = rep.target
    if target == Target() and template is None and rep.kind is EffortKind.TEMPO:
        target = Target(PaceName.THRESHOLD)
    said = speeds(target, rep, paces)
    if said is None:
        return _of_template(template, paces) if template is not None and target == Target() else None
    if said[0] < said[1]:
        return said
    slower, faster = _width(template)
    return said[0] * slower, said[1] * faster


def bound(limit: Bound, paces: Paces) -> float:
    """Give the speed of a bound. [m/s]"""
    return limit.share * base(limit.base, paces)


def base(name: str, paces: Paces) -> float:
    """Give the speed that a bound is a share of: 5K, M, or 5K-M, the geometric mean of both. [m/s]"""
    speed = {"5K": paces.five_k, "M": paces.mile, "5K-M": math.sqrt(paces.five_k * paces.mile)}
    return speed[name]


BASES = ("5K", "M", "5K-M")


def too_fast(template: Template, paces: Paces | None) -> float | None:
    """Give the speed above which a workout trains something else; None where there is none. [m/s]"""
    return None if template.too_fast is None or paces is None else bound(template.too_fast, paces)


def _named(name: PaceName, paces: Paces) -> Range:
    return {
        PaceName.MILE: (paces.mile, paces.mile),
        PaceName.FIVE_K: (paces.five_k, paces.five_k),
        PaceName.THRESHOLD: paces.threshold,
        PaceName.EASY: paces.easy,
    }[name]


def _of_template(template: Template, paces: Paces | None) -> Range | None:
    if paces is None or (template.slowest is None and template.fastest is None):
        return None
    slowest = 0.0 if template.slowest is None else bound(template.slowest, paces)
    return slowest, math.inf if template.fastest is None else bound(template.fastest, paces)


def _width(template: Template | None) -> Range:
    """Give what a single speed is multiplied by: the template's bounds against its centre, where they compare."""
    if template is not None and template.centre and template.slowest and template.fastest:
        centre, ends = template.centre, (template.slowest, template.fastest)
        if ends[0].base == ends[1].base == centre.base:
            return ends[0].share / centre.share, ends[1].share / centre.share
    return 1 - EXACT, 1 + EXACT
