"""How trials change over time: a line through them that no single odd day turns, with an honest error."""

import numpy as np
from numpy.typing import NDArray

from analyzer.model import Floats, Trend
from analyzer.trials.real import normal

YEAR, MONTHS = 365.25, 12.0
FEWEST, SHORTEST = 3, 28.0
"""A trend needs so many trials, over so many days. [d]"""
WINDOW, LAST = 365.0, 5
"""The line is laid through the trials of the last year [d], but no fewer than so many: form goes no straight way over
years, and the errors of a line know nothing of that."""
HALVES, TURNED = 8, 2.5
"""From so many trials on the two halves of the time are held against each other; slopes that differ by so many errors
are told apart (of even ones one in eighty)."""
LARGEST_REST = 1.5
"""A trial farther from the line than so many of its errors counts for less (Huber)."""
ROUNDS = 20
POINTS = 60
"""Of the line that a chart draws."""
MOST_PAIRS = 600
"""More trials than this are thinned for the median of all slopes."""
SURE, LIKELY = 0.95, 0.75


def trend(days: Floats, mile: Floats, errors: Floats, *, conversion: Floats, names: NDArray[np.object_]) -> Trend:
    """Lay a line through mile times [s].

    errors : Relative, each with the day-to-day variation in it.   conversion : Relative, of converting to the mile:
    the trials of one name share it.
    The errors of the line grow where the trials scatter more than their errors say, and never shrink.
    """
    of, late = len(days), _late(days)
    days, mile, errors, conversion = (values[late] for values in (days, mile, errors, conversion))
    count = len(days)
    span = float(days[-1] - days[0]) if count else 0.0
    if count < FEWEST or span < SHORTEST:
        has = f"there {'is' if count == 1 else 'are'} {count}" + (f" over {span:.0f} days" if count > 1 else "")
        return Trend(
            count, refused=f"a trend needs {FEWEST} trials over {SHORTEST / 7:.0f} weeks or more; {has}", of=of
        )
    centre = float(np.average(days, weights=errors**-2))
    years = (days - centre) / YEAR
    log_times = np.log(mile)
    shared = _shared(conversion, names[late])
    (level, slope), covariance = _line(years, log_times, errors, shared)
    per_year, per_year_sd = -slope, float(np.sqrt(covariance[1, 1]))
    typical = float(np.exp(level))
    at = np.linspace(days[0], days[-1], POINTS)
    design = np.stack([np.ones(POINTS), (at - centre) / YEAR], axis=1)
    line = np.exp(design @ np.array([level, slope]))
    improving = float(normal(np.array(per_year / per_year_sd)))
    per_month, per_month_sd = typical * per_year / MONTHS, typical * per_year_sd / MONTHS
    return Trend(
        count,
        per_year=per_year,
        per_year_sd=per_year_sd,
        per_month=per_month,
        per_month_sd=per_month_sd,
        improving=improving,
        robust_per_year=-_median_slope(years, log_times),
        day=at,
        time=line,
        time_sd=line * np.sqrt(np.einsum("ij,jk,ik->i", design, covariance, design)),
        of=of,
        words=_words(_over(count, of, span), per_month, per_month_sd, per_year, per_year_sd, improving)
        + _halves(days, log_times, errors, shared, typical),
    )


def _late(days: Floats) -> NDArray[np.bool_]:
    """Choose the trials of the last year: no fewer than the last few, and as far back as a trend needs."""
    if len(days) <= LAST:
        return np.ones(len(days), dtype=bool)
    before = days[days <= days[-1] - SHORTEST]
    begin = min(days[-1] - WINDOW, days[-LAST], *before[-1:])
    return np.asarray(days >= begin)


def _halves(days: Floats, log_times: Floats, errors: Floats, shared: Floats, typical: float) -> str:
    """Say how the slopes of the first and the second half of the time differ, where they do beyond their errors."""
    middle = (days[0] + days[-1]) / 2
    late = days > middle
    if len(days) < HALVES or min(late.sum(), (~late).sum()) < FEWEST:
        return ""
    years = (days - middle) / YEAR
    found, covariance = _fitted(
        np.stack([np.ones(len(days)), years, np.maximum(years, 0.0)], axis=1), log_times, errors, shared
    )
    if abs(found[2]) < TURNED * np.sqrt(covariance[2, 2]):
        return ""
    first, second = (-typical * slope / MONTHS for slope in (found[1], found[1] + found[2]))
    told = [f"{abs(won):.1f} s a month {'faster' if won > 0 else 'slower'}" for won in (first, second)]
    return f"; not evenly: {told[0]} in the first half of that time, {told[1]} in the second"


