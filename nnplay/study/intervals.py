"""Shares and their uncertainty: how sure one may be of "41 of 60", and of the difference between two such counts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

Z95 = 1.959963984540054  # the 97.5 % point of the standard normal distribution


T95 = (12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281)  # Student's t, 1 to 10 degrees


class Interval(NamedTuple):
    """An estimate and the 95 % interval around it."""

    value: float
    low: float
    high: float


def wilson(hits: int, trials: int) -> Interval:
    """Return a share with its 95 % score interval (Wilson 1927). Raises ValueError for counts that cannot be."""
    if trials < 1 or not 0 <= hits <= trials:
        raise ValueError(f"a share needs 0 to {max(trials, 1)} hits of at least one trial, got {hits} of {trials}")
    share, square = hits / trials, Z95**2
    centre = (share + square / (2 * trials)) / (1 + square / trials)
    half = Z95 / (1 + square / trials) * math.sqrt(share * (1 - share) / trials + square / (4 * trials**2))
    return Interval(share, 0.0 if hits == 0 else centre - half, 1.0 if hits == trials else centre + half)


def difference(hits: int, trials: int, other_hits: int, other_trials: int) -> Interval:
    """Return one share minus another with its 95 % interval (Newcombe 1998, method 10: two Wilson intervals)."""
    one, other = wilson(hits, trials), wilson(other_hits, other_trials)
    apart = one.value - other.value
    return Interval(apart,
                    apart - math.hypot(one.value - one.low, other.high - other.value),
                    apart + math.hypot(one.high - one.value, other.value - other.low))


def t95(degrees: int) -> float:
    """Return the 97.5 % point of Student's t; past the table by its expansion (Abramowitz and Stegun 26.7.5)."""
    if degrees <= len(T95):
        return T95[degrees - 1]
    z = Z95
    return (z + (z**3 + z) / (4 * degrees) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * degrees**2)
            + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * degrees**3))


def mean(values: Sequence[float]) -> Interval:
    """Return the mean of values with its 95 % interval by Student's t; one value alone has none: its ends are NaN."""
    count = len(values)
    if not count:
        return Interval(math.nan, math.nan, math.nan)
    centre = math.fsum(values) / count
    if count == 1:
        return Interval(centre, math.nan, math.nan)
    spread = math.sqrt(math.fsum((value - centre) ** 2 for value in values) / (count - 1))
    half = t95(count - 1) * spread / math.sqrt(count)
    return Interval(centre, centre - half, centre + half)
