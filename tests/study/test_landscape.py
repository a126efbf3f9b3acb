"""Planes go where they say, and the loss over them is the run's own."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnplay.engine.mlp import MLP, Parameters
from nnplay.experiment import Experiment
from nnplay.run import Run
from nnplay.study import landscape
from nnplay.study.landscape import (
    Plane,
    Surface,
    extent,
    filter_normalized,
    losses_at,
    path_plane,
    plane_through,
    random_plane,
    weights_plane,
)

EXPERIMENT = Experiment(data="xor", samples=80, hidden=(3, 2), lr=0.1, batch=0)


@pytest.fixture
def run() -> Run:
    started = EXPERIMENT.start()
    started.advance(epochs=5)
    return started


def whole(surface: Surface) -> Surface:
    surface.advance(60)
    assert surface.complete
    return surface


@given(st.integers(0, 1000))
def test_a_normalized_direction_has_each_units_own_length_and_leaves_biases(seed: int) -> None:
    net = MLP((3, 4, 2), head="softmax")
    rng = np.random.default_rng(seed)
    theta, direction = rng.normal(size=(2, net.size))
    made = Parameters(net, filter_normalized(net, direction, theta)[np.newaxis])
    own, given_ = (Parameters(net, values[np.newaxis]) for values in (theta, direction))
    for (d, biases), (W, _), (before, _) in zip(made.layers, own.layers, given_.layers):
        assert np.linalg.norm(d[0], axis=0) == pytest.approx(np.linalg.norm(W[0], axis=0))
        cosine = (d[0] * before[0]).sum(0) / np.linalg.norm(d[0], axis=0) / np.linalg.norm(before[0], axis=0)
        assert cosine == pytest.approx(np.ones(d.shape[2]))
        assert biases is not None
        assert not biases.any()


def test_filter_normalization_by_hand() -> None:
    net = MLP((2, 1), bias=False)
    assert filter_normalized(net, np.array([3.0, 4.0]), np.array([0.0, 10.0])).tolist() == [6.0, 8.0]


def test_a_random_plane_of_a_network_whose_weights_are_all_zero_is_refused() -> None:
    net = MLP((2, 3, 1))
    with pytest.raises(ValueError, match="all weights are 0"):
        random_plane(net, np.zeros(net.size), 0)


@given(st.integers(0, 1000), st.integers(3, 60))
def test_a_plane_through_three_weights_goes_exactly_through_them(seed: int, size: int) -> None:
    points = np.random.default_rng(seed).normal(size=(3, size))
    plane = plane_through(*points)
    assert plane.distances(points) == pytest.approx(np.zeros(3), abs=1e-9)
    places = plane.coordinates(points)
    assert plane.at(*places.T) == pytest.approx(points, abs=1e-9)
    assert places[0] == pytest.approx([0, 0], abs=1e-9)
    assert places[1] == pytest.approx([np.linalg.norm(points[1] - points[0]), 0], abs=1e-9)
    assert plane.across @ plane.up == pytest.approx(0, abs=1e-9)


def test_three_weights_that_span_no_plane_are_refused() -> None:
    one, step = np.arange(4.0), np.ones(4)
    with pytest.raises(ValueError, match="on one line"):
        plane_through(one, one + step, one + 3 * step)
    with pytest.raises(ValueError, match="are the same"):
        plane_through(one, one, step)


def test_a_path_within_a_plane_lies_in_its_plane_with_all_its_variance() -> None:
    rng = np.random.default_rng(3)
    across, up, origin = rng.normal(size=(3, 9))
    path = origin + np.outer(rng.normal(size=20), across) + np.outer(rng.normal(size=20), up)
    plane = path_plane(path)
    assert plane.share == pytest.approx(1)
    assert plane.distances(path) == pytest.approx(np.zeros(20), abs=1e-9)
    assert plane.coordinates(path[-1:])[0] == pytest.approx([0, 0], abs=1e-9)


def test_the_share_of_the_variance_is_that_of_the_singular_values() -> None:
    path = np.zeros((4, 5))
    path[0, 0], path[1, 1], path[2, 2] = 3, 2, 1
    plane = path_plane(path)
    assert plane.share == pytest.approx((9 + 4) / 14)
    assert np.abs(plane.across) == pytest.approx([1, 0, 0, 0, 0])


@pytest.mark.parametrize("path", [np.zeros((1, 3)), np.outer(np.arange(5.0), np.ones(3)), np.zeros((6, 3))])
def test_a_path_that_spans_no_plane_is_refused(path: np.ndarray) -> None:
    with pytest.raises(ValueError, match="path"):
        path_plane(path)


@pytest.mark.parametrize("samples", ["train", "test"])
def test_the_middle_of_a_surface_is_the_loss_of_the_run(run: Run, samples: str) -> None:
    plane = random_plane(run.params.net, run.params.theta[0], 7)
    surface = whole(Surface(run, plane, (-1, 1), (-1, 1), 11, samples))
    assert surface.loss[5, 5] == getattr(run.loss, samples)


def test_every_cell_is_the_loss_at_its_own_weights(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(landscape, "BATCH_VALUES", 3000)
    plane = random_plane(run.params.net, run.params.theta[0], 1)
    surface = whole(Surface(run, plane, (-2, 1), (-1, 3), 9))
    for row, column in [(0, 0), (2, 7), (8, 3)]:
        theta = plane.origin + surface.x[column] * plane.across + surface.y[row] * plane.up
        assert surface.loss[row, column] == pytest.approx(EXPERIMENT.start(theta=theta).loss.train, rel=1e-12)


def test_a_surface_grows_in_slices_and_knows_which_cells_it_has(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(landscape, "BATCH_VALUES", 400)
    surface = Surface(run, random_plane(run.params.net, run.params.theta[0], 1), (-1, 1), (-1, 1), 7)
    surface.advance(1e-9)
    assert 0 < surface.computed < 49
    assert surface.done.sum() == surface.computed
    assert (np.isnan(surface.loss) == ~surface.done).all()
    assert np.isfinite(whole(surface).loss).all()


def test_cells_where_the_numbers_overflow_are_not_finite() -> None:
    run = Experiment(data="plane", samples=40, head="identity", activation="relu", loss="half_mse").start()
    plane = random_plane(run.params.net, run.params.theta[0], 0)
    surface = whole(Surface(run, plane, (-1e120, 1e120), (-1, 1), 5))
    assert np.isfinite(surface.loss[:, 2]).all()
    assert not np.isfinite(surface.loss[:, [0, -1]]).any()


def test_classes_told_apart_by_softmax_have_a_landscape_too() -> None:
    run = Experiment(data="circle", samples=50, head="softmax", loss="cross_entropy").start()
    surface = whole(Surface(run, random_plane(run.params.net, run.params.theta[0], 0), (-1, 1), (-1, 1), 5))
    assert surface.loss[2, 2] == pytest.approx(run.loss.train, rel=1e-12)


def test_losses_along_a_line_end_at_the_runs_own(run: Run) -> None:
    start, end = run.start.theta[0], run.params.theta[0]
    theta = start + np.linspace(0, 1, 50)[:, np.newaxis] * (end - start)
    losses = losses_at(run, theta)
    assert losses[0] == pytest.approx(EXPERIMENT.start().loss.train)
    assert losses[-1] == pytest.approx(run.loss.train)


@pytest.mark.parametrize("cells", [4, 122, 10.5])
def test_a_resolution_out_of_range_is_refused(run: Run, cells: int) -> None:
    with pytest.raises(ValueError, match="cells must be a whole number from 5 to 121"):
        Surface(run, random_plane(run.params.net, run.params.theta[0], 0), (-1, 1), (-1, 1), cells)


def test_a_network_that_is_too_large_is_refused() -> None:
    run = Experiment(hidden=(256, 256), samples=10).start()
    with pytest.raises(ValueError, match="too large for a landscape"):
        Surface(run, random_plane(run.params.net, run.params.theta[0], 0), (-1, 1), (-1, 1), 5)


def test_the_extent_holds_all_points_with_room_around_them() -> None:
    plane = Plane(np.zeros(3), np.array([1.0, 0, 0]), np.array([0, 1.0, 0]))
    x, y = extent(plane, np.array([[0.0, 0, 5], [4, 2, 0]]), margin=0.25)
    assert (x, y) == ((-1.0, 5.0), (-1.0, 3.0))


def test_between_the_cells_the_surface_is_read_by_distance_and_outside_not_at_all(run: Run) -> None:
    surface = whole(Surface(run, random_plane(run.params.net, run.params.theta[0], 0), (-1, 1), (0, 4), 5))
    surface.loss = 3 * surface.x + 10 * surface.y[:, np.newaxis]
    places = np.array([[0.3, 1.7], [-1.0, 0.0], [1.0, 4.0], [1.1, 2.0], [0.0, -0.1]])
    assert surface.over(places)[:3] == pytest.approx(3 * places[:3, 0] + 10 * places[:3, 1])
    assert np.isnan(surface.over(places)[3:]).all()


def test_a_plane_of_two_weights_has_their_values_as_coordinates() -> None:
    run = Experiment(hidden=(3,)).start()
    theta = run.params.theta[0].astype(float)
    plane = weights_plane(theta, 4, 1, ("up there", "down here"))
    assert plane.names == ("up there", "down here")
    moved = plane.at(np.array([2.0]), np.array([-3.0]))[0]
    assert (moved[4], moved[1]) == (2, -3)
    others = np.delete(np.arange(len(theta)), [1, 4])
    np.testing.assert_array_equal(moved[others], theta[others])
    np.testing.assert_allclose(plane.coordinates(theta[np.newaxis]), [[theta[4], theta[1]]])


def test_a_plane_needs_two_weights_that_there_are() -> None:
    theta = np.ones(5)
    with pytest.raises(ValueError, match="h1 was chosen twice"):
        weights_plane(theta, 2, 2, ("h1", "h1"))
    with pytest.raises(ValueError, match="no weight 5 among 5"):
        weights_plane(theta, 0, 5, ("a", "b"))
