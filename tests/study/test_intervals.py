"""Intervals of shares against published numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from nnplay.study.intervals import difference, mean, t95, wilson


@pytest.mark.parametrize(("hits", "trials", "low", "high"), [
    (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718),
])
def test_the_score_interval_is_that_of_newcombe_1998_table_1(hits: int, trials: int, low: float, high: float) -> None:
    interval = wilson(hits, trials)
    assert (round(interval.low, 4), round(interval.high, 4)) == (low, high)
    assert interval.value == hits / trials


@pytest.mark.parametrize(("counts", "low", "high"), [
    ((56, 70, 48, 80), 0.0524, 0.3339), ((9, 10, 3, 10), 0.1705, 0.8090), ((6, 7, 2, 7), 0.0582, 0.8062),
    ((5, 56, 0, 29), -0.0381, 0.1926), ((10, 10, 0, 20), 0.6791, 1.0), ((10, 10, 0, 10), 0.6075, 1.0),
])
def test_the_interval_of_a_difference_is_that_of_newcombe_1998_method_10(counts: tuple[int, int, int, int],
                                                                         low: float, high: float) -> None:
    interval = difference(*counts)
    assert (round(interval.low, 4), round(interval.high, 4)) == (low, high)


@given(st.integers(1, 1000).flatmap(lambda trials: st.tuples(st.integers(0, trials), st.just(trials))))
def test_the_interval_contains_the_share_and_stays_within_0_and_1(counts: tuple[int, int]) -> None:
    share = wilson(*counts)
    assert 0 <= share.low <= share.value <= share.high <= 1
    mirrored = wilson(counts[1] - counts[0], counts[1])
    assert mirrored.low == pytest.approx(1 - share.high, abs=1e-12)


@pytest.mark.parametrize("count", [2, 3, 5, 10, 11, 12, 13, 40, 300])
def test_a_mean_has_the_interval_of_student(count: int) -> None:
    values = np.random.default_rng(count).normal(3, 2, count)
    low, high = stats.t.interval(0.95, count - 1, values.mean(), values.std(ddof=1) / np.sqrt(count))
    found = mean(values.tolist())
    assert found.value == pytest.approx(values.mean(), rel=1e-12)
    assert (found.low, found.high) == (pytest.approx(low, rel=2e-4), pytest.approx(high, rel=2e-4))


@pytest.mark.parametrize("degrees", range(1, 60))
def test_the_points_of_student_are_those_of_scipy(degrees: int) -> None:
    assert t95(degrees) == pytest.approx(stats.t.ppf(0.975, degrees), abs=1.2e-4)


@pytest.mark.parametrize(("hits", "trials"), [(0, 0), (-1, 5), (6, 5)])
def test_counts_that_cannot_be_are_refused(hits: int, trials: int) -> None:
    with pytest.raises(ValueError, match="a share needs"):
        wilson(hits, trials)
