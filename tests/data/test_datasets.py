"""The data sets against their definitions, worked out here once more from the points and by other means."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnplay.data.datasets import DATA_SETS

MADE = [key for key, entry in DATA_SETS.items() if not entry.fixed]
PLAYGROUND = ["circle", "xor", "gauss", "spiral", "plane", "bumps"]
seeds = st.integers(0, 2**32 - 1)
noises = st.floats(0, 50)


def made(key: str, samples: int, noise: float, seed: int = 0, **knobs: float) -> tuple[Any, Any]:
    entry = DATA_SETS[key]
    knobs = {knob.name: knob.default for knob in entry.knobs} | knobs
    return entry.make(np.random.default_rng(seed), samples, noise, **knobs)


# What every data set keeps to


@pytest.mark.parametrize("key", DATA_SETS)
def test_points_and_targets_are_finite_and_as_many_as_asked_for(key: str) -> None:
    entry = DATA_SETS[key]
    for samples in (entry.samples,) if entry.fixed else (4, 5, 37, entry.samples):
        points, targets = made(key, samples, 0 if entry.fixed else 50)
        assert points.shape == (samples, len(entry.columns))
        assert targets.shape == (samples,)
        assert np.isfinite(points).all()
        assert np.isfinite(targets).all()


@pytest.mark.parametrize("key", DATA_SETS)
def test_targets_are_class_numbers_or_vary(key: str) -> None:
    entry = DATA_SETS[key]
    _, targets = made(key, entry.samples, 0)
    if entry.classes:
        assert set(targets) == set(range(entry.classes))
    else:
        assert np.std(targets) > 0.05


@pytest.mark.parametrize("key", DATA_SETS)
@given(seed=seeds, noise=noises)
def test_the_same_seed_draws_the_same_samples(key: str, seed: int, noise: float) -> None:
    first, again = made(key, 40, noise, seed), made(key, 40, noise, seed)
    assert first[0].tobytes() == again[0].tobytes()
    assert first[1].tobytes() == again[1].tobytes()


@pytest.mark.parametrize("key", MADE)
def test_another_seed_draws_other_samples(key: str) -> None:
    noise = 10 if key in ("spiral", "arms") else 0  # without noise a spiral has no chance in it
    assert not np.array_equal(made(key, 50, noise, 1)[0], made(key, 50, noise, 2)[0])


@pytest.mark.parametrize("key", MADE)
def test_noiseless_points_lie_in_the_square_that_is_drawn(key: str) -> None:
    entry = DATA_SETS[key]
    points, _ = made(key, 1500, 0)
    outside = (np.abs(points) > max(abs(entry.low), abs(entry.high))).any(axis=1).mean()
    assert outside == 0


@pytest.mark.parametrize("key", MADE)
def test_noise_moves_labels_or_points_and_nothing_jumps_for_a_little_of_it(key: str) -> None:
    still, labels = made(key, 400, 0, seed=3)
    stirred, other_labels = made(key, 400, 0.001, seed=3)
    assert np.abs(stirred - still).max() < 0.01  # the same plan
    assert np.mean(np.abs(other_labels - labels) > 0.01) <= 0.01
    moved, moved_labels = made(key, 400, 50, seed=3)
    assert not (np.array_equal(moved, still) and np.array_equal(moved_labels, labels))


@pytest.mark.parametrize("key", ["circle", "xor", "plane", "bumps"])
@given(seed=seeds, noise=noises)
def test_label_noise_leaves_the_points_where_they_are(key: str, seed: int, noise: float) -> None:
    assert np.array_equal(made(key, 60, noise, seed)[0], made(key, 60, 0, seed)[0])


@pytest.mark.parametrize("key", ["gauss", "spiral"])
@given(seed=seeds, noise=noises)
def test_point_noise_leaves_the_labels_as_they_are(key: str, seed: int, noise: float) -> None:
    assert np.array_equal(made(key, 60, noise, seed)[1], made(key, 60, 0, seed)[1])


@pytest.mark.parametrize("key", PLAYGROUND)
def test_the_six_of_tensorflow_playground_have_their_sizes(key: str) -> None:
    entry = DATA_SETS[key]
    assert (entry.task, entry.samples) == (
        ("regression", 1200) if key in ("plane", "bumps") else ("classification", 500))
    assert (entry.low, entry.high) == (-6, 6)


# Circle: half with radius U(0, 2.5), half U(3.5, 5); label by the distance of the shifted point


@given(seed=seeds, samples=st.integers(4, 200))
def test_a_circle_has_an_inner_half_and_an_outer_ring(seed: int, samples: int) -> None:
    points, labels = made("circle", samples, 0, seed)
    radii = [math.hypot(x, y) for x, y in points.tolist()]
    inner = [radius < 2.5 for radius in radii]
    assert sum(inner) == samples // 2
    assert all(3.5 - 1e-12 <= radius <= 5 + 1e-12 for radius, within in zip(radii, inner) if not within)
    assert labels.tolist() == [1.0 if within else 0.0 for within in inner]


def test_circle_radii_and_angles_are_uniform() -> None:
    points, labels = made("circle", 40_000, 0)
    radius, angle = np.hypot(*points.T), np.arctan2(*points.T)
    assert_uniform(radius[labels == 1], 0, 2.5)
    assert_uniform(radius[labels == 0], 3.5, 5)
    assert_uniform(angle, -np.pi, np.pi)


def test_circle_labels_are_those_of_points_shifted_by_up_to_five_times_the_noise() -> None:
    points, labels = made("circle", 60_000, 25)
    radius, reach = np.hypot(*points.T), 5 * 0.25
    diagonal = reach * math.sqrt(2)
    sure_in, sure_out = radius < 2.5 - diagonal, radius > 2.5 + diagonal
    assert sure_in.any() and labels[sure_in].all()
    assert sure_out.any() and not labels[sure_out].any()
    # Elsewhere the share of +1 is the part of the square of shifts that leads inside: worked out on a lattice.
    steps = np.linspace(-reach, reach, 201)
    shift_x, shift_y = np.meshgrid(steps, steps)
    for low, high in ((1.5, 1.6), (2.0, 2.2), (3.6, 3.8)):
        band = (radius >= low) & (radius < high)
        expected = np.mean([
            (np.hypot(middle * np.sin(turn) + shift_x, middle * np.cos(turn) + shift_y) < 2.5).mean()
            for middle in np.linspace(low, high, 5) for turn in np.linspace(0, np.pi / 2, 9)
        ])
        assert labels[band].mean() == pytest.approx(expected, abs=4 * 0.5 / math.sqrt(band.sum()) + 0.01)


# XOR: uniform in -5..5, pushed 0.3 away from the axes; label by the sign of the product of the shifted coordinates


def test_xor_points_are_uniform_and_keep_away_from_the_axes() -> None:
    points, _ = made("xor", 40_000, 0)
    assert np.abs(points).min() >= 0.3
    assert_uniform((points - 0.3 * np.sign(points)).ravel(), -5, 5)
    assert abs(np.corrcoef(points.T)[0, 1]) < 0.02


@given(seed=seeds)
def test_xor_labels_without_noise_are_the_sign_of_the_product(seed: int) -> None:
    points, labels = made("xor", 80, 0, seed)
    assert labels.tolist() == [float((x > 0) == (y > 0)) for x, y in points.tolist()]


def test_xor_labels_flip_as_often_as_the_shift_crosses_an_axis() -> None:
    noise = 30
    points, labels = made("xor", 60_000, noise)
    reach = 5 * noise / 100
    crosses = np.clip(0.5 - np.abs(points) / (2 * reach), 0, 1)  # P(x + reach U(-1, 1) has the other sign)
    flips = crosses[:, 0] * (1 - crosses[:, 1]) + crosses[:, 1] * (1 - crosses[:, 0])
    flipped = labels != (points.prod(axis=1) >= 0)
    assert not flipped[flips == 0].any()
    assert flipped.mean() == pytest.approx(flips.mean(), abs=4 * math.sqrt(flips.mean() / len(points)))
    near = flips > 0.4
    assert flipped[near].mean() == pytest.approx(flips[near].mean(), abs=0.03)


# Gauss: (2, 2) is +1 and (-2, -2) is -1, variance 0.5 + 7s


@pytest.mark.parametrize("noise", [0, 20, 50])
def test_gauss_is_two_round_clouds_of_the_stated_variance(noise: float) -> None:
    points, labels = made("gauss", 40_000, noise)
    variance = 0.5 + 7 * noise / 100
    for label, centre in ((1, 2), (0, -2)):
        cloud = points[labels == label]
        assert len(cloud) == 20_000
        assert cloud.mean(axis=0) == pytest.approx([centre, centre], abs=5 * math.sqrt(variance / len(cloud)))
        covariance = np.cov(cloud.T)
        assert covariance == pytest.approx(np.diag([variance, variance]), abs=6 * variance * math.sqrt(2 / len(cloud)))
        assert np.mean(((cloud - centre) / math.sqrt(variance)) ** 4) == pytest.approx(3, abs=0.15)  # normal


# Spiral: r = 5i/n, t = 1.75 * 2 pi i / n + 0 or pi


@given(samples=st.integers(4, 120))
def test_a_spiral_is_two_arms_half_a_turn_apart(samples: int) -> None:
    points, labels = made("spiral", samples, 0)
    expected = []
    for label, n, offset in ((1.0, samples // 2, 0.0), (0.0, samples - samples // 2, math.pi)):
        for i in range(n):
            r, t = 5 * i / n, 1.75 * 2 * math.pi * i / n + offset
            expected.append((r * math.sin(t), r * math.cos(t), label))
    assert np.column_stack([points, labels]) == pytest.approx(np.array(expected), abs=1e-12)


def test_spiral_noise_shifts_each_coordinate_uniformly_by_up_to_the_noise() -> None:
    moved = made("spiral", 40_000, 30)[0] - made("spiral", 40_000, 0)[0]
    assert_uniform(moved.ravel(), -0.3, 0.3)
    assert abs(np.corrcoef(moved.T)[0, 1]) < 0.02


# Plane and bumps: uniform in -6..6


@pytest.mark.parametrize("key", ["plane", "bumps"])
def test_regression_points_are_uniform_over_the_square(key: str) -> None:
    points, _ = made(key, 30_000, 0)
    assert_uniform(points.ravel(), -6, 6)
    assert abs(np.corrcoef(points.T)[0, 1]) < 0.03


@given(seed=seeds)
def test_a_plane_is_a_tenth_of_the_sum(seed: int) -> None:
    points, targets = made("plane", 30, 0, seed)
    assert targets == pytest.approx([(x + y) / 10 for x, y in points.tolist()])


def test_plane_noise_is_the_sum_of_two_uniform_shifts() -> None:
    points, targets = made("plane", 60_000, 50)
    error = targets - points.sum(axis=1) / 10
    assert np.abs(error).max() <= 2 * 6 * 0.5 / 10
    assert np.abs(error).max() > 0.5
    assert error.mean() == pytest.approx(0, abs=0.005)
    assert error.std() == pytest.approx(0.3 * math.sqrt(2 / 3), rel=0.02)


CONES = ((-4, 2.5, 1), (4, 2.5, 1), (0, -2.5, 1), (0, 2.5, -1), (-4, -2.5, -1), (4, -2.5, -1))


def height(x: float, y: float) -> float:
    """Return what the six cones give at a point: the largest in size of those that reach it."""
    largest = 0.0
    for centre_x, centre_y, sign in CONES:
        distance = math.hypot(x - centre_x, y - centre_y)
        if distance <= 2 and 1 - distance / 2 > abs(largest):
            largest = sign * (1 - distance / 2)
    return largest


@given(seed=seeds)
def test_bumps_are_six_cones(seed: int) -> None:
    points, targets = made("bumps", 60, 0, seed)
    assert targets == pytest.approx([height(x, y) for x, y in points.tolist()], abs=1e-12)


def test_bump_noise_reads_the_cones_at_a_shifted_point() -> None:
    points, targets = made("bumps", 200_000, 10)
    reach = 6 * 0.1
    far = np.min([np.hypot(points[:, 0] - x, points[:, 1] - y) for x, y, _ in CONES], axis=0) > 2 + reach * math.sqrt(2)
    assert far.any() and not targets[far].any()
    top = np.hypot(points[:, 0] + 4, points[:, 1] - 2.5) < 0.1
    lattice = np.linspace(-reach, reach, 101)
    expected = np.mean([height(-4 + dx, 2.5 + dy) for dx in lattice for dy in lattice])
    assert targets[top].mean() == pytest.approx(expected, abs=0.1)
    assert np.std(targets[top]) > 0.05


# The table


def test_the_xor_table_is_the_truth_table_whatever_is_asked_for() -> None:
    points, targets = made("xor_table", 500, 50, seed=9)
    assert [(*point, target) for point, target in zip(points.tolist(), targets.tolist())] == [
        (0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 0)]
    assert DATA_SETS["xor_table"].fixed


def assert_uniform(values: np.ndarray, low: float, high: float) -> None:
    """Compare the distribution function with a straight line (Kolmogorov and Smirnov's distance, at 1 in 10,000)."""
    ordered = np.sort(values)
    assert ordered[0] >= low - 1e-12
    assert ordered[-1] <= high + 1e-12
    expected = (ordered - low) / (high - low)
    distance = np.abs(expected - (np.arange(len(ordered)) + 0.5) / len(ordered)).max()
    assert distance < 2.2 / math.sqrt(len(ordered))
