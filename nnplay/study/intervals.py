"""Shares and their uncertainty: how sure one may be of "41 of 60", and of the difference between two such counts."""

from __future__ import annotations

import math
from typing import NamedTuple

Z95 = 1.959963984540054  # the 97.5 % point of the standard normal distribution


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
