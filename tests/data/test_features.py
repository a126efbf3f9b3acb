"""Inputs made of points, against the same worked out number by number."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnplay.data.features import FEATURES, Inputs, features

BY_HAND: dict[str, Callable[[float, float], float]] = {
    "x1": lambda x1, x2: x1,
    "x2": lambda x1, x2: x2,
    "x1_squared": lambda x1, x2: x1 * x1,
    "x2_squared": lambda x1, x2: x2 * x2,
    "x1_x2": lambda x1, x2: x1 * x2,
    "sin_x1": lambda x1, x2: math.sin(x1),
    "sin_x2": lambda x1, x2: math.sin(x2),
}
coordinates = st.floats(-6, 6)
names = st.lists(st.sampled_from(list(FEATURES)), min_size=1, unique=True)


def test_the_first_seven_are_those_of_tensorflow_playground_in_its_order() -> None:
    assert list(FEATURES)[:7] == list(BY_HAND)


@given(points=st.lists(st.tuples(coordinates, coordinates), min_size=1, max_size=20),
       chosen=st.lists(st.sampled_from(list(BY_HAND)), min_size=1, unique=True))
def test_each_column_is_the_named_feature_in_the_given_order(
        points: list[tuple[float, float]], chosen: list[str]) -> None:
    made = features(np.array(points), chosen)
    assert made == pytest.approx(np.array([[BY_HAND[name](*point) for name in chosen] for point in points]), rel=1e-15)


@pytest.mark.parametrize("name", FEATURES)
def test_a_feature_is_finite_leaves_the_points_alone_and_looks_at_each_alone(name: str) -> None:
    points = np.random.default_rng(0).uniform(-6, 6, (50, 2))
    before = points.copy()
    made = features(points, [name])
    assert made.shape == (50, 1)
    assert np.isfinite(made).all()
    assert np.array_equal(points, before)
    assert np.array_equal(features(points[7:8], [name]), made[7:8])


@pytest.mark.parametrize("name", FEATURES)
def test_a_feature_says_what_it_is(name: str) -> None:
    entry = FEATURES[name]
    assert entry.label and entry.formula and entry.note.endswith(".")


def test_a_column_that_never_changes_is_only_moved() -> None:
    train = np.array([[1.0, 5.0], [3.0, 5.0]])
    inputs = Inputs.fitted(("c1", "c2"), ("a", "b"), True, train)
    np.testing.assert_array_equal(inputs(np.array([[3.0, 5.0], [5.0, 7.0]])), [[1, 0], [3, 2]])