def _shared(conversion: Floats, names: NDArray[np.object_]) -> Floats:
    """Give a column for each distance that is converted: the error that its trials share, nothing in the others."""
    converted = [name for name in dict.fromkeys(names.tolist()) if conversion[names == name].mean() > 0]
    columns = [np.where(names == name, conversion, 0.0) for name in converted]
    return np.stack(columns, axis=1) if columns else np.zeros((len(names), 0))


def _line(years: Floats, log_times: Floats, errors: Floats, shared: Floats) -> tuple[tuple[float, float], Floats]:
    """Fit level and slope; give them and their covariance."""
    found, covariance = _fitted(np.stack([np.ones(len(years)), years], axis=1), log_times, errors, shared)
    return (float(found[0]), float(found[1])), covariance


def _fitted(columns: Floats, log_times: Floats, errors: Floats, shared: Floats) -> tuple[Floats, Floats]:
    """Fit columns by Huber's weights; give what each counts, and the covariance.

    shared : (trials, distances); what each is off by is found too, and expected to be one such error or so.
    """
    wanted = columns.shape[1]
    design = np.hstack([columns, shared])
    expected = np.diag([0.0] * wanted + [1.0] * shared.shape[1])
    weights = errors**-2
    scale = 1.0
    for _ in range(ROUNDS):
        normal_matrix = design.T @ (weights[:, None] * design) + expected
        found = np.linalg.solve(normal_matrix, design.T @ (weights * log_times))
        rest = (log_times - design @ found) / errors
        scale = max(1.0, float(np.median(np.abs(rest))) / 0.6745)
        share = np.minimum(1.0, LARGEST_REST * scale / np.maximum(np.abs(rest), 1e-12))
        again = share * errors**-2
        if np.allclose(again, weights, rtol=1e-6):
            break
        weights = again
    held = np.clip(rest, -LARGEST_REST * scale, LARGEST_REST * scale)
    free = len(log_times) - wanted
    scatter = float((held**2).sum()) / free if free > 0 else 1.0
    covariance = np.linalg.inv(design.T @ (weights[:, None] * design) + expected) * max(1.0, scatter)
    return np.asarray(found[:wanted]), np.asarray(covariance[:wanted, :wanted])


def _median_slope(years: Floats, log_times: Floats) -> float:
    """Give the median of the slopes between all pairs (Theil-Sen)."""
    thin = -(-len(years) // MOST_PAIRS)
    x, y = years[::thin], log_times[::thin]
    first, last = np.triu_indices(len(x), 1)
    apart = x[last] - x[first]
    far = apart > 0
    return float(np.median((y[last] - y[first])[far] / apart[far]))


def _words(over: str, per_month: float, error: float, per_year: float, per_year_sd: float, improving: float) -> str:
    amount = (
        f"{abs(per_month):.2f} ± {error:.2f} s a month"
        if abs(per_month) < 1
        else (f"{abs(per_month):.1f} ± {error:.1f} s a month")
    )
    share = f"{100 * abs(per_year):.1f} ± {100 * per_year_sd:.1f} % a year"
    chance = max(improving, 1 - improving)
    way = "faster" if per_year > 0 else "slower"
    if chance > SURE:
        return f"{over}: very likely getting {way}, {amount} ({share})"
    if chance >= LIKELY:
        return f"{over}: likely getting {way}, {amount} ({share})"
    return f"{over}: no trend that stands out of the variation ({way} by {amount})"


def _over(count: int, of: int, span: float) -> str:
    if count == of:
        return f"{count} trials over {_span(span)}"
    return f"the last {count} of {of:,} trials, over {_span(span)}"


def _span(days: float) -> str:
    if days < 120:
        return f"{days / 7:.0f} weeks"
    return f"{days / 30.44:.0f} months" if days < 2 * YEAR else f"{days / YEAR:.0f} years"
